"""The tempting mistakes of 07_transposed, made from lessons/07_transposed.py.

Do not edit: change the lesson and run `autograder build`.
"""

import numpy as np


def conv1d(x, w):
    """(N, C, n), (O, C, k) -> (N, O, n - k + 1)"""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2], axis=2)
    return np.einsum("ncia,oca->noi", windows, w)


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return value if isinstance(value, tuple) else (value, value)


def convT_out_size__multiplies_by_stride(n, k, s=1, p=0, op=0, d=1):
    """You multiplied n by the stride. That is right only if each stamp is as long as the stride;
    the last stamp begins at s * (n - 1) and is d * (k - 1) + 1 long.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * n
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__adds_padding(n, k, s=1, p=0, op=0, d=1):
    """You added the padding. Here it takes away: 2 * p numbers are cut off, because the convolution
    in the other direction had added them.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) + 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__padding_once(n, k, s=1, p=0, op=0, d=1):
    """You took the padding away once. It is cut off at both ends, so take 2 * p away."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__forgets_output_padding(n, k, s=1, p=0, op=0, d=1):
    """You left out the output padding. It makes the result op longer, so add it."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__dilated_kernel_too_long(n, k, s=1, p=0, op=0, d=1):
    """You took a dilated kernel to be d * k long. Between k taps there are only k - 1 steps of d,
    so its length is d * (k - 1) + 1.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * k + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__forgets_dilation(n, k, s=1, p=0, op=0, d=1):
    """You left out the dilation. A kernel with taps d apart is d * (k - 1) + 1 long."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + k + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__forgets_one(n, k, s=1, p=0, op=0, d=1):
    """You are one short. Stamp 0 begins at place 0, the last at s * (n - 1), and the kernel is d *
    (k - 1) + 1 places long: do not lose the 1.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + op
    if size < 0:
        raise ValueError("nothing is left")
    return size


def convT_out_size__stride_times_n(n, k, s=1, p=0, op=0, d=1):
    """You let the last stamp begin at s * n. The first begins at 0, so the last of n stamps begins
    at s * (n - 1).
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * n - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__goes_down(n, k, s=1, p=0, op=0, d=1):
    """You wrote the size of an ordinary convolution, which goes down and rounds. Count the places
    from the first stamp's beginning to the last one's end.
    """
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = (n + 2 * p - d * (k - 1) - 1) // s + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__accepts_any_output_padding(n, k, s=1, p=0, op=0, d=1):
    """Output padding that is neither smaller than the stride nor smaller than the dilation must raise
    a ValueError, and raise it, not return it: if op >= max(s, d).
    """

    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__compares_with_stride_only(n, k, s=1, p=0, op=0, d=1):
    """You refuse output padding that PyTorch allows. It must be smaller than the stride or smaller
    than the dilation; one of the two is enough.
    """
    if op >= s:
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__wants_both(n, k, s=1, p=0, op=0, d=1):
    """You refuse output padding that is smaller than one of the two. Refuse it only if it is
    smaller than neither: op >= max(s, d).
    """
    if op >= s or op >= d:
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op
    if size < 1:
        raise ValueError("nothing is left")
    return size


def convT_out_size__checks_before_output_padding(n, k, s=1, p=0, op=0, d=1):
    """You ask whether anything is left before you add the output padding. It makes the result longer,
    so ask at the end.
    """
    if op >= max(s, d):
        raise ValueError("output padding too large")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1
    if size < 1:
        raise ValueError("nothing left")
    return size + op


def convT_out_size__returns_nothing_left(n, k, s=1, p=0, op=0, d=1):
    """If the padding takes everything away, raise a ValueError. A size of 0 is nothing left, too."""
    if op >= max(s, d):
        raise ValueError("op must be smaller than the stride or the dilation")
    size = s * (n - 1) - 2 * p + d * (k - 1) + 1 + op

    return size


def convT1d_scatter__reads_filters_as_oik(x, w, stride=1, padding=0):
    """You took the first axis of w for the output channels, as in an ordinary convolution. Here the
    input channels come first: w[c, o, a].
    """
    (N, _, n), (O, I, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        for o in range(O):
            for c in range(I):
                for a in range(k):
                    y[:, o, i * stride + a] += x[:, c, i] * w[o, c, a]
    return y[:, :, padding : length - padding]


def convT1d_scatter__sums_over_second_axis(x, w, stride=1, padding=0):
    """You summed over the second axis of w. That axis counts the output channels; the first one
    counts the input channels, and it is summed.
    """
    (N, _, n), (O, _, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=(1, 1))
    return y[:, :, padding : length - padding]


def convT1d_scatter__overwrites(x, w, stride=1, padding=0):
    """Where stamps overlap, only one of them is left. They add up: write += in a loop over the inputs,
    and not =. (Where places repeat within one statement, += counts each once.)
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] = np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__flips_kernel(x, w, stride=1, padding=0):
    """Your stamps are flipped. When you stamp, nothing is flipped: w[c, o, 0] goes to the place
    i * stride.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w[:, :, ::-1], axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__pads_input(x, w, stride=1, padding=0):
    """You put zeros around the input, which makes the result longer. Here padding takes away: cut
    padding numbers off at both ends of the result.
    """
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    (N, _, n), (_, O, k) = x.shape, w.shape
    y = np.zeros((N, O, stride * (n - 1) + k))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y


def convT1d_scatter__pads_output(x, w, stride=1, padding=0):
    """You put zeros around the result. Here padding takes away: cut padding numbers off at both
    ends.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return np.pad(y, ((0, 0), (0, 0), (padding, padding)))


def convT1d_scatter__ignores_padding(x, w, stride=1, padding=0):
    """You left out the padding. Cut padding numbers off at both ends of the result."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y


def convT1d_scatter__crops_near_end(x, w, stride=1, padding=0):
    """You cut off the near end only. The far end loses padding numbers as well."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding:]


def convT1d_scatter__crops_far_end(x, w, stride=1, padding=0):
    """You cut everything off at the far end. Take padding numbers from each end."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, : length - 2 * padding]


def convT1d_scatter__empty_without_padding(x, w, stride=1, padding=0):
    """With padding 0 your result is empty: y[0:-0] is y[0:0]. Count the end from the front, as
    length - padding.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding:-padding]


def convT1d_scatter__stamps_side_by_side(x, w, stride=1, padding=0):
    """Your stamps begin one place apart whatever the stride. Number i begins at the place i *
    stride.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i : i + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__steps_by_kernel_length(x, w, stride=1, padding=0):
    """Your stamps never overlap: they lie the kernel's length apart. They begin stride places
    apart, and may overlap or leave gaps.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = k * n
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * k : i * k + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__first_channel_only(x, w, stride=1, padding=0):
    """Only the first input channel stamps. All of them do, each with stamps of its own, and
    everything adds up.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :1, i], w[:1], axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__averages_overlaps(x, w, stride=1, padding=0):
    """You divided by the number of stamps at each place. Stamps are added and nothing is divided."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y, stamps = np.zeros((N, O, length)), np.zeros(length)
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
        stamps[i * stride : i * stride + k] += 1
    return (y / np.maximum(stamps, 1))[:, :, padding : length - padding]


def convT1d_scatter__forgets_last_stamp(x, w, stride=1, padding=0):
    """The last number has left no stamp. There are n numbers: let i run over range(n)."""
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n - 1):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
    return y[:, :, padding : length - padding]


def convT1d_scatter__returns_inside_loop(x, w, stride=1, padding=0):
    """Only the first number has stamped: your return stands inside the loop. Move it to the left,
    behind the loop.
    """
    (N, _, n), (_, O, k) = x.shape, w.shape
    length = stride * (n - 1) + k
    y = np.zeros((N, O, length))
    for i in range(n):
        y[:, :, i * stride : i * stride + k] += np.tensordot(x[:, :, i], w, axes=1)
        return y[:, :, padding : length - padding]


def zero_insert__trailing_zeros(x, s):
    """You put zeros after the last number as well. They go between neighbours only, so the length
    is (n - 1) * s + 1.
    """
    y = np.zeros((*x.shape[:-1], x.shape[-1] * s))
    y[..., ::s] = x
    return y


def zero_insert__leading_zeros(x, s):
    """You put zeros before the first number. They go between neighbours only: the result begins
    with x[0].
    """
    y = np.zeros((*x.shape[:-1], x.shape[-1] * s))
    y[..., s - 1 :: s] = x
    return y


def zero_insert__repeats_values(x, s):
    """You repeated each number. Between neighbours belong zeros."""
    return np.repeat(x, s, axis=-1)[..., : (x.shape[-1] - 1) * s + 1]


def zero_insert__repeats_last_as_well(x, s):
    """You repeated every number s times, the last one too. Between neighbours belong zeros, and
    nothing after the last.
    """
    return np.repeat(x, s, axis=-1)


def zero_insert__s_zeros(x, s):
    """You inserted s zeros. Neighbours are to be s places apart, and that takes s - 1 zeros."""
    y = np.zeros((*x.shape[:-1], (x.shape[-1] - 1) * (s + 1) + 1))
    y[..., :: s + 1] = x
    return y


def zero_insert__first_axis(x, s):
    """You moved the numbers apart along the first axis. It is the last one: y[..., ::s]."""
    y = np.zeros(((x.shape[0] - 1) * s + 1, *x.shape[1:]))
    y[::s] = x
    return y


def zero_insert__every_axis(x, s):
    """You moved the numbers apart along every axis. Only the last one changes: y[..., ::s]."""
    y = np.zeros([(n - 1) * s + 1 for n in x.shape])
    y[(slice(None, None, s),) * x.ndim] = x
    return y


def zero_insert__writes_zeros_over(x, s):
    """You put zeros over the numbers that were between. Make the array longer first; no number of x
    may get lost.
    """
    y = np.zeros(x.shape)
    y[..., ::s] = x[..., ::s]
    return y


def zero_insert__returns_same_array(x, s):
    """With s = 1 you return x itself. Whoever writes into the result would change x: return a copy."""
    if s == 1:
        return x
    y = np.zeros((*x.shape[:-1], (x.shape[-1] - 1) * s + 1))
    y[..., ::s] = x
    return y


def convT1d_gather__does_not_flip(x, w, stride=1, padding=0):
    """You did not flip the kernel. Going through the outputs, the first weight belongs to the last input
    of the window: use w[:, :, ::-1].
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w.swapaxes(0, 1))


def convT1d_gather__does_not_exchange_channels(x, w, stride=1, padding=0):
    """You left the first two axes of w as they are. conv1d wants the output channels first: use
    swapaxes(0, 1).
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1])


def convT1d_gather__turns_channels_too(x, w, stride=1, padding=0):
    """You reversed the channels of w along with its taps. Turn the last axis only: w[:, :, ::-1]."""
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[::-1, ::-1, ::-1].swapaxes(0, 1))


def convT1d_gather__ignores_padding(x, w, stride=1, padding=0):
    """Your border is k - 1 whatever the padding. Padding makes the result shorter: the border is k
    - 1 - padding.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__pads_by_padding(x, w, stride=1, padding=0):
    """You took the padding for the border. The border is k - 1 - padding: without any padding the
    window begins k - 1 places outside.
    """
    n = x.shape[2]
    border = padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__adds_padding(x, w, stride=1, padding=0):
    """You made the border k - 1 + padding, so the result gets longer. Padding takes away: k - 1 -
    padding.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 + padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__repeats_values(x, w, stride=1, padding=0):
    """You repeated the numbers instead of putting zeros between them. The shape is the same, but
    each number would stamp stride times.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.repeat(x, stride, axis=2)[:, :, : (n - 1) * stride + 1]
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__trailing_zeros(x, w, stride=1, padding=0):
    """You put stride - 1 zeros after the last number too, so the result is too long. Insert zeros
    between neighbours only.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], n * stride))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__strides_again(x, w, stride=1, padding=0):
    """You used the stride in the cross-correlation as well, which goes down again. The stride is in
    the inserted zeros; slide by 1.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))[:, :, ::stride]


def convT1d_gather__ignores_stride(x, w, stride=1, padding=0):
    """You left out the stride. It is in the inserted zeros: put stride - 1 of them between
    neighbours.
    """
    k = w.shape[2]
    border = k - 1 - padding
    spread = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        spread = spread[:, :, -border : spread.shape[2] + border]
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__border_never_negative(x, w, stride=1, padding=0):
    """With a padding larger than k - 1 you took a border of 0. Then some of the spread signal must
    be cut off, padding - (k - 1) places at each end.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (max(border, 0), max(border, 0))))
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__negative_border_raises(x, w, stride=1, padding=0):
    """A padding larger than k - 1 makes the border negative, and np.pad refuses that. Cut padding -
    (k - 1) places off at each end of the spread signal instead.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def convT1d_gather__cuts_before_spreading(x, w, stride=1, padding=0):
    """You cut inputs off before the zeros were inserted. The border counts places of the spread
    signal, so spread first and cut then.
    """
    n, k = x.shape[2], w.shape[2]
    border = k - 1 - padding
    spread = np.zeros((*x.shape[:2], (n - 1) * stride + 1))
    spread[:, :, ::stride] = x
    if border >= 0:
        spread = np.pad(spread, ((0, 0), (0, 0), (border, border)))
    else:
        kept = x[:, :, -border : n + border]
        spread = np.zeros((*x.shape[:2], (kept.shape[2] - 1) * stride + 1))
        spread[:, :, ::stride] = kept
    return conv1d(spread, w[:, :, ::-1].swapaxes(0, 1))


def conv_transpose2d__overwrites(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """Where stamps overlap, only one of them is left. They add up: write += in a loop over the inputs,
    and not =. (Where places repeat within one statement, += counts each once.)
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] = np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__flips_kernel(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """Your stamps are flipped. When you stamp, nothing is flipped: w[c, o, 0, 0] goes to the top-left
    place.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w[:, :, ::-1, ::-1], axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__sums_over_second_axis(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You summed over the second axis of w. It counts the output channels; the first one counts the
    input channels, and is summed.
    """
    (N, _, H, W), (O, _, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=(1, 1))
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__exchanges_strides(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the stride's second number downwards and its first to the right. A pair names height
    first: (sh, sw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sw, sh), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__exchanges_paddings(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut off the padding's second number of rows and its first of columns. A pair names height
    first: (ph, pw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (pw, ph), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__exchanges_dilations(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the dilation's second number downwards and its first to the right. A pair names
    height first: (dh, dw).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dw, dh) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__exchanges_output_paddings(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You used the output padding's second number downwards and its first to the right. A pair
    names height first: (oh, ow).
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    ow, oh = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__adds_padding(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You put the padding around the result. Here padding takes away: keep rows ph to ph + Ho of
    what was stamped.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho, Wo))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = np.pad(y, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__crops_far_end(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut all of the padding off at the bottom and at the right. Half of it goes at the top and
    at the left: begin at row ph and column pw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, :Ho, :Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__ends_too_early(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You end at row Ho and column Wo. Beginning at ph, the Ho rows end at ph + Ho, and the columns
    at pw + Wo.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph:Ho, pw:Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__empty_without_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """With padding 0 your result is empty: y[0:-0] is y[0:0]. Count the end from the front: ph to
    ph + Ho.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph:-ph, pw:-pw]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__pads_input(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You put zeros around the picture, which makes the result larger. Here padding takes away: cut
    ph rows and pw columns off on every side of the result.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    H, W = x.shape[2:]
    Ho = sh * (H - 1) + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho, Wo))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)

    return y if b is None else y + b[:, None, None]


def conv_transpose2d__no_room_for_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You made room for the stamps only, so there is nothing to cut the output padding from. Make y
    larger by oh rows and ow columns: Ho + 2 * ph by Wo + 2 * pw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho - oh + 2 * ph, Wo - ow + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__appends_zeros(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You cut both ends off and then appended zeros for the output padding. Nothing is appended:
    cut off less at the far end, so that what was stamped there shows.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho - oh, pw : pw + Wo - ow]
    y = np.pad(y, ((0, 0), (0, 0), (0, oh), (0, ow)))
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__no_bias_in_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """The bias is missing in the rows and columns of the output padding. They are part of the
    result like all others: add the bias last.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    if b is not None:
        y = y.copy()
        y[:, :, : Ho - oh, : Wo - ow] += b[:, None, None]
    return y


def conv_transpose2d__appends_zeros_after_bias(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You appended zeros for the output padding at the very end. Nothing is appended: cut off less
    at the far end, so that what was stamped there shows, and add the bias everywhere.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho - oh, pw : pw + Wo - ow]
    if b is not None:
        y = y + b[:, None, None]
    return np.pad(y, ((0, 0), (0, 0), (0, oh), (0, ow)))


def conv_transpose2d__output_padding_near_end(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You put the output padding at the top and at the left. The result reaches further at the
    bottom and at the right.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph + oh, Wo + 2 * pw + ow))
    for i in range(H):
        for j in range(W):
            top, left = i * sh + oh, j * sw + ow
            down, right = slice(top, top + dh * kh, dh), slice(left, left + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__ignores_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You left out the output padding. It makes the result oh rows higher and ow columns wider."""
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__bias_with_every_stamp(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You added the bias with every stamp, so it comes several times where stamps overlap. Add it
    once, at the end.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
            if b is not None:
                y[:, :, down, right] += b[:, None, None]
    return y[:, :, ph : ph + Ho, pw : pw + Wo]


def conv_transpose2d__bias_along_columns(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You added the bias along the last axis, one number for each column. It belongs to the
    channels: b[:, None, None].
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b


def conv_transpose2d__ignores_bias(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):
    """You left out the bias. Add b[o] to every place of output channel o."""
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y


def conv_transpose2d__ignores_dilation(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Your stamps have no gaps. With dilation their rows are dh apart and their columns dw: give
    the slices a step.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down, right = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__dilated_slice_too_short(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Your slices have the right step but end too early: kh taps that are dh apart reach over dh *
    kh rows. Let them end at i * sh + dh * kh and j * sw + dw * kw.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    if oh >= max(sh, dh) or ow >= max(sw, dw):
        raise ValueError("output_padding is too large")
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down, right = slice(i * sh, i * sh + kh, dh), slice(j * sw, j * sw + kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__accepts_any_output_padding(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """Output padding that is neither smaller than the stride nor smaller than the dilation must raise
    a ValueError (raise it, do not return it), for each axis by itself.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)

    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__compares_with_stride_only(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You refuse output padding that is allowed. It must be smaller than the stride or smaller than
    the dilation; one of the two is enough.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= sh or ow >= sw:
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def conv_transpose2d__refuses_only_when_both_are_too_large(
    x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1
):
    """You refuse only if the output padding is too large along both axes. One axis is enough: or,
    not and.
    """
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    oh, ow = pair(output_padding)
    if oh >= max(sh, dh) and ow >= max(sw, dw):
        raise ValueError("output_padding must be smaller than the stride or the dilation")
    Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh
    Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow
    y = np.zeros((N, O, Ho + 2 * ph, Wo + 2 * pw))
    for i in range(H):
        for j in range(W):
            down = slice(i * sh, i * sh + dh * kh, dh)
            right = slice(j * sw, j * sw + dw * kw, dw)
            y[:, :, down, right] += np.tensordot(x[:, :, i, j], w, axes=1)
    y = y[:, :, ph : ph + Ho, pw : pw + Wo]
    return y if b is None else y + b[:, None, None]


def recover_output_padding__always_one_less(n, k, s, p):
    """You always returned s - 1. That is right for one of s lengths; the others need less, so work
    out what is missing to n.
    """
    return s - 1


def recover_output_padding__always_zero(n, k, s, p):
    """Your answer is always 0, and so the shortest of the possible lengths comes back. Work out
    what is missing to n; a size on the way down is rounded down with //, for with / nothing is ever
    missing.
    """
    return 0


def recover_output_padding__forgets_padding(n, k, s, p):
    """You left out the padding. The windows walk over the padded signal, n + 2 * p places."""
    return (n - k) % s


def recover_output_padding__padding_once(n, k, s, p):
    """You counted the padding once. It is at both ends: n + 2 * p places."""
    return (n + p - k) % s


def recover_output_padding__forgets_kernel(n, k, s, p):
    """You left out the kernel. The first window already covers k places; only what is left after it
    is divided into steps.
    """
    return (n + 2 * p) % s


def recover_output_padding__remainder_of_n(n, k, s, p):
    """You took the remainder of n. What is divided into steps is what is left after the first
    window, n + 2 * p - k.
    """
    return n % s


def recover_output_padding__counts_steps(n, k, s, p):
    """You returned the number of whole steps. The question is what is left over: % and not //."""
    return (n + 2 * p - k) // s


def recover_output_padding__what_is_missing_to_a_step(n, k, s, p):
    """Where r places are left over, you return s - r, the places that are missing to another whole
    step. The places left over are asked: (n + 2 * p - k) % s.
    """
    return -(n + 2 * p - k) % s


def recover_output_padding__one_too_many(n, k, s, p):
    """You are off by one: you counted n + 2 * p - k + 1 places. After the first window n + 2 * p -
    k are left.
    """
    return (n + 2 * p - k + 1) % s


def not_an_inverse__one_weight():
    """A kernel of one weight with stride 1 multiplies every number by its square, so x comes back
    times one number. Take more weights, or a stride.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([3.0]), 1


def not_an_inverse__multiple_of_kernel():
    """Every window of your signal is the kernel times a number, and the windows do not overlap.
    This is the case in which x comes back, up to a factor: take a less tidy signal.
    """
    return np.array([1.0, 2.0, 3.0, 6.0]), np.array([1.0, 2.0]), 2


def not_an_inverse__zero_signal():
    """Your signal is all zeros, and zeros come back as zeros whatever you do. Take other numbers."""
    return np.zeros(5), np.array([1.0, 2.0, 3.0]), 2


def not_an_inverse__loses_length():
    """The length does not come back with your numbers: the last places are read by no window.
    Choose lengths for which n - k is a multiple of the stride.
    """
    return np.array([1.0, 2.0, 4.0, 3.0]), np.array([1.0, 2.0, 1.0]), 2


def not_an_inverse__zero_kernel():
    """All of your weights are zeros, so nothing goes down and nothing comes back. Take a kernel
    that reads something.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.0]), 1


def inverse_after_all__one_weight():
    """Fewer than two of your weights matter, so nothing is ever added up. Take a kernel with at
    least two that are more than a thousandth of the largest.
    """
    return np.array([1.0, 2.0, 4.0]), np.array([1.0]), 1


def inverse_after_all__one_window():
    """Your kernel is so long that there is one window only. Make the signal longer: two windows at
    least.
    """
    return np.array([0.6, 0.8]), np.array([0.6, 0.8]), 2


def inverse_after_all__wrong_length_of_kernel():
    """Your signal comes back times one number. It is read with the weights and written with them,
    so their squares must add up to 1: divide the kernel by its length.
    """
    return np.array([1.0, 1.0, 3.0, 3.0]), np.array([1.0, 1.0]), 2


def inverse_after_all__mean_kernel():
    """The sum of your weights is 1, but what counts is the sum of their squares: each number is
    read with a weight and written with it. Divide the kernel by its length, np.linalg.norm(w).
    """
    return np.array([1.0, 1.0, 3.0, 3.0]), np.array([0.5, 0.5]), 2


def inverse_after_all__any_signal():
    """Your windows lie side by side, but not every one of them is a multiple of the kernel. Every
    window that comes up is one, so build the signal from copies of the kernel, each times a number.
    """
    return np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.6, 0.8]), 2


def inverse_after_all__overlapping_windows():
    """Your windows overlap, so numbers are read several times and written several times. Let them
    lie side by side: a stride as long as the kernel.
    """
    return np.array([0.6, 0.8, 1.2, 1.6]), np.array([0.6, 0.8]), 1


def inverse_after_all__zero_signal():
    """Your signal is all zeros, and zeros come back as zeros whatever the kernel is. Take other
    numbers.
    """
    return np.zeros(4), np.array([0.6, 0.8]), 2


def inverse_after_all__loses_length():
    """The length does not come back with your numbers: the last places are read by no window.
    Choose lengths for which n - k is a multiple of the stride.
    """
    return np.array([0.6, 0.8, 1.2, 1.6, 0.0]), np.array([0.6, 0.8]), 2


def overlap_count__same_everywhere(n, k, s, p):
    """You returned k / s everywhere, which is only the average inside. Let every stamp add 1 to the
    places it reaches, and look.
    """
    return np.full(s * (n - 1) + k - 2 * p, k / s)


def overlap_count__forgets_ends(n, k, s, p):
    """You continued the pattern of the inside to the ends. There fewer stamps reach: no stamp
    begins before place 0 or after s * (n - 1).
    """
    places = np.arange(s * (n - 1) + k)
    counts = sum(((places - a) % s == 0).astype(int) for a in range(k))
    return counts[p : len(places) - p]


def overlap_count__ignores_padding(n, k, s, p):
    """You left out the padding. It cuts p places off at both ends."""
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts


def overlap_count__pads_inputs(n, k, s, p):
    """You put p more inputs at each end. Padding cuts p places off at both ends of the result, and
    adds no stamps.
    """
    n = n + 2 * p
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts


def overlap_count__empty_without_padding(n, k, s, p):
    """With padding 0 your result is empty: counts[0:-0] is counts[0:0]. Count the end from the
    front, as length - p.
    """
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] += 1
    return counts[p:-p]


def overlap_count__sets_to_one(n, k, s, p):
    """You wrote 1 where a stamp reaches. Where several reach, add: += 1."""
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + k] = 1
    return counts[p : length - p]


def overlap_count__stamps_of_stride(n, k, s, p):
    """You made every stamp s places long. It is k long, the size of the kernel; s is how far apart
    stamps begin.
    """
    length = s * (n - 1) + k
    counts = np.zeros(length, dtype=int)
    for i in range(n):
        counts[i * s : i * s + s] += 1
    return counts[p : length - p]


def checkerboard_free__other_way_round(k, s):
    """You asked whether the kernel size divides the stride. It is the other way round: the stride
    must divide the kernel size, k % s == 0.
    """
    return s % k == 0


def checkerboard_free__covers_all(k, s):
    """You asked whether the stamps leave no gaps. With k = 3 and s = 2 there are none, and yet
    every other place is reached twice: the stride must divide the kernel size.
    """
    return k >= s


def checkerboard_free__even_kernel(k, s):
    """You asked whether the kernel size is even. That is the rule for stride 2 only: the stride
    must divide the kernel size.
    """
    return k % 2 == 0


def checkerboard_free__equal_sizes(k, s):
    """You say True only where kernel size and stride are equal. Away from the ends, which do not count
    here, every multiple of the stride is level as well: k % s == 0.
    """
    return k == s


def checkerboard_free__odd_kernel(k, s):
    """Your answers are exchanged: where the remainder k % s is not 0, there is a checkerboard. Return
    k % s == 0.
    """
    return k % s != 0


def pixel_shuffle__blocks_before_channels(x, r):
    """You took the place in the block for the slow part of the channel number. Channel c * r * r +
    a * r + b counts the output channels slowest: cut into (C, r, r).
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, r, r, C, H, W)
    return blocks.transpose(0, 3, 4, 1, 5, 2).reshape(N, C, H * r, W * r)


def pixel_shuffle__exchanges_places(x, r):
    """Your blocks are transposed: rows and columns inside a block are exchanged. Channel c * r * r
    + a * r + b goes to row a, column b.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 4, 3, 5, 2).reshape(N, C, H * r, W * r)


def pixel_shuffle__only_reshapes(x, r):
    """You only reshaped, which leaves all numbers in the order in which they lie in memory. Cut the
    channels into (C, r, r), move these axes behind h and w, then join.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    return x.reshape(N, x.shape[1] // (r * r), H * r, W * r)


def pixel_shuffle__tiles_side_by_side(x, r):
    """You put whole channels side by side, like tiles. The channels are dealt out in turn: row h *
    r + a, with h before a when the axes are joined.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 2, 4, 3, 5).reshape(N, C, H * r, W * r)


def pixel_shuffle__exchanges_height_and_width(x, r):
    """You joined a with the width and b with the height. Row h * r + a is made of h and a, column w
    * r + b of w and b.
    """
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)
    return blocks.transpose(0, 1, 5, 2, 4, 3).reshape(N, C, W * r, H * r)


def pixel_shuffle__turns_blocks(x, r):
    """Your blocks are flipped. Place (0, 0) of a block belongs to the first of its channels."""
    N, H, W = x.shape[0], x.shape[2], x.shape[3]
    C = x.shape[1] // (r * r)
    blocks = x.reshape(N, C, r, r, H, W)[:, :, ::-1, ::-1]
    return blocks.transpose(0, 1, 4, 2, 5, 3).reshape(N, C, H * r, W * r)


def subpixel_kernel__only_reshapes(w):
    """You only reshaped. The input channels must become the second axis: bring o, a and b to the
    front with transpose first.
    """
    C, O, r, _ = w.shape
    return w.reshape(O * r * r, C, 1, 1)


def subpixel_kernel__flips_kernel(w):
    """You flipped the kernel. Stamping flips nothing, and in a 1 by 1 convolution there is nothing to
    flip: w[c, o, a, b] belongs to place (a, b).
    """
    C, O, r, _ = w.shape
    return w[:, :, ::-1, ::-1].transpose(1, 2, 3, 0).reshape(O * r * r, C, 1, 1)


def subpixel_kernel__exchanges_places(w):
    """You exchanged rows and columns of the kernel. Filter o * r * r + a * r + b holds w[c, o, a,
    b].
    """
    C, O, r, _ = w.shape
    return w.transpose(1, 3, 2, 0).reshape(O * r * r, C, 1, 1)


def subpixel_kernel__blocks_before_channels(w):
    """Your filters are sorted by place first and by output channel last. pixel_shuffle wants the r
    * r filters of output channel 0 first: filter o * r * r + a * r + b.
    """
    C, O, r, _ = w.shape
    return w.transpose(2, 3, 1, 0).reshape(O * r * r, C, 1, 1)


def subpixel_kernel__input_channels_first(w):
    """You took the input channels for the first axis of the result. A convolution has its output
    channels first: (O * r * r, C, 1, 1).
    """
    C, O, r, _ = w.shape
    return w.reshape(C, O * r * r, 1, 1)


ALLOW = ('numpy', 'math')

TITLE = '7 · Transposed convolution: up again'
OPTIONAL = ('zero_insert', 'convT1d_gather', 'not_an_inverse')

TITLES = {
    'convT_out_size': '7.1 · How large does it become?',
    'convT1d_scatter': '7.2 · Stamp',
    'zero_insert': '7.3 · Room between numbers',
    'convT1d_gather': '7.4 · Collect',
    'conv_transpose2d': '7.5 · The layer',
    'recover_output_padding': '7.6 · What the stride forgot',
    'not_an_inverse': '7.7 · Two witnesses',
    'overlap_count': '7.8 · Count the stamps',
    'pixel_shuffle': '7.9 · Pixel shuffle',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('convT_out_size', 1, 'db322c52c920d369'),
    ('convT_out_size', 1, 'e0cb75c42ade8451'),
    ('convT1d_scatter', 2, '0b03b090445c81d9'),
    ('convT1d_scatter', 1, '0b17e180e93f1ce9'),
    ('zero_insert', 1, '93e565660b72eabe'),
    ('convT1d_gather', 2, 'ea0638be39f93725'),
    ('convT1d_gather', 1, 'c9593b4421d7bafd'),
    ('conv_transpose2d', 2, 'a39aa10ec9bcb378'),
    ('conv_transpose2d', 2, 'e93112fc5ddd807d'),
    ('conv_transpose2d', 1, '337fbba2278e3743'),
    ('recover_output_padding', 2, 'f6e1b9a428b9b871'),
    ('not_an_inverse', 1, '3bde6c57b2692b95'),
    ('not_an_inverse', 2, '8e1607c6fd72ac33'),
    ('overlap_count', 2, '8c653a080b568dac'),
    ('overlap_count', 1, 'd2776504ac34dace'),
    ('pixel_shuffle', 2, 'e7dab85b38448f88'),
    ('pixel_shuffle', 2, '0ffc7c6fad8a6efe'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_convT_out_size(n, k, s=1, p=0, op=0, d=1):\n    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k)\n    y = F.conv_transpose1d(x, w, stride=s, padding=p, output_padding=op, dilation=d)\n    return y.shape[-1]\n\n\ncheck(\n    convT_out_size,\n    against=torch_convT_out_size,\n    on=[\n        case(n=2, k=3),\n        case(n=3, k=3, s=2, p=1),\n        case(n=3, k=3, s=2, p=1, op=1),\n        case(n=5, k=4, s=3, p=2, op=2, d=1),\n        case(n=4, k=3, s=2, p=0, op=2, d=3),\n        case(n=6, k=2, s=5, p=1, op=3, d=2),\n        case(n=1, k=1, s=4),\n        case(n=1, k=2, s=2, p=1, op=1),\n    ],\n)',
    'check_raises(\n    convT_out_size,\n    ValueError,\n    on=[\n        case(n=3, k=2, s=2, p=0, op=2, d=1),\n        case(n=4, k=5, s=1, p=1, op=1, d=1),\n        case(n=4, k=3, s=2, p=0, op=4, d=3),\n    ],\n    because=because("convT_out_size__accepts_any_output_padding"),\n)\ncheck_raises(\n    convT_out_size,\n    ValueError,\n    on=[case(n=3, k=2, s=1, p=2, op=0, d=1), case(n=2, k=1, s=2, p=3, op=1, d=1)],\n    because=because("convT_out_size__returns_nothing_left"),\n)',
    'def torch_convT1d(x, w, stride):\n    return F.conv_transpose1d(x, w, stride=stride)\n\n\ncheck(\n    convT1d_scatter,\n    against=torch_convT1d,\n    on=[\n        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=2),\n        case(x=normal(2, 2, 5), w=normal(2, 2, 3), stride=1),\n        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=3),\n        case(x=normal(3, 2, 4), w=normal(2, 4, 2), stride=3),\n    ],\n    axes=("signal", "channel", "place"),\n)',
    'def torch_convT1d_padded(x, w, stride=1, padding=0):\n    return F.conv_transpose1d(x, w, stride=stride, padding=padding)\n\n\ncheck(\n    convT1d_scatter,\n    against=torch_convT1d_padded,\n    on=[\n        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=1, padding=1),\n        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=2, padding=3),\n        case(x=normal(2, 2, 6), w=normal(2, 3, 3), stride=3, padding=2),\n        case(x=normal(2, 2, 4), w=normal(2, 2, 2), stride=2, padding=0),\n    ],\n    axes=("signal", "channel", "place"),\n)',
    'def torch_zero_insert(x, s):\n    one_tap = torch.ones(1, 1, 1, dtype=x.dtype)\n    rows = x.reshape(-1, 1, x.shape[-1])\n    return F.conv_transpose1d(rows, one_tap, stride=s).reshape(*x.shape[:-1], -1)\n\n\ncheck(\n    zero_insert,\n    against=torch_zero_insert,\n    on=[\n        case(x=normal(4), s=2),\n        case(x=normal(2, 3, 5), s=3),\n        case(x=normal(4, 3), s=2),\n        case(x=normal(2, 4), s=1),\n    ],\n    fresh=True,\n)',
    'def torch_convT1d_collected(x, w, stride=1, padding=0):\n    return F.conv_transpose1d(x, w, stride=stride, padding=padding)\n\n\ncheck(\n    convT1d_gather,\n    against=torch_convT1d_collected,\n    on=[\n        case(x=normal(1, 1, 4), w=normal(1, 1, 3), stride=2, padding=0),\n        case(x=normal(2, 2, 5), w=normal(2, 2, 3), stride=1, padding=1),\n        case(x=normal(2, 3, 5), w=normal(3, 2, 4), stride=3, padding=1),\n        case(x=normal(3, 2, 4), w=normal(2, 4, 2), stride=2, padding=1),\n    ],\n    axes=("signal", "channel", "place"),\n)',
    'def torch_convT1d_cut(x, w, stride, padding):\n    return F.conv_transpose1d(x, w, stride=stride, padding=padding)\n\n\ncheck(\n    convT1d_gather,\n    against=torch_convT1d_cut,\n    on=[\n        case(x=normal(2, 2, 5), w=normal(2, 2, 2), stride=2, padding=3),\n        case(x=normal(2, 3, 6), w=normal(3, 2, 1), stride=3, padding=2),\n    ],\n    axes=("signal", "channel", "place"),\n)',
    'def torch_conv_transpose2d(x, w, b=None, stride=1, padding=0):\n    return F.conv_transpose2d(x, w, b, stride=stride, padding=padding)\n\n\ncheck(\n    conv_transpose2d,\n    against=torch_conv_transpose2d,\n    on=[\n        case(x=normal(1, 1, 3, 2), w=normal(1, 1, 2, 3), b=None, stride=1, padding=0),\n        case(x=normal(2, 2, 4, 3), w=normal(2, 2, 3, 2), b=None, stride=(2, 1), padding=(1, 0)),\n        case(x=normal(2, 3, 3, 5), w=normal(3, 2, 3, 4), b=None, stride=(3, 2), padding=(1, 2)),\n    ],\n)',
    'def torch_whole_conv_transpose2d(x, w, b, stride, padding, output_padding, dilation):\n    return F.conv_transpose2d(\n        x,\n        w,\n        b,\n        stride=stride,\n        padding=padding,\n        output_padding=output_padding,\n        dilation=dilation,\n    )\n\n\ncheck(\n    conv_transpose2d,\n    against=torch_whole_conv_transpose2d,\n    on=[\n        case(\n            x=normal(1, 2, 2, 3),\n            w=normal(2, 4, 2, 2),\n            b=normal(4),\n            stride=1,\n            padding=0,\n            output_padding=0,\n            dilation=1,\n        ),\n        case(\n            x=normal(2, 3, 3, 4),\n            w=normal(3, 2, 3, 2),\n            b=normal(2),\n            stride=(2, 3),\n            padding=(1, 1),\n            output_padding=(1, 2),\n            dilation=1,\n        ),\n        case(\n            x=normal(2, 2, 4, 3),\n            w=normal(2, 3, 3, 2),\n            b=normal(3),\n            stride=(3, 2),\n            padding=(2, 1),\n            output_padding=(2, 0),\n            dilation=(1, 3),\n        ),\n        case(\n            x=normal(2, 2, 3, 2),\n            w=normal(2, 2, 2, 3),\n            b=None,\n            stride=(2, 1),\n            padding=(0, 1),\n            output_padding=(1, 1),\n            dilation=(3, 2),\n        ),\n    ],\n)',
    'check_raises(\n    conv_transpose2d,\n    ValueError,\n    on=[\n        case(x=normal(2, 3, 3, 4), w=normal(3, 2, 3, 2), b=None, s=(2, 3), p=0, op=(2, 3), d=1),\n        case(x=normal(2, 3, 3, 4), w=normal(3, 2, 3, 2), b=None, s=(2, 3), p=0, op=(2, 0), d=1),\n        case(x=normal(2, 2, 4, 3), w=normal(2, 3, 2, 3), b=None, s=1, p=1, op=(0, 1), d=1),\n        case(x=normal(2, 2, 3, 4), w=normal(2, 3, 2, 3), b=None, s=2, p=0, op=(0, 4), d=(2, 3)),\n    ],\n    because=because("conv_transpose2d__accepts_any_output_padding"),\n)',
    'def torch_recover_output_padding(n, k, s, p):\n    kernel = torch.zeros(1, 1, k)\n    small = F.conv1d(torch.zeros(1, 1, n), kernel, stride=s, padding=p)\n    for extra in range(s):\n        large = F.conv_transpose1d(small, kernel, stride=s, padding=p, output_padding=extra)\n        if large.shape[-1] == n:\n            return extra\n\n\ncheck(\n    recover_output_padding,\n    against=torch_recover_output_padding,\n    on=[\n        case(n=12, k=3, s=2, p=1),\n        case(n=11, k=3, s=2, p=1),\n        case(n=10, k=4, s=3, p=1),\n        case(n=14, k=5, s=4, p=2),\n        case(n=9, k=2, s=5, p=0),\n    ],\n)',
    'first, kernel, stride = triple_of(call(not_an_inverse))\nreturned = there_and_back(first, kernel, stride)\nassert first.any(), because("not_an_inverse__zero_signal")\nassert kernel.any(), because("not_an_inverse__zero_kernel")\nassert len(returned) == len(first), because("not_an_inverse__loses_length")\nassert comes_through(returned, first), NOTHING\nproportional = is_multiple(returned, first)\nassert not (proportional and len(kernel) == stride == 1), because("not_an_inverse__one_weight")\nassert not (proportional and len(kernel) <= stride), because("not_an_inverse__multiple_of_kernel")\nassert not proportional, (\n    f"From {first.tolist()} comes back {returned.tolist()}, which is the signal times one number. "\n    "Find a signal that comes back changed."\n)\n"not_an_inverse: the length comes back, the values do not."',
    'second, kernel, stride = triple_of(call(inverse_after_all))\nreturned = there_and_back(second, kernel, stride)\nassert second.any(), because("inverse_after_all__zero_signal")\nmatters = abs(kernel) > 1e-3 * abs(kernel).max()\nassert np.count_nonzero(matters) > 1, because("inverse_after_all__one_weight")\nassert len(returned) == len(second), because("inverse_after_all__loses_length")\nassert stride + len(kernel) <= len(second), because("inverse_after_all__one_window")\nassert comes_through(returned, second), NOTHING\nright = equal_in_windows(returned, second, len(kernel), stride)\nproportional = is_multiple(returned, second)\nassert right or stride >= len(kernel), because("inverse_after_all__overlapping_windows")\nassert right or not (proportional and is_mean(kernel)), because("inverse_after_all__mean_kernel")\nassert right or not proportional, because("inverse_after_all__wrong_length_of_kernel")\nassert right, because("inverse_after_all__any_signal")\n"inverse_after_all: this signal comes back."',
    'def torch_overlap_count(n, k, s, p):\n    ones = torch.ones(1, 1, n), torch.ones(1, 1, k)\n    return F.conv_transpose1d(*ones, stride=s, padding=p)[0, 0].round().long()\n\n\ncheck(\n    overlap_count,\n    against=torch_overlap_count,\n    on=[\n        case(n=3, k=3, s=2, p=0),\n        case(n=5, k=4, s=2, p=1),\n        case(n=6, k=5, s=3, p=2),\n        case(n=4, k=2, s=3, p=0),\n    ],\n)',
    'def torch_checkerboard_free(k, s):\n    n = 4 * k  # enough for a stretch in the middle that no end reaches\n    counts = F.conv_transpose1d(torch.ones(1, 1, n), torch.ones(1, 1, k), stride=s)[0, 0]\n    middle = counts[k - 1 : s * (n - 1) + 1]\n    return bool((middle == middle[0]).all())\n\n\ncheck(\n    checkerboard_free,\n    against=torch_checkerboard_free,\n    on=[\n        case(k=k, s=s) for k, s in ((3, 2), (4, 2), (5, 2), (6, 3), (4, 3), (2, 4), (3, 1), (2, 2))\n    ],\n)',
    'def torch_pixel_shuffle(x, r):\n    return F.pixel_shuffle(x, r)\n\n\ncheck(\n    pixel_shuffle,\n    against=torch_pixel_shuffle,\n    on=[\n        case(x=normal(1, 4, 2, 3), r=2),\n        case(x=normal(2, 12, 3, 2), r=2),\n        case(x=normal(2, 18, 2, 3), r=3),\n    ],\n)',
    'def torch_subpixel_kernel(w):\n    C, r = w.shape[0], w.shape[2]\n    one_each = torch.eye(C, dtype=w.dtype)[:, :, None, None]  # picture c is 1 in channel c\n    blocks = F.conv_transpose2d(one_each, w, stride=r)  # (C, O, r, r)\n    return F.pixel_unshuffle(blocks, r).swapaxes(0, 1)\n\n\ncheck(\n    subpixel_kernel,\n    against=torch_subpixel_kernel,\n    on=[\n        case(w=normal(1, 1, 2, 2)),\n        case(w=normal(3, 2, 2, 2)),\n        case(w=normal(2, 4, 3, 3)),\n        case(w=normal(3, 3, 2, 2)),\n    ],\n    axes=("output channel", "input channel", "row", "column"),\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'convT_out_size': ('def convT_out_size(n, k, s=1, p=0, op=0, d=1):', '"""The number of outputs; ValueError if op is too large or nothing is left."""'),
    'convT1d_scatter': ('def convT1d_scatter(x, w, stride=1, padding=0):', '"""(N, C, n), (C, O, k) -> (N, O, stride * (n - 1) + k - 2 * padding)"""', '(N, _, n), (_, O, k) = x.shape, w.shape', 'length = stride * (n - 1) + k'),
    'zero_insert': ('def zero_insert(x, s):', '"""(..., n) -> (..., (n - 1) * s + 1)"""'),
    'convT1d_gather': ('def convT1d_gather(x, w, stride=1, padding=0):', '"""(N, C, n), (C, O, k) -> (N, O, stride * (n - 1) + k - 2 * padding)"""', 'k = w.shape[2]', 'border = k - 1 - padding'),
    'conv_transpose2d': ('def conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0, dilation=1):', '"""(N, C, H, W), (C, O, kh, kw), (O,) or None -> (N, O, Ho, Wo)"""', '(N, _, H, W), (_, O, kh, kw) = x.shape, w.shape', '(sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)', 'oh, ow = pair(output_padding)', 'Ho = sh * (H - 1) - 2 * ph + dh * (kh - 1) + 1 + oh', 'Wo = sw * (W - 1) - 2 * pw + dw * (kw - 1) + 1 + ow'),
    'recover_output_padding': ('def recover_output_padding(n, k, s, p):', '"""The output padding for which n -> convolution -> transposed convolution is n again."""'),
    'not_an_inverse': ('def not_an_inverse():', '"""x (n,), w (k,), s: the length comes back, the values do not."""', 'def inverse_after_all():', '"""x (n,), w (k,), s: x comes back, with at least two weights and two windows."""'),
    'inverse_after_all': ('def not_an_inverse():', '"""x (n,), w (k,), s: the length comes back, the values do not."""', 'def inverse_after_all():', '"""x (n,), w (k,), s: x comes back, with at least two weights and two windows."""'),
    'overlap_count': ('def overlap_count(n, k, s, p):', '"""The number of stamps at each place, shape (s * (n - 1) + k - 2 * p,)"""', 'length = s * (n - 1) + k', 'def checkerboard_free(k, s):', '"""Whether all places away from the ends are reached by equally many stamps."""'),
    'checkerboard_free': ('def overlap_count(n, k, s, p):', '"""The number of stamps at each place, shape (s * (n - 1) + k - 2 * p,)"""', 'length = s * (n - 1) + k', 'def checkerboard_free(k, s):', '"""Whether all places away from the ends are reached by equally many stamps."""'),
    'pixel_shuffle': ('def pixel_shuffle(x, r):', '"""(N, C * r * r, H, W) -> (N, C, H * r, W * r)"""', 'N, H, W = x.shape[0], x.shape[2], x.shape[3]', 'C = x.shape[1] // (r * r)', 'def subpixel_kernel(w):', '"""(C, O, r, r) -> (O * r * r, C, 1, 1)"""', 'C, O, r, _ = w.shape'),
    'subpixel_kernel': ('def pixel_shuffle(x, r):', '"""(N, C * r * r, H, W) -> (N, C, H * r, W * r)"""', 'N, H, W = x.shape[0], x.shape[2], x.shape[3]', 'C = x.shape[1] // (r * r)', 'def subpixel_kernel(w):', '"""(C, O, r, r) -> (O * r * r, C, 1, 1)"""', 'C, O, r, _ = w.shape'),
}

EXERCISES = {
    'convT_out_size': ('convT_out_size__multiplies_by_stride', 'convT_out_size__adds_padding', 'convT_out_size__padding_once', 'convT_out_size__forgets_output_padding', 'convT_out_size__dilated_kernel_too_long', 'convT_out_size__forgets_dilation', 'convT_out_size__forgets_one', 'convT_out_size__stride_times_n', 'convT_out_size__goes_down', 'convT_out_size__accepts_any_output_padding', 'convT_out_size__compares_with_stride_only', 'convT_out_size__wants_both', 'convT_out_size__checks_before_output_padding', 'convT_out_size__returns_nothing_left'),
    'convT1d_scatter': ('convT1d_scatter__reads_filters_as_oik', 'convT1d_scatter__sums_over_second_axis', 'convT1d_scatter__overwrites', 'convT1d_scatter__flips_kernel', 'convT1d_scatter__pads_input', 'convT1d_scatter__pads_output', 'convT1d_scatter__ignores_padding', 'convT1d_scatter__crops_near_end', 'convT1d_scatter__crops_far_end', 'convT1d_scatter__empty_without_padding', 'convT1d_scatter__stamps_side_by_side', 'convT1d_scatter__steps_by_kernel_length', 'convT1d_scatter__first_channel_only', 'convT1d_scatter__averages_overlaps', 'convT1d_scatter__forgets_last_stamp', 'convT1d_scatter__returns_inside_loop'),
    'zero_insert': ('zero_insert__trailing_zeros', 'zero_insert__leading_zeros', 'zero_insert__repeats_values', 'zero_insert__repeats_last_as_well', 'zero_insert__s_zeros', 'zero_insert__first_axis', 'zero_insert__every_axis', 'zero_insert__writes_zeros_over', 'zero_insert__returns_same_array'),
    'convT1d_gather': ('convT1d_gather__does_not_flip', 'convT1d_gather__does_not_exchange_channels', 'convT1d_gather__turns_channels_too', 'convT1d_gather__ignores_padding', 'convT1d_gather__pads_by_padding', 'convT1d_gather__adds_padding', 'convT1d_gather__repeats_values', 'convT1d_gather__trailing_zeros', 'convT1d_gather__strides_again', 'convT1d_gather__ignores_stride', 'convT1d_gather__border_never_negative', 'convT1d_gather__negative_border_raises', 'convT1d_gather__cuts_before_spreading'),
    'conv_transpose2d': ('conv_transpose2d__overwrites', 'conv_transpose2d__flips_kernel', 'conv_transpose2d__sums_over_second_axis', 'conv_transpose2d__exchanges_strides', 'conv_transpose2d__exchanges_paddings', 'conv_transpose2d__exchanges_dilations', 'conv_transpose2d__exchanges_output_paddings', 'conv_transpose2d__adds_padding', 'conv_transpose2d__crops_far_end', 'conv_transpose2d__ends_too_early', 'conv_transpose2d__empty_without_padding', 'conv_transpose2d__pads_input', 'conv_transpose2d__no_room_for_output_padding', 'conv_transpose2d__appends_zeros', 'conv_transpose2d__no_bias_in_output_padding', 'conv_transpose2d__appends_zeros_after_bias', 'conv_transpose2d__output_padding_near_end', 'conv_transpose2d__ignores_output_padding', 'conv_transpose2d__bias_with_every_stamp', 'conv_transpose2d__bias_along_columns', 'conv_transpose2d__ignores_bias', 'conv_transpose2d__ignores_dilation', 'conv_transpose2d__dilated_slice_too_short', 'conv_transpose2d__accepts_any_output_padding', 'conv_transpose2d__compares_with_stride_only', 'conv_transpose2d__refuses_only_when_both_are_too_large'),
    'recover_output_padding': ('recover_output_padding__always_one_less', 'recover_output_padding__always_zero', 'recover_output_padding__forgets_padding', 'recover_output_padding__padding_once', 'recover_output_padding__forgets_kernel', 'recover_output_padding__remainder_of_n', 'recover_output_padding__counts_steps', 'recover_output_padding__what_is_missing_to_a_step', 'recover_output_padding__one_too_many'),
    'not_an_inverse': ('not_an_inverse__one_weight', 'not_an_inverse__multiple_of_kernel', 'not_an_inverse__zero_signal', 'not_an_inverse__loses_length', 'not_an_inverse__zero_kernel', 'inverse_after_all__one_weight', 'inverse_after_all__one_window', 'inverse_after_all__wrong_length_of_kernel', 'inverse_after_all__mean_kernel', 'inverse_after_all__any_signal', 'inverse_after_all__overlapping_windows', 'inverse_after_all__zero_signal', 'inverse_after_all__loses_length'),
    'overlap_count': ('overlap_count__same_everywhere', 'overlap_count__forgets_ends', 'overlap_count__ignores_padding', 'overlap_count__pads_inputs', 'overlap_count__empty_without_padding', 'overlap_count__sets_to_one', 'overlap_count__stamps_of_stride', 'checkerboard_free__other_way_round', 'checkerboard_free__covers_all', 'checkerboard_free__even_kernel', 'checkerboard_free__equal_sizes', 'checkerboard_free__odd_kernel'),
    'pixel_shuffle': ('pixel_shuffle__blocks_before_channels', 'pixel_shuffle__exchanges_places', 'pixel_shuffle__only_reshapes', 'pixel_shuffle__tiles_side_by_side', 'pixel_shuffle__exchanges_height_and_width', 'pixel_shuffle__turns_blocks', 'subpixel_kernel__only_reshapes', 'subpixel_kernel__flips_kernel', 'subpixel_kernel__exchanges_places', 'subpixel_kernel__blocks_before_channels', 'subpixel_kernel__input_channels_first'),
}
