"""Convolution as networks use it: forward, back, transposed, as a matrix, with fewer weights."""
