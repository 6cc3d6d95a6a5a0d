"""The tempting mistakes of 04_pooling, made from lessons/04_pooling.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def maxpool2d__pads_with_zeros(x, k, stride=None, padding=0):
    """You padded with zeros, and a zero beats every negative pixel. Pad with -np.inf, which beats
    nothing.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__pads_with_large_negative(x, k, stride=None, padding=0):
    """You padded with a large negative number, and there are pixels below it. Only -np.inf is below
    all of them.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-1e9)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__starts_at_zero(x, k, stride=None, padding=0):
    """Your search for the largest number begins with 0, so no result is ever negative. Begin with
    -np.inf, or with the first number of the window.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = np.maximum(window.max(axis=(2, 3)), 0)
    return y


def maxpool2d__stride_one(x, k, stride=None, padding=0):
    """Without a stride your windows move by 1, as in convolution. In pooling the default is the
    size of the window: side by side.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (1, 1) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__ignores_stride(x, k, stride=None, padding=0):
    """You always move by the size of the window. That is only the default: when a stride is given,
    move by it.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = kh, kw
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__over_channels(x, k, stride=None, padding=0):
    """You took the maximum over the channels as well. Each channel is pooled on its own: the
    maximum is over the last two axes only.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(1, 2, 3))[:, None]
    return y


def maxpool2d__over_images(x, k, stride=None, padding=0):
    """You took the maximum over the whole batch. Each picture is pooled on its own: the maximum is
    over the last two axes only.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(0, 2, 3))
    return y


def maxpool2d__absolute(x, k, stride=None, padding=0):
    """You compared the sizes of the numbers without their signs. Compare the numbers themselves: -5
    is smaller than 1.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(np.abs(x), ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__last_element(x, k, stride=None, padding=0):
    """You kept the last number of each window: each one overwrites those before it. Keep the larger
    of the two.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window[:, :, -1, -1]
    return y


def maxpool2d__exchanges_window(x, k, stride=None, padding=0):
    """Height and width of the window are exchanged. The first number of k counts rows, the second
    columns.
    """
    N, C, H, W = x.shape
    (kw, kh), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__exchanges_stride(x, k, stride=None, padding=0):
    """The two strides are exchanged. The first counts rows downwards, the second columns to the
    right.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sw, sh = (kw, kh) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__exchanges_padding(x, k, stride=None, padding=0):
    """The two paddings are exchanged. The first number is for the top and the bottom, the second
    for left and right.
    """
    N, C, H, W = x.shape
    (kh, kw), (pw, ph) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__ignores_padding(x, k, stride=None, padding=0):
    """You did not pad. Put ph rows of -np.inf above and below, and pw columns of it left and right."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), (0, 0)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__pads_one_side(x, k, stride=None, padding=0):
    """Your result has the windows of a picture that is padded on one side only. It is padded on both
    sides of each axis: there are H + 2 * ph rows.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)), constant_values=-np.inf)
    y = np.empty((N, C, (H + ph - kh) // sh + 1, (W + pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__forgets_plus_one(x, k, stride=None, padding=0):
    """Your last row and your last column are missing. From the first window to the last there are
    (H + 2 * ph - kh) // sh steps, so there is one window more than steps.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh, (W + 2 * pw - kw) // sw))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__rounds_up(x, k, stride=None, padding=0):
    """You rounded the number of windows up, so the last one hangs over the end. Here it is rounded
    down: //.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, -((kh - H - 2 * ph) // sh) + 1, -((kw - W - 2 * pw) // sw) + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def maxpool2d__one_maximum_for_all(x, k, stride=None, padding=0):
    """You took one maximum over all pictures and channels of the window. Each plane has its own: the
    maximum is over the last two axes, axis=(2, 3).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    sh, sw = (kh, kw) if stride is None else pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    y = np.empty((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max()
    return y


def avgpool2d__always_counts_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You always divide by the size of the window. With count_include_pad=False divide by the
    number of pixels inside the picture.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__never_counts_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You always divide by the number of pixels inside the picture. With count_include_pad=True the
    padding counts: divide by kh * kw.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__flag_inverted(x, k, stride=None, padding=0, count_include_pad=True):
    """You have the two cases exchanged. With count_include_pad=True divide by kh * kw, with False
    by the number of pixels inside.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = inside[rows, columns].sum() if count_include_pad else kh * kw
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__counts_nonzero(x, k, stride=None, padding=0, count_include_pad=True):
    """You counted the numbers that are not zero. A pixel may be 0 and still be inside the picture:
    count places, not values.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = (
                kh * kw
                if count_include_pad
                else np.count_nonzero(padded[:, :, rows, columns], axis=(2, 3))
            )
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__squares_height(x, k, stride=None, padding=0, count_include_pad=True):
    """You divide by kh * kh. A window of kh rows and kw columns has kh * kw numbers."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kh if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__divides_whole(x, k, stride=None, padding=0, count_include_pad=True):
    """You divided with //, which throws away what is after the point. Divide with /."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) // divisor
    return y


def avgpool2d__does_not_divide(x, k, stride=None, padding=0, count_include_pad=True):
    """You return the sum of each window. Divide it by the number of places it was summed over."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = 1
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__ignores_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You cut the windows from the picture as if there were no padding, so each comes from a place
    too far down and to the right. Window (i, j) starts at row i * sh - ph, column j * sw - pw.
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
    inside = np.pad(np.ones((H, W)), ((0, 2 * ph), (0, 2 * pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__pads_minus_infinity(x, k, stride=None, padding=0, count_include_pad=True):
    """You padded with -np.inf, and a sum with it is -infinity. What adds nothing to a sum is 0."""
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    inside = np.pad(np.ones((H, W)), ((ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            divisor = kh * kw if count_include_pad else inside[rows, columns].sum()
            y[:, :, i, j] = padded[:, :, rows, columns].sum(axis=(2, 3)) / divisor
    return y


def avgpool2d__negative_start(x, k, stride=None, padding=0, count_include_pad=True):
    """Some of your windows start at a negative row or column, which Python counts from the end, so
    they come out empty. Cut them from a padded picture, or start at max(start, 0).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            window = x[:, :, top : top + kh, left : left + kw]
            size = kh * kw if count_include_pad else window.shape[2] * window.shape[3]
            y[:, :, i, j] = window.sum(axis=(2, 3)) / (size or np.nan)
    return y


def avgpool2d__counts_near_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You leave out the padding at the bottom and at the right, but count that at the top and at the
    left. A window's pixels begin at row max(start, 0), column max(start, 0).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            inside = min(kh, H - top) * min(kw, W - left)
            total = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].sum(axis=(2, 3))
            y[:, :, i, j] = total / (kh * kw if count_include_pad else inside)
    return y


def avgpool2d__counts_far_padding(x, k, stride=None, padding=0, count_include_pad=True):
    """You leave out the padding at the top and at the left, but count that at the bottom and at the
    right. A window's pixels end at row min(end, H), column min(end, W).
    """
    N, C, H, W = x.shape
    (kh, kw), (ph, pw) = pair(k), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * sh - ph, j * sw - pw
            inside = (kh + min(top, 0)) * (kw + min(left, 0))
            total = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].sum(axis=(2, 3))
            y[:, :, i, j] = total / (kh * kw if count_include_pad else inside)
    return y


def pool_out_size__naive_ceil(n, k, s, p, ceil_mode):
    """You count a window that starts after the last pixel and holds nothing. Take the last one away
    if it starts at n or later: (o - 1) * s - p >= n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__always_floor(n, k, s, p, ceil_mode):
    """You always round down. With ceil_mode=True round up, so that a last window may hang over the
    end.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    o = (n + 2 * p - k) // s + 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__rounds_to_nearest(n, k, s, p, ceil_mode):
    """You rounded to the nearest whole number, and round() takes halves to the even one. ceil_mode
    rounds up: math.ceil.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (round(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__late_by_one(n, k, s, p, ceil_mode):
    """Your rule lets a last window start at place n, but the pixels are 0 to n - 1. It must start
    before n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p > n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__forgets_front_padding(n, k, s, p, ceil_mode):
    """You ask whether (o - 1) * s is below n, but window i starts at i * s - p. It may start in the
    padding before the picture, p places earlier than you say.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__accepts_back_padding(n, k, s, p, ceil_mode):
    """You let a last window start in the padding after the picture. Only pixels and the padding
    before them will do: it must start before place n.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n + p:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__accepts_any_padding(n, k, s, p, ceil_mode):
    """You accept padding of more than half the window, and then a window may hold padding only.
    Raise a ValueError if p > k // 2.
    """
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__refuses_half(n, k, s, p, ceil_mode):
    """You refuse padding of exactly half the window. That is still allowed: refuse only p > k // 2."""
    if p >= k / 2:
        raise ValueError("padding of half the window or more")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__accepts_no_window(n, k, s, p, ceil_mode):
    """When no window fits you return 0 or less. Raise a ValueError if the number is below 1."""
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    return o


def pool_out_size__padding_once(n, k, s, p, ceil_mode):
    """You added the padding once. It is put on both sides, so the axis is n + 2 * p long."""
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + p - k
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__cuts_off_towards_zero(n, k, s, p, ceil_mode):
    """You cut off what is after the point with int(), and -0.7 becomes 0: a window that does not
    fit is counted. Round down with //, which makes it -1.
    """
    room = n + 2 * p - k
    if p > k // 2:
        raise ValueError(f"padding {p} is more than half of the window, {k}")
    o = int(room / s) + 1
    if ceil_mode:
        o = math.ceil(room / s) + 1
        if (o - 1) * s - p >= n:
            o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__float(n, k, s, p, ceil_mode):
    """Your number is a float, such as 3.0, and no array can be 3.0 long. np.ceil gives floats, and so
    does /: take math.ceil or //.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = (np.ceil(room / s) if ceil_mode else np.floor(room / s)) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__always_one_more(n, k, s, p, ceil_mode):
    """With ceil_mode you always add a window. Where the last window ends exactly at the end, nothing is
    left over and rounding up adds none.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    o = room // s + 1 + int(ceil_mode)
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    if o < 1:
        raise ValueError("no window fits")
    return o


def pool_out_size__refuses_long_window(n, k, s, p, ceil_mode):
    """You refuse every window that is longer than the row with its padding. With ceil_mode it may hang
    over the end: work out the number first, and refuse only if it is below 1.
    """
    if p > k // 2:
        raise ValueError("padding of more than half the window")
    room = n + 2 * p - k
    if room < 0:
        raise ValueError("no window fits")
    o = (math.ceil(room / s) if ceil_mode else room // s) + 1
    if ceil_mode and (o - 1) * s - p >= n:
        o -= 1
    return o


def avgpool1d_ceil__overhang_always_counts(x, k, s, p, count_include_pad):
    """You divide by k everywhere, so the overhang counts and the padding always does. Cut the
    window off at n + p, and look at count_include_pad.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = k
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__overhang_as_padding(x, k, s, p, count_include_pad):
    """You count the overhang as if it were padding. Padding ends at n + p: cut the window off there
    before you count.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = k if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__pixels_only(x, k, s, p, count_include_pad):
    """You divide by the number of pixels even when the padding counts. With count_include_pad=True
    count the places from start to min(start + k, n + p).
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = len(pixels)
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__padding_always_counts(x, k, s, p, count_include_pad):
    """You leave out the overhang, which is right, but count the padding even when count_include_pad
    is false. Divide by the number of pixels then.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__flag_inverted(x, k, s, p, count_include_pad):
    """You have the two cases of count_include_pad exchanged. If it is true the padding counts, if
    it is false only pixels do.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = len(pixels) if count_include_pad else end - start
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__rounds_down(x, k, s, p, count_include_pad):
    """Your last window is missing when it hangs over the end. Make as many windows as
    pool_out_size(n, k, s, p, True) says.
    """
    n = len(x)
    o = (n + 2 * p - k) // s + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__starts_at_pixel_0(x, k, s, p, count_include_pad):
    """Your first window starts at the first pixel. With padding it starts p places earlier: start =
    i * s - p.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count if count else np.nan
    return y


def avgpool1d_ceil__stops_at_last_pixel(x, k, s, p, count_include_pad):
    """You cut windows off at n, so padding after the picture does not count while padding before it
    does. Cut them off at n + p.
    """
    n = len(x)
    o = math.ceil((n + 2 * p - k) / s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count
    return y


def avgpool1d_ceil__naive_ceil(x, k, s, p, count_include_pad):
    """You made one window too many: it starts after the last pixel and holds nothing. If you took
    their number from your pool_out_size, the mistake is there, in exercise 4.3.
    """
    n = len(x)
    y = np.zeros(math.ceil((n + 2 * p - k) / s) + 1)
    for i in range(len(y)):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[max(start, 0) : min(end, n)]
        count = end - start if count_include_pad else len(pixels)
        y[i] = np.sum(pixels) / count if count else np.nan
    return y


def avgpool1d_ceil__negative_start(x, k, s, p, count_include_pad):
    """Your first window comes out empty: its slice starts at a negative place, and Python counts
    that from the end. Let the slice start at max(start, 0).
    """
    n = len(x)
    o = -(-(n + 2 * p - k) // s) + 1
    if (o - 1) * s - p >= n:
        o -= 1
    y = np.zeros(o)
    for i in range(o):
        start = i * s - p
        end = min(start + k, n + p)
        pixels = x[start : min(end, n)]
        y[i] = np.sum(pixels) / (end - start if count_include_pad else len(pixels))
    return y


def maxpool2d_indices__inside_window(x, k, s):
    """Your index is the place inside the window. Add where the window starts, and count in the
    whole plane: row * W + column.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = place
    return y, index


def maxpool2d_indices__across_channels(x, k, s):
    """Your index counts on from channel to channel. Every plane begins again with 0: row * W +
    column.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (
                np.arange(C) * H * W + (i * sh + place // kw) * W + (j * sw + place % kw)
            )
    return y, index


def maxpool2d_indices__last_of_ties(x, k, s):
    """Of several equal maxima you took the last. The first in reading order wins, as argmax has it."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = kh * kw - 1 - window.reshape(N, C, kh * kw)[:, :, ::-1].argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return y, index


def maxpool2d_indices__columns_first(x, k, s):
    """Your index counts down the columns. In reading order it is row * W + column."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (j * sw + place % kw) * H + (i * sh + place // kw)
    return y, index


def maxpool2d_indices__searches_whole_plane(x, k, s):
    """You looked for the maximum in the whole plane, and an equal number may stand in front of the
    window. Look for it inside the window, then count in the plane.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for n, c, i, j in np.ndindex(y.shape):
        y[n, c, i, j] = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw].max()
        index[n, c, i, j] = np.argmax(x[n, c] == y[n, c, i, j])
    return y, index


def maxpool2d_indices__width_of_output(x, k, s):
    """You count with the width of the output. The index is a place in the picture, so a row is W
    pixels long.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * y.shape[3] + (j * sw + place % kw)
    return y, index


def maxpool2d_indices__window_corner(x, k, s):
    """Your index is where the window starts, not where its winner stands. Add the winner's row and
    column inside the window.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = i * sh * W + j * sw
    return y, index


def maxpool2d_indices__steps_by_window(x, k, s):
    """You move by the size of the window, whatever the stride. Window (i, j) starts at row i * sh,
    column j * sw.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * kh : i * kh + kh, j * kw : j * kw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * kh + place // kw) * W + (j * kw + place % kw)
    return y, index


def maxpool2d_indices__splits_by_height(x, k, s):
    """You split the place in the window with kh. A row of the window is kw long: row place // kw,
    column place % kw.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kh) * W + (j * sw + place % kh)
    return y, index


def maxpool2d_indices__float_index(x, k, s):
    """Your indices are floats, and no array takes a float for an index. Make the array of indices
    with dtype=int.
    """
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return y, index


def maxpool2d_indices__exchanged(x, k, s):
    """You returned the indices first. Return the pair (y, index): the maxima come first."""
    N, C, H, W = x.shape
    (kh, kw), (sh, sw) = pair(k), pair(s)
    if kh > H or kw > W:
        raise ValueError(f"a window {kh} by {kw} does not fit on {H} by {W}")
    y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))
    index = np.empty(y.shape, dtype=int)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            place = window.reshape(N, C, kh * kw).argmax(axis=2)
            y[:, :, i, j] = window.max(axis=(2, 3))
            index[:, :, i, j] = (i * sh + place // kw) * W + (j * sw + place % kw)
    return index, y


def max_unpool2d__adds(y, index, hw):
    """You add where several windows have the same winner, so its number comes back too large. Write
    it at its place with =, not with +=.
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H * W))
    for n in range(N):
        for c in range(C):
            np.add.at(out[n, c], index[n, c], y[n, c])
    return out.reshape(N, C, H, W)


def max_unpool2d__spreads(y, index, hw):
    """You spread each number over a whole block and do not use the index. Only the place that won
    gets its number back, all others are 0.
    """
    (H, W), (Ho, Wo) = hw, y.shape[2:]
    rows, columns = np.arange(H) * Ho // H, np.arange(W) * Wo // W
    return y[:, :, rows][:, :, :, columns]


def max_unpool2d__columns_first(y, index, hw):
    """You read the index as column * H + row. It is row * W + column: the row is index // W, the
    column index % W.
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros((N, C, H, W))
    for n in range(N):
        for c in range(C):
            out[n, c, index[n, c] % H, index[n, c] // H] = y[n, c]
    return out


def max_unpool2d__one_plane(y, index, hw):
    """You wrote all planes into the first one: an index counts inside its own plane. Fill the
    planes one by one, out[n, c].
    """
    N, C = y.shape[:2]
    H, W = hw
    out = np.zeros(N * C * H * W)
    out[index.reshape(-1)] = y.reshape(-1)
    return out.reshape(N, C, H, W)


def max_unpool2d__block_corners(y, index, hw):
    """You put the numbers at the corners of equal blocks. The index says where each one belongs:
    row index // W, column index % W.
    """
    N, C, Ho, Wo = y.shape
    H, W = hw
    out = np.zeros((N, C, H, W))
    rows, columns = H // Ho, W // Wo
    out[:, :, : Ho * rows : rows, : Wo * columns : columns] = y
    return out


def adaptive_avgpool2d__equal_windows(x, out_hw):
    """Your windows all have n // m pixels and stand side by side, so what does not divide is never
    read. Take floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * (H // h), (i + 1) * (H // h)
            left, right = j * (W // w), (j + 1) * (W // w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__constant_length(x, out_hw):
    """Your windows start in the right places and are all n // m long, so pixels between them are
    left out. The end is ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, i * H // h + H // h
            left, right = j * W // w, j * W // w + W // w
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__ragged_last(x, out_hw):
    """Your windows have n // m pixels and the last one takes all that is left over. Spread them
    evenly: floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * (H // h), (i + 1) * (H // h) if i < h - 1 else H
            left, right = j * (W // w), (j + 1) * (W // w) if j < w - 1 else W
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__no_overlap(x, out_hw):
    """Your windows do not overlap: you rounded the end down as well. It is rounded up, so a pixel
    on a border belongs to both windows.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, (i + 1) * H // h
            left, right = j * W // w, (j + 1) * W // w
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__rounds_up_both(x, out_hw):
    """Your windows start too late: you rounded the start up as well. It is rounded down, floor(i *
    n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = math.ceil(i * H / h), math.ceil((i + 1) * H / h)
            left, right = math.ceil(j * W / w), math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__always_one_more(x, out_hw):
    """You rounded the end down and added 1. Where nothing is left over that is one pixel too many:
    round up with math.ceil.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, (i + 1) * H // h + 1
            left, right = j * W // w, (j + 1) * W // w + 1
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__exchanges_axes(x, out_hw):
    """Height and width are exchanged in finding the windows. Rows go from i * H / h, columns from j
    * W / w.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * W // w, math.ceil((i + 1) * W / w)
            left, right = j * H // h, math.ceil((j + 1) * H / h)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__maximum(x, out_hw):
    """You took the largest number of each window. This exercise asks for the mean."""
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].max(axis=(2, 3))
    return y


def adaptive_avgpool2d__array_split(x, out_hw):
    """You cut the axes as np.array_split does: longer pieces first, and no pixel twice. Adaptive
    windows overlap: floor(i * n / m) to ceil((i + 1) * n / m).
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i, rows in enumerate(np.array_split(np.arange(H), h)):
        for j, columns in enumerate(np.array_split(np.arange(W), w)):
            y[:, :, i, j] = x[:, :, rows][:, :, :, columns].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__output_transposed(x, out_hw):
    """Your output has its height and width exchanged. out_hw is (h, w): rows first."""
    N, C, H, W = x.shape
    w, h = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = i * H // h, math.ceil((i + 1) * H / h)
            left, right = j * W // w, math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__divides_first(x, out_hw):
    """You divide before you multiply, and the quotient is rounded: 11 * (30 / 22) comes out just below
    15, and int makes it 14. Multiply first, in whole numbers: i * H // h.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i * (H / h)), math.ceil((i + 1) * H / h)
            left, right = int(i * (W / w)), math.ceil((j + 1) * W / w)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__divides_index_first(x, out_hw):
    """You divide before you multiply, and the quotient is rounded: 6 / 25 * 25 is not quite 6, and a
    border is off by one. Multiply first, in whole numbers: i * H // h.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = int(i / h * H), math.ceil((i + 1) / h * H)
            left, right = int(j / w * W), math.ceil((j + 1) / w * W)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def adaptive_avgpool2d__rounds_to_nearest(x, out_hw):
    """You rounded the borders to the nearest whole number. The start is rounded down and the end up, so
    that a window takes every pixel it touches.
    """
    N, C, H, W = x.shape
    h, w = out_hw
    y = np.zeros((N, C, h, w))
    for i in range(h):
        for j in range(w):
            top, bottom = round(i * H / h), max(round((i + 1) * H / h), round(i * H / h) + 1)
            left, right = round(j * W / w), max(round((j + 1) * W / w), round(j * W / w) + 1)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return y


def avgpool_as_conv__mixes_channels(C, k):
    """Each of your filters adds up all channels. Pooling keeps channels apart: take groups=C and
    weights of shape (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((C, C, kh, kw), 1 / (kh * kw)), 1


def avgpool_as_conv__averages_channels(C, k):
    """Each of your filters takes the mean over all channels too. Pooling keeps channels apart: take
    groups=C and weights of shape (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((C, C, kh, kw), 1 / (C * kh * kw)), 1


def avgpool_as_conv__forgets_groups(C, k):
    """Your weights have the right shape, but with groups=1 every filter wants to see all channels.
    Return groups=C.
    """
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw)), 1


def avgpool_as_conv__one_kernel(C, k):
    """You made a single kernel. There must be one for each channel, even though all are alike: the
    shape is (C, 1, kh, kw).
    """
    kh, kw = k
    return np.full((1, 1, kh, kw), 1 / (kh * kw)), C


def avgpool_as_conv__divides_by_height(C, k):
    """You divided by kh only. A window has kh * kw pixels, so each weight is 1 / (kh * kw)."""
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / kh), C


def avgpool_as_conv__sums(C, k):
    """Your convolution adds up the window. For the mean each weight is 1 / (kh * kw), so that they
    sum to 1.
    """
    return np.ones((C, 1, *k)), C


def avgpool_as_conv__single_precision(C, k):
    """Your weights are float32, and with seven digits they are a little off. Use float64, NumPy's own
    choice.
    """
    kh, kw = k
    return np.full((C, 1, kh, kw), 1 / (kh * kw), dtype=np.float32), C


def maxpool_not_linear__same_winners():
    """In each window either both of your pictures have their largest number in the same place, or
    one of them is the same throughout. Then nothing differs: let two different places win.
    """
    return np.array([[5.0, 1], [0, 2]]), np.array([[7.0, 3], [4, 0]])


def maxpool_not_linear__multiple():
    """One of your pictures is a positive multiple of the other, so the same pixels win in both and
    in the sum. Take pictures with different winners.
    """
    x = np.array([[1.0, 4], [3, 2]])
    return x, 3 * x


def maxpool_not_linear__constant():
    """One of your pictures is the same number everywhere. Adding it raises every maximum by that
    number, so nothing differs.
    """
    return np.array([[1.0, 4], [3, 2]]), np.full((2, 2), 2.5)


def max2_via_relu__adds_relus(a, b, relu):
    """You added relu(a) and relu(b). That is right only if one of them is 0 and the other is not
    negative; take the difference first, relu(a - b).
    """
    return relu(a) + relu(b)


def max2_via_relu__wrong_partner(a, b, relu):
    """You added the difference to the wrong number. relu(a - b) is how much a is above b, so add it
    to b.
    """
    return relu(a - b) + a


def max2_via_relu__loses_negatives(a, b, relu):
    """Your b went through relu and lost its sign if it was negative. Add b as it is."""
    return relu(a - b) + relu(b)


def max2_via_relu__distance(a, b, relu):
    """You added both differences, which gives the distance between a and b. One difference is
    enough, and it is added to b.
    """
    return relu(a - b) + relu(b - a)


def max2_via_relu__uses_maximum(a, b, relu):
    """You compare with something other than the relu you were given: with its mirror image your
    answer does not change. Use +, - and relu only.
    """
    return np.maximum(a, b)


def maxpool2_via_relu__uses_maximum(x, relu):
    """You compare with something other than the relu you were given: with its mirror image your
    pooling does not change. Use slices, +, - and relu only.
    """
    N, C, H, W = x.shape
    return x.reshape(N, C, H // 2, 2, W // 2, 2).max(axis=(3, 5))


def maxpool2_via_relu__halves(x, relu):
    """You compared the left half of the picture with the right half and the upper with the lower.
    Compare neighbours: every other column, x[..., 0::2] with x[..., 1::2].
    """
    H, W = x.shape[2:]
    across = relu(x[..., : W // 2] - x[..., W // 2 :]) + x[..., W // 2 :]
    upper, lower = across[..., : H // 2, :], across[..., H // 2 :, :]
    return relu(upper - lower) + lower


def maxpool2_via_relu__diagonal(x, relu):
    """You compared two pixels of each window, along its diagonal. All four take part: first left
    with right, then the upper of these with the lower.
    """
    first, last = x[..., 0::2, 0::2], x[..., 1::2, 1::2]
    return relu(first - last) + last


def maxpool2_via_relu__one_axis(x, relu):
    """You pooled along the rows only, so your result is half as wide, and still as high as the
    picture. Do the same once more with its rows.
    """
    left, right = x[..., 0::2], x[..., 1::2]
    return relu(left - right) + right


def maxpool2_via_relu__loses_negatives(x, relu):
    """Your result is never negative: one of your numbers lost its sign in relu. What you add a
    difference to must not go through relu itself.
    """
    left, right = x[..., 0::2], x[..., 1::2]
    across = relu(left - right) + relu(right)
    upper, lower = across[..., 0::2, :], across[..., 1::2, :]
    return relu(upper - lower) + relu(lower)


def shift_pair__equal_maxima():
    """In still, two of your four maxima are equal. Equal numbers may change places unnoticed; take
    four different ones.
    """
    return np.ones(8), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


def shift_pair__exchanged():
    """Your two rows are exchanged: the maxima of the first all change, and those of the second all
    stay. Return still first.
    """
    return np.array([0.0, 5, 0, 7, 0, 6, 0, 9]), np.array([5.0, 0, 7, 0, 6, 0, 9, 0])


def shift_pair__equal_pairs():
    """In still, both numbers of each window are equal, so the right one moves on and beats a
    smaller neighbour. Put the large number on the left and something small on the right.
    """
    return np.array([1.0, 1, 2, 2, 3, 3, 4, 4]), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


def shift_pair__winners_on_the_right():
    """In still, your winners stand on the right of their windows, at odd places, and the shift
    carries them out. Put them on the left, at even places.
    """
    return np.arange(1.0, 9.0), np.array([0.0, 5, 0, 7, 0, 6, 0, 9])


def shift_pair__one_spike():
    """In stirred, some maxima stay what they were. There the winner stays in its window, or an equal
    number comes in where it leaves. Give every window a winner of its own that moves out.
    """
    return np.array([5.0, 0, 7, 0, 6, 0, 9, 0]), np.array([0.0, 0, 0, 5, 0, 0, 0, 0])


def shift_pair__equal_winners():
    """In stirred, all four windows pass on the same number, so one leaves and its equal comes in.
    Take four different numbers.
    """
    return np.array([5.0, 0, 7, 0, 6, 0, 9, 0]), np.array([0.0, 5, 0, 5, 0, 5, 0, 5])


ALLOW = ('numpy', 'math')

TITLE = '4 · Pooling: summaries that forget where'
OPTIONAL = ('pool_out_size', 'avgpool1d_ceil', 'max2_via_relu')

TITLES = {
    'maxpool2d': '4.1 · Max pooling',
    'avgpool2d': '4.2 · Average pooling',
    'pool_out_size': '4.3 · How many windows?',
    'avgpool1d_ceil': '4.4 · Averages to the very end',
    'maxpool2d_indices': '4.5 · There and back',
    'adaptive_avgpool2d': '4.6 · Adaptive average pooling',
    'avgpool_as_conv': '4.7 · One is, one is not',
    'max2_via_relu': '4.8 · Max pooling from ReLU',
    'shift_pair': '4.9 · What a shift leaves and what it takes',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('maxpool2d', 3, '57e67741b73b49f5'),
    ('avgpool2d', 2, 'f80863f2307d4ad7'),
    ('pool_out_size', 2, '994a05d5e1dfb2db'),
    ('avgpool1d_ceil', 3, 'e38c05bd4d85294c'),
    ('maxpool2d_indices', 2, '7abed61fbb451b0b'),
    ('maxpool2d_indices', 1, 'aa7dbc797f0db3a8'),
    ('adaptive_avgpool2d', 2, '01c05baa25da9899'),
    ('avgpool_as_conv', 2, '469d982d969c7e46'),
    ('avgpool_as_conv', 1, '1c93d203ef06d3a2'),
    ('max2_via_relu', 1, 'c4975e09ea4ea631'),
    ('max2_via_relu', 2, 'e94c721901542b1d'),
    ('shift_pair', 2, 'c61761eec45819ec'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_maxpool2d(x, k, stride=None, padding=0):\n    return F.max_pool2d(x, k, stride, padding)\n\n\ncheck(\n    maxpool2d,\n    against=torch_maxpool2d,\n    on=[\n        case(x=ties(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2)),\n        case(x=ties(2, 3, 7, 9), k=(2, 3)),\n        case(x=normal(2, 3, 9, 5), k=3, stride=2, padding=1),\n        case(x=uniform(2, 2, 3, 4, low=-9e12, high=-1e12), k=2, stride=2, padding=(1, 0)),\n    ],\n)',
    'def torch_avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):\n    return F.avg_pool2d(x, k, stride, padding, count_include_pad=count_include_pad)\n\n\ncheck(\n    avgpool2d,\n    against=torch_avgpool2d,\n    on=[\n        case(x=normal(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2)),\n        case(x=ties(2, 3, 9, 7), k=(3, 4), stride=(2, 3), padding=(1, 2), count_include_pad=False),\n        case(x=normal(2, 3, 7, 9), k=(2, 3)),\n    ],\n)',
    'def torch_pool_out_size(n, k, s, p, ceil_mode):\n    return F.max_pool1d(torch.zeros(1, n), k, s, p, ceil_mode=ceil_mode).shape[-1]\n\n\ncheck(\n    pool_out_size,\n    against=torch_pool_out_size,\n    on=[\n        case(n=5, k=2, s=2, p=0, ceil_mode=False),\n        case(n=5, k=2, s=2, p=0, ceil_mode=True),\n        case(n=3, k=2, s=2, p=1, ceil_mode=True),\n        case(n=3, k=2, s=4, p=0, ceil_mode=True),\n        case(n=6, k=3, s=2, p=1, ceil_mode=True),\n        case(n=9, k=4, s=3, p=2, ceil_mode=True),\n        case(n=7, k=3, s=2, p=1, ceil_mode=False),\n        case(n=5, k=4, s=4, p=2, ceil_mode=True),\n        case(n=7, k=3, s=2, p=2, ceil_mode=False),\n        case(n=7, k=3, s=2, p=0, ceil_mode=True),\n        case(n=3, k=5, s=3, p=0, ceil_mode=False),\n        case(n=3, k=5, s=3, p=0, ceil_mode=True),\n    ],\n)\no = call(pool_out_size, 5, 2, 2, 0, True)\nassert isinstance(o, int | np.integer), because("pool_out_size__float")',
    'def torch_avgpool1d_ceil(x, k, s, p, count_include_pad):\n    return F.avg_pool1d(x[None], k, s, p, ceil_mode=True, count_include_pad=count_include_pad)[0]\n\n\ncheck(\n    avgpool1d_ceil,\n    against=torch_avgpool1d_ceil,\n    on=[\n        case(x=normal(5), k=2, s=2, p=0, count_include_pad=True),\n        case(x=normal(6), k=3, s=2, p=1, count_include_pad=True),\n        case(x=normal(6), k=3, s=2, p=1, count_include_pad=False),\n        case(x=normal(3), k=2, s=2, p=1, count_include_pad=True),\n        case(x=normal(11), k=5, s=4, p=2, count_include_pad=False),\n    ],\n)',
    'def torch_maxpool2d_indices(x, k, s):\n    return F.max_pool2d(x, k, s, return_indices=True)\n\n\ncheck(\n    maxpool2d_indices,\n    against=torch_maxpool2d_indices,\n    on=[\n        case(x=ties(2, 3, 7, 10), k=(3, 2), s=(2, 3)),\n        case(x=ties(2, 3, 6, 5), k=(2, 3), s=(2, 1)),\n        case(x=normal(2, 2, 6, 4), k=2, s=2),\n    ],\n)\n_, index = call(maxpool2d_indices, np.eye(4)[None, None], 2, 2)\nassert index.dtype.kind in "iu", because("maxpool2d_indices__float_index")',
    'def torch_max_unpool2d(y, index, hw):\n    window = hw[0] // y.shape[2], hw[1] // y.shape[3]\n    return F.max_unpool2d(y, index, kernel_size=window, output_size=hw)\n\n\ndef unpool_what_was_pooled(unpool, x, k, s):\n    y, index = F.max_pool2d(torch.tensor(x), k, s, return_indices=True)\n    return unpool(y.numpy(), index.numpy(), x.shape[2:])\n\n\ndef torch_there_and_back(x, k, s):\n    y, index = F.max_pool2d(x, k, s, return_indices=True)\n    out = torch.zeros_like(x).flatten(2)\n    return out.scatter(2, index.flatten(2), y.flatten(2)).reshape(x.shape)\n\n\ncheck(\n    max_unpool2d,\n    against=torch_max_unpool2d,\n    on=[case(y=normal(2, 3, 2, 2), index=places(2, 3, 2, 2, among=35), hw=(5, 7))],\n)\ncheck(\n    max_unpool2d,\n    against=torch_there_and_back,\n    on=[case(x=normal(2, 3, 5, 7), k=(3, 2), s=(1, 2))],\n    via=unpool_what_was_pooled,\n)',
    'def torch_adaptive_avgpool2d(x, out_hw):\n    return F.adaptive_avg_pool2d(x, out_hw)\n\n\ncheck(\n    adaptive_avgpool2d,\n    against=torch_adaptive_avgpool2d,\n    on=[\n        case(x=normal(2, 3, 7, 5), out_hw=(3, 4)),\n        case(x=normal(2, 3, 8, 11), out_hw=(5, 4)),\n        case(x=normal(2, 3, 6, 9), out_hw=(2, 3)),\n        case(x=normal(1, 1, 30, 25), out_hw=(22, 25)),\n    ],\n)',
    'for C, k in ((3, (2, 3)), (4, (3, 1)), (2, (1, 2))):\n    answer = call(avgpool_as_conv, C, k)\n    assert isinstance(answer, tuple | list) and len(answer) == 2, (\n        "Return two values: return w, groups."\n    )\n    assert np.asarray(answer[0]).dtype != np.float32, because("avgpool_as_conv__single_precision")\n    w, groups = torch.tensor(np.array(answer[0], dtype=float)), answer[1]\n    assert w.shape != (C, 1, *k) or groups != 1, because("avgpool_as_conv__forgets_groups")\n    assert w.shape != (1, 1, *k), because("avgpool_as_conv__one_kernel")\n    assert isinstance(groups, int | np.integer) and groups >= 1 and C % groups == 0, (\n        f"groups must be a whole number that divides C={C}. Yours is {groups!r}."\n    )\n    groups = int(groups)\n    assert w.shape == (C, C // groups, *k), (\n        f"For C={C}, k={k} and groups={groups} the weights must have the shape "\n        f"{(C, C // groups, *k)}. Yours have {tuple(w.shape)}."\n    )\n    picture = torch.tensor(np.random.default_rng(C).normal(size=(2, C, 7, 6)))\n    wanted, got = F.avg_pool2d(picture, k), F.conv2d(picture, w, stride=k, groups=groups)\n    over_channels = wanted.mean(dim=1, keepdim=True).expand(wanted.shape)\n    assert not same(got, C * over_channels), because("avgpool_as_conv__mixes_channels")\n    assert not same(got, over_channels), because("avgpool_as_conv__averages_channels")\n    assert k[1] == 1 or not same(got, k[1] * wanted), because("avgpool_as_conv__divides_by_height")\n    assert not same(got, k[0] * k[1] * wanted), because("avgpool_as_conv__sums")\n    assert same(got, wanted), (\n        f"For C={C} and k={k} the first answer of the convolution is {got[0, 0, 0, 0]:.4f}; "\n        f"average pooling gives {wanted[0, 0, 0, 0]:.4f}."\n    )\n"avgpool_as_conv: the convolution is average pooling."',
    'def pooled(x):\n    return F.max_pool2d(torch.tensor(x)[None], 2)[0]\n\n\nanswer = call(maxpool_not_linear)\nassert isinstance(answer, tuple | list) and len(answer) == 2, "Return two pictures: return x1, x2."\nx1, x2 = (np.array(x, dtype=float) for x in answer)\nassert x1.shape == x2.shape and x1.ndim == 2 and 2 <= min(x1.shape) and max(x1.shape) <= 50, (\n    f"Both pictures must have one shape (H, W), from 2 by 2 to 50 by 50. "\n    f"Yours are {x1.shape} and {x2.shape}."\n)\nassert np.isfinite(x1).all() and np.isfinite(x2).all(), "Every pixel must be a finite number."\ndiffer = not same(pooled(x1 + x2), pooled(x1) + pooled(x2))\nflat = np.ptp(x1) == 0 or np.ptp(x2) == 0\nsize = abs(x1).max() * abs(x2).max()\nmultiple = np.max(abs(x1 * abs(x2).max() - x2 * abs(x1).max())) <= 1e-9 * size\nassert differ or not flat, because("maxpool_not_linear__constant")\nassert differ or not multiple, because("maxpool_not_linear__multiple")\nassert differ, because("maxpool_not_linear__same_winners")\n"maxpool_not_linear: the two sides differ."',
    'def torch_max2(a, b, relu):\n    return torch.minimum(a, b) if is_mirrored(relu) else torch.maximum(a, b)\n\n\ncheck(\n    max2_via_relu,\n    against=torch_max2,\n    on=[\n        case(a=normal(3, 4), b=normal(3, 4), relu=relu),\n        case(a=normal(5), b=normal(5), relu=mirrored_relu),\n    ],\n)',
    'def torch_maxpool2(x, relu):\n    return -F.max_pool2d(-x, 2) if is_mirrored(relu) else F.max_pool2d(x, 2)\n\n\ncheck(\n    maxpool2_via_relu,\n    against=torch_maxpool2,\n    on=[\n        case(x=normal(2, 3, 4, 6), relu=relu),\n        case(x=ties(2, 3, 6, 4), relu=relu),\n        case(x=normal(2, 3, 6, 8), relu=mirrored_relu),\n    ],\n)',
    'def maxima(x):\n    return F.max_pool1d(torch.tensor(x)[None], 2)[0].numpy()\n\n\nanswer = call(shift_pair)\nassert isinstance(answer, tuple | list | np.ndarray) and len(answer) == 2, (\n    "Return two rows: return still, stirred."\n)\nstill, stirred = (np.array(row, dtype=float) for row in answer)\nassert still.shape == stirred.shape == (8,), (\n    f"Both rows must have 8 numbers. The shapes of yours are {still.shape} and {stirred.shape}."\n)\nassert np.isfinite([still, stirred]).all(), "Every number must be finite."\nstill_keeps, stirred_keeps = (\n    np.equal(maxima(row), maxima(np.roll(row, 1))) for row in (still, stirred)\n)\nassert still_keeps.any() or not stirred_keeps.all(), because("shift_pair__exchanged")\nassert len({*maxima(still)}) == 4, because("shift_pair__equal_maxima")\nassert not np.array_equal(still[0::2], still[1::2]), because("shift_pair__equal_pairs")\nassert still_keeps.all() or not (still[1::2] > still[0::2]).all(), because(\n    "shift_pair__winners_on_the_right"\n)\nassert still_keeps.all(), (\n    f"The maxima of still are {maxima(still).tolist()}, and after the shift "\n    f"{maxima(np.roll(still, 1)).tolist()}. They should be the same."\n)\nassert not stirred_keeps.any() or len({*maxima(stirred)}) > 1, because("shift_pair__equal_winners")\nassert not stirred_keeps.any(), because("shift_pair__one_spike")\n"shift_pair: four maxima stay, and four change."',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'maxpool2d': ('def maxpool2d(x, k, stride=None, padding=0):', '"""(N, C, H, W) -> (N, C, Ho, Wo); ValueError if the window does not fit."""', 'N, C, H, W = x.shape', '(kh, kw), (ph, pw) = pair(k), pair(padding)', 'if kh > H + 2 * ph or kw > W + 2 * pw:', 'raise ValueError(f"maxpool2d: a window {kh} by {kw} does not fit on {H} by {W}")'),
    'avgpool2d': ('def avgpool2d(x, k, stride=None, padding=0, count_include_pad=True):', '"""(N, C, H, W) -> (N, C, Ho, Wo); ValueError if the window does not fit."""', 'N, C, H, W = x.shape', '(kh, kw), (ph, pw) = pair(k), pair(padding)', 'sh, sw = (kh, kw) if stride is None else pair(stride)', 'if kh > H + 2 * ph or kw > W + 2 * pw:', 'raise ValueError(f"avgpool2d: a window {kh} by {kw} does not fit on {H} by {W}")', 'y = np.zeros((N, C, (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1))', 'return y'),
    'pool_out_size': ('def pool_out_size(n, k, s, p, ceil_mode):', '"""The number of windows along an axis; ValueError if p > k // 2 or there is none."""', 'room = n + 2 * p - k'),
    'avgpool1d_ceil': ('def avgpool1d_ceil(x, k, s, p, count_include_pad):', '"""(n,) -> (pool_out_size(n, k, s, p, True),)"""', 'n = len(x)'),
    'maxpool2d_indices': ('def maxpool2d_indices(x, k, s):', '"""(N, C, H, W) -> two arrays (N, C, Ho, Wo): the maxima, and where each was in its plane."""', 'N, C, H, W = x.shape', '(kh, kw), (sh, sw) = pair(k), pair(s)', 'if kh > H or kw > W:', 'raise ValueError(f"maxpool2d_indices: a window {kh} by {kw} does not fit on {H} by {W}")', 'y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))', 'index = np.empty(y.shape, dtype=int)', 'return y, index', 'def max_unpool2d(y, index, hw):', '"""Two arrays (N, C, Ho, Wo) -> (N, C, H, W): the numbers at their places, zeros elsewhere."""', 'N, C = y.shape[:2]', 'H, W = hw'),
    'max_unpool2d': ('def maxpool2d_indices(x, k, s):', '"""(N, C, H, W) -> two arrays (N, C, Ho, Wo): the maxima, and where each was in its plane."""', 'N, C, H, W = x.shape', '(kh, kw), (sh, sw) = pair(k), pair(s)', 'if kh > H or kw > W:', 'raise ValueError(f"maxpool2d_indices: a window {kh} by {kw} does not fit on {H} by {W}")', 'y = np.empty((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1))', 'index = np.empty(y.shape, dtype=int)', 'return y, index', 'def max_unpool2d(y, index, hw):', '"""Two arrays (N, C, Ho, Wo) -> (N, C, H, W): the numbers at their places, zeros elsewhere."""', 'N, C = y.shape[:2]', 'H, W = hw'),
    'adaptive_avgpool2d': ('def adaptive_avgpool2d(x, out_hw):', '"""(N, C, H, W) -> (N, C, h, w) with out_hw = (h, w)"""', 'N, C, H, W = x.shape', 'h, w = out_hw', 'y = np.zeros((N, C, h, w))', 'return y'),
    'avgpool_as_conv': ('def avgpool_as_conv(C, k):', '"""The weights and groups with which a convolution of stride k is average pooling."""', 'kh, kw = k', 'def maxpool_not_linear():', '"""Two pictures (H, W) whose sum is pooled to something else than the sum of their pools."""'),
    'maxpool_not_linear': ('def avgpool_as_conv(C, k):', '"""The weights and groups with which a convolution of stride k is average pooling."""', 'kh, kw = k', 'def maxpool_not_linear():', '"""Two pictures (H, W) whose sum is pooled to something else than the sum of their pools."""'),
    'max2_via_relu': ('def max2_via_relu(a, b, relu):', '"""The larger of two arrays, entry by entry, with +, - and relu only."""', 'def maxpool2_via_relu(x, relu):', '"""(N, C, H, W) -> (N, C, H // 2, W // 2), with slices, +, - and relu only."""'),
    'maxpool2_via_relu': ('def max2_via_relu(a, b, relu):', '"""The larger of two arrays, entry by entry, with +, - and relu only."""', 'def maxpool2_via_relu(x, relu):', '"""(N, C, H, W) -> (N, C, H // 2, W // 2), with slices, +, - and relu only."""'),
    'shift_pair': ('def shift_pair():', '"""Two rows of 8: one whose four maxima survive a shift by one, one whose maxima all change."""'),
}

EXERCISES = {
    'maxpool2d': ('maxpool2d__pads_with_zeros', 'maxpool2d__pads_with_large_negative', 'maxpool2d__starts_at_zero', 'maxpool2d__stride_one', 'maxpool2d__ignores_stride', 'maxpool2d__over_channels', 'maxpool2d__over_images', 'maxpool2d__absolute', 'maxpool2d__last_element', 'maxpool2d__exchanges_window', 'maxpool2d__exchanges_stride', 'maxpool2d__exchanges_padding', 'maxpool2d__ignores_padding', 'maxpool2d__pads_one_side', 'maxpool2d__forgets_plus_one', 'maxpool2d__rounds_up', 'maxpool2d__one_maximum_for_all'),
    'avgpool2d': ('avgpool2d__always_counts_padding', 'avgpool2d__never_counts_padding', 'avgpool2d__flag_inverted', 'avgpool2d__counts_nonzero', 'avgpool2d__squares_height', 'avgpool2d__divides_whole', 'avgpool2d__does_not_divide', 'avgpool2d__ignores_padding', 'avgpool2d__pads_minus_infinity', 'avgpool2d__negative_start', 'avgpool2d__counts_near_padding', 'avgpool2d__counts_far_padding'),
    'pool_out_size': ('pool_out_size__naive_ceil', 'pool_out_size__always_floor', 'pool_out_size__rounds_to_nearest', 'pool_out_size__late_by_one', 'pool_out_size__forgets_front_padding', 'pool_out_size__accepts_back_padding', 'pool_out_size__accepts_any_padding', 'pool_out_size__refuses_half', 'pool_out_size__accepts_no_window', 'pool_out_size__padding_once', 'pool_out_size__cuts_off_towards_zero', 'pool_out_size__float', 'pool_out_size__always_one_more', 'pool_out_size__refuses_long_window'),
    'avgpool1d_ceil': ('avgpool1d_ceil__overhang_always_counts', 'avgpool1d_ceil__overhang_as_padding', 'avgpool1d_ceil__pixels_only', 'avgpool1d_ceil__padding_always_counts', 'avgpool1d_ceil__flag_inverted', 'avgpool1d_ceil__rounds_down', 'avgpool1d_ceil__starts_at_pixel_0', 'avgpool1d_ceil__stops_at_last_pixel', 'avgpool1d_ceil__naive_ceil', 'avgpool1d_ceil__negative_start'),
    'maxpool2d_indices': ('maxpool2d_indices__inside_window', 'maxpool2d_indices__across_channels', 'maxpool2d_indices__last_of_ties', 'maxpool2d_indices__columns_first', 'maxpool2d_indices__searches_whole_plane', 'maxpool2d_indices__width_of_output', 'maxpool2d_indices__window_corner', 'maxpool2d_indices__steps_by_window', 'maxpool2d_indices__splits_by_height', 'maxpool2d_indices__float_index', 'maxpool2d_indices__exchanged', 'max_unpool2d__adds', 'max_unpool2d__spreads', 'max_unpool2d__columns_first', 'max_unpool2d__one_plane', 'max_unpool2d__block_corners'),
    'adaptive_avgpool2d': ('adaptive_avgpool2d__equal_windows', 'adaptive_avgpool2d__constant_length', 'adaptive_avgpool2d__ragged_last', 'adaptive_avgpool2d__no_overlap', 'adaptive_avgpool2d__rounds_up_both', 'adaptive_avgpool2d__always_one_more', 'adaptive_avgpool2d__exchanges_axes', 'adaptive_avgpool2d__maximum', 'adaptive_avgpool2d__array_split', 'adaptive_avgpool2d__output_transposed', 'adaptive_avgpool2d__divides_first', 'adaptive_avgpool2d__divides_index_first', 'adaptive_avgpool2d__rounds_to_nearest'),
    'avgpool_as_conv': ('avgpool_as_conv__mixes_channels', 'avgpool_as_conv__averages_channels', 'avgpool_as_conv__forgets_groups', 'avgpool_as_conv__one_kernel', 'avgpool_as_conv__divides_by_height', 'avgpool_as_conv__sums', 'avgpool_as_conv__single_precision', 'maxpool_not_linear__same_winners', 'maxpool_not_linear__multiple', 'maxpool_not_linear__constant'),
    'max2_via_relu': ('max2_via_relu__adds_relus', 'max2_via_relu__wrong_partner', 'max2_via_relu__loses_negatives', 'max2_via_relu__distance', 'max2_via_relu__uses_maximum', 'maxpool2_via_relu__uses_maximum', 'maxpool2_via_relu__halves', 'maxpool2_via_relu__diagonal', 'maxpool2_via_relu__one_axis', 'maxpool2_via_relu__loses_negatives'),
    'shift_pair': ('shift_pair__equal_maxima', 'shift_pair__exchanged', 'shift_pair__equal_pairs', 'shift_pair__winners_on_the_right', 'shift_pair__one_spike', 'shift_pair__equal_winners'),
}
