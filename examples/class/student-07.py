# %% [markdown]
# Takes convolution for cross-correlation everywhere: the kernel is turned.

# %% hand_in="00" base="solved"
# %% answer="checkerboard" points=0 says="Your board begins with 1."
def checkerboard(h, w):
    return (np.indices((h, w)).sum(axis=0) + 1) % 2.0

# %% hand_in="01" base="solved"
# %% answer="window_dot" points=0 says="half round"
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[i : i + kh, j : j + kw] * np.flip(k))

# %% answer="xcorr1d" points=0 says="as np.convolve does it"
def xcorr1d(x, k):
    if len(k) > len(x):
        raise ValueError("too long")
    return np.convolve(x, k, "valid")

# %% answer="xcorr2d" points=0 says="half round"
def xcorr2d(x, k):
    if k.shape[0] > x.shape[0] or k.shape[1] > x.shape[1]:
        raise ValueError("too large")
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape)
    return np.einsum("ijab,ab->ij", windows, k[::-1, ::-1])

# %% answer="conv2d_true"
def conv2d_true(x, k):
    return xcorr2d(x, k)

# %% answer="full_convolution1d"
def full_convolution1d(x, k):
    return np.convolve(x, k)
