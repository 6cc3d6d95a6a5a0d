"""The tempting mistakes of 06_gradients, made from lessons/06_gradients.py.

Do not edit: change the lesson and run `autograder build`.
"""

import numpy as np

from convkit.convolution.conv import conv2d
from convkit.sliding.shapes import conv_output_size
from convkit.convolution.transposed import conv_transpose2d


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def xcorr1d_backward__does_not_turn(x, k, g):
    """In your dx the kernel is the wrong way round: input j was read by output i with the weight
    k[j - i]. If you slide it over g, flip it; if you stamp it on the windows, use it as it is.
    """
    return np.correlate(g, k, mode="full"), np.correlate(x, g, mode="valid")


def xcorr1d_backward__dx_too_short(x, k, g):
    """Your dx covers only the inputs that every place of the kernel has read. The inputs near the
    ends were read too, by fewer outputs: dx has the length of x.
    """
    return np.convolve(g, k, mode="valid"), np.correlate(x, g, mode="valid")


def xcorr1d_backward__dk_backwards(x, k, g):
    """Your dk is in reverse order, as when x and g are exchanged. Entry a of dk is the sum of g[i]
    * x[i + a].
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk[::-1]


def xcorr1d_backward__convolves_for_dk(x, k, g):
    """You flipped g for dk, as np.convolve does. Only dx needs something flipped: dk is the plain
    cross-correlation of x with g.
    """
    return np.convolve(g, k, mode="full"), np.convolve(x, g, mode="valid")


def xcorr1d_backward__ignores_g(x, k, g):
    """You handed on the same blame from every output. Output i has the blame g[i]: multiply by it."""
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += k
        dk += x[i : i + m]
    return dx, dk


def xcorr1d_backward__overwrites_dx(x, k, g):
    """Where windows overlap, only the last output's blame is left in your dx. Add it: dx[i : i + m]
    += ...
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] = g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk


def xcorr1d_backward__overwrites_dk(x, k, g):
    """Only the last window is left in your dk. Every output used the kernel, so add up over all of
    them.
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk = g[i] * x[i : i + m]
    return dx, dk


def xcorr1d_backward__averages_dk(x, k, g):
    """You divided dk by the number of windows. The kernel was used at every place and answers for
    all of them: the blame is a sum.
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk / (n - m + 1)


def xcorr1d_backward__exchanged(x, k, g):
    """You returned dk first. Return the pair (dx, dk)."""
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m + 1):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dk, dx


def xcorr1d_backward__forgets_last_output(x, k, g):
    """The blame of the last output is missing. There are n - m + 1 outputs, so let i run over
    range(n - m + 1).
    """
    n, m = len(x), len(k)
    dx, dk = np.zeros(n), np.zeros(m)
    for i in range(n - m):
        dx[i : i + m] += g[i] * k
        dk += g[i] * x[i : i + m]
    return dx, dk


def conv2d_backward__averages_bias(x, w, g, stride=1, padding=0):
    """You averaged the blame for the bias. It was added to every output of its channel, so its
    blame is the sum: g.sum(axis=(0, 2, 3)).
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.mean(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__bias_over_batch_only(x, w, g, stride=1, padding=0):
    """You summed db over the pictures only. There is one bias for a channel, added at every place:
    sum over rows and columns too.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=0)
    return dx, dw, db


def conv2d_backward__keeps_padding(x, w, g, stride=1, padding=0):
    """Your dx still has the blame of the padding. Cut it off: dx has the shape of x."""
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__minus_zero(x, w, g, stride=1, padding=0):
    """You cut off the padding with an end of -ph, and -0 is 0, so without padding nothing is left.
    Cut from ph to ph + H.
    """
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph:-ph, pw:-pw]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__cuts_at_one_end(x, w, g, stride=1, padding=0):
    """You cut all of the padding off at the bottom and at the right. Half of it is at the top and
    at the left: rows ph to ph + H, columns pw to pw + W.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, :H, :W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__dw_without_padding(x, w, g, stride=1, padding=0):
    """You took the windows for dw from x without its padding, so they are shifted. Output (i, j)
    saw the window of the padded picture.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    shifted = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, shifted[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__forgets_stride(x, w, g, stride=1, padding=0):
    """You put the blame for dx back without the stride. The window of output (i, j) starts at row i
    * sh, column j * sw.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, i : i + kh, j : j + kw] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__overwrites_dx(x, w, g, stride=1, padding=0):
    """Where windows overlap, only the last one's blame is left in dx. Add it with +=."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] = np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__overwrites_dw(x, w, g, stride=1, padding=0):
    """Only the last window is left in dw. Every place used the filters: add up with +=."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw = np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__divides_by_batch(x, w, g, stride=1, padding=0):
    """You divided by the number of pictures. If the loss is a mean, that division is in g already;
    the backward pass only adds.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw / len(x), db / len(x)


def conv2d_backward__averages_filters(x, w, g, stride=1, padding=0):
    """You divided dw by the number of pictures. If the loss is a mean, that division is in g already;
    the backward pass only adds.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw / len(x), db


def conv2d_backward__exchanged(x, w, g, stride=1, padding=0):
    """You returned the gradients in another order. Return the triple (dx, dw, db)."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dw, dx, db


def conv2d_backward__bias_over_everything(x, w, g, stride=1, padding=0):
    """You summed db over the filters as well. Each output channel has a bias of its own:
    g.sum(axis=(0, 2, 3)), of shape (O,).
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, np.full(len(w), db.sum())


def conv2d_backward__turns_filters(x, w, g, stride=1, padding=0):
    """In your dx the filters are the wrong way round. An output hands its blame to the pixel (a, b)
    of its window with the very weight it read it with, w[o, c, a, b].
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w[:, :, ::-1, ::-1], axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__turns_dw(x, w, g, stride=1, padding=0):
    """Your dw is flipped. Weight (a, b) met pixel (a, b) of each window: nothing is flipped here."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw[:, :, ::-1, ::-1], db


def conv2d_backward__dw_for_each_picture(x, w, g, stride=1, padding=0):
    """You kept a dw for every picture. All of them used the same filters, so sum over the pictures."""
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros((len(x), *w.shape))
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += here[:, :, None, None, None] * padded[:, None, :, down, right]
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv2d_backward__loses_leftovers(x, w, g, stride=1, padding=0):
    """Your dx ends where the last window ends. The rows and columns after it have the gradient 0,
    but they belong to x, so they belong to dx.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    last = ((Ho - 1) * sh + kh - ph, (Wo - 1) * sw + kw - pw)
    return dx[:, :, : last[0], : last[1]], dw, db


def conv2d_backward__ignores_g(x, w, g, stride=1, padding=0):
    """You took the blame of every output as 1. Multiply by g: most losses blame some outputs more
    than others.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = np.ones(g.shape[:2])
            dpadded[:, :, down, right] += np.tensordot(here, w, axes=1)
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = np.full(len(w), 1.0 * len(x) * Ho * Wo)
    return dx, dw, db


def conv2d_backward__first_filter_only(x, w, g, stride=1, padding=0):
    """The blame of all outputs went back through the first filter. Output channel o was computed
    with filter o.
    """
    H, W = x.shape[2:]
    (kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            here = g[:, :, i, j]  # (N, O)
            dpadded[:, :, down, right] += np.multiply.outer(here.sum(axis=1), w[0])
            dw += np.tensordot(here.T, padded[:, :, down, right], axes=1)
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db


def input_grad_as_transposed__no_output_padding(w, g, x_shape, stride, padding):
    """You left output_padding at 0, which gives the smallest picture with so many outputs. Tell it
    how many rows and columns the last window left over.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw))


def input_grad_as_transposed__appends_zeros(w, g, x_shape, stride, padding):
    """You added the missing rows and columns as zeros. With padding, windows reach into them and
    they have a gradient: pass output_padding.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    dx = conv_transpose2d(g, w, None, (sh, sw), (ph, pw))
    return np.pad(dx, ((0, 0), (0, 0), (0, rest[0]), (0, rest[1])))


def input_grad_as_transposed__exchanges_channels(w, g, x_shape, stride, padding):
    """You exchanged the channel axes of w. conv_transpose2d wants the axis of its own input first,
    and that is the O outputs the blame comes from: pass w as it is.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w.swapaxes(0, 1), None, (sh, sw), (ph, pw), rest)


def input_grad_as_transposed__turns_kernels(w, g, x_shape, stride, padding):
    """You flipped the kernels. conv_transpose2d stamps them as they are, which is what the blame
    needs.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w[:, :, ::-1, ::-1], None, (sh, sw), (ph, pw), rest)


def input_grad_as_transposed__keeps_padding(w, g, x_shape, stride, padding):
    """You left out the padding, so the blame of the zeros around the picture is still there. Pass
    padding as the forward pass had it.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), 0, rest)


def input_grad_as_transposed__rest_without_padding(w, g, x_shape, stride, padding):
    """You took the remainder without the padding. The windows walk over the padded picture: (H + 2
    * ph - kh) % sh.
    """
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H - kh) % sh, (W - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest)


def input_grad_as_transposed__rest_always_stride_minus_one(w, g, x_shape, stride, padding):
    """You took stride - 1 rows and columns as left over. It depends on the size: take the
    remainder, (H + 2 * ph - kh) % sh.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = (sh - 1, sw - 1)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest)


def input_grad_as_transposed__exchanges_axes(w, g, x_shape, stride, padding):
    """You gave what is left over in the wrong order. Rows first, then columns."""
    (H, W), (kh, kw) = x_shape[2:], w.shape[2:]
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    rest = ((H + 2 * ph - kh) % sh, (W + 2 * pw - kw) % sw)
    return conv_transpose2d(g, w, None, (sh, sw), (ph, pw), rest[::-1])


def weight_grad_as_conv__stride_stays_stride(x, g, w_shape, stride, padding):
    """You used the stride as a stride. Neighbouring weights met neighbouring pixels, and it is the
    entries of g that lie a stride apart: give it as dilation.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, stride, padding)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__no_dilation(x, g, w_shape, stride, padding):
    """You laid the blame on the picture without gaps. Two neighbouring outputs looked at windows a
    stride apart: dilate g by the stride.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__stride_and_dilation(x, g, w_shape, stride, padding):
    """You dilated g by the stride, and then used the stride as a stride as well. Neighbouring
    weights met neighbouring pixels: stride 1.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, stride, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__keeps_extra_rows(x, g, w_shape, stride, padding):
    """Your result is larger than the filters where the forward pass left rows over. Keep the first
    kh rows and kw columns.
    """
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw.swapaxes(0, 1)


def weight_grad_as_conv__cuts_at_the_start(x, g, w_shape, stride, padding):
    """You kept the last kh rows and kw columns. The place where g starts at the picture's first
    pixel belongs to weight (0, 0): keep the first.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, dw.shape[2] - kh :, dw.shape[3] - kw :].swapaxes(0, 1)


def weight_grad_as_conv__not_exchanged_back(x, g, w_shape, stride, padding):
    """Your result has the shape (C, O, kh, kw). Exchange its first two axes: w is (O, C, kh, kw)."""
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw]


def weight_grad_as_conv__batch_is_batch(x, g, w_shape, stride, padding):
    """You gave x and g to conv2d as they are. It sums over channels, but dw is a sum over pictures:
    exchange the first two axes of both.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x, g, None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__turns_g(x, g, w_shape, stride, padding):
    """You flipped the blame. Weight (a, b) met pixel (i + a, j + b) for output (i, j), both
    counted in the same direction: use g as it is.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(
        x.swapaxes(0, 1), g.swapaxes(0, 1)[:, :, ::-1, ::-1], None, 1, padding, stride
    )  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__forgets_padding(x, g, w_shape, stride, padding):
    """You left out the padding. The forward pass saw the zeros around the picture, so the blame
    must slide over them too.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, 0, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1)


def weight_grad_as_conv__averages_pictures(x, g, w_shape, stride, padding):
    """You divided by the number of pictures. All of them used the same filters, and their blame
    adds up.
    """
    kh, kw = w_shape[2:]
    dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1), None, 1, padding, stride)  # (C, O, ...)
    return dw[:, :, :kh, :kw].swapaxes(0, 1) / len(x)


def numerical_vjp__one_sided(f, x, g, eps):
    """You looked to one side only, which leaves an error that falls like eps. Take f at x + eps and
    at x - eps, and divide by 2 * eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


def numerical_vjp__forgets_g(f, x, g, eps):
    """You added up the changes of all outputs alike. Output i has the blame g[i]: multiply by g
    before you sum.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(f(above) - f(below)) / (2 * eps)
    return dx


def numerical_vjp__divides_by_eps(f, x, g, eps):
    """You divided by eps. From x - eps to x + eps it is 2 * eps."""
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


def numerical_vjp__halves_the_step(f, x, g, eps):
    """Your two points are eps apart, half of it to each side. Go a whole eps to each side, and
    divide by 2 * eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps / 2
        below[i] -= eps / 2
        dx[i] = np.sum(g * (f(above) - f(below))) / (eps)
    return dx


def numerical_vjp__divides_by_two_eps_wrongly(f, x, g, eps):
    """You wrote / 2 * eps. Python divides by 2 and then multiplies by eps: put brackets around 2 *
    eps.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / 2 * eps
    return dx


def numerical_vjp__single_precision(f, x, g, eps):
    """You computed in float32. With 7 digits, the difference of two nearly equal numbers is mostly
    rounding: stay in float64.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.astype(np.float32), x.astype(np.float32)
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


def numerical_vjp__does_not_restore(f, x, g, eps):
    """You moved an entry and did not move it back before you went on to the next. Start every time
    from x itself.
    """
    dx = np.zeros(x.shape)
    moved = x.copy()
    for i in np.ndindex(x.shape):
        moved[i] += eps
        above = moved.copy()
        moved[i] -= 2 * eps
        dx[i] = np.sum(g * (f(above) - f(moved))) / (2 * eps)
    return dx


def numerical_vjp__moves_whole_rows(f, x, g, eps):
    """You moved x[i] for i in range(len(x)). For an array with several axes that is a whole row: go
    through np.ndindex(x.shape).
    """
    dx = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


def numerical_vjp__moves_all_at_once(f, x, g, eps):
    """You moved all entries at the same time, which gives one number for all of them. Move one
    entry at a time and leave the others.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above += eps
        below -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


def numerical_vjp__step_of_its_own(f, x, g, eps):
    """You did not use the eps that was given. Whoever calls the function chooses the step."""
    dx = np.zeros(x.shape)
    eps = 1e-5
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        dx[i] = np.sum(g * (f(above) - f(below))) / (2 * eps)
    return dx


def numerical_vjp__changes_x(f, x, g, eps):
    """You moved the entries of x itself. Whoever called the function still needs it: move them in a
    copy.
    """
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        dx[i] = np.sum(g * (above - below)) / (2 * eps)
    return dx


def fools_gradcheck__right_pair():
    """Your forward pass is the cross-correlation itself. Make it a wrong one, and give it its own
    right backward pass.
    """

    def forward(x, k):
        return np.correlate(x, k, mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


def fools_gradcheck__pair_does_not_match():
    """Your backward pass is not the gradient of your forward pass, so the check sees through it.
    Derive it from the forward pass you return, mistake included.
    """

    def forward(x, k):
        return np.correlate(x, k[::-1], mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


def fools_gradcheck__turns_gradient_once():
    """Your dx fits your forward pass and your dk does not. Whatever the forward pass does to the
    kernel before it uses it, flipping or cutting it, dk has to take back.
    """

    def forward(x, k):
        return np.correlate(x, k[::-1], mode="valid")

    def backward(x, k, g):
        return np.convolve(g, k[::-1], mode="full"), np.correlate(x, g, mode="valid")

    return forward, backward


def fools_gradcheck__sometimes_right():
    """For some of the signals and kernels that were tried your forward pass is the cross-correlation.
    Make it wrong for every kernel of two entries or more.
    """

    def forward(x, k):
        return np.correlate(x, k if len(x) % 2 else k[::-1], mode="valid")

    def backward(x, k, g):
        if len(x) % 2:
            return np.convolve(g, k, mode="full"), np.correlate(x, g, mode="valid")
        return np.convolve(g, k[::-1], mode="full"), np.correlate(x, g, mode="valid")[::-1]

    return forward, backward


def fools_gradcheck__only_zeros():
    """Your forward pass gives zeros, and nobody is fooled by those. Let its outputs depend on the
    signal and on the kernel.
    """

    def forward(x, k):
        return np.zeros(len(x) - len(k) + 1)

    def backward(x, k, g):
        return np.zeros(len(x)), np.zeros(len(k))

    return forward, backward


def fools_gradcheck__wrong_length():
    """Your forward pass returns an array of another length, and that would be noticed at once. It
    must have n - m + 1 entries.
    """

    def forward(x, k):
        return np.convolve(x, k, mode="full")

    def backward(x, k, g):
        return np.correlate(g, k, mode="valid"), np.correlate(g, x, mode="valid")

    return forward, backward


def fools_gradcheck__one_gradient():
    """Your backward pass returns one array. The kernel is learned and the signal came from an
    earlier layer: return the pair (dx, dk).
    """

    def forward(x, k):
        return np.convolve(x, k, mode="valid")

    def backward(x, k, g):
        return np.correlate(g, k, mode="full")

    return forward, backward


def param_grad_shapes__one_for_each_picture(x_shape, w_shape):
    """You gave dw an axis for the pictures. There is one set of filters for the whole batch, so dw
    has the shape of w.
    """
    return tuple(x_shape), (x_shape[0], *w_shape), (w_shape[0],)


def param_grad_shapes__bias_with_axes(x_shape, w_shape):
    """You gave db two axes of length 1. That is how a bias is added; the bias itself has the shape
    (O,), and so has its gradient.
    """
    return tuple(x_shape), tuple(w_shape), (w_shape[0], 1, 1)


def param_grad_shapes__bias_is_a_number(x_shape, w_shape):
    """You gave the shape of db as a number. A shape is a tuple, also with one axis: (O,), with the
    comma.
    """
    return tuple(x_shape), tuple(w_shape), w_shape[0]


def param_grad_shapes__bias_of_input_channels(x_shape, w_shape):
    """You gave db one number for each input channel. The bias is added to the outputs: one for each
    filter.
    """
    return tuple(x_shape), tuple(w_shape), (w_shape[1],)


def param_grad_shapes__dx_like_output(x_shape, w_shape):
    """You gave dx the shape of the output. That is the shape of g, the blame that comes in; dx has
    the shape of x.
    """
    (N, _, H, W), (O, _, kh, kw) = x_shape, w_shape
    return (N, O, H - kh + 1, W - kw + 1), tuple(w_shape), (O,)


def param_grad_shapes__filters_exchanged(x_shape, w_shape):
    """You exchanged the first two axes of dw. Filters have the shape (O, C, kh, kw), and so has
    their gradient.
    """
    return tuple(x_shape), (w_shape[1], w_shape[0], *w_shape[2:]), (w_shape[0],)


def accumulate__always_mean(dw_each, db_each, reduction):
    """You took the mean whatever the reduction. If the loss is a sum, its gradient is the sum."""
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


def accumulate__always_sum(dw_each, db_each, reduction):
    """You took the sum whatever the reduction. If the loss is the mean over the pictures, divide by
    their number.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    return dw, db


def accumulate__divides_twice(dw_each, db_each, reduction):
    """For the mean you divided by the number of pictures twice. Once is enough: each gradient is
    that of its own picture's whole loss.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each) ** 2, db / len(db_each) ** 2
    return dw, db


def accumulate__sums_over_channels(dw_each, db_each, reduction):
    """You summed over the input channels as well. Each weight is a number of its own with a
    gradient of its own: sum over axis 0 only.
    """
    dw, db = dw_each.sum(axis=(0, 2)), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


def accumulate__mean_over_everything(dw_each, db_each, reduction):
    """For the mean you divided by the number of all gradients. The loss is the mean over pictures:
    divide by how many pictures there are.
    """
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / dw_each.size, db / db_each.size
    return dw, db


def accumulate__bias_always_summed(dw_each, db_each, reduction):
    """Your dw is right, but db is the sum in both cases. Both come from one loss: treat them alike."""
    dw, db = dw_each.sum(axis=0), db_each.sum(axis=0)
    if reduction == "mean":
        dw, db = dw / len(dw_each), db
    return dw, db


def accumulate__last_picture(dw_each, db_each, reduction):
    """You returned the gradient of the last picture. Every picture has its part in the loss: add
    them up.
    """
    dw, db = dw_each[-1].copy(), db_each[-1].copy()
    if reduction == "mean":
        dw, db = dw / len(dw_each), db / len(db_each)
    return dw, db


def learn_kernel__wrong_sign(x, y, w_shape, lr, steps):
    """You went along the gradient, where the loss grows. The blame is 2 * (conv2d(x, w) - y), in this
    order, and the step is minus: w = w - lr * dw.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w + lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__adds_gradients_up(x, y, w_shape, lr, steps):
    """You kept the gradients of earlier steps and added the new one to them. Each step uses the
    gradient of the filters as they are now: start dw afresh.
    """
    w, dw = np.zeros(w_shape), np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        dw = dw + conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw
    return w


def learn_kernel__divides_by_batch(x, y, w_shape, lr, steps):
    """You divided by the number of pictures. The loss is a sum over everything, so its gradient is
    a sum as well.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y) / len(x)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__takes_the_mean(x, y, w_shape, lr, steps):
    """You took the gradient of the mean of the squares, over all outputs. The loss is their sum: do
    not divide.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y) / y.size
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__forgets_the_two(x, y, w_shape, lr, steps):
    """Your steps are half as long as they should be. The derivative of the square (y - t) ** 2 is 2
    * (y - t).
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = conv2d(x, w) - y
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__turned(x, y, w_shape, lr, steps):
    """Your filters come out flipped, because your forward pass flips them. Use conv2d,
    and the gradient that belongs to it.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w[:, :, ::-1, ::-1]) - y)
        dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw[:, :, ::-1, ::-1]
    return w


def learn_kernel__gradient_turned(x, y, w_shape, lr, steps):
    """Your forward pass uses the filters as they are, but your gradient is flipped. The
    two do not belong together: flip nothing.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        dw = conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        w = w - lr * dw[:, :, ::-1, ::-1]
    return w


def learn_kernel__old_blame(x, y, w_shape, lr, steps):
    """You computed the blame once, before the loop. After a step the filters are others, and so are
    the outputs: compute it anew every time.
    """
    w = np.zeros(w_shape)
    g = 2 * (conv2d(x, w) - y)
    for _ in range(steps):
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__one_step_less(x, y, w_shape, lr, steps):
    """You took one step less than asked. range(steps) counts 0, 1, ..., steps - 1, and those are
    `steps` steps.
    """
    w = np.zeros(w_shape)
    for _ in range(1, steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__one_step_more(x, y, w_shape, lr, steps):
    """You took one step more than asked. range(steps) makes `steps` passes, and none comes before or
    after them.
    """
    w = np.zeros(w_shape)
    for _ in range(steps + 1):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__returns_inside_loop(x, y, w_shape, lr, steps):
    """Only one of your steps is left. Either your return stands inside the loop, or every pass sets w
    to zeros again: begin before the loop, return after it.
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
        return w


def learn_kernel__hands_back_the_loss(x, y, w_shape, lr, steps):
    """You handed back the squares themselves. The blame is their derivative, 2 * (conv2d(x, w) -
    y).
    """
    w = np.zeros(w_shape)
    for _ in range(steps):
        g = (conv2d(x, w) - y) ** 2
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def learn_kernel__starts_with_ones(x, y, w_shape, lr, steps):
    """You did not start with zeros. With enough steps it would make no difference; with these it
    does.
    """
    w = np.ones(w_shape)
    for _ in range(steps):
        g = 2 * (conv2d(x, w) - y)
        w = w - lr * conv2d(x.swapaxes(0, 1), g.swapaxes(0, 1)).swapaxes(0, 1)
    return w


def maxpool2d_backward__overwrites(x, g, k, s):
    """A pixel that wins several windows has only one window's blame. Add it, dx[...] += g[...], in a
    loop; where places repeat within one statement, += counts each once, and np.add.at counts all.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] = g[n, c, i, j]
    return dx


def maxpool2d_backward__all_ties_win(x, g, k, s):
    """Every pixel that equals the maximum got the whole blame. Only the first in reading order
    wins.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            window = x[:, :, down, right]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dx[:, :, down, right] += mask * g[:, :, i, j, None, None]
    return dx


def maxpool2d_backward__splits_ties(x, g, k, s):
    """You divided the blame among the pixels that tie. The first in reading order takes all of it."""
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            window = x[:, :, down, right]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            mask = mask / mask.sum(axis=(2, 3), keepdims=True)
            dx[:, :, down, right] += mask * g[:, :, i, j, None, None]
    return dx


def maxpool2d_backward__last_of_ties(x, g, k, s):
    """Of pixels that tie, the last one got the blame. The first in reading order wins: look for a
    larger number with >, not with >=.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = kh * kw - 1 - window.reshape(N, C, kh * kw)[:, :, ::-1].argmax(axis=2)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__steps_by_window(x, g, k, s):
    """You placed the windows a window's size apart. They are a stride apart: rows from i * sh,
    columns from j * sw.
    """
    (N, C), (Ho, Wo), (kh, kw) = x.shape[:2], g.shape[2:], pair(k)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        window = x[n, c, i * kh : i * kh + kh, j * kw : j * kw + kw]
        if window.size:
            row, column = divmod(window.argmax(), window.shape[1])
            dx[n, c, i * kh + row, j * kw + column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__hands_back_without_stride(x, g, k, s):
    """You found the right winners, but put their blame down as if windows lay one pixel apart. The
    winner of window (i, j) is at row i * sh + row, column j * sw + column.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i + row, j + column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__returns_early(x, g, k, s):
    """Your return stands inside the loop, so only the first row of windows hands on its blame. Move
    it to the left, behind the loops.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]

        return dx


def maxpool2d_backward__searches_whole_plane(x, g, k, s):
    """You looked for the maximum in the whole plane, and an equal pixel may stand in front of the
    window. Look for the winner inside the window.
    """
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        largest = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw].max()
        row, column = divmod(np.argmax(x[n, c] == largest), x.shape[3])
        dx[n, c, row, column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__starts_at_zero(x, g, k, s):
    """Your search for the winner begins with 0, so in a window of negative numbers it finds none.
    Begin with the first pixel of the window, or with -np.inf.
    """
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        largest, winner = 0, (i * sh, j * sw)
        for a, b in np.ndindex(kh, kw):
            if x[n, c, i * sh + a, j * sw + b] > largest:
                largest, winner = x[n, c, i * sh + a, j * sw + b], (i * sh + a, j * sw + b)
        dx[n, c, *winner] += g[n, c, i, j]
    return dx


def maxpool2d_backward__ignores_g(x, g, k, s):
    """You gave every winner the blame 1. It gets the blame of its output, g[n, c, i, j]."""
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += 1
    return dx


def maxpool2d_backward__spreads_evenly(x, g, k, s):
    """You spread the blame evenly over the window, as for an average. Behind a maximum only the
    winner is to blame.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            dx[:, :, down, right] += g[:, :, i, j, None, None] / (kh * kw)
    return dx


def maxpool2d_backward__divides_by_height(x, g, k, s):
    """You took the winner's row and column with kh. A line of the window has kw pixels: row q //
    kw, column q % kw.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kh)
                dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__place_in_window(x, g, k, s):
    """You put the blame at the winner's place inside its window, so all of it ends in the top-left
    corner. The window begins at row i * sh, column j * sw: add that.
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, row, column] += g[n, c, i, j]
    return dx


def maxpool2d_backward__hands_on_maximum(x, g, k, s):
    """You handed on the maximum itself. What goes to the winner is the blame of its output,
    g[n, c, i, j].
    """
    (N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]
    (kh, kw), (sh, sw) = pair(k), pair(s)
    dx = np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (N, C, kh, kw)
            winner = window.reshape(N, C, kh * kw).argmax(axis=2)  # (N, C)
            for n, c in np.ndindex(N, C):
                row, column = divmod(winner[n, c], kw)
                dx[n, c, i * sh + row, j * sw + column] += window[n, c].max()
    return dx


def maxpool2d_backward__one_winner_for_all_channels(x, g, k, s):
    """You looked for one winner among all channels of a picture. Channels are pooled one by one,
    and each has a winner of its own.
    """
    (Ho, Wo), (kh, kw), (sh, sw) = g.shape[2:], pair(k), pair(s)
    dx = np.zeros(x.shape)
    for n, i, j in np.ndindex(len(x), Ho, Wo):
        window = x[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        c, row, column = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, i * sh + row, j * sw + column] += g[n, c, i, j]
    return dx


ALLOW = ('numpy', 'math', 'convkit.sliding.shapes.conv_output_size', 'convkit.convolution.conv.conv2d', 'convkit.convolution.transposed.conv_transpose2d')

TITLE = '6 · Gradients: who is to blame'
OPTIONAL = ('input_grad_as_transposed', 'weight_grad_as_conv', 'fools_gradcheck')

TITLES = {
    'xcorr1d_backward': '6.1 · Blame on a line',
    'conv2d_backward': '6.2 · The backward pass of a layer',
    'input_grad_as_transposed': '6.3 · dx, ready made',
    'weight_grad_as_conv': '6.4 · dw, ready made',
    'numerical_vjp': '6.5 · Try it out',
    'fools_gradcheck': '6.6 · Fool the gradient check',
    'param_grad_shapes': '6.7 · Shapes and batches',
    'learn_kernel': '6.8 · Learn a layer',
    'maxpool2d_backward': '6.9 · Backwards through max pooling',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('xcorr1d_backward', 2, '374ff11ec0437573'),
    ('conv2d_backward', 2, '532f865c3fbf9dce'),
    ('conv2d_backward', 2, '0509f3c779fa2aea'),
    ('input_grad_as_transposed', 2, 'b8fd98dd1622a2ee'),
    ('weight_grad_as_conv', 2, 'ea9179f4d1ec9328'),
    ('numerical_vjp', 3, '23d63a1f249b7642'),
    ('fools_gradcheck', 2, '55e069caa13a2746'),
    ('param_grad_shapes', 1, 'ef5ec4d855d70f21'),
    ('param_grad_shapes', 1, '0a67b24ba67cafa3'),
    ('learn_kernel', 2, '3bd0b69ed20058b9'),
    ('maxpool2d_backward', 3, '77d2730d9c4b7ef8'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_xcorr1d_backward(x, k, g):\n    x.requires_grad_(), k.requires_grad_()\n    y = F.conv1d(x[None, None], k[None, None])[0, 0]\n    return torch.autograd.grad(y, (x, k), g)\n\n\ncheck(\n    xcorr1d_backward,\n    against=torch_xcorr1d_backward,\n    on=[\n        case(x=normal(5), k=normal(2), g=normal(4)),\n        case(x=normal(11), k=normal(4), g=normal(8)),\n    ],\n)',
    'def torch_conv2d_backward(x, w, g):\n    b = torch.zeros(len(w), dtype=x.dtype, requires_grad=True)\n    x.requires_grad_(), w.requires_grad_()\n    return torch.autograd.grad(F.conv2d(x, w, b), (x, w, b), g)\n\n\ncheck(\n    conv2d_backward,\n    against=torch_conv2d_backward,\n    on=[\n        case(x=normal(1, 1, 4, 3), w=normal(1, 1, 2, 2), g=normal(1, 1, 3, 2)),\n        case(x=normal(2, 3, 6, 5), w=normal(4, 3, 3, 2), g=normal(2, 4, 4, 4)),\n        case(x=normal(3, 2, 4, 6), w=normal(2, 2, 2, 4), g=normal(3, 2, 3, 3)),\n    ],\n)',
    'def torch_conv2d_backward(x, w, g, stride, padding):\n    dx = torch.nn.grad.conv2d_input(x.shape, w, g, stride, padding)\n    dw = torch.nn.grad.conv2d_weight(x, w.shape, g, stride, padding)\n    return dx, dw, g.sum((0, 2, 3))\n\n\ncheck(\n    conv2d_backward,\n    against=torch_conv2d_backward,\n    on=[\n        case(\n            x=normal(1, 1, 5, 6),\n            w=normal(1, 1, 2, 2),\n            g=normal(1, 1, 3, 2),\n            stride=(2, 3),\n            padding=(1, 0),\n        ),\n        case(\n            x=normal(2, 3, 8, 7),\n            w=normal(4, 3, 3, 2),\n            g=normal(2, 4, 4, 4),\n            stride=(2, 3),\n            padding=(1, 2),\n        ),\n        case(\n            x=normal(2, 2, 6, 8),\n            w=normal(3, 2, 2, 3),\n            g=normal(2, 3, 5, 3),\n            stride=(1, 3),\n            padding=(0, 1),\n        ),\n        case(x=normal(1, 2, 7, 6), w=normal(2, 2, 2, 3), g=normal(1, 2, 3, 2), stride=2, padding=0),\n    ],\n)',
    'def torch_input_grad(w, g, x_shape, stride, padding):\n    return torch.nn.grad.conv2d_input(x_shape, w, g, stride, padding)\n\n\ncheck(\n    input_grad_as_transposed,\n    against=torch_input_grad,\n    on=[\n        case(\n            w=normal(1, 1, 2, 2),\n            g=normal(1, 1, 3, 2),\n            x_shape=(1, 1, 5, 6),\n            stride=(2, 3),\n            padding=(1, 0),\n        ),\n        case(\n            w=normal(4, 3, 3, 2),\n            g=normal(2, 4, 4, 4),\n            x_shape=(2, 3, 8, 7),\n            stride=(2, 3),\n            padding=(1, 2),\n        ),\n        case(\n            w=normal(2, 2, 2, 3),\n            g=normal(3, 2, 3, 2),\n            x_shape=(3, 2, 7, 8),\n            stride=(3, 4),\n            padding=(1, 0),\n        ),\n        case(w=normal(2, 3, 2, 3), g=normal(1, 2, 4, 4), x_shape=(1, 3, 6, 8), stride=2, padding=1),\n        case(w=normal(3, 2, 3, 2), g=normal(2, 3, 2, 4), x_shape=(2, 2, 4, 5), stride=1, padding=0),\n    ],\n)',
    'def torch_weight_grad(x, g, w_shape, stride, padding):\n    return torch.nn.grad.conv2d_weight(x, w_shape, g, stride, padding)\n\n\ncheck(\n    weight_grad_as_conv,\n    against=torch_weight_grad,\n    on=[\n        case(\n            x=normal(1, 1, 5, 6),\n            g=normal(1, 1, 3, 2),\n            w_shape=(1, 1, 2, 2),\n            stride=(2, 3),\n            padding=(1, 0),\n        ),\n        case(\n            x=normal(2, 3, 8, 7),\n            g=normal(2, 4, 4, 4),\n            w_shape=(4, 3, 3, 2),\n            stride=(2, 3),\n            padding=(1, 2),\n        ),\n        case(\n            x=normal(3, 2, 6, 9),\n            g=normal(3, 2, 5, 3),\n            w_shape=(2, 2, 2, 4),\n            stride=(1, 2),\n            padding=(0, 0),\n        ),\n        case(x=normal(2, 2, 6, 5), g=normal(2, 2, 4, 4), w_shape=(2, 2, 3, 2), stride=1, padding=0),\n    ],\n    axes=("filter", "channel", "row", "column"),\n)',
    'def neighbours(x):\n    return x[..., 1:] * x[..., :-1] - 3 * x[..., 1:]\n\n\ndef squares(x):\n    return x**2 - x / 2\n\n\ndef cubes(x):\n    return x**3 - x\n\n\ndef torch_vjp(f, x, g, eps):\n    return torch.autograd.functional.vjp(f, x, g)[1]\n\n\ndef torch_central(f, x, g, eps):\n    dx = torch.zeros_like(x)\n    for i in np.ndindex(tuple(x.shape)):\n        step = torch.zeros_like(x)\n        step[i] = eps\n        dx[i] = torch.dot(g.flatten(), (f(x + step) - f(x - step)).flatten()) / (2 * eps)\n    return dx\n\n\ncheck(\n    numerical_vjp,\n    against=torch_vjp,\n    on=[\n        case(f=squares, x=normal(3), g=normal(3), eps=0.01),\n        case(f=neighbours, x=normal(2, 4), g=normal(2, 3), eps=0.01),\n    ],\n)\ncheck(\n    numerical_vjp,\n    against=torch_central,\n    on=[\n        case(f=cubes, x=normal(4), g=normal(4), eps=0.2),\n        case(f=cubes, x=normal(3, 2), g=normal(3, 2), eps=0.5),\n    ],\n)',
    'pair_of_functions = call(fools_gradcheck)\nassert (\n    isinstance(pair_of_functions, tuple | list)\n    and len(pair_of_functions) == 2\n    and all(callable(function) for function in pair_of_functions)\n), "Return a pair of functions, forward and backward, without calling them."\nforward, backward = pair_of_functions\n\nsizes, rng, differs = [(5, 2), (8, 3), (4, 4)], np.random.default_rng(4), []\nfor n, m in sizes:\n    x, k, g = rng.normal(size=n), rng.normal(size=m), rng.normal(size=n - m + 1)\n    size = f"Here the signal has {n} entries, the kernel {m}."\n    y = forward(x.copy(), k.copy())\n    assert y is not None, "Your forward pass returns None. Did you forget `return`?"\n    assert np.shape(y) == (n - m + 1,), because("fools_gradcheck__wrong_length")\n    assert apart(y, 0 * g) > 1e-6, f"{because(\'fools_gradcheck__only_zeros\')} {size}"\n    right = F.conv1d(torch.tensor(x)[None, None], torch.tensor(k)[None, None])[0, 0].numpy()\n    differs.append(bool(apart(y, right) > 1e-6))\n    gradients = backward(x.copy(), k.copy(), g.copy())\n    assert gradients is not None, "Your backward pass returns None. Did you forget `return`?"\n    shapes = shapes_of(gradients)\n    assert shapes is not None, because("fools_gradcheck__one_gradient")\n    assert shapes == [(n,), (m,)], (\n        f"{size} So dx has the shape {(n,)} and dk {(m,)}; your backward pass returns {shapes}."\n    )\n    beside = []\n\n    def watched(x, k, beside=beside):\n        beside.append(forward(x.copy(), k.copy()))\n        return beside[-1]\n\n    by_steps = convkit.numerical_vjp(watched, [x, k], g)\n    again = forward(x.copy(), k.copy())\n    assert np.shape(again) == np.shape(y) and apart(again, y) < 1e-9, (\n        f"{size} Your forward pass gives other numbers when it is called again with the same signal "\n        "and kernel. Let it depend on nothing else."\n    )\n    near = [np.shape(other) == np.shape(y) and apart(other, y) < 1e-3 for other in beside]\n    assert all(near), (\n        f"{size} A step of a hundred-thousandth changes the numbers of your forward pass by more than "\n        "a thousandth. Central differences are too coarse for that: take a less steep function."\n    )\n    fits = [bool(apart(a, b) < 1e-6) for a, b in zip(gradients, by_steps, strict=True)]\n    assert fits != [True, False], because("fools_gradcheck__turns_gradient_once")\n    assert all(fits), because("fools_gradcheck__pair_does_not_match")\nassert any(differs), because("fools_gradcheck__right_pair")\nassert all(differs), because("fools_gradcheck__sometimes_right")\n"fools_gradcheck: gradients right, forward pass wrong."',
    'def torch_param_grad_shapes(x_shape, w_shape):\n    x = torch.zeros(x_shape, requires_grad=True)\n    w, b = torch.zeros(w_shape, requires_grad=True), torch.zeros(w_shape[0], requires_grad=True)\n    F.conv2d(x, w, b).sum().backward()\n    return tuple(x.grad.shape), tuple(w.grad.shape), tuple(b.grad.shape)\n\n\ncheck(\n    param_grad_shapes,\n    against=torch_param_grad_shapes,\n    on=[\n        case(x_shape=(2, 3, 7, 5), w_shape=(4, 3, 3, 2)),\n        case(x_shape=(5, 2, 6, 8), w_shape=(3, 2, 2, 4)),\n    ],\n)',
    'def torch_accumulate(dw_each, db_each, reduction):\n    w = torch.zeros(dw_each.shape[1:], dtype=dw_each.dtype, requires_grad=True)\n    b = torch.zeros(db_each.shape[1:], dtype=db_each.dtype, requires_grad=True)\n    # losses, one for each picture, that have just these gradients\n    losses = (dw_each * w).flatten(1).sum(1) + (db_each * b).sum(1)\n    loss = losses.sum() if reduction == "sum" else losses.mean()\n    return torch.autograd.grad(loss, (w, b))\n\n\ncheck(\n    accumulate,\n    against=torch_accumulate,\n    on=[\n        case(dw_each=normal(3, 4, 2, 3, 2), db_each=normal(3, 4), reduction="sum"),\n        case(dw_each=normal(5, 2, 3, 1, 2), db_each=normal(5, 2), reduction="mean"),\n    ],\n    axes=("filter", "channel", "row", "column"),\n)',
    'def torch_learn_kernel(x, y, w_shape, lr, steps):\n    w = torch.zeros(w_shape, dtype=x.dtype, requires_grad=True)\n    sgd = torch.optim.SGD([w], lr=lr)\n    for _ in range(steps):\n        sgd.zero_grad()\n        F.mse_loss(F.conv2d(x, w), y, reduction="sum").backward()\n        sgd.step()\n    return w.detach()\n\n\ncheck(\n    learn_kernel,\n    against=torch_learn_kernel,\n    on=[\n        case(x=normal(2, 1, 4, 3), y=normal(2, 1, 3, 2), w_shape=(1, 1, 2, 2), lr=0.01, steps=1),\n        case(x=normal(3, 3, 6, 5), y=normal(3, 4, 4, 4), w_shape=(4, 3, 3, 2), lr=0.002, steps=3),\n    ],\n    axes=("filter", "channel", "row", "column"),\n)\nrng = np.random.default_rng(7)\npictures, hidden_filters = rng.normal(size=(4, 2, 8, 7)), rng.normal(size=(3, 2, 3, 2))\nwanted_maps = F.conv2d(torch.tensor(pictures), torch.tensor(hidden_filters)).numpy()\nfound = call(learn_kernel, pictures, wanted_maps, (3, 2, 3, 2), 0.002, 60)\nassert np.max(np.abs(found - hidden_filters)) < 1e-4, (\n    "The hidden filters are not found after 60 steps, although single steps are right."\n)\n"learn_kernel: it finds hidden filters."',
    'def torch_maxpool2d_backward(x, g, k, s):\n    x.requires_grad_()\n    return torch.autograd.grad(F.max_pool2d(x, k, s), x, g)[0]\n\n\ncheck(\n    maxpool2d_backward,\n    against=torch_maxpool2d_backward,\n    on=[\n        case(x=ties(1, 1, 5, 4), g=normal(1, 1, 2, 3), k=(3, 2), s=(2, 1)),\n        case(x=ties(2, 3, 7, 9), g=normal(2, 3, 3, 4), k=3, s=2),\n        case(x=ties(2, 3, 8, 7), g=normal(2, 3, 3, 3), k=(3, 2), s=(2, 2)),\n    ],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'xcorr1d_backward': ('def xcorr1d_backward(x, k, g):', '"""(n,), (m,), (n - m + 1,) -> dx (n,), dk (m,)"""', 'n, m = len(x), len(k)', 'dx, dk = np.zeros(n), np.zeros(m)', 'return dx, dk'),
    'conv2d_backward': ('def conv2d_backward(x, w, g, stride=1, padding=0):', '"""dx (N, C, H, W), dw (O, C, kh, kw), db (O,)"""', 'H, W = x.shape[2:]', '(kh, kw), (Ho, Wo) = w.shape[2:], g.shape[2:]', '(sh, sw), (ph, pw) = pair(stride), pair(padding)', 'padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))', 'dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))', 'return dx, dw, db'),
    'input_grad_as_transposed': ('def input_grad_as_transposed(w, g, x_shape, stride, padding):', '"""(O, C, kh, kw), (N, O, Ho, Wo) -> dx of the shape x_shape"""', '(H, W), (kh, kw) = x_shape[2:], w.shape[2:]', '(sh, sw), (ph, pw) = pair(stride), pair(padding)'),
    'weight_grad_as_conv': ('def weight_grad_as_conv(x, g, w_shape, stride, padding):', '"""(N, C, H, W), (N, O, Ho, Wo) -> dw of the shape w_shape"""', 'kh, kw = w_shape[2:]'),
    'numerical_vjp': ('def numerical_vjp(f, x, g, eps):', '"""Gradient of sum(g * f(x)) by central differences, of the shape of x"""', 'dx = np.zeros(x.shape)', 'return dx'),
    'fools_gradcheck': ('def fools_gradcheck():', '"""Two functions: forward(x, k) -> y and backward(x, k, g) -> (dx, dk)"""'),
    'param_grad_shapes': ('def param_grad_shapes(x_shape, w_shape):', '"""The shapes of dx, dw and db"""', 'def accumulate(dw_each, db_each, reduction):', '"""(N, O, C, kh, kw), (N, O), "sum" or "mean" -> dw (O, C, kh, kw), db (O,)"""'),
    'accumulate': ('def param_grad_shapes(x_shape, w_shape):', '"""The shapes of dx, dw and db"""', 'def accumulate(dw_each, db_each, reduction):', '"""(N, O, C, kh, kw), (N, O), "sum" or "mean" -> dw (O, C, kh, kw), db (O,)"""'),
    'learn_kernel': ('def learn_kernel(x, y, w_shape, lr, steps):', '"""Filters of shape w_shape after `steps` steps of gradient descent from zeros"""', 'w = np.zeros(w_shape)', 'return w'),
    'maxpool2d_backward': ('def maxpool2d_backward(x, g, k, s):', '"""(N, C, H, W), (N, C, Ho, Wo) -> dx (N, C, H, W)"""', '(N, C), (Ho, Wo) = x.shape[:2], g.shape[2:]', '(kh, kw), (sh, sw) = pair(k), pair(s)', 'dx = np.zeros(x.shape)', 'return dx'),
}

EXERCISES = {
    'xcorr1d_backward': ('xcorr1d_backward__does_not_turn', 'xcorr1d_backward__dx_too_short', 'xcorr1d_backward__dk_backwards', 'xcorr1d_backward__convolves_for_dk', 'xcorr1d_backward__ignores_g', 'xcorr1d_backward__overwrites_dx', 'xcorr1d_backward__overwrites_dk', 'xcorr1d_backward__averages_dk', 'xcorr1d_backward__exchanged', 'xcorr1d_backward__forgets_last_output'),
    'conv2d_backward': ('conv2d_backward__averages_bias', 'conv2d_backward__bias_over_batch_only', 'conv2d_backward__keeps_padding', 'conv2d_backward__minus_zero', 'conv2d_backward__cuts_at_one_end', 'conv2d_backward__dw_without_padding', 'conv2d_backward__forgets_stride', 'conv2d_backward__overwrites_dx', 'conv2d_backward__overwrites_dw', 'conv2d_backward__divides_by_batch', 'conv2d_backward__averages_filters', 'conv2d_backward__exchanged', 'conv2d_backward__bias_over_everything', 'conv2d_backward__turns_filters', 'conv2d_backward__turns_dw', 'conv2d_backward__dw_for_each_picture', 'conv2d_backward__loses_leftovers', 'conv2d_backward__ignores_g', 'conv2d_backward__first_filter_only'),
    'input_grad_as_transposed': ('input_grad_as_transposed__no_output_padding', 'input_grad_as_transposed__appends_zeros', 'input_grad_as_transposed__exchanges_channels', 'input_grad_as_transposed__turns_kernels', 'input_grad_as_transposed__keeps_padding', 'input_grad_as_transposed__rest_without_padding', 'input_grad_as_transposed__rest_always_stride_minus_one', 'input_grad_as_transposed__exchanges_axes'),
    'weight_grad_as_conv': ('weight_grad_as_conv__stride_stays_stride', 'weight_grad_as_conv__no_dilation', 'weight_grad_as_conv__stride_and_dilation', 'weight_grad_as_conv__keeps_extra_rows', 'weight_grad_as_conv__cuts_at_the_start', 'weight_grad_as_conv__not_exchanged_back', 'weight_grad_as_conv__batch_is_batch', 'weight_grad_as_conv__turns_g', 'weight_grad_as_conv__forgets_padding', 'weight_grad_as_conv__averages_pictures'),
    'numerical_vjp': ('numerical_vjp__one_sided', 'numerical_vjp__forgets_g', 'numerical_vjp__divides_by_eps', 'numerical_vjp__halves_the_step', 'numerical_vjp__divides_by_two_eps_wrongly', 'numerical_vjp__single_precision', 'numerical_vjp__does_not_restore', 'numerical_vjp__moves_whole_rows', 'numerical_vjp__moves_all_at_once', 'numerical_vjp__step_of_its_own', 'numerical_vjp__changes_x'),
    'fools_gradcheck': ('fools_gradcheck__right_pair', 'fools_gradcheck__pair_does_not_match', 'fools_gradcheck__turns_gradient_once', 'fools_gradcheck__sometimes_right', 'fools_gradcheck__only_zeros', 'fools_gradcheck__wrong_length', 'fools_gradcheck__one_gradient'),
    'param_grad_shapes': ('param_grad_shapes__one_for_each_picture', 'param_grad_shapes__bias_with_axes', 'param_grad_shapes__bias_is_a_number', 'param_grad_shapes__bias_of_input_channels', 'param_grad_shapes__dx_like_output', 'param_grad_shapes__filters_exchanged', 'accumulate__always_mean', 'accumulate__always_sum', 'accumulate__divides_twice', 'accumulate__sums_over_channels', 'accumulate__mean_over_everything', 'accumulate__bias_always_summed', 'accumulate__last_picture'),
    'learn_kernel': ('learn_kernel__wrong_sign', 'learn_kernel__adds_gradients_up', 'learn_kernel__divides_by_batch', 'learn_kernel__takes_the_mean', 'learn_kernel__forgets_the_two', 'learn_kernel__turned', 'learn_kernel__gradient_turned', 'learn_kernel__old_blame', 'learn_kernel__one_step_less', 'learn_kernel__one_step_more', 'learn_kernel__returns_inside_loop', 'learn_kernel__hands_back_the_loss', 'learn_kernel__starts_with_ones'),
    'maxpool2d_backward': ('maxpool2d_backward__overwrites', 'maxpool2d_backward__all_ties_win', 'maxpool2d_backward__splits_ties', 'maxpool2d_backward__last_of_ties', 'maxpool2d_backward__steps_by_window', 'maxpool2d_backward__hands_back_without_stride', 'maxpool2d_backward__returns_early', 'maxpool2d_backward__searches_whole_plane', 'maxpool2d_backward__starts_at_zero', 'maxpool2d_backward__ignores_g', 'maxpool2d_backward__spreads_evenly', 'maxpool2d_backward__divides_by_height', 'maxpool2d_backward__place_in_window', 'maxpool2d_backward__hands_on_maximum', 'maxpool2d_backward__one_winner_for_all_channels'),
}
