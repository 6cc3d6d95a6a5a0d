"""The tempting mistakes of 03_multichannel, made from lessons/03_multichannel.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np

from convkit.sliding.shapes import conv_output_size


def pair(value):
    """A whole number or a pair of them as a pair (down, right): 2 becomes (2, 2)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def one_filter__keeps_channels(x, w):
    """You return one plane for each channel. A filter gives one plane: add the channels' answers."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((C, H - kh + 1, W - kw + 1))
    for c, i, j in np.ndindex(*y.shape):
        y[c, i, j] = np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


def one_filter__averages_channels(x, w):
    """You average over the channels. Add their answers, and do not divide by their number."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w) / C
    return y


def one_filter__first_channel_only(x, w):
    """You read the first channel only. The window and the filter have all channels: x[:, ...]
    instead of x[0, ...].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[0, i : i + kh, j : j + kw] * w[0])
    return y


def one_filter__first_plane_under_all_kernels(x, w):
    """Your window is one plane, x[0, ...], and NumPy lays it under every kernel of the filter. Take
    all channels: x[:, ...].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[0, i : i + kh, j : j + kw] * w)
    return y


def one_filter__keeps_last_channel(x, w):
    """Each channel overwrites the answer of the one before, so only the last remains. Add them:
    y[i, j] += ...
    """
    C, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for c in range(C):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                y[i, j] = np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


def one_filter__one_kernel_for_all(x, w):
    """You use the first kernel for every channel. Each channel has a kernel of its own: channel c
    meets w[c].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[0])
    return y


def one_filter__multiplies_channels(x, w):
    """You multiply the channels' answers by one another. Add them."""
    (C, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.ones((H - kh + 1, W - kw + 1))
    for c in range(C):
        for i, j in np.ndindex(*y.shape):
            y[i, j] *= np.sum(x[c, i : i + kh, j : j + kw] * w[c])
    return y


def one_filter__channels_reversed(x, w):
    """Your channels and your kernels are in opposite orders: the first channel meets the last
    kernel. Channel c meets w[c].
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[::-1])
    return y


def one_filter__turns_kernels(x, w):
    """You turned the kernels half round. This is cross-correlation: w[c, 0, 0] meets the top-left
    pixel of the window.
    """
    (_, H, W), (_, kh, kw) = x.shape, w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w[:, ::-1, ::-1])
    return y


def one_filter__last_places_stay_zero(x, w):
    """Your last row and your last column stay zero: the loops stop one place too early. There are
    H - kh + 1 rows and W - kw + 1 columns to fill.
    """
    _, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[:, i : i + kh, j : j + kw] * w)
    return y


def one_filter__multiplies_sums(x, w):
    """You add up the channels first, of the window and of the filter, and multiply the two sums. Each
    channel meets its own kernel: multiply, then add up the channels.
    """
    _, H, W = x.shape
    _, kh, kw = w.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[:, i : i + kh, j : j + kw].sum(axis=0) * w.sum(axis=0))
    return y


def conv2d__only_zeros(x, w, b=None, stride=1, padding=0):
    """You return the zeros you began with. Fill y[n, o, i, j] inside the loops."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    return np.zeros((N, O, Ho, Wo))


def conv2d__turns_kernels(x, w, b=None, stride=1, padding=0):
    """Your kernels are turned half round. This is cross-correlation: w[o, c, 0, 0] meets the
    top-left pixel of the window.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, ::-1, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__kernels_upside_down(x, w, b=None, stride=1, padding=0):
    """Your kernels are upside down: their last row meets the first row of the window. Use w[o] as
    it is.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__kernels_mirrored(x, w, b=None, stride=1, padding=0):
    """Your kernels are mirrored left to right: their last column meets the first column of the
    window. Use w[o] as it is.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, :, :, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__kernels_transposed(x, w, b=None, stride=1, padding=0):
    """Your kernels' rows and columns are exchanged. The last two axes of w are rows, then columns,
    as in the picture.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w.transpose(0, 1, 3, 2)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__first_channel_only(x, w, b=None, stride=1, padding=0):
    """You read the first input channel only. A filter reads all of them: take padded[n, :, ...] and
    w[o].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, 0, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o, 0])
    return y if b is None else y + b[:, None, None]


def conv2d__first_plane_under_all_kernels(x, w, b=None, stride=1, padding=0):
    """Your window is one plane, and NumPy lays it under every kernel of the filter. Take all
    channels of the picture: padded[n, :, ...].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, 0, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__averages_channels(x, w, b=None, stride=1, padding=0):
    """You average over the input channels. Add them up, and do not divide by their number."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o]) / C
    return y if b is None else y + b[:, None, None]


def conv2d__one_kernel_for_all_channels(x, w, b=None, stride=1, padding=0):
    """You use the first kernel of the filter for every input channel. Channel c meets its own
    kernel, w[o, c].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o, 0])
    return y if b is None else y + b[:, None, None]


def conv2d__channels_reversed(x, w, b=None, stride=1, padding=0):
    """Your input channels meet the filter in opposite order, as if red were blue. Channel c meets
    w[o, c].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    w = w[:, ::-1]
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__one_filter_for_all_outputs(x, w, b=None, stride=1, padding=0):
    """Every plane of your output comes from the first filter. Plane o is made by its own, w[o]."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[0])
    return y if b is None else y + b[:, None, None]


def conv2d__running_sum_over_outputs(x, w, b=None, stride=1, padding=0):
    """You never set the sum back to zero, so each plane still holds all planes before it. Start
    every y[n, o, i, j] anew.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, i, j in np.ndindex(N, Ho, Wo):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        total = 0.0
        for o in range(O):
            total += np.sum(window * w[o])
            y[n, o, i, j] = total
    return y if b is None else y + b[:, None, None]


def conv2d__outputs_reversed(x, w, b=None, stride=1, padding=0):
    """Your planes are right, and in the wrong order: the last filter's comes first. Store the
    answer of w[o] in y[n, o].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    y = y if b is None else y + b[:, None, None]
    return y[:, ::-1]


def conv2d__first_image_for_all(x, w, b=None, stride=1, padding=0):
    """Every picture of your batch gets the answer for the first. Take the window from picture n,
    not from picture 0.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[0, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__pads_bottom_right_only(x, w, b=None, stride=1, padding=0):
    """You pad below and to the right only. Padding p means p zeros at both ends: above and below,
    left and right.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + ph, kh, sh), conv_output_size(W + pw, kw, sw)
    x = np.pad(x, ((0, 0), (0, 0), (0, ph), (0, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__pads_top_left_only(x, w, b=None, stride=1, padding=0):
    """The size is right, but all the padding lies above and to the left, so the picture has moved.
    Put p zeros at each end.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (2 * ph, 0), (2 * pw, 0)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__pads_with_edge(x, w, b=None, stride=1, padding=0):
    """You repeat the picture's edge in the padding. conv2d pads with zeros."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__pads_with_ones(x, w, b=None, stride=1, padding=0):
    """Your padding holds ones. conv2d pads with zeros."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=1.0)
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__ignores_padding(x, w, b=None, stride=1, padding=0):
    """You do not use padding. Put ph rows of zeros above and below, and pw columns left and right,
    before you slide.
    """
    sh, sw = pair(stride)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh), conv_output_size(W, kw, sw)
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__counts_padding_once(x, w, b=None, stride=1, padding=0):
    """Your output is too small: its size counts the padding once. Both ends are padded, so there
    are n + 2p places.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + ph, kh, sh), conv_output_size(W + pw, kw, sw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__rounds_size_up(x, w, b=None, stride=1, padding=0):
    """You round the size up, so the last window hangs over the edge. A window that does not fit
    does not count: round down.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H + sh - 1, kh, sh, ph), conv_output_size(W + sw - 1, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph + sh), (pw, pw + sw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__forgets_plus_one(x, w, b=None, stride=1, padding=0):
    """Your last row and your last column are missing. The first window counts too: (n + 2p - k) //
    s + 1.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph) - 1, conv_output_size(W, kw, sw, pw) - 1
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__last_row_missing(x, w, b=None, stride=1, padding=0):
    """Your last row is missing, and the columns are right. The rows of the output are 0 to Ho - 1:
    let range(Ho) count them.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph) - 1, conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__stride_on_taps(x, w, b=None, stride=1, padding=0):
    """You read every sh-th row and sw-th column inside the window. The stride moves the window and
    leaves its pixels side by side.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i : i + sh * kh : sh, j : j + sw * kw : sw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__stride_only_in_shape(x, w, b=None, stride=1, padding=0):
    """Your output has the size for the stride, but the window moves by one pixel. It stands at row
    i * sh, column j * sw.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i : i + kh, j : j + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__stride_swapped(x, w, b=None, stride=1, padding=0):
    """You use the two strides the wrong way round. The first goes down, the second to the right."""
    (sw, sh), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__padding_swapped(x, w, b=None, stride=1, padding=0):
    """You use the two paddings the wrong way round. The first is for above and below, the second
    for left and right.
    """
    (sh, sw), (pw, ph) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__output_transposed(x, w, b=None, stride=1, padding=0):
    """Your planes lie on their side: rows and columns of the output are exchanged. Store the window
    at (i * sh, j * sw) in y[n, o, i, j].
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    y = y if b is None else y + b[:, None, None]
    return y.transpose(0, 1, 3, 2)


def conv2d__rows_reversed(x, w, b=None, stride=1, padding=0):
    """Your planes are upside down: the answer for the top windows is in the last row. Row 0 of the
    output belongs to row 0 of the picture.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y[:, :, ::-1] if b is None else y[:, :, ::-1] + b[:, None, None]


def conv2d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You do not add the bias. Add b[o] to every place of plane o."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y


def conv2d__bias_for_every_weight(x, w, b=None, stride=1, padding=0):
    """You add the bias inside the sum, once for every weight of the filter. It belongs outside:
    once for each answer.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + C * kh * kw * b[:, None, None]


def conv2d__bias_for_every_channel(x, w, b=None, stride=1, padding=0):
    """You add the bias once for every input channel. Add it once, after the channels are summed."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, C, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + C * b[:, None, None]


def conv2d__bias_at_every_window(x, w, b=None, stride=1, padding=0):
    """You add the bias to the whole plane again at every window. Do it once for each plane, after
    the loops over rows and columns.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
        if b is not None:
            y[n, o] += b[o]
    return y


def conv2d__bias_for_every_column(x, w, b=None, stride=1, padding=0):
    """Your biases went to the columns, because y + b lines shapes up from the right. Bias o belongs
    to plane o: y[n, o] += b[o].
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b


def conv2d__asks_whether_bias_is_true(x, w, b=None, stride=1, padding=0):
    """`if b:` asks whether an array is true, and NumPy cannot say. Ask whether there is one: `if b
    is not None`.
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
        if b:
            y[n, o, i, j] += b[o]
    return y


def conv2d__size_of_padding_and_stride(x, w, b=None, stride=1, padding=0):
    """You gave conv_output_size the padding before the stride. Its order is n, k, s, p, as everywhere: conv_output_size(H, kh, sh, ph)."""
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    Ho, Wo = conv_output_size(H, kh, ph, sh), conv_output_size(W, kw, pw, sw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(N, O, Ho, Wo):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o]) + (0 if b is None else b[o])
    return y


def conv2d__first_bias_for_all(x, w, b=None, stride=1, padding=0):
    """You add b[0] to every plane. Each filter has a bias of its own: plane o gets b[o]."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[0]


def conv2d__needs_a_bias(x, w, b=None, stride=1, padding=0):
    """It fails without a bias. b may be None: add it only `if b is not None`."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y + b[:, None, None]


def conv2d__accepts_any_kernel(x, w, b=None, stride=1, padding=0):
    """A kernel with more rows or more columns than the padded picture fits nowhere. Raise a
    ValueError then; conv_output_size does it for you.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    Ho, Wo = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, O, Ho, Wo))
    for n, o, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[n, o, i, j] = np.sum(window * w[o])
    return y if b is None else y + b[:, None, None]


def conv2d__compares_kernel_with_bare_picture(x, w, b=None, stride=1, padding=0):
    """You compare the kernel with the picture before it is padded. A kernel of 3 rows fits on 2 rows
    with a padding of 1: compare with H + 2 * ph and W + 2 * pw.
    """
    (H, W), (kh, kw) = x.shape[2:], w.shape[2:]
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv2d__numbers_not_made_pairs(x, w, b=None, stride=1, padding=0):
    """It fails where stride or padding is a number and not a pair. Begin with pair(stride) and
    pair(padding), which make a pair of a number.
    """
    (H, W), (kh, kw) = x.shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = stride, padding
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv2d__filter_of_picture(x, w, b=None, stride=1, padding=0):
    """You take the filter by the number of the picture, w[n]. Every picture meets every filter: plane
    o is made by w[o].
    """
    N, _, H, W = x.shape
    O, _, kh, kw = w.shape
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    y = np.einsum("ncijab,ncab->nij", view[:, :, ::sh, ::sw], w[:N])
    y = np.repeat(y[:, None], O, axis=1)
    return y if b is None else y + b[:, None, None]


def add_bias__to_columns(y, b):
    """Your biases went to the columns, because NumPy lines shapes up from the right. Give b two
    more axes at its end: b[:, None, None].
    """
    return y + b


def add_bias__to_rows(y, b):
    """Your biases went to the rows. One axis more: b[:, None, None] has shape (O, 1, 1), and its O
    meets the planes.
    """
    return y + b[:, None]


def add_bias__to_pictures(y, b):
    """Your biases went to the pictures of the batch. One axis less: b[:, None, None] has shape (O,
    1, 1), and its O meets the planes.
    """
    return y + b[:, None, None, None]


def add_bias__first_for_all(y, b):
    """You added b[0] everywhere. Plane o gets its own bias, b[o]."""
    return y + b[0]


def add_bias__sum_for_all(y, b):
    """You added all the biases to every plane. Plane o gets b[o] and no other."""
    return y + np.sum(b)


def add_bias__once_for_every_channel(y, b):
    """You added each bias several times, once for every channel. It is added once, however many
    channels were summed before.
    """
    return y + y.shape[1] * b[:, None, None]


def add_bias__writes_into_y(y, b):
    """Your numbers are right, but += writes into the caller's y. Return a new array: y + b[:, None,
    None].
    """
    y += b[:, None, None]
    return y


def conv1x1__reshapes_channels_last(x, w, b):
    """You reshaped to (N, H * W, C), which cuts the row of numbers at the wrong places and mixes pixels.
    Keep the channels before the pixels: (N, C, H * W).
    """
    N, C, H, W = x.shape
    y = x.reshape(N, H * W, C) @ w[:, :, 0, 0].T + b
    return y.transpose(0, 2, 1).reshape(N, len(w), H, W)


def conv1x1__reshapes_result(x, w, b):
    """Your product is right with the channels last, but the way back is not. Move them in front
    with transpose before you reshape to (N, O, H, W).
    """
    N, C, H, W = x.shape
    y = x.transpose(0, 2, 3, 1).reshape(N * H * W, C) @ w[:, :, 0, 0].T + b
    return y.reshape(N, len(w), H, W)


def conv1x1__transposes_weights(x, w, b):
    """Your weights are transposed: row o of the matrix must hold the weights of filter o. Take w[:,
    :, 0, 0] without .T on this side of @.
    """
    N, C, H, W = x.shape
    y = w[:, :, 0, 0].T @ x.reshape(N, C, H * W) + b[:, None]
    return y.reshape(N, len(b), H, W)


def conv1x1__sums_over_places(x, w, b):
    """You summed over the places too, so every pixel got the same answer. Only the channels are
    summed.
    """
    N, _, H, W = x.shape
    y = np.einsum("nchw,oc->no", x, w[:, :, 0, 0]) + b
    return np.broadcast_to(y[:, :, None, None], (N, len(b), H, W)).copy()


def conv1x1__bias_to_columns(x, w, b):
    """Your bias went to the columns of the picture. It belongs to the output channels: give it axes
    of length 1 behind, as in add_bias.
    """
    return np.einsum("nchw,oc->nohw", x, w[:, :, 0, 0]) + b


def conv1x1__forgets_bias(x, w, b):
    """You did not add the bias. Add b[o] to every pixel of plane o."""
    return np.einsum("nchw,oc->nohw", x, w[:, :, 0, 0])


def to_torch_layout__reshapes(x_nhwc, w_hwio):
    """You reshaped. That keeps the numbers in reading order and mixes channels with pixels; move the axes with transpose."""
    (N, H, W, C), (kh, kw, _, O) = x_nhwc.shape, w_hwio.shape
    return x_nhwc.reshape(N, C, H, W), w_hwio.reshape(O, C, kh, kw)


def to_torch_layout__picture_turned(x_nhwc, w_hwio):
    """Height and width of your pictures are exchanged. NCHW keeps their order: transpose(0, 3, 1,
    2).
    """
    return x_nhwc.transpose(0, 3, 2, 1), w_hwio.transpose(3, 2, 0, 1)


def to_torch_layout__kernel_turned(x_nhwc, w_hwio):
    """Your weight's rows and columns are exchanged, as .T does it. OIHW keeps their order:
    transpose(3, 2, 0, 1).
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.T


def to_torch_layout__inputs_first(x_nhwc, w_hwio):
    """Your weight has its input and output channels exchanged: IOHW. The outputs come first, and in
    HWIO they are axis 3.
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.transpose(2, 3, 0, 1)


def to_torch_layout__weight_left_alone(x_nhwc, w_hwio):
    """Your weight is still HWIO. Both change their layout, the pictures and the weight."""
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio


def to_torch_layout__pictures_left_alone(x_nhwc, w_hwio):
    """Your weight is right, and your pictures are still NHWC. Move their channel axis from the end
    to place 1.
    """
    return x_nhwc, w_hwio.transpose(3, 2, 0, 1)


def to_torch_layout__inputs_last(x_nhwc, w_hwio):
    """Your weight is OHWI: the outputs are in front, but the inputs are still at the end. They come
    second: transpose(3, 2, 0, 1).
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio.transpose(3, 0, 1, 2)


def to_torch_layout__kernels_turned_round(x_nhwc, w_hwio):
    """You turned the kernels half round as well. Both libraries cross-correlate: only the axes move,
    and what stands on them stays.
    """
    return x_nhwc.transpose(0, 3, 1, 2), w_hwio[::-1, ::-1].transpose(3, 2, 0, 1)


def conv_cost__flops(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted multiplications and additions apart, which are FLOPs. A MAC is one of each
    together: half your number.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), 2 * weights * hout * wout


def conv_cost__input_positions(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted a position for every pixel of the input. The window stands only where the output
    has a number: hout * wout positions, as they are given.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), weights * (hout + kh - 1) * (wout + kw - 1)


def conv_cost__bias_everywhere(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted a bias for every number of the output. A filter has one bias, and adds it
    everywhere: cout of them.
    """
    weights = cout * (cin // groups) * kh * kw
    return weights + (cout * hout * wout if bias else 0), weights * hout * wout


def conv_cost__always_bias(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted biases although bias=False. Add cout to the parameters only if there are biases."""
    weights = cout * (cin // groups) * kh * kw
    return weights + cout, weights * hout * wout


def conv_cost__forgets_input_channels(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted one kernel for each filter. A filter has a kernel for every channel that it
    reads: multiply by cin // groups.
    """
    weights = cout * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


def conv_cost__ignores_groups(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You did not use groups. A filter reads only the channels of its own group: cin // groups
    kernels.
    """
    weights = cout * cin * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


def conv_cost__divides_twice(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You divided by the groups twice. Each filter reads fewer channels, but there are still cout
    filters.
    """
    weights = (cout // groups) * (cin // groups) * kh * kw
    return weights + (cout if bias else 0), weights * hout * wout


def conv_cost__bias_in_macs(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """Your parameters are right, but your MACs count the biases too. Adding a bias multiplies
    nothing: count the weights only.
    """
    params = cout * (cin // groups) * kh * kw + (cout if bias else 0)
    return params, params * hout * wout


def conv_cost__one_bias_in_all(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You counted one bias for the whole layer. Every filter has one: cout of them."""
    weights = cout * (cin // groups) * kh * kw
    return weights + (1 if bias else 0), weights * hout * wout


def conv_cost__adds_sides_of_kernel(cin, cout, kh, kw, hout, wout, bias=True, groups=1):
    """You added the sides of the kernel. It has kh rows of kw weights: kh * kw."""
    weights = cout * (cin // groups) * (kh + kw)
    return weights + (cout if bias else 0), weights * hout * wout


def fc_to_conv__channels_last(weight, b, C, H, W):
    """You unpacked the weights as if the channel came last. The picture was flattened in the order
    (C, H, W), so unpack to (O, C, H, W) directly.
    """
    return weight.reshape(len(weight), H, W, C).transpose(0, 3, 1, 2), b


def fc_to_conv__kernels_transposed(weight, b, C, H, W):
    """Your kernels' rows and columns are exchanged. Columns change fastest when a picture is
    flattened: unpack to (O, C, H, W).
    """
    return weight.reshape(len(weight), C, W, H).transpose(0, 1, 3, 2), b


def fc_to_conv__turns_kernels(weight, b, C, H, W):
    """You turned the kernels half round. conv2d does not flip, so the first weight meets the first
    pixel as it is.
    """
    return weight.reshape(len(weight), C, H, W)[:, :, ::-1, ::-1], b


def fc_to_conv__divides_bias(weight, b, C, H, W):
    """You divided the bias among the weights. It is added once to each answer, in both layers:
    leave it as it is.
    """
    return weight.reshape(len(weight), C, H, W), b / (C * H * W)


def fc_to_conv__bias_for_every_place(weight, b, C, H, W):
    """You made a bias for every place of a window. A filter has one bias: b keeps its shape (O,)."""
    return weight.reshape(len(weight), C, H, W), b[:, None, None] * np.ones((H, W))


def fc_to_conv__inputs_first(weight, b, C, H, W):
    """You put the input channels before the outputs. Each row of the linear weight is one filter,
    so O comes first.
    """
    return weight.reshape(len(weight), C, H, W).transpose(1, 0, 2, 3), b


def fc_to_conv__channels_reversed(weight, b, C, H, W):
    """Your channels are in opposite order. The first C-th part of a row belongs to channel 0."""
    return weight.reshape(len(weight), C, H, W)[:, ::-1], b


def colour_filters__blue_first():
    """Filter 0 has its weights in the order blue, green, red. Channel 0 is red, with 0.299; channel
    2 is blue, with 0.114.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.114, 0.587, 0.299]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__nine_pixels():
    """Filter 0 adds up nine pixels instead of taking the one here. Put its weights at the middle of
    the kernels only: w[0, :, 1, 1].
    """
    w = np.zeros((3, 3, 3, 3))
    w[0] = np.array([0.299, 0.587, 0.114])[:, None, None]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__plain_mean():
    """Filter 0 takes the plain mean of the three planes. Weigh them: 0.299 for red, 0.587 for
    green, 0.114 for blue.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = 1 / 3
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__edges_of_all_colours():
    """Filter 1 sees edges in every plane. Give only channel 0, the red one, an edge kernel, and
    leave the kernels for green and blue at zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__edges_of_another_colour():
    """Filter 1 does not answer to red at all. Red is channel 0: its kernel is w[1, 0]."""
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 2] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__level_edges():
    """Filter 1 sees level edges, between above and below. A vertical edge lies between left and
    right: compare the left column of the kernel with the right.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__edge_sign_inverted():
    """Filter 1 is negative where red gets stronger to the right. Nothing is flipped here, so the
    minus belongs to the left column.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__zero_sum_in_each_channel():
    """Filter 2 is silent on a flat grey picture only: each of its kernels sums to zero by itself.
    For every grey picture, the three weights that meet one pixel must sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    w[2] = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    return w


def colour_filters__silent_on_red():
    """Filter 2 is silent on grey and on plain red as well. Let the weights cancel across the
    channels, and not within the red kernel, which must not sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    return w


def colour_filters__edge_sees_plain_red():
    """Filter 1 answers on a plain red picture, where nothing changes. The entries of its red kernel
    must sum to 0: what the right column adds, the left takes away.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0, :, 2] = 1
    w[2, :, 1, 1] = [1, 0, -1]
    return w


def colour_filters__cancels_at_different_pixels():
    """Filter 2 is silent on a flat grey picture only: its weights cancel, but they meet different
    pixels. For every grey picture, the three weights that meet *one* pixel must sum to zero.
    """
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = [0.299, 0.587, 0.114]
    w[1, 0] = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    w[2, 0, 1, 1], w[2, 1, 0, 0] = 1, -1
    return w


def name_the_bug__flip_and_transpose_exchanged(records, conv2d):
    """You take half a turn for a transpose and a transpose for half a turn. Reversing both axes
    turns; exchanging the two axes transposes.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "transpose": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__flips_channels_too(records, conv2d):
    """Your "flip" never fits. Only rows and columns of the kernels are turned, w[:, :, ::-1, ::-1]; np.flip(w) would reverse the
    filters and channels too.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, np.flip(w), b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__mean_divides_too_much(records, conv2d):
    """Your "mean" never fits. Only the sum over channels becomes a mean: divide the weights by
    their number of channels, w.shape[1], and leave the bias as it is.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w, b, stride, padding) / w.shape[1],
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__one_filter_gives_one_plane(records, conv2d):
    """Your "one filter" never fits. The program makes as many planes as there are filters, all of them from w[:1]: repeat it that
    many times, and let each plane keep its own bias.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, w[:1], b[:1], stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__stride_and_padding_exchanged(records, conv2d):
    """You say stride where the padding is exchanged, and padding where the stride is. The fourth
    argument of conv2d is the stride, the fifth the padding.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride, padding[::-1]),
            "padding": conv2d(x, w, b, stride[::-1], padding),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__exchanges_both_settings(records, conv2d):
    """Your "stride" and your "padding" never fit, because you exchange both at once. Each program
    makes one mistake: reverse one pair and leave the other.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding[::-1]),
            "padding": conv2d(x, w, b, stride[::-1], padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__first_bias_for_first_plane(records, conv2d):
    """Your "first bias" never fits. The program adds b[0] to every plane, not only to the first:
    np.full(len(b), b[0]).
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.append(b[0], np.zeros(len(b) - 1)), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


def name_the_bug__bias_per_kernel_weight(records, conv2d):
    """Your "bias per weight" never fits. A filter has a kernel for every channel, so count the
    weights of all of them: w[0].size.
    """
    names = []
    for record in records:
        x, w, b = record["x"], record["w"], record["b"]
        stride, padding, y = record["stride"], record["padding"], record["y"]
        suspects = {
            "no bias": conv2d(x, w, None, stride, padding),
            "flip": conv2d(x, w[:, :, ::-1, ::-1], b, stride, padding),
            "transpose": conv2d(x, w.transpose(0, 1, 3, 2), b, stride, padding),
            "mean": conv2d(x, w / w.shape[1], b, stride, padding),
            "one filter": conv2d(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding),
            "stride": conv2d(x, w, b, stride[::-1], padding),
            "padding": conv2d(x, w, b, stride, padding[::-1]),
            "first bias": conv2d(x, w, np.full(len(b), b[0]), stride, padding),
            "bias per weight": conv2d(x, w, b * w[0, 0].size, stride, padding),
        }
        fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]
        names.append(fits[0] if fits else "unknown")
    return names


class Conv2d__same_weights_in_every_layer:
    """Two layers of yours begin with the same numbers, so they would learn the same. Draw in
    __init__, from a generator that is not seeded with the same number each time.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        rng = np.random.default_rng(0)
        self.weight = rng.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = rng.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__every_filter_the_same:
    """All your filters begin alike, so they would learn the same. Draw all of self.weight at once, with
    the shape (out_channels, in_channels, kh, kw).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        one = np.random.uniform(-bound, bound, (1, in_channels, kh, kw))
        self.weight = np.repeat(one, out_channels, axis=0)
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__bound_without_channels:
    """Your weights are too large: you counted the pixels of a kernel and not its channels. One
    answer reads in_channels * kh * kw numbers.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__bound_from_outputs:
    """Your bound counts the output channels. What matters is how many numbers one answer reads:
    in_channels * kh * kw.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(out_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__bound_without_root:
    """Your weights are too small: you divided by the fan-in itself. The bound is 1 /
    math.sqrt(fan_in).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / (in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__draws_from_bell_curve:
    """You drew from a bell curve, whose numbers reach beyond the bound. PyTorch draws evenly
    between -bound and bound: np.random.uniform.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.normal(0, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.normal(0, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__draws_positive_only:
    """None of your weights is negative. Draw between -bound and bound."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(0, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(0, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__bias_begins_at_zero:
    """Your biases begin at zero. PyTorch draws them as it draws the weights, with the same bound."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.zeros(out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__bias_for_every_place:
    """Your bias has a number for every place of the kernel. A filter has one: the shape is
    (out_channels,).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, (out_channels, kh, kw)) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        if self.bias is not None:
            y = y + self.bias.reshape(len(self.bias), -1).sum(axis=1)[:, None, None]
        return y


class Conv2d__bias_for_every_input:
    """Your bias has a number for every input channel. It belongs to the filters: the shape is
    (out_channels,).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, in_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__lists_missing_bias:
    """Without a bias your list of parameters still has two entries. Leave the bias out of the list
    when it is None.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__inputs_first:
    """The input channels come first in your weight. The filters are its first axis: (out_channels,
    in_channels, kh, kw).
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (in_channels, out_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__keeps_first_parameters:
    """After load your parameters() still returns what was drawn at the beginning. Make the list
    anew at each call, from self.weight and self.bias.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None
        self.list = [self.weight] if self.bias is None else [self.weight, self.bias]

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return self.list

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__draws_at_every_call:
    """Your layer draws new weights at every call, so it can never learn. Draw once, in __init__,
    and use self.weight in forward.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        bound = 1 / math.sqrt(self.weight[0].size)
        self.weight = np.random.uniform(-bound, bound, self.weight.shape)
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__forgets_bias:
    """Your layer does not add its bias. Give self.bias to conv2d."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y


class Conv2d__forgets_settings:
    """Your layer does not use its stride and its padding. Give self.stride and self.padding to
    conv2d.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"Conv2d: needs {self.weight.shape[1]} channels, got {x.shape[1]}")
        (sh, sw), (ph, pw) = (1, 1), (0, 0)
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        view = np.lib.stride_tricks.sliding_window_view(x, self.weight.shape[2:], axis=(2, 3))
        y = np.einsum("ncijab,ocab->noij", view[:, :, ::sh, ::sw], self.weight)
        return y if self.bias is None else y + self.bias[:, None, None]


class Conv2d__accepts_any_channels:
    """Nobody else refuses a picture with one channel: NumPy repeats the single plane and says
    nothing. Compare x.shape[1] with the weight's channels and raise a ValueError if they differ.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        (kh, kw), self.stride, self.padding = pair(kernel_size), pair(stride), pair(padding)
        bound = 1 / math.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None

    def load(self, weight, bias=None):
        self.weight, self.bias = weight, bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def forward(self, x):
        (sh, sw), (ph, pw) = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        kh, kw = self.weight.shape[2:]
        rows = range(0, x.shape[2] - kh + 1, sh)
        columns = range(0, x.shape[3] - kw + 1, sw)
        y = np.zeros((len(x), len(self.weight), len(rows), len(columns)))
        for i, top in enumerate(rows):
            for j, left in enumerate(columns):
                window = x[:, None, :, top : top + kh, left : left + kw]
                y[:, :, i, j] = np.sum(window * self.weight, axis=(2, 3, 4))
        return y if self.bias is None else y + self.bias[:, None, None]


ALLOW = ('numpy', 'math', 'convkit.sliding.shapes.conv_output_size')

TITLE = '3 · Many channels: a filter reads them all'
OPTIONAL = ('to_torch_layout', 'colour_filters', 'name_the_bug')

TITLES = {
    'one_filter': '3.1 · One filter',
    'conv2d': '3.2 · conv2d',
    'add_bias': '3.3 · Add the bias',
    'conv1x1': '3.4 · 1×1 convolution',
    'to_torch_layout': "3.5 · To PyTorch's layout",
    'conv_cost': '3.6 · The cost of a layer',
    'fc_to_conv': '3.7 · From linear layer to convolution',
    'colour_filters': '3.8 · Colour filters',
    'name_the_bug': '3.9 · Name the bug',
    'Conv2d': '3.10 · The layer',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('one_filter', 1, 'a28320a760e834fa'),
    ('conv2d', 4, 'eaae5385fd0b278f'),
    ('conv2d', 1, 'a122093d5401f6d0'),
    ('add_bias', 1, 'cf9f6e6f08d77a42'),
    ('conv1x1', 2, '92aa73b371e70264'),
    ('to_torch_layout', 2, 'e3797ddf5b8d5251'),
    ('conv_cost', 2, '26d9aaeb074f5002'),
    ('fc_to_conv', 3, 'cf8494a3bad3cb4f'),
    ('colour_filters', 1, '610b7eedd7d1f549'),
    ('colour_filters', 1, '080ff3d9c0f0e3c9'),
    ('colour_filters', 1, '82e4686c56e77eb2'),
    ('name_the_bug', 3, 'dc2e822a13cd3640'),
    ('Conv2d', 2, '54b03d5e74fec32d'),
    ('Conv2d', 1, '9c9463aefc6072e3'),
    ('Conv2d', 1, '138f66a5f650eae2'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_one_filter(x, w):\n    return F.conv2d(x[None], w[None])[0, 0]\n\n\ncheck(\n    one_filter,\n    against=torch_one_filter,\n    on=[case(x=normal(3, 6, 5), w=normal(3, 3, 2)), case(x=normal(2, 4, 7), w=normal(2, 2, 3))],\n)',
    'def torch_conv2d(x, w, b=None, stride=1, padding=0):\n    return F.conv2d(x, w, b, stride, padding)\n\n\ncheck(\n    conv2d,\n    against=torch_conv2d,\n    on=[\n        case(\n            x=normal(2, 3, 9, 8), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 3), padding=(2, 1)\n        ),\n        case(x=normal(2, 2, 6, 7), w=normal(5, 2, 2, 3), b=normal(5)),\n        case(x=normal(3, 2, 5, 4), w=normal(3, 2, 2, 3), b=None, stride=1, padding=(0, 1)),\n        case(x=normal(3, 2, 4, 5), w=normal(3, 2, 2, 2), b=normal(3)),\n        case(x=normal(2, 3, 2, 3), w=normal(4, 3, 3, 4), b=normal(4), stride=1, padding=1),\n    ],\n)',
    'check_raises(\n    conv2d,\n    ValueError,\n    on=[\n        case(x=normal(2, 3, 4, 6), w=normal(4, 3, 5, 2), b=normal(4)),\n        case(x=normal(2, 3, 6, 4), w=normal(4, 3, 2, 7), b=None, stride=2, padding=1),\n    ],\n    because=because("conv2d__accepts_any_kernel"),\n)',
    'def torch_add_bias(y, b):\n    # a layer whose weights are all zero gives its bias and nothing else\n    return y + F.conv2d(torch.zeros_like(y), torch.zeros(len(b), len(b), 1, 1, dtype=y.dtype), b)\n\n\ncheck(\n    add_bias,\n    against=torch_add_bias,\n    on=[\n        case(y=normal(2, 4, 3, 4), b=normal(4)),\n        case(y=normal(2, 3, 3, 5), b=normal(3)),\n        case(y=normal(3, 3, 2, 4), b=normal(3)),\n    ],\n)',
    'def torch_conv1x1(x, w, b):\n    return F.conv2d(x, w, b)\n\n\ncheck(\n    conv1x1,\n    against=torch_conv1x1,\n    on=[\n        case(x=normal(2, 3, 5, 4), w=normal(4, 3, 1, 1), b=normal(4)),\n        case(x=normal(2, 3, 4, 6), w=normal(3, 3, 1, 1), b=normal(3)),\n    ],\n)',
    'def torch_to_torch_layout(x_nhwc, w_hwio):\n    return x_nhwc.permute(0, 3, 1, 2), w_hwio.permute(3, 2, 0, 1)\n\n\ncheck(\n    to_torch_layout,\n    against=torch_to_torch_layout,\n    on=[\n        case(x_nhwc=normal(2, 7, 6, 5), w_hwio=normal(3, 2, 5, 4)),\n        case(x_nhwc=normal(2, 5, 5, 3), w_hwio=normal(3, 3, 3, 3)),\n    ],\n)',
    'def torch_conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):\n    if min(cin, cout, kh, kw, hout, wout) < 1:\n        raise ValueError("there is no layer without channels, weights or output")\n    layer = nn.Conv2d(cin, cout, (kh, kw), bias=bias, groups=groups, device="meta")\n    params = [p.numel() for p in layer.parameters()]\n    with FlopCounterMode(display=False) as counter, torch.no_grad():\n        layer(torch.zeros(1, cin, hout + kh - 1, wout + kw - 1, device="meta"))\n    return sum(params), counter.get_total_flops() // 2\n\n\ncheck(\n    conv_cost,\n    against=torch_conv_cost,\n    on=[\n        case(cin=3, cout=8, kh=3, kw=2, hout=5, wout=4),\n        case(cin=5, cout=4, kh=1, kw=3, hout=6, wout=7, bias=False),\n        case(cin=6, cout=4, kh=2, kw=3, hout=3, wout=5, bias=True, groups=2),\n    ],\n)',
    'def torch_fc_to_conv(weight, b, C, H, W):\n    return nn.Unflatten(1, (C, H, W))(weight), b\n\n\ndef slide(fc_to_conv, x, weight, b, C, H, W):\n    """What the student\'s convolution makes of a larger picture."""\n    w, b = fc_to_conv(weight, b, C, H, W)\n    return F.conv2d(*(torch.tensor(np.array(v)) for v in (x, w, b))).numpy()\n\n\ndef linear_at_every_window(x, weight, b, C, H, W):\n    rows, columns = x.shape[2] - H + 1, x.shape[3] - W + 1\n    places = [(i, j) for i in range(rows) for j in range(columns)]\n    windows = [x[:, :, i : i + H, j : j + W].flatten(1) for i, j in places]\n    y = torch.stack([F.linear(window, weight, b) for window in windows], dim=2)  # (N, O, places)\n    return y.unflatten(2, (rows, columns))\n\n\ncheck(\n    fc_to_conv,\n    against=torch_fc_to_conv,\n    on=[\n        case(weight=normal(5, 24), b=normal(5), C=2, H=3, W=4),\n        case(weight=normal(2, 36), b=normal(2), C=4, H=3, W=3),\n    ],\n)\ncheck(\n    fc_to_conv,\n    against=linear_at_every_window,\n    via=slide,\n    on=[case(x=normal(2, 2, 6, 5), weight=normal(5, 24), b=normal(5), C=2, H=3, W=4)],\n)',
    'weight = colour_weight(call(colour_filters))\npicture = random_planes(0, 1, 2)\ngot, here = plane(picture, weight, 0), picture[:, 1:-1, 1:-1]\nred, green, blue = here\nwanted = 0.299 * red + 0.587 * green + 0.114 * blue\neverywhere = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)[:, None, None].expand(3, 3, 3)\nassert not same(got, 0.114 * red + 0.587 * green + 0.299 * blue), because(\n    "colour_filters__blue_first"\n)\nassert not same(got, F.conv2d(picture[None], everywhere[None])[0, 0]), because(\n    "colour_filters__nine_pixels"\n)\nassert not same(got, (red + green + blue) / 3), because("colour_filters__plain_mean")\nassert same(got, wanted), (\n    f"Filter 0: at a pixel with red {red[0, 0]:.3f}, green {green[0, 0]:.3f}, blue "\n    f"{blue[0, 0]:.3f} it gives {got[0, 0]:.4f}. It should give {wanted[0, 0]:.4f}."\n)\n"colour_filters: filter 0 gives the brightness."',
    'weight = colour_weight(call(colour_filters))\nassert not silent(plane(random_planes(0), weight, 1)), because(\n    "colour_filters__edges_of_another_colour"\n)\nassert silent(plane(random_planes(1, 2), weight, 1)), because(\n    "colour_filters__edges_of_all_colours"\n)\nplain_red = torch.zeros(3, 8, 7, dtype=torch.float64)\nplain_red[0] = 1.0\nassert silent(plane(plain_red, weight, 1)), because("colour_filters__edge_sees_plain_red")\nlevel_stripes = torch.zeros(3, 8, 7, dtype=torch.float64)\nlevel_stripes[0] = random_planes(0)[0, :, :1]\nassert silent(plane(level_stripes, weight, 1)), because("colour_filters__level_edges")\nredder_right = torch.zeros(3, 8, 7, dtype=torch.float64)\nredder_right[0, :, 4:] = 1.0\ngot = plane(redder_right, weight, 1)\nassert not (got.max() <= 1e-12 and got.min() < 0), because("colour_filters__edge_sign_inverted")\nassert got.min() >= -1e-12 and got.max() > 1e-12, (\n    "Filter 1: on a picture whose right half is red it should be positive at the edge and zero "\n    f"elsewhere. One row of its answer is {got[0].tolist()}."\n)\n"colour_filters: filter 1 answers red edges alone."',
    'weight = colour_weight(call(colour_filters))\nflat_grey = torch.full((3, 8, 7), 0.6, dtype=torch.float64)\nany_grey = random_planes(0)[:1].expand(3, 8, 7)\nplain_red = torch.zeros(3, 8, 7, dtype=torch.float64)\nplain_red[0] = 1.0\non_flat, on_any = plane(flat_grey, weight, 2), plane(any_grey, weight, 2)\nby_itself = weight[2].sum(dim=(1, 2)).abs().max() < 1e-12\nassert not (silent(on_flat) and not silent(on_any)), because(\n    "colour_filters__zero_sum_in_each_channel"\n    if by_itself\n    else "colour_filters__cancels_at_different_pixels"\n)\nassert silent(on_any), (\n    f"Filter 2: on a picture that is 0.6 in all three planes it gives {on_flat[0, 0]:.4f}. "\n    "It should give 0 on every grey picture."\n)\nassert not silent(plane(plain_red, weight, 2)), because("colour_filters__silent_on_red")\n"colour_filters: filter 2 is silent on grey, and not on red."',
    'check(\n    name_the_bug,\n    against=bank_name_the_bug,\n    on=[case(records=drawn(make_records), conv2d=right_conv2d)],\n)',
    'def beginning(Conv, in_channels, out_channels, kernel_size, bias):\n    """What can be said of the parameters of two new layers."""\n    one, two = (Conv(in_channels, out_channels, kernel_size, 1, 0, bias) for _ in range(2))\n    parameters, others = list(one.parameters()), list(two.parameters())\n    weight = np.asarray(parameters[0])\n    bound = 1 / math.sqrt(in_channels * math.prod(kernel_size))\n    size = np.abs(weight) / bound\n    differ = len(np.unique(weight.reshape(len(weight), -1), axis=0)) == len(weight)\n    facts = {\n        "shapes of the parameters": [tuple(np.shape(p)) for p in parameters],\n        "no weight is larger than 1 / root of fan-in": bool(size.max() < 1.001),\n        "the filters of a layer differ": differ,\n        "two layers begin differently": not np.array_equal(weight, others[0]),\n    }\n    if differ:  # else too few numbers were drawn to count them\n        facts["some weight is nearly as large as 1 / root of fan-in"] = bool(size.max() > 0.99)\n        facts["percent of weights smaller than half of it"] = 10 * round(10 * np.mean(size < 0.5))\n        facts["percent of negative weights"] = 10 * round(10 * np.mean(weight < 0))\n    if bias:\n        size = np.abs(parameters[1]) / bound\n        facts["no bias is larger than 1 / root of fan-in"] = bool(size.max() < 1.001)\n        facts["some bias is larger than a quarter of it"] = bool(size.max() > 0.25)\n        facts["the biases are drawn too"] = bool(np.ptp(parameters[1]) > 0.25 * bound)\n    return facts\n\n\nclass TorchConv2d:\n    """PyTorch\'s layer with the arguments of ours."""\n\n    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, bias):\n        self.layer = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=bias)\n\n    def parameters(self):\n        return [p.detach().numpy() for p in self.layer.parameters()]\n\n\ndef torch_beginning(in_channels, out_channels, kernel_size, bias):\n    return beginning(TorchConv2d, in_channels, out_channels, kernel_size, bias)\n\n\ncheck(\n    Conv2d,\n    against=torch_beginning,\n    via=beginning,\n    on=[\n        case(in_channels=24, out_channels=400, kernel_size=(3, 5), bias=True),\n        case(in_channels=60, out_channels=20, kernel_size=(3, 2), bias=False),\n    ],\n)',
    'def answers_twice_alike(Conv, x):\n    layer = Conv(x.shape[1], 4, (3, 2))\n    return np.array_equal(layer.forward(x), layer.forward(x))\n\n\ndef parameters_after_load(Conv, weight, bias):\n    out_channels, in_channels, *kernel_size = weight.shape\n    layer = Conv(in_channels, out_channels, tuple(kernel_size))\n    layer.load(weight, bias)\n    given = list(layer.parameters())\n    loaded = len(given) == 2 and np.array_equal(given[0], weight) and np.array_equal(given[1], bias)\n    return {"parameters() returns what was loaded": loaded}\n\n\ndef forward(Conv, x, weight, bias, stride, padding):\n    """What a layer with these parameters answers."""\n    out_channels, in_channels, *kernel_size = weight.shape\n    layer = Conv(in_channels, out_channels, tuple(kernel_size), stride, padding, bias is not None)\n    layer.load(weight, bias)\n    return layer.forward(x)\n\n\ndef torch_forward(x, weight, bias, stride, padding):\n    out_channels, in_channels, *kernel_size = weight.shape\n    layer = nn.Conv2d(\n        in_channels, out_channels, kernel_size, stride, padding, bias=bias is not None\n    )\n    layer.weight.data = weight\n    if bias is not None:\n        layer.bias.data = bias\n    return layer(x)\n\n\ncheck(\n    Conv2d,\n    against=lambda x: True,\n    via=answers_twice_alike,\n    on=[case(x=normal(2, 3, 6, 5))],\n)\ncheck(\n    Conv2d,\n    against=lambda weight, bias: {"parameters() returns what was loaded": True},\n    via=parameters_after_load,\n    on=[case(weight=normal(4, 3, 3, 2), bias=normal(4))],\n)\ncheck(\n    Conv2d,\n    against=torch_forward,\n    via=forward,\n    on=[\n        case(\n            x=normal(2, 3, 9, 8),\n            weight=normal(4, 3, 3, 2),\n            bias=normal(4),\n            stride=(2, 3),\n            padding=(1, 2),\n        ),\n        case(x=normal(2, 2, 6, 7), weight=normal(3, 2, 3, 3), bias=None, stride=1, padding=0),\n    ],\n)',
    'def forward_of(Conv, in_channels, x):\n    return Conv(in_channels, 4, (3, 2)).forward(x)\n\n\ncheck_raises(\n    Conv2d,\n    ValueError,\n    via=forward_of,\n    on=[\n        case(in_channels=3, x=normal(2, 1, 6, 5)),\n        case(in_channels=3, x=normal(2, 4, 6, 5)),\n        case(in_channels=1, x=normal(2, 3, 6, 5)),\n    ],\n    because=because("Conv2d__accepts_any_channels"),\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'one_filter': ('def one_filter(x, w):', '"""(C, H, W), (C, kh, kw) -> (H - kh + 1, W - kw + 1)"""', '_, H, W = x.shape', '_, kh, kw = w.shape', 'y = np.zeros((H - kh + 1, W - kw + 1))', 'return y'),
    'conv2d': ('def conv2d(x, w, b=None, stride=1, padding=0):', '"""(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo); ValueError if the kernel does not fit."""', 'N, _, H, W = x.shape', 'O, _, kh, kw = w.shape', '(sh, sw), (ph, pw) = pair(stride), pair(padding)'),
    'add_bias': ('def add_bias(y, b):', '"""(N, O, H, W), (O,) -> (N, O, H, W), a new array"""'),
    'conv1x1': ('def conv1x1(x, w, b):', '"""(N, C, H, W), (O, C, 1, 1), (O,) -> (N, O, H, W)"""', 'N, C, H, W = x.shape', 'O = len(w)'),
    'to_torch_layout': ('def to_torch_layout(x_nhwc, w_hwio):', '"""(N, H, W, C), (kh, kw, C, O) -> (N, C, H, W), (O, C, kh, kw)"""'),
    'conv_cost': ('def conv_cost(cin, cout, kh, kw, hout, wout, bias=True, groups=1):', '"""(number of parameters, multiply-accumulates for one picture)"""'),
    'fc_to_conv': ('def fc_to_conv(weight, b, C, H, W):', '"""(O, C * H * W), (O,) -> (O, C, H, W), (O,)"""', 'O = len(weight)'),
    'colour_filters': ('def colour_filters():', '"""Three filters for red, green, blue: (3, 3, 3, 3), in the order output, input, row, column."""', 'w = np.zeros((3, 3, 3, 3))', 'return w'),
    'name_the_bug': ('def name_the_bug(records, conv2d):', '"""The name of the mistake in each record\'s output: a list of str."""', 'names = []', 'for record in records:', 'x, w, b = record["x"], record["w"], record["b"]', 'stride, padding, y = record["stride"], record["padding"], record["y"]', 'suspects = {"no bias": conv2d(x, w, None, stride, padding)}', 'fits = [name for name, z in suspects.items() if z.shape == y.shape and np.allclose(z, y)]', 'names.append(fits[0] if fits else "unknown")', 'return names'),
    'Conv2d': ('class Conv2d:', '"""A convolution layer with parameters of its own."""', 'def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):', 'kh, kw = pair(kernel_size)', 'self.stride, self.padding = stride, padding', 'def load(self, weight, bias=None):', '"""Put these parameters in place of the drawn ones."""', 'self.weight, self.bias = weight, bias', 'def parameters(self):', '"""[weight, bias], or [weight] if there is no bias"""', 'def forward(self, x):', '"""(N, in_channels, H, W) -> (N, out_channels, Ho, Wo); ValueError for other channels."""'),
}

EXERCISES = {
    'one_filter': ('one_filter__keeps_channels', 'one_filter__averages_channels', 'one_filter__first_channel_only', 'one_filter__first_plane_under_all_kernels', 'one_filter__keeps_last_channel', 'one_filter__one_kernel_for_all', 'one_filter__multiplies_channels', 'one_filter__channels_reversed', 'one_filter__turns_kernels', 'one_filter__last_places_stay_zero', 'one_filter__multiplies_sums'),
    'conv2d': ('conv2d__only_zeros', 'conv2d__turns_kernels', 'conv2d__kernels_upside_down', 'conv2d__kernels_mirrored', 'conv2d__kernels_transposed', 'conv2d__first_channel_only', 'conv2d__first_plane_under_all_kernels', 'conv2d__averages_channels', 'conv2d__one_kernel_for_all_channels', 'conv2d__channels_reversed', 'conv2d__one_filter_for_all_outputs', 'conv2d__running_sum_over_outputs', 'conv2d__outputs_reversed', 'conv2d__first_image_for_all', 'conv2d__pads_bottom_right_only', 'conv2d__pads_top_left_only', 'conv2d__pads_with_edge', 'conv2d__pads_with_ones', 'conv2d__ignores_padding', 'conv2d__counts_padding_once', 'conv2d__rounds_size_up', 'conv2d__forgets_plus_one', 'conv2d__last_row_missing', 'conv2d__stride_on_taps', 'conv2d__stride_only_in_shape', 'conv2d__stride_swapped', 'conv2d__padding_swapped', 'conv2d__output_transposed', 'conv2d__rows_reversed', 'conv2d__forgets_bias', 'conv2d__bias_for_every_weight', 'conv2d__bias_for_every_channel', 'conv2d__bias_at_every_window', 'conv2d__bias_for_every_column', 'conv2d__asks_whether_bias_is_true', 'conv2d__size_of_padding_and_stride', 'conv2d__first_bias_for_all', 'conv2d__needs_a_bias', 'conv2d__accepts_any_kernel', 'conv2d__compares_kernel_with_bare_picture', 'conv2d__numbers_not_made_pairs', 'conv2d__filter_of_picture'),
    'add_bias': ('add_bias__to_columns', 'add_bias__to_rows', 'add_bias__to_pictures', 'add_bias__first_for_all', 'add_bias__sum_for_all', 'add_bias__once_for_every_channel', 'add_bias__writes_into_y'),
    'conv1x1': ('conv1x1__reshapes_channels_last', 'conv1x1__reshapes_result', 'conv1x1__transposes_weights', 'conv1x1__sums_over_places', 'conv1x1__bias_to_columns', 'conv1x1__forgets_bias'),
    'to_torch_layout': ('to_torch_layout__reshapes', 'to_torch_layout__picture_turned', 'to_torch_layout__kernel_turned', 'to_torch_layout__inputs_first', 'to_torch_layout__weight_left_alone', 'to_torch_layout__pictures_left_alone', 'to_torch_layout__inputs_last', 'to_torch_layout__kernels_turned_round'),
    'conv_cost': ('conv_cost__flops', 'conv_cost__input_positions', 'conv_cost__bias_everywhere', 'conv_cost__always_bias', 'conv_cost__forgets_input_channels', 'conv_cost__ignores_groups', 'conv_cost__divides_twice', 'conv_cost__bias_in_macs', 'conv_cost__one_bias_in_all', 'conv_cost__adds_sides_of_kernel'),
    'fc_to_conv': ('fc_to_conv__channels_last', 'fc_to_conv__kernels_transposed', 'fc_to_conv__turns_kernels', 'fc_to_conv__divides_bias', 'fc_to_conv__bias_for_every_place', 'fc_to_conv__inputs_first', 'fc_to_conv__channels_reversed'),
    'colour_filters': ('colour_filters__blue_first', 'colour_filters__nine_pixels', 'colour_filters__plain_mean', 'colour_filters__edges_of_all_colours', 'colour_filters__edges_of_another_colour', 'colour_filters__level_edges', 'colour_filters__edge_sign_inverted', 'colour_filters__zero_sum_in_each_channel', 'colour_filters__silent_on_red', 'colour_filters__edge_sees_plain_red', 'colour_filters__cancels_at_different_pixels'),
    'name_the_bug': ('name_the_bug__flip_and_transpose_exchanged', 'name_the_bug__flips_channels_too', 'name_the_bug__mean_divides_too_much', 'name_the_bug__one_filter_gives_one_plane', 'name_the_bug__stride_and_padding_exchanged', 'name_the_bug__exchanges_both_settings', 'name_the_bug__first_bias_for_first_plane', 'name_the_bug__bias_per_kernel_weight'),
    'Conv2d': ('Conv2d__same_weights_in_every_layer', 'Conv2d__every_filter_the_same', 'Conv2d__bound_without_channels', 'Conv2d__bound_from_outputs', 'Conv2d__bound_without_root', 'Conv2d__draws_from_bell_curve', 'Conv2d__draws_positive_only', 'Conv2d__bias_begins_at_zero', 'Conv2d__bias_for_every_place', 'Conv2d__bias_for_every_input', 'Conv2d__lists_missing_bias', 'Conv2d__inputs_first', 'Conv2d__keeps_first_parameters', 'Conv2d__draws_at_every_call', 'Conv2d__forgets_bias', 'Conv2d__forgets_settings', 'Conv2d__accepts_any_channels'),
}
