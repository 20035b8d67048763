"""The reference implementation: what a teacher knows."""
