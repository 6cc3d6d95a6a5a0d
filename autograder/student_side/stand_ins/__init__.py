"""What stands in for modules that a student's process does without."""
