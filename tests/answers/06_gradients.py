# Answers that readers of lesson 06_gradients wrote: #### function | right or wrong | what it is

#### xcorr1d_backward | right | fft for dx, irfft, exact to rounding
def xcorr1d_backward(x, k, g):
    n = len(x)
    dx = np.fft.irfft(np.fft.rfft(g, n) * np.fft.rfft(k, n), n)
    dk = np.array([np.dot(g, x[a : a + len(g)]) for a in range(len(k))])
    return [dx, dk]

#### xcorr1d_backward | wrong | = instead of += where windows overlap
def xcorr1d_backward(x, k, g):
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] = g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk

#### xcorr1d_backward | wrong | last output forgotten: range(n - m)
def xcorr1d_backward(x, k, g):
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk

#### xcorr1d_backward | wrong | dk turned as well, since dx needs the turned kernel
def xcorr1d_backward(x, k, g):
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk[::-1]

#### conv2d_backward | right | einsum over sliding windows, loops over taps
def conv2d_backward(x, w, g, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    O, _, kh, kw = w.shape
    Ho, Wo = g.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for a in range(kh):
        for b in range(kw):
            rows, cols = slice(a, a + sh * Ho, sh), slice(b, b + sw * Wo, sw)
            rows = slice(a, a + sh * (Ho - 1) + 1, sh)
            cols = slice(b, b + sw * (Wo - 1) + 1, sw)
            dw[:, :, a, b] = np.einsum("noij,ncij->oc", g, xp[:, :, rows, cols])
            dxp[:, :, rows, cols] += np.einsum("noij,oc->ncij", g, w[:, :, a, b])
    return dxp[:, :, ph : ph + H, pw : pw + W], dw, np.einsum("noij->o", g)

#### conv2d_backward | right | helper class with state
class _Tape:
    def __init__(self, x, w, s, p):
        self.s, self.p, self.w, self.shape = s, p, w, x.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))

    def window(self, i, j):
        kh, kw = self.w.shape[2:]
        return (..., slice(i * self.s[0], i * self.s[0] + kh), slice(j * self.s[1], j * self.s[1] + kw))

    def back(self, g):
        dxp, dw = self.xp * 0, self.w * 0
        for i, j in np.ndindex(g.shape[2:]):
            at = self.window(i, j)
            dxp[at] += np.einsum("no,ocab->ncab", g[..., i, j], self.w)
            dw += np.einsum("no,ncab->ocab", g[..., i, j], self.xp[at])
        H, W = self.shape[2:]
        return dxp[..., self.p[0] : self.p[0] + H, self.p[1] : self.p[1] + W], dw, g.sum(3).sum(2).sum(0)


def conv2d_backward(x, w, g, stride=1, padding=0):
    return _Tape(x, w, pair(stride), pair(padding)).back(g)

#### conv2d_backward | right | parameters renamed and an extra default
def conv2d_backward(pictures, filters, blame, s=1, p=0, verbose=False):
    H, W = pictures.shape[2:]
    (kh, kw), (Ho, Wo) = filters.shape[2:], blame.shape[2:]
    (sh, sw), (ph, pw) = pair(s), pair(p)
    padded = np.pad(pictures, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpad, dw = np.zeros(padded.shape), np.zeros(filters.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpad[win] += np.tensordot(blame[:, :, i, j], filters, axes=1)
            dw += np.tensordot(blame[:, :, i, j].T, padded[win], axes=1)
    return dpad[:, :, ph : ph + H, pw : pw + W], dw, blame.sum((0, 2, 3))

#### conv2d_backward | wrong | dw from the unpadded picture shifted (padding forgotten for dw)
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, g.sum(axis=(0, 2, 3))

#### conv2d_backward | wrong | returns the padded gradient, border not cut
def conv2d_backward(x, w, g, stride=1, padding=0):
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded, dw, g.sum(axis=(0, 2, 3))

#### conv2d_backward | wrong | dw averaged over the batch
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw / len(x), g.sum(axis=(0, 2, 3))

#### conv2d_backward | wrong | = where it should add (dx)
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] = np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, g.sum(axis=(0, 2, 3))

#### conv2d_backward | wrong | sh and sw exchanged
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sw, sh), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, g.sum(axis=(0, 2, 3))

#### conv2d_backward | wrong | db is one number, summed over everything
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, g.sum()

#### input_grad_as_transposed | right | remainder via conv_output_size
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    sizes, s, p, k = x_shape[-2:], pair(stride), pair(padding), w.shape[-2:]
    small = [(g.shape[2 + a] - 1) * s[a] + k[a] - 2 * p[a] for a in range(2)]
    op = tuple(sizes[a] - small[a] for a in range(2))
    return conv_transpose2d(g, w, stride=stride, padding=padding, output_padding=op)

#### input_grad_as_transposed | right | comprehension with zip, np.mod, keywords
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    left = tuple(
        int(np.mod(n + 2 * p - k, s))
        for n, k, s, p in zip(x_shape[2:], w.shape[2:], pair(stride), pair(padding))
    )
    return conv_transpose2d(input=g, weight=w, bias=None, output_padding=left, padding=padding, stride=stride)

#### input_grad_as_transposed | wrong | w's axes exchanged
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    op = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w.swapaxes(0, 1), None, stride, padding, op)

#### input_grad_as_transposed | wrong | rows' remainder for both axes
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    return conv_transpose2d(g, w, None, stride, padding, (H + 2 * ph - kh) % sh)

#### input_grad_as_transposed | wrong | kernel not subtracted: H % sh
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    return conv_transpose2d(g, w, None, stride, padding, ((H + 2 * ph) % sh, (W + 2 * pw) % sw))

#### input_grad_as_transposed | wrong | always output padding s - 1
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    return conv_transpose2d(g, w, None, stride, padding, (sh - 1, sw - 1))

#### weight_grad_as_conv | right | np.transpose, keywords
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    swap = (1, 0, 2, 3)
    y = conv2d(input=np.transpose(x, swap), weight=np.transpose(g, swap), padding=padding, dilation=stride)
    return np.transpose(y, swap)[..., : w_shape[-2], : w_shape[-1]]

#### weight_grad_as_conv | wrong | nothing cut off
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    return conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride).swapaxes(0, 1)

#### weight_grad_as_conv | wrong | result not exchanged back
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    return conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)[:, :, :kh, :kw]

#### weight_grad_as_conv | wrong | padding forgotten
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    y = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, 0, stride).swapaxes(0, 1)
    return y[:, :, :kh, :kw]

#### weight_grad_as_conv | wrong | blame turned half round
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    y = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)[:, :, ::-1, ::-1].copy(), None, 1, padding, stride)
    return y.swapaxes(0, 1)[:, :, :kh, :kw]

#### weight_grad_as_conv | wrong | reshape in the place of swapaxes
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    N, C, H, W = x.shape
    _, O, Ho, Wo = g.shape
    y = conv2d(x.reshape(C, N, H, W), g.reshape(O, N, Ho, Wo), None, 1, padding, stride)
    return y.swapaxes(0, 1)[:, :, :kh, :kw]

#### weight_grad_as_conv | wrong | divides by the number of pictures
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    y = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride).swapaxes(0, 1)
    return y[:, :, :kh, :kw] / x.shape[0]

#### weight_grad_as_conv | wrong | x and g exchanged in the call
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    y = conv2d(g.swapaxes(0, 1), x.swapaxes(0, 1), None, 1, padding, stride)
    return y[:, :, :kh, :kw]

#### numerical_vjp | right | rows of an identity as directions, nditer
def numerical_vjp(f, x, g, eps):
    moves = eps * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(g * (f(x + m) - f(x - m))).sum() / (2 * eps) for m in moves]).reshape(x.shape)

#### numerical_vjp | wrong | moves every entry at once
def numerical_vjp(f, x, g, eps):
    return g * (f(x + eps) - f(x - eps)) / (2 * eps)

#### numerical_vjp | wrong | moves x in place and back: x changed only by rounding (x itself stays?)
def numerical_vjp(f, x, g, eps):
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        x[i] += eps
        dx[i] = np.sum(g * (above - below)) / (2 * eps)
    return dx

#### numerical_vjp | wrong | one axis only: for i in range(len(x))
def numerical_vjp(f, x, g, eps):
    dx = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx

#### numerical_vjp | wrong | a fixed eps 1e-5 in the place of the argument
def numerical_vjp(f, x, g, eps):
    eps = 1e-5
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx

#### numerical_vjp | wrong | precedence: / 2 * eps
def numerical_vjp(f, x, g, eps):
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / 2 * eps
    return dx

#### fools_gradcheck | right | scaled forward by two, lambdas
def fools_gradcheck():
    f = lambda x, k: 2 * np.correlate(x, k, "valid")
    b = lambda x, k, g: (2 * np.convolve(g, k), 2 * np.correlate(x, g, "valid"))
    return f, b

#### fools_gradcheck | wrong | right forward and right backward
def fools_gradcheck():
    def forward(x, k):
        return np.correlate(x, k, mode="valid")

    return forward, xcorr1d_backward

#### fools_gradcheck | wrong | turned forward, backward of the unturned one
def fools_gradcheck():
    def forward(x, k):
        return np.convolve(x, k, mode="valid")

    return forward, xcorr1d_backward

#### fools_gradcheck | wrong | dk turned, dx with the unturned kernel
def fools_gradcheck():
    def forward(x, k):
        return np.convolve(x, k, mode="valid")

    def backward(x, k, g):
        dx, dk = xcorr1d_backward(x, k, g)
        return dx, dk[::-1]

    return forward, backward

#### fools_gradcheck | wrong | turned kernel passed, dk not turned back
def fools_gradcheck():
    def forward(x, k):
        return np.convolve(x, k, mode="valid")

    def backward(x, k, g):
        return xcorr1d_backward(x, k[::-1], g)

    return forward, backward

#### param_grad_shapes | right | shapes as they are, tensordot with weights
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, w_shape[:1]


def accumulate(dw_each, db_each, reduction):
    N = len(dw_each)
    weight = np.full(N, {"sum": 1.0, "mean": 1.0 / N}[reduction])
    return np.tensordot(weight, dw_each, axes=1), weight @ db_each

#### param_grad_shapes | wrong | db has one entry for each picture (N, O)
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (x_shape[0], w_shape[0])


def accumulate(dw_each, db_each, reduction):
    return (dw_each.sum(0), db_each.sum(0)) if reduction == "sum" else (dw_each.mean(0), db_each.mean(0))

#### param_grad_shapes | wrong | batch axis in dw
def param_grad_shapes(x_shape, w_shape):
    return x_shape, (x_shape[0], *w_shape), (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    return (dw_each.sum(0), db_each.sum(0)) if reduction == "sum" else (dw_each.mean(0), db_each.mean(0))

#### param_grad_shapes | wrong | dx has the shape of the output
def param_grad_shapes(x_shape, w_shape):
    (N, C, H, W), (O, _, kh, kw) = x_shape, w_shape
    return (N, O, H - kh + 1, W - kw + 1), w_shape, (O,)


def accumulate(dw_each, db_each, reduction):
    return (dw_each.sum(0), db_each.sum(0)) if reduction == "sum" else (dw_each.mean(0), db_each.mean(0))

#### param_grad_shapes | wrong | db has an entry for each output place | not told: two axes of length 1
def param_grad_shapes(x_shape, w_shape):
    (N, C, H, W), (O, _, kh, kw) = x_shape, w_shape
    return x_shape, w_shape, (O, H - kh + 1, W - kw + 1)


def accumulate(dw_each, db_each, reduction):
    return (dw_each.sum(0), db_each.sum(0)) if reduction == "sum" else (dw_each.mean(0), db_each.mean(0))

#### param_grad_shapes | wrong | accumulate: mean over everything (axis forgotten)
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    return (dw_each.sum(), db_each.sum()) if reduction == "sum" else (dw_each.mean(), db_each.mean())

#### param_grad_shapes | wrong | accumulate: reduction ignored, always sum
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    return dw_each.sum(axis=0), db_each.sum(axis=0)

#### param_grad_shapes | wrong | accumulate: mean only for dw, sum for db
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw = dw / len(dw_each)
    return dw, db

#### param_grad_shapes | wrong | accumulate: branches exchanged
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    if reduction == "mean":
        return dw_each.sum(axis=0), db_each.sum(axis=0)
    return dw_each.mean(axis=0), db_each.mean(axis=0)

#### param_grad_shapes | wrong | accumulate: divides by all numbers of dw, as F.mse_loss would
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / dw_each.size, db / db_each.size
    return dw, db

#### learn_kernel | right | recursive
def learn_kernel(x, y, w_shape, lr, steps):
    if steps == 0:
        return np.zeros(w_shape)
    w = learn_kernel(x, y, w_shape, lr, steps - 1)
    return w - lr * conv2d_backward(x, w, 2 * conv2d(x, w) - 2 * y)[1]

#### learn_kernel | wrong | plus in place of minus
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps):
        w = w + lr * conv2d_backward(x, w, 2 * (conv2d(x, w) - y))[1]
    return w

#### learn_kernel | wrong | blame computed once, before the loop
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    blame = 2 * (conv2d(x, w) - y)
    for _ in range(steps):
        w = w - lr * conv2d_backward(x, w, blame)[1]
    return w

#### learn_kernel | wrong | one step too many
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps + 1):
        w = w - lr * conv2d_backward(x, w, 2 * (conv2d(x, w) - y))[1]
    return w

#### learn_kernel | wrong | blame is the loss: squared difference
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps):
        w = w - lr * conv2d_backward(x, w, (conv2d(x, w) - y) ** 2)[1]
    return w

#### learn_kernel | wrong | starts at random
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.random.default_rng(0).normal(size=w_shape)
    for _ in range(steps):
        w = w - lr * conv2d_backward(x, w, 2 * (conv2d(x, w) - y))[1]
    return w

#### learn_kernel | wrong | learning rate halves every step
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for t in range(steps):
        w = w - lr / (t + 1) * conv2d_backward(x, w, 2 * (conv2d(x, w) - y))[1]
    return w

#### maxpool2d_backward | right | np.add.at with unravelled argmax of sliding windows
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    N, C, Ho, Wo = g.shape
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw][:, :, :Ho, :Wo]
    at = v.reshape(N, C, Ho, Wo, kh * kw).argmax(-1)
    n, c, i, j = np.indices(g.shape)
    dx = np.zeros_like(x)
    np.add.at(dx, (n, c, i * sh + at // kw, j * sw + at % kw), g)
    return dx

#### maxpool2d_backward | right | pure loops with strict comparison
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*g.shape):
        best, where = -np.inf, None
        for a in range(kh):
            for b in range(kw):
                if x[n, c, i * sh + a, j * sw + b] > best:
                    best, where = x[n, c, i * sh + a, j * sw + b], (i * sh + a, j * sw + b)
        dx[n, c][where] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | blame shared equally between ties
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(*g.shape[2:]):
        win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        hit = x[win] == x[win].max(axis=(2, 3), keepdims=True)
        dx[win] += hit / hit.sum(axis=(2, 3), keepdims=True) * g[:, :, i : i + 1, j : j + 1]
    return dx

#### maxpool2d_backward | wrong | fancy index += loses nothing here but adds to whole plane: last tie wins
def maxpool2d_backward(x, g, k, s):
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(Ho, Wo):
        flat = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, -1)
        best = kh * kw - 1 - flat[:, :, ::-1].argmax(2)
        for n, c in np.ndindex(N, C):
            dx[n, c, i * sh + best[n, c] // kw, j * sw + best[n, c] % kw] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | row and column with // kh, % kh
def maxpool2d_backward(x, g, k, s):
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(Ho, Wo):
        best = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, -1).argmax(2)
        for n, c in np.ndindex(N, C):
            dx[n, c, i * sh + best[n, c] // kh, j * sw + best[n, c] % kh] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | window start forgotten: place inside the window only
def maxpool2d_backward(x, g, k, s):
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(Ho, Wo):
        best = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, -1).argmax(2)
        for n, c in np.ndindex(N, C):
            dx[n, c, best[n, c] // kw, best[n, c] % kw] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | one winner for all channels
def maxpool2d_backward(x, g, k, s):
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n in range(N):
        for i, j in np.ndindex(Ho, Wo):
            best = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw].max(axis=0).argmax()
            for c in range(C):
                dx[n, c, i * sh + best // kw, j * sw + best % kw] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | hands on the maximum, not the blame
def maxpool2d_backward(x, g, k, s):
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(Ho, Wo):
        best = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(N, C, -1).argmax(2)
        for n, c in np.ndindex(N, C):
            r, q = i * sh + best[n, c] // kw, j * sw + best[n, c] % kw
            dx[n, c, r, q] += x[n, c, r, q] * g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | spreads like average pooling
def maxpool2d_backward(x, g, k, s):
    (Ho, Wo) = g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(Ho, Wo):
        dx[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += g[:, :, i : i + 1, j : j + 1] / (kh * kw)
    return dx

#### maxpool2d_backward | wrong | vectorised fancy index with buffered += (repeats lost) | not told: Add it: dx
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    N, C, Ho, Wo = g.shape
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw][:, :, :Ho, :Wo]
    at = v.reshape(N, C, Ho, Wo, kh * kw).argmax(-1)
    n, c, i, j = np.indices(g.shape)
    dx = np.zeros_like(x)
    dx[n, c, i * sh + at // kw, j * sw + at % kw] += g
    return dx

#### fools_gradcheck | wrong | forgets k's last entry (off by one window), returns g[i] for it too
def fools_gradcheck():
    def forward(x, k):
        y = np.correlate(x, k, mode="valid")
        y[-1] = 0
        return y

    def backward(x, k, g):
        return xcorr1d_backward(x, k, g)

    return forward, backward

#### maxpool2d_backward | wrong | best starts at 0: windows without a positive number
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*g.shape):
        best, where = 0, (i * sh, j * sw)
        for a in range(kh):
            for b in range(kw):
                if x[n, c, i * sh + a, j * sw + b] > best:
                    best, where = x[n, c, i * sh + a, j * sw + b], (i * sh + a, j * sw + b)
        dx[n, c][where] += g[n, c, i, j]
    return dx

#### maxpool2d_backward | wrong | >= in the comparison: last tie wins
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*g.shape):
        best, where = -np.inf, None
        for a in range(kh):
            for b in range(kw):
                if x[n, c, i * sh + a, j * sw + b] >= best:
                    best, where = x[n, c, i * sh + a, j * sw + b], (i * sh + a, j * sw + b)
        dx[n, c][where] += g[n, c, i, j]
    return dx

#### conv2d_backward | right | the two ready operations, which the task allows
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    kh, kw = w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    op = (H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw
    dx = conv_transpose2d(g, w, None, stride, padding, op)
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)[:, :, :kh, :kw].swapaxes(0, 1)
    return dx, dw, g.sum((0, 2, 3))

#### conv2d_backward | wrong | db of shape (N, O): batch not summed
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, g.sum(axis=(2, 3))

#### conv2d_backward | wrong | order (dw, dx, db)
def conv2d_backward(x, w, g, stride=1, padding=0):
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = np.s_[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            dpadded[win] += np.tensordot(g[:, :, i, j], w, axes=1)
            dw += np.tensordot(g[:, :, i, j].T, padded[win], axes=1)
    return dw, dpadded[:, :, ph : ph + H, pw : pw + W], g.sum(axis=(0, 2, 3))

#### param_grad_shapes | right | lists in the place of tuples
def param_grad_shapes(x_shape, w_shape):
    return [list(x_shape), list(w_shape), [w_shape[0]]]


def accumulate(dw_each, db_each, reduction):
    how = np.sum if reduction == "sum" else np.mean
    return how(dw_each, axis=0), how(db_each, axis=0)

#### param_grad_shapes | wrong | accumulate: == with wrong spelling, falls through to None
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    if reduction == "sum":
        return dw_each.sum(axis=0), db_each.sum(axis=0)
    elif reduction == "average":
        return dw_each.mean(axis=0), db_each.mean(axis=0)

#### weight_grad_as_conv | wrong | dilation given in the place of padding: arguments in a wrong order
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    kh, kw = w_shape[2:]
    y = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, stride, padding).swapaxes(0, 1)
    return y[:, :, :kh, :kw]

#### learn_kernel | wrong | gradient step with dx in the place of dw unpacked wrongly
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps):
        dw, _, _ = conv2d_backward(x, w, 2 * (conv2d(x, w) - y))
        w = w - lr * dw
    return w

#### learn_kernel | wrong | blame y - out | not told: Subtract: w
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps):
        w = w - lr * conv2d_backward(x, w, 2 * (y - conv2d(x, w)))[1]
    return w

#### numerical_vjp | wrong | eps divided in half: x + eps/2, x - eps/2
def numerical_vjp(f, x, g, eps):
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps / 2
        below[i] -= eps / 2
        dx[i] = np.sum(g * (f(above) - f(below))) / eps
    return dx


#### fools_gradcheck | wrong | forward is wrong on its first call for a signal, and right ever after
def fools_gradcheck():
    seen = set()

    def forward(x, k):
        first = len(x) not in seen
        seen.add(len(x))
        return np.correlate(x, k[::-1] if first else k, mode="valid")

    def backward(x, k, g):
        return xcorr1d_backward(x, k, g)

    return forward, backward

#### fools_gradcheck | wrong | forward is wrong for the first signal of a size, whenever it comes
def fools_gradcheck():
    first = {}

    def forward(x, k):
        known = first.setdefault((len(x), len(k)), (x.copy(), k.copy()))
        lies = np.array_equal(x, known[0]) and np.array_equal(k, known[1])
        return np.correlate(x, k[::-1] if lies else k, mode="valid")

    def backward(x, k, g):
        return xcorr1d_backward(x, k, g)

    return forward, backward
