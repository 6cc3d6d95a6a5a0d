"""Grading a class: the order of events, from submitted/ to everything that is kept and shown."""
