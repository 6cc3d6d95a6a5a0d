# %% [markdown]
# Goes through the taps and not through the places: each tap adds a shifted copy of the whole input. The stream is a queue of
# single steps.

# %% hand_in="11" base="stubs"
# %% helper="conv1d"
from collections import deque
from itertools import product


def by_taps(x, w, stride, dilation):
    """(N, C, *sizes), (O, C, *taps) -> (N, O, *places), for any number of axes."""
    taps = w.shape[2:]
    spans = [(n - 1 - d * (k - 1)) // s + 1 for n, k, s, d in zip(x.shape[2:], taps, stride, dilation)]
    if min(spans) < 1:
        raise ValueError(f"a kernel of {taps} does not fit on {x.shape[2:]}")
    total = 0.0
    for tap in product(*map(range, taps)):
        piece = [slice(a * d, a * d + s * (m - 1) + 1, s) for a, d, s, m in zip(tap, dilation, stride, spans)]
        total = total + np.tensordot(w[(..., *tap)], x[(..., *piece)], axes=([1], [1]))  # (O, N, ...)
    return np.moveaxis(total, 0, 1)


# %% answer="conv1d"
def conv1d(x, w, b=None, stride=1, padding=0, dilation=1):
    y = by_taps(pad(x, (padding, padding)), w, (stride,), (dilation,))
    return y if b is None else y + b.reshape(-1, 1)


# %% answer="causal_conv1d"
def causal_conv1d(x, w, d=1):
    y = np.zeros((x.shape[0], w.shape[0], x.shape[2]))
    for age in range(w.shape[2]):
        lag = age * d
        if lag < x.shape[2]:
            y[..., lag:] += w[:, :, -1 - age] @ x[..., : x.shape[2] - lag]
    return y


# %% answer="StreamingConv1d"
class StreamingConv1d:
    def __init__(self, filters, dilation=1):
        self._filters, self._dilation = np.array(filters), dilation
        self._past = deque(maxlen=(filters.shape[2] - 1) * dilation + 1)

    def step(self, chunk):
        answers = []
        for moment in np.moveaxis(chunk, 2, 0):  # (N, C)
            self._past.append(moment.copy())
            answer = 0.0
            for age in range(self._filters.shape[2]):
                if age * self._dilation < len(self._past):
                    old = self._past[-1 - age * self._dilation]
                    answer = answer + old @ self._filters[:, :, -1 - age].T
            answers.append(answer)
        return np.stack(answers, axis=-1)


# %% answer="ngram_features"
def ngram_features(emb, w):
    flat = w.reshape(len(w), -1).T  # (k E, F)
    k = w.shape[1]
    if k > emb.shape[1]:
        raise ValueError("the sentences are too short")
    best = np.full((len(emb), len(w)), -np.inf)
    for t in range(emb.shape[1] - k + 1):
        best = np.maximum(best, emb[:, t : t + k].reshape(len(emb), -1) @ flat)
    return best


# %% answer="conv3d"
def conv3d(x, w, b=None, stride=1, padding=0):
    front, top, left = triple(padding)
    y = by_taps(pad(x, (left, left, top, top, front, front)), w, triple(stride), (1, 1, 1))
    return y if b is None else y + b.reshape(1, -1, 1, 1, 1)


# %% answer="conv3d_by_slices"
def conv3d_by_slices(x, w, conv2d):
    N, C, D, H, W = x.shape
    O, _, kd, kh, kw = w.shape
    if kd > D:
        raise ValueError("more slices than frames")
    frames = x.swapaxes(1, 2).reshape(N * D, C, H, W)  # all frames are one batch
    y = np.zeros((N, D - kd + 1, O, H - kh + 1, W - kw + 1))
    for t in range(kd):
        y += conv2d(frames, w[:, :, t]).reshape(N, D, *y.shape[2:])[:, t : t + y.shape[1]]
    return y.swapaxes(1, 2)


# %% answer="r2plus1d"
def r2plus1d(x, ws, wt, stride=1, padding=0):
    return conv3d(x, equivalent_3d(ws, wt), None, stride, padding)  # one pass does it


def equivalent_3d(ws, wt):
    return np.tensordot(wt, ws, axes=(1, 0)).swapaxes(1, 2)


# %% answer="middle_channels"
def middle_channels(w):
    rows = np.moveaxis(w, 1, 2).reshape(w.shape[0] * w.shape[2], -1)
    strengths = np.linalg.svd(rows, compute_uv=False)
    return np.count_nonzero(strengths > 1e-10 * strengths[0])


# %% answer="inflate"
def inflate(w2, t, padding):
    return np.einsum("ocab,t->octab", w2, np.full(t, 1 / t)), (0, *padding)
