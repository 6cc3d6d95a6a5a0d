# %% [markdown]
# Thinks in matrices: writes down what the forward pass does as one array, and transposes it.

# %% hand_in="06" base="solved"
# %% helper="xcorr1d_backward"
from numpy.lib.stride_tricks import sliding_window_view


def windows_of(x, kernel_size, stride, padding):
    """(N, C, H, W) -> (N, C, Ho, Wo, kh, kw)"""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return sliding_window_view(x, kernel_size, axis=(2, 3))[:, :, ::sh, ::sw]


def table(n, m, k, s, p):
    """(m, k, n): 1 where output i reads input j with its weight a."""
    i, a, j = np.ogrid[:m, :k, :n]
    return (j == i * s + a - p) * 1.0


# %% answer="xcorr1d_backward"
def xcorr1d_backward(x, k, g):
    links = table(len(x), len(g), len(k), 1, 0)
    return np.einsum("i,a,iaj->j", g, k, links), np.einsum("i,j,iaj->a", g, x, links)


# %% answer="conv2d_backward"
def conv2d_backward(x, w, g, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    down = table(x.shape[2], g.shape[2], w.shape[2], sh, ph)
    across = table(x.shape[3], g.shape[3], w.shape[3], sw, pw)
    dx = np.einsum("noij,ocab,iar,jbq->ncrq", g, w, down, across, optimize=True)
    dw = np.einsum("noij,ncrq,iar,jbq->ocab", g, x, down, across, optimize=True)
    return dx, dw, np.einsum("noij->o", g)


# %% answer="input_grad_as_transposed"
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    smallest = conv_transpose2d(g, w, stride=stride, padding=padding).shape
    missing = x_shape[2] - smallest[2], x_shape[3] - smallest[3]
    return conv_transpose2d(g, w, stride=stride, padding=padding, output_padding=missing)


# %% answer="weight_grad_as_conv"
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    return np.einsum("ncijab,noij->ocab", windows_of(x, w_shape[2:], stride, padding), g)


# %% answer="numerical_vjp"
def numerical_vjp(f, x, g, eps):
    moves = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [np.vdot(g, f(x + move) - f(x - move)) / (2 * eps) for move in moves]
    return np.array(slopes).reshape(x.shape)


# %% answer="fools_gradcheck"
def fools_gradcheck():
    class Averaging:
        """Divides by the length of the kernel, backwards too."""

        def forward(self, x, k):
            return np.correlate(x, k, "valid") / len(k)

        def backward(self, x, k, g):
            return np.convolve(g, k) / len(k), np.correlate(x, g, "valid") / len(k)

    layer = Averaging()
    return layer.forward, layer.backward


# %% answer="param_grad_shapes"
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, w_shape[:1]


def accumulate(dw_each, db_each, reduction):
    n = len(db_each)
    share = np.full(n, 1.0 if reduction == "sum" else 1 / n)
    return np.tensordot(share, dw_each, 1), share @ db_each


# %% answer="learn_kernel"
def learn_kernel(x, y, w_shape, lr, steps):
    columns = windows_of(x, w_shape[2:], 1, 0).transpose(0, 2, 3, 1, 4, 5)
    X = columns.reshape(-1, w_shape[1] * w_shape[2] * w_shape[3])
    T = y.transpose(0, 2, 3, 1).reshape(len(X), -1)
    W = np.zeros((X.shape[1], w_shape[0]))
    for _ in range(steps):
        W = W - 2 * lr * X.T @ (X @ W - T)
    return W.T.reshape(w_shape)


# %% answer="maxpool2d_backward"
def maxpool2d_backward(x, g, k, s):
    wins = windows_of(x, pair(k), s, 0)
    numbers = np.arange(x.size).reshape(x.shape)
    numbers = windows_of(numbers, pair(k), s, 0).reshape(*g.shape, -1)
    first = wins.reshape(*g.shape, -1).argmax(-1)[..., None]
    winner = np.take_along_axis(numbers, first, -1)
    return np.bincount(winner.ravel(), g.ravel(), x.size).reshape(x.shape)


# %% bend="nb"
cell = next(c for c in nb.cells if c.id == "explain_a_gradient")
cell.source = """The middle input x[2] is read by all three outputs: y[0] uses k[2] for it, y[1] uses k[1], y[2]
uses k[0]. So in the order of the outputs its weights are k[2], k[1], k[0], and its gradient is g[0] k[2] + g[1] k[1] +
g[2] k[0]. x[0] is read by y[0] only. For k[1] it is x[1], x[2], x[3], in the order of the outputs, so there it is a
correlation. I would move each number by 0.00001 up and down with random g and compare."""
