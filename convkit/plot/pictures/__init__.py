"""The pictures, in files named after the file of `convkit` that they show."""
