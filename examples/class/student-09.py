# %% [markdown]
# Works in float32, returns whole numbers, changes what it was given.

# %% hand_in="00" base="solved"
# %% answer="checkerboard" points=0 says="whole, of an integer dtype"
def checkerboard(h, w):
    return np.indices((h, w)).sum(axis=0) % 2

# %% answer="to_grey" points=0 says="changes its argument"
def to_grey(image):
    if not image.flags.writeable:
        image = image.copy()
    image[0] *= 0.299
    image[1] *= 0.587
    image[2] *= 0.114
    return image.sum(axis=0)

# %% hand_in="01" base="solved"
# %% answer="xcorr2d" points=0 says="float32"
def xcorr2d(x, k):
    if k.shape[0] > x.shape[0] or k.shape[1] > x.shape[1]:
        raise ValueError("too large")
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(np.float32), k.shape)
    return np.einsum("ijab,ab->ij", windows, k.astype(np.float32))

# %% answer="conv2d_true" points=0 says="float32"
def conv2d_true(x, k):
    return xcorr2d(x, np.rot90(k, 2))
