"""The grader: what decides."""
