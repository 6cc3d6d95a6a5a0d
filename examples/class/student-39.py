# %% [markdown]
# Looks ahead, remembers too little, and mixes up axes.

# %% hand_in="11" base="stubs"
# %% answer="conv1d" points=0 says="Your biases went to the steps"
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    O, _, k = w.shape
    span = dilation * (k - 1) + 1
    x = pad(x, (padding, padding))
    N, _, T = x.shape
    if span > T:
        raise ValueError("kernel too long")
    y = np.zeros((N, O, (T - span) // stride + 1))
    for t in range(y.shape[2]):
        window = x[:, :, t * stride : t * stride + span : dilation]
        y[:, :, t] = np.einsum("nca,oca->no", window, w)
    if b is not None:
        y = y + b
    return y


# %% answer="causal_conv1d" points=0 says="All of it belongs before the signal."
def causal_conv1d(x, w, d=1):
    total = (w.shape[2] - 1) * d
    return conv1d(pad(x, (total // 2, total - total // 2)), w, dilation=d)


# %% answer="StreamingConv1d" points=1 says="It raised ValueError: kernel too long"
class StreamingConv1d:
    def __init__(self, w, d=1):
        self.w, self.d = w, d
        self.state = None

    def step(self, chunk):
        N, C, n = chunk.shape
        keep = (self.w.shape[2] - 1) * self.d
        if self.state is None:
            self.state = np.zeros((N, C, keep))
        joined = np.concatenate([self.state, chunk], axis=2)
        self.state = chunk[:, :, -keep:] if keep else chunk[:, :, :0]
        return conv1d(joined, self.w, dilation=self.d)


# %% answer="ngram_features" points=0 says="words are torn apart"
def ngram_features(emb, w):
    N, T, E = emb.shape
    k = w.shape[1]
    if k > T:
        raise ValueError("too short")
    y = conv1d(emb.reshape(N, E, T), w.transpose(0, 2, 1))
    return y.max(axis=-1)


# %% answer="conv3d" points=0 says="pad wants the last axis first"
def conv3d(x, w, b=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = triple(stride), triple(padding)
    O, _, kd, kh, kw = w.shape
    x = pad(x, (pd, pd, ph, ph, pw, pw))
    N, _, D, H, W = x.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("kernel too large")
    y = np.zeros((N, O, (D - kd) // sd + 1, (H - kh) // sh + 1, (W - kw) // sw + 1))
    for z in range(y.shape[2]):
        for i in range(y.shape[3]):
            for j in range(y.shape[4]):
                window = x[:, :, z * sd : z * sd + kd, i * sh : i * sh + kh, j * sw : j * sw + kw]
                y[:, :, z, i, j] = np.tensordot(window, w, axes=([1, 2, 3, 4], [1, 2, 3, 4]))
    if b is not None:
        y += b[None, :, None, None, None]
    return y


# %% answer="conv3d_by_slices" points=0 says="You average what the slices give."
def conv3d_by_slices(x, w, conv2d):
    kd = w.shape[2]
    if kd > x.shape[2]:
        raise ValueError("too short")
    out = []
    for z in range(x.shape[2] - kd + 1):
        out.append(np.mean([conv2d(x[:, :, z + t], w[:, :, t]) for t in range(kd)], axis=0))
    return np.stack(out, axis=2)


# %% answer="r2plus1d" points=2 says="You summed wt and ws over the middle channels before you multiplied."
def r2plus1d(x, ws, wt, stride=1, padding=0):
    (st, sh, sw), (pt, ph, pw) = triple(stride), triple(padding)
    middle = np.stack([conv2d(f, ws, (sh, sw), (ph, pw)) for f in np.moveaxis(x, 2, 0)], axis=2)
    N, M, D, H, W = middle.shape
    lines = middle.transpose(0, 3, 4, 1, 2).reshape(N * H * W, M, D)  # a signal at each pixel
    y = conv1d(lines, wt, None, st, pt)
    return y.reshape(N, H, W, *y.shape[1:]).transpose(0, 3, 4, 1, 2)


def equivalent_3d(ws, wt):
    return wt.sum(1)[:, None, :, None, None] * ws.sum(0)[None, :, None]


# %% answer="inflate" points=0 says="the first and the last frames see black ones"
def inflate(w2, t, padding):
    return np.stack([w2 / t for _ in range(t)], axis=2), (t // 2, *padding)
