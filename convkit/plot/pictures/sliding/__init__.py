"""The pictures of `convkit.sliding`."""
