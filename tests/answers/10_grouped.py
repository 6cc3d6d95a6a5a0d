# Answers that readers of lesson 10_grouped wrote: #### function | right or wrong | what it is

#### group_channels | wrong | only cin tested
def group_channels(cin, cout, groups):
    if cin % groups:
        raise ValueError("no")
    n, m = cin // groups, cout // groups
    return [(list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)]

#### group_channels | wrong | the size of the input lane used for outputs too
def group_channels(cin, cout, groups):
    if cin % groups or cout % groups:
        raise ValueError("no")
    n = cin // groups
    return [(list(range(j * n, (j + 1) * n)), list(range(j * n, (j + 1) * n))) for j in range(groups)]

#### group_channels | wrong | ranges inclusive by one: ends at (j+1)*n - 1 (range end mistake)
def group_channels(cin, cout, groups):
    if cin % groups or cout % groups:
        raise ValueError("no")
    n, m = cin // groups, cout // groups
    return [(list(range(j * n, (j + 1) * n - 1)), list(range(j * m, (j + 1) * m - 1))) for j in range(groups)]

#### grouped_conv2d | right | dense equivalent, one conv2d
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups != 0 or O % groups != 0:
        raise ValueError("groups must divide C and O")
    n, m = C // groups, O // groups
    dense = np.zeros((O, C) + w.shape[2:])
    for o in range(O):
        j = o // m
        dense[o, j * n : j * n + n] = w[o]
    return conv2d(x, dense, b, stride, padding)

#### grouped_conv2d | right | one einsum with a group axis, bias at the end
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    N, C, H, W = x.shape
    O, n, kh, kw = w.shape
    if C % groups or O % groups or n != C // groups:
        raise ValueError("groups")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    xp = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    win = np.lib.stride_tricks.sliding_window_view(xp, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    win = win.reshape(N, groups, n, *win.shape[2:])
    y = np.einsum("ngcijab,gocab->ngoij", win, w.reshape(groups, O // groups, n, kh, kw))
    y = y.reshape(N, O, *y.shape[3:])
    if b is not None:
        y = y + b.reshape(1, -1, 1, 1)
    return y

#### grouped_conv2d | wrong | lanes interleaved x[:, j::groups]
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    m = O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j::groups], w[j * m : (j + 1) * m], bj, stride, padding))
    return np.concatenate(lanes, axis=1)

#### grouped_conv2d | wrong | filters interleaved w[j::groups], results concatenated
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    n = C // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j::groups]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j::groups], bj, stride, padding))
    return np.concatenate(lanes, axis=1)

#### grouped_conv2d | wrong | concatenated along axis 0 (the batch)
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], bj, stride, padding))
    return np.concatenate(lanes)

#### grouped_conv2d | wrong | stride and padding not passed on
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], bj))
    return np.concatenate(lanes, axis=1)

#### grouped_conv2d | wrong | only C is tested for divisibility
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups:
        raise ValueError("groups must divide C")
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], bj, stride, padding))
    return np.concatenate(lanes, axis=1)

#### grouped_conv2d | wrong | bias added once in every lane on the whole (b added to each, i.e. lane sees None then b[None])
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    n, m = C // groups, O // groups
    y = np.concatenate([conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], None, stride, padding) for j in range(groups)], axis=1)
    return y if b is None else y + b

#### grouped_conv2d | wrong | bias forgotten
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if C % groups or O % groups:
        raise ValueError("groups must divide C and O")
    n, m = C // groups, O // groups
    return np.concatenate([conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], None, stride, padding) for j in range(groups)], axis=1)

#### dense_equivalent | wrong | channels interleaved dense[o, j::groups]
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for o in range(O):
        dense[o, o // m :: groups] = w[o]
    return dense

#### dense_equivalent | wrong | all in the first block
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    dense[:, :n] = w
    return dense

#### dense_equivalent | wrong | n taken as step for rows too (rows j*n:(j+1)*n)
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        dense[j * n : (j + 1) * n, j * n : (j + 1) * n] = w[j * n : (j + 1) * n]
    return dense

#### dense_equivalent | wrong | n for the number of all channels: shape (O, n), blocks n // groups wide
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    m, c = O // groups, n // groups
    dense = np.zeros((O, n, kh, kw))
    for j in range(groups):
        dense[j * m : (j + 1) * m, j * c : (j + 1) * c] = w[j * m : (j + 1) * m, :c]
    return dense

#### dense_equivalent | wrong | anti-diagonal blocks: lanes in reverse order
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        k = groups - 1 - j
        dense[j * m : (j + 1) * m, k * n : (k + 1) * n] = w[j * m : (j + 1) * m]
    return dense

#### block_cost | right | sum over lanes; numpy sizes of arrays
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    shapes = [(middle, channels, 1, 1)] + [(width, width, 3, 3)] * lanes + [(channels, middle, 1, 1)]
    w = sum(np.prod(s) for s in shapes)
    b = 2 * middle + channels
    return (w + b if bias else w), w * hout * wout

#### block_cost | wrong | biases counted as MACs
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    params = channels * middle + middle * width * 9 + middle * channels
    if bias:
        params += middle + middle + channels
    return params, params * hout * wout

#### block_cost | wrong | all three layers in groups
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    weights = channels * middle // lanes + middle * width * 9 + middle * channels // lanes
    params = weights + (middle + middle + channels if bias else 0)
    return params, weights * hout * wout

#### block_cost | wrong | depthwise: one kernel for each middle channel
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    weights = channels * middle + middle * 9 + middle * channels
    params = weights + (2 * middle + channels if bias else 0)
    return params, weights * hout * wout

#### channel_shuffle | right | strided assignment into an empty array
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    y = np.empty_like(x)
    n = C // g
    for j in range(g):
        y[:, j::g] = x[:, j * n : (j + 1) * n]
    return y

#### channel_shuffle | wrong | table with C // g rows (g members a row)
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return x.reshape(N, C // g, g, H, W).swapaxes(1, 2).reshape(x.shape)

#### channel_shuffle | wrong | reshape instead of swapping: nothing happens
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).reshape(N, C // g, g, H, W).reshape(N, C, H, W)

#### channel_shuffle | wrong | lanes reversed / rolled: whole lanes change place
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W)[:, ::-1].reshape(x.shape)

#### channel_shuffle | wrong | random permutation as the word shuffle suggests
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return x[:, np.random.default_rng(0).permutation(C)]

#### channel_shuffle | wrong | swaps the lane axis with the batch axis
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).swapaxes(0, 1).reshape(x.shape)

#### channel_shuffle | wrong | channels cyclically shifted by one lane
def channel_shuffle(x, g):
    return np.roll(x, x.shape[1] // g, axis=1)

#### unshuffle_groups | wrong | a float C / g
def unshuffle_groups(C, g):
    return C / g

#### unshuffle_groups | wrong | all channels alone: C lanes
def unshuffle_groups(C, g):
    return C

#### reach | right | first attempt
def reach(g1, shuffle, g2, C):
    def pattern(g):
        n = C // g
        return (np.arange(C)[:, None] // n == np.arange(C)[None, :] // n).astype(int)
    A, B = pattern(g1), pattern(g2)
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return B @ A > 0

#### reach | wrong | shuffle ignored
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    return B @ A > 0

#### reach | wrong | g taken as channels per group: o // g == c // g
def reach(g1, shuffle, g2, C):
    i = np.arange(C)
    A = (i[:, None] // g1 == i // g1).astype(int)
    B = (i[:, None] // g2 == i // g2).astype(int)
    if shuffle:
        A = A[i.reshape(g1, C // g1).T.ravel()]
    return B @ A > 0

#### reach | wrong | result transposed: rows are inputs
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return (B @ A > 0).T

#### reach | wrong | or of the two patterns
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return B + A > 0

#### shuffle_unit | right | first attempt
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(x + y, 0)

#### shuffle_unit | wrong | no ReLU at the end
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return x + y

#### shuffle_unit | wrong | ReLU before adding x
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return x + np.maximum(y, 0)

#### shuffle_unit | wrong | shuffle after the depthwise
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(x + y, 0)

#### shuffle_unit | wrong | no residual
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(y, 0)

#### shuffle_unit | wrong | no ReLU after the first layer
def shuffle_unit(x, w1, wd, w2, g):
    y = grouped_conv2d(x, w1, groups=g)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(x + y, 0)

#### shuffle_unit | wrong | padding forgotten, the residual does not fit
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(x + y, 0)

#### shuffle_unit | wrong | shuffle undone again before the sum (a second shuffle at the end)
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(x, w1, groups=g), 0)
    y = channel_shuffle(y, g)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = channel_shuffle(grouped_conv2d(y, w2, groups=g), g)
    return np.maximum(x + y, 0)

#### grouped_conv_transpose2d | wrong | w cut along axis 1, as if outputs were counted whole
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    C = x.shape[1]
    n, m = C // groups, w.shape[1] // groups
    parts = [conv_transpose2d(x[:, j * n : (j + 1) * n], w[j * n : (j + 1) * n, j * m : (j + 1) * m], stride, padding) for j in range(groups)]
    return np.concatenate(parts, axis=1)

#### grouped_conv_transpose2d | wrong | lanes interleaved: x[:, j::groups], w[j::groups]
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    parts = [conv_transpose2d(x[:, j::groups], w[j::groups], stride, padding) for j in range(groups)]
    return np.concatenate(parts, axis=1)

#### grouped_conv_transpose2d | wrong | step m = w.shape[1] used to cut w's rows (like conv2d)
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    C = x.shape[1]
    n, m = C // groups, w.shape[1]
    parts = [conv_transpose2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], stride, padding) for j in range(groups)]
    return np.concatenate(parts, axis=1)

#### grouped_conv_transpose2d | wrong | stride and padding pair reversed (right, down)
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    n = x.shape[1] // groups
    s, p = pair(stride)[::-1], pair(padding)[::-1]
    return np.concatenate([conv_transpose2d(x[:, j * n : (j + 1) * n], w[j * n : (j + 1) * n], s, p) for j in range(groups)], axis=1)

#### group_channels | wrong | assert instead of ValueError
def group_channels(cin, cout, groups):
    assert cin % groups == 0 and cout % groups == 0
    n, m = cin // groups, cout // groups
    return [(list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)]

#### group_channels | wrong | ranges where the task asks for lists
def group_channels(cin, cout, groups):
    if cin % groups or cout % groups:
        raise ValueError
    n, m = cin // groups, cout // groups
    return [(range(j * n, j * n + n), range(j * m, j * m + m)) for j in range(groups)]

#### group_channels | wrong | two lists (all inputs, all outputs) instead of list of pairs
def group_channels(cin, cout, groups):
    if cin % groups or cout % groups:
        raise ValueError
    n, m = cin // groups, cout // groups
    return [list(range(j * n, j * n + n)) for j in range(groups)], [list(range(j * m, j * m + m)) for j in range(groups)]

#### group_channels | wrong | product test (cin*cout) % groups**2
def group_channels(cin, cout, groups):
    if (cin * cout) % (groups * groups):
        raise ValueError
    n, m = cin // groups, cout // groups
    return [(list(range(j * n, j * n + n)), list(range(j * m, j * m + m))) for j in range(groups)]

#### grouped_conv2d | wrong | sum test (C + O) % groups
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if (C + O) % groups:
        raise ValueError
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], bj, stride, padding))
    return np.concatenate(lanes, axis=1)

#### grouped_conv2d | wrong | only O tested
def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):
    C, O = x.shape[1], len(w)
    if O % groups:
        raise ValueError
    n, m = C // groups, O // groups
    lanes = []
    for j in range(groups):
        bj = None if b is None else b[j * m : (j + 1) * m]
        lanes.append(conv2d(x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m], bj, stride, padding))
    return np.concatenate(lanes, axis=1)

#### channel_shuffle | wrong | per-pixel: reshape to (g, -1) of everything
def channel_shuffle(x, g):
    N, C, H, W = x.shape
    return np.concatenate([x[n].reshape(g, -1).T.reshape(C, H, W)[None] for n in range(N)])

#### reach | wrong | zeros and ones as ints
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return (B @ A > 0).astype(int)

#### reach | wrong | list of lists of bool instead of array
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return (B @ A > 0).tolist()

#### reach | wrong | first layer only
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return A > 0

#### reach | wrong | all True as soon as shuffled (rule of thumb)
def reach(g1, shuffle, g2, C):
    if shuffle:
        return np.ones((C, C), dtype=bool)
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    return B @ A > 0

#### reach | wrong | equals 1: exactly one path
def reach(g1, shuffle, g2, C):
    A = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    B = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        A = A[np.arange(C).reshape(g1, C // g1).T.ravel()]
    return B @ A == 1

#### block_cost | right | a list [params, macs] 
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    weights = channels * middle + middle * width * 9 + middle * channels
    return [weights + bool(bias) * (2 * middle + channels), weights * hout * wout]

#### block_cost | wrong | order (macs, params)
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    weights = channels * middle + middle * width * 9 + middle * channels
    return weights * hout * wout, weights + (2 * middle + channels if bias else 0)

#### block_cost | wrong | one bias a layer
def block_cost(channels, lanes, width, hout, wout, bias=True):
    middle = lanes * width
    weights = channels * middle + middle * width * 9 + middle * channels
    return weights + (3 if bias else 0), weights * hout * wout

#### shuffle_unit | wrong | shuffle before the first layer
def shuffle_unit(x, w1, wd, w2, g):
    y = np.maximum(grouped_conv2d(channel_shuffle(x, g), w1, groups=g), 0)
    y = grouped_conv2d(y, wd, padding=1, groups=len(w1))
    y = grouped_conv2d(y, w2, groups=g)
    return np.maximum(x + y, 0)

#### grouped_conv_transpose2d | wrong | w turned to conv2d order first: swapaxes and grouped_conv2d-like cut
def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):
    v = np.swapaxes(w, 0, 1)
    m = len(v) // groups
    n = x.shape[1] // groups
    return np.concatenate([conv_transpose2d(x[:, j * n : (j + 1) * n], np.swapaxes(v[j * m : (j + 1) * m, j * n : (j + 1) * n], 0, 1), stride, padding) for j in range(groups)], axis=1)

#### dense_equivalent | wrong | integers: np.zeros(..., int)
def dense_equivalent(w, groups):
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw), dtype=int)
    for j in range(groups):
        dense[j * m : (j + 1) * m, j * n : (j + 1) * n] = w[j * m : (j + 1) * m]
    return dense
