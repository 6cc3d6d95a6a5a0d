# %% [markdown]
# Trusts the corner of a kernel, pads twice and mixes up the channels; counts the rest correctly.

# %% hand_in="09" base="solved"
# %% answer="factor" points=1 says="K[0, 0], which may be zero"
def factor(K):
    return K[:, 0], K[0] / K[0, 0]


def is_separable(K, rtol=1e-9):
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max() <= rtol * np.abs(K).max()

# %% answer="conv_rowcol" points=0 says="each axis is padded twice"
def conv_rowcol(x, col, row, padding=0):
    return xcorr2d(xcorr2d(x, row.reshape(1, -1), padding), col.reshape(-1, 1), padding)

# %% answer="low_rank" points=2 says="Lengths at right angles add as squares"
def low_rank(x, K, r):
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, u[:, :r] * s[:r] @ vt[:r]), s[r:].sum()

# %% answer="depthwise_conv2d" points=0 says="output o reads channel o % C"
def depthwise_conv2d(x, w, b=None, stride=1, padding=0):
    C = x.shape[1]
    y = [conv2d(x[:, o % C : o % C + 1], w[o : o + 1], None, stride, padding) for o in range(len(w))]
    y = np.concatenate(y, axis=1)
    return y if b is None else y + b[:, None, None]

# %% answer="depthwise_separable" points=0 says="output o reads channel o // m"
def depthwise_separable(x, wd, wp, bd, bp):
    return conv2d(depthwise_conv2d(x, wd, bd), wp, bp)

# %% answer="exact_split" points=0 says="without asking whether it is separable"
def exact_split(w, rtol=1e-9):
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        o, t = np.unravel_index(np.abs(table).argmax(), table.shape)
        if table[o, t] != 0:
            wd[c, 0], wp[:, c, 0, 0] = w[o, c], table[:, t] / table[o, t]
    return wd, wp

# %% answer="fans" points=0 says="Only those of the pixel's own group read it"
def fans(w_shape, groups=1):
    outputs, inputs, kh, kw = w_shape
    return inputs * kh * kw, outputs * kh * kw

# %% answer="flattened_conv2d" points=2 says="so their costs are added"
def flattened_conv2d(x, f, g, h, padding=0):
    (ph, pw), plane = pair(padding), conv2d(x, f.reshape(1, -1, 1, 1))
    return conv2d(conv2d(plane, g.reshape(1, 1, -1, 1), None, 1, (ph, 0)), h.reshape(1, 1, 1, -1), None, 1, (0, pw))


def flattened_cost(C, kh, kw):
    return C * kh * kw, C * kh * kw
