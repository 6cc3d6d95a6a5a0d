# Answers that readers of lesson 11_one_and_three_dimensions wrote: #### function | right or wrong | what it is

#### conv1d | right | first attempt
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        start = t * stride
        window = x[:, :, start : start + span : dilation]
        y[:, :, t] = np.einsum("nca,oca->no", window, w)
    if b is not None:
        y += b[:, None]
    return y

#### conv1d | right | loop over taps, not outputs; bias as the start value
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    if b is not None:
        y += b.reshape(1, O, 1)
    To = y.shape[2]
    for a in range(k):
        y += np.tensordot(w[:, :, a], x[:, :, a * dilation :: stride][:, :, :To], axes=(1, 1)).transpose(1, 0, 2)
    return y

#### conv1d | wrong | kernel flipped, as in mathematical convolution
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        y[:, :, t] = np.einsum("nca,oca->no", x[:, :, t * stride : t * stride + span : dilation], w[:, :, ::-1])
    if b is not None:
        y += b[:, None]
    return y

#### conv1d | wrong | stride forgotten
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        y[:, :, t] = np.einsum("nca,oca->no", x[:, :, t : t + span : dilation], w)
    if b is not None:
        y += b[:, None]
    return y

#### conv1d | wrong | stride and dilation exchanged
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        y[:, :, t] = np.einsum("nca,oca->no", x[:, :, t * dilation : t * dilation + stride * (k - 1) + 1 : stride], w)
    if b is not None:
        y += b[:, None]
    return y

#### conv1d | wrong | channels not added: only channel by channel means (mean over channels)
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        y[:, :, t] = np.einsum("nca,oca->no", x[:, :, t * stride : t * stride + span : dilation], w) / x.shape[1]
    if b is not None:
        y += b[:, None]
    return y

#### conv1d | wrong | bias added once for each channel (inside a loop over channels)
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError(f"conv1d: the kernel reaches over {span} steps, the signal has {T}")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        for c in range(x.shape[1]):
            y[:, :, t] += x[:, c, t * stride : t * stride + span : dilation] @ w[:, c].T
            if b is not None:
                y[:, :, t] += b
    return y

#### causal_conv1d | right | first attempt
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    return conv1d(pad(x, ((k - 1) * d, 0)), w, dilation=d)

#### causal_conv1d | right | sum of shifted signals, one per tap
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    y = np.zeros((x.shape[0], w.shape[0], x.shape[2]))
    for a in range(k):
        back = (k - 1 - a) * d
        if back < x.shape[2]:
            y[:, :, back:] += np.einsum("nct,oc->not", x[:, :, : x.shape[2] - back], w[:, :, a])
    return y

#### causal_conv1d | right | every step with its own small batch
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    xp = np.concatenate([np.zeros((*x.shape[:2], (k - 1) * d)), x], axis=-1)
    return np.stack([(xp[:, None, :, t : t + (k - 1) * d + 1 : d] * w).sum((2, 3)) for t in range(x.shape[2])], -1)

#### causal_conv1d | wrong | zeros at the right (looks ahead)
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    return conv1d(pad(x, (0, (k - 1) * d)), w, dilation=d)

#### causal_conv1d | wrong | dilation forgotten in the padding
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    return conv1d(pad(x, (k - 1, 0)), w, dilation=d)

#### causal_conv1d | wrong | centred: half before and half after
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    p = (k - 1) * d
    return conv1d(pad(x, (p // 2, p - p // 2)), w, dilation=d)

#### causal_conv1d | wrong | k * d zeros and cut to T: reads only the past, not the present
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    return conv1d(pad(x, (k * d, 0)), w, dilation=d)[:, :, : x.shape[2]]

#### causal_conv1d | wrong | conv1d without dilation (padding right)
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    return conv1d(pad(x, ((k - 1) * d, 0)), w)[:, :, : x.shape[2]]

#### StreamingConv1d | right | first attempt
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((N, C, keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | keeps k - 1 steps, dilation forgotten
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = self.w.shape[2] - 1
        if self.state is None:
            self.state = np.zeros((N, C, keep * self.d))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | keeps k d steps, one tap too many, output too long after the first chunk
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = self.w.shape[2] * self.d
        if self.state is None:
            self.state = np.zeros((N, C, keep - self.d))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, -keep:]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | state in the class, shared between streams
class StreamingConv1d:
    state = None

    def __init__(self, w, d=1):
        self.w, self.d = w, d
        StreamingConv1d.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if StreamingConv1d.state is None or StreamingConv1d.state.shape != (N, C, keep):
            StreamingConv1d.state = np.zeros((N, C, keep))
        joined = np.concatenate([StreamingConv1d.state, chunk], axis=2)
        StreamingConv1d.state = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | each chunk by itself
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        return causal_conv1d(chunk, self.w, self.d)

#### StreamingConv1d | wrong | the first steps kept in place of the last
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((N, C, keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, :keep]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | state for one signal only: zeros((1, C, keep)) broadcast wish
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((1, C, keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### ngram_features | right | first attempt
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    y = np.zeros((N, filters, T - k + 1))
    for t in range(T - k + 1):
        y[:, :, t] = np.einsum("nke,fke->nf", emb[:, t : t + k], w)
    return y.max(axis=2)

#### ngram_features | right | conv1d with swapped axes
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w.transpose(0, 2, 1)).max(-1)

#### ngram_features | wrong | reshape instead of transpose
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.reshape(N, -1, T), w.reshape(filters, -1, k)).max(axis=2)

#### ngram_features | wrong | maximum starts at zero: negative answers lost
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    best = np.zeros((N, filters))
    for t in range(T - k + 1):
        best = np.maximum(best, np.einsum("nke,fke->nf", emb[:, t : t + k], w))
    return best

#### ngram_features | wrong | mean over time
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w.transpose(0, 2, 1)).mean(axis=2)

#### ngram_features | wrong | maximum over the filters (axis 1)
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w.transpose(0, 2, 1)).max(axis=1)

#### ngram_features | wrong | last window forgotten: range(T - k)
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    best = np.full((N, filters), -np.inf)
    for t in range(T - k):
        best = np.maximum(best, np.einsum("nke,fke->nf", emb[:, t : t + k], w))
    return best

#### ngram_features | wrong | padded at the ends with zeros (k-1)
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w.transpose(0, 2, 1), padding=k - 1).max(axis=2)

#### ngram_features | wrong | windows do not overlap: steps of k
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w.transpose(0, 2, 1), stride=k).max(axis=2)

#### ngram_features | wrong | w flipped in time
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.transpose(0, 2, 1), w[:, ::-1].transpose(0, 2, 1)).max(axis=2)

#### ngram_features | wrong | word maximum: max per tap and then summed
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    y = np.einsum("nte,fke->nftk", emb, w)
    return y.max(axis=2).sum(axis=2)

#### conv3d | right | sliding windows and tensordot; sizes list
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pd, pd), (ph, ph), (pw, pw)))
    if any(k > n for k, n in zip((kd, kh, kw), xp.shape[2:])):
        raise ValueError("too large")
    win = np.lib.stride_tricks.sliding_window_view(xp, (kd, kh, kw), axis=(2, 3, 4))[:, :, ::sd, ::sh, ::sw]
    y = np.moveaxis(np.tensordot(win, w, axes=((1, 5, 6, 7), (1, 2, 3, 4))), -1, 1)
    if b is not None:
        y = y + np.reshape(b, (1, -1, 1, 1, 1))
    return y

#### conv3d | right | by slices with conv2d
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pd, pd), (0, 0), (0, 0)))
    if kd > xp.shape[2] or kh > x.shape[3] + 2 * ph or kw > x.shape[4] + 2 * pw:
        raise ValueError("kernel too large")
    frames = []
    for z in range(0, xp.shape[2] - kd + 1, sd):
        frames.append(sum(conv2d(xp[:, :, z + t], w[:, :, t], (sh, sw), (ph, pw)) for t in range(kd)))
    y = np.stack(frames, 2)
    return y if b is None else y + b[None, :, None, None, None]

#### conv3d | wrong | padding in the order of the triple: pad(x, (pd, pd, ph, ph, pw, pw))
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pd, pd, ph, ph, pw, pw))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | test with and: refuses only if it fits nowhere
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D and kh > H and kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | test with >=: a kernel as large as the film is refused
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd >= D or kh >= H or kw >= W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | bias with two Nones, as in conv2d
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None]

#### conv3d_by_slices | right | first attempt
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    frames = []
    for z in range(D - kd + 1):
        frames.append(sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)))
    return np.stack(frames, axis=2)

#### conv3d_by_slices | right | all frames as a batch, one conv2d for each slice
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    N, C, _, H, W = x.shape
    total = 0
    for t in range(kd):
        part = x[:, :, t : D - kd + 1 + t].swapaxes(1, 2).reshape(-1, C, H, W)
        total = total + conv2d(part, w[:, :, t])
    return total.reshape(N, D - kd + 1, *total.shape[1:]).swapaxes(1, 2)

#### conv3d_by_slices | right | frames of the window as channels: one conv2d for each output frame
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    N, C, _, H, W = x.shape
    flat = w.reshape(len(w), -1, *w.shape[3:])
    return np.stack([conv2d(x[:, :, z : z + kd].reshape(N, C * kd, H, W), flat) for z in range(D - kd + 1)], axis=2)

#### conv3d_by_slices | right | each frame stamps into the outputs it takes part in
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    N, O = len(x), len(w)
    y = np.zeros((N, O, D - kd + 1, x.shape[3] - w.shape[3] + 1, x.shape[4] - w.shape[4] + 1))
    for frame in range(D):
        for t in range(kd):
            if 0 <= frame - t < D - kd + 1:
                y[:, :, frame - t] += conv2d(x[:, :, frame], w[:, :, t])
    return y

#### conv3d_by_slices | wrong | slices in reverse order
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    return np.stack([sum(conv2d(x[:, :, z + t], w[:, :, kd - 1 - t]) for t in range(kd)) for z in range(D - kd + 1)], axis=2)

#### conv3d_by_slices | wrong | always frame z: all slices on the same frame
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    return np.stack([sum(conv2d(x[:, :, z], w[:, :, t]) for t in range(kd)) for z in range(D - kd + 1)], axis=2)

#### conv3d_by_slices | wrong | last frame forgotten: range(D - kd)
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    return np.stack([sum(conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)) for z in range(D - kd)], axis=2)

#### conv3d_by_slices | wrong | blocks that do not overlap: z * kd
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    return np.stack([sum(conv2d(x[:, :, z * kd + t], w[:, :, t]) for t in range(kd)) for z in range(D // kd)], axis=2)

#### r2plus1d | right | first attempt
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | right | frame by frame conv2d, pixel by pixel conv1d; equivalent by tensordot
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    mid = np.stack([conv2d(x[:, :, z], ws, (sh, sw), (ph, pw)) for z in range(x.shape[2])], axis=2)
    N, M, D, H, W = mid.shape
    rows = mid.transpose(0, 3, 4, 1, 2).reshape(N * H * W, M, D)
    y = conv1d(rows, wt, stride=st, padding=pt)
    return y.reshape(N, H, W, y.shape[1], y.shape[2]).transpose(0, 3, 4, 1, 2)


def equivalent_3d(ws, wt):
    return np.tensordot(wt, ws, axes=(1, 0)).transpose(0, 2, 1, 3, 4)

#### r2plus1d | right | through the equivalent: one conv3d; equivalent by loops over m
def r2plus1d(x, ws, wt, stride=1, padding=0):
    return conv3d(x, equivalent_3d(ws, wt), stride=stride, padding=padding)


def equivalent_3d(ws, wt):
    O, M, kt = wt.shape
    _, C, kh, kw = ws.shape
    w = np.zeros((O, C, kt, kh, kw))
    for o in range(O):
        for m in range(M):
            for t in range(kt):
                w[o, :, t] += wt[o, m, t] * ws[m]
    return w

#### r2plus1d | right | matrix product of the two tables
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    (O, M, kt), (_, C, kh, kw) = wt.shape, ws.shape
    table = wt.transpose(0, 2, 1).reshape(O * kt, M) @ ws.reshape(M, -1)
    return table.reshape(O, kt, C, kh, kw).swapaxes(1, 2)

#### r2plus1d | wrong | ReLU between the passes
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = np.maximum(conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw)), 0)
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | stride used in full in both passes
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(st, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, sh, sw), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | padding used in full in both passes
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(pt, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, ph, pw))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | equivalent: mean over the middle channels
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws) / len(ws)

#### r2plus1d | wrong | equivalent: order o t c a b left (shape wrong)
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->otcab", wt, ws)

#### middle_channels | right | the transposed table, rows by hand, numpy integer returned
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    columns = [w[o, :, t].ravel() for o in range(O) for t in range(kt)]
    return np.linalg.matrix_rank(np.column_stack(columns))

#### middle_channels | wrong | reshape without transpose: o, c against the rest... (O*kt) rows mixed up
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int(np.linalg.matrix_rank(w.reshape(O * kt, C * kh * kw)))

#### middle_channels | wrong | o and c together as rows: (O*C, kt*kh*kw)
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int(np.linalg.matrix_rank(w.reshape(O * C, kt * kh * kw)))

#### middle_channels | wrong | time against space: (kt, O*C*kh*kw)
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int(np.linalg.matrix_rank(w.transpose(2, 0, 1, 3, 4).reshape(kt, -1)))

#### middle_channels | wrong | matrix_rank of the array itself (a rank for each slice)
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return np.linalg.matrix_rank(w)

#### middle_channels | wrong | the largest possible: min of the two sides
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return min(O * kt, C * kh * kw)

#### middle_channels | wrong | o, t transposed the wrong way: columns (kt, C) order swapped, transpose(0, 2, 1, ...) then reshape (O*C, ...)
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int(np.linalg.matrix_rank(w.transpose(0, 2, 1, 3, 4).reshape(O * C, -1)))

#### middle_channels | wrong | matrix (C*kt, O*kh*kw): c goes with time
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int(np.linalg.matrix_rank(w.transpose(1, 2, 0, 3, 4).reshape(C * kt, -1)))

#### inflate | right | broadcasting with ones
def inflate(w2, t, padding):
    ph, pw = padding
    return w2[:, :, None] * np.full((t, 1, 1), 1 / t), (0,) + tuple(padding)

#### inflate | wrong | padding in time t // 2 to keep the length
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / t, (t // 2, ph, pw)

#### inflate | wrong | only the middle frame has weights
def inflate(w2, t, padding):
    ph, pw = padding
    w3 = np.zeros((*w2.shape[:2], t, *w2.shape[2:]))
    w3[:, :, t // 2] = w2
    return w3, (0, ph, pw)

#### inflate | wrong | padding order reversed as in F.pad
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / t, (pw, ph, 0)

#### inflate | wrong | time axis at the end: (O, C, kh, kw, t)
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[..., None], t, axis=-1) / t, (0, ph, pw)

#### inflate | wrong | only the weights returned
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / t

#### inflate | wrong | fewer frames padded: one frame at each end whatever t
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / t, (1, ph, pw)

#### inflate | wrong | np.tile on the wrong axis then reshape: weights interleaved
def inflate(w2, t, padding):
    ph, pw = padding
    O, C, kh, kw = w2.shape
    return np.repeat(w2, t, axis=1).reshape(O, t, C, kh, kw).swapaxes(1, 2) / t, (0, ph, pw)

#### conv3d_by_slices | wrong | uses conv3d, though only picture convolutions are allowed
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    return conv3d(x, w)

#### conv3d_by_slices | right | through conv2d of lesson 03 and einsum-free sum with functools
def conv3d_by_slices(x, w, conv2d):
    D, kd = x.shape[2], w.shape[2]
    if kd > D:
        raise ValueError(f"conv3d_by_slices: the kernel has {kd} slices, the film {D} frames")
    from functools import reduce
    return np.stack([reduce(np.add, [conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)]) for z in range(D - kd + 1)], 2)

#### causal_conv1d | wrong | output t from t-1 on: np.roll wraps round instead of zeros
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    y = np.zeros((len(x), len(w), x.shape[2]))
    for a in range(k):
        y += np.einsum("nct,oc->not", np.roll(x, (k - 1 - a) * d, axis=2), w[:, :, a])
    return y

#### causal_conv1d | wrong | future set to zero in the kernel of twice the length: reads t-(k-1)d/2.. shift output by half
def causal_conv1d(x, w, d=1):
    k = w.shape[2]
    p = (k - 1) * d
    y = conv1d(pad(x, (p // 2, p - p // 2)), w, dilation=d)
    return np.concatenate([np.zeros((*y.shape[:2], 1)), y[:, :, :-1]], axis=2)

#### StreamingConv1d | wrong | mutable default list shared by all streams | not told: belongs to the class
class StreamingConv1d:
    def __init__(self, w, d=1, past=[]):
        self.w, self.d, self.past = w, d, past

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if not self.past or self.past[0].shape != (N, C, keep):
            self.past[:] = [np.zeros((N, C, keep))]
        joined = np.concatenate([self.past[0], chunk], axis=2)
        self.past[0] = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | a global variable holds the state | not told: it belongs to the class.
STATE = {}


class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        STATE.clear()

    def step(self, chunk):
        N, C, _ = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        old = STATE.get("s", np.zeros((N, C, keep)))
        joined = np.concatenate([old, chunk], axis=2)
        STATE["s"] = joined[:, :, joined.shape[2] - keep :]
        return conv1d(joined, self.w, dilation=self.d)

#### StreamingConv1d | wrong | state without d (k-1) and rest zeros, zeros first chunk (k-1)*d: uses k-1 steps, padded
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, _ = chunk.shape
        k = self.w.shape[2]
        keep = (k - 1) * self.d
        if self.state is None:
            self.state = np.zeros((N, C, k - 1))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = joined[:, :, joined.shape[2] - (k - 1) :]
        return causal_conv1d(joined, self.w, self.d)[:, :, k - 1 :]

#### ngram_features | wrong | reshape of emb only, w transposed
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb.reshape(N, -1, T), w.transpose(0, 2, 1)).max(axis=2)

#### ngram_features | wrong | embedding treated as time: slides along E (no transpose)
def ngram_features(emb, w):
    (N, T, _), (filters, k, _) = emb.shape, w.shape
    if k > T:
        raise ValueError(f"ngram_features: the filters read {k} words, the sentences have {T}")
    return conv1d(emb, np.zeros((filters, T, 1)) + w[:, :1, :1]).max(axis=2)

#### conv3d | wrong | Ho with sd (one stride for all sizes)
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sd + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | bias b forgotten
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y

#### conv3d | wrong | print instead of raise
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        print("too large")
        return None
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | back only padding for rows: (pw, pw, 0, 2ph)
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, 0, 2 * ph, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### conv3d | wrong | rows: only top padded
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, 0, pd, pd))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, z, i, j] = np.einsum("nctab,octab->no", window, w)
    return y if b is None else y + b[:, None, None, None]

#### middle_channels | wrong | singular values above 0 counted
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return int((np.linalg.svd(w.transpose(0, 2, 1, 3, 4).reshape(O * kt, -1), compute_uv=False) > 0).sum())

#### middle_channels | wrong | largest rank over the filters: max over o of rank (kt, C kh kw)
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return max(int(np.linalg.matrix_rank(w[o].swapaxes(0, 1).reshape(kt, -1))) for o in range(O))

#### middle_channels | wrong | float rank
def middle_channels(w):
    O, C, kt, kh, kw = w.shape
    return float(np.linalg.matrix_rank(w.transpose(0, 2, 1, 3, 4).reshape(O * kt, -1)))

#### r2plus1d | wrong | ws and wt in wrong order (time pass first with wt on C channels)
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))
    return conv3d(middle, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | stride in time ignored
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | space padding forgotten
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->octab", wt, ws)

#### r2plus1d | wrong | equivalent: kt moved to the end (o c a b t)
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = conv3d(x, ws[:, :, None], stride=(1, sh, sw), padding=(0, ph, pw))
    return conv3d(middle, wt[:, :, :, None, None], stride=(st, 1, 1), padding=(pt, 0, 0))


def equivalent_3d(ws, wt):
    return np.einsum("omt,mcab->ocabt", wt, ws)

#### inflate | wrong | integer division //
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) // t, (0, ph, pw)

#### inflate | wrong | time padding last: (ph, pw, 0)
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / t, (ph, pw, 0)

#### inflate | wrong | divided by t + 1
def inflate(w2, t, padding):
    ph, pw = padding
    return np.repeat(w2[:, :, None], t, axis=2) / (t + 1), (0, ph, pw)

#### inflate | wrong | triangular weights that sum to one
def inflate(w2, t, padding):
    ph, pw = padding
    s = np.minimum(np.arange(1, t + 1), np.arange(t, 0, -1)).astype(float)
    return w2[:, :, None] * (s / s.sum())[:, None, None], (0, ph, pw)

#### conv3d | wrong | pads in time at the front only
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pw, pw, ph, ph, pd, 0))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("does not fit")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z, i, j in np.ndindex(*y.shape[2:]):
        t, a, c = z * sd, i * sh, j * sw
        y[:, :, z, i, j] = np.einsum(
            "nctab,octab->no", x[:, :, t : t + kd, a : a + kh, c : c + kw], w
        )
    return y if b is None else y + b[:, None, None, None]

#### StreamingConv1d | wrong | the end of the chunk is the state
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d, self.state = w, d, None

    def step(self, chunk):
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((*chunk.shape[:2], keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, -keep:]
        return conv1d(joined, self.w, dilation=self.d)
