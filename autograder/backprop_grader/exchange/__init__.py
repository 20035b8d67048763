"""nbgrader's exchange, the two steps that we do in nbgrader's place; nbgrader_config.py names them."""
