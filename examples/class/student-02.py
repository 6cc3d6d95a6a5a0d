# %% [markdown]
# Does everything right without a loop, and calls the arguments by other names.

# %% hand_in="00" base="solved"
# %% answer="checkerboard"
def checkerboard(rows, columns):
    return np.indices((rows, columns)).sum(axis=0) % 2.0

# %% answer="to_chw"
def to_chw(picture, scale=255.0):
    return np.moveaxis(picture, -1, 0) / scale

# %% answer="to_grey"
def to_grey(picture):
    return np.tensordot([0.299, 0.587, 0.114], picture, axes=1)

# %% hand_in="01" base="solved"
# %% answer="window_dot"
def window_dot(image, kernel, row, column):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return float(np.vdot(windows[row, column], kernel))

# %% answer="xcorr1d"
def xcorr1d(signal, kernel):
    if len(kernel) > len(signal):
        raise ValueError("kernel longer than signal")
    return np.lib.stride_tricks.sliding_window_view(signal, len(kernel)) @ kernel

# %% answer="xcorr2d"
def xcorr2d(image, kernel, *, order="C"):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel, axes=2)

# %% answer="derivative_kernel"
def derivative_kernel(order):
    return np.array([(-1.0) ** (order - i) * math.comb(order, i) for i in range(order + 1)])
