# %% [markdown]
# Deals channels out like cards where blocks are asked, believes that lanes save twice, and that one shuffle mixes all.

# %% hand_in="10" base="stubs"
# %% answer="group_channels" points=0 says="You dealt the channels out like cards"
def group_channels(cin, cout, groups):
    if cin % groups != 0 or cout % groups != 0:
        raise ValueError("groups must divide the channels")
    result = []
    for g in range(groups):
        result.append((list(range(g, cin, groups)), list(range(g, cout, groups))))
    return result


# %% answer="grouped_conv2d" points=0 says="You gave each group one bias."
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    N, C, H, W = x.shape
    O = w.shape[0]
    if C % groups != 0 or O % groups != 0:
        raise ValueError("groups must divide the channels")
    result = []
    for g in range(groups):
        xg = x[:, g * C // groups : (g + 1) * C // groups]
        wg = w[g * O // groups : (g + 1) * O // groups]
        yg = conv2d(xg, wg, stride=stride, padding=padding)
        if b is not None:
            yg = yg + b[g]
        result.append(yg)
    return np.concatenate(result, axis=1)


# %% answer="dense_equivalent" points=0 says="You repeated the kernels in every block."
def dense_equivalent(w, groups):
    return np.concatenate([w] * groups, axis=1)


# %% answer="block_cost" points=0 says="You divided by the lanes twice."
def block_cost(channels, lanes, width, hout, wout, bias=True):
    m = lanes * width
    params = channels * m + 9 * (m // lanes) * (m // lanes) + m * channels
    macs = params * hout * wout
    if bias:
        params += m + m + channels
    return params, macs


# %% answer="channel_shuffle" points=0 says="Yours is the shuffle of C // g lanes"
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    y = x.reshape(N, C // g, g, H, W)
    y = np.transpose(y, (0, 2, 1, 3, 4))
    return y.reshape(N, C, H, W)


# %% answer="unshuffle_groups" points=0 says="The same shuffle a second time puts the channels in order only if the table is a square."
def unshuffle_groups(C, g):
    return g


# %% answer="reach" points=0 says="You let one shuffle connect everything."
def reach(g1, shuffle, g2, C):
    R = np.zeros((C, C), dtype=bool)
    for o in range(C):
        for c in range(C):
            if shuffle:
                R[o, c] = True
            for k in range(C):
                if k // (C // g1) == c // (C // g1) and k // (C // g2) == o // (C // g2):
                    R[o, c] = True
    return R


# %% answer="shuffle_unit" points=0 says="You shuffled in M // g lanes."
def shuffle_unit(x, w1, wd, w2, g):
    y = grouped_conv2d(x, w1, groups=g)
    y = np.maximum(y, 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=y.shape[1])
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(y + x, 0)


# %% answer="grouped_conv_transpose2d" points=0 says="You took w.shape[1] for the number of output channels"
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    n = x.shape[1] // groups
    y = 0
    for g in range(groups):
        y = y + conv_transpose2d(x[:, g * n : (g + 1) * n], w[g * n : (g + 1) * n], stride, padding)
    return y
