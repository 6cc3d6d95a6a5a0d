# %% [markdown]
# Does everything right, with plain loops.

# %% hand_in="00" base="solved"
# %% answer="to_grey"
def to_grey(image):
    rows, columns = image.shape[1:]
    grey = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            r, g, b = image[:, i, j]
            grey[i, j] = 0.299 * r + 0.587 * g + 0.114 * b
    return grey

# %% hand_in="01" base="solved"
# %% answer="xcorr2d"
def xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] += x[i + a, j + b] * k[a, b]
    return y

# %% answer="conv2d_true"
def conv2d_true(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] += x[i + a, j + b] * k[kh - 1 - a, kw - 1 - b]
    return y
