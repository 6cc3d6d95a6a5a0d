# %% [markdown]
# Has done half of each lesson.

# %% hand_in="00" base="stubs"
# %% answer="checkerboard"
def checkerboard(h, w):
    board = np.zeros((h, w))
    board[::2, 1::2] = 1
    board[1::2, ::2] = 1
    return board

# %% hand_in="01" base="stubs"
# %% answer="window_dot"
def window_dot(x, k, i, j):
    kh, kw = k.shape
    return (x[i : i + kh, j : j + kw] * k).sum()

# %% answer="xcorr1d"
def xcorr1d(x, k):
    n, m = len(x), len(k)
    if m > n:
        raise ValueError(f"xcorr1d: the kernel has {m} entries, the signal only {n}")
    return np.array([x[i : i + m] @ k for i in range(n - m + 1)])

# %% answer="xcorr2d" points=2 says="must raise ValueError"
def xcorr2d(x, k):
    kh, kw = k.shape
    rows = x.shape[0] - kh + 1
    columns = x.shape[1] - kw + 1
    out = np.zeros((max(rows, 0), max(columns, 0)))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = window_dot(x, k, i, j)
    return out
