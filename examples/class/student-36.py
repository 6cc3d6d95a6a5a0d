# %% [markdown]
# Never cuts anything: gives the lanes an axis of their own, or asks who reads whom. All right.

# %% hand_in="10" base="solved"
# %% answer="group_channels"
def group_channels(cin, cout, groups):
    lanes = [np.array_split(np.arange(n), groups) for n in (cin, cout)]
    if any(len(lane) != len(side[0]) for side in lanes for lane in side):
        raise ValueError(f"{groups} groups for {cin} and {cout} channels")
    return [tuple(lane.tolist() for lane in pair_of_lanes) for pair_of_lanes in zip(*lanes)]


# %% helper="grouped_conv2d"
from numpy.lib.stride_tricks import sliding_window_view


def lanes(x, groups, axis):
    """The channels on `axis` as two axes: the lane, and the place in it."""
    return x.reshape(*x.shape[:axis], groups, -1, *x.shape[axis + 1 :])


# %% answer="grouped_conv2d"
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    if (w.shape[1] * groups, len(w) % groups) != (x.shape[1], 0):
        raise ValueError(f"{x.shape} and {w.shape} do not go into {groups} groups")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::sh, ::sw]
    y = np.einsum("ngcijab,gocab->ngoij", lanes(view, groups, 1), lanes(w, groups, 0))
    y = y.reshape(len(x), len(w), *y.shape[3:])
    return y if b is None else y + b[:, None, None]


# %% answer="dense_equivalent"
def dense_equivalent(w, groups):
    blocks = np.einsum("gh,gocab->gohcab", np.eye(groups), lanes(w, groups, 0))
    return blocks.reshape(len(w), -1, *w.shape[2:])


# %% answer="block_cost"
def block_cost(channels, lanes, width, hout, wout, bias=True):
    layers = [(channels, 1, lanes * width), (width, 9, lanes * width), (lanes * width, 1, channels)]
    weights = sum(reads * taps * filters for reads, taps, filters in layers)
    return weights + bias * sum(filters for *_, filters in layers), weights * hout * wout


# %% answer="channel_shuffle"
def channel_shuffle(x, g):
    place, lane = np.divmod(np.arange(x.shape[1]), g)
    return x[:, lane * (x.shape[1] // g) + place]


# %% answer="unshuffle_groups"
def unshuffle_groups(C, g):
    numbers = np.arange(C).reshape(1, C, 1, 1)
    once = channel_shuffle(numbers, g)
    return next(
        h
        for h in range(1, C + 1)
        if C % h == 0 and np.array_equal(channel_shuffle(once, h), numbers)
    )


# %% answer="reach"
def reach(g1, shuffle, g2, C):
    def lane(c, g):
        return c * g // C

    answer = np.zeros((C, C), dtype=bool)
    for c in range(C):
        heard = [k for k in range(C) if lane(k, g1) == lane(c, g1)]
        if shuffle:
            heard = [k % (C // g1) * g1 + k // (C // g1) for k in heard]
        answer[:, c] = [any(lane(o, g2) == lane(k, g2) for k in heard) for o in range(C)]
    return answer


# %% answer="shuffle_unit"
def shuffle_unit(x, w1, wd, w2, g):
    first, last = dense_equivalent(w1, g), dense_equivalent(w2, g)
    y = np.maximum(np.einsum("nchw,mcab->nmhw", x, first), 0)
    y = np.pad(channel_shuffle(y, g), ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.einsum("nmhwab,mab->nmhw", sliding_window_view(y, (3, 3), axis=(2, 3)), wd[:, 0])
    return np.maximum(x + np.einsum("nmhw,cmab->nchw", y, last), 0)


# %% answer="grouped_conv_transpose2d"
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    inputs_in_front = dense_equivalent(w, groups)  # for this weight the rows are the inputs
    return conv_transpose2d(x, inputs_in_front, stride, padding)
