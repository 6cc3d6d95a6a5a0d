"""Comparing a result with the right one, in words."""
