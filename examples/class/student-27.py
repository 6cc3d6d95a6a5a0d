# %% [markdown]
# Takes the filters of a transposed convolution for those of a convolution, appends zeros, and believes in large kernels.

# %% hand_in="07" base="stubs"
# %% answer="convT_out_size" points=1 says="If the padding takes everything away, raise a ValueError."
def convT_out_size(n, k, s=1, p=0, op=0, d=1):
    if op >= max(s, d):
        raise ValueError("too much output padding")
    return (n - 1) * s - 2 * p + d * (k - 1) + op + 1


# %% answer="convT1d_scatter" points=0 says="You took the first axis of w for the output channels"
def convT1d_scatter(x, w, stride=1, padding=0):
    N, C, n = x.shape
    out_channels, in_channels, k = w.shape
    y = np.zeros((N, out_channels, (n - 1) * stride + k))
    for o in range(out_channels):
        for c in range(in_channels):
            for i in range(n):
                start = i * stride
                y[:, o, start : start + k] += x[:, c, i][:, None] * w[o, c]
    return y[:, :, padding : y.shape[2] - padding]


# %% answer="zero_insert" points=0 says="You put zeros after the last number as well."
def zero_insert(x, s):
    y = np.zeros(x.shape[:-1] + (x.shape[-1] * s,))
    y[..., ::s] = x
    return y


# %% answer="convT1d_gather" points=0 says="You put stride - 1 zeros after the last number too"
def convT1d_gather(x, w, stride=1, padding=0):
    border = w.shape[2] - 1 - padding
    spread = zero_insert(x, stride)
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border:border]
    return conv1d(spread, np.flip(w, axis=2).transpose(1, 0, 2))


# %% answer="conv_transpose2d" points=3 says="You cut both ends off and then appended zeros"
def conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    (N, C, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding is too large")
    big = np.zeros((N, O, sh * (H - 1) + dh * (kh - 1) + 1, sw * (W - 1) + dw * (kw - 1) + 1))
    for a in range(kh):
        for c in range(kw):
            rows = slice(a * dh, a * dh + sh * (H - 1) + 1, sh)
            columns = slice(c * dw, c * dw + sw * (W - 1) + 1, sw)
            big[:, :, rows, columns] += np.einsum("nchw,co->nohw", x, w[:, :, a, c])
    y = big[:, :, ph : big.shape[2] - ph, pw : big.shape[3] - pw]
    y = np.pad(y, ((0, 0), (0, 0), (0, oh), (0, ow)))
    if b is not None:
        y = y + b.reshape(1, -1, 1, 1)
    return y


# %% answer="recover_output_padding" points=0 says="You always returned s - 1."
def recover_output_padding(n, k, s, p):
    return s - 1


# %% answer="not_an_inverse" points=1 says="so their squares must add up to 1"
def not_an_inverse():
    return np.array([3.0, 5.0]), np.array([1.0, 1.0]), 1


def inverse_after_all():
    return np.array([2.0, 4.0, 1.0, 2.0]), np.array([1.0, 2.0]), 2


# %% answer="overlap_count" points=2 says="You asked whether the stamps leave no gaps."
def overlap_count(n, k, s, p):
    count = np.zeros(s * (n - 1) + k)
    for i in range(n):
        for a in range(k):
            count[i * s + a] += 1
    return count[p : len(count) - p]


def checkerboard_free(k, s):
    return k >= s


# %% answer="pixel_shuffle" points=2 says="You took the place in the block for the slow part"
def pixel_shuffle(x, r):
    N, D, H, W = x.shape
    C = D // r**2
    y = np.zeros((N, C, H * r, W * r))
    for a in range(r):
        for b in range(r):
            for c in range(C):
                y[:, c, a::r, b::r] = x[:, (a * r + b) * C + c]
    return y


def subpixel_kernel(w):
    C, O, r, _ = w.shape
    return np.array([w[:, o, a, b] for o in range(O) for a in range(r) for b in range(r)])[:, :, None, None]
