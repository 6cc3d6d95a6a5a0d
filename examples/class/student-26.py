# %% [markdown]
# Writes down, for one axis, which number reaches which place with which weight, and leaves the rest to einsum.

# %% hand_in="07" base="solved"
# %% helper="convT_out_size"
def links(n, k, s, p, op=0, d=1):
    """(n, k, size): 1 where number i, times weight a, is added to place j"""
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    i, a, j = np.ogrid[:n, :k, : max(size, 0)]
    return (s * i + d * a - p == j).astype(float)


# %% answer="convT_out_size"
def convT_out_size(n, k, s=1, p=0, op=0, d=1):
    if op >= s and op >= d:
        raise ValueError(f"op = {op}, but s = {s} and d = {d}")
    size = links(n, k, s, p, op, d).shape[2]
    if not size:
        raise ValueError(f"p = {p} leaves nothing")
    return size


# %% answer="convT1d_scatter"
def convT1d_scatter(x, w, stride=1, padding=0):
    return np.einsum("nci,coa,iaj->noj", x, w, links(x.shape[2], w.shape[2], stride, padding))


# %% answer="zero_insert"
def zero_insert(x, s):
    return x @ links(x.shape[-1], 1, s, 0)[:, 0]


# %% answer="convT1d_gather"
def convT1d_gather(x, w, stride=1, padding=0):
    spread = zero_insert(x, stride)
    full = [[sum(map(np.convolve, image, filters)) for filters in w.swapaxes(0, 1)] for image in spread]
    return np.array(full)[:, :, padding : spread.shape[2] + w.shape[2] - 1 - padding]


# %% answer="conv_transpose2d"
def conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    settings = zip(*map(pair, (stride, padding, output_padding, dilation)))
    axes = []
    for n, k, (s, p, op, d) in zip(x.shape[2:], w.shape[2:], settings):
        convT_out_size(n, k, s, p, op, d)  # refuses what must be refused
        axes.append(links(n, k, s, p, op, d))
    y = np.einsum("ncij,coab,iar,jbs->nors", x, w, *axes, optimize=True)
    return y + np.reshape(0.0 if b is None else b, (-1, 1, 1))


# %% answer="recover_output_padding"
def recover_output_padding(n, k, s, p):
    small = len(range(-p, n + p - k + 1, s))
    return next(op for op in range(s) if convT_out_size(small, k, s, p, op) == n)


# %% answer="not_an_inverse"
def not_an_inverse():
    return [2.0, 7.0, 1.0, 8.0, 2.0], [1.0, 0.0, 2.0], 1


def inverse_after_all():
    return [1.0, 1.0, 1.0, 1.0, 0.0, -3.0, -3.0, -3.0, -3.0], [0.5] * 4, 5


# %% answer="overlap_count"
def overlap_count(n, k, s, p):
    return links(n, k, s, p).sum(axis=(0, 1))


def checkerboard_free(k, s):
    remainders = np.bincount(np.arange(k) % s, minlength=s)
    return np.ptp(remainders) == 0


# %% answer="pixel_shuffle"
def pixel_shuffle(x, r):
    return sum(
        np.kron(x[:, m :: r * r], np.eye(r * r)[m].reshape(1, 1, r, r)) for m in range(r * r)
    )


def subpixel_kernel(w):
    return np.einsum("coab->oabc", w).reshape(-1, len(w), 1, 1)
