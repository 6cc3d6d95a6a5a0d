"""The tempting mistakes of 01_cross_correlation, made from lessons/01_cross_correlation.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np


def window_dot__turns_kernel(x, k, i, j):
    """You turned the kernel half round. Its entry k[a, b] meets the pixel x[i + a, j + b], so the
    first meets the first.
    """
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.sum(window * k[::-1, ::-1])


def window_dot__centres_window(x, k, i, j):
    """You took (i, j) as the middle of the window. It is its top-left pixel: the rows are i to i +
    kh - 1.
    """
    kh, kw = k.shape
    total = 0.0
    for a in range(kh):
        for b in range(kw):
            total += x[i + a - kh // 2, j + b - kw // 2] * k[a, b]
    return total


def window_dot__counts_from_one(x, k, i, j):
    """Your window stands one row too high and one column too far left. Python counts from 0, so (0,
    0) is the first window: the rows are i to i + kh - 1.
    """
    kh, kw = k.shape
    window = x[i - 1 : i - 1 + kh, j - 1 : j - 1 + kw]
    return np.sum(window * k)


def window_dot__swaps_i_and_j(x, k, i, j):
    """You swapped i and j. The first index, i, counts rows; the second, j, counts columns."""
    kh, kw = k.shape
    window = x[j : j + kh, i : i + kw]
    return np.sum(window * k)


def window_dot__averages(x, k, i, j):
    """You averaged the products. Add them, and do not divide by their number."""
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.mean(window * k)


def window_dot__multiplies_sums(x, k, i, j):
    """You added up the window and the kernel first and multiplied the two sums. Multiply entry by
    entry, then add.
    """
    kh, kw = k.shape
    window = x[i : i + kh, j : j + kw]
    return np.sum(window) * np.sum(k)


def window_dot__slice_too_short(x, k, i, j):
    """Your window ends one row and one column too early. The end of a slice is not included, so kh
    rows from row i on are i : i + kh.
    """
    kh, kw = k.shape
    return np.sum(x[i : i + kh - 1, j : j + kw - 1] * k[:-1, :-1])


def xcorr1d__convolves(x, k):
    """Your kernel is reversed, as np.convolve does it. In cross-correlation k[0] meets the first
    entry of the window: use k as it is.
    """
    return np.convolve(x, k, mode="valid")


def xcorr1d__forgets_last_window(x, k):
    """Your last window is missing. The kernel can start at 0, 1, ..., n - m, and those are n - m +
    1 places.
    """
    n, m = len(x), len(k)
    y = np.zeros(n - m)
    for i in range(n - m):
        y[i] = np.sum(x[i : i + m] * k)
    return y


def xcorr1d__wraps_around(x, k):
    """You computed x[i - a] for n places. For small i that index is negative, which Python counts
    from the end; use x[i + a], with i from 0 to n - m.
    """
    n, m = len(x), len(k)
    y = np.zeros(n)
    for i in range(n):
        for a in range(m):
            y[i] += x[i - a] * k[a]
    return y


def xcorr1d__starts_at_one(x, k):
    """Your first window starts at x[1]. Python counts from 0, so let i run from 0."""
    n, m = len(x), len(k)
    return np.array([np.sum(x[i : i + m] * k) for i in range(1, n - m + 1)])


def xcorr1d__backwards(x, k):
    """Your answers are right and in the wrong order: the last comes first. y[0] belongs to the
    window that starts at x[0].
    """
    n, m = len(x), len(k)
    return np.array([np.sum(x[i : i + m] * k) for i in range(n - m, -1, -1)])


def xcorr1d__pads_with_zeros(x, k):
    """Your result is as long as the signal, because you read zeros beyond its ends (NumPy's mode
    'same'). Keep the n - m + 1 places where the whole kernel lies on the signal.
    """
    return np.correlate(x, k, mode="same")


def xcorr1d__keeps_last_product(x, k):
    """You overwrite y[i] with each product, so only the last one remains. Add it: y[i] += ..."""
    n, m = len(x), len(k)
    y = np.zeros(n - m + 1)
    for i in range(n - m + 1):
        for a in range(m):
            y[i] = x[i + a] * k[a]
    return y


def xcorr1d__never_starts_anew(x, k):
    """Your sum goes on from one window to the next, so each answer still holds those before it.
    Begin every window with a sum of 0.
    """
    n, m = len(x), len(k)
    y, total = np.zeros(n - m + 1), 0.0
    for i in range(n - m + 1):
        for a in range(m):
            total += x[i + a] * k[a]
        y[i] = total
    return y


def xcorr1d__returns_inside_loop(x, k):
    """Your return stands inside the loop, so the function ends after the first number. Move it to
    the left, under the for.
    """
    n, m = len(x), len(k)
    y = np.zeros(n - m + 1)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
        return y


def xcorr1d__zeros_at_end(x, k):
    """Your answers are right, and zeros follow them: your result is as long as the signal. Make it
    n - m + 1 long, one number for each window.
    """
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("the kernel is longer than the signal")
    y = np.zeros(n)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y


def xcorr1d__whole_numbers(x, k):
    """Your result holds whole numbers only: NumPy cuts off what is after the point when it writes
    into an array of integers. Make it of floats: np.zeros without a dtype does.
    """
    n, m = len(x), len(k)
    if m > n:
        raise ValueError("the kernel is longer than the signal")
    y = np.zeros(n - m + 1, dtype=int)
    for i in range(n - m + 1):
        y[i] = np.sum(x[i : i + m] * k)
    return y


def xcorr2d__flips_kernel(x, k):
    """Your kernel is turned half round. That is convolution; in cross-correlation k[0, 0] meets the
    top-left pixel of the window.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[::-1, ::-1])
    return y


def xcorr2d__flips_rows(x, k):
    """Your kernel is upside down: its last row meets the first row of the window. Use k as it is."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[::-1])
    return y


def xcorr2d__flips_columns(x, k):
    """Your kernel is mirrored left to right: its last column meets the first column of the window.
    Use k as it is.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k[:, ::-1])
    return y


def xcorr2d__transposes_kernel(x, k):
    """Your kernel's rows and columns are exchanged. k[a, b] goes a down and b right: multiply x[i +
    a, j + b] by k[a, b], not by k[b, a].
    """
    k = k.T
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__output_transposed(x, k):
    """Your output lies on its side: row i, column j of it holds the answer for row j, column i.
    Store the window at (i, j) in y[i, j].
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((W - kw + 1, H - kh + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[j, i] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__zero_rim(x, k):
    """Your output has the picture's size, with zeros where no window fits. Make it (H - kh + 1, W -
    kw + 1): one number for each window, and no rim.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H, W))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i + kh // 2, j + kw // 2] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__last_row_missing(x, k):
    """Your last row is missing. The kernel can start in rows 0, 1, ..., H - kh, and those are H -
    kh + 1.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__forgets_plus_one(x, k):
    """Your last row and your last column are missing. The kernel can start in rows 0 to H - kh and
    columns 0 to W - kw: one more each way.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh, W - kw))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__keeps_last_product(x, k):
    """You overwrite y[i, j] with each product, so only the last one remains. Add it: y[i, j] += ..."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] = x[i + a, j + b] * k[a, b]
    return y


def xcorr2d__returns_inside_loop(x, k):
    """Your return stands inside the inner loop, so the function ends after the first number. Move
    it to the left, under the first for.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
            return y


def xcorr2d__returns_after_first_row(x, k):
    """Only your first row is computed: the return stands inside the outer loop. Move it to the
    left, under the first for.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"the kernel {k.shape} does not fit on the picture {x.shape}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
        return y


def xcorr2d__accepts_any_kernel(x, k):
    """A kernel with more rows or more columns than the picture fits nowhere. Refuse it if *either* is
    too large, `kh > H or kw > W`, before you make the output: raise a ValueError.
    """
    H, W = x.shape
    kh, kw = k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__refuses_kernel_as_large_as_picture(x, k):
    """You refuse a kernel that has as many rows or columns as the picture. It fits, in one place:
    refuse it only if it has more, `kh > H or kw > W`.
    """
    H, W = x.shape
    kh, kw = k.shape
    if kh >= H or kw >= W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def xcorr2d__last_places_stay_zero(x, k):
    """The size is right, but your loops stop one row and one column too early and leave zeros there.
    Let them run over all H - kh + 1 rows and W - kw + 1 columns.
    """
    H, W = x.shape
    kh, kw = k.shape
    if kh > H or kw > W:
        raise ValueError("the kernel does not fit")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def conv2d_true__transposes(x, k):
    """Your kernel lies on its side: you transposed it, or turned it by a quarter. Convolution turns it
    half round: k[::-1, ::-1].
    """
    k = k.T
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


def conv2d_true__flips_rows_only(x, k):
    """You reversed the kernel's rows only. Reverse its columns too: k[::-1, ::-1]."""
    k = k[::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


def conv2d_true__flips_columns_only(x, k):
    """You reversed the kernel's columns only. Reverse its rows too: k[::-1, ::-1]."""
    k = k[:, ::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


def conv2d_true__flips_picture(x, k):
    """You turned the picture, so your output is turned too. Turn the kernel and leave the picture
    as it is.
    """
    x = x[::-1, ::-1]
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


def conv2d_true__flips_output(x, k):
    """Your answers are those of cross-correlation, in opposite order: you turned the output, or both
    the picture and the kernel. Turn the kernel alone, before you slide it.
    """
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    y = np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])
    return y[::-1, ::-1]


def conv2d_true__wraps_around(x, k):
    """Your x[i - a, j - b] begins at i = 0 and j = 0, where an index is negative and Python counts
    it from the end. The first place where all of the kernel lies on the picture is i = kh - 1, j =
    kw - 1.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] += x[i - a, j - b] * k[a, b]
    return y


def conv2d_true__no_flip(x, k):
    """This is cross-correlation: your kernel is not turned. Slide k[::-1, ::-1] instead of k."""
    kh, kw = k.shape
    rows, columns = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return np.array([[np.sum(x[i : i + kh, j : j + kw] * k) for j in columns] for i in rows])


def full_convolution1d__no_flip(x, k):
    """The length is right, but the kernel is the wrong way round: this is full cross-correlation. If
    you slide, slide k[::-1]; if you lay down copies, lay down k as it is.
    """
    m = len(k)
    padded = np.pad(x, m - 1)
    return np.array([np.sum(padded[i : i + m] * k) for i in range(len(padded) - m + 1)])


def full_convolution1d__half_padding(x, k):
    """You put m // 2 zeros on each side. The kernel must be able to hang over until one entry
    touches: m - 1 zeros on each side.
    """
    m = len(k)
    padded = np.pad(x, m // 2)
    return np.array([np.sum(padded[i : i + m] * k[::-1]) for i in range(len(padded) - m + 1)])


def full_convolution1d__crops_to_same(x, k):
    """You cut the result to the signal's length, which is called 'same'. Full keeps every place the
    kernel touches: n + m - 1.
    """
    start = (len(k) - 1) // 2
    return np.convolve(x, k)[start : start + len(x)]


def full_convolution1d__overwrites(x, k):
    """Each copy overwrites what the copies before it laid down. Where copies overlap they add: y[i
    : i + m] += ...
    """
    n, m = len(x), len(k)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] = x[i] * k
    return y


def full_convolution1d__pads_one_side(x, k):
    """You let the kernel hang over the beginning only. It hangs over the end too: m - 1 zeros there
    as well.
    """
    m = len(k)
    padded = np.pad(x, (m - 1, 0))
    return np.array([np.sum(padded[i : i + m] * k[::-1]) for i in range(len(padded) - m + 1)])


def noncommuting_pair__symmetric():
    """Both of your vectors read the same in both directions, so turning one changes nothing and the
    order cannot matter. Make at least one lopsided.
    """
    return np.array([1.0, 2.0, 1.0]), np.array([3.0, 0.0, 3.0])


def noncommuting_pair__unequal_lengths():
    """Your vectors have different lengths. Then more than the order changes; the question is about
    two of equal length.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0])


def noncommuting_pair__one_vector_twice():
    """You returned one vector twice. Exchanging it with itself changes nothing: take two different
    ones.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 4.0])


def kernel_zoo__shifts_left():
    """Your shift moves the picture to the left. You slide without flipping, so the 1 must lie on
    the pixel the content comes from: the left neighbour.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [0, 0, 1], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


def kernel_zoo__box_sums_to_nine():
    """Your box adds nine pixels instead of averaging them. Its entries must sum to 1, so that an
    uniform grey stays as it is.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": np.ones((3, 3)),
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - np.full((3, 3), 1 / 9),
    }


def kernel_zoo__edges_exchanged():
    """Your two edge kernels are exchanged. A vertical edge separates left from right, so its kernel
    compares the left column with the right one.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge.T,
        "horizontal_edge": edge,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


def kernel_zoo__edge_signs_inverted():
    """The sign is wrong: it is positive where the picture gets darker. The minus belongs to the left
    column of "vertical_edge", and to the top row of "horizontal_edge".
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


def kernel_zoo__laplacian_not_zero_sum():
    """Your Laplacian does not sum to zero, so it answers on a uniform grey, where nothing changes.
    Four neighbours need a middle of -4.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -1, 1], [0, 1, 0]]),
        "sharpen": 2 * identity - box,
    }


def kernel_zoo__sharpen_changes_brightness():
    """Your sharpening kernel makes a uniform grey darker or brighter. Twice the identity minus the
    box: its entries sum to 2 - 1 = 1.
    """
    identity = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    box = np.full((3, 3), 1 / 9)
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return {
        "identity": identity,
        "shift_right": np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sharpen": identity - box,
    }


def kernel_zoo__laplacian_of_eight_neighbours():
    """Your Laplacian counts all eight neighbours. That is another one, also in use; here it is the four
    nearest, left, right, above and below, with a middle of -4.
    """
    one, box = np.zeros((3, 3)), np.full((3, 3), 1 / 9)
    one[1, 1] = 1
    shift = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    laplacian = 9 * box - 9 * one
    return {
        "identity": one,
        "shift_right": shift,
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": laplacian,
        "sharpen": 2 * one - box,
    }


def kernel_zoo__sharpens_with_laplacian():
    """Your kernel sharpens, with 5 in the middle and -1 at the four nearest neighbours, as in many
    books. Here "sharpen" is another one: twice the pixel here, minus the mean of all nine.
    """
    one, box = np.zeros((3, 3)), np.full((3, 3), 1 / 9)
    one[1, 1] = 1
    shift = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    laplacian = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    return {
        "identity": one,
        "shift_right": shift,
        "box": box,
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "laplacian": laplacian,
        "sharpen": one - laplacian,
    }


def derivative_kernel__signs_inverted(d):
    """For odd d your signs are inverted: your kernel takes this pixel minus the next. Start from
    [-1, 1], whose last entry is +1.
    """
    return np.array([(-1.0) ** j * math.comb(d, j) for j in range(d + 1)])


def derivative_kernel__central(d):
    """You used the central difference, which steps over the middle and grows by two entries a time.
    The shortest compares neighbours: start from [-1, 1].
    """
    k = np.array([1.0])
    for _ in range(d):
        k = np.convolve(k, [-0.5, 0.0, 0.5])
    return k


def derivative_kernel__no_signs(d):
    """Your numbers have the right size but no minus signs, so the kernel sums where it should
    subtract. The signs alternate, and the last entry is +1.
    """
    return np.array([float(math.comb(d, j)) for j in range(d + 1)])


def derivative_kernel__always_second(d):
    """You return the second difference whatever d is. Take d into account: its kernel has d + 1
    entries.
    """
    return np.array([1.0, -2.0, 1.0])


def derivative_kernel__ones_with_signs(d):
    """Your signs are right, but all your numbers are 1. Each pass adds neighbours: after -1, 1 comes
    1, -2, 1, then -1, 3, -3, 1.
    """
    return (-1.0) ** np.arange(d, -1, -1)


def equivariance_gap__includes_border(op, x, shift):
    """Your border is still in. np.roll carries pixels over the edge, so leave out as many rows and
    columns on each side as you shift.
    """
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs(after - before))


def equivariance_gap__counts_from_size_of_x(op, x, shift):
    """You counted the border from the size of x, but what op returns may be smaller. Take h and w
    from the shape of op(x).
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = x.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


def equivariance_gap__minus_zero(op, x, shift):
    """A slice that ends at -down or -right is empty when that shift is 0, because -0 is 0. Count
    from the front: down : h - down.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs((after - before)[down:-down, right:-right]))


def equivariance_gap__measures_invariance(op, x, shift):
    """You compare op(x) with op of the shifted picture: that measures invariance. Shift op(x) as
    well, then compare.
    """
    down, right = shift
    one, two = op(x), op(np.roll(x, shift, axis=(0, 1)))
    h, w = one.shape
    return np.max(np.abs((one - two)[down : h - down, right : w - right]))


def equivariance_gap__exchanges_axes(op, x, shift):
    """You shift down by the second number and right by the first. The axes of shift = (down, right)
    are (0, 1), in this order.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(1, 0))
    before = op(np.roll(x, shift, axis=(1, 0)))
    h, w = after.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


def equivariance_gap__rolls_flat(op, x, shift):
    """You rolled without axis=(0, 1). Then NumPy lays all pixels in one long row and rolls that."""
    down, right = shift
    after = np.roll(op(x), shift)
    before = op(np.roll(x, shift))
    h, w = after.shape
    return np.max(np.abs((after - before)[down : h - down, right : w - right]))


def equivariance_gap__averages(op, x, shift):
    """You return the mean of the differences, in which plus and minus cancel. Take the absolute
    values and return the largest.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.mean((after - before)[down : h - down, right : w - right])


def equivariance_gap__forgets_sign(op, x, shift):
    """You return the largest difference, but a difference of -5 is larger in size than one of 3.
    Take the absolute values first.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.max((after - before)[down : h - down, right : w - right])


def equivariance_gap__averages_sizes(op, x, shift):
    """You return the mean of the absolute differences. Asked is the largest of them."""
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    h, w = after.shape
    return np.mean(np.abs((after - before)[down : h - down, right : w - right]))


def equivariance_gap__cuts_top_left_only(op, x, shift):
    """At the bottom and at the right a strip of the moved result still counts in your gap. Of the
    moved op(x) and of op of the moved picture compare down : h - down and right : w - right only.
    """
    down, right = shift
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs((after - before)[down:, right:]))


def equivariance_gap__cuts_picture_first(op, x, shift):
    """You cut the border off the picture, before op and before the shift. Then the shift brings new
    pixels over the edge: leave the border out of the two results, at the end.
    """
    down, right = shift
    h, w = x.shape
    x = x[down : h - down, right : w - right]
    after = np.roll(op(x), shift, axis=(0, 1))
    before = op(np.roll(x, shift, axis=(0, 1)))
    return np.max(np.abs(after - before))


def killers__constant_picture():
    """All pixels of your pictures are equal, so every window looks the same and so does every order
    inside it. Vary the pixels.
    """
    return [(np.ones((6, 4)), np.array([[1.0, -2.5], [0.5, -3.0], [2.0, 0.5]]))]


def killers__symmetric_kernel():
    """Your kernels look the same after half a turn, so a version that turns them cannot be told
    apart. Make one lopsided.
    """
    x = np.random.default_rng(1).normal(size=(7, 5))
    return [(x, np.array([[0.1, -0.2, 0.1], [-0.2, 0.5, -0.2], [0.1, -0.2, 0.1]]))]


def killers__kernel_fills_picture():
    """Your kernels are as large as their pictures. Then a single number comes out, and its place
    cannot be wrong: leave room to slide.
    """
    rng = np.random.default_rng(2)
    return [(rng.normal(size=(4, 3)), rng.normal(size=(4, 3)))]


def killers__whole_numbers():
    """All your numbers are whole, so a version that cuts off everything after the point looks
    right. Use some that are not.
    """
    x = np.array([[3.0, -1, 4, 1, 5], [9, 2, -6, 5, 3], [5, 8, 9, 7, -9], [3, 2, 3, 8, 4]])
    return [(x, np.array([[1.0, 2], [-3, 4], [0, 5]]))]


def killers__nothing_negative():
    """None of your numbers is negative, so a version that turns negative results into zero looks
    right. Mix the signs.
    """
    rng = np.random.default_rng(3)
    return [(rng.random(size=(6, 5)), rng.random(size=(3, 2)))]


def killers__square_picture():
    """All your pictures are square, so a version that takes the width for the height looks right.
    Make the sides unequal.
    """
    rng = np.random.default_rng(4)
    return [(rng.normal(size=(6, 6)), rng.normal(size=(3, 2)))]


ALLOW = ('numpy', 'math')

TITLE = '1 · Cross-correlation: what a filter sees'
OPTIONAL = ('noncommuting_pair', 'derivative_kernel')

TITLES = {
    'window_dot': '1.1 · One window',
    'xcorr1d': '1.2 · Cross-correlation in one dimension',
    'xcorr2d': '1.3 · Cross-correlation in two dimensions',
    'conv2d_true': '1.4 · True convolution',
    'full_convolution1d': '1.5 · Full convolution',
    'noncommuting_pair': '1.6 · A witness',
    'kernel_zoo': '1.7 · A zoo of kernels',
    'derivative_kernel': '1.8 · Derivative kernels',
    'equivariance_gap': '1.9 · Measure equivariance',
    'killers': '1.10 · Killers',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('window_dot', 1, '68af9d71c40f2077'),
    ('xcorr1d', 2, 'cdb03a22a72864aa'),
    ('xcorr2d', 2, '29ffb8e93a7da318'),
    ('xcorr2d', 1, '2ed7c2ca62734816'),
    ('conv2d_true', 2, 'f36c8345cbbcf1bc'),
    ('full_convolution1d', 2, 'a3ee6e5838fc0f65'),
    ('noncommuting_pair', 2, '117b3d9e4e04a549'),
    ('kernel_zoo', 1, 'fe01644db347542e'),
    ('kernel_zoo', 1, '34031bb6e1f46939'),
    ('kernel_zoo', 1, '62513428df805149'),
    ('derivative_kernel', 2, '65ea504f36062d23'),
    ('equivariance_gap', 3, 'b39f44c71a1acda1'),
    ('killers', 1, '39965e41b5d749af'),
    ('killers', 2, 'fa73b7634ef49295'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_window_dot(x, k, i, j):\n    return F.conv2d(x[None, None], k[None, None])[0, 0, i, j]\n\n\ncheck(\n    window_dot,\n    against=torch_window_dot,\n    on=[\n        case(x=normal(7, 6), k=normal(3, 2), i=3, j=1),\n        case(x=normal(6, 8), k=normal(2, 4), i=1, j=3),\n    ],\n)',
    'def torch_xcorr1d(x, k):\n    return F.conv1d(x[None, None], k[None, None])[0, 0]\n\n\ncheck(\n    xcorr1d,\n    against=torch_xcorr1d,\n    on=[case(x=normal(11), k=normal(4)), case(x=normal(6), k=normal(3))],\n)',
    'def torch_xcorr2d(x, k):\n    return F.conv2d(x[None, None], k[None, None])[0, 0]\n\n\ncheck(\n    xcorr2d,\n    against=torch_xcorr2d,\n    on=[\n        case(x=normal(7, 5), k=normal(3, 2)),\n        case(x=normal(4, 6), k=normal(2, 2)),\n        case(x=normal(4, 3), k=normal(4, 2)),\n    ],\n)',
    'check_raises(\n    xcorr2d,\n    ValueError,\n    on=[case(x=normal(5, 4), k=normal(6, 2)), case(x=normal(5, 4), k=normal(3, 5))],\n    because=because("xcorr2d__accepts_any_kernel"),\n)',
    'def torch_conv2d_true(x, k):\n    return F.conv2d(x[None, None], k.flip(-1, -2)[None, None])[0, 0]\n\n\ncheck(\n    conv2d_true,\n    against=torch_conv2d_true,\n    on=[case(x=normal(7, 5), k=normal(3, 2)), case(x=normal(6, 8), k=normal(3, 3))],\n)',
    'def torch_full_convolution1d(x, k):\n    return F.conv_transpose1d(x[None, None], k[None, None])[0, 0]\n\n\ncheck(\n    full_convolution1d,\n    against=torch_full_convolution1d,\n    on=[case(x=normal(6), k=normal(4)), case(x=normal(7), k=normal(3))],\n)',
    'def full_xcorr(x, k):\n    x, k = torch.tensor(x), torch.tensor(k)\n    return F.conv1d(x[None, None], k[None, None], padding=len(k) - 1)[0, 0]\n\n\nanswer = call(noncommuting_pair)\nassert isinstance(answer, tuple | list) and len(answer) == 2, "Return two vectors: return x, k."\nu, v = (np.array(w, dtype=float) for w in answer)\nassert u.ndim == v.ndim == 1 and u.size and v.size, (\n    f"Both must be vectors with one axis. Yours have the shapes {u.shape} and {v.shape}."\n)\nassert np.isfinite([*u, *v]).all(), "Every entry must be a finite number."\nassert len(u) == len(v), because("noncommuting_pair__unequal_lengths")\nassert not np.array_equal(u, v), because("noncommuting_pair__one_vector_twice")\nassert not (np.array_equal(u, u[::-1]) and np.array_equal(v, v[::-1])), because(\n    "noncommuting_pair__symmetric"\n)\nassert not same(full_xcorr(u, v), full_xcorr(v, u)), (\n    f"Both orders give {full_xcorr(u, v).tolist()}. "\n    "Find a pair whose result changes when it is read backwards."\n)\n"noncommuting_pair: on your pair the order matters."',
    'zoo = call(kernel_zoo)\npicture = torch.tensor(np.random.default_rng(17).normal(size=(9, 7)))\nhere = picture[1:-1, 1:-1]\n\ngot = response(picture, of_zoo(zoo, "identity"))\nassert same(got, here), show_response("identity", got, here)\n\ngot = response(picture, of_zoo(zoo, "shift_right"))\nleft, right = picture[1:-1, :-2], picture[1:-1, 2:]\nassert not same(got, right), because("kernel_zoo__shifts_left")\nassert same(got, left), show_response("shift_right", got, left)\n\ngot = response(picture, of_zoo(zoo, "box"))\nmean = F.avg_pool2d(picture[None], 3, stride=1)[0]\nassert not same(got, 9 * mean), because("kernel_zoo__box_sums_to_nine")\nassert same(got, mean), show_response("box", got, mean)\n"kernel_zoo: identity, shift_right and box are right."',
    'zoo = call(kernel_zoo)\nbrighter_right = torch.zeros(6, 9, dtype=torch.float64)\nbrighter_right[:, 5:] = 1.0\npictures = {"vertical_edge": brighter_right, "horizontal_edge": brighter_right.T}\nother = {"vertical_edge": brighter_right.T, "horizontal_edge": brighter_right}\n\nfor name, seen in pictures.items():\n    on_seen, on_other = (response(p, of_zoo(zoo, name)) for p in (seen, other[name]))\n    nothing_seen, nothing_other = (abs(r).max() < 1e-12 for r in (on_seen, on_other))\n    assert not (nothing_seen and not nothing_other), because("kernel_zoo__edges_exchanged")\n    assert not (on_seen.min() < 0 and on_seen.max() < 1e-12), (\n        f"{name}: {because(\'kernel_zoo__edge_signs_inverted\')}"\n    )\n    assert not nothing_seen, f"{name}: it does not see the edge it is named after."\n    assert abs(response(torch.ones_like(seen), of_zoo(zoo, name))).max() < 1e-12, (\n        f"{name}: it answers on a uniform grey. Its entries must sum to 0."\n    )\n    assert nothing_other, f"{name}: it answers to the other kind of edge as well."\n    assert on_seen.min() > -1e-12, (\n        f"{name}: where the picture gets brighter, part of the answer is negative."\n    )\n"kernel_zoo: both edges are right."',
    'zoo = call(kernel_zoo)\npicture = torch.tensor(np.random.default_rng(18).normal(size=(7, 10)))\nhere = picture[1:-1, 1:-1]\ngrey = torch.full((4, 5), 0.5, dtype=torch.float64)\naround = picture[1:-1, :-2] + picture[1:-1, 2:] + picture[:-2, 1:-1] + picture[2:, 1:-1]\n\nk = of_zoo(zoo, "laplacian")\ngot, wanted = response(picture, k), around - 4 * here\nassert abs(response(grey, k)).max() < 1e-12, because("kernel_zoo__laplacian_not_zero_sum")\nassert not same(got, -wanted), (\n    "laplacian: every sign is inverted. The neighbours count plus one each, the middle minus four."\n)\neight = 9 * F.avg_pool2d(picture[None], 3, stride=1)[0] - 9 * here\nassert not same(got, eight), because("kernel_zoo__laplacian_of_eight_neighbours")\nassert same(got, wanted), show_response("laplacian", got, wanted)\n\nk = of_zoo(zoo, "sharpen")\ngot, wanted = response(picture, k), 2 * here - F.avg_pool2d(picture[None], 3, stride=1)[0]\nassert abs(response(grey, k) - 0.5).max() < 1e-12, because("kernel_zoo__sharpen_changes_brightness")\nassert not same(got, 5 * here - around), because("kernel_zoo__sharpens_with_laplacian")\nassert same(got, wanted), show_response("sharpen", got, wanted)\n"kernel_zoo: laplacian and sharpen are right."',
    'def torch_derivative_kernel(d):\n    return torch.diff(torch.eye(d + 1, dtype=torch.float64), n=d, dim=0)[0]\n\n\ndef as_floats(derivative_kernel, d):\n    """The kernel\'s entries are whole, so whole numbers will do."""\n    k = derivative_kernel(d)\n    return k.astype(float) if isinstance(k, np.ndarray) and k.dtype.kind in "iu" else k\n\n\ncheck(\n    derivative_kernel,\n    against=torch_derivative_kernel,\n    via=as_floats,\n    on=[case(d=1), case(d=2), case(d=3), case(d=0)],\n)',
    'def torch_equivariance_gap(op, x, shift):\n    (down, right), axes = shift, (0, 1)\n    after = torch.roll(torch.tensor(np.array(op(x.numpy()))), shift, axes)\n    before = torch.tensor(np.array(op(torch.roll(x, shift, axes).numpy())))\n    h, w = after.shape\n    return (after - before)[down : h - down, right : w - right].abs().max()\n\n\ndef slope_minus_place(x):\n    return 2 * slope(x) - slope_plus_place(x)\n\n\ncheck(\n    equivariance_gap,\n    against=torch_equivariance_gap,\n    on=[\n        case(op=slope, x=normal(11, 9), shift=(1, 2)),\n        case(op=slope_plus_place, x=normal(11, 9), shift=(1, 2)),\n        case(op=slope_minus_place, x=normal(11, 9), shift=(1, 2)),\n        case(op=mirror, x=normal(8, 9), shift=(0, 2)),\n    ],\n)',
    'wrong_kernels = {\n    "turns the kernel half round": lambda x, k: convkit.xcorr2d(x, k[::-1, ::-1]),\n    "turns the kernel upside down": lambda x, k: convkit.xcorr2d(x, k[::-1]),\n    "mirrors the kernel left to right": lambda x, k: convkit.xcorr2d(x, k[:, ::-1]),\n    "transposes the kernel": lambda x, k: convkit.xcorr2d(x, k.T),\n}\npairs = pairs_of(call(killers))\nalive = survivors(pairs, wrong_kernels)\nassert not alive or any(np.ptp(x) > 0 for x, k in pairs), because("killers__constant_picture")\nassert not alive or any(not np.array_equal(k, k[::-1, ::-1]) for x, k in pairs), because(\n    "killers__symmetric_kernel"\n)\nassert not alive, f"On your pairs a version looks right that {\' and one that \'.join(alive)}."\n"killers: every version with a wrong kernel is exposed."',
    'wrong_outputs = {\n    "transposes the output": lambda x, k: convkit.xcorr2d(x, k).T,\n    "cuts off everything after the point": lambda x, k: np.trunc(convkit.xcorr2d(x, k)),\n    "turns negative results into zero": lambda x, k: np.maximum(convkit.xcorr2d(x, k), 0),\n}\npairs = pairs_of(call(killers))\nalive = survivors(pairs, wrong_outputs)\nassert not alive or any(x.shape != k.shape for x, k in pairs), because(\n    "killers__kernel_fills_picture"\n)\nassert not alive or any(np.any(x % 1) or np.any(k % 1) for x, k in pairs), because(\n    "killers__whole_numbers"\n)\nassert not alive or any(min(x.min(), k.min()) < 0 for x, k in pairs), because(\n    "killers__nothing_negative"\n)\nassert not alive, f"On your pairs a version looks right that {\' and one that \'.join(alive)}."\n"killers: every version with a wrong output is exposed."',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'window_dot': ('def window_dot(x, k, i, j):', '"""Sum of the kernel times the window of x with its top-left pixel at (i, j): one number."""', 'kh, kw = k.shape'),
    'xcorr1d': ('def xcorr1d(x, k):', '"""(n,), (m,) -> (n - m + 1,); ValueError if the kernel is longer than the signal."""', 'n, m = len(x), len(k)', 'if m > n:', 'raise ValueError(f"xcorr1d: the kernel has {m} entries, the signal only {n}")'),
    'xcorr2d': ('def xcorr2d(x, k):', '"""(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1); ValueError if the kernel does not fit."""', 'H, W = x.shape', 'kh, kw = k.shape'),
    'conv2d_true': ('def conv2d_true(x, k):', '"""(H, W), (kh, kw) -> (H - kh + 1, W - kw + 1)"""'),
    'full_convolution1d': ('def full_convolution1d(x, k):', '"""(n,), (m,) -> (n + m - 1,)"""', 'n, m = len(x), len(k)'),
    'noncommuting_pair': ('def noncommuting_pair():', '"""Two vectors of equal length whose full cross-correlation depends on the order."""'),
    'kernel_zoo': ('def kernel_zoo():', '"""Seven kernels of shape (3, 3), by name."""', 'zoo = {}', 'return zoo'),
    'derivative_kernel': ('def derivative_kernel(d):', '"""The kernel of the d-th finite difference, shape (d + 1,)."""', 'k = np.array([1.0])', 'return k'),
    'equivariance_gap': ('def equivariance_gap(op, x, shift):', '"""Largest |shift(op(x)) - op(shift(x))|, leaving out a border as wide as the shift."""', 'down, right = shift'),
    'killers': ('def killers():', '"""At most three pairs (x, k) on which every wrong xcorr2d is exposed."""'),
}

EXERCISES = {
    'window_dot': ('window_dot__turns_kernel', 'window_dot__centres_window', 'window_dot__counts_from_one', 'window_dot__swaps_i_and_j', 'window_dot__averages', 'window_dot__multiplies_sums', 'window_dot__slice_too_short'),
    'xcorr1d': ('xcorr1d__convolves', 'xcorr1d__forgets_last_window', 'xcorr1d__wraps_around', 'xcorr1d__starts_at_one', 'xcorr1d__backwards', 'xcorr1d__pads_with_zeros', 'xcorr1d__keeps_last_product', 'xcorr1d__never_starts_anew', 'xcorr1d__returns_inside_loop', 'xcorr1d__zeros_at_end', 'xcorr1d__whole_numbers'),
    'xcorr2d': ('xcorr2d__flips_kernel', 'xcorr2d__flips_rows', 'xcorr2d__flips_columns', 'xcorr2d__transposes_kernel', 'xcorr2d__output_transposed', 'xcorr2d__zero_rim', 'xcorr2d__last_row_missing', 'xcorr2d__forgets_plus_one', 'xcorr2d__keeps_last_product', 'xcorr2d__returns_inside_loop', 'xcorr2d__returns_after_first_row', 'xcorr2d__accepts_any_kernel', 'xcorr2d__refuses_kernel_as_large_as_picture', 'xcorr2d__last_places_stay_zero'),
    'conv2d_true': ('conv2d_true__transposes', 'conv2d_true__flips_rows_only', 'conv2d_true__flips_columns_only', 'conv2d_true__flips_picture', 'conv2d_true__flips_output', 'conv2d_true__wraps_around', 'conv2d_true__no_flip'),
    'full_convolution1d': ('full_convolution1d__no_flip', 'full_convolution1d__half_padding', 'full_convolution1d__crops_to_same', 'full_convolution1d__overwrites', 'full_convolution1d__pads_one_side'),
    'noncommuting_pair': ('noncommuting_pair__symmetric', 'noncommuting_pair__unequal_lengths', 'noncommuting_pair__one_vector_twice'),
    'kernel_zoo': ('kernel_zoo__shifts_left', 'kernel_zoo__box_sums_to_nine', 'kernel_zoo__edges_exchanged', 'kernel_zoo__edge_signs_inverted', 'kernel_zoo__laplacian_not_zero_sum', 'kernel_zoo__sharpen_changes_brightness', 'kernel_zoo__laplacian_of_eight_neighbours', 'kernel_zoo__sharpens_with_laplacian'),
    'derivative_kernel': ('derivative_kernel__signs_inverted', 'derivative_kernel__central', 'derivative_kernel__no_signs', 'derivative_kernel__always_second', 'derivative_kernel__ones_with_signs'),
    'equivariance_gap': ('equivariance_gap__includes_border', 'equivariance_gap__counts_from_size_of_x', 'equivariance_gap__minus_zero', 'equivariance_gap__measures_invariance', 'equivariance_gap__exchanges_axes', 'equivariance_gap__rolls_flat', 'equivariance_gap__averages', 'equivariance_gap__forgets_sign', 'equivariance_gap__averages_sizes', 'equivariance_gap__cuts_top_left_only', 'equivariance_gap__cuts_picture_first'),
    'killers': ('killers__constant_picture', 'killers__symmetric_kernel', 'killers__kernel_fills_picture', 'killers__whole_numbers', 'killers__nothing_negative', 'killers__square_picture'),
}
