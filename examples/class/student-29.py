# %% [markdown]
# Gives every tap a gap, mixes up stride and dilation, and believes that a large field is a full one.

# %% hand_in="08" base="stubs"
# %% answer="effective_kernel" points=0 says="Between k taps there are k - 1 gaps"
def effective_kernel(k, d):
    return k * d

# %% answer="dilate_kernel" points=0 says="You put zeros after the last entry too"
def dilate_kernel(k, d):
    big = np.zeros((k.shape[0] * d[0], k.shape[1] * d[1]))
    for a in range(k.shape[0]):
        for b in range(k.shape[1]):
            big[a * d[0], b * d[1]] = k[a, b]
    return big

# %% answer="conv1d_dilated" points=0 says="You multiplied the start of the window by d as well"
def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (w.shape[2] - 1) + 1
    if reach > x.shape[2]:
        raise ValueError("does not fit")
    y = []
    for start in range(0, x.shape[2] - reach + 1, stride * dilation):
        y.append(np.einsum("nck,ock->no", x[:, :, start : start + reach : dilation], w))
    return np.stack(y, axis=2)

# %% answer="conv2d_dilated" points=3 says="no window fits: raise a ValueError"
def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    rows, columns = (H - dh * (kh - 1) - 1) // sh + 1, (W - dw * (kw - 1) - 1) // sw + 1
    y = np.zeros((N, O, max(rows, 0), max(columns, 0)))
    for n, o, i, j in np.ndindex(*y.shape):
        for a in range(kh):
            for e in range(kw):
                y[n, o, i, j] += x[n, :, i * sh + a * dh, j * sw + e * dw] @ w[o, :, a, e]
        if b is not None:
            y[n, o, i, j] += b[o]
    return y

# %% answer="dilated_same_pad" points=0 says="That keeps the size only for 3 taps"
def dilated_same_pad(k, d):
    return d[1], d[1], d[0], d[0]

# %% answer="by_phases" points=0 says="Phases may differ in size"
def by_phases(x, w, d):
    dh, dw = d
    x = x[:, :, : x.shape[2] // dh * dh, : x.shape[3] // dw * dw]
    parts = [[conv2d(x[:, :, p::dh, q::dw], w) for q in range(dw)] for p in range(dh)]
    rows = [np.stack(part, axis=4).reshape(*part[0].shape[:3], -1) for part in parts]
    return np.stack(rows, axis=3).reshape(*rows[0].shape[:2], -1, rows[0].shape[3])

# %% answer="coverage" points=0 says="You took every pixel of the receptive field as read"
def coverage(dilations, k=3):
    field = 1
    for d in dilations:
        field += d * (k - 1)
    return field, field

# %% answer="design_dilations" points=0 says="None of your layers has rate 1"
def design_dilations(field, max_layers):
    total = (field - 1) // 2
    rates = [total // max_layers] * max_layers
    rates[0] += total % max_layers
    return rates
