"""The pictures of `convkit.pooling`."""
