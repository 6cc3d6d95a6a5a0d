# %% [markdown]
# Pads with zeros for a maximum, lets the overhang count, and mixes up indices.

# %% hand_in="04" base="stubs"
# %% answer="maxpool2d" points=0 says="a zero beats every negative pixel"
def maxpool2d(x, k, stride=None, padding=0):
    kh, kw = pair(k)
    ph, pw = pair(padding)
    sh, sw = pair(k) if stride is None else pair(stride)
    big = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw))
    big[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x
    out = []
    for i in range(0, big.shape[2] - kh + 1, sh):
        row = []
        for j in range(0, big.shape[3] - kw + 1, sw):
            row.append(big[:, :, i : i + kh, j : j + kw].max(axis=(2, 3)))
        out.append(np.stack(row, axis=-1))
    return np.stack(out, axis=2)


# %% answer="avgpool2d" points=0 says="You always divide by the size of the window."
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    kh, kw = pair(k)
    ph, pw = pair(padding)
    sh, sw = pair(k) if stride is None else pair(stride)
    big = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    Ho, Wo = (big.shape[2] - kh) // sh + 1, (big.shape[3] - kw) // sw + 1
    y = np.zeros((x.shape[0], x.shape[1], Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = big[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].mean((2, 3))
    return y


# %% answer="pool_out_size" points=0 says="a window that starts after the last pixel and holds nothing"
def pool_out_size(n, k, s, p, ceil_mode):
    if p > k // 2:
        raise ValueError("too much padding")
    steps = (n + 2 * p - k) / s
    windows = (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1
    if windows < 1:
        raise ValueError("no window")
    return windows


# %% answer="maxpool2d_indices" points=1 says="Your index is the place inside the window."
def maxpool2d_indices(x, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    N, C, H, W = x.shape
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    y, index = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, Ho, Wo), dtype=int)
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        window = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, c, i, j], index[n, c, i, j] = window.max(), window.argmax()
    return y, index


def max_unpool2d(y, index, hw):
    out = np.zeros((*y.shape[:2], *hw))
    for place in np.ndindex(*y.shape):
        row, column = divmod(index[place], hw[1])
        out[place[0], place[1], row, column] = y[place]
    return out


# %% answer="adaptive_avgpool2d" points=0 says="you rounded the end down as well"
def adaptive_avgpool2d(x, out_hw):
    h, w = out_hw
    H, W = x.shape[2:]
    y = np.zeros((x.shape[0], x.shape[1], h, w))
    for i in range(h):
        for j in range(w):
            rows, columns = slice(i * H // h, (i + 1) * H // h), slice(j * W // w, (j + 1) * W // w)
            y[:, :, i, j] = x[:, :, rows, columns].mean((2, 3))
    return y


# %% answer="avgpool_as_conv" points=1 says="Each of your filters adds up all channels."
def avgpool_as_conv(C, k):
    return np.full((C, C, *k), 1 / (k[0] * k[1])), 1


def maxpool_not_linear():
    return np.array([[1.0, 2.0], [3.0, 9.0]]), np.array([[8.0, 2.0], [3.0, 1.0]])


# %% answer="max2_via_relu" points=0 says="so add it to b"
def max2_via_relu(a, b, relu):
    return a + relu(a - b)


def maxpool2_via_relu(x, relu):
    raise NotImplementedError
