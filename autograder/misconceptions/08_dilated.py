"""The tempting mistakes of 08_dilated, made from lessons/08_dilated.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def conv2d(x, w):
    """(N, C, H, W), (O, C, kh, kw) -> (N, O, H - kh + 1, W - kw + 1)"""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], (2, 3))
    return np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


def effective_kernel__gap_after_last(k, d):
    """You gave every tap a gap, the last one too. Between k taps there are k - 1 gaps, and the
    reach ends at the last tap.
    """
    return k * d


def effective_kernel__adds_once(k, d):
    """You added the dilation once. There is one in each of the k - 1 gaps, d steps wide."""
    return k + d


def effective_kernel__one_gap(k, d):
    """You counted the gap between two taps once. There are k - 1 gaps, each of them d steps wide."""
    return k + d - 1


def effective_kernel__counts_skipped(k, d):
    """You took d as the number of pixels skipped between two taps. Taps lie d apart, so d - 1 are
    skipped, and d = 1 is the dense kernel.
    """
    return (k - 1) * (d + 1) + 1


def effective_kernel__counts_steps(k, d):
    """You counted the steps from the first tap to the last. The pixels are one more, because both
    ends count.
    """
    return d * (k - 1)


def effective_kernel__counts_taps(k, d):
    """You counted the taps. Their number does not depend on d, but their reach does."""
    return k


def dilate_kernel__repeats_entries(k, d):
    """You repeated every entry. There is one of each; the places between them hold zeros."""
    return k.repeat(d[0], 0).repeat(d[1], 1)


def dilate_kernel__repeats_and_cuts(k, d):
    """You repeated every entry and cut the result to size. There is one of each entry; the places
    between them hold zeros.
    """
    (kh, kw), (dh, dw) = k.shape, d
    return k.repeat(dh, 0).repeat(dw, 1)[: dh * (kh - 1) + 1, : dw * (kw - 1) + 1]


def dilate_kernel__zeros_at_end(k, d):
    """You put zeros after the last entry too. The kernel ends at its last entry: d * (k - 1) + 1
    along each axis, not d * k.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * kh, dw * kw))
    big[::dh, ::dw] = k
    return big


def dilate_kernel__swaps_dilations(k, d):
    """You swapped the two dilations. The first, dh, is the distance between rows; the second, dw,
    between columns.
    """
    (kh, kw), (dw, dh) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


def dilate_kernel__one_dilation(k, d):
    """You used the first dilation for both axes. Columns lie d[1] apart."""
    (kh, kw), (dh, dw) = k.shape, (d[0], d[0])
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


def dilate_kernel__one_zero_too_many(k, d):
    """You put d zeros between two entries. Entries lie d apart, and that leaves d - 1 places
    between them.
    """
    (kh, kw), (dh, dw) = k.shape, (d[0] + 1, d[1] + 1)
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[::dh, ::dw] = k
    return big


def dilate_kernel__zeros_around(k, d):
    """The size is right, but the entries still lie side by side in the corner. Entry k[u, v] goes
    to row u * dh, column v * dw.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:kh, :kw] = k
    return big


def dilate_kernel__rows_only(k, d):
    """You put zeros between the rows only. Columns come to lie dw apart, too."""
    big = np.zeros((d[0] * (k.shape[0] - 1) + 1, k.shape[1]))
    big[:: d[0]] = k
    return big


def dilate_kernel__cuts_decimals(k, d):
    """Your zeros are whole numbers, so the weights lose their decimals. np.zeros without dtype=int
    makes room for both.
    """
    (kh, kw), (dh, dw) = k.shape, d
    big = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1), dtype=int)
    big[::dh, ::dw] = k
    return big


def conv1d_dilated__dense_window(x, w, stride=1, padding=0, dilation=1):
    """The dilation is in your output size and not in your window: the taps still lie side by side.
    Tap u reads the place u * d after the start.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    room = x.shape[2] - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, room // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + k] * w[o])
    return y


def conv1d_dilated__dilates_twice(x, w, stride=1, padding=0, dilation=1):
    """You dilated twice: the taps lie d * d apart. Put the holes into the kernel or step through
    the signal, not both.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    reach = dilation * dilation * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation * dilation] * w[o])
    return y


def conv1d_dilated__reach_of_reach(x, w, stride=1, padding=0, dilation=1):
    """Your size formula counts the dilation twice: d * (reach - 1) + 1 from a reach that contains d
    already. The reach is d * (k - 1) + 1, and the size follows from it with no other d.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, max(0, (x.shape[2] - dilation * (reach - 1) - 1) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


def conv1d_dilated__stride_times_d(x, w, stride=1, padding=0, dilation=1):
    """You multiplied the start of the window by d as well. Windows start stride apart: i * stride;
    only the taps inside lie d apart.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // (stride * dilation) + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride * dilation
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


def conv1d_dilated__start_times_d(x, w, stride=1, padding=0, dilation=1):
    """You multiplied the start of the window by d as well, so the last windows run off the end.
    Windows start stride apart, at i * stride; only the taps inside lie d apart.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride * dilation
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


def conv1d_dilated__refuses_a_tight_fit(x, w, stride=1, padding=0, dilation=1):
    """You refuse a kernel that reaches over exactly as many places as there are. It fits, once:
    raise only if the reach is larger, reach > L.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] <= reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        start = i * stride
        y[n, o, i] = np.sum(x[n, :, start : start + reach : dilation] * w[o])
    return y


def conv1d_dilated__size_ignores_d(x, w, stride=1, padding=0, dilation=1):
    """Your output is as long as for a kernel without holes, and its last numbers come from beyond
    the end. Use the reach d * (k - 1) + 1 in the size, not k.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    if dilation * (k - 1) + 1 > L:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (L - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            if i * stride + a * dilation < L:
                y[n, o, i] += np.sum(x[n, :, i * stride + a * dilation] * w[o, :, a])
    return y


def conv1d_dilated__reads_beyond_end(x, w, stride=1, padding=0, dilation=1):
    """Your last windows reach beyond the end of the signal: there are as many outputs as for a
    kernel without holes. Use the reach d * (k - 1) + 1 in the size, not k.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if dilation * (k - 1) + 1 > x.shape[2]:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            y[n, o, i] += np.sum(x[n, :, i * stride + a * dilation] * w[o, :, a])
    return y


def conv1d_dilated__gap_after_last(x, w, stride=1, padding=0, dilation=1):
    """You took d * k as the reach, so the last window is missing wherever it would just fit. There
    is no gap after the last tap: d * (k - 1) + 1.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, max(0, (x.shape[2] - dilation * k) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + dilation * k : dilation] * w[o])
    return y


def conv1d_dilated__counts_steps(x, w, stride=1, padding=0, dilation=1):
    """Your last window is missing. (L - reach) // stride is how many steps fit, and the window
    before the first step counts too: + 1.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


def conv1d_dilated__centres_taps(x, w, stride=1, padding=0, dilation=1):
    """You centred the taps on place i. The first tap reads the start of the window, and the others
    lie d, 2d, ... after it.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    L = x.shape[2]
    reach = dilation * (k - 1) + 1
    if reach > L:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (L - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        for a in range(k):
            place = i * stride + (a - k // 2) * dilation
            if 0 <= place < L:
                y[n, o, i] += np.sum(x[n, :, place] * w[o, :, a])
    return y


def conv1d_dilated__dilates_signal(x, w, stride=1, padding=0, dilation=1):
    """You put the zeros between the numbers of the signal. Leave the signal as it is; the holes are
    in the kernel.
    """
    (N, C, L), (O, _, k) = x.shape, w.shape
    if L + 2 * padding < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    spread = np.zeros((N, C, dilation * (L - 1) + 1))
    spread[:, :, ::dilation] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (padding, padding)))
    y = np.zeros((N, O, (spread.shape[2] - k) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(spread[n, :, i * stride : i * stride + k] * w[o])
    return y


def conv1d_dilated__skips_d(x, w, stride=1, padding=0, dilation=1):
    """You skipped d places between two taps. Taps lie d apart: with d = 1 nothing is skipped."""
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    if x.shape[2] < dilation * (k - 1) + 1:
        raise ValueError("the kernel does not fit")
    reach = (dilation + 1) * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation + 1] * w[o])
    return y


def conv1d_dilated__turns_kernel(x, w, stride=1, padding=0, dilation=1):
    """Your kernel is reversed. Tap 0 reads the first place of the window, as in lesson 01."""
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    if x.shape[2] < reach:
        raise ValueError("the kernel does not fit")
    y = np.zeros((N, O, (x.shape[2] - reach) // stride + 1))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o, :, ::-1])
    return y


def conv1d_dilated__accepts_any_kernel(x, w, stride=1, padding=0, dilation=1):
    """If the holes make the kernel longer than the padded signal, no window fits: raise a
    ValueError. Compare the reach, not k, with the padded length.
    """
    (N, _, _), (O, _, k) = x.shape, w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = dilation * (k - 1) + 1
    y = np.zeros((N, O, max(0, (x.shape[2] - reach) // stride + 1)))
    for n, o, i in np.ndindex(*y.shape):
        y[n, o, i] = np.sum(x[n, :, i * stride : i * stride + reach : dilation] * w[o])
    return y


def conv2d_dilated__swaps_dilations(x, w, b=None, stride=1, padding=0, dilation=1):
    """You swapped the two dilations. The first belongs to the rows, the second to the columns."""
    (sh, sw), (ph, pw), (dw, dh) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (kh, kw), (rh, rw) = w.shape[2:], pair(dilation)
    if rh * (kh - 1) + 1 > x.shape[2] or rw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__one_rate(x, w, b=None, stride=1, padding=0, dilation=1):
    """You used the first dilation along both axes. The columns have a rate of their own, dw."""
    (sh, sw), (ph, pw), (dh, _) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (kh, kw), (rh, rw) = w.shape[2:], pair(dilation)
    if rh * (kh - 1) + 1 > x.shape[2] or rw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dh * (kw - 1) + 1))
    big[:, :, ::dh, ::dh] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__rows_only(x, w, b=None, stride=1, padding=0, dilation=1):
    """You dilated the rows and left the columns side by side. Give the second slice a step too, dw."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, :kw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__dense_window(x, w, b=None, stride=1, padding=0, dilation=1):
    """The dilation is in your output size only: the taps still lie side by side. Step through the
    window by dh and dw.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, :kh, :kw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__columns_as_rows(x, w, b=None, stride=1, padding=0, dilation=1):
    """You worked out the columns of the output with the numbers of the rows. They have their own:
    W, kw, dw and sw.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    if dh * (kh - 1) + 1 > H or dw * (kw - 1) + 1 > W:
        raise ValueError("the kernel does not fit")
    size = (H - dh * (kh - 1) - 1) // sh + 1
    y = np.zeros((N, O, size, size))
    for n, o, i, j in np.ndindex(*y.shape):
        for a, e in np.ndindex(kh, kw):
            if j * sw + e * dw < W:
                y[n, o, i, j] += np.sum(x[n, :, i * sh + a * dh, j * sw + e * dw] * w[o, :, a, e])
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__scales_padding(x, w, b=None, stride=1, padding=0, dilation=1):
    """You multiplied the padding by the dilation. Padding is counted in pixels of the picture,
    whatever the kernel does.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] + 2 * ph or dw * (kw - 1) + 1 > x.shape[3] + 2 * pw:
        raise ValueError("the kernel does not fit")
    x = np.pad(x, ((0, 0), (0, 0), (ph * dh, ph * dh), (pw * dw, pw * dw)))
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__stride_times_d(x, w, b=None, stride=1, padding=0, dilation=1):
    """You multiplied the stride by the dilation. Windows start sh and sw apart; dh and dw lie
    between the taps inside a window.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, :: sh * dh, :: sw * dw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__swaps_strides(x, w, b=None, stride=1, padding=0, dilation=1):
    """You swapped the two strides. Windows start sh rows and sw columns apart."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sw, ::sh]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__gap_after_last(x, w, b=None, stride=1, padding=0, dilation=1):
    """You took d * k as the reach along each axis, so the last row or column is missing. There is
    no gap after the last tap: d * (k - 1) + 1.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    rows, columns = (x.shape[2] - dh * kh) // sh + 1, (x.shape[3] - dw * kw) // sw + 1
    y = y[:, :, : max(0, rows), : max(0, columns)]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__dilates_pictures(x, w, b=None, stride=1, padding=0, dilation=1):
    """You put the holes into the pictures. Leave the pictures as they are; the taps of the kernel
    lie apart.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (kh, kw) = x.shape, w.shape[2:]
    if dh * (kh - 1) + 1 > H + 2 * ph or dw * (kw - 1) + 1 > W + 2 * pw:
        raise ValueError("the kernel does not fit")
    spread = np.zeros((N, C, dh * (H - 1) + 1, dw * (W - 1) + 1))
    spread[:, :, ::dh, ::dw] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = conv2d(spread, w)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__no_bias(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your bias is missing. Add b[o] to every number of output channel o."""
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    return conv2d(x, big)[:, :, ::sh, ::sw]


def conv2d_dilated__bias_each_tap(x, w, b=None, stride=1, padding=0, dilation=1):
    """You added the bias once for every tap: the line stands inside the loop over the taps. Add it
    once, after the sum is complete.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + kh * kw * b[:, None, None]


def conv2d_dilated__refuses_a_tight_fit(x, w, b=None, stride=1, padding=0, dilation=1):
    """You refuse a kernel that reaches over exactly as many rows or columns as there are. It fits,
    once: raise only if the reach is larger.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 >= x.shape[2] or dw * (kw - 1) + 1 >= x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__bias_on_columns(x, w, b=None, stride=1, padding=0, dilation=1):
    """You added b along the columns: y + b matches the last axis. The filters are axis 1, so write
    b[:, None, None].
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b


def conv2d_dilated__turns_kernels(x, w, b=None, stride=1, padding=0, dilation=1):
    """Your kernels are rotated by half a turn. The tap w[o, c, 0, 0] reads the top-left pixel of the
    window.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if dh * (kh - 1) + 1 > x.shape[2] or dw * (kw - 1) + 1 > x.shape[3]:
        raise ValueError("the kernel does not fit")
    big = np.zeros((*w.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w[:, :, ::-1, ::-1]
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def conv2d_dilated__accepts_any_kernel(x, w, b=None, stride=1, padding=0, dilation=1):
    """If the holes make the kernel larger than the padded picture along either axis, no window
    fits: raise a ValueError. Compare the reach, not kh and kw, with the padded size.
    """
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    reach_h, reach_w = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if reach_h > H or reach_w > W:
        return np.zeros((N, O, max(0, (H - reach_h) // sh + 1), max(0, (W - reach_w) // sw + 1)))
    big = np.zeros((*w.shape[:2], reach_h, reach_w))
    big[:, :, ::dh, ::dw] = w
    y = conv2d(x, big)[:, :, ::sh, ::sw]
    return y if b is None else y + b[:, None, None]


def dilated_same_pad__always_d(k, d):
    """You padded by the dilation on every side. That keeps the size only for 3 taps; the kernel
    takes d * (k - 1) away.
    """
    return d[1], d[1], d[0], d[0]


def dilated_same_pad__ignores_dilation(k, d):
    """Your padding does not depend on the dilation. The kernel takes d * (k - 1) away, not k - 1."""
    down, across = k[0] - 1, k[1] - 1
    return across // 2, across - across // 2, down // 2, down - down // 2


def dilated_same_pad__half_kernel(k, d):
    """You took k // 2, whatever the dilation. Half of d * (k - 1) goes to each side."""
    return k[1] // 2, k[1] // 2, k[0] // 2, k[0] // 2


def dilated_same_pad__half_kernel_times_d(k, d):
    """You took d * (k // 2) on both sides. For an even k that is d zeros too many in all; start
    from the total, d * (k - 1).
    """
    across, down = d[1] * (k[1] // 2), d[0] * (k[0] // 2)
    return across, across, down, down


def dilated_same_pad__extra_before(k, d):
    """Your extra zero is on the left or on top. PyTorch puts it after the picture: right and
    bottom.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return across - across // 2, across // 2, down - down // 2, down // 2


def dilated_same_pad__one_short(k, d):
    """You rounded down on both sides, so one zero is missing when the total is odd. After gets what
    before has left over.
    """
    down, across = d[0] * (k[0] - 1) // 2, d[1] * (k[1] - 1) // 2
    return across, across, down, down


def dilated_same_pad__rows_first(k, d):
    """You gave the rows first. F.pad begins with the last axis: left and right come from kw and dw,
    then top and bottom from kh and dh.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return down // 2, down - down // 2, across // 2, across - across // 2


def dilated_same_pad__mixes_axes(k, d):
    """You gave left, top, right, bottom. The two sides of one axis stand together: left, right,
    then top, bottom.
    """
    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)
    return across // 2, down // 2, across - across // 2, down - down // 2


def dilated_same_pad__whole_reach(k, d):
    """You filled up the whole reach of the kernel. It takes away one less than it reaches over: d *
    (k - 1).
    """
    down, across = d[0] * (k[0] - 1) + 1, d[1] * (k[1] - 1) + 1
    return across // 2, across - across // 2, down // 2, down - down // 2


def by_phases__swaps_phases(x, w, d):
    """You wove the answers in the wrong order: the answer of the first phase went to the last one's
    place. Phase (p, q) goes to rows p, p + dh, ... and columns q, q + dw, ...
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    rows, columns = -(-H // dh) * dh, -(-W // dw) * dw
    x = np.pad(x, ((0, 0), (0, 0), (0, rows - H), (0, columns - W)))
    for p in range(dh):
        for q in range(dw):
            place = y[:, :, p::dh, q::dw]
            answer = conv2d(x[:, :, dh - 1 - p :: dh, dw - 1 - q :: dw], w)
            place[...] = answer[:, :, : place.shape[2], : place.shape[3]]
    return y


def by_phases__lays_blocks(x, w, d):
    """You laid the answers side by side as blocks. Weave them: neighbouring pixels of the output
    come from different phases.
    """
    dh, dw = d
    bands = []
    for p in range(dh):
        answers = [conv2d(x[:, :, p::dh, q::dw], w) for q in range(dw)]
        bands.append(np.concatenate(answers, axis=3))
    return np.concatenate(bands, axis=2)


def by_phases__weaves_transposed(x, w, d):
    """You exchanged the two starts: phase (p, q) was put where (q, p) belongs, in rows that are dw
    apart. Rows go with dh and p, columns with dw and q, on both sides.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            answer = conv2d(x[:, :, p::dh, q::dw], w)
            place = y[:, :, q::dw, p::dh]
            h, v = (min(a, b) for a, b in zip(answer.shape[2:], place.shape[2:], strict=True))
            place[:, :, :h, :v] = answer[:, :, :h, :v]
    return y


def by_phases__crops(x, w, d):
    """You cut the picture to a multiple of the rates, so the last rows or columns of the output are
    missing. Phases may differ in size: leave x as it is.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    x = x[:, :, : H // dh * dh, : W // dw * dw]
    y = np.zeros((N, O, x.shape[2] - dh * (kh - 1), x.shape[3] - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            y[:, :, p::dh, q::dw] = conv2d(x[:, :, p::dh, q::dw], w)
    return y


def by_phases__convolves_first(x, w, d):
    """You convolved before you took the phases apart, so the taps met neighbours. Split first, then
    convolve each phase.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    dense = conv2d(x, w)
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            place = y[:, :, p::dh, q::dw]
            place[...] = dense[:, :, p::dh, q::dw][:, :, : place.shape[2], : place.shape[3]]
    return y


def by_phases__takes_tiles(x, w, d):
    """You cut the picture into dh by dw tiles. A phase is not a tile: it takes every dh-th row and
    every dw-th column of the whole picture.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    tops = np.cumsum([0] + [-(-(H - p) // dh) for p in range(dh)])
    lefts = np.cumsum([0] + [-(-(W - q) // dw) for q in range(dw)])
    for p in range(dh):
        for q in range(dw):
            tile = x[:, :, tops[p] : tops[p + 1], lefts[q] : lefts[q + 1]]
            y[:, :, p::dh, q::dw] = conv2d(tile, w)
    return y


def by_phases__one_phase(x, w, d):
    """You used the first phase only and repeated its answers. There are dh * dw phases, one for
    each start.
    """
    (H, W), (kh, kw), (dh, dw) = x.shape[2:], w.shape[2:], d
    y = conv2d(x[:, :, ::dh, ::dw], w).repeat(dh, axis=2).repeat(dw, axis=3)
    return y[:, :, : H - dh * (kh - 1), : W - dw * (kw - 1)]


def by_phases__dilates_again(x, w, d):
    """You put the holes into the kernel as well. Inside a phase the pixels that belong together are
    neighbours: use w as it is.
    """
    (N, C, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    big = np.zeros((O, C, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            phase = x[:, :, p::dh, q::dw]
            room = [max(0, b - s) for b, s in zip(big.shape[2:], phase.shape[2:], strict=True)]
            answer = conv2d(np.pad(phase, ((0, 0), (0, 0), (0, room[0]), (0, room[1]))), big)
            place = y[:, :, p::dh, q::dw]
            h, v = (min(a, b) for a, b in zip(answer.shape[2:], place.shape[2:], strict=True))
            place[:, :, :h, :v] = answer[:, :, :h, :v]
    return y


def by_phases__zeros_in_kernel(x, w, d):
    """You put zeros into the filters and convolved once. The numbers are right until a skipped
    pixel is infinite: 0 times infinity is nan. Take the picture apart instead, and use w as it is.
    """
    (O, C, kh, kw), (dh, dw) = w.shape, d
    big = np.zeros((O, C, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    big[:, :, ::dh, ::dw] = w
    return conv2d(x, big)


def by_phases__rest_stays_zero(x, w, d):
    """You filled the places of the first phase only; all others are still 0. There are dh * dw
    phases, one for each pair of starts p and q.
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    y[:, :, ::dh, ::dw] = conv2d(x[:, :, ::dh, ::dw], w)
    return y


def by_phases__all_in_one_place(x, w, d):
    """You put the answers of all phases into the places of the first one. The answer of phase (p,
    q) goes to y[:, :, p::dh, q::dw].
    """
    (N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d
    y = np.zeros((N, O, H - dh * (kh - 1), W - dw * (kw - 1)))
    for p in range(dh):
        for q in range(dw):
            answer = conv2d(x[:, :, p::dh, q::dw], w)
            y[:, :, ::dh, ::dw][:, :, : answer.shape[2], : answer.shape[3]] += answer
    return y


def coverage__reads_all(dilations, k=3):
    """You took every pixel of the receptive field as read. With holes in all layers some are
    skipped: follow the taps, and count the places they reach.
    """
    field = 1 + (k - 1) * sum(dilations)
    return field, field


def coverage__counts_paths(dilations, k=3):
    """You counted paths: k ways down in every layer. Several paths end at the same pixel, and it
    counts once.
    """
    return 1 + (k - 1) * sum(dilations), k ** len(dilations)


def coverage__multiplies(dilations, k=3):
    """You multiplied the reaches of the layers. Each layer adds d * (k - 1) to the field: widths
    add up, they do not multiply.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return math.prod(d * (k - 1) + 1 for d in dilations), len(places)


def coverage__counts_centre_again(dilations, k=3):
    """You added the whole reach of each layer, so the pixel you start from is counted once a layer.
    Count it once in all, and add d * (k - 1) for each layer.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return sum(d * (k - 1) + 1 for d in dilations), len(places)


def coverage__each_layer_alone(dilations, k=3):
    """You let each layer look from the output itself. A layer looks from every place that the
    layers above it have reached.
    """
    places = {a * d for d in dilations for a in range(k)}
    return 1 + (k - 1) * sum(dilations), len(places)


def coverage__adds_d_once(dilations, k=3):
    """You added d once a layer. Between k taps there are k - 1 gaps, so the field grows by d * (k -
    1).
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return 1 + sum(dilations), len(places)


def coverage__one_short(dilations, k=3):
    """You returned the distance from the first pixel to the last. Both ends count, so the field is
    one wider.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return max(places), len(places)


def coverage__other_order(dilations, k=3):
    """You gave the pixels read first. The receptive field comes first, then how many of its pixels
    are read.
    """
    places = {0}
    for d in dilations:
        places = {p + a * d for p in places for a in range(k)}
    return len(places), max(places) + 1


def design_dilations__too_slow(field, max_layers):
    """Your stack has too many layers. With 3 taps the next rate may be as large as the field so
    far: 1, then 3, then 9.
    """
    rates, missing = [], (field - 1) // 2
    while missing:
        rates.append(min(2 ** len(rates), missing))
        missing -= rates[-1]
    return rates


def design_dilations__only_rate_one(field, max_layers):
    """With rate 1 in every layer the field grows by 2 a layer, and you need too many layers. Let
    the rates grow with the field.
    """
    return [1] * ((field - 1) // 2)


def design_dilations__no_rate_one(field, max_layers):
    """None of your layers has rate 1, so the pixel next to the first one can never be reached.
    Begin with rate 1, and let no rate be larger than the field so far.
    """
    total = (field - 1) // 2
    rates = [total // max_layers] * max_layers
    rates[-1] += total - sum(rates)
    return rates


def design_dilations__leaps(field, max_layers):
    """One of your rates is larger than the field of all smaller ones together, so its taps leave a
    hole between them. Let the rates grow more evenly.
    """
    total = (field - 1) // 2
    return [1] * (max_layers - 1) + [total - max_layers + 1]


def design_dilations__counts_two_taps(field, max_layers):
    """You counted d pixels for a layer, as with two taps. A layer of 3 taps has two gaps and makes
    the field 2d wider.
    """
    rates = [3**n for n in range(max_layers - 1)]
    return [*rates, field - 1 - sum(rates)]


def design_dilations__fills_up_with_the_last(field, max_layers):
    """You fixed all rates but the last, and what is left for the last is less than 1. max_layers is
    a limit: stop as soon as nothing is missing.
    """
    rates = [3**n for n in range(max_layers - 1)]
    return [*rates, (field - 1) // 2 - sum(rates)]


def design_dilations__overshoots(field, max_layers):
    """Your field is too large. Take smaller rates at the end, so that all of them add up to (field
    - 1) / 2.
    """
    return [3**n for n in range(max_layers)]


def design_dilations__falls_short(field, max_layers):
    """Your field is too small. The rates must add up to (field - 1) / 2, and in so few layers some
    must be larger than doubling gives.
    """
    return [2**n for n in range(max_layers)]


ALLOW = ('numpy', 'math')

TITLE = '8 · Dilated convolution: seeing further for the same price'
OPTIONAL = ('by_phases', 'design_dilations')

TITLES = {
    'effective_kernel': '8.1 · How far does it reach?',
    'dilate_kernel': '8.2 · Dilate a kernel',
    'conv1d_dilated': '8.3 · On a line',
    'conv2d_dilated': '8.4 · On a picture',
    'dilated_same_pad': '8.5 · Same padding for any kernel',
    'by_phases': '8.6 · Phase by phase',
    'coverage': '8.7 · What is really read?',
    'design_dilations': '8.8 · Design the rates',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('effective_kernel', 1, 'e709e69f82eddbdb'),
    ('dilate_kernel', 2, '5c282aee1781e8b0'),
    ('conv1d_dilated', 2, '8a9550261d471ecc'),
    ('conv1d_dilated', 1, 'a4fbccf84cd721b4'),
    ('conv2d_dilated', 3, '2e42c3c853577a00'),
    ('conv2d_dilated', 1, 'd54a606686139299'),
    ('dilated_same_pad', 2, '5d9ce28b0446bf88'),
    ('by_phases', 3, '5f7fc00ca1b3190b'),
    ('coverage', 2, '39a67e0ce86d7ac0'),
    ('design_dilations', 1, '3cd6e963839ea0f0'),
    ('design_dilations', 2, '75727d80b60defa4'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_effective_kernel(k, d):\n    """As many pixels as it takes for a single output."""\n    return 150 - F.conv1d(torch.zeros(1, 1, 150), torch.zeros(1, 1, k), dilation=d).shape[2] + 1\n\n\ncheck(\n    effective_kernel,\n    against=torch_effective_kernel,\n    on=[case(k=3, d=2), case(k=4, d=3), case(k=2, d=5), case(k=3, d=1), case(k=1, d=4)],\n)',
    'def torch_dilate_kernel(k, d):\n    """A single 1, stamped with the kernel and its holes."""\n    return F.conv_transpose2d(torch.ones(1, 1, 1, 1).double(), k[None, None], dilation=d)[0, 0]\n\n\ncheck(\n    dilate_kernel,\n    against=torch_dilate_kernel,\n    on=[case(k=normal(3, 2), d=(2, 3)), case(k=normal(2, 4), d=(3, 1))],\n)',
    'def torch_conv1d_dilated(x, w, stride=1, padding=0, dilation=1):\n    return F.conv1d(x, w, stride=stride, padding=padding, dilation=dilation)\n\n\ncheck(\n    conv1d_dilated,\n    against=torch_conv1d_dilated,\n    on=[\n        case(x=normal(2, 3, 13), w=normal(4, 3, 3), stride=1, padding=0, dilation=2),\n        case(x=normal(2, 3, 18), w=normal(4, 3, 4), stride=4, padding=1, dilation=3),\n        case(x=normal(3, 2, 12), w=normal(3, 2, 2), stride=3, padding=2, dilation=4),\n        case(x=normal(2, 3, 7), w=normal(4, 3, 5), stride=2, padding=1, dilation=2),  # just fits\n    ],\n    axes=("signal", "filter", "place"),\n)',
    'check_raises(\n    conv1d_dilated,\n    ValueError,\n    on=[\n        case(x=normal(2, 3, 6), w=normal(4, 3, 3), stride=1, padding=0, dilation=3),\n        case(x=normal(2, 3, 5), w=normal(4, 3, 4), stride=2, padding=1, dilation=3),\n    ],\n    because=because("conv1d_dilated__accepts_any_kernel"),\n)',
    'def torch_conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):\n    return F.conv2d(x, w, b, stride=stride, padding=padding, dilation=dilation)\n\n\nnames = ("image", "filter", "row", "column")\ncheck(\n    conv2d_dilated,\n    against=torch_conv2d_dilated,\n    on=[\n        case(\n            x=normal(2, 3, 8, 9), w=normal(4, 3, 3, 2), b=None, stride=1, padding=0, dilation=(2, 3)\n        ),\n        case(\n            x=normal(2, 2, 9, 8),\n            w=normal(4, 2, 2, 3),\n            b=normal(4),\n            stride=1,\n            padding=0,\n            dilation=(3, 2),\n        ),\n        case(\n            x=normal(2, 3, 10, 9),\n            w=normal(4, 3, 3, 2),\n            b=normal(4),\n            stride=(2, 3),\n            padding=(1, 2),\n            dilation=(2, 3),\n        ),\n        case(  # as many rows as the kernel reaches over, and as many columns\n            x=normal(2, 3, 5, 3), w=normal(4, 3, 3, 2), b=normal(4), stride=1, padding=0, dilation=2\n        ),\n    ],\n    axes=names,\n)',
    'check_raises(\n    conv2d_dilated,\n    ValueError,\n    on=[\n        case(\n            x=normal(2, 3, 5, 8),\n            w=normal(4, 3, 3, 2),\n            b=normal(4),\n            stride=(1, 2),\n            padding=(0, 1),\n            dilation=(3, 2),\n        ),\n        case(\n            x=normal(2, 3, 9, 4), w=normal(4, 3, 3, 2), b=None, stride=1, padding=0, dilation=(2, 4)\n        ),\n    ],\n    because=because("conv2d_dilated__accepts_any_kernel"),\n)',
    'def torch_dilated_same_pad(k, d):\n    """Asks PyTorch: one white pixel, and kernels that are 1 in their first or last tap."""\n    if min(*k, *d) < 1:\n        raise ValueError("there are no such kernels")\n    down, across = d[0] * (k[0] - 1), d[1] * (k[1] - 1)\n    spot = torch.zeros(1, 1, 2 * down + 1, 2 * across + 1)\n    spot[0, 0, down, across] = 1\n    taps = torch.eye(k[0] * k[1]).reshape(-1, 1, *k)\n    with warnings.catch_warnings():\n        warnings.simplefilter("ignore")\n        answers = F.conv2d(spot, taps, padding="same", dilation=d)[0]\n    first, last = answers[0].nonzero()[0].tolist(), answers[-1].nonzero()[0].tolist()\n    return first[1] - across, across - last[1], first[0] - down, down - last[0]\n\n\ncheck(\n    dilated_same_pad,\n    against=torch_dilated_same_pad,\n    on=[\n        case(k=(3, 5), d=(2, 1)),\n        case(k=(2, 3), d=(3, 1)),\n        case(k=(4, 2), d=(1, 3)),\n        case(k=(5, 4), d=(2, 5)),\n    ],\n)',
    'def torch_by_phases(x, w, d):\n    return F.conv2d(x, w, dilation=d)\n\n\ndef one_infinite(rng):\n    pictures = rng.normal(size=(2, 2, 8, 9))\n    pictures[1, 0, 3, 4] = np.inf\n    return pictures\n\n\nnames = ("image", "filter", "row", "column")\ncheck(\n    by_phases,\n    against=torch_by_phases,\n    on=[\n        case(x=normal(2, 3, 8, 9), w=normal(4, 3, 3, 2), d=(2, 3)),\n        case(x=normal(2, 2, 11, 7), w=normal(3, 2, 2, 3), d=(3, 2)),\n        case(x=drawn(one_infinite), w=normal(3, 2, 2, 3), d=(3, 2)),\n    ],\n    axes=names,\n)',
    'def torch_coverage(dilations, k=3):\n    """Where is the gradient of one output not zero?"""\n    pixels = torch.zeros(1, 1, 200, dtype=torch.float64, requires_grad=True)\n    y = pixels\n    for d in dilations:\n        y = F.conv1d(y, torch.ones(1, 1, k).double(), dilation=d)\n    (gradient,) = torch.autograd.grad(y[0, 0, 0], pixels)\n    read = gradient[0, 0].nonzero()[:, 0]\n    return read[-1].item() - read[0].item() + 1, len(read)\n\n\ncheck(\n    coverage,\n    against=torch_coverage,\n    on=[\n        case(dilations=(2, 2, 2), k=3),\n        case(dilations=(1, 2, 3), k=3),\n        case(dilations=(1, 2, 5, 9), k=2),\n        case(dilations=(3, 2), k=4),\n    ],\n)',
    'wrong = flaw(call(design_dilations, 21, 3), 21, 3)\nassert not wrong, wrong\n"design_dilations: three layers see 21 places."',
    'draw = variant("design_dilations")\nfor layers in (3, 4, 5):\n    total = int(draw.integers(2**layers, (3**layers - 1) // 2))\n    wrong = flaw(call(design_dilations, 1 + 2 * total, layers), 1 + 2 * total, layers)\n    assert not wrong, wrong\nfor field, layers in ((27, 3), (9, 4)):  # none to spare, and more layers than needed\n    wrong = flaw(call(design_dilations, field, layers), field, layers)\n    assert not wrong, wrong\n"design_dilations: every field is as large as was asked."',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'effective_kernel': ('def effective_kernel(k, d):', '"""Pixels from the first tap to the last, both included."""'),
    'dilate_kernel': ('def dilate_kernel(k, d):', '"""(kh, kw), (dh, dw) -> the kernel with zeros between its entries"""', '(kh, kw), (dh, dw) = k.shape, d'),
    'conv1d_dilated': ('def conv1d_dilated(x, w, stride=1, padding=0, dilation=1):', '"""(N, C, L), (O, C, k) -> (N, O, Lo); ValueError if the kernel does not fit."""', '(N, _, _), (O, _, k) = x.shape, w.shape', 'x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))  # (N, C, L + 2 * padding)', 'L = x.shape[2]'),
    'conv2d_dilated': ('def conv2d_dilated(x, w, b=None, stride=1, padding=0, dilation=1):', '"""(N, C, H, W), (O, C, kh, kw) -> (N, O, Ho, Wo); ValueError if the kernel does not fit."""', '(sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)', 'x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))', '(N, _, H, W), (O, _, kh, kw) = x.shape, w.shape  # H and W with padding'),
    'dilated_same_pad': ('def dilated_same_pad(k, d):', '"""(kh, kw), (dh, dw) -> (left, right, top, bottom)"""', '(kh, kw), (dh, dw) = k, d'),
    'by_phases': ('def by_phases(x, w, d):', '"""(N, C, H, W), (O, C, kh, kw) -> (N, O, H - dh * (kh - 1), W - dw * (kw - 1))"""', '(N, _, H, W), (O, _, kh, kw), (dh, dw) = x.shape, w.shape, d'),
    'coverage': ('def coverage(dilations, k=3):', '"""(receptive field, number of pixels read), along one axis."""'),
    'design_dilations': ('def design_dilations(field, max_layers):', '"""Rates [d, ...] of at most max_layers layers with 3 taps that see `field` pixels, all of them."""'),
}

EXERCISES = {
    'effective_kernel': ('effective_kernel__gap_after_last', 'effective_kernel__adds_once', 'effective_kernel__one_gap', 'effective_kernel__counts_skipped', 'effective_kernel__counts_steps', 'effective_kernel__counts_taps'),
    'dilate_kernel': ('dilate_kernel__repeats_entries', 'dilate_kernel__repeats_and_cuts', 'dilate_kernel__zeros_at_end', 'dilate_kernel__swaps_dilations', 'dilate_kernel__one_dilation', 'dilate_kernel__one_zero_too_many', 'dilate_kernel__zeros_around', 'dilate_kernel__rows_only', 'dilate_kernel__cuts_decimals'),
    'conv1d_dilated': ('conv1d_dilated__dense_window', 'conv1d_dilated__dilates_twice', 'conv1d_dilated__reach_of_reach', 'conv1d_dilated__stride_times_d', 'conv1d_dilated__start_times_d', 'conv1d_dilated__refuses_a_tight_fit', 'conv1d_dilated__size_ignores_d', 'conv1d_dilated__reads_beyond_end', 'conv1d_dilated__gap_after_last', 'conv1d_dilated__counts_steps', 'conv1d_dilated__centres_taps', 'conv1d_dilated__dilates_signal', 'conv1d_dilated__skips_d', 'conv1d_dilated__turns_kernel', 'conv1d_dilated__accepts_any_kernel'),
    'conv2d_dilated': ('conv2d_dilated__swaps_dilations', 'conv2d_dilated__one_rate', 'conv2d_dilated__rows_only', 'conv2d_dilated__dense_window', 'conv2d_dilated__columns_as_rows', 'conv2d_dilated__scales_padding', 'conv2d_dilated__stride_times_d', 'conv2d_dilated__swaps_strides', 'conv2d_dilated__gap_after_last', 'conv2d_dilated__dilates_pictures', 'conv2d_dilated__no_bias', 'conv2d_dilated__bias_each_tap', 'conv2d_dilated__refuses_a_tight_fit', 'conv2d_dilated__bias_on_columns', 'conv2d_dilated__turns_kernels', 'conv2d_dilated__accepts_any_kernel'),
    'dilated_same_pad': ('dilated_same_pad__always_d', 'dilated_same_pad__ignores_dilation', 'dilated_same_pad__half_kernel', 'dilated_same_pad__half_kernel_times_d', 'dilated_same_pad__extra_before', 'dilated_same_pad__one_short', 'dilated_same_pad__rows_first', 'dilated_same_pad__mixes_axes', 'dilated_same_pad__whole_reach'),
    'by_phases': ('by_phases__swaps_phases', 'by_phases__lays_blocks', 'by_phases__weaves_transposed', 'by_phases__crops', 'by_phases__convolves_first', 'by_phases__takes_tiles', 'by_phases__one_phase', 'by_phases__dilates_again', 'by_phases__zeros_in_kernel', 'by_phases__rest_stays_zero', 'by_phases__all_in_one_place'),
    'coverage': ('coverage__reads_all', 'coverage__counts_paths', 'coverage__multiplies', 'coverage__counts_centre_again', 'coverage__each_layer_alone', 'coverage__adds_d_once', 'coverage__one_short', 'coverage__other_order'),
    'design_dilations': ('design_dilations__too_slow', 'design_dilations__only_rate_one', 'design_dilations__no_rate_one', 'design_dilations__leaps', 'design_dilations__counts_two_taps', 'design_dilations__fills_up_with_the_last', 'design_dilations__overshoots', 'design_dilations__falls_short'),
}
