# Answers that readers of lesson 04_pooling wrote: #### function | right or wrong | what it is

#### maxpool2d | right | sliding_window_view, sliced by the stride
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = pair(k if stride is None else stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    v = np.lib.stride_tricks.sliding_window_view(p, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    return v.max(axis=(-2, -1))


#### maxpool2d | wrong | pads with zeros
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))

    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max(axis=(2, 3))
    return y


#### maxpool2d | wrong | default stride 1
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = (1, 1) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)

    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max(axis=(2, 3))
    return y


#### maxpool2d | wrong | one maximum for all pictures and channels
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)

    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max()
    return y


#### maxpool2d | wrong | largest in absolute value
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))

    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = np.abs(p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]).max(axis=(2, 3))
    return y


#### maxpool2d | wrong | default stride swapped: (kw, kh)
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    sh, sw = (kw, kh) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)

    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max(axis=(2, 3))
    return y


#### avgpool2d | right | integral image (cumulative sums)
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    def box(z):
        z = np.pad(z, ((0, 0), (0, 0), (ph + 1, ph), (pw + 1, pw))).cumsum(2).cumsum(3)
        s = z[:, :, kh:, kw:] - z[:, :, :-kh, kw:] - z[:, :, kh:, :-kw] + z[:, :, :-kh, :-kw]
        return s[:, :, ::sh, ::sw]
    return box(x) / (kh * kw if count_include_pad else box(np.ones_like(x)))


#### avgpool2d | right | two one-dimensional averaging matrices and einsum
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    def averaging(n, k, s, p):
        rows = []
        for start in range(-p, n + p - k + 1, s):
            inside = [1.0 if start <= t < start + k else 0.0 for t in range(n)]
            rows.append(np.array(inside) / (k if count_include_pad else sum(inside)))
        return np.array(rows)
    return np.einsum("ih,nchw,jw->ncij", averaging(H, kh, sh, ph), x, averaging(W, kw, sw, pw))


#### avgpool2d | wrong | the flag the wrong way round
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if not count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | counts the nonzero numbers as pixels
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else np.count_nonzero(p[:, :, r : r + kh, c : c + kw], axis=(2, 3))
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | sums over pictures and channels as well
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum()
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | counts pixels only at the far border, not at the near one | not told: You always divide
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else min(kh, H - (r - ph)) * min(kw, W - (c - pw))
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | padding not counted: takes the padded picture's interior mask with ph on both axes
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((pw, pw), (ph, ph)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | a maximum, copied from 4.1, is divided
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].max(axis=(2, 3))
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | integer division
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total // D
    return y


#### avgpool2d | wrong | pads with minus infinity, copied from 4.1
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
    return y


#### avgpool2d | wrong | the return stands inside the loop
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ones = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            total = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3))
            D = kh * kw if count_include_pad else ones[r : r + kh, c : c + kw].sum()
            y[:, :, i, j] = total / D
        return y


#### pool_out_size | wrong | rounds up without the rule for the last window
def pool_out_size(n, k, s, p, ceil_mode):
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError("padding more than half the window")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | start of the last window counted from the padding, (o-1)*s >= n
def pool_out_size(n, k, s, p, ceil_mode):
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError("padding more than half the window")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | allows padding up to k
def pool_out_size(n, k, s, p, ceil_mode):
    room = n + 2 * p - k
    if p > k:
        raise ValueError("padding more than half the window")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | +1 inside the ceiling forgotten
def pool_out_size(n, k, s, p, ceil_mode):
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError("padding more than half the window")
    o = (math.ceil(room / s) if ceil_mode else room // s)
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | last window number o instead of o - 1
def pool_out_size(n, k, s, p, ceil_mode):
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError("padding more than half the window")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and o * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### avgpool1d_ceil | right | table of places, booleans, no loop
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    n = len(x)
    o = pool_out_size(n, k, s, p, True)
    place = np.arange(o)[:, None] * s - p + np.arange(k)
    pixel = (0 <= place) & (place < n)
    counted = place < n + p if count_include_pad else pixel
    return (np.where(pixel, x[np.clip(place, 0, n - 1)], 0).sum(1)) / counted.sum(1)


#### avgpool1d_ceil | right | cumulative sums
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    n = len(x)
    start = np.arange(pool_out_size(n, k, s, p, True)) * s - p
    end = np.minimum(start + k, n + p)
    total = np.concatenate([[0], np.cumsum(x)])
    lo, hi = np.clip(start, 0, n), np.clip(end, 0, n)
    return (total[hi] - total[lo]) / ((end - start) if count_include_pad else (hi - lo))


#### avgpool1d_ceil | wrong | divides by k when padding counts
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    n = len(x)
    y = np.zeros(pool_out_size(n, k, s, p, True))
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        y[i] = pixels.sum() / (k if count_include_pad else len(pixels))
    return y


#### avgpool1d_ceil | wrong | flag the wrong way round
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    n = len(x)
    y = np.zeros(pool_out_size(n, k, s, p, True))
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        y[i] = pixels.sum() / (end - start if not count_include_pad else len(pixels))
    return y


#### avgpool1d_ceil | wrong | passes count_include_pad as ceil_mode
def avgpool1d_ceil(x, k, s, p, count_include_pad):
    n = len(x)
    y = np.zeros(pool_out_size(n, k, s, p, count_include_pad))
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        y[i] = pixels.sum() / (end - start if count_include_pad else len(pixels))
    return y


#### maxpool2d_indices | right | windows of values and of places, take_along_axis; put_along_axis back
def maxpool2d_indices(x, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("does not fit")
    def windows(z):
        v = np.lib.stride_tricks.sliding_window_view(z, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
        return v.reshape(*v.shape[:4], -1)
    place = np.broadcast_to(np.arange(x[0, 0].size).reshape(x.shape[2:]), x.shape)
    v, where = windows(x), windows(place)
    best = v.argmax(-1)[..., None]
    return np.take_along_axis(v, best, -1)[..., 0], np.take_along_axis(where, best, -1)[..., 0]


def max_unpool2d(y, index, hw):
    out = np.zeros((*y.shape[:2], hw[0] * hw[1]), y.dtype)
    np.put_along_axis(out, index.reshape(*y.shape[:2], -1), y.reshape(*y.shape[:2], -1), 2)
    return out.reshape(*y.shape[:2], *hw)


#### maxpool2d_indices | right | unravel_index and ravel_multi_index; fancy indexing back; int32 indices
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    Ho, Wo = (H - kh) // sh + 1, (W - kw) // sw + 1
    y, index = np.empty((N, C, Ho, Wo)), np.empty((N, C, Ho, Wo), dtype=np.int32)
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    w = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
                    a, b = np.unravel_index(w.argmax(), w.shape)
                    y[n, c, i, j] = w[a, b]
                    index[n, c, i, j] = np.ravel_multi_index((i * sh + a, j * sw + b), (H, W))
    return y, index


def max_unpool2d(y, index, hw):
    N, C, Ho, Wo = y.shape
    out = np.zeros((N, C, *hw))
    n, c = np.arange(N)[:, None, None, None], np.arange(C)[None, :, None, None]
    out[n, c, index // hw[1], index % hw[1]] = y
    return out


#### maxpool2d_indices | wrong | counts through all planes
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index + (np.arange(N * C) * H * W).reshape(N, C, 1, 1)


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | reading order column by column
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (j * sw + q % kw) * H + i * sh + q // kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | returns index, y
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return index, y


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | argmax of the whole block of all planes
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax() % (kh * kw)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | ties broken column by column (window transposed before argmax)
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].transpose(0, 1, 3, 2).reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q % kh) * W + j * sw + q // kh
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | index array of floats
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=float)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | unpool adds instead of writing
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            np.add.at(out[n, c], index[n, c], y[n, c])
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | unpool: all planes written into the first indices
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[0, 0]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | unpool: hw taken as (W, H)
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    W, H = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | unpool: one flat array for all planes, np.put(out, index, y)
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    np.put(out, index, y)
    return out.reshape(N, C, H, W)


#### maxpool2d_indices | wrong | unpool: spread out, every pixel of the block gets the maximum
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    H, W = hw
    fh, fw = -(-H // y.shape[2]), -(-W // y.shape[3])
    return y.repeat(fh, axis=2).repeat(fw, axis=3)[:, :, :H, :W]


#### maxpool2d_indices | wrong | unpool: out[:, :, index] = y broadcasts over all planes
def maxpool2d_indices(x, k, s):
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            w = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, kh * kw)
            q = w.argmax(axis=2)
            y[:, :, i, j] = w.max(axis=2)
            index[:, :, i, j] = (i * sh + q // kw) * W + j * sw + q % kw
    return y, index


def max_unpool2d(y, index, hw):
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            out[:, :, index[n, c]] = y[n, c]
    return out.reshape(N, C, H, W)


#### adaptive_avgpool2d | right | mean of row means, list comprehensions
def adaptive_avgpool2d(x, out_hw):
    def pool(z, m):
        n = z.shape[-1]
        return np.stack([z[..., math.floor(i * n / m) : math.ceil((i + 1) * n / m)].mean(-1) for i in range(m)], -1)

    h, w = out_hw
    return pool(pool(x, w).swapaxes(2, 3), h).swapaxes(2, 3)


#### adaptive_avgpool2d | wrong | stride H // h and window H - (h - 1) * stride
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * (H // h), i * (H // h) + H - (h - 1) * (H // h)
            left, right = j * (W // w), j * (W // w) + W - (w - 1) * (W // w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### adaptive_avgpool2d | wrong | end one too far
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h) + 1
            left, right = j * W // w, math.ceil((j + 1) * W / w) + 1
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### adaptive_avgpool2d | wrong | borders rounded to nearest
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = round(i * H / h), round((i + 1) * H / h)
            left, right = round(j * W / w), round((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### adaptive_avgpool2d | wrong | np.array_split: pieces without overlap
def adaptive_avgpool2d(x, out_hw):
    h, w = out_hw
    return np.stack([np.stack([c.mean(axis=(2, 3)) for c in np.array_split(r, w, axis=3)], -1) for r in np.array_split(x, h, axis=2)], 2)


#### adaptive_avgpool2d | wrong | ceil of an integer division: math.ceil((i + 1) * H // h)
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H // h)
            left, right = j * W // w, math.ceil((j + 1) * W // w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### adaptive_avgpool2d | wrong | out_hw taken as (w, h) inside, shape patched back
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // w, math.ceil((i + 1) * H / w)
            left, right = j * W // h, math.ceil((j + 1) * W / h)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### adaptive_avgpool2d | wrong | mean over all pictures and channels
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean()
    return y


#### avgpool_as_conv | right | nested lists, groups as numpy int, keywords; witness as lists
def avgpool_as_conv(C, k):
    kh, kw = k
    kernel = [[1 / kh / kw] * kw] * kh
    return [[kernel] for _ in range(C)], np.int64(C)


def maxpool_not_linear():
    return [[1, 0, 0], [0, 0, 3]], [[0, 2, 0], [1, 0, -3]]


#### avgpool_as_conv | right | outer product, broadcast to all channels; random witness
def avgpool_as_conv(C, k):
    kh, kw = k
    one = np.outer(np.full(kh, 1 / kh), np.full(kw, 1 / kw))
    return np.broadcast_to(one, (C, 1, kh, kw)), C


def maxpool_not_linear():
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 6)), rng.normal(size=(4, 6))


#### avgpool_as_conv | wrong | torch tensors, though the task asks for a NumPy array
def avgpool_as_conv(C, k):
    import torch
    kh, kw = k
    one = torch.outer(torch.full((kh,), 1 / kh, dtype=torch.float64), torch.full((kw,), 1 / kw, dtype=torch.float64))
    return one.expand(C, 1, kh, kw), C


def maxpool_not_linear():
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 6)), rng.normal(size=(4, 6))


#### avgpool_as_conv | wrong | one kernel for all channels, (1, 1, kh, kw)
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((1, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | dense, averages the channels
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, C, kh, kw), 1 / (C * kh * kw)), 1


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | divides by C too
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (C * kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | axes (1, C, kh, kw)
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((1, C, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | an int array loses the fraction
def avgpool_as_conv(C, k):
    kh, kw = k
    w = np.zeros((C, 1, kh, kw), dtype=int)
    w[:] = 1 / (kh * kw)
    return w, C


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | a single 1 in the corner: picks one pixel
def avgpool_as_conv(C, k):
    w = np.zeros((C, 1, *k))
    w[:, :, 0, 0] = 1.0
    return w, C


def maxpool_not_linear():
    return np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


#### avgpool_as_conv | wrong | witness: one picture is zero
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((2, 2))


#### avgpool_as_conv | wrong | witness: two different shapes
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 3))


#### avgpool_as_conv | wrong | witness: 1 by 4 pictures, pooling of rows in the head
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0, 0.0]])


#### avgpool_as_conv | wrong | witness: 3 by 3, differ only in the row that is cut off
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[1.0, 0, 0], [0, 0, 0], [0, 5, 0]]), np.array([[1.0, 0, 0], [0, 0, 0], [5, 0, 0]])


#### avgpool_as_conv | wrong | witness: different windows of a 2 by 4 picture
def avgpool_as_conv(C, k):
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), C


def maxpool_not_linear():
    return np.array([[9.0, 0, 0, 0], [0, 0, 0, 0]]), np.array([[0, 0, 0, 9.0], [0, 0, 0, 0]])


#### max2_via_relu | wrong | relu(a - b) + a
def max2_via_relu(a, b, relu):
    return relu(a - b) + a


def maxpool2_via_relu(x, relu):
    across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)
    return max2_via_relu(across[..., 0::2, :], across[..., 1::2, :], relu)


#### max2_via_relu | wrong | relu(a - b) + relu(b): right for positive b only
def max2_via_relu(a, b, relu):
    return relu(a - b) + relu(b)


def maxpool2_via_relu(x, relu):
    across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)
    return max2_via_relu(across[..., 0::2, :], across[..., 1::2, :], relu)


#### max2_via_relu | wrong | abs: (a + b + |a - b|) / 2
def max2_via_relu(a, b, relu):
    return (a + b + abs(a - b)) / 2


def maxpool2_via_relu(x, relu):
    across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)
    return max2_via_relu(across[..., 0::2, :], across[..., 1::2, :], relu)


#### max2_via_relu | wrong | pool: only across
def max2_via_relu(a, b, relu):
    return relu(a - b) + b


def maxpool2_via_relu(x, relu):
    return max2_via_relu(x[..., 0::2], x[..., 1::2], relu)


#### max2_via_relu | wrong | pool: the diagonal only
def max2_via_relu(a, b, relu):
    return relu(a - b) + b


def maxpool2_via_relu(x, relu):
    return max2_via_relu(x[..., 0::2, 0::2], x[..., 1::2, 1::2], relu)


#### max2_via_relu | wrong | pool: reshape and .max
def max2_via_relu(a, b, relu):
    return relu(a - b) + b


def maxpool2_via_relu(x, relu):
    N, C, H, W = x.shape
    return x.reshape(N, C, H // 2, 2, W // 2, 2).max(axis=(3, 5))


#### max2_via_relu | wrong | pool: begins with zeros
def max2_via_relu(a, b, relu):
    return relu(a - b) + b


def maxpool2_via_relu(x, relu):
    best = np.zeros(x[..., ::2, ::2].shape)
    for i in (0, 1):
        for j in (0, 1):
            best = max2_via_relu(best, x[..., i::2, j::2], relu)
    return best


#### shift_pair | right | arrays and np.roll, slice assignment
def shift_pair():
    still = np.zeros(8)
    still[::2] = np.random.default_rng(1).permutation(4) + 1
    return still, np.roll(still, 1)


#### shift_pair | right | one array of shape (2, 8)
def shift_pair():
    return np.array([[1, 0, 2, 0, 3, 0, 4, 0], [0, 1, 0, 2, 0, 3, 0, 4]])


#### shift_pair | wrong | exchanged
def shift_pair():
    return [0, 1, 0, 2, 0, 3, 0, 4], [1, 0, 2, 0, 3, 0, 4, 0]


#### shift_pair | wrong | still is constant
def shift_pair():
    return [5] * 8, [0, 1, 0, 2, 0, 3, 0, 4]


#### shift_pair | wrong | still in equal pairs 1 1 2 2 3 3 4 4
def shift_pair():
    return [1, 1, 2, 2, 3, 3, 4, 4], [0, 1, 0, 2, 0, 3, 0, 4]


#### shift_pair | wrong | still has its winners on the right (thinks the row moves left)
def shift_pair():
    return [0, 4, 0, 3, 0, 2, 0, 1], [0, 1, 0, 2, 0, 3, 0, 4]


#### shift_pair | wrong | stirred with four equal winners on the right
def shift_pair():
    return [1, 0, 2, 0, 3, 0, 4, 0], [0, 9, 0, 9, 0, 9, 0, 9]


#### shift_pair | wrong | stirred with one spike
def shift_pair():
    return [1, 0, 2, 0, 3, 0, 4, 0], [0, 0, 0, 9, 0, 0, 0, 0]


#### shift_pair | wrong | returns still before and after the shift
def shift_pair():
    return [1, 0, 2, 0, 3, 0, 4, 0], [0, 1, 0, 2, 0, 3, 0, 4][::-1]


#### shift_pair | wrong | returns only stirred's and still's columns as 8 by 2
def shift_pair():
    return [(1, 0), (0, 1), (2, 0), (0, 2), (3, 0), (0, 3), (4, 0), (0, 4)]


#### shift_pair | wrong | stirred: three of four change (wrap-around forgotten)
def shift_pair():
    return [1, 0, 2, 0, 3, 0, 4, 0], [4, 1, 0, 2, 0, 3, 0, 4]


#### shift_pair | wrong | still not wrapped: last number large comes in at the front
def shift_pair():
    return [1, 0, 2, 0, 3, 0, 4, 4], [0, 1, 0, 2, 0, 3, 0, 4]

#### avgpool2d | wrong | corrects the count at the near border only | not told: You always divide
def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("does not fit")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            r, c = i * sh, j * sw
            D = kh * kw if count_include_pad else (kh - max(0, ph - r)) * (kw - max(0, pw - c))
            y[:, :, i, j] = p[:, :, r : r + kh, c : c + kw].sum(axis=(2, 3)) / D
    return y

#### maxpool2d | wrong | pads with nan
def maxpool2d(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("no")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    p = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=np.nan)
    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = p[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max(axis=(2, 3))
    return y

#### adaptive_avgpool2d | wrong | division first: i * (H / h) in floats
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i * (H / h)), math.ceil((i + 1) * (H / h))
            left, right = int(j * (W / w)), math.ceil((j + 1) * (W / w))
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y

#### max2_via_relu | wrong | changes a in place
def max2_via_relu(a, b, relu):
    a -= b
    return relu(a) + b


def maxpool2_via_relu(x, relu):
    across = max2_via_relu(x[..., 0::2], x[..., 1::2], relu)
    return max2_via_relu(across[..., 0::2, :], across[..., 1::2, :], relu)

#### pool_out_size | right | pow: -(-room // s), error as assert-free nested function
def pool_out_size(n, k, s, p, ceil_mode):
    starts = range(-p, n, s)
    if ceil_mode:
        good = [t for i, t in enumerate(starts) if t - s < n + p - k]
    else:
        good = [t for t in starts if t + k <= n + p]
    if p > k // 2 or not good:
        raise ValueError
    return len(good)


#### pool_out_size | wrong | np.ceil: the answer is a float
def pool_out_size(n, k, s, p, ceil_mode):
    if p > k // 2:
        raise ValueError("padding more than half the window")
    room = n + 2 * p - k
    o = np.ceil(room / s) + 1 if ceil_mode else room // s + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | one window more in ceil mode, whatever is left over
def pool_out_size(n, k, s, p, ceil_mode):
    if p > k // 2:
        raise ValueError("padding more than half the window")
    o = (n + 2 * p - k) // s + 1 + int(ceil_mode)
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### pool_out_size | wrong | (room + s) // s + 1 for rounding up
def pool_out_size(n, k, s, p, ceil_mode):
    if p > k // 2:
        raise ValueError("padding more than half the window")
    room = n + 2 * p - k
    o = (room + s) // s + 1 if ceil_mode else room // s + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window")
    return o


#### adaptive_avgpool2d | wrong | int(i / h * H): division first
def adaptive_avgpool2d(x, out_hw):
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i / h * H), math.ceil((i + 1) / h * H)
            left, right = int(j / w * W), math.ceil((j + 1) / w * W)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


#### avgpool_as_conv | wrong | float32 weights
def avgpool_as_conv(C, k):
    return np.full((C, 1, *k), 1 / (k[0] * k[1]), dtype=np.float32), C


def maxpool_not_linear():
    return np.eye(2), np.eye(2)[::-1]
