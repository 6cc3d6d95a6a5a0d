"""Grading a class of strangers: their code is a function server, the grader is its client."""
