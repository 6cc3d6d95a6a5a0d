"""The pictures of `convkit.networks`."""
