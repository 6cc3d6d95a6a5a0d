"""convkit: convolution in NumPy, equal to PyTorch and readable like a book."""
