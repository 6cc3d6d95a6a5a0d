"""The tempting mistakes of 09_separable, made from lessons/09_separable.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo), as in lesson 03"""
    if x.ndim != 4 or w.ndim != 4:
        raise ValueError(f"conv2d: x and w must have four axes, they have {x.shape} and {w.shape}")
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"conv2d: x has {x.shape[1]} channels, the filters {w.shape[1]}")
    if b is not None and len(b) != len(w):
        raise ValueError(f"conv2d: b has {len(b)} biases for {len(w)} filters")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = view[:, :, ::sh, ::sw]  # (N, C, Ho, Wo, kh, kw)
    y = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))  # (N, Ho, Wo, O)
    y = np.ascontiguousarray(np.moveaxis(y, 3, 1))  # (N, O, Ho, Wo)
    return y if b is None else y + b[:, None, None]


def xcorr2d(x, k, padding=0):
    """(H, W), (kh, kw) -> (Ho, Wo), as in lesson 01, with zeros around the picture"""
    if k.ndim != 2:
        raise ValueError(f"xcorr2d: the kernel must have two axes, it has shape {k.shape}")
    return conv2d(x[None, None], k[None, None], padding=padding)[0, 0]


def factor__divides_by_corner(K):
    """You divided by the entry in the corner, K[0, 0], which may be zero. Use the row and the
    column through an entry that is not: the largest.
    """
    with np.errstate(all="ignore"):
        return K[:, 0].copy(), K[0] / K[0, 0]


def factor__largest_signed(K):
    """You took the largest entry as it is, and in a kernel without positive numbers that may be a
    0. Take the one of largest absolute value: np.abs(K).argmax().
    """
    i, j = np.unravel_index(K.argmax(), K.shape)
    with np.errstate(all="ignore"):
        return K[:, j] / K[i, j], K[i].copy()


def factor__forgets_to_divide(K):
    """Your factors are a column and a row of K as they are, so their product has one entry of K too
    many in it. Divide one of them by the entry where they cross.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[:, j].copy(), K[i].copy()


def factor__divides_by_total(K):
    """You added up the rows and the columns and divided by the total. The total may be zero, as in
    every kernel that finds edges: divide by an entry that is not.
    """
    with np.errstate(all="ignore"):
        return K.sum(axis=1), K.sum(axis=0) / K.sum()


def factor__loses_signs(K):
    """Your factors have lost their signs. Lengths and roots are never negative; take the numbers of
    a row and a column of K itself.
    """
    col, row = np.sqrt((K**2).sum(axis=1)), np.sqrt((K**2).sum(axis=0))
    return col, row / np.sqrt((K**2).sum())


def factor__scales_both(K):
    """You put the size of the kernel into both factors, and so it is in the product twice. Scale
    the column or the row, or each by the root.
    """
    u, s, vt = np.linalg.svd(K)
    return s[0] * u[:, 0], s[0] * vt[0]


def factor__loses_size(K):
    """Both of your factors have length one, so the size of the kernel is lost. Multiply one of them
    by it.
    """
    u, _, vt = np.linalg.svd(K)
    return u[:, 0], vt[0]


def factor__column_of_vt(K):
    """You took a column of vt for the row. NumPy has transposed it already: the row is vt[0]."""
    u, s, vt = np.linalg.svd(K)
    return s[0] * u[:, 0], vt[:, 0].copy()


def factor__row_first(K):
    """You returned the row first. The pair is (col, row): the first has a number for each row of K."""
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[i] / K[i, j], K[:, j].copy()


def is_separable__absolute_tolerance(K, rtol=1e-9):
    """You compared the error with a fixed small number. For a kernel of tiny numbers any error is
    below it, and for one of large numbers rounding is above it: compare with rtol *
    np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max() <= 1e-9)


def is_separable__allclose(K, rtol=1e-9):
    """np.allclose has a fixed tolerance of its own, atol=1e-8, and in a kernel of tiny numbers any
    error is below it. Write the comparison yourself, with rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.allclose(K, np.outer(K[:, j] / K[i, j], K[i]), rtol=rtol))


def is_separable__allclose_as_it_is(K, rtol=1e-9):
    """np.allclose has fixed tolerances of its own and does not know rtol. Write the comparison
    yourself: the largest error against rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.allclose(np.outer(K[:, j] / K[i, j], K[i]), K))


def is_separable__rtol_as_it_is(K, rtol=1e-9):
    """You compared the error with rtol itself. rtol is a share: the error counts against rtol times
    the largest absolute value in K.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max() <= rtol)


def is_separable__each_entry(K, rtol=1e-9):
    """You compared each error with the entry at its own place, and next to a 0 no rounding is
    forgiven. Compare the largest error with rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i]))
    return bool((error <= rtol * np.abs(K)).all())


def is_separable__exact(K, rtol=1e-9):
    """You demand exact equality. Products of floats are rounded, so a separable kernel misses its
    factors' product by a little: allow rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    return bool(np.array_equal(K, np.outer(K[:, j] / K[i, j], K[i])))


def is_separable__ignores_rtol(K, rtol=1e-9):
    """You did not use rtol. The caller says how much error is still rounding: compare with rtol *
    np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= 1e-9 * np.abs(K).max())


def is_separable__signed_error(K, rtol=1e-9):
    """You compared the error with its sign, and one below zero counts as none. Take absolute values
    first: np.abs(K - product).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = (K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= rtol * np.abs(K).max())


def is_separable__signed_error_of_product(K, rtol=1e-9):
    """You compared product - K with its sign, and an error below zero counts as none. Take absolute
    values first: np.abs(product - K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = (np.outer(K[:, j] / K[i, j], K[i]) - K).max()
    return bool(error <= rtol * np.abs(K).max())


def is_separable__signed_tolerance(K, rtol=1e-9):
    """Your tolerance is rtol times the largest entry with its sign, and below zero no error can be
    that small. Use the largest absolute value: rtol * np.abs(K).max().
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error <= rtol * K.max())


def is_separable__first_two_rows(K, rtol=1e-9):
    """You looked at the first two rows only. All rows must be multiples of one."""
    L = K[:2]
    i, j = np.unravel_index(np.abs(L).argmax(), L.shape)
    error = np.abs(L - np.outer(L[:, j] / L[i, j], L[i])).max()
    return bool(error <= rtol * np.abs(K).max())


def is_separable__divides_by_corner(K, rtol=1e-9):
    """You divided by K[0, 0]. If it is zero the comparison is with 'not a number' and says nothing:
    divide by the largest entry.
    """
    with np.errstate(all="ignore"):
        error = np.abs(K - np.outer(K[:, 0], K[0] / K[0, 0])).max()
    return bool(error <= rtol * np.abs(K).max())


def is_separable__opposite(K, rtol=1e-9):
    """Your answers are the wrong way round: you say True when the product misses K. It is separable
    when the error is small.
    """
    i, j = np.unravel_index(np.abs(K).argmax(), K.shape)
    error = np.abs(K - np.outer(K[:, j] / K[i, j], K[i])).max()
    return bool(error > rtol * np.abs(K).max())


def conv_rowcol__pads_in_both_passes(x, col, row, padding=0):
    """You padded both axes in both passes, so each axis is padded twice. The pass down needs (ph,
    0), the pass across (0, pw).
    """
    return xcorr2d(xcorr2d(x, col[:, None], padding), row[None, :], padding)


def conv_rowcol__pads_with_numbers(x, col, row, padding=0):
    """You gave a single number as padding, and that pads both axes. The pass down needs (ph, 0),
    the pass across (0, pw).
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], ph), row[None, :], pw)


def conv_rowcol__exchanged(x, col, row, padding=0):
    """Your column goes across and your row goes down. The column is a kernel of kh rows: col[:,
    None].
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, row[:, None], (ph, 0)), col[None, :], (0, pw))


def conv_rowcol__adds_passes(x, col, row, padding=0):
    """You added the two passes. The second pass reads what the first one gave: one after the other,
    not side by side.
    """
    ph, pw = pair(padding)
    down = xcorr2d(x, col[:, None], (ph, 0))
    across = xcorr2d(x, row[None, :], (0, pw))
    Ho, Wo = x.shape[0] + 2 * ph - len(col) + 1, x.shape[1] + 2 * pw - len(row) + 1
    return (
        xcorr2d(down, np.ones((1, 1)), (0, pw))[:Ho, :Wo]
        + np.pad(across, ((ph, ph), (0, 0)))[:Ho, :Wo]
    )


def conv_rowcol__second_reads_picture(x, col, row, padding=0):
    """Your second pass reads the picture again, and the first pass is lost. Give it the result of
    the first.
    """
    return xcorr2d(x, row[None, :], (0, pair(padding)[1]))


def conv_rowcol__turns_column(x, col, row, padding=0):
    """Your column is turned round, as np.convolve does it. In cross-correlation col[0] meets the
    top of the window.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[::-1, None], (ph, 0)), row[None, :], (0, pw))


def conv_rowcol__turns_row(x, col, row, padding=0):
    """Your row is turned round, as np.convolve does it. In cross-correlation row[0] meets the left
    of the window.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], (ph, 0)), row[None, ::-1], (0, pw))


def conv_rowcol__turns_both(x, col, row, padding=0):
    """Column and row are both turned round, as np.convolve does it. Cross-correlation uses them as
    they are.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[::-1, None], (ph, 0)), row[None, ::-1], (0, pw))


def conv_rowcol__paddings_exchanged(x, col, row, padding=0):
    """You exchanged the two paddings. ph rows of zeros go above and below, pw columns left and
    right.
    """
    ph, pw = pair(padding)
    return xcorr2d(xcorr2d(x, col[:, None], (pw, 0)), row[None, :], (0, ph))


def conv_rowcol__no_padding(x, col, row, padding=0):
    """You did not pad. The pass down gets ph rows of zeros above and below, the pass across pw
    columns left and right.
    """
    return xcorr2d(xcorr2d(x, col[:, None]), row[None, :])


def low_rank__transposes_again(x, K, r):
    """You took the columns of vt for the rows. NumPy has transposed it already: the row of part i
    is vt[i].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] * np.outer(u[:, i], vt[:, i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__rows_of_u(x, K, r):
    """You took the rows of u for the columns. The column of part i is u[:, i]; only vt is
    transposed.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] * np.outer(u[i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__size_twice(x, K, r):
    """You multiplied both the column and the row by the singular value, so it is squared in the
    product. It belongs there once.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(s[i] ** 2 * np.outer(u[:, i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__forgets_sizes(x, K, r):
    """You did not multiply by the singular values. Columns and rows have length one; how much of
    each product there is stands in s[i].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = sum(np.outer(u[:, i], vt[i]) for i in range(r))
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__keeps_smallest(x, K, r):
    """You kept the last parts, which are the smallest. The largest come first: keep i = 0 to r - 1."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = (u[:, -r:] * s[-r:]) @ vt[-r:]
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__one_part_only(x, K, r):
    """You kept one part only, number r - 1. Add up all parts from 0 to r - 1."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = s[r - 1] * np.outer(u[:, r - 1], vt[r - 1])
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__one_too_few(x, K, r):
    """You kept one part too few. r parts are the numbers 0 to r - 1, and range(r) counts exactly
    these.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    near = (u[:, : r - 1] * s[: r - 1]) @ vt[: r - 1]
    return xcorr2d(x, near), np.sqrt(np.sum(s[r:] ** 2))


def low_rank__one_more(x, K, r):
    """You kept one part too many. r parts are the numbers 0 to r - 1, and range(r) counts exactly
    these.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    parts = range(min(r + 1, len(s)))
    y = sum(xcorr2d(x, np.outer(s[i] * u[:, i], vt[i])) for i in parts)
    return y, np.sqrt(np.sum(s[r:] ** 2))


def low_rank__skips_first_left_out(x, K, r):
    """Your answer is right, but your error skips the first part left out. The parts kept are 0 to r
    - 1, so what is missing begins at r: s[r:].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    y = sum(xcorr2d(x, np.outer(s[i] * u[:, i], vt[i])) for i in range(r))
    return y, np.sqrt(np.sum(s[r + 1 :] ** 2))


def low_rank__error_without_root(x, K, r):
    """Your answer is right, but the error is the sum of the squares. Take the root of it."""
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sum(s[r:] ** 2)


def low_rank__error_adds_values(x, K, r):
    """Your answer is right, but for the error you added the singular values as they are. Lengths at
    right angles add as squares: square, add, take the root.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sum(s[r:])


def low_rank__error_of_kept(x, K, r):
    """Your answer is right, but the error is that of the parts you kept. What is missing is the
    others: s[r:].
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), np.sqrt(np.sum(s[:r] ** 2))


def low_rank__error_next_only(x, K, r):
    """Your answer is right, but your error counts the first part left out and no other. All of
    s[r:] are missing.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), s[r]


def low_rank__error_relative(x, K, r):
    """Your answer is right, but your error is a share of the kernel's own norm. The distance itself
    is asked: do not divide.
    """
    u, s, vt = np.linalg.svd(K, full_matrices=False)
    error = np.sqrt(np.sum(s[r:] ** 2) / np.sum(s**2))
    return xcorr2d(x, (u[:, :r] * s[:r]) @ vt[:r]), error


def depthwise_conv2d__goes_round_channels(x, w, b=None, stride=1, padding=0):
    """Your outputs go round the channels: output o reads channel o % C. PyTorch keeps the m outputs
    of a channel together: channel o // m.
    """
    C = x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o % C]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__reads_channel_o(x, w, b=None, stride=1, padding=0):
    """You read channel o for output o, and after the first C outputs there is none: the slice is
    empty. With m kernels for each channel, output o reads channel o // m.
    """
    planes = []
    for o in range(len(w)):
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, o : o + 1], w[o : o + 1], bias, stride, padding))
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__adds_channels(x, w, b=None, stride=1, padding=0):
    """You add over the channels: each kernel is laid on all of them. In a depthwise convolution
    output o reads channel o // m and no other.
    """
    return conv2d(x, np.repeat(w, x.shape[1], axis=1), b, stride, padding)


def depthwise_conv2d__one_kernel_for_all(x, w, b=None, stride=1, padding=0):
    """You use the first kernel for all outputs. Output o has its own, w[o, 0]."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[0]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__same_kernels_for_channels(x, w, b=None, stride=1, padding=0):
    """You use the same m kernels for every channel. Each channel has its own: output o uses w[o,
    0].
    """
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o % m]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__kernel_of_channel(x, w, b=None, stride=1, padding=0):
    """You took the kernel of the channel, w[c], for all outputs that read it. Every output has a
    kernel of its own: w[o].
    """
    m = len(w) // x.shape[1]
    planes = []
    for o in range(len(w)):
        c = o // m
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, c : c + 1], w[c : c + 1], bias, stride, padding))
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__joins_batch(x, w, b=None, stride=1, padding=0):
    """You joined the planes along the batch. They are the channels of the output: axis=1."""
    m = len(w) // x.shape[1]
    planes = []
    for o in range(len(w)):
        c = o // m
        bias = None if b is None else b[o : o + 1]
        planes.append(conv2d(x[:, c : c + 1], w[o : o + 1], bias, stride, padding))
    return np.concatenate(planes, axis=0)


def depthwise_conv2d__ignores_multiplier(x, w, b=None, stride=1, padding=0):
    """You give one output for each channel. There are m kernels for each, so len(w) outputs."""
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [c]], w[[c]], b[[c]], stride, padding) for c in range(x.shape[1])]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__adds_answers_of_channel(x, w, b=None, stride=1, padding=0):
    """You added up the m answers of a channel. They are planes of their own: the output has C * m
    of them.
    """
    (N, C), m = x.shape[:2], len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    y = np.concatenate(planes, axis=1)
    return y.reshape(N, C, m, *y.shape[2:]).sum(axis=2)


def depthwise_conv2d__bias_of_channel(x, w, b=None, stride=1, padding=0):
    """Your bias goes with the input channel. It belongs to the output: b[o]."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o // m]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__forgets_bias(x, w, b=None, stride=1, padding=0):
    """You did not add the bias. Output o gets b[o], if b is not None."""
    m = len(w) // x.shape[1]
    planes = [conv2d(x[:, [o // m]], w[[o]], None, stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__forgets_settings(x, w, b=None, stride=1, padding=0):
    """You did not use stride and padding. Hand both on to conv2d."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]]) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__forgets_padding(x, w, b=None, stride=1, padding=0):
    """You used the stride, and not the padding. Hand it on to conv2d too."""
    m = len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__kernels_outside(x, w, b=None, stride=1, padding=0):
    """Your outputs are right and in the wrong order: kernel 0 of every channel, then kernel 1 of
    every channel. The m outputs of one channel stand together.
    """
    C, m = x.shape[1], len(w) // x.shape[1]
    b = np.zeros(len(w)) if b is None else b
    pairs = [(c, c * m + j) for j in range(m) for c in range(C)]
    planes = [conv2d(x[:, [c]], w[[o]], b[[o]], stride, padding) for c, o in pairs]
    return np.concatenate(planes, axis=1)


def depthwise_conv2d__turns_kernels(x, w, b=None, stride=1, padding=0):
    """Your kernels are rotated by half a turn. This is cross-correlation: use w[o, 0] as it is."""
    m, w = len(w) // x.shape[1], w[:, :, ::-1, ::-1]
    b = np.zeros(len(w)) if b is None else b
    planes = [conv2d(x[:, [o // m]], w[[o]], b[[o]], stride, padding) for o in range(len(w))]
    return np.concatenate(planes, axis=1)


def depthwise_separable__pointwise_first(x, wd, wp, bd, bp):
    """You mixed the channels first and filtered each afterwards. The depthwise half comes first;
    with biases and with M outputs the order matters.
    """
    z = conv2d(x, wp, bp)
    m = len(wd) // z.shape[1]
    return np.concatenate(
        [conv2d(z[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1
    )


def depthwise_separable__forgets_first_bias(x, wd, wp, bd, bp):
    """You dropped the bias of the depthwise half. Add bd before the channels are mixed."""
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp, bp)


def depthwise_separable__forgets_second_bias(x, wd, wp, bd, bp):
    """You dropped the bias of the pointwise half. Add bp after the channels are mixed."""
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp)


def depthwise_separable__biases_exchanged(x, wd, wp, bd, bp):
    """You exchanged the two biases. bd belongs to the depthwise half and has a number for each of
    its planes; bp belongs to the pointwise half.
    """
    m = len(wd) // x.shape[1]
    planes = []
    for o in range(len(wd)):
        planes.append(conv2d(x[:, o // m : o // m + 1], wd[o : o + 1], bp[o : o + 1]))
    return conv2d(np.concatenate(planes, axis=1), wp, bd)


def depthwise_separable__first_bias_unmixed(x, wd, wp, bd, bp):
    """You added the biases of the depthwise half at the end, all of them to every output. They come
    before the channels are mixed, so wp weighs them too.
    """
    m = len(wd) // x.shape[1]
    planes = [conv2d(x[:, o // m : o // m + 1], wd[o : o + 1]) for o in range(len(wd))]
    return conv2d(np.concatenate(planes, axis=1), wp, bp) + bd.sum()


def depthwise_separable__weighs_one_plane(x, wd, wp, bd, bp):
    """Your pointwise half weighs one plane for each output and adds up nothing. Every output is a
    sum over all planes: it is an ordinary conv2d.
    """
    m = len(wd) // x.shape[1]
    planes = [
        conv2d(x[:, o // m : o // m + 1], wd[o : o + 1], bd[o : o + 1]) for o in range(len(wd))
    ]
    return np.concatenate([planes[o] * wp[o, o] + bp[o] for o in range(len(wp))], axis=1)


def depthwise_separable__relu_between(x, wd, wp, bd, bp):
    """You put a ReLU between the halves. Some networks do, but this one convolution has nothing in
    between.
    """
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(np.maximum(z, 0), wp, bp)


def depthwise_separable__weight_transposed(x, wd, wp, bd, bp):
    """You transposed the pointwise weight. Its first axis is the outputs and its second the
    channels it reads: use wp as it is.
    """
    m = len(wd) // x.shape[1]
    z = np.concatenate([conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp.swapaxes(0, 1), bp)


def depthwise_separable__goes_round_channels(x, wd, wp, bd, bp):
    """Your depthwise half goes round the channels, o % C. The m outputs of a channel stand
    together: output o reads channel o // m.
    """
    C = x.shape[1]
    z = np.concatenate([conv2d(x[:, [o % C]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1)
    return conv2d(z, wp, bp)


def depthwise_separable__depthwise_only(x, wd, wp, bd, bp):
    """You stopped after the depthwise half. The pointwise half mixes its channels: one more conv2d,
    with wp and bp.
    """
    m = len(wd) // x.shape[1]
    return np.concatenate(
        [conv2d(x[:, [o // m]], wd[[o]], bd[[o]]) for o in range(len(wd))], axis=1
    )


def cost_ratio__depthwise_only(C, M, k):
    """You forgot the pointwise half. It has C * M weights, and for many channels it is the larger
    one.
    """
    return C * k * k / (M * C * k * k)


def cost_ratio__pointwise_only(C, M, k):
    """You forgot the depthwise half. It has C * k * k weights."""
    return C * M / (M * C * k * k)


def cost_ratio__kernel_of_k(C, M, k):
    """You counted k weights to a kernel. It has k rows and k columns: k * k."""
    return 1 / M + 1 / k


def cost_ratio__input_channels(C, M, k):
    """You exchanged the channels: the share of the depthwise half depends on the outputs, 1 / M.
    Every output of a dense layer has kernels of its own, and the depthwise half has one set.
    """
    return 1 / C + 1 / k**2


def cost_ratio__parameters(C, M, k):
    """You counted parameters, with their biases. MACs are multiplications, and a bias multiplies
    nothing.
    """
    return (C * k * k + C + C * M + M) / (M * C * k * k + M)


def cost_ratio__rounds(C, M, k):
    """You divided with //, and that rounds a share down to 0. A share is a fraction: divide with /."""
    return (C * k * k + C * M) // (M * C * k * k)


def cost_ratio__upside_down(C, M, k):
    """You divided the dense layer by the split one. The share is what the
    split one costs of the dense one.
    """
    return M * C * k * k / (C * k * k + C * M)


def cost_ratio__multiplies(C, M, k):
    """You multiplied the two shares. The halves run one after the other, so their costs are added."""
    return 1 / (M * k**2)


def cost_ratio__depthwise_dense(C, M, k):
    """You gave the depthwise half a kernel for each pair of channels. It has one kernel for each
    channel: C * k * k weights.
    """
    return (M * C * k * k + C * M) / (M * C * k * k)


def exact_split__rank_of_outputs(w, rtol=1e-9):
    """You asked whether the kernels of each output are multiples of one. It must be
    asked of the kernels of each input channel, w[:, c].
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if any(np.linalg.matrix_rank(w[o].reshape(C, -1), rtol=rtol) > 1 for o in range(M)):
        return None
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


def exact_split__forgets_scale(w, rtol=1e-9):
    """You took the depthwise kernels from one output and all pointwise weights as 1. The other
    outputs have more or less of each kernel: how much is what wp says.
    """
    M, C = w.shape[:2]
    if any(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    return w[0][:, None].copy(), np.ones((M, C, 1, 1))


def exact_split__approximates(w, rtol=1e-9):
    """You returned the nearest split of a layer that has none. Ask first whether every channel's
    table has rank one, and return None if not.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


def exact_split__never_asks(w, rtol=1e-9):
    """You factored each channel's table without asking whether it is separable, so for most layers
    your two do something else. Ask first, and return None if it is not.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if table.any():
            i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
            wp[:, c, 0, 0], wd[c, 0] = table[:, j] / table[i, j], table[i].reshape(kh, kw)
    return wd, wp


def exact_split__always_none(w, rtol=1e-9):
    """You return None for every layer, also for one that was made of two. It can be split if the
    table of every channel has at most rank one.
    """
    return None


def exact_split__one_channel_is_enough(w, rtol=1e-9):
    """You asked whether some channel can be split. All must: return None as soon as one cannot."""
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if all(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


def exact_split__pointwise_transposed(w, rtol=1e-9):
    """Your pointwise weight has inputs and outputs exchanged. Its shape is (M, C, 1, 1): the
    outputs come first.
    """
    M, C, kh, kw = w.shape
    if any(np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) > 1 for c in range(C)):
        return None
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((C, M, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        wp[c, :, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


def exact_split__divides_by_zero(w, rtol=1e-9):
    """A channel that no filter reads has only zeros, and you divided by its largest entry. Leave
    such a channel as zeros, without a division.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        with np.errstate(all="ignore"):
            col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


def exact_split__refuses_zeros(w, rtol=1e-9):
    """You return None for a layer in which a channel is all zeros. Zeros are zero times any kernel,
    so such a channel can be split.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        if np.linalg.matrix_rank(w[:, c].reshape(M, -1), rtol=rtol) != 1:
            return None
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], vt[0].reshape(kh, kw)
    return wd, wp


def exact_split__divides_by_first_output(w, rtol=1e-9):
    """You took the first output's kernels as the depthwise ones. An output that does not read a
    channel has zeros there: take the output where the channel's kernel is largest.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        with np.errstate(all="ignore"):
            col, row = table[:, 0] / table[0, 0], table[0]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


def exact_split__whole_weight(w, rtol=1e-9):
    """You asked for rank one of the whole weight as one table. Each channel has a depthwise kernel
    of its own: ask channel by channel.
    """
    M, C, kh, kw = w.shape
    u, s, vt = np.linalg.svd(w.reshape(M, -1), full_matrices=False)
    if len(s) > 1 and s[1] > rtol * s[0]:
        return None
    wp = np.repeat(s[0] * u[:, 0], C).reshape(M, C, 1, 1)
    return vt[0].reshape(C, 1, kh, kw), wp


def exact_split__each_kernel(w, rtol=1e-9):
    """You asked of every single kernel whether it is a column times a row. Here the table of a
    channel is asked, w[:, c].reshape(M, kh * kw): one row for each output's kernel.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    if any(np.linalg.matrix_rank(w[o, c], rtol=rtol) > 1 for o in range(M) for c in range(C)):
        return None
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if table.any():
            i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
            wp[:, c, 0, 0], wd[c, 0] = table[:, j] / table[i, j], table[i].reshape(kh, kw)
    return wd, wp


def exact_split__reshapes(w, rtol=1e-9):
    """You got the tables with w.reshape(C, M, ...), which mixes the channels up: w has the outputs
    first. The kernels of channel c are w[:, c].
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c, table in enumerate(w.reshape(C, M, kh * kw)):
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


def exact_split__tolerance_of_layer(w, rtol=1e-9):
    """You forgave every channel an error that is small beside the whole layer. Beside a channel of
    large numbers that is too much for one of small numbers: use the largest of the channel itself.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > rtol * np.abs(w).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


def exact_split__ignores_rtol(w, rtol=1e-9):
    """You did not hand rtol on. The caller says how much error is still rounding."""
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        table = w[:, c].reshape(M, kh * kw)
        if not table.any():
            continue
        i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
        col, row = table[:, j] / table[i, j], table[i]
        if np.abs(table - np.outer(col, row)).max() > 1e-9 * np.abs(table).max():
            return None
        wp[:, c, 0, 0], wd[c, 0] = col, row.reshape(kh, kw)
    return wd, wp


def exact_split__scales_both(w, rtol=1e-9):
    """The size of a channel's kernels is in both of your factors, and so it is squared in their
    product. Put it into one.
    """
    M, C, kh, kw = w.shape
    wd, wp = np.zeros((C, 1, kh, kw)), np.zeros((M, C, 1, 1))
    for c in range(C):
        u, s, vt = np.linalg.svd(w[:, c].reshape(M, -1), full_matrices=False)
        if len(s) > 1 and s[1] > rtol * s[0]:
            return None
        wp[:, c, 0, 0], wd[c, 0] = s[0] * u[:, 0], s[0] * vt[0].reshape(kh, kw)
    return wd, wp


def fans__all_filters(w_shape, groups=1):
    """Your fan-out counts all filters. Only those of the pixel's own group read it: O // groups."""
    O, I, kh, kw = w_shape
    return I * kh * kw, O * kh * kw


def fans__divides_inputs_again(w_shape, groups=1):
    """You divided the fan-in by the groups again. I is the number of channels that a filter reads,
    so that is done already.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw // groups, O // groups * kh * kw


def fans__divides_channels_again(w_shape, groups=1):
    """You divided I by the groups. It is the number of channels that a filter reads, so that is
    done already.
    """
    O, I, kh, kw = w_shape
    return I // groups * kh * kw, O // groups * kh * kw


def fans__exchanged(w_shape, groups=1):
    """You exchanged the two. Fan-in is what one output reads, fan-out is what one input goes into."""
    O, I, kh, kw = w_shape
    return O // groups * kh * kw, I * kh * kw


def fans__forgets_kernel(w_shape, groups=1):
    """You counted channels only. A kernel reads kh * kw pixels of each, and as many windows read a
    pixel.
    """
    O, I = w_shape[:2]
    return I, O // groups


def fans__forgets_kernel_outwards(w_shape, groups=1):
    """Your fan-in is right. An input pixel, too, is met by every place of a kernel, in kh * kw
    windows: multiply the fan-out by it.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw, O // groups


def fans__all_channels(w_shape, groups=1):
    """Your fan-in counts the channels of all groups. A filter reads those of its own group, and
    these are the I of the shape.
    """
    O, I, kh, kw = w_shape
    return I * groups * kh * kw, O // groups * kh * kw


def fans__counts_weights(w_shape, groups=1):
    """You counted the weights of the layer. One output reads through one filter, and one input is
    read by the filters of its group.
    """
    O, I, kh, kw = w_shape
    return O * I * kh * kw, O * I * kh * kw


def fans__inputs_in_fan_out(w_shape, groups=1):
    """You multiplied the fan-out by the channels of a filter. An input pixel is in one channel
    only: O // groups filters, kh * kw windows.
    """
    O, I, kh, kw = w_shape
    return I * kh * kw, O // groups * I * kh * kw


def flattened_conv2d__averages_channels(x, f, g, h, padding=0):
    """You averaged over the channels. The first pass adds f[c] times channel c, and does not divide
    by their number.
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1)) / len(f)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=(0, pw))


def flattened_conv2d__ignores_channel_vector(x, f, g, h, padding=0):
    """You added up the channels as they are. Each counts f[c] times."""
    ph, pw = pair(padding)
    plane = x.sum(axis=1, keepdims=True)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=(0, pw))


def flattened_conv2d__exchanged(x, f, g, h, padding=0):
    """Your g goes across and your h goes down. g has a number for each row of the kernel: a filter
    of shape (1, 1, kh, 1).
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, h.reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, g.reshape(1, 1, 1, -1), padding=(0, pw))


def flattened_conv2d__pads_every_pass(x, f, g, h, padding=0):
    """You padded both axes in more than one pass. Each axis is padded once, in the pass along it:
    (ph, 0) down, (0, pw) across.
    """
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=padding)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=padding)


def flattened_conv2d__pads_with_numbers(x, f, g, h, padding=0):
    """You gave a single number as padding, and that pads both axes. The pass down needs (ph, 0),
    the pass across (0, pw).
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=ph)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=pw)


def flattened_conv2d__pads_three_times(x, f, g, h, padding=0):
    """You padded in all three passes. The first looks at single pixels and needs none; then (ph, 0)
    down and (0, pw) across.
    """
    plane = conv2d(x, f.reshape(1, -1, 1, 1), padding=padding)
    down = conv2d(plane, g.reshape(1, 1, -1, 1), padding=padding)
    return conv2d(down, h.reshape(1, 1, 1, -1), padding=padding)


def flattened_conv2d__no_padding(x, f, g, h, padding=0):
    """You did not pad. Give the pass down (ph, 0) and the pass across (0, pw)."""
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    return conv2d(conv2d(plane, g.reshape(1, 1, -1, 1)), h.reshape(1, 1, 1, -1))


def flattened_conv2d__keeps_channels(x, f, g, h, padding=0):
    """You kept the channels apart: your result has C planes. The first pass adds them up, so that
    one plane is left.
    """
    ph, pw = pair(padding)
    planes = [f[c] * x[:, [c]] for c in range(len(f))]
    down = [conv2d(p, g.reshape(1, 1, -1, 1), padding=(ph, 0)) for p in planes]
    across = [conv2d(p, h.reshape(1, 1, 1, -1), padding=(0, pw)) for p in down]
    return np.concatenate(across, axis=1)


def flattened_conv2d__turns_vectors(x, f, g, h, padding=0):
    """You turned the vectors round, as np.convolve does it. Cross-correlation uses g and h as they
    are.
    """
    ph, pw = pair(padding)
    plane = conv2d(x, f.reshape(1, -1, 1, 1))
    down = conv2d(plane, g[::-1].reshape(1, 1, -1, 1), padding=(ph, 0))
    return conv2d(down, h[::-1].reshape(1, 1, 1, -1), padding=(0, pw))


def flattened_cost__multiplies(C, kh, kw):
    """You multiplied the counts of the three passes. They run one after the other, so their costs
    are added.
    """
    return C * kh * kw, C * kh * kw


def flattened_cost__every_channel(C, kh, kw):
    """You let the second and the third pass run on every channel. After the first pass one plane is
    left: C + kh + kw.
    """
    return C + C * kh + C * kw, C * kh * kw


def flattened_cost__whole_kernel(C, kh, kw):
    """You split the channels from space, and left the kernel whole. It is taken apart too: kh + kw,
    not kh * kw.
    """
    return C + kh * kw, C * kh * kw


def flattened_cost__exchanged(C, kh, kw):
    """You exchanged the two counts. The flattened one comes first, and it is the smaller."""
    return C * kh * kw, C + kh + kw


def flattened_cost__dense_without_channels(C, kh, kw):
    """Your first count is right. The dense filter reads all channels as well: C * kh * kw."""
    return C + kh + kw, kh * kw


def flattened_cost__forgets_channels(C, kh, kw):
    """You forgot the channels. The first pass takes C MACs, and the dense filter reads all C
    channels.
    """
    return kh + kw, kh * kw


ALLOW = ('numpy', 'math')

TITLE = '9 · Separable: cheaper by splitting'
OPTIONAL = ('low_rank', 'fans', 'flattened_conv2d')

TITLES = {
    'factor': '9.1 · Column times row',
    'conv_rowcol': '9.2 · Two passes',
    'low_rank': '9.3 · The nearest sum of products',
    'depthwise_conv2d': '9.4 · Depthwise convolution',
    'depthwise_separable': '9.5 · Depthwise, then pointwise',
    'cost_ratio': '9.6 · The share',
    'exact_split': '9.7 · Split a layer',
    'fans': '9.8 · Fans',
    'flattened_conv2d': '9.9 · Three passes',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('factor', 2, '7bd683d5f2907ea5'),
    ('factor', 1, 'ad7828309584e18f'),
    ('conv_rowcol', 2, '35596440516dd228'),
    ('low_rank', 2, 'b80b818dfb1d30f6'),
    ('low_rank', 1, '33064456dedfbafa'),
    ('depthwise_conv2d', 3, 'bb178229b81faf3b'),
    ('depthwise_separable', 2, 'a76590c4471f04ea'),
    ('cost_ratio', 1, 'f619221a2a56a7d2'),
    ('exact_split', 3, 'af9f63f69013244c'),
    ('fans', 2, '191aced6b2136c15'),
    ('flattened_conv2d', 2, '7cee60666683186f'),
    ('flattened_conv2d', 1, 'b21a29426c67f1af'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def outer_of(col_entries, row_entries):\n    """A separable kernel of whole numbers, drawn: the entries that are 0 are given as 0."""\n\n    def make(rng):\n        draws = (\n            rng.choice([-3.0, -2.0, -1.0, 2.0, 3.0, 4.0], n)\n            for n in (len(col_entries), len(row_entries))\n        )\n        col, row = (d * e for d, e in zip(draws, (col_entries, row_entries), strict=True))\n        return np.outer(col, row) + 0.0  # no negative zeros\n\n    return drawn(make)\n\n\ndef product(factor, K):\n    """The outer product of what the student returns."""\n    answer = factor(K)\n    if not isinstance(answer, tuple | list) or len(answer) != 2:\n        raise TypeError("return two vectors: return col, row")\n    shapes = [np.shape(vector) for vector in answer]\n    if [len(shape) for shape in shapes] != [1, 1]:\n        raise TypeError(f"col and row have one axis each; yours have shapes {shapes}")\n    return np.outer(*answer)\n\n\ncheck(\n    factor,\n    against=lambda K: K,\n    via=product,\n    on=[\n        case(K=outer_of([1, 1, 1, 1], [1, 1, 1])),\n        case(K=outer_of([0, 1, 1], [1, 1, 0, 1])),\n        case(K=constant([[-1.0, 1], [-2, 2], [-1, 1]])),\n        case(K=constant([[0.0, 2], [0, -6], [0, 4]])),\n        case(K=constant([[0.0, -2], [0, -6], [0, -4]])),\n        case(K=outer_of([1, 1, 1], [1, 1, 1])),\n    ],\n)',
    'def torch_is_separable(K, rtol=1e-9):\n    return bool(torch.linalg.matrix_rank(K, rtol=rtol) <= 1)\n\n\ndef outer_random(kh, kw, scale=1.0, noise=0.0, corner=1.0):\n    """A product of two random vectors, all of one scale, with noise of this share on it."""\n\n    def make(rng):\n        col, row = rng.normal(size=kh), rng.normal(size=kw)\n        col[0] *= corner\n        return scale * (np.outer(col, row) + noise * rng.normal(size=(kh, kw)))\n\n    return drawn(make)\n\n\ncheck(\n    is_separable,\n    against=torch_is_separable,\n    on=[\n        case(K=outer_random(4, 3)),\n        case(K=normal(4, 3)),\n        case(K=outer_random(3, 5, scale=1e-12, noise=0.3)),\n        case(K=outer_random(3, 5, scale=1e12)),\n        case(K=outer_random(4, 3, noise=1e-6), rtol=1e-2),\n        case(K=outer_random(4, 3, noise=1e-4)),\n        case(K=outer_random(4, 3, corner=0.0)),\n        case(K=constant([[1.0, 2, 3], [2, 4, 6], [1, 1, 1]])),\n        case(K=constant([[4.0, 2], [2, 0]])),\n        case(K=constant([[-1.0, -2, -3], [-2, -4, -6]])),\n        case(K=constant([[3.0, 0], [0, -1]])),  # errors below zero, and above\n        case(K=constant([[3.0, 0], [0, 1]])),\n        case(K=constant([[1.0, 0], [2, 1e-12]])),  # an error that is large for its own place only\n    ],\n)',
    'def torch_conv_rowcol(x, col, row, padding=0):\n    kernel = torch.outer(col, row)\n    return F.conv2d(x[None, None], kernel[None, None], padding=padding)[0, 0]\n\n\ncheck(\n    conv_rowcol,\n    against=torch_conv_rowcol,\n    on=[\n        case(x=normal(7, 6), col=normal(3), row=normal(2)),\n        case(x=normal(6, 8), col=normal(3), row=normal(3), padding=(2, 1)),\n        case(x=normal(5, 6), col=normal(2), row=normal(4), padding=1),\n    ],\n)',
    'def response(low_rank, x, K, r):\n    """The first value that the student returns."""\n    answer = low_rank(x, K, r)\n    return answer[0] if isinstance(answer, tuple | list) else answer\n\n\ndef torch_response(x, K, r):\n    if not 1 <= r <= min(K.shape):\n        raise ValueError("a kernel has no such rank")\n    u, s, vt = torch.linalg.svd(K, full_matrices=False)\n    near = (u[:, :r] * s[:r]) @ vt[:r]\n    return F.conv2d(x[None, None], near[None, None])[0, 0]\n\n\ncheck(\n    low_rank,\n    against=torch_response,\n    via=response,\n    on=[\n        case(x=normal(8, 7), K=normal(5, 4), r=2),\n        case(x=normal(6, 9), K=normal(4, 4), r=3),\n        case(x=normal(7, 6), K=normal(3, 5), r=1),\n    ],\n)',
    'def error_of(low_rank, x, K, r):\n    """The second value that the student returns."""\n    answer = low_rank(x, K, r)\n    if not isinstance(answer, tuple | list) or len(answer) != 2:\n        raise TypeError("return two values: return y, error")\n    return answer[1]\n\n\ndef torch_error(x, K, r):\n    if not 1 <= r < min(K.shape):\n        raise ValueError("only rounding errors are left")\n    u, s, vt = torch.linalg.svd(K, full_matrices=False)\n    return torch.linalg.norm(K - (u[:, :r] * s[:r]) @ vt[:r])\n\n\ncheck(\n    low_rank,\n    against=torch_error,\n    via=error_of,\n    on=[case(x=normal(8, 7), K=normal(5, 4), r=2), case(x=normal(6, 8), K=normal(4, 6), r=1)],\n)',
    'def torch_depthwise_conv2d(x, w, b=None, stride=1, padding=0):\n    return F.conv2d(x, w, b, stride, padding, groups=x.shape[1])\n\n\ncheck(\n    depthwise_conv2d,\n    against=torch_depthwise_conv2d,\n    on=[\n        case(x=normal(2, 3, 7, 6), w=normal(6, 1, 3, 2), b=normal(6), stride=1, padding=0),\n        case(\n            x=normal(2, 2, 8, 7), w=normal(6, 1, 2, 3), b=normal(6), stride=(2, 3), padding=(1, 2)\n        ),\n        case(x=normal(2, 4, 5, 6), w=normal(4, 1, 3, 3)),\n        case(x=normal(2, 3, 4, 6), w=normal(6, 1, 2, 3)),\n    ],\n)',
    'def torch_depthwise_separable(x, wd, wp, bd, bp):\n    z = F.conv2d(x, wd, bd, groups=x.shape[1])\n    return F.conv2d(z, wp, bp)\n\n\ncheck(\n    depthwise_separable,\n    against=torch_depthwise_separable,\n    on=[\n        case(\n            x=normal(2, 3, 5, 6),\n            wd=normal(3, 1, 2, 3),\n            wp=normal(3, 3, 1, 1),\n            bd=normal(3),\n            bp=normal(3),\n        ),\n        case(\n            x=normal(2, 3, 7, 6),\n            wd=normal(6, 1, 3, 2),\n            wp=normal(4, 6, 1, 1),\n            bd=normal(6),\n            bp=normal(4),\n        ),\n    ],\n)',
    'def torch_cost_ratio(C, M, k):\n    if min(C, M, k) < 1:\n        raise ValueError("there is no layer without channels or weights")\n\n    def macs(*layers):\n        with FlopCounterMode(display=False) as counter, torch.no_grad():\n            nn.Sequential(*layers)(torch.zeros(1, C, k + 4, k + 5, device="meta"))\n        return counter.get_total_flops() // 2\n\n    dense = nn.Conv2d(C, M, k, device="meta")\n    depthwise = nn.Conv2d(C, C, k, groups=C, device="meta")\n    return macs(depthwise, nn.Conv2d(C, M, 1, device="meta")) / macs(dense)\n\n\ncheck(\n    cost_ratio,\n    against=torch_cost_ratio,\n    on=[case(C=8, M=16, k=3), case(C=6, M=10, k=5), case(C=32, M=64, k=3)],\n)',
    'def product_layer(M, C, kh, kw, zeros=(), noise=0.0):\n    """A weight that can be split, with zeros in wp at the places `zeros`, and noise in channel 1."""\n\n    def make(rng):\n        wd, wp = rng.normal(size=(1, C, kh, kw)), rng.normal(size=(M, C, 1, 1))\n        for place in zeros:\n            wp[place] = 0\n        w = wp * wd\n        w[:, 1] += noise * rng.normal(size=(M, kh, kw))\n        return w\n\n    return drawn(make)\n\n\ndef output_products(M, C, kh, kw):\n    """A weight in which the kernels of each output are multiples of one."""\n    return drawn(lambda rng: rng.normal(size=(M, C, 1, 1)) * rng.normal(size=(M, 1, kh, kw)))\n\n\ndef put_together(exact_split, w, *rtol):\n    """Whether the student splits the layer, and the dense weight of the two halves."""\n    parts = exact_split(w, *rtol)\n    if parts is None:\n        return {"can be split": False, "wp * wd": None}\n    if not isinstance(parts, tuple | list) or len(parts) != 2:\n        raise TypeError("return a pair, (wd, wp), or None")\n    M, C, kh, kw = w.shape\n    for name, part, shape in zip(("wd", "wp"), parts, ((C, 1, kh, kw), (M, C, 1, 1)), strict=True):\n        if np.shape(part) != shape:\n            raise ValueError(f"{name} must have shape {shape}, yours has {np.shape(part)}")\n    wd, wp = parts\n    product = wp * np.swapaxes(wd, 0, 1)  # (M, C, 1, 1) * (1, C, kh, kw)\n    return {"can be split": True, "wp * wd": product}\n\n\ndef torch_exact_split(w, rtol=1e-9):\n    tables = w.transpose(0, 1).flatten(2)  # (C, M, kh * kw)\n    whole = bool((torch.linalg.matrix_rank(tables, rtol=rtol) <= 1).all())\n    return {"can be split": whole, "wp * wd": w if whole else None}\n\n\ncheck(\n    exact_split,\n    against=torch_exact_split,\n    via=put_together,\n    on=[\n        case(w=product_layer(4, 3, 3, 2)),\n        case(w=normal(4, 3, 3, 2)),\n        case(w=product_layer(3, 3, 2, 3, zeros=[(0, 1), (2, 2)])),\n        case(w=product_layer(4, 3, 2, 3, zeros=[(slice(None), 1)])),\n        case(w=product_layer(4, 3, 3, 2, noise=1e-4)),\n        case(w=output_products(4, 3, 3, 2)),\n        case(w=normal(1, 3, 2, 3)),\n        case(w=normal(3, 2, 1, 3)),  # each kernel is a product, and the layer is none\n        case(w=constant([[[[1e12, 1e12]], [[1.0, 0]]], [[[1e12, 1e12]], [[0.0, 1]]]])),\n        case(w=product_layer(4, 3, 3, 2, noise=1e-11), rtol=1e-13),\n    ],\n    axes=("output", "channel", "row", "column"),\n)',
    'def torch_fans(w_shape, groups=1):\n    O, I, kh, kw = w_shape\n    if min(O, I, kh, kw, groups) < 1 or O % groups:\n        raise ValueError("there is no such layer")\n    x = torch.zeros(1, I * groups, 2 * kh - 1, 2 * kw - 1, requires_grad=True)\n    y = F.conv2d(x, torch.ones(w_shape), groups=groups)\n    read = torch.autograd.grad(y[0, 0, 0, 0], x)[0]\n    one = torch.zeros_like(x)\n    one[0, 0, kh - 1, kw - 1] = 1  # in the middle: every place of the kernel meets it\n    touched = F.conv2d(one, torch.ones(w_shape), groups=groups)\n    return read.count_nonzero().item(), touched.count_nonzero().item()\n\n\ncheck(\n    fans,\n    against=torch_fans,\n    on=[\n        case(w_shape=(8, 3, 3, 2), groups=1),\n        case(w_shape=(6, 1, 3, 3), groups=6),\n        case(w_shape=(12, 2, 3, 5), groups=4),\n    ],\n)',
    'def torch_flattened_conv2d(x, f, g, h, padding=0):\n    w = torch.einsum("c,a,b->cab", f, g, h)\n    return F.conv2d(x, w[None], padding=padding)\n\n\ncheck(\n    flattened_conv2d,\n    against=torch_flattened_conv2d,\n    on=[\n        case(x=normal(2, 3, 7, 6), f=normal(3), g=normal(3), h=normal(2)),\n        case(x=normal(2, 4, 6, 8), f=normal(4), g=normal(3), h=normal(3), padding=(2, 1)),\n    ],\n)',
    'def torch_flattened_cost(C, kh, kw):\n    """Every weight is used once for each number: count the weights."""\n    if min(C, kh, kw) < 1:\n        raise ValueError("there is no filter without weights")\n    passes = [(C, (1, 1)), (1, (kh, 1)), (1, (1, kw))]\n    layers = [nn.Conv2d(c, 1, k, bias=False, device="meta") for c, k in passes]\n    dense = nn.Conv2d(C, 1, (kh, kw), bias=False, device="meta")\n    return sum(layer.weight.numel() for layer in layers), dense.weight.numel()\n\n\ncheck(\n    flattened_cost,\n    against=torch_flattened_cost,\n    on=[case(C=3, kh=3, kw=2), case(C=16, kh=5, kw=7)],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'factor': ('def factor(K):', '"""(kh, kw), separable -> (kh,), (kw,) whose outer product it is"""', 'def is_separable(K, rtol=1e-9):', '"""(kh, kw) -> True or False"""'),
    'is_separable': ('def factor(K):', '"""(kh, kw), separable -> (kh,), (kw,) whose outer product it is"""', 'def is_separable(K, rtol=1e-9):', '"""(kh, kw) -> True or False"""'),
    'conv_rowcol': ('def conv_rowcol(x, col, row, padding=0):', '"""(H, W), (kh,), (kw,) -> (H + 2 ph - kh + 1, W + 2 pw - kw + 1)"""', 'ph, pw = pair(padding)'),
    'low_rank': ('def low_rank(x, K, r):', '"""(H, W), (kh, kw), number of parts -> (H - kh + 1, W - kw + 1), error"""', 'u, s, vt = np.linalg.svd(K, full_matrices=False)  # (kh, m), (m,), (m, kw)'),
    'depthwise_conv2d': ('def depthwise_conv2d(x, w, b=None, stride=1, padding=0):', '"""(N, C, H, W), (C * m, 1, kh, kw), (C * m,) -> (N, C * m, Ho, Wo)"""', 'm = len(w) // x.shape[1]'),
    'depthwise_separable': ('def depthwise_separable(x, wd, wp, bd, bp):', '"""(N, C, H, W), (C * m, 1, kh, kw), (M, C * m, 1, 1), (C * m,), (M,) -> (N, M, Ho, Wo)"""'),
    'cost_ratio': ('def cost_ratio(C, M, k):', '"""MACs of depthwise and pointwise together / MACs of the dense layer"""'),
    'exact_split': ('def exact_split(w, rtol=1e-9):', '"""(M, C, kh, kw) -> (C, 1, kh, kw), (M, C, 1, 1), or None if the layer cannot be split"""', 'M, C, kh, kw = w.shape'),
    'fans': ('def fans(w_shape, groups=1):', '"""(O, I, kh, kw), groups -> (inputs that an output reads, outputs that an input goes into)"""', 'O, I, kh, kw = w_shape'),
    'flattened_conv2d': ('def flattened_conv2d(x, f, g, h, padding=0):', '"""(N, C, H, W), (C,), (kh,), (kw,) -> (N, 1, Ho, Wo)"""', 'ph, pw = pair(padding)', 'def flattened_cost(C, kh, kw):', '"""channels, rows, columns -> (MACs of three passes, MACs of one filter) for each number"""'),
    'flattened_cost': ('def flattened_conv2d(x, f, g, h, padding=0):', '"""(N, C, H, W), (C,), (kh,), (kw,) -> (N, 1, Ho, Wo)"""', 'ph, pw = pair(padding)', 'def flattened_cost(C, kh, kw):', '"""channels, rows, columns -> (MACs of three passes, MACs of one filter) for each number"""'),
}

EXERCISES = {
    'factor': ('factor__divides_by_corner', 'factor__largest_signed', 'factor__forgets_to_divide', 'factor__divides_by_total', 'factor__loses_signs', 'factor__scales_both', 'factor__loses_size', 'factor__column_of_vt', 'factor__row_first', 'is_separable__absolute_tolerance', 'is_separable__allclose', 'is_separable__allclose_as_it_is', 'is_separable__rtol_as_it_is', 'is_separable__each_entry', 'is_separable__exact', 'is_separable__ignores_rtol', 'is_separable__signed_error', 'is_separable__signed_error_of_product', 'is_separable__signed_tolerance', 'is_separable__first_two_rows', 'is_separable__divides_by_corner', 'is_separable__opposite'),
    'conv_rowcol': ('conv_rowcol__pads_in_both_passes', 'conv_rowcol__pads_with_numbers', 'conv_rowcol__exchanged', 'conv_rowcol__adds_passes', 'conv_rowcol__second_reads_picture', 'conv_rowcol__turns_column', 'conv_rowcol__turns_row', 'conv_rowcol__turns_both', 'conv_rowcol__paddings_exchanged', 'conv_rowcol__no_padding'),
    'low_rank': ('low_rank__transposes_again', 'low_rank__rows_of_u', 'low_rank__size_twice', 'low_rank__forgets_sizes', 'low_rank__keeps_smallest', 'low_rank__one_part_only', 'low_rank__one_too_few', 'low_rank__one_more', 'low_rank__skips_first_left_out', 'low_rank__error_without_root', 'low_rank__error_adds_values', 'low_rank__error_of_kept', 'low_rank__error_next_only', 'low_rank__error_relative'),
    'depthwise_conv2d': ('depthwise_conv2d__goes_round_channels', 'depthwise_conv2d__reads_channel_o', 'depthwise_conv2d__adds_channels', 'depthwise_conv2d__one_kernel_for_all', 'depthwise_conv2d__same_kernels_for_channels', 'depthwise_conv2d__kernel_of_channel', 'depthwise_conv2d__joins_batch', 'depthwise_conv2d__ignores_multiplier', 'depthwise_conv2d__adds_answers_of_channel', 'depthwise_conv2d__bias_of_channel', 'depthwise_conv2d__forgets_bias', 'depthwise_conv2d__forgets_settings', 'depthwise_conv2d__forgets_padding', 'depthwise_conv2d__kernels_outside', 'depthwise_conv2d__turns_kernels'),
    'depthwise_separable': ('depthwise_separable__pointwise_first', 'depthwise_separable__forgets_first_bias', 'depthwise_separable__forgets_second_bias', 'depthwise_separable__biases_exchanged', 'depthwise_separable__first_bias_unmixed', 'depthwise_separable__weighs_one_plane', 'depthwise_separable__relu_between', 'depthwise_separable__weight_transposed', 'depthwise_separable__goes_round_channels', 'depthwise_separable__depthwise_only'),
    'cost_ratio': ('cost_ratio__depthwise_only', 'cost_ratio__pointwise_only', 'cost_ratio__kernel_of_k', 'cost_ratio__input_channels', 'cost_ratio__parameters', 'cost_ratio__rounds', 'cost_ratio__upside_down', 'cost_ratio__multiplies', 'cost_ratio__depthwise_dense'),
    'exact_split': ('exact_split__rank_of_outputs', 'exact_split__forgets_scale', 'exact_split__approximates', 'exact_split__never_asks', 'exact_split__always_none', 'exact_split__one_channel_is_enough', 'exact_split__pointwise_transposed', 'exact_split__divides_by_zero', 'exact_split__refuses_zeros', 'exact_split__divides_by_first_output', 'exact_split__whole_weight', 'exact_split__each_kernel', 'exact_split__reshapes', 'exact_split__tolerance_of_layer', 'exact_split__ignores_rtol', 'exact_split__scales_both'),
    'fans': ('fans__all_filters', 'fans__divides_inputs_again', 'fans__divides_channels_again', 'fans__exchanged', 'fans__forgets_kernel', 'fans__forgets_kernel_outwards', 'fans__all_channels', 'fans__counts_weights', 'fans__inputs_in_fan_out'),
    'flattened_conv2d': ('flattened_conv2d__averages_channels', 'flattened_conv2d__ignores_channel_vector', 'flattened_conv2d__exchanged', 'flattened_conv2d__pads_every_pass', 'flattened_conv2d__pads_with_numbers', 'flattened_conv2d__pads_three_times', 'flattened_conv2d__no_padding', 'flattened_conv2d__keeps_channels', 'flattened_conv2d__turns_vectors', 'flattened_cost__multiplies', 'flattened_cost__every_channel', 'flattened_cost__whole_kernel', 'flattened_cost__exchanged', 'flattened_cost__dense_without_channels', 'flattened_cost__forgets_channels'),
}
