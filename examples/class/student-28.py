# %% [markdown]
# Thinks in taps, index tables and waves instead of windows; right throughout.

# %% hand_in="08" base="solved"
# %% answer="dilate_kernel"
def dilate_kernel(k, d):
    first = np.zeros(d)
    first[0, 0] = 1.0
    big = np.kron(k, first)  # zeros after the last entry, too
    return big[: 1 - d[0] or None, : 1 - d[1] or None]

# %% answer="conv1d_dilated"
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    starts = np.arange(0, x.shape[2] - dilation * (w.shape[2] - 1), stride)
    if not starts.size:
        raise ValueError("no window fits")
    table = np.add.outer(starts, dilation * np.arange(w.shape[2]))  # (Lo, k)
    return np.einsum("ncik,ock->noi", x[:, :, table], w)

# %% helper="conv2d_dilated"
def shifted(x, down, right, rows, columns, sh, sw):
    """The picture as one tap sees it."""
    return x[:, :, down : down + sh * (rows - 1) + 1 : sh, right : right + sw * (columns - 1) + 1 : sw]

# %% answer="conv2d_dilated"
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    rows = (x.shape[2] - effective_kernel(kh, dh)) // sh + 1
    columns = (x.shape[3] - effective_kernel(kw, dw)) // sw + 1
    if min(rows, columns) < 1:
        raise ValueError("too many holes")
    y = 0 if b is None else b.reshape(-1, 1, 1)
    for a, e in np.ndindex(kh, kw):
        y = y + np.einsum("nchw,oc->nohw", shifted(x, a * dh, e * dw, rows, columns, sh, sw), w[:, :, a, e])
    return y

# %% answer="by_phases"
def by_phases(x, w, d):
    (N, C, H, W), (dh, dw) = x.shape, d
    x = np.pad(x, ((0, 0), (0, 0), (0, -H % dh), (0, -W % dw)))
    x = x.reshape(N, C, x.shape[2] // dh, dh, x.shape[3] // dw, dw)
    batch = x.transpose(3, 5, 0, 1, 2, 4).reshape(-1, C, x.shape[2], x.shape[4])
    y = conv2d(batch, w)
    _, O, h, v = y.shape
    y = y.reshape(dh, dw, N, O, h, v).transpose(2, 3, 4, 0, 5, 1).reshape(N, O, h * dh, v * dw)
    return y[:, :, : H - dh * (w.shape[2] - 1), : W - dw * (w.shape[3] - 1)]

# %% answer="coverage"
def coverage(dilations, k=3):
    paths = np.ones(1)
    for d in dilations:
        taps = np.zeros(d * (k - 1) + 1)
        taps[::d] = 1
        paths = np.convolve(paths, taps)
    return paths.size, np.count_nonzero(paths)

# %% answer="design_dilations"
def design_dilations(field, max_layers):
    def fill(seen, missing, layers):
        if not missing:
            return []
        for d in range(min(seen, missing), 0, -1) if layers else ():
            rest = fill(seen + 2 * d, missing - d, layers - 1)
            if rest is not None:
                return [*rest, d]
        return None

    return fill(1, field // 2, max_layers)
