"""The tempting mistakes of 10_grouped, made from lessons/10_grouped.py.

Do not edit: change the lesson and run `autograder build`.
"""


import numpy as np


def pair(value):
    """One number for each axis: 3 becomes (3, 3), and (3, 5) stays (3, 5)."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def conv2d(x, w, b=None, stride=1, padding=0):
    """(N, C, H, W), (O, C, kh, kw), (O,) -> (N, O, Ho, Wo): every filter reads every channel."""
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"conv2d: x has {x.shape[1]} channels, the filters {w.shape[1]}")
    if b is not None and len(b) != len(w):
        raise ValueError(f"conv2d: b has {len(b)} biases for {len(w)} filters")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    y = np.einsum("ncijab,ocab->noij", windows[:, :, ::sh, ::sw], w)
    return y if b is None else y + b[:, None, None]


def conv_transpose2d(x, w, stride=1, padding=0):
    """(N, C, H, W), (C, O, kh, kw) -> (N, O, (H - 1) * sh + kh - 2 * ph, ...): every channel stamps."""
    if x.shape[1] != len(w):
        raise ValueError(f"conv_transpose2d: x has {x.shape[1]} channels, w is for {len(w)}")
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (N, _, H, W), (_, O, kh, kw) = x.shape, w.shape
    y = np.zeros((N, O, (H - 1) * sh + kh, (W - 1) * sw + kw))
    for a in range(kh):
        for b in range(kw):
            down, right = slice(a, a + (H - 1) * sh + 1, sh), slice(b, b + (W - 1) * sw + 1, sw)
            y[:, :, down, right] += np.einsum("nchw,co->nohw", x, w[:, :, a, b])
    return y[:, :, ph : y.shape[2] - ph, pw : y.shape[3] - pw]


def group_channels__deals_out(cin, cout, groups):
    """You dealt the channels out like cards, every g-th to the same group. A group is a block of
    neighbours: the first cin // groups channels, then the next.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    return [(list(range(cin))[j::groups], list(range(cout))[j::groups]) for j in range(groups)]


def group_channels__input_width_for_outputs(cin, cout, groups):
    """You cut the outputs into blocks as long as those of the inputs. A group makes cout // groups
    outputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n = cin // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(cout))[j * n : (j + 1) * n])
        for j in range(groups)
    ]


def group_channels__one_width_for_both(cin, cout, groups):
    """You used the number of inputs in a group for its outputs too, and counted channels that do
    not exist or left some out. A group makes cout // groups outputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n = cin // groups
    both = [list(range(j * n, (j + 1) * n)) for j in range(groups)]
    return [(one, one) for one in both]


def group_channels__as_many_groups_as_width(cin, cout, groups):
    """You made cin // groups groups of `groups` channels. It is the number of groups: make so many,
    each with cin // groups inputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    return [
        (list(range(j, j + groups)), list(range(j, j + groups)))
        for j in range(0, cin // groups * groups, groups)
    ]


def group_channels__tests_inputs_only(cin, cout, groups):
    """You tested the input channels alone. The outputs are cut into groups as well: test both, cin %
    groups and cout % groups.
    """
    if cin % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


def group_channels__tests_the_sum(cin, cout, groups):
    """You tested the sum of the two numbers. It may be divisible when neither of them is: 7 + 8 by
    3. Test each by itself.
    """
    if (cin + cout) % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


def group_channels__tests_the_product(cin, cout, groups):
    """You tested the product of the two numbers. It may be divisible when one of them is not: 2 · 8
    by 4 · 4. Test each by itself.
    """
    if (cin * cout) % groups**2:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


def group_channels__groups_as_width(cin, cout, groups):
    """You took groups as the number of channels in a group. It is the number of groups, so each has
    cin // groups inputs.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    inputs, outputs = list(range(cin)), list(range(cout))
    return [
        (inputs[i : i + groups], outputs[i : i + groups]) for i in range(0, min(cin, cout), groups)
    ]


def group_channels__divides_to_floats(cin, cout, groups):
    """Your channel numbers are not whole: `/` gives 3.0, and there is no channel 3.0. Divide with
    `//`.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n, m = cin / groups, cout / groups
    return [
        ([j * n + i for i in range(int(n))], [j * m + i for i in range(int(m))])
        for j in range(groups)
    ]


def group_channels__drops_last(cin, cout, groups):
    """The last channel of each group is missing. `range(a, b)` ends before b, so no 1 needs to be
    taken off.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n - 1)), list(range(j * m, (j + 1) * m - 1)))
        for j in range(groups)
    ]


def group_channels__reads_all(cin, cout, groups):
    """Every group reads all input channels in your answer. That is a convolution without groups:
    cut the inputs into blocks too.
    """
    if cin % groups or cout % groups:
        raise ValueError("does not divide")
    m = cout // groups
    return [(list(range(cin)), list(range(j * m, (j + 1) * m))) for j in range(groups)]


def group_channels__accepts_remainder(cin, cout, groups):
    """`//` rounds down without a word, and channels are lost. Test both, `cin % groups` and `cout %
    groups`, and raise a ValueError unless they are 0.
    """
    n, m = cin // groups, cout // groups
    return [
        (list(range(j * n, (j + 1) * n)), list(range(j * m, (j + 1) * m))) for j in range(groups)
    ]


def grouped_conv2d__repeats_kernels(x, w, b=None, stride=1, padding=0, groups=1):
    """Every filter reads all channels, with its kernels repeated until they suffice. Filter o reads
    only the C // groups channels of its own group.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    return conv2d(x, np.tile(w, (1, groups, 1, 1)), b, stride, padding)


def grouped_conv2d__sums_lanes(x, w, b=None, stride=1, padding=0, groups=1):
    """You added the groups' results. They are different output channels: lay them one after the
    other with np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    return sum(conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True))


def grouped_conv2d__reverses_blocks(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups meet in the wrong order: the first block of channels goes through the last
    filters. Group j of x belongs to group j of w.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1)[::-1], np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__cuts_wrong_axis(x, w, b=None, stride=1, padding=0, groups=1):
    """The channels of a block and of its filters do not fit. Cut x along axis 1, into blocks of C
    // groups channels, and w along axis 0: its axis 1 is short already.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    n = x.shape[1] // groups
    lanes = [
        conv2d(x[:, j * n : (j + 1) * n], w[:, j * n : (j + 1) * n], b, stride, padding)
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__first_block_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your filters read the first block of channels. Group j reads from channel j * (C //
    groups) on.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    return conv2d(x[:, : w.shape[1]], w, b, stride, padding)


def grouped_conv2d__first_filters_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your groups go through the first group's filters. Group j has the filters from j * (O //
    groups) on.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    filters = w[: len(w) // groups]
    lanes = [conv2d(block, filters, None, stride, padding) for block in np.split(x, groups, axis=1)]
    y = np.concatenate(lanes, axis=1)
    return y if b is None else y + b[:, None, None]


def grouped_conv2d__bias_for_each_group(x, w, b=None, stride=1, padding=0, groups=1):
    """You gave each group one bias. A bias belongs to a filter: group j takes as many biases as it
    has filters.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding) + (0 if b is None else b[j])
        for j, (block, filters) in enumerate(
            zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
        )
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__first_biases_for_all(x, w, b=None, stride=1, padding=0, groups=1):
    """All your groups add the first group's biases. Cut b as you cut the filters: b[j * m : (j + 1)
    * m] with m = O // groups.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    biases = None if b is None else b[: len(b) // groups]
    lanes = [
        conv2d(block, filters, biases, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__bias_on_columns(x, w, b=None, stride=1, padding=0, groups=1):
    """You added b along the columns: y + b matches the last axis. The filters are axis 1: b[:,
    None, None], or hand each group its part.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    y = np.concatenate(lanes, axis=1)
    return y if b is None else y + b


def grouped_conv2d__forgets_bias(x, w, b=None, stride=1, padding=0, groups=1):
    """The bias is missing. Give each group its part of b, if b is not None."""
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, filters, None, stride, padding)
        for block, filters in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__deals_out_inputs(x, w, b=None, stride=1, padding=0, groups=1):
    """You dealt the input channels out like cards: x[:, j::groups]. A group is a block of
    neighbours, x[:, j * n : (j + 1) * n].
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = [x[:, j::groups] for j in range(groups)], np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__deals_out_filters(x, w, b=None, stride=1, padding=0, groups=1):
    """You took every g-th filter into a group: filter o in group o % groups. A group's filters are
    neighbours, w[j * m : (j + 1) * m].
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, w[j::groups], None if b is None else b[j::groups], stride, padding)
        for j, block in enumerate(np.split(x, groups, axis=1))
    ]
    y = np.stack(lanes, axis=2)
    return y.reshape(y.shape[0], len(w), *y.shape[3:])


def grouped_conv2d__every_gth_filter(x, w, b=None, stride=1, padding=0, groups=1):
    """You took the filters w[j::groups] for group j. A group's filters are neighbours: w[j * m : (j +
    1) * m] with m = O // groups.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    lanes = [
        conv2d(block, w[j::groups], None if b is None else b[j::groups], stride, padding)
        for j, block in enumerate(np.split(x, groups, axis=1))
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__tests_channels_only(x, w, b=None, stride=1, padding=0, groups=1):
    """You tested whether groups divides the channels of x. It must divide the number of filters
    too: O % groups.
    """
    if x.shape[1] % groups:
        raise ValueError("does not divide")
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = []
    for j in range(groups):
        biases = None if b is None else b[j * m : (j + 1) * m]
        block, filters = x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m]
        lanes.append(conv2d(block, filters, biases, stride, padding))
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__tests_filters_only(x, w, b=None, stride=1, padding=0, groups=1):
    """You tested whether groups divides the number of filters. It must divide the channels of x
    too: C % groups.
    """
    if len(w) % groups:
        raise ValueError("does not divide")
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = []
    for j in range(groups):
        biases = None if b is None else b[j * m : (j + 1) * m]
        block, filters = x[:, j * n : (j + 1) * n], w[j * m : (j + 1) * m]
        lanes.append(conv2d(block, filters, biases, stride, padding))
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__interleaves_outputs(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups' results are interleaved: first channel of each group, then second of each. Lay
    the groups one after the other, with np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    y = np.stack(lanes, axis=2)
    return y.reshape(y.shape[0], len(w), *y.shape[3:])


def grouped_conv2d__joins_as_pictures(x, w, b=None, stride=1, padding=0, groups=1):
    """You joined the groups along the axis of the pictures. Their channels follow one another:
    np.concatenate(lanes, axis=1).
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=0)


def grouped_conv2d__stacks_lanes(x, w, b=None, stride=1, padding=0, groups=1):
    """Your groups have an axis of their own, so the result has five axes. Lay them one after the
    other along axis 1: np.concatenate instead of np.stack or np.array.
    """
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane, stride, padding) for lane in zip(blocks, filters, biases, strict=True)]
    return np.stack(lanes, axis=1)


def grouped_conv2d__forgets_settings(x, w, b=None, stride=1, padding=0, groups=1):
    """You did not use stride and padding. Hand them on to conv2d."""
    if x.shape[1] % groups or len(w) % groups:
        raise ValueError("does not divide")
    blocks, filters = np.split(x, groups, axis=1), np.split(w, groups)
    biases = [None] * groups if b is None else np.split(b, groups)
    lanes = [conv2d(*lane) for lane in zip(blocks, filters, biases, strict=True)]
    return np.concatenate(lanes, axis=1)


def grouped_conv2d__accepts_remainder(x, w, b=None, stride=1, padding=0, groups=1):
    """`//` rounds down, and the channels or filters that are left over are lost without a word.
    Raise a ValueError unless groups divides both C and O.
    """
    n, m = x.shape[1] // groups, len(w) // groups
    lanes = [
        conv2d(
            x[:, j * n : (j + 1) * n],
            w[j * m : (j + 1) * m],
            None if b is None else b[j * m : (j + 1) * m],
            stride,
            padding,
        )
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


def dense_equivalent__repeats(w, groups):
    """You repeated the kernels in every block. A filter does not read the other groups' channels:
    those blocks are zero.
    """
    return np.tile(w, (1, groups, 1, 1))


def dense_equivalent__other_diagonal(w, groups):
    """Your blocks lie on the other diagonal: the first filters read the last channels. Group j has
    the columns from j * n on.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        first = (groups - 1 - j) * n
        dense[j * m : (j + 1) * m, first : first + n] = w[j * m : (j + 1) * m]
    return dense


def dense_equivalent__inputs_in_front(w, groups):
    """Your first axis counts the input channels. A weight has its filters in front: (O, C, kh, kw)."""
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((n * groups, O, kh, kw))
    for j in range(groups):
        dense[j * n : (j + 1) * n, j * m : (j + 1) * m] = w[j * m : (j + 1) * m].swapaxes(0, 1)
    return dense


def dense_equivalent__all_in_first_columns(w, groups):
    """All your filters read the first channels. Move each block to the right by j * n columns."""
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    dense[:, :n] = w
    return dense


def dense_equivalent__deals_out_columns(w, groups):
    """You dealt the columns out like cards, every g-th to one group. A group's channels are
    neighbours: columns j * n to (j + 1) * n - 1.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        dense[j * m : (j + 1) * m, j::groups] = w[j * m : (j + 1) * m]
    return dense


def dense_equivalent__deals_out_rows(w, groups):
    """You put filter o into group o % groups. A group's filters are neighbours: filter o is in
    group o // m, with m = O // groups.
    """
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    for o in range(O):
        j = o % groups
        dense[o, j * n : (j + 1) * n] = w[o]
    return dense


def dense_equivalent__input_width_for_rows(w, groups):
    """You used the number of channels in a group for its filters too. A block has m = O // groups
    rows and n columns.
    """
    O, n, kh, kw = w.shape
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        dense[j * n : (j + 1) * n, j * n : (j + 1) * n] = w[j * n : (j + 1) * n]
    return dense


def dense_equivalent__cuts_decimals(w, groups):
    """Your zeros are whole numbers, so the weights lose their decimals. np.zeros without dtype=int
    makes room for both.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw), dtype=int)
    for j in range(groups):
        rows = slice(j * m, (j + 1) * m)
        dense[rows, j * n : (j + 1) * n] = w[rows]
    return dense


def dense_equivalent__turns_kernels(w, groups):
    """You rotated the kernels by half a turn on the way. They only move to another column: copy them as
    they are.
    """
    O, n, kh, kw = w.shape
    m = O // groups
    dense = np.zeros((O, n * groups, kh, kw))
    for j in range(groups):
        rows = slice(j * m, (j + 1) * m)
        dense[rows, j * n : (j + 1) * n] = w[rows, :, ::-1, ::-1]
    return dense


def block_cost__divides_twice(channels, lanes, width, hout, wout, bias=True):
    """You divided by the lanes twice. A filter reads fewer channels, but there are still lanes *
    width filters.
    """
    middle = lanes * width
    weights = 2 * channels * middle + width * width * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


def block_cost__dense_macs(channels, lanes, width, hout, wout, bias=True):
    """Your parameters are right, but your MACs are those of a 3×3 without groups. Every weight is
    used once at every place, and no other multiplication is made.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    macs = (2 * channels * middle + middle * middle * 9) * hout * wout
    return weights + (2 * middle + channels if bias else 0), macs


def block_cost__divides_biases(channels, lanes, width, hout, wout, bias=True):
    """You divided the biases of the 3×3 by the lanes. Every filter has a bias, and there are lanes
    * width filters.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + (middle + width + channels if bias else 0), weights * hout * wout


def block_cost__ignores_lanes(channels, lanes, width, hout, wout, bias=True):
    """You counted the 3×3 without groups. Each of its filters reads only the channels of its lane,
    which are `width`.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * middle * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


def block_cost__lanes_everywhere(channels, lanes, width, hout, wout, bias=True):
    """Your 1×1 layers have channels * width weights: you put them into lanes too, or forgot the
    lanes there. Only the 3×3 has groups, and the middle has lanes * width channels.
    """
    middle = lanes * width
    weights = 2 * channels * width + middle * width * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


def block_cost__width_of_all(channels, lanes, width, hout, wout, bias=True):
    """You took width for the whole middle. It is the width of one lane: the middle has lanes *
    width channels.
    """
    weights = 2 * channels * width + width * max(width // lanes, 1) * 9
    return weights + (2 * width + channels if bias else 0), weights * hout * wout


def block_cost__no_way_back(channels, lanes, width, hout, wout, bias=True):
    """You forgot the 1×1 that leads back. It has as many weights as the first one."""
    middle = lanes * width
    weights = channels * middle + middle * width * 9
    return weights + (2 * middle if bias else 0), weights * hout * wout


def block_cost__always_biases(channels, lanes, width, hout, wout, bias=True):
    """You counted biases although bias=False. Add them only if there are any."""
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + 2 * middle + channels, weights * hout * wout


def block_cost__exchanged(channels, lanes, width, hout, wout, bias=True):
    """You returned the MACs first. The parameters come first, then the MACs."""
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights * hout * wout, weights + (2 * middle + channels if bias else 0)


def block_cost__one_bias_a_layer(channels, lanes, width, hout, wout, bias=True):
    """You counted one bias for each layer. Every output channel has one: lanes * width, again lanes *
    width, and channels.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * width * 9
    return weights + (3 if bias else 0), weights * hout * wout


def block_cost__depthwise_middle(channels, lanes, width, hout, wout, bias=True):
    """You counted one kernel for each channel of the middle, as if it were depthwise. A filter there
    reads the `width` channels of its lane and has a kernel for each.
    """
    middle = lanes * width
    weights = 2 * channels * middle + middle * 9
    return weights + (2 * middle + channels if bias else 0), weights * hout * wout


def block_cost__bias_in_macs(channels, lanes, width, hout, wout, bias=True):
    """Your MACs count the biases too. Adding a bias multiplies nothing: use the weights only."""
    middle = lanes * width
    params = 2 * channels * middle + middle * width * 9 + (2 * middle + channels if bias else 0)
    return params, params * hout * wout


def channel_shuffle__rows_of_g(x, g):
    """Yours is the shuffle of C // g lanes, which undoes that of g. Either your table has C // g
    rows: a row is a lane, so reshape to (N, g, C // g, H, W). Or you wrote y[:, order] = x and meant
    y = x[:, order].
    """
    N, C, H, W = x.shape
    return x.reshape(N, C // g, g, H, W).swapaxes(1, 2).reshape(N, C, H, W)


def channel_shuffle__shuffles_the_batch(x, g):
    """You exchanged the axis of the lanes with that of the batch. After the cut the axes are (N, g, C
    // g, H, W): exchange 1 and 2.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).swapaxes(0, 1).reshape(N, C, H, W)


def channel_shuffle__no_transpose(x, g):
    """Your channels are in the order they had. Reshaping there and back moves nothing: exchange the
    two axes in between.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).reshape(N, C // g, g, H, W).reshape(N, C, H, W).copy()


def channel_shuffle__random_order(x, g):
    """You dealt the channels out at random. The shuffle is a fixed order: rows and columns of the
    table of lanes exchanged.
    """
    return x[:, np.random.default_rng(0).permutation(x.shape[1])]


def channel_shuffle__shuffles_columns(x, g):
    """You shuffled the columns of the pictures. The channels are axis 1: cut that one into two."""
    N, C, H, W = x.shape
    if W % g:
        return x.copy()
    return x.reshape(N, C, H, g, W // g).swapaxes(3, 4).reshape(N, C, H, W)


def channel_shuffle__mixes_pixel_rows(x, g):
    """Your table mixes channels with rows: it has g rows, but in each the pixel rows of the
    pictures count as channels. Keep H and W as axes of their own.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C * H // g, W).swapaxes(1, 2).reshape(N, C, H, W)


def channel_shuffle__reverses_lanes(x, g):
    """You turned the order of the lanes round and kept each lane together. Then the next layer
    still reads a single lane: exchange the axes of lane and place.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W)[:, ::-1].reshape(N, C, H, W)


def channel_shuffle__moves_lanes_on(x, g):
    """You moved each lane on by one place, and it stays together. Deal its members out: exchange
    the axes of lane and place.
    """
    return np.roll(x, x.shape[1] // g, axis=1)


def channel_shuffle__transposes_pictures(x, g):
    """Your channels are right, but inside them rows and columns are exchanged too. Exchange axes 1
    and 2 only; the others stay where they are.
    """
    N, C, H, W = x.shape
    return x.reshape(N, g, C // g, H, W).transpose(0, 2, 1, 4, 3).reshape(N, C, H, W)


def unshuffle_groups__same_again(C, g):
    """The same shuffle a second time puts the channels in order only if the table is a square.
    After the first shuffle it has C // g rows.
    """
    return g


def unshuffle_groups__subtracts(C, g):
    """You subtracted. The table has g rows and C divided by g columns; exchanged, it has C // g
    rows.
    """
    return C - g


def unshuffle_groups__square_root(C, g):
    """The root of C is right only if the table is a square. With g rows it has C // g columns, and
    these become the rows.
    """
    return round(C**0.5)


def unshuffle_groups__all_alone(C, g):
    """With as many lanes as channels, or with one, the shuffle moves nothing, so it undoes nothing.
    You need the table whose rows are the columns of the first.
    """
    return C


def reach__everything(g1, shuffle, g2, C):
    """You let every input reach every output. Without a shuffle two layers with the same groups
    keep their lanes apart, however many follow.
    """
    return np.ones((C, C), dtype=bool)


def reach__shuffle_connects_all(g1, shuffle, g2, C):
    """You let one shuffle connect everything. A lane of the second layer reads C // g2 channels,
    and if these are fewer than the old lanes, it misses some: multiply the patterns.
    """
    if shuffle:
        return np.ones((C, C), dtype=bool)
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__always_shuffles(g1, shuffle, g2, C):
    """You shuffle even if shuffle is False. Then the channels stay where they are."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__never_shuffles(g1, shuffle, g2, C):
    """You never shuffle. If shuffle is True, the channels change places between the two layers."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__one_step(g1, shuffle, g2, C):
    """You followed the lines through the second layer only. Its inputs have each read a whole lane
    of the first: multiply by the first layer's pattern too.
    """
    second = np.kron(np.eye(g2), np.ones((C // g2, C // g2)))
    if shuffle:
        second = second @ np.eye(C)[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return second > 0


def reach__joins_patterns(g1, shuffle, g2, C):
    """You joined the patterns of the layers with `or`. An output must find a channel in between
    that leads on, so the patterns are multiplied: B @ A.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return first + np.kron(np.eye(g2), np.ones((C // g2, C // g2))) > 0


def reach__inputs_in_rows(g1, shuffle, g2, C):
    """Your matrix is transposed: you have inputs in the rows. A row is an output, so the last layer
    stands leftmost in the product.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return (np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0).T


def reach__first_layer_leftmost(g1, shuffle, g2, C):
    """You multiplied in the wrong order: the first layer stands leftmost. An output looks into the
    last layer first, so that one does: B @ A[order].
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return first @ np.kron(np.eye(g2), np.ones((C // g2, C // g2))) > 0


def reach__forwards(g1, shuffle, g2, C):
    """You multiplied in the order in which the layers come: A @ S @ B. The last layer stands
    leftmost: B @ S @ A.
    """
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    order = np.arange(C).reshape(g1, -1).T.reshape(C)
    swap = np.eye(C)[order] if shuffle else np.eye(C)
    return first @ swap @ last > 0


def reach__columns_in_new_order(g1, shuffle, g2, C):
    """You put the columns of the first pattern in the new order: A[:, order]. Its rows are what the
    shuffle moves: A[order].
    """
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    if shuffle:
        first = first[:, np.arange(C).reshape(g1, -1).T.reshape(C)]
    return last @ first > 0


def reach__exactly_one_path(g1, shuffle, g2, C):
    """You ask for exactly one path. One is enough, and several are as good: > 0."""
    first, last = (np.kron(np.eye(g), np.ones((C // g, C // g))) for g in (g1, g2))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return last @ first == 1


def reach__groups_as_width(g1, shuffle, g2, C):
    """You took the number of groups for the number of channels in one: o // g == c // g. A group has
    C // g channels, and these belong together.
    """
    place = np.arange(C)
    first, last = ((place[:, None] // g == place // g).astype(int) for g in (g1, g2))
    if shuffle:
        first = first[place.reshape(g1, -1).T.reshape(C)]
    return last @ first > 0


def reach__shuffles_second_lanes(g1, shuffle, g2, C):
    """You shuffle in g2 lanes. The shuffle deals out the lanes that are there, and these are the g1
    of the first layer.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g2, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__shuffles_back(g1, shuffle, g2, C):
    """Your shuffle runs backwards: the table has a lane in each row, g1 rows, and is read by
    columns. Reshape to (g1, C // g1) before you transpose.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(C // g1, g1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__shuffles_first(g1, shuffle, g2, C):
    """You shuffle before the first layer. It comes between the two: take the rows of the first
    pattern in the new order, not the columns.
    """
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first @ np.eye(C)[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first > 0


def reach__counts_paths(g1, shuffle, g2, C):
    """Your matrix counts the paths. Whether there is one is the question: compare with 0, `> 0`."""
    first = np.kron(np.eye(g1), np.ones((C // g1, C // g1)))
    if shuffle:
        first = first[np.arange(C).reshape(g1, -1).T.reshape(C)]
    return np.kron(np.eye(g2), np.ones((C // g2, C // g2))) @ first


def shuffle_unit__shuffles_late(x, w1, wd, w2, g):
    """You shuffled after the depthwise step. Then each channel meets another one's 3×3 kernel:
    shuffle before it, right after the first 1×1.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    return np.maximum(x + lanes(y, w2, g), 0)


def shuffle_unit__relu_after_depthwise(x, w1, wd, w2, g):
    """You put a ReLU after the depthwise step. In this unit there are two: after the first 1×1, and
    after the sum.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = np.maximum(lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M), 0)
    return np.maximum(x + lanes(y, w2, g), 0)


def shuffle_unit__no_residual(x, w1, wd, w2, g):
    """The residual connection is missing. Add x before the last ReLU."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(lanes(y, w2, g), 0)


def shuffle_unit__other_lanes(x, w1, wd, w2, g):
    """You shuffled in M // g lanes. The first 1×1 has left g lanes: channel_shuffle(y, g)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, M // g, g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(x + lanes(y, w2, g), 0)


def shuffle_unit__no_shuffle(x, w1, wd, w2, g):
    """The channels go on as if nothing had been shuffled, so nothing crosses from lane to lane. What
    the depthwise step gets is the shuffled result of the first 1×1 and its ReLU.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    y = np.maximum(lanes(x, w1, g), 0)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, len(w1))
    return np.maximum(x + lanes(y, w2, g), 0)


def shuffle_unit__relu_before_sum(x, w1, wd, w2, g):
    """You took the last ReLU before you added x. Add first: np.maximum(x + y, 0)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return x + np.maximum(lanes(y, w2, g), 0)


def shuffle_unit__no_last_relu(x, w1, wd, w2, g):
    """The ReLU after the sum is missing. Return np.maximum(x + y, 0)."""

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return x + lanes(y, w2, g)


def shuffle_unit__no_first_relu(x, w1, wd, w2, g):
    """The ReLU after the first 1×1 is missing. Without it the three layers before the sum are one
    linear map.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = lanes(x, w1, g)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1))), wd, M)
    return np.maximum(x + lanes(y, w2, g), 0)


def shuffle_unit__no_padding(x, w1, wd, w2, g):
    """Your depthwise step has no padding, so its result is smaller than x and cannot be added to
    it. Give it padding=1.
    """

    def lanes(x, w, g):
        pairs = zip(np.split(x, g, axis=1), np.split(w, g), strict=True)
        return np.concatenate([conv2d(a, b) for a, b in pairs], axis=1)

    (N, _, H, W), M = x.shape, len(w1)
    y = np.maximum(lanes(x, w1, g), 0)
    y = y.reshape(N, g, M // g, H, W).swapaxes(1, 2).reshape(N, M, H, W)
    y = lanes(lanes(y, wd, M), w2, g)
    return np.maximum(x + y, 0)


def grouped_conv_transpose2d__sums_lanes(x, w, stride=1, padding=0, groups=1):
    """You took w.shape[1] for the number of output channels, and the lanes' stamps fell on top of
    each other. It counts the outputs of one lane: lay the lanes one after the other.
    """
    return conv_transpose2d(x, w, stride, padding)


def grouped_conv_transpose2d__keeps_last_lane(x, w, stride=1, padding=0, groups=1):
    """Each lane has overwritten the one before, because you made room for w.shape[1] output
    channels only. There are groups times as many.
    """
    n = x.shape[1] // groups
    return conv_transpose2d(x[:, -n:], w[-n:], stride, padding)


def grouped_conv_transpose2d__repeats_kernels(x, w, stride=1, padding=0, groups=1):
    """Every input channel stamps into every lane. Input group j writes to output group j only: cut
    x and w into blocks.
    """
    return conv_transpose2d(x, np.tile(w, (1, groups, 1, 1)), stride, padding)


def grouped_conv_transpose2d__cuts_outputs(x, w, stride=1, padding=0, groups=1):
    """The channels of a block and of its kernels do not fit. Cut x along axis 1 and w along axis 0,
    both into blocks of C // groups: axis 1 of w is one lane's outputs and needs no cutting.
    """
    n = x.shape[1] // groups
    lanes = [
        conv_transpose2d(x[:, j * n : (j + 1) * n], w[:, j * n : (j + 1) * n], stride, padding)
        for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv_transpose2d__reverses_blocks(x, w, stride=1, padding=0, groups=1):
    """Your blocks meet in the wrong order: the first block of x goes with the last rows of w. Block
    j of x belongs to block j of w.
    """
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups)[::-1], strict=True)
    return np.concatenate([conv_transpose2d(*p, stride, padding) for p in pairs], axis=1)


def grouped_conv_transpose2d__deals_out(x, w, stride=1, padding=0, groups=1):
    """You dealt the input channels out like cards, every g-th to one group. A group is a block of
    neighbours.
    """
    lanes = [
        conv_transpose2d(x[:, j::groups], w[j::groups], stride, padding) for j in range(groups)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv_transpose2d__interleaves_outputs(x, w, stride=1, padding=0, groups=1):
    """Your lanes are interleaved: first channel of each, then second of each. Lay them one after
    the other, with np.concatenate(lanes, axis=1).
    """
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    y = np.stack([conv_transpose2d(*p, stride, padding) for p in pairs], axis=2)
    return y.reshape(y.shape[0], -1, *y.shape[3:])


def grouped_conv_transpose2d__first_kernels_for_all(x, w, stride=1, padding=0, groups=1):
    """All your lanes use the first lane's kernels. Lane j has the rows from j * n on."""
    first = w[: len(w) // groups]
    blocks = np.split(x, groups, axis=1)
    return np.concatenate([conv_transpose2d(b, first, stride, padding) for b in blocks], axis=1)


def grouped_conv_transpose2d__turns_kernels(x, w, stride=1, padding=0, groups=1):
    """You rotated the kernels by half a turn. A stamp is laid down as it is."""
    pairs = zip(np.split(x, groups, axis=1), np.split(w[:, :, ::-1, ::-1], groups), strict=True)
    return np.concatenate([conv_transpose2d(*p, stride, padding) for p in pairs], axis=1)


def grouped_conv_transpose2d__forgets_padding(x, w, stride=1, padding=0, groups=1):
    """You used the stride, and not the padding. Hand it on to conv_transpose2d too."""
    lanes = [
        conv_transpose2d(block, rows, stride)
        for block, rows in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv_transpose2d__forgets_stride(x, w, stride=1, padding=0, groups=1):
    """You used the padding, and not the stride. Hand it on to conv_transpose2d too."""
    lanes = [
        conv_transpose2d(block, rows, 1, padding)
        for block, rows in zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    ]
    return np.concatenate(lanes, axis=1)


def grouped_conv_transpose2d__forgets_settings(x, w, stride=1, padding=0, groups=1):
    """You did not use stride and padding. Hand them on to conv_transpose2d."""
    pairs = zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    return np.concatenate([conv_transpose2d(*p) for p in pairs], axis=1)


ALLOW = ('numpy', 'math')

TITLE = '10 · Grouped convolution: channels in lanes'
OPTIONAL = ('unshuffle_groups', 'grouped_conv_transpose2d')

TITLES = {
    'group_channels': '10.1 · Who reads whom',
    'grouped_conv2d': '10.2 · Grouped convolution',
    'dense_equivalent': '10.3 · The dense equivalent',
    'block_cost': '10.4 · The cost of a block',
    'channel_shuffle': '10.5 · Channel shuffle',
    'unshuffle_groups': '10.6 · Back in order',
    'reach': '10.7 · Reach',
    'shuffle_unit': '10.8 · The shuffle unit',
    'grouped_conv_transpose2d': '10.9 · Transposed, in lanes',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('group_channels', 1, 'd88204e7f179d3b4'),
    ('grouped_conv2d', 3, '14b686305ed19ebf'),
    ('grouped_conv2d', 1, '57b1345c313e9ece'),
    ('dense_equivalent', 2, '8adaadcefb3ec4dd'),
    ('block_cost', 2, '7a6a8774d470aa6e'),
    ('channel_shuffle', 2, 'e94962f819da4768'),
    ('unshuffle_groups', 2, '42c60d494873a073'),
    ('reach', 3, '93db0729bd9d4f9a'),
    ('shuffle_unit', 4, '5d1e5209f32f0436'),
    ('grouped_conv_transpose2d', 3, '605e183a2e880ab1'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_group_channels(cin, cout, groups):\n    if min(cin, cout, groups) < 1:\n        raise ValueError("there is no layer without channels or groups")\n    single = torch.eye(cin)[:, :, None, None]  # picture c has a 1 in channel c, else zeros\n    answers = F.conv2d(single, torch.ones(cout, cin // groups, 1, 1), groups=groups)[:, :, 0, 0]\n    found = []\n    for o in range(cout):\n        inputs = torch.nonzero(answers[:, o]).flatten().tolist()\n        if found and found[-1][0] == inputs:\n            found[-1][1].append(o)\n        else:\n            found.append((inputs, [o]))\n    return found\n\n\ndef numbers(group_channels, cin, cout, groups):\n    """The answer with everything in it that is no whole number written as a text."""\n\n    def whole(channels):\n        if not isinstance(channels, list | tuple | np.ndarray):\n            raise TypeError("inputs and outputs are lists of channel numbers")\n        return [int(c) if isinstance(c, (int, np.integer)) else repr(c) for c in channels]\n\n    pairs = group_channels(cin, cout, groups)\n    if not isinstance(pairs, list | tuple) or not all(\n        isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs\n    ):\n        raise TypeError("return a list with one pair (inputs, outputs) for each group")\n    return [(whole(inputs), whole(outputs)) for inputs, outputs in pairs]\n\n\ncheck(\n    group_channels,\n    against=torch_group_channels,\n    via=numbers,\n    on=[case(cin=6, cout=8, groups=2), case(cin=12, cout=6, groups=3)],\n)\ncheck_raises(\n    group_channels,\n    ValueError,\n    on=[\n        case(cin=7, cout=6, groups=3),\n        case(cin=6, cout=8, groups=3),\n        case(cin=7, cout=8, groups=3),\n        case(cin=2, cout=8, groups=4),\n    ],\n    because=because("group_channels__accepts_remainder"),\n)',
    'def torch_grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):\n    return F.conv2d(x, w, b, stride, padding, groups=groups)\n\n\ncheck(\n    grouped_conv2d,\n    against=torch_grouped_conv2d,\n    on=[\n        case(\n            x=normal(2, 6, 7, 9), w=normal(8, 3, 3, 2), b=normal(8), stride=1, padding=0, groups=2\n        ),  # as many columns as filters\n        case(\n            x=normal(2, 12, 8, 7),\n            w=normal(6, 4, 3, 2),\n            b=normal(6),\n            stride=(2, 3),\n            padding=(1, 2),\n            groups=3,\n        ),\n        case(x=normal(2, 6, 5, 9), w=normal(8, 3, 2, 2), b=None, stride=1, padding=0, groups=2),\n    ],\n)',
    'check_raises(\n    grouped_conv2d,\n    ValueError,\n    on=[\n        case(x=normal(2, 7, 6, 5), w=normal(8, 3, 3, 2), b=None, stride=1, padding=0, groups=2),\n        case(\n            x=normal(2, 6, 6, 5), w=normal(7, 3, 3, 2), b=normal(7), stride=1, padding=0, groups=2\n        ),\n        case(x=normal(2, 10, 6, 5), w=normal(8, 3, 3, 2), b=None, stride=1, padding=0, groups=3),\n    ],\n    because=because("grouped_conv2d__accepts_remainder"),\n)',
    'def torch_dense_equivalent(w, groups):\n    if len(w) % groups:\n        raise ValueError("groups must divide the filters")\n    O, n, kh, kw = w.shape\n    C = n * groups\n    pixels = torch.eye(C * kh * kw, dtype=w.dtype).reshape(-1, C, kh, kw)  # one 1 in each picture\n    return F.conv2d(pixels, w, groups=groups).reshape(C, kh, kw, O).permute(3, 0, 1, 2)\n\n\ncheck(\n    dense_equivalent,\n    against=torch_dense_equivalent,\n    on=[\n        case(w=normal(8, 3, 3, 2), groups=2),\n        case(w=normal(6, 4, 2, 3), groups=3),\n    ],\n    axes=("filter", "input channel", "row", "column"),\n)',
    'def torch_block_cost(channels, lanes, width, hout, wout, bias=True):\n    if min(channels, lanes, width, hout, wout) < 1:\n        raise ValueError("there is no block without channels, lanes or places")\n    middle = lanes * width\n    with torch.device("meta"):\n        block = nn.Sequential(\n            nn.Conv2d(channels, middle, 1, bias=bias),\n            nn.Conv2d(middle, middle, 3, padding=1, groups=lanes, bias=bias),\n            nn.Conv2d(middle, channels, 1, bias=bias),\n        )\n        macs = macs_of(block, torch.zeros(1, channels, hout, wout))\n    return sum(p.numel() for p in block.parameters()), macs\n\n\ncheck(\n    block_cost,\n    against=torch_block_cost,\n    on=[\n        case(channels=8, lanes=2, width=3, hout=5, wout=4, bias=True),\n        case(channels=10, lanes=4, width=6, hout=3, wout=7, bias=False),\n    ],\n)',
    'def torch_channel_shuffle(x, g):\n    return torch.channel_shuffle(x, g)\n\n\ncheck(\n    channel_shuffle,\n    against=torch_channel_shuffle,\n    on=[\n        case(x=normal(2, 12, 4, 6), g=3),\n        case(x=normal(2, 6, 5, 4), g=2),\n    ],\n)',
    'def order_after(unshuffle_groups, C, g):\n    """What becomes of the channels 0, 1, 2, ..., if h is a number of lanes at all."""\n    h = unshuffle_groups(C, g)\n    whole = isinstance(h, int | np.integer)\n    if not whole or h < 1 or C % h:\n        return {"h is a whole number": whole, "h divides C": False, "channels": [h]}\n    once = torch.channel_shuffle(torch.arange(C).reshape(1, C, 1, 1), g)\n    order = torch.channel_shuffle(once, h).flatten().tolist()\n    return {"h is a whole number": True, "h divides C": True, "channels": order}\n\n\ndef in_order(C, g):\n    if C % g:\n        raise ValueError("g divides C")\n    return {"h is a whole number": True, "h divides C": True, "channels": list(range(C))}\n\n\ncheck(\n    unshuffle_groups,\n    against=in_order,\n    via=order_after,\n    on=[case(C=12, g=3), case(C=20, g=2), case(C=9, g=3)],\n)',
    'def torch_reach(g1, shuffle, g2, C):\n    single = torch.eye(C)[:, :, None, None]  # picture c has a 1 in channel c, else zeros\n    between = F.conv2d(single, torch.ones(C, C // g1, 1, 1), groups=g1)\n    if shuffle:\n        between = torch.channel_shuffle(between, g1)\n    last = F.conv2d(between, torch.ones(C, C // g2, 1, 1), groups=g2)\n    return last[:, :, 0, 0].T > 0\n\n\ncheck(\n    reach,\n    against=torch_reach,\n    on=[\n        case(g1=2, shuffle=False, g2=2, C=6),\n        case(g1=3, shuffle=True, g2=3, C=6),\n        case(g1=3, shuffle=False, g2=4, C=12),\n        case(g1=4, shuffle=True, g2=6, C=12),\n    ],\n    axes=("output", "input"),\n)',
    'def torch_shuffle_unit(x, w1, wd, w2, g):\n    y = F.relu(F.conv2d(x, w1, groups=g))\n    y = torch.channel_shuffle(y, g)\n    y = F.conv2d(y, wd, padding=1, groups=len(wd))\n    return F.relu(x + F.conv2d(y, w2, groups=g))\n\n\ncheck(\n    shuffle_unit,\n    against=torch_shuffle_unit,\n    on=[\n        case(\n            x=normal(2, 4, 5, 3),\n            w1=normal(6, 2, 1, 1),\n            wd=normal(6, 1, 3, 3),\n            w2=normal(4, 3, 1, 1),\n            g=2,\n        ),\n        case(\n            x=normal(2, 6, 4, 7),\n            w1=normal(12, 2, 1, 1),\n            wd=normal(12, 1, 3, 3),\n            w2=normal(6, 4, 1, 1),\n            g=3,\n        ),\n    ],\n)',
    'def torch_grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):\n    return F.conv_transpose2d(x, w, None, stride, padding, groups=groups)\n\n\ncheck(\n    grouped_conv_transpose2d,\n    against=torch_grouped_conv_transpose2d,\n    on=[\n        case(x=normal(2, 6, 4, 3), w=normal(6, 2, 3, 2), stride=1, padding=0, groups=3),\n        case(x=normal(2, 6, 3, 4), w=normal(6, 4, 3, 2), stride=(2, 3), padding=(1, 0), groups=2),\n    ],\n)',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'group_channels': ('def group_channels(cin, cout, groups):', '"""[(input channels, output channels), ...], one pair for each group"""'),
    'grouped_conv2d': ('def grouped_conv2d(x, w, b=None, stride=1, padding=0, groups=1):', '"""(N, C, H, W), (O, C / groups, kh, kw), (O,) -> (N, O, Ho, Wo)"""', 'C, O = x.shape[1], len(w)'),
    'dense_equivalent': ('def dense_equivalent(w, groups):', '"""(O, C / groups, kh, kw) -> (O, C, kh, kw)"""', 'O, n, kh, kw = w.shape'),
    'block_cost': ('def block_cost(channels, lanes, width, hout, wout, bias=True):', '"""(number of parameters, multiply-accumulates for one picture)"""', 'middle = lanes * width'),
    'channel_shuffle': ('def channel_shuffle(x, g):', '"""(N, C, H, W) -> (N, C, H, W), the channels in a new order"""', 'N, C, H, W = x.shape'),
    'unshuffle_groups': ('def unshuffle_groups(C, g):', '"""The number of lanes h whose shuffle undoes the shuffle of g lanes."""'),
    'reach': ('def reach(g1, shuffle, g2, C):', '"""(C, C) of bool: row o, column c says whether output o can depend on input c."""'),
    'shuffle_unit': ('def shuffle_unit(x, w1, wd, w2, g):', '"""(N, C, H, W), (M, C / g, 1, 1), (M, 1, 3, 3), (C, M / g, 1, 1) -> (N, C, H, W)"""'),
    'grouped_conv_transpose2d': ('def grouped_conv_transpose2d(x, w, stride=1, padding=0, groups=1):', '"""(N, C, H, W), (C, O / groups, kh, kw) -> (N, O, Ho, Wo)"""', 'C = x.shape[1]'),
}

EXERCISES = {
    'group_channels': ('group_channels__deals_out', 'group_channels__input_width_for_outputs', 'group_channels__one_width_for_both', 'group_channels__as_many_groups_as_width', 'group_channels__tests_inputs_only', 'group_channels__tests_the_sum', 'group_channels__tests_the_product', 'group_channels__groups_as_width', 'group_channels__divides_to_floats', 'group_channels__drops_last', 'group_channels__reads_all', 'group_channels__accepts_remainder'),
    'grouped_conv2d': ('grouped_conv2d__repeats_kernels', 'grouped_conv2d__sums_lanes', 'grouped_conv2d__reverses_blocks', 'grouped_conv2d__cuts_wrong_axis', 'grouped_conv2d__first_block_for_all', 'grouped_conv2d__first_filters_for_all', 'grouped_conv2d__bias_for_each_group', 'grouped_conv2d__first_biases_for_all', 'grouped_conv2d__bias_on_columns', 'grouped_conv2d__forgets_bias', 'grouped_conv2d__deals_out_inputs', 'grouped_conv2d__deals_out_filters', 'grouped_conv2d__every_gth_filter', 'grouped_conv2d__tests_channels_only', 'grouped_conv2d__tests_filters_only', 'grouped_conv2d__interleaves_outputs', 'grouped_conv2d__joins_as_pictures', 'grouped_conv2d__stacks_lanes', 'grouped_conv2d__forgets_settings', 'grouped_conv2d__accepts_remainder'),
    'dense_equivalent': ('dense_equivalent__repeats', 'dense_equivalent__other_diagonal', 'dense_equivalent__inputs_in_front', 'dense_equivalent__all_in_first_columns', 'dense_equivalent__deals_out_columns', 'dense_equivalent__deals_out_rows', 'dense_equivalent__input_width_for_rows', 'dense_equivalent__cuts_decimals', 'dense_equivalent__turns_kernels'),
    'block_cost': ('block_cost__divides_twice', 'block_cost__dense_macs', 'block_cost__divides_biases', 'block_cost__ignores_lanes', 'block_cost__lanes_everywhere', 'block_cost__width_of_all', 'block_cost__no_way_back', 'block_cost__always_biases', 'block_cost__exchanged', 'block_cost__one_bias_a_layer', 'block_cost__depthwise_middle', 'block_cost__bias_in_macs'),
    'channel_shuffle': ('channel_shuffle__rows_of_g', 'channel_shuffle__shuffles_the_batch', 'channel_shuffle__no_transpose', 'channel_shuffle__random_order', 'channel_shuffle__shuffles_columns', 'channel_shuffle__mixes_pixel_rows', 'channel_shuffle__reverses_lanes', 'channel_shuffle__moves_lanes_on', 'channel_shuffle__transposes_pictures'),
    'unshuffle_groups': ('unshuffle_groups__same_again', 'unshuffle_groups__subtracts', 'unshuffle_groups__square_root', 'unshuffle_groups__all_alone'),
    'reach': ('reach__everything', 'reach__shuffle_connects_all', 'reach__always_shuffles', 'reach__never_shuffles', 'reach__one_step', 'reach__joins_patterns', 'reach__inputs_in_rows', 'reach__first_layer_leftmost', 'reach__forwards', 'reach__columns_in_new_order', 'reach__exactly_one_path', 'reach__groups_as_width', 'reach__shuffles_second_lanes', 'reach__shuffles_back', 'reach__shuffles_first', 'reach__counts_paths'),
    'shuffle_unit': ('shuffle_unit__shuffles_late', 'shuffle_unit__relu_after_depthwise', 'shuffle_unit__no_residual', 'shuffle_unit__other_lanes', 'shuffle_unit__no_shuffle', 'shuffle_unit__relu_before_sum', 'shuffle_unit__no_last_relu', 'shuffle_unit__no_first_relu', 'shuffle_unit__no_padding'),
    'grouped_conv_transpose2d': ('grouped_conv_transpose2d__sums_lanes', 'grouped_conv_transpose2d__keeps_last_lane', 'grouped_conv_transpose2d__repeats_kernels', 'grouped_conv_transpose2d__cuts_outputs', 'grouped_conv_transpose2d__reverses_blocks', 'grouped_conv_transpose2d__deals_out', 'grouped_conv_transpose2d__interleaves_outputs', 'grouped_conv_transpose2d__first_kernels_for_all', 'grouped_conv_transpose2d__turns_kernels', 'grouped_conv_transpose2d__forgets_padding', 'grouped_conv_transpose2d__forgets_stride', 'grouped_conv_transpose2d__forgets_settings'),
}
