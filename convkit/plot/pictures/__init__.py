"""The pictures, in chapters and files named after those of `convkit` that they show."""
