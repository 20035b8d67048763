"""The student's library of the course on backpropagation."""
