"""Which file of a submission counts, and when it was handed in."""
