"""Convolution as networks use it: forward, back, transposed, as a matrix, with fewer weights.

As in PyTorch the kernel is not flipped here; `sliding.correlation` has true convolution.
"""
