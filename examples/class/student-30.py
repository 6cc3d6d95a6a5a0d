# %% [markdown]
# Takes everything to dense filters, singular values or frequencies, and is right.

# %% hand_in="09" base="stubs"
# %% helper="factor"
def parts(K):
    """Columns, sizes and rows of a kernel, or of many kernels at once."""
    return np.linalg.svd(K, full_matrices=False)


# %% answer="factor"
def factor(K):
    u, s, vt = parts(K)
    root = math.sqrt(s[0])
    return root * u[:, 0], root * vt[0]


def is_separable(K, rtol=1e-9):
    return sum(parts(K)[1] > rtol * np.abs(K).max()) == 1

# %% answer="conv_rowcol"
def conv_rowcol(x, col, row, padding=0):
    (ph, pw), (H, W) = pair(padding), x.shape
    size = H + 2 * ph, W + 2 * pw
    waves = np.fft.fft2(np.pad(x, ((ph, ph), (pw, pw))))
    waves *= np.conj(np.fft.fft(col, size[0]))[:, None] * np.conj(np.fft.fft(row, size[1]))
    return np.fft.ifft2(waves).real[: size[0] - len(col) + 1, : size[1] - len(row) + 1]

# %% answer="low_rank"
def low_rank(x, K, r):
    rest, y = K, 0
    for _ in range(r):  # the nearest product, then the nearest to what is left
        u, s, vt = parts(rest)
        product = s[0] * np.outer(u[:, 0], vt[0])
        rest, y = rest - product, y + xcorr2d(x, product)
    return y, float(np.linalg.norm(rest))

# %% answer="depthwise_conv2d"
def depthwise_conv2d(x, w, b=None, stride=1, padding=0):
    dense = np.zeros((len(w), x.shape[1], *w.shape[2:]))
    for filter_, channel, kernel in zip(dense, np.arange(len(w)) * x.shape[1] // len(w), w):
        filter_[channel] = kernel[0]
    return conv2d(x, dense, b, stride, padding)

# %% answer="depthwise_separable"
def depthwise_separable(x, wd, wp, bd, bp):
    mix = wp[:, :, 0, 0]
    by_channel = np.einsum("ocm,cmab->ocab", mix.reshape(len(mix), x.shape[1], -1),
                           wd.reshape(x.shape[1], -1, *wd.shape[2:]))
    return conv2d(x, by_channel, bp + mix @ bd)

# %% answer="cost_ratio"
from fractions import Fraction


def cost_ratio(C, M, k):
    return float(Fraction(1, M) + Fraction(1, k * k))

# %% answer="exact_split"
def exact_split(w, rtol=1e-9):
    M, C, kh, kw = w.shape
    u, s, vt = parts(np.moveaxis(w, 1, 0).reshape(C, M, kh * kw))
    if (s[:, 1:] > rtol * s[:, :1]).any():
        return None
    return vt[:, 0].reshape(C, 1, kh, kw), (u[:, :, 0] * s[:, :1]).T[:, :, None, None]

# %% answer="fans"
def fans(w_shape, groups=1):
    counted = np.ones(w_shape)
    return int(counted[0].sum()), int(counted[: w_shape[0] // groups, 0].sum())

# %% answer="flattened_conv2d"
def flattened_conv2d(x, f, g, h, padding=0):
    planes = np.tensordot(x, f, axes=(1, 0))
    return np.array([[conv_rowcol(plane, g, h, padding)] for plane in planes])


def flattened_cost(C, kh, kw):
    return sum((C, kh, kw)), math.prod((C, kh, kw))
