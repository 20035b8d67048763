"""Notebooks as files: from source to release, from submission to graded copy and feedback page."""
