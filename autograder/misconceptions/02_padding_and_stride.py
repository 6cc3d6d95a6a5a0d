"""The tempting mistakes of 02_padding_and_stride, made from lessons/02_padding_and_stride.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np


def xcorr2d(x, k):
    """Cross-correlation, (H, W), (kh, kw) -> (H - kh + 1, W - kw + 1); see lesson 01."""
    (H, W), (kh, kw) = x.shape, k.shape
    if kh > H or kw > W:
        raise ValueError(f"xcorr2d: the kernel is {kh} by {kw}, the picture only {H} by {W}")
    y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            y[i, j] = np.sum(x[i : i + kh, j : j + kw] * k)
    return y


def out_size__rounds_up(n, k, s=1, p=0, d=1):
    """You rounded up. A last window that would hang over the end does not count: round down, with
    //.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return math.ceil(room / s) + 1


def out_size__rounds_to_nearest(n, k, s=1, p=0, d=1):
    """You rounded to the nearest whole number. Half a step is no step: round down, with //."""
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return round(room / s) + 1


def out_size__does_not_round(n, k, s=1, p=0, d=1):
    """You did not round, so you count parts of a window. The result is a whole number: divide with
    //, which rounds down.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room / s + 1


def out_size__pads_once(n, k, s=1, p=0, d=1):
    """You counted the padding once. There are p zeros at each of the two ends: n + 2 * p."""
    room = n + p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


def out_size__forgets_plus_one(n, k, s=1, p=0, d=1):
    """You counted the steps and not the windows. Before the first step there is a window already:
    add 1 after dividing.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s


def out_size__adds_before_dividing(n, k, s=1, p=0, d=1):
    """You added the 1 before dividing. The first window is free, and only the steps after it are
    divided by s: room // s + 1.
    """
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("the window does not fit")
    return (room + 1) // s


def out_size__dilates_every_tap(n, k, s=1, p=0, d=1):
    """You took d * k as the length of the window. Between k taps there are k - 1 gaps, so it covers
    d * (k - 1) + 1.
    """
    room = n + 2 * p - d * k
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


def out_size__ignores_dilation(n, k, s=1, p=0, d=1):
    """Your result does not depend on the dilation. Taps that lie d apart cover d * (k - 1) + 1
    pixels, not k.
    """
    room = n + 2 * p - k
    if room < 0:
        raise ValueError("the window does not fit")
    return room // s + 1


def out_size__accepts_any_window(n, k, s=1, p=0, d=1):
    """A window that covers more than the n + 2 * p pixels there are, dilation included, does not
    fit even once. Ask for that before you divide, and raise a ValueError.
    """
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def pad2d__exchanges_axes(x, left, right, top, bottom, value=0.0):
    """You padded the rows with left and right and the columns with top and bottom. Left and right
    belong to the last axis, the columns.
    """
    amounts = ((0, 0), (0, 0), (left, right), (top, bottom))
    return np.pad(x, amounts, constant_values=value)


def pad2d__exchanges_sides(x, left, right, top, bottom, value=0.0):
    """Your frame sits on the wrong sides: left is exchanged with right, and top with bottom. Left
    and top come before the picture.
    """
    amounts = ((0, 0), (0, 0), (bottom, top), (right, left))
    return np.pad(x, amounts, constant_values=value)


def pad2d__pads_channels(x, left, right, top, bottom, value=0.0):
    """You padded channels and rows. Of (N, C, H, W) the last two axes are the picture: the rows are
    axis 2, the columns axis 3.
    """
    amounts = ((0, 0), (top, bottom), (left, right), (0, 0))
    return np.pad(x, amounts, constant_values=value)


def pad2d__both_sides_equal(x, left, right, top, bottom, value=0.0):
    """You put as much on the right as on the left, and as much below as above. Each side has its
    own amount.
    """
    amounts = ((0, 0), (0, 0), (top, top), (left, left))
    return np.pad(x, amounts, constant_values=value)


def pad2d__empty_slice(x, left, right, top, bottom, value=0.0):
    """A slice that ends at -bottom or -right is empty when that amount is 0, because -0 is 0. Count
    from the front: top : top + H.
    """
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top:-bottom, left:-right] = x
    return y


def pad2d__ignores_value(x, left, right, top, bottom, value=0.0):
    """Your frame is always zero. Fill it with value."""
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))


def pad2d__returns_input(x, left, right, top, bottom, value=0.0):
    """With nothing to add you returned x itself: whoever writes into the result changes the input. Return a new array every time."""
    if left == right == top == bottom == 0:
        return x
    amounts = ((0, 0), (0, 0), (top, bottom), (left, right))
    return np.pad(x, amounts, constant_values=value)


def pad2d__loses_dtype(x, left, right, top, bottom, value=0.0):
    """Your result is float64 whatever x is, because np.zeros and np.full make float64. Give them
    dtype=x.dtype.
    """
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), float(value))
    y[:, :, top : top + H, left : left + W] = x
    return y


def pad2d__exchanges_top_and_bottom(x, left, right, top, bottom, value=0.0):
    """You exchanged top and bottom: the picture begins in row `top` of the result."""
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, bottom : bottom + H, left : left + W] = x
    return y


def pad2d__exchanges_left_and_right(x, left, right, top, bottom, value=0.0):
    """You exchanged left and right: the picture begins in column `left` of the result."""
    N, C, H, W = x.shape
    y = np.full((N, C, top + H + bottom, left + W + right), value, dtype=x.dtype)
    y[:, :, top : top + H, right : right + W] = x
    return y


def pad_mode__mirror_repeats_edge(x, p, mode):
    """Your mirror repeats the pixel at the edge. It stands on that pixel, not behind it: next to a
    b c comes b, not a.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "symmetric", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


def pad_mode__mirror_not_reversed(x, p, mode):
    """Your reflection is not mirrored: you copied b c as b c. Reverse the order, so that the pixel
    next to the edge stays next to the edge.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "reflect":
        names = {"replicate": "edge", "circular": "wrap"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [*range(1, ph + 1), *range(H), *range(H - 1 - ph, H - 1)]
    columns = [*range(1, pw + 1), *range(W), *range(W - 1 - pw, W - 1)]
    return x[rows][:, columns]


def pad_mode__circular_takes_own_end(x, p, mode):
    """In circular mode you took each side from its own end. Before the first pixel comes the last
    one: go round and take the other end.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "circular":
        names = {"reflect": "reflect", "replicate": "edge"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [*range(ph), *range(H), *range(H - ph, H)]
    columns = [*range(pw), *range(W), *range(W - pw, W)]
    return x[rows][:, columns]


def pad_mode__replicates_opposite_edge(x, p, mode):
    """In replicate mode you repeated the pixel of the opposite edge. Repeat the nearest one: the
    first pixel before the first.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "replicate":
        names = {"reflect": "reflect", "circular": "wrap"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    rows = [H - 1] * ph + [*range(H)] + [0] * ph
    columns = [W - 1] * pw + [*range(W)] + [0] * pw
    return x[rows][:, columns]


def pad_mode__empty_corners(x, p, mode):
    """Your corners are empty: you filled the four sides from the picture alone. Pad the rows first,
    then pad the columns of that result.
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    y = np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    for rows in (slice(0, ph), slice(ph + H, None)):
        for columns in (slice(0, pw), slice(pw + W, None)):
            y[rows, columns] = 0
    return y


def pad_mode__refuses_in_every_mode(x, p, mode):
    """You refuse a large padding in every mode. Only the mirror runs out of pixels: raise the
    ValueError in the mode reflect alone.
    """
    (H, W), (ph, pw) = x.shape, p
    if ph >= H or pw >= W:
        raise ValueError("the padding is too large")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


def pad_mode__minus_zero(x, p, mode):
    """With a padding of 0 your slice x[-0:] is the whole picture, because -0 is 0. Count from the
    front: x[H - ph :].
    """
    (H, W), (ph, pw) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    if mode != "circular":
        names = {"reflect": "reflect", "replicate": "edge"}
        return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])
    y = np.concatenate([x[-ph:], x, x[:ph]])
    return np.concatenate([y[:, -pw:], y, y[:, :pw]], axis=1)


def pad_mode__exchanges_amounts(x, p, mode):
    """You exchanged the two amounts. p is (ph, pw): first how many rows at the top and below, then
    how many columns.
    """
    (H, W), (pw, ph) = x.shape, p
    if mode == "reflect" and (ph >= H or pw >= W):
        raise ValueError("the mirror reaches too far")
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


def pad_mode__mirror_reaches_too_far(x, p, mode):
    """A mirror cannot show more than there is: an axis of n pixels has n - 1 beyond the edge pixel.
    In the mode reflect, raise a ValueError if ph >= H or pw >= W.
    """
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    ph, pw = p
    return np.pad(x, ((ph, ph), (pw, pw)), mode=names[mode])


def same_padding__half_kernel_both_sides(k, d=1):
    """You put k // 2 on both sides. For an even kernel that is one zero too many: before and after
    sum to d * (k - 1).
    """
    return d * k // 2, d * k // 2


def same_padding__both_halves_down(k, d=1):
    """You rounded both halves down, so for an even kernel the output is one short. What is missing
    goes after: total - total // 2.
    """
    return d * (k - 1) // 2, d * (k - 1) // 2


def same_padding__halves_a_zero(k, d=1):
    """You halved an odd total, but half a zero cannot be added. Round down for before, and let
    after be the rest.
    """
    return d * (k - 1) / 2, d * (k - 1) / 2


def same_padding__shares_out_k(k, d=1):
    """You shared out d * k zeros. Between k taps there are k - 1 gaps, so a window takes d * (k -
    1) away.
    """
    return d * k // 2, d * k - d * k // 2


def same_padding__extra_before(k, d=1):
    """Your extra zero stands before the axis. By custom it goes after: before is the half that is
    rounded down.
    """
    total = d * (k - 1)
    return total - total // 2, total // 2


def same_padding__ignores_dilation(k, d=1):
    """Your padding does not depend on the dilation. The window covers d * (k - 1) + 1 pixels, so it
    takes d * (k - 1) away.
    """
    return (k - 1) // 2, k - 1 - (k - 1) // 2


def same_padding__total_on_each_side(k, d=1):
    """You put the whole amount on each side, so the output grows. d * (k - 1) is what both sides
    need together.
    """
    return d * (k - 1), d * (k - 1)


def same_padding__returns_total(k, d=1):
    """You returned the total as one number. Say how much of it goes before and how much after:
    return before, after.
    """
    return d * (k - 1)


def same_padding_strided__rule_for_stride_one(n, k, s, d=1):
    """You used the rule for stride 1, which does not look at n and s. It may add more than is
    needed; ask how long the axis must be for ceil(n / s) windows.
    """
    total = d * (k - 1)
    return total // 2, total - total // 2


def same_padding_strided__rounds_down(n, k, s, d=1):
    """You rounded n / s down. The pixels after the last full step get an answer too: ceil(n / s)."""
    total = max(0, (n // s - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total - total // 2


def same_padding_strided__negative(n, k, s, d=1):
    """Your padding is negative where the axis is longer than the windows need. Nothing has to be
    added there: max(0, total).
    """
    total = (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n
    return total // 2, total - total // 2


def same_padding_strided__extra_before(n, k, s, d=1):
    """Your extra zero stands before the axis. By custom it goes after: before is the half that is
    rounded down.
    """
    total = max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n)
    return total - total // 2, total // 2


def same_padding_strided__ignores_dilation(n, k, s, d=1):
    """Your padding does not depend on the dilation. The last window covers d * (k - 1) + 1 pixels,
    not k.
    """
    total = max(0, (math.ceil(n / s) - 1) * s + k - n)
    return total // 2, total - total // 2


def same_padding_strided__keeps_size(n, k, s, d=1):
    """You made the output as long as the input, with (n - 1) * s. A stride of s asks for ceil(n /
    s) outputs, so (ceil(n / s) - 1) * s.
    """
    total = max(0, (n - 1) * s + d * (k - 1) + 1 - n)
    return total // 2, total - total // 2


def conv2d_strided__stride_between_taps(x, k, stride, padding):
    """You put the stride between the taps of the kernel; that is dilation. The taps stay side by
    side, and the window starts at (i * sh, j * sw).
    """
    (sh, sw), (ph, pw), (kh, kw) = stride, padding, k.shape
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    wide = np.zeros((sh * (kh - 1) + 1, sw * (kw - 1) + 1))
    wide[::sh, ::sw] = k
    return xcorr2d(padded, wide)


def conv2d_strided__stride_only_in_shape(x, k, stride, padding):
    """Your output has the right shape, but its windows are one pixel apart. The window for y[i, j]
    starts at (i * sh, j * sw).
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    return dense[: (dense.shape[0] - 1) // sh + 1, : (dense.shape[1] - 1) // sw + 1]


def conv2d_strided__strides_exchanged(x, k, stride, padding):
    """You exchanged the two strides. stride is (sh, sw): first the step down, then the step to the
    right.
    """
    (sw, sh), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]


def conv2d_strided__one_stride_for_both(x, k, stride, padding):
    """You took the first stride for both directions. Each has its own: sh down, sw to the right."""
    (sh, _), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sh]


def conv2d_strided__paddings_exchanged(x, k, stride, padding):
    """You exchanged the two paddings. padding is (ph, pw): rows at the top and below come first,
    columns at the sides second.
    """
    (sh, sw), (pw, ph) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[::sh, ::sw]


def conv2d_strided__pads_one_side(x, k, stride, padding):
    """You padded at the top and at the left only. The same amount goes below and to the right: H +
    2 * ph rows in all.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, 0), (pw, 0))), k)[::sh, ::sw]


def conv2d_strided__does_not_pad(x, k, stride, padding):
    """You did not pad. Put the picture into a frame of zeros first, then slide."""
    sh, sw = stride
    return xcorr2d(x, k)[::sh, ::sw]


def conv2d_strided__pads_with_ones(x, k, stride, padding):
    """Your frame consists of ones. Padding is zeros here, so that the frame adds nothing to a sum."""
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw)), constant_values=1.0), k)[::sh, ::sw]


def conv2d_strided__pads_with_edge(x, k, stride, padding):
    """Your frame repeats the edge of the picture. That is the mode replicate; here the frame
    consists of zeros.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw)), mode="edge"), k)[::sh, ::sw]


def conv2d_strided__starts_late(x, k, stride, padding):
    """Your first window starts s - 1 pixels too late. The first one stands at row 0, column 0 of
    the padded picture, whatever the stride.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)[sh - 1 :: sh, sw - 1 :: sw]


def conv2d_strided__rounds_up(x, k, stride, padding):
    """You rounded the size up, so your last windows hang over the end. A window that does not fit
    does not count: round down.
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    more = [-(n - 1) % s for n, s in zip(dense.shape, stride, strict=True)]
    padded = np.pad(x, ((ph, ph + more[0]), (pw, pw + more[1])))
    return xcorr2d(padded, k)[::sh, ::sw]


def conv2d_strided__forgets_plus_one(x, k, stride, padding):
    """Your last windows are missing. The first one counts too: (H + 2 * ph - kh) // sh + 1 rows,
    and likewise for the columns.
    """
    (sh, sw), (ph, pw) = stride, padding
    dense = xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k)
    return dense[::sh, ::sw][: (dense.shape[0] - 1) // sh, : (dense.shape[1] - 1) // sw]


def conv2d_strided__flips_kernel(x, k, stride, padding):
    """Your kernel is turned half round, as in convolution. Here it is used as it is: k[0, 0] meets
    the top-left pixel of the window.
    """
    (sh, sw), (ph, pw) = stride, padding
    return xcorr2d(np.pad(x, ((ph, ph), (pw, pw))), k[::-1, ::-1])[::sh, ::sw]


def conv2d_strided__accepts_any_kernel(x, k, stride, padding):
    """A kernel with more rows or more columns than the padded picture fits nowhere. Raise a
    ValueError then, before you make the output.
    """
    (sh, sw), (ph, pw), (kh, kw) = stride, padding, k.shape
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    H, W = padded.shape
    y = np.zeros((max(0, (H - kh) // sh + 1), max(0, (W - kw) // sw + 1)))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            window = padded[i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[i, j] = np.sum(window * k)
    return y


def conv2d_strided__compares_kernel_with_bare_picture(x, k, stride, padding):
    """You compare the kernel with the picture before it is padded. A kernel of 4 rows fits on 3 rows
    with a frame of 1: compare with H + 2 * ph and W + 2 * pw.
    """
    (H, W), (kh, kw) = x.shape, k.shape
    (sh, sw), (ph, pw) = stride, padding
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the picture")
    padded = np.pad(x, ((ph, ph), (pw, pw)))
    return xcorr2d(padded, k)[::sh, ::sw]


def conv2d_strided__pads_output(x, k, stride, padding):
    """You slide over the picture alone and put the zeros around the answers. The frame belongs around
    the picture, before the kernel slides.
    """
    (sh, sw), (ph, pw) = stride, padding
    return np.pad(xcorr2d(x, k), ((ph, ph), (pw, pw)))[::sh, ::sw]


def strided_from_dense__starts_late(x, k, s):
    """You kept the last of each s windows. A stride keeps the first: entries 0, s, 2s, ..., so
    slice with [::sh, ::sw].
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[sh - 1 :: sh, sw - 1 :: sw]
    return y, (dense.size - y.size) * k.size


def strided_from_dense__strides_exchanged(x, k, s):
    """You exchanged the two strides. s is (sh, sw): every sh-th row, and in it every sw-th column."""
    sw, sh = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, (dense.size - y.size) * k.size


def strided_from_dense__counts_pixels(x, k, s):
    """You counted the pixels of the input that are not kept. Work is done for each output: count
    the dense outputs, minus those you keep.
    """
    sh, sw = s
    y = xcorr2d(x, k)[::sh, ::sw]
    return y, (x.size - y.size) * k.size


def strided_from_dense__counts_outputs(x, k, s):
    """You counted the outputs that are dropped. Each of them cost as many MACs as the kernel has
    entries: multiply by k.size.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    y = dense[::sh, ::sw]
    return y, dense.size - y.size


def strided_from_dense__counts_kept(x, k, s):
    """You counted the MACs of the outputs you keep. The wasted ones are those of all the others."""
    sh, sw = s
    y = xcorr2d(x, k)[::sh, ::sw]
    return y, y.size * k.size


def strided_from_dense__rounds_kept_down(x, k, s):
    """You found the number of kept outputs by dividing the dense rows and columns by the stride and
    rounding down. The first window of an incomplete step is kept too: use y.size.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    kept = (dense.shape[0] // sh) * (dense.shape[1] // sw)
    return dense[::sh, ::sw], (dense.size - kept) * k.size


def strided_from_dense__rounds_kept_up(x, k, s):
    """You rounded the number of windows up, as if one that hangs over the end were kept. Use
    y.size, which counts what is there.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    kept = (math.ceil((dense.shape[0] - 1) / sh) + 1) * (math.ceil((dense.shape[1] - 1) / sw) + 1)
    return dense[::sh, ::sw], (dense.size - kept) * k.size


def strided_from_dense__divides_all(x, k, s):
    """You took one MAC in sh * sw as useful. That is right only if the sizes divide without a
    remainder: subtract y.size from the dense outputs.
    """
    sh, sw = s
    dense = xcorr2d(x, k)
    everything = dense.size * k.size
    return dense[::sh, ::sw], everything - everything // (sh * sw)


def unread_pixels__forgets_gaps(n, k, s, p):
    """You looked only behind the last window. With a stride larger than the kernel there are gaps
    between the windows too.
    """
    windows = (n + 2 * p - k) // s + 1
    return set(range(max(0, (windows - 1) * s + k - p), n))


def unread_pixels__remainder_is_all_pixels(n, k, s, p):
    """You took the remainder of the division for the number of pixels left over at the end. Part of
    it may be padding: work out where the last window ends.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    remainder = (n + 2 * p - k) % s
    last = n - remainder
    return {i for i in range(last) if i not in read} | set(range(last, n))


def unread_pixels__nothing_without_remainder(n, k, s, p):
    """Without a remainder you found nothing unread. The gaps between windows are there all the same
    when the stride is larger than the kernel.
    """
    room = n + 2 * p - k
    if room % s == 0:
        return set()
    read = {i * s - p + a for i in range(room // s + 1) for a in range(k)}
    return set(range(n)) - read


def unread_pixels__counts_padding(n, k, s, p):
    """Your set has places of the frame in it. Padding is not a pixel: keep only numbers from 0 to n
    - 1.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(-p, n + p)) - read


def unread_pixels__shifted_by_padding(n, k, s, p):
    """You counted places in the padded axis. Pixel 0 stands at place p there, so window i reads
    from pixel i * s - p on.
    """
    windows = (n + 2 * p - k) // s + 1
    read = {i * s + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


def unread_pixels__ignores_padding(n, k, s, p):
    """Your result does not depend on the padding. With padding the first window starts at pixel -p,
    and there may be more windows.
    """
    windows = max(0, (n - k) // s + 1)
    read = {i * s + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


def unread_pixels__last_window_hangs_over(n, k, s, p):
    """You let a last window hang over the end and counted what it reads. A window that does not fit
    is not there: round the number of windows down.
    """
    windows = math.ceil((n + 2 * p - k) / s) + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(n)) - read


def unread_pixels__returns_read(n, k, s, p):
    """You returned the pixels that are read. Asked are the others: set(range(n)) minus them."""
    windows = (n + 2 * p - k) // s + 1
    read = {i * s - p + a for i in range(windows) for a in range(k)}
    return set(range(n)) & read


def unread_pixels__padding_before_stride(n, k, s, p):
    """You gave out_size the padding before the stride. Its order is n, k, s, p, as everywhere."""
    unread = set(range(n))
    for i in range((n + 2 * s - k) // p + 1):
        first = i * s - p
        unread -= set(range(first, first + k))
    return unread


def unread_pixels__last_window_missing(n, k, s, p):
    """Your last window is missing. There are out_size(n, k, s, p) of them, the first one included."""
    unread = set(range(n))
    for i in range((n + 2 * p - k) // s):
        first = i * s - p
        unread -= set(range(first, first + k))
    return unread


def unread_pixels__window_too_long(n, k, s, p):
    """Your windows read one pixel too many. A window of k taps that begins at `first` ends at
    first + k - 1, which is range(first, first + k).
    """
    unread = set(range(n))
    for i in range((n + 2 * p - k) // s + 1):
        first = i * s - p
        unread -= set(range(first, first + k + 1))
    return unread


def design_stack__rounds_up(n_in, n_out, max_layers):
    """You rounded the sizes up. With an even n and k = 3, s = 2, p = 0 the last window does not fit
    and does not count: round down in every layer.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((3, 2, 0))
        n = math.ceil((n - 3) / 2) + 1
    missing = 2 * (n_out - 1) - n - 1  # 2p - k of the last layer
    p = max(0, missing + 1, (missing + 3) // 2)
    return [*stack, (2 * p - missing, 2, p)]


def design_stack__even_as_odd(n_in, n_out, max_layers):
    """You trusted padding k // 2 with an even kernel to give n / s outputs. It gives one more
    wherever s divides n, because it adds k zeros and not k - 1: work out each size with the
    formula.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((4, 2, 2))
        n = math.ceil(n / 2)
    missing = 2 * (n_out - 1) - n + 1  # 2p - k of the last layer
    p = max(0, missing + 1, (missing + 3) // 2)
    return [*stack, (2 * p - missing, 2, p)]


def design_stack__window_of_padding(n_in, n_out, max_layers):
    """A padding of k or more makes windows that lie on zeros alone. Keep p below k, and get larger
    sizes from other layers.
    """
    stack, n = [], n_in
    for _ in range(max_layers - 1):
        stack.append((2, 2, 0))
        n //= 2
    return [*stack, (2, 2, n_out - n // 2)]


def design_stack__skips_pixels(n_in, n_out, max_layers):
    """A stride larger than the kernel leaves gaps: pixels that no window reads. Keep s at most k."""
    return [(1, 2, 0)] * max_layers


def design_stack__misses_target(n_in, n_out, max_layers):
    """Your stack does not end at the size asked. Follow the sizes given here, and change 2p - k of
    a layer to end a little higher or lower.
    """
    return [(3, 2, 1)] * max_layers


def design_stack__too_many_layers(n_in, n_out, max_layers):
    """Your stack has too many layers. Halve first, and make up the difference with kernel and
    padding of a layer you have already.
    """
    stack, n = [], n_in
    while n // 2 >= n_out:
        stack.append((2, 2, 0))
        n //= 2
    while n > n_out:
        stack.append((2, 1, 0))
        n -= 1
    return stack


def design_stack__last_layer_first(n_in, n_out, max_layers):
    """Your layers are in opposite order: read from the end to the beginning they would do. The first
    layer, the one that reads n_in pixels, comes first.
    """
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    stacks.setdefault((n + 2 * p - k) // s + 1, [(k, s, p), *stack])
    stack = stacks[n_out]
    return stack if stack != stack[::-1] else [*[(3, 2, 1)] * 4, (7, 2, 0)]


def design_stack__padding_before_stride(n_in, n_out, max_layers):
    """Your layers are (k, p, s). The order is (k, s, p), kernel, stride, padding, as everywhere."""
    allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]
    stacks = {n_in: []}
    for _ in range(max_layers):
        for n, stack in list(stacks.items()):
            for k, s, p in allowed:
                if n + 2 * p >= k:
                    stacks.setdefault((n + 2 * p - k) // s + 1, [*stack, (k, p, s)])
    return stacks[n_out]


ALLOW = ('numpy', 'math')

TITLE = '2 · Padding and stride: where the border goes and what a step costs'
OPTIONAL = ('pad_mode', 'same_padding_strided', 'strided_from_dense')

TITLES = {
    'out_size': '2.1 · How many come out?',
    'pad2d': '2.2 · Pad',
    'pad_mode': '2.3 · Three ways to pad',
    'same_padding': '2.4 · Same padding',
    'same_padding_strided': '2.5 · Same padding with a stride',
    'conv2d_strided': '2.6 · Cross-correlation with stride and padding',
    'strided_from_dense': '2.7 · Keep some, waste the rest',
    'unread_pixels': '2.8 · Unread pixels',
    'design_stack': '2.9 · Design a stack',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('out_size', 1, 'e7c833b858548940'),
    ('out_size', 1, 'd234f87cc0baf926'),
    ('pad2d', 2, '329042aa939efa20'),
    ('pad_mode', 2, 'f0a6308ab5b1cf96'),
    ('pad_mode', 1, 'bebae60735579e54'),
    ('same_padding', 2, '399eb51259ddddf7'),
    ('same_padding_strided', 2, 'f53dd1997439c738'),
    ('conv2d_strided', 3, 'd73005e30b0e1365'),
    ('conv2d_strided', 1, '8b03e1f497fa2c83'),
    ('strided_from_dense', 2, 'd9d0f96cc39b30ec'),
    ('unread_pixels', 3, '9e2ac3077c45818e'),
    ('design_stack', 1, '7ab6c2ebd76caedb'),
    ('design_stack', 2, '40aac5fa08f6f2c5'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_out_size(n, k, s=1, p=0, d=1):\n    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k)\n    return F.conv1d(x, w, padding=p, stride=s, dilation=d).shape[-1]\n\n\ncheck(\n    out_size,\n    against=torch_out_size,\n    on=[\n        case(n=5, k=2),\n        case(n=7, k=3, s=2, p=1),\n        case(n=8, k=3, s=2, p=1),\n        case(n=9, k=3, s=1, p=2, d=2),\n        case(n=12, k=4, s=3, p=0, d=2),\n        case(n=14, k=2, s=5, p=3, d=3),\n        case(n=6, k=6),\n        case(n=10, k=1, s=4, p=0),\n        case(n=3, k=5, s=1, p=1),\n    ],\n)',
    'check_raises(\n    out_size,\n    ValueError,\n    on=[case(n=3, k=4), case(n=4, k=9, s=3, p=2), case(n=5, k=3, s=2, p=0, d=3)],\n    because=because("out_size__accepts_any_window"),\n)',
    'def torch_pad2d(x, left, right, top, bottom, value=0.0):\n    return F.pad(x, (left, right, top, bottom), value=value)\n\n\nsingle = integers(2, 3, 4, 5, low=-9, high=10, dtype="float32")\ncheck(\n    pad2d,\n    against=torch_pad2d,\n    on=[\n        case(x=normal(2, 3, 4, 5), left=1, right=3, top=2, bottom=0),\n        case(x=normal(2, 3, 4, 5), left=2, right=1, top=1, bottom=4, value=-1.5),\n        case(x=normal(2, 3, 4, 5), left=0, right=0, top=0, bottom=0),\n        case(x=single, left=0, right=2, top=1, bottom=3, value=0.5),\n    ],\n    fresh=True,\n)',
    'def torch_pad_mode(x, p, mode):\n    ph, pw = p\n    return F.pad(x[None, None], (pw, pw, ph, ph), mode=mode)[0, 0]\n\n\ncheck(\n    pad_mode,\n    against=torch_pad_mode,\n    on=[\n        case(x=normal(4, 5), p=(1, 2), mode="replicate"),\n        case(x=normal(4, 5), p=(1, 2), mode="circular"),\n        case(x=normal(4, 5), p=(1, 2), mode="reflect"),\n        case(x=normal(4, 6), p=(3, 1), mode="reflect"),\n        case(x=normal(2, 4), p=(3, 2), mode="replicate"),\n        case(x=normal(5, 3), p=(0, 2), mode="circular"),\n    ],\n)',
    'check_raises(\n    pad_mode,\n    ValueError,\n    on=[\n        case(x=normal(4, 5), p=(4, 1), mode="reflect"),\n        case(x=normal(4, 5), p=(1, 6), mode="reflect"),\n    ],\n    because=because("pad_mode__mirror_reaches_too_far"),\n)',
    'def torch_same_padding(k, d=1):\n    """Asks PyTorch, as above: a spike, and kernels that are 1 in their first or last tap."""\n    middle = d * (k - 1)\n    spike = torch.zeros(1, 1, 2 * middle + 1)\n    spike[0, 0, middle] = 1\n    taps = torch.eye(k)[:, None]\n    with warnings.catch_warnings():\n        warnings.simplefilter("ignore")\n        answers = F.conv1d(spike, taps, padding="same", dilation=d)[0]\n    return answers[0].argmax().item() - middle, middle - answers[-1].argmax().item()\n\n\ncheck(\n    same_padding,\n    against=torch_same_padding,\n    on=[case(k=3), case(k=4), case(k=2), case(k=5, d=2), case(k=2, d=3), case(k=4, d=3)],\n)',
    'def torch_same_padding_strided(n, k, s, d=1):\n    """Tries 0, 1, 2, ... zeros until PyTorch gives ceil(n / s) outputs."""\n    if min(n, k, s, d) < 1:\n        raise ValueError("n, k, s and d are at least 1")\n    for total in itertools.count(max(0, d * (k - 1) + 1 - n)):\n        before, after = total // 2, total - total // 2\n        padded = F.pad(torch.zeros(1, 1, n), (before, after))\n        y = F.conv1d(padded, torch.zeros(1, 1, k), stride=s, dilation=d)\n        if y.shape[-1] == -(-n // s):\n            return before, after\n\n\ncheck(\n    same_padding_strided,\n    against=torch_same_padding_strided,\n    on=[\n        case(n=7, k=3, s=2),\n        case(n=8, k=3, s=2),\n        case(n=10, k=4, s=3),\n        case(n=8, k=1, s=3),\n        case(n=9, k=3, s=2, d=2),\n        case(n=11, k=2, s=4),\n    ],\n)',
    'def torch_conv2d_strided(x, k, stride, padding):\n    return F.conv2d(x[None, None], k[None, None], stride=stride, padding=padding)[0, 0]\n\n\ncheck(\n    conv2d_strided,\n    against=torch_conv2d_strided,\n    on=[\n        case(x=normal(10, 8), k=normal(3, 2), stride=(2, 3), padding=(2, 1)),\n        case(x=normal(7, 9), k=normal(2, 3), stride=(3, 1), padding=(0, 1)),\n        case(x=normal(3, 4), k=normal(4, 5), stride=(1, 2), padding=(1, 2)),\n    ],\n)',
    'check_raises(\n    conv2d_strided,\n    ValueError,\n    on=[\n        case(x=normal(5, 4), k=normal(6, 2), stride=(2, 1), padding=(0, 3)),\n        case(x=normal(5, 4), k=normal(2, 7), stride=(1, 3), padding=(4, 1)),\n    ],\n    because=because("conv2d_strided__accepts_any_kernel"),\n)',
    'def torch_strided_from_dense(x, k, s):\n    x, k = x[None, None], k[None, None]\n    dense, strided = F.conv2d(x, k), F.conv2d(x, k, stride=s)\n    return strided[0, 0], (dense.numel() - strided.numel()) * k.numel()\n\n\ncheck(\n    strided_from_dense,\n    against=torch_strided_from_dense,\n    on=[\n        case(x=normal(10, 8), k=normal(3, 2), s=(3, 2)),\n        case(x=normal(7, 9), k=normal(2, 4), s=(2, 4)),\n    ],\n)',
    'def torch_unread_pixels(n, k, s, p):\n    """A pixel is read if the outputs change with it: if its gradient is not zero."""\n    x = torch.zeros(1, 1, n, requires_grad=True)\n    total = F.conv1d(x, torch.ones(1, 1, k), padding=p, stride=s).sum()\n    (gradient,) = torch.autograd.grad(total, x)\n    return in_order(i for i in range(n) if gradient[0, 0, i] == 0)\n\n\ncheck(\n    unread_pixels,\n    against=torch_unread_pixels,\n    on=[\n        case(n=10, k=3, s=4, p=0),\n        case(n=10, k=3, s=4, p=1),\n        case(n=7, k=1, s=3, p=0),\n        case(n=10, k=4, s=3, p=2),\n        case(n=11, k=2, s=4, p=1),\n        case(n=9, k=3, s=4, p=0),\n        case(n=12, k=4, s=1, p=3),\n    ],\n    via=unread_by,\n)',
    'wrong = flaw(call(design_stack, 224, 7, 5), 224, 7, 5)\nassert not wrong, wrong\n"design_stack: from 224 pixels to 7 in five layers."',
    'draw = variant("design_stack")\nfor layers in (3, 4, 5):\n    goal = int(draw.integers(6, 13))\n    start = 2**layers * (goal - 2) + 2 * int(draw.integers(1, 2 ** (layers - 1)))\n    wrong = flaw(call(design_stack, start, goal, layers), start, goal, layers)\n    assert not wrong, wrong\nwrong = flaw(call(design_stack, 34, 6, 3), 34, 6, 3)\nassert not wrong, wrong\n"design_stack: every stack ends at the size that was asked."',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'out_size': ('def out_size(n, k, s=1, p=0, d=1):', '"""The number of windows on an axis of n pixels; ValueError if there is none."""'),
    'pad2d': ('def pad2d(x, left, right, top, bottom, value=0.0):', '"""(N, C, H, W) -> (N, C, top + H + bottom, left + W + right), a new array"""', 'N, C, H, W = x.shape'),
    'pad_mode': ('def pad_mode(x, p, mode):', '"""(H, W) -> (H + 2 ph, W + 2 pw); ValueError if reflect needs more pixels than there are."""', '(H, W), (ph, pw) = x.shape, p'),
    'same_padding': ('def same_padding(k, d=1):', '"""(before, after): the zeros that keep the size at stride 1."""'),
    'same_padding_strided': ('def same_padding_strided(n, k, s, d=1):', '"""(before, after): the least zeros that give ceil(n / s) outputs."""'),
    'conv2d_strided': ('def conv2d_strided(x, k, stride, padding):', '"""(H, W), (kh, kw) -> (Ho, Wo); ValueError if the kernel does not fit."""', '(H, W), (kh, kw) = x.shape, k.shape', '(sh, sw), (ph, pw) = stride, padding'),
    'strided_from_dense': ('def strided_from_dense(x, k, s):', '"""(H, W), (kh, kw) -> the strided output, and the MACs spent on outputs that are dropped"""', 'sh, sw = s', 'dense = xcorr2d(x, k)'),
    'unread_pixels': ('def unread_pixels(n, k, s, p):', '"""The set of the pixels, of 0 to n - 1, that no window reads."""', 'unread = set(range(n))', 'return unread'),
    'design_stack': ('def design_stack(n_in, n_out, max_layers):', '"""Layers [(k, s, p), ...] that turn n_in pixels into n_out, at most max_layers of them."""', 'allowed = [(k, s, p) for k in range(1, 8) for s in (1, 2) if s <= k for p in range(k)]'),
}

EXERCISES = {
    'out_size': ('out_size__rounds_up', 'out_size__rounds_to_nearest', 'out_size__does_not_round', 'out_size__pads_once', 'out_size__forgets_plus_one', 'out_size__adds_before_dividing', 'out_size__dilates_every_tap', 'out_size__ignores_dilation', 'out_size__accepts_any_window'),
    'pad2d': ('pad2d__exchanges_axes', 'pad2d__exchanges_sides', 'pad2d__pads_channels', 'pad2d__both_sides_equal', 'pad2d__empty_slice', 'pad2d__ignores_value', 'pad2d__returns_input', 'pad2d__loses_dtype', 'pad2d__exchanges_top_and_bottom', 'pad2d__exchanges_left_and_right'),
    'pad_mode': ('pad_mode__mirror_repeats_edge', 'pad_mode__mirror_not_reversed', 'pad_mode__circular_takes_own_end', 'pad_mode__replicates_opposite_edge', 'pad_mode__empty_corners', 'pad_mode__refuses_in_every_mode', 'pad_mode__minus_zero', 'pad_mode__exchanges_amounts', 'pad_mode__mirror_reaches_too_far'),
    'same_padding': ('same_padding__half_kernel_both_sides', 'same_padding__both_halves_down', 'same_padding__halves_a_zero', 'same_padding__shares_out_k', 'same_padding__extra_before', 'same_padding__ignores_dilation', 'same_padding__total_on_each_side', 'same_padding__returns_total'),
    'same_padding_strided': ('same_padding_strided__rule_for_stride_one', 'same_padding_strided__rounds_down', 'same_padding_strided__negative', 'same_padding_strided__extra_before', 'same_padding_strided__ignores_dilation', 'same_padding_strided__keeps_size'),
    'conv2d_strided': ('conv2d_strided__stride_between_taps', 'conv2d_strided__stride_only_in_shape', 'conv2d_strided__strides_exchanged', 'conv2d_strided__one_stride_for_both', 'conv2d_strided__paddings_exchanged', 'conv2d_strided__pads_one_side', 'conv2d_strided__does_not_pad', 'conv2d_strided__pads_with_ones', 'conv2d_strided__pads_with_edge', 'conv2d_strided__starts_late', 'conv2d_strided__rounds_up', 'conv2d_strided__forgets_plus_one', 'conv2d_strided__flips_kernel', 'conv2d_strided__accepts_any_kernel', 'conv2d_strided__compares_kernel_with_bare_picture', 'conv2d_strided__pads_output'),
    'strided_from_dense': ('strided_from_dense__starts_late', 'strided_from_dense__strides_exchanged', 'strided_from_dense__counts_pixels', 'strided_from_dense__counts_outputs', 'strided_from_dense__counts_kept', 'strided_from_dense__rounds_kept_down', 'strided_from_dense__rounds_kept_up', 'strided_from_dense__divides_all'),
    'unread_pixels': ('unread_pixels__forgets_gaps', 'unread_pixels__remainder_is_all_pixels', 'unread_pixels__nothing_without_remainder', 'unread_pixels__counts_padding', 'unread_pixels__shifted_by_padding', 'unread_pixels__ignores_padding', 'unread_pixels__last_window_hangs_over', 'unread_pixels__returns_read', 'unread_pixels__padding_before_stride', 'unread_pixels__last_window_missing', 'unread_pixels__window_too_long'),
    'design_stack': ('design_stack__rounds_up', 'design_stack__even_as_odd', 'design_stack__window_of_padding', 'design_stack__skips_pixels', 'design_stack__misses_target', 'design_stack__too_many_layers', 'design_stack__last_layer_first', 'design_stack__padding_before_stride'),
}
