"""Grades as the tables that other programs take in."""
