"""The pictures of `convkit.convolution`."""
