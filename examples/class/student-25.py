# %% [markdown]
# Looks at one window at a time and forgets that windows overlap; takes means where sums are meant.

# %% hand_in="06" base="stubs"
# %% answer="xcorr1d_backward" points=0 says="In your dx the kernel is the wrong way round"
def xcorr1d_backward(x, k, g):
    padded = np.concatenate([np.zeros(len(k) - 1), g, np.zeros(len(k) - 1)])
    dx = np.array([np.sum(padded[j : j + len(k)] * k) for j in range(len(x))])
    dk = np.array([np.sum(x[a : a + len(g)] * g) for a in range(len(k))])
    return dx, dk


# %% answer="conv2d_backward" points=2 says="put the blame for dx back without the stride"
def conv2d_backward(x, w, g, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    O, C, kh, kw = w.shape
    big = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dbig, dw = np.zeros(big.shape), np.zeros(w.shape)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            for o in range(O):
                blame = g[:, o, i, j][:, None, None, None]
                dw[o] += np.sum(blame * big[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw], axis=0)
                dbig[:, :, i : i + kh, j : j + kw] += blame * w[o]
    return dbig[:, :, ph : ph + H, pw : pw + W], dw, g.sum(axis=(0, 2, 3))


# %% answer="input_grad_as_transposed" points=0 says="You left output_padding at 0"
def input_grad_as_transposed(w, g, x_shape, stride, padding):
    return conv_transpose2d(g, w, None, stride, padding)


# %% answer="weight_grad_as_conv" points=0 says="You used the stride as a stride."
def weight_grad_as_conv(x, g, w_shape, stride, padding):
    result = conv2d(x.transpose(1, 0, 2, 3), g.transpose(1, 0, 2, 3), None, stride, padding)
    return result[:, :, : w_shape[2], : w_shape[3]].transpose(1, 0, 2, 3)


# %% answer="numerical_vjp" points=0 says="You looked to one side only"
def numerical_vjp(f, x, g, eps):
    dx = np.zeros(x.shape)
    here = np.sum(g * f(x))
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += eps
        dx[i] = (np.sum(g * f(moved)) - here) / eps
    return dx


# %% answer="fools_gradcheck" points=0 says="Your dx fits your forward pass and your dk does not."
def fools_gradcheck():
    def forward(x, k):
        return np.convolve(x, k, "valid")

    def backward(x, k, g):
        return np.correlate(g, k, "full"), np.correlate(x, g, "valid")

    return forward, backward


# %% answer="param_grad_shapes" points=1 says="You took the mean whatever the reduction."
def param_grad_shapes(x_shape, w_shape):
    return x_shape, w_shape, (w_shape[0],)


def accumulate(dw_each, db_each, reduction):
    return dw_each.mean(axis=0), db_each.mean(axis=0)


# %% answer="learn_kernel" points=0 says="Your steps are half as long as they should be."
def learn_kernel(x, y, w_shape, lr, steps):
    w = np.zeros(w_shape)
    for _ in range(steps):
        dx, dw, db = conv2d_backward(x, w, conv2d(x, w) - y)
        w -= lr * dw
    return w


# %% answer="maxpool2d_backward" points=0 says="Every pixel that equals the maximum got the whole blame."
def maxpool2d_backward(x, g, k, s):
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*g.shape):
        part = (n, c, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw))
        dx[part] += np.where(x[part] == x[part].max(), g[n, c, i, j], 0.0)
    return dx
