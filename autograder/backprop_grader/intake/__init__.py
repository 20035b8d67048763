"""Submissions as a learning platform hands them out: what may be read of a download, and whose it is."""
