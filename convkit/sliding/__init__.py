"""A kernel slides over a signal: sizes, what lies beyond the border, windows, sums."""
