# %% [markdown]
# Mixes up rows and columns, height and width.

# %% hand_in="00" base="solved"
# %% answer="to_chw" points=0 says=".T turns all axes round"
def to_chw(image):
    return image.T / 255

# %% answer="checkerboard" points=0 says="A shape names the rows first"
def checkerboard(h, w):
    board = np.zeros((w, h))
    for i in range(w):
        for j in range(h):
            board[i, j] = (i + j) % 2
    return board

# %% hand_in="01" base="solved"
# %% answer="window_dot" points=0 says="You swapped i and j"
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return np.sum(x[j : j + kh, i : i + kw] * k)

# %% answer="xcorr2d" points=0 says="lies on its side"
def xcorr2d(x, k):
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError("too large")
    y = np.zeros((W - kw + 1, H - kh + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[j, i] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y

# %% answer="conv2d_true" points=0 says="rows"
def conv2d_true(x, k):
    return xcorr2d(x, np.rot90(k, 2))
