"""The tempting mistakes of 12_receptive_fields, made from lessons/12_receptive_fields.py.

Do not edit: change the lesson and run `autograder build`.
"""

import math

import numpy as np

from convkit.sliding.shapes import conv_output_size


def rf_size__own_stride_first(layers):
    """You multiplied the jump by a layer's stride before the layer reached. It reaches in steps of
    the jump below it, so its own stride comes last.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        j *= s
        r += d * (k - 1) * j
    return r, j


def rf_size__ignores_dilation(layers):
    """Your field does not depend on the dilation. Taps that lie d apart reach over d * (k - 1)
    units, not k - 1.
    """
    r, j = 1, 1
    for k, s, _p, _ in layers:
        r += (k - 1) * j
        j *= s
    return r, j


def rf_size__dilates_every_tap(layers):
    """You gave the last tap a gap too: d * k - 1. Between k taps there are k - 1 gaps, so a layer
    adds d * (k - 1) jumps.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += (d * k - 1) * j
        j *= s
    return r, j


def rf_size__forgets_jump(layers):
    """You added the reach of each layer in its own units. Count it in pixels: multiply it by the
    jump of the layer below.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1)
        j *= s
    return r, j


def rf_size__adds_whole_kernels(layers):
    """You added whole kernels. The windows of neighbours overlap, so a layer adds its k - 1 gaps,
    not its k taps.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += (d * (k - 1) + 1) * j
        j *= s
    return r, j


def rf_size__multiplies_reaches(layers):
    """You multiplied the reaches of the layers. They add up, each in steps of its jump; only
    strides multiply.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r *= d * (k - 1) + 1
        j *= s
    return r, j


def rf_size__adds_strides(layers):
    """You added up the strides. A jump is a number of jumps of the layer below, so strides
    multiply.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j += s
    return r, j


def rf_size__last_stride_only(layers):
    """You took the stride of the layer just below for the jump. All strides below it count,
    multiplied together.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j = s
    return r, j


def rf_size__padding_enlarges(layers):
    """You let padding enlarge the field. It moves the field of every unit and leaves its size
    alone.
    """
    r, j = 1, 1
    for k, s, p, d in layers:
        r += (d * (k - 1) + 2 * p) * j
        j *= s
    return r, j


def rf_size__begins_with_nothing(layers):
    """You began with a field of 0. A pixel sees itself, so the size of a stack without layers is 1."""
    r, j = 0, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return r, j


def rf_size__from_the_top(layers):
    """Your field is the one of the layers in reverse order. What a layer adds counts times the
    strides of the layers below it, those nearer to the picture, and not times those above it.
    """
    r, j = 1, 1
    for k, s, _, d in layers[::-1]:
        r += d * (k - 1) * j
        j *= s
    return r, j


def rf_size__jump_without_last_stride(layers):
    """Your jump leaves out the stride of the last layer. It does not enlarge the field, but it does
    move the neighbour away.
    """
    r, j, below = 1, 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        below = j
        j *= s
    return r, below


def rf_size__other_order(layers):
    """You returned the jump first. The size of the field comes first, then the jump."""
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return j, r


def rf_center__ignores_dilation(layers):
    """Your centre does not depend on the dilation. The last tap lies d * (k - 1) after the first,
    and the middle half of that.
    """
    c, j = 0.0, 1
    for k, s, p, _ in layers:
        c += ((k - 1) / 2 - p) * j
        j *= s
    return c, j


def rf_center__adds_padding(layers):
    """You added the padding. The window of unit 0 starts p places before the first one, so padding
    moves the centre to the left: subtract it.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 + p) * j
        j *= s
    return c, j


def rf_center__own_stride_first(layers):
    """You multiplied the jump by a layer's stride too early. The layer's taps and its padding are
    counted in jumps of the layer below.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        j *= s
        c += (d * (k - 1) / 2 - p) * j
    return c, j


def rf_center__rounds_down(layers):
    """You rounded the middle of a kernel to a tap. The middle of an even kernel lies between two
    taps: d * (k - 1) / 2, halves included.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) // 2 - p) * j
        j *= s
    return c, j


def rf_center__takes_middle_tap(layers):
    """You took tap k // 2 for the middle. That is right for odd kernels only; in general the middle
    lies d * (k - 1) / 2 after the first tap.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k // 2) - p) * j
        j *= s
    return c, j


def rf_center__padding_in_pixels(layers):
    """You counted the padding in pixels. It is as many units of the layer below, and those lie j
    pixels apart.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * (k - 1) / 2 * j - p
        j *= s
    return c, j


def rf_center__dilates_padding(layers):
    """You stretched the padding with the dilation. d is the distance of the taps; the padding is p
    places whatever d is.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += d * ((k - 1) / 2 - p) * j
        j *= s
    return c, j


def rf_center__returns_start(layers):
    """You returned the first place of the field. The centre lies half of size - 1 after it."""
    c, j = 0, 1
    for _k, s, p, _ in layers:
        c -= p * j
        j *= s
    return c, j


def rf_center__both_paddings(layers):
    """You moved the centre to the left by the padding of both ends. Unit 0 knows only the zeros
    before it, and those are p.
    """
    c, j = 0.0, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 - 2 * p) * j
        j *= s
    return c, j


def rf_center__counts_from_edge(layers):
    """You put pixel 0 at place 0.5, as if places were counted from the edge of the picture. Here
    pixel 0 stands at place 0.
    """
    c, j = 0.5, 1
    for k, s, p, d in layers:
        c += (d * (k - 1) / 2 - p) * j
        j *= s
    return c, j


def rf_center__ignores_padding(layers):
    """You left the padding out. It moves the field of every unit to the left, by p jumps of the
    layer below.
    """
    c, j = 0.0, 1
    for k, s, _, d in layers:
        c += d * (k - 1) / 2 * j
        j *= s
    return c, j


def rf_interval__not_clipped(layers, n, unit):
    """You did not cut the field off. Places below 0 and above n - 1 are padding, not pixels."""
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    first = last = unit
    for k, s, p, d in reversed(layers):
        first, last = first * s - p, last * s - p + d * (k - 1)
    if last < 0 or first >= n:
        raise ValueError(f"unit {unit} sees nothing")
    return first, last


def rf_interval__clips_at_picture_only(layers, n, unit):
    """You cut the field off at the picture only. A layer's padding stands for units that do not
    exist, so leave them out in every layer on the way down.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for k, s, p, d in reversed(layers):
        units = {u * s - p + a * d for u in units for a in range(k)}
    units = {u for u in units if 0 <= u < n}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


def rf_interval__moves_ends_inside(layers, n, unit):
    """You kept the first and the last place only and moved them inside. With dilation there may be
    no tap at the edge: follow every tap, and leave out those in the padding.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    first = last = unit
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        first, last = first * s - p, last * s - p + d * (k - 1)
        if last < 0 or first >= sizes[i]:
            raise ValueError(f"unit {unit} sees nothing")
        first, last = max(first, 0), min(last, sizes[i] - 1)
    return first, last


def rf_interval__size_of_wrong_layer(layers, n, unit):
    """You compared with the number of a layer's own units. What it reads are the units of the layer
    below, so their number is the limit.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i + 1]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


def rf_interval__end_not_included(layers, n, unit):
    """Your last place is one too far: you returned the first place that is not seen. Both ends
    belong to the answer.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units) + 1


def rf_interval__ignores_padding(layers, n, unit):
    """You left the padding out. The window of unit u starts at u * s - p, not at u * s."""
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, _, d = layers[i]
        reads = {u * s + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


def rf_interval__from_the_bottom(layers, n, unit):
    """You went through the layers from the first to the last. The unit belongs to the last layer:
    start there and go down.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for k, s, p, d in layers:
        reads = {u * s - p + a * d for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < n}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


def rf_interval__ignores_dilation(layers, n, unit):
    """You took the taps of every window as neighbours. With dilation they lie d apart: u * s - p +
    a * d.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, _ = layers[i]
        reads = {u * s - p + a for u in units for a in range(k)}
        units = {u for u in reads if 0 <= u < sizes[i]}
    if not units:
        raise ValueError(f"unit {unit} sees nothing")
    return min(units), max(units)


def rf_interval__sees_padding(layers, n, unit):
    """For a unit that sees nothing but padding you returned places all the same. There is no first
    pixel then: raise a ValueError.
    """
    sizes = [n]
    for k, s, p, d in layers:
        sizes.append(conv_output_size(sizes[-1], k, s, p, d))
    if not 0 <= unit < sizes[-1]:
        raise ValueError(f"there is no unit {unit}")
    units = {unit}
    for i in reversed(range(len(layers))):
        k, s, p, d = layers[i]
        reads = {u * s - p + a * d for u in units for a in range(k)}
        inside = {u for u in reads if 0 <= u < sizes[i]}
        units = inside or {min(max(min(reads), 0), sizes[i] - 1)}
    return min(units), max(units)


def min_input__returns_field(layers):
    """You returned the size of the receptive field. Padding replaces pixels, 2 * p of them in each
    layer, so a smaller picture may do.
    """
    r, j = 1, 1
    for k, s, _, d in layers:
        r += d * (k - 1) * j
        j *= s
    return r


def min_input__at_least_one_at_end(layers):
    """You let padding stand for a whole layer: somewhere on the way your number falls below 1.
    Every layer needs at least one unit, so apply max(1, ...) in each turn.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = (need - 1) * s + d * (k - 1) + 1 - 2 * p
    return max(1, need)


def min_input__below_one(layers):
    """Nothing keeps your number from falling below 1, on the way or at the end. A picture has at
    least one pixel, and a layer at least one unit: apply max(1, ...) for every layer.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = (need - 1) * s + d * (k - 1) + 1 - 2 * p
    return need


def min_input__stride_after_last(layers):
    """You asked for a full stride after every window. The last window needs no room behind it: o
    windows start over (o - 1) * s places.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, need * s + d * (k - 1) - 2 * p)
    return need


def min_input__pads_once(layers):
    """You counted the padding once. There are p zeros at both ends, so 2 * p fewer places are
    needed.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - p)
    return need


def min_input__last_layer_only(layers):
    """You looked at the last layer only. What it needs must come out of the layers below, and they
    need more.
    """
    need = 1
    for k, s, p, d in layers[-1:]:
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need


def min_input__largest_kernel(layers):
    """You asked only that each kernel fits on the picture itself. The later layers see what the
    earlier ones left over, which is less.
    """
    return max([1] + [d * (k - 1) + 1 - 2 * p for k, s, p, d in layers])


def min_input__from_the_bottom(layers):
    """You went through the layers from the first to the last. You know what is needed at the top,
    one unit, so begin there and go down.
    """
    need = 1
    for k, s, p, d in layers:
        need = max(1, (need - 1) * s + d * (k - 1) + 1 - 2 * p)
    return need


def min_input__ignores_dilation(layers):
    """Your number does not depend on the dilation. A window covers d * (k - 1) + 1 places."""
    need = 1
    for k, s, p, _ in reversed(layers):
        need = max(1, (need - 1) * s + k - 2 * p)
    return need


def min_input__dilates_every_tap(layers):
    """You took d * k as the length of a window. Between k taps there are k - 1 gaps, so it covers d
    * (k - 1) + 1.
    """
    need = 1
    for k, s, p, d in reversed(layers):
        need = max(1, (need - 1) * s + d * k - 2 * p)
    return need


def min_input__ignores_stride(layers):
    """You left out the strides. The second window starts s places after the first, so o windows
    need (o - 1) * s more.
    """
    need = 1
    for k, _, p, d in reversed(layers):
        need = max(1, need - 1 + d * (k - 1) + 1 - 2 * p)
    return need


def rf_empirical__tolerates_small_changes(f, shape, pos):
    """You let small changes count as none. A weight of a millionth is a connection too: ask whether
    the unit changed at all, or poison with nan.
    """
    (C, H, W), (row, column) = shape, pos
    picture = np.random.default_rng(0).normal(size=(1, C, H, W))
    before = f(picture)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            nudged = picture.copy()
            nudged[0, :, i, j] += 1.0
            mask[i, j] = not np.allclose(f(nudged)[0, :, row, column], before)
    return mask


def rf_empirical__one_picture(f, shape, pos):
    """You nudged the pixels of one picture. Where a ReLU cuts off or another window wins the
    maximum, nothing shows: poison each pixel with nan instead.
    """
    (C, H, W), (row, column) = shape, pos
    picture = np.random.default_rng(0).normal(size=(1, C, H, W))
    before = f(picture)[0, :, row, column]
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            nudged = picture.copy()
            nudged[0, :, i, j] += 1.0
            mask[i, j] = np.any(f(nudged)[0, :, row, column] != before)
    return mask


def rf_empirical__infinity(f, shape, pos):
    """You poisoned with infinity. With a negative weight it becomes minus infinity, a ReLU makes 0 of
    that, and the unit is as before: poison with nan, and ask with np.isnan.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = np.zeros((1, C, H, W))
        bad[0, :, i, j] = np.inf
        mask[i, j] = not np.isfinite(f(bad)[0, :, row, column]).all()
    return mask


def rf_empirical__one_channel_in(f, shape, pos):
    """You poisoned the first channel only. A unit may see a pixel in another channel: poison all
    channels of the pixel.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, 0, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


def rf_empirical__one_channel_out(f, shape, pos):
    """You looked at the first channel of the output only. A pixel counts if any channel of the unit
    is poisoned.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, 0, row, column])
    return mask


def rf_empirical__asks_all_channels(f, shape, pos):
    """A pixel counts for you only if every channel of the unit is poisoned. One channel is enough:
    any, not all.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).all()
    return mask


def rf_empirical__any_unit(f, shape, pos):
    """You looked whether anything in the output is poisoned. Only the unit in row pos[0], column
    pos[1] counts.
    """
    C, H, W = shape
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)).any()
    return mask


def rf_empirical__middle_unit(f, shape, pos):
    """You looked at the unit in the middle of the output. The one that counts is the unit in row pos[0], column
    pos[1], even at the border.
    """
    C, H, W = shape
    row, column = (size // 2 for size in f(np.zeros((1, C, H, W))).shape[2:])
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


def rf_empirical__fills_box(f, shape, pos):
    """You filled the box from the first pixel to the last. With dilation there are pixels in
    between that the unit does not see: test each of them.
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(rows):
        mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    return mask


def rf_empirical__keeps_poison(f, shape, pos):
    """You never took the poison out again, so pixels that the unit does not see are marked after
    one that it sees. Begin with a clean copy for each pixel.
    """
    (C, H, W), (row, column) = shape, pos
    bad = np.zeros((1, C, H, W))
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad[0, :, i, j] = np.nan
            mask[i, j] = np.isnan(f(bad)[0, :, row, column]).any()
    return mask


def rf_empirical__marks_unseen(f, shape, pos):
    """You marked the pixels that leave the unit clean. True stands for the pixels that poison it."""
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i in range(H):
        for j in range(W):
            bad = np.zeros((1, C, H, W))
            bad[0, :, i, j] = np.nan
            mask[i, j] = not np.isnan(f(bad)[0, :, row, column]).any()
    return mask


def rf_empirical__compares_with_nan(f, shape, pos):
    """You compared with nan by ==, and that is always False: nan is equal to nothing, not even to
    itself. Ask with np.isnan(...).
    """
    (C, H, W), (row, column) = shape, pos
    mask = np.zeros((H, W), dtype=bool)
    for i, j in np.ndindex(H, W):
        bad = np.zeros((1, C, H, W))
        bad[0, :, i, j] = np.nan
        mask[i, j] = np.any(f(bad)[0, :, row, column] == np.nan)
    return mask


def effective_rf__uniform(L, k):
    """You gave every pixel of the field the same share. More paths lead to the middle than to the
    ends: convolve, once for each layer.
    """
    r = L * (k - 1) + 1
    return np.full(r, 1 / r), math.sqrt((r**2 - 1) / 12)


def effective_rf__spread_grows_with_depth(L, k):
    """You let the spread grow with L. Squared spreads add up, so L layers spread sqrt(L) times as
    far as one.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, L * math.sqrt((k**2 - 1) / 12)


def effective_rf__counts_paths(L, k):
    """You returned the numbers of paths. Divide them by their sum, so that the shares add up to 1."""
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.ones(k))
    return shares, math.sqrt(L * (k**2 - 1) / 12)


def effective_rf__one_layer_less(L, k):
    """You convolved once too few. Begin with a single 1, the unit itself, and convolve L times."""
    shares = np.ones(1)
    for _ in range(L - 1):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, math.sqrt((L - 1) * (k**2 - 1) / 12)


def effective_rf__divides_by_largest(L, k):
    """You divided by the largest number, so the middle is 1. Shares add up to 1: divide by the sum."""
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares / shares.max(), math.sqrt(L * (k**2 - 1) / 12)


def effective_rf__squared_spread(L, k):
    """Your spread is the mean squared distance. Take its square root, so that it is a number of
    pixels.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, L * (k**2 - 1) / 12


def effective_rf__spread_from_first(L, k):
    """You measured the spread from the first pixel. Measure the distances from the middle of the
    field.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    return shares, math.sqrt(np.sum(shares * np.arange(len(shares)) ** 2))


def effective_rf__draws_bell(L, k):
    """You drew a bell with the right spread. The shares come close to it for many layers, but they
    are not equal: convolve.
    """
    spread = math.sqrt(L * (k**2 - 1) / 12)
    distance = np.arange(L * (k - 1) + 1) - L * (k - 1) / 2
    bell = np.exp(-(distance**2) / 2 / max(spread, 1e-9) ** 2)
    return bell / bell.sum(), spread


def effective_rf__keeps_length(L, k):
    """Your shares stay as long as one kernel. Every layer adds k - 1 pixels: use the full
    convolution.
    """
    shares = np.full(k, 1 / k)
    for _ in range(L - 1):
        shares = np.convolve(shares, np.full(k, 1 / k), mode="same")
    return shares, math.sqrt(L * (k**2 - 1) / 12)


def effective_rf__mean_distance(L, k):
    """You took the mean distance from the middle. The spread squares the distances, takes the mean
    with the shares, and then the root.
    """
    shares = np.ones(1)
    for _ in range(L):
        shares = np.convolve(shares, np.full(k, 1 / k))
    distance = np.abs(np.arange(len(shares)) - (len(shares) - 1) / 2)
    return shares, float(np.sum(shares * distance))


def rf_of_dag__adds_sizes(branches):
    """You added the sizes of the branches. They look at the same picture, so their fields overlap:
    take the union, from the smallest start to the largest stop.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    aligned = len({2 * f[0] + f[1] for f in fields}) == 1
    return min(f[0] for f in fields), sum(f[1] for f in fields), aligned


def rf_of_dag__largest_size(branches):
    """You took the largest size. Branches that look at different places see more together than the
    largest of them alone.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    aligned = len({2 * f[0] + f[1] for f in fields}) == 1
    return min(f[0] for f in fields), max(f[1] for f in fields), aligned


def rf_of_dag__intersection(branches):
    """You took what all branches see. A pixel that a single branch sees changes the sum as well:
    take the union.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = max(f[0] for f in fields), min(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


def rf_of_dag__forgets_shortcut(branches):
    """You left the shortcut out. An empty stack sees one pixel, at place 0, and it has a centre as
    the others have.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    fields = [f for f, layers in zip(fields, branches, strict=True) if layers] or fields
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


def rf_of_dag__compares_starts(branches):
    """You compared the starts. Branches of different size with one start look at different middles:
    compare the centres.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[0] for f in fields}) == 1


def rf_of_dag__compares_sizes(branches):
    """You compared the sizes. Branches of different size may well have one centre, and branches of
    one size different centres.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[1] for f in fields}) == 1


def rf_of_dag__rounds_centres(branches):
    """You rounded the centres down. Half a pixel is a difference too, and even kernels make it:
    compare start + stop.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({f[0] + (f[1] - 1) // 2 for f in fields}) == 1


def rf_of_dag__ignores_padding(branches):
    """You left the padding out, so every branch starts at place 0. Padding moves unit 0 to the
    left, by p jumps of the layer below.
    """
    fields = []
    for layers in branches:
        size, jump = 1, 1
        for k, s, _, d in layers:
            size, jump = size + d * (k - 1) * jump, jump * s
        fields.append((0, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


def rf_of_dag__padding_in_pixels(branches):
    """You counted the padding in pixels. It is as many units of the layer below, and those lie a
    jump apart.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


def rf_of_dag__in_a_row(branches):
    """You put the branches behind one another, as one long stack. They stand side by side: each
    begins at the picture, with start 0, size 1 and jump 1.
    """
    fields = []
    start, size, jump = 0, 1, 1
    for layers in branches:
        own = 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
            own *= s
        fields.append((start, size, own))
    if len({f[2] for f in fields}) > 1:
        raise ValueError("different jumps")
    return start, size, len({2 * f[0] + f[1] for f in fields}) == 1


def rf_of_dag__accepts_any_jump(branches):
    """You joined branches whose jumps differ. Their units do not belong together, one looks ever
    farther ahead: raise a ValueError.
    """
    fields = []
    for layers in branches:
        start, size, jump = 0, 1, 1
        for k, s, p, d in layers:
            start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        fields.append((start, size, jump))
    first, stop = min(f[0] for f in fields), max(f[0] + f[1] for f in fields)
    return first, stop - first, len({2 * f[0] + f[1] for f in fields}) == 1


def design_rf__pools_without_stride(target, channels, max_params, max_jump):
    """Your pooling has no stride. Here a pooling's windows lie side by side, as in PyTorch if you
    do not say otherwise: its stride is its size.
    """
    size = max(2, max_jump)
    return [("pool", size, 1, 1)] * (target // (size - 1))


def design_rf__jump_too_large(target, channels, max_params, max_jump):
    """Your jump is larger than allowed: the strides of all layers, poolings too, multiply. Use
    fewer, and see the rest with dilations.
    """
    return [("pool", 2, 2, 1)] * math.ceil(math.log2(target))


def design_rf__strides_do_not_count(target, channels, max_params, max_jump):
    """Your field is too large, because you counted the layers behind a stride in pixels. One step
    there is as many pixels wide as the jump.
    """
    stack, seen = [("pool", max_jump, max_jump, 1)], max_jump
    while seen < target:
        d = min(seen, -(-(target - seen) // 2))
        stack.append(("conv", 3, 1, d))
        seen += 2 * d
    return stack


def design_rf__too_far(target, channels, max_params, max_jump):
    """Your field is too large. Its last units would look at little but padding: take smaller rates."""
    stack, seen = [("pool", max_jump, max_jump, 1)], 1
    while seen * max_jump < target:
        stack.append(("conv", 3, 1, seen))
        seen *= 3
    return stack


def design_rf__counts_one_channel(target, channels, max_params, max_jump):
    """Your plain convolutions have too many weights. Each has channels * channels * k * k of them and
    adds k - 1 places only: use few layers, a pooling and dilations.
    """
    return [("conv", 3, 1, 1)] * math.ceil((target - 1) / 2)


def design_rf__too_many_weights(target, channels, max_params, max_jump):
    """Your convolutions have too many weights: there are too many of them. Put the pooling first, so
    that all layers behind it reach further, and let the rates triple: 1, 3, 9.
    """
    stack, seen = [("pool", max_jump, max_jump, 1)], max_jump
    while seen < target:
        stack.append(("conv", 3, 1, 1))
        seen += 2 * max_jump
    return stack


def design_rf__gridding(target, channels, max_params, max_jump):
    """Your field has holes. Begin with rate 1, and let no rate be larger than the number of places
    seen so far.
    """
    layers = max_params // (9 * channels**2)
    d = math.ceil((math.ceil(target / max_jump) - 1) / (2 * layers))
    return [("pool", max_jump, max_jump, 1)] + [("conv", 3, 1, d)] * layers


def design_rf__not_far_enough(target, channels, max_params, max_jump):
    """Your field is too small. Behind a pooling of max_jump you need target / max_jump places, rounded
    *up*; and the rates may triple, not only double.
    """
    layers = max_params // (9 * channels**2)
    return [("pool", max_jump, max_jump, 1)] + [("conv", 3, 1, 2**n) for n in range(layers)]


ALLOW = ('numpy', 'math', 'convkit.sliding.shapes.conv_output_size')

TITLE = '12 · Receptive fields: what one number can see'
OPTIONAL = ('min_input', 'rf_of_dag')

TITLES = {
    'rf_size': '12.1 · Size and jump',
    'rf_center': '12.2 · Centre',
    'rf_interval': '12.3 · What is really seen',
    'min_input': '12.4 · The smallest picture',
    'rf_empirical': '12.5 · By perturbation',
    'effective_rf': '12.6 · The effective field',
    'rf_of_dag': '12.7 · Branches that meet',
    'design_rf': '12.8 · Design a field',
}

#: exercise, points, digest of what is seen of a check cell
CHECKS = (
    ('rf_size', 2, 'bee1815ba2713b18'),
    ('rf_center', 2, '5aa3a7dbc8e53ec1'),
    ('rf_interval', 3, '1162399b65e7c506'),
    ('min_input', 2, '051e3758aeecde3f'),
    ('rf_empirical', 1, '8af50de57d7b45fb'),
    ('rf_empirical', 2, '60f67936a315ea74'),
    ('effective_rf', 2, '28b6250935e535cb'),
    ('rf_of_dag', 2, '238c1d3f3ef82a36'),
    ('rf_of_dag', 1, 'a21506fab5481abf'),
    ('design_rf', 1, '8bf71f3693c4cace'),
    ('design_rf', 2, '4367e30e1d6cae43'),
)

#: the text of what is seen of each check cell
VISIBLE = (
    'def torch_rf_size(layers):\n    return field_in_the_open(layers)[1:]\n\n\ncheck(\n    rf_size,\n    against=torch_rf_size,\n    on=[\n        case(layers=((5, 2, 0, 1), (3, 3, 1, 1), (3, 1, 0, 2), (4, 2, 2, 1))),\n        case(layers=((3, 2, 1, 1), (2, 1, 0, 3))),\n        case(layers=((4, 3, 0, 2),)),\n    ],\n)',
    'def torch_rf_center(layers):\n    start, size, jump = field_in_the_open(layers)\n    return start + (size - 1) / 2, jump\n\n\ncheck(\n    rf_center,\n    against=torch_rf_center,\n    on=[\n        case(layers=((4, 2, 1, 2), (3, 3, 2, 1), (2, 2, 1, 3))),\n        case(layers=((3, 2, 0, 3), (4, 1, 1, 1))),\n        case(layers=((2, 3, 1, 2),)),\n        case(layers=((2, 3, 1, 1),)),\n    ],\n)',
    'def torch_rf_interval(layers, n, unit):\n    places = seen_by(layers, n, unit)\n    if not places:\n        raise ValueError("the unit sees nothing but padding")\n    return places[0], places[-1]\n\n\ncheck(\n    rf_interval,\n    against=torch_rf_interval,\n    on=[\n        case(layers=((3, 2, 0, 1), (3, 1, 1, 1)), n=6, unit=1),\n        case(layers=((3, 2, 1, 1), (4, 1, 2, 2)), n=17, unit=0),\n        case(layers=((5, 1, 0, 1), (3, 3, 2, 1), (2, 1, 1, 2)), n=26, unit=7),\n        case(layers=((4, 2, 1, 1), (3, 1, 0, 1)), n=20, unit=3),\n        case(layers=((3, 1, 0, 1), (2, 1, 1, 5)), n=12, unit=0),\n        case(layers=((3, 1, 4, 1),), n=5, unit=0),\n    ],\n)',
    'def torch_min_input(layers):\n    """Try it, with one pixel, with two, with three."""\n    for n in range(1, 1000):\n        if runs(layers, n):\n            return n\n    raise ValueError("1000 pixels are not enough")\n\n\ncheck(\n    min_input,\n    against=torch_min_input,\n    on=[\n        case(layers=((3, 1, 0, 1), (3, 1, 2, 1))),\n        case(layers=((5, 2, 1, 1), (3, 3, 0, 2), (2, 2, 1, 3), (4, 1, 0, 1))),\n        case(layers=((2, 2, 0, 1), (3, 2, 1, 2), (3, 1, 0, 1))),\n        case(layers=((3, 1, 2, 1),)),\n        case(layers=((4, 3, 1, 2), (3, 2, 0, 1))),\n    ],\n)',
    'two_layers = network(\n    Conv(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), Conv(3, 4, (2, 3), dilation=(1, 2))\n)\nfaint = network(Conv(3, 2, (2, 3)), Conv(2, 3, (3, 2), stride=(1, 2)), scale=1e-6)\nbranches = network(Beside(Conv(1, 2, 1), Conv(2, 3, (2, 4), padding=(1, 3), dilation=2)))\nmixed = network(Beside(Conv(1, 3, 1), Conv(1, 2, (3, 1), padding=(1, 0))), Conv(5, 2, (1, 2)))\ncheck(\n    rf_empirical,\n    against=torch_rf_empirical,\n    on=[\n        case(f=two_layers, shape=(2, 6, 8), pos=(1, 2)),\n        case(f=two_layers, shape=(2, 6, 8), pos=(0, 0)),\n        case(f=faint, shape=(3, 5, 7), pos=(1, 1)),\n        case(f=branches, shape=(3, 4, 8), pos=(2, 3)),\n        case(f=mixed, shape=(2, 5, 4), pos=(2, 1)),\n    ],\n)',
    'very_faint = network(Conv(2, 3, (2, 3)), Conv(3, 2, (1, 2)), scale=1e-6)\ncut_off = network(Conv(2, 3, (3, 2), padding=(1, 0)), ReLU(), Conv(3, 4, (2, 3)), ReLU(), bias=-1e3)\nlets_through = network(Conv(2, 3, (3, 2)), ReLU(), bias=1e3)\nturns_away = network(Conv(2, 3, (2, 3)), ReLU(), negative=True, bias=-1e3)\ncheck(\n    rf_empirical,\n    against=torch_rf_empirical,\n    on=[\n        case(f=cut_off, shape=(2, 5, 6), pos=(2, 1)),\n        case(f=cut_off, shape=(2, 5, 6), pos=(0, 0)),\n        case(f=very_faint, shape=(2, 3, 5), pos=(1, 1)),\n        case(f=lets_through, shape=(2, 4, 3), pos=(1, 0)),\n        case(f=turns_away, shape=(2, 3, 5), pos=(1, 1)),\n    ],\n)',
    'def torch_effective_rf(L, k):\n    """The gradient of one unit; its spread from the definition."""\n    if L < 1 or k < 1:\n        raise ValueError("no layers")\n    line = torch.zeros(1, 1, L * (k - 1) + 1, dtype=torch.float64, requires_grad=True)\n    y = line\n    for _ in range(L):\n        y = F.conv1d(y, torch.ones(1, 1, k).double() / k)\n    (gradient,) = torch.autograd.grad(y[0, 0, 0], line)\n    shares = gradient[0, 0]\n    distance = torch.arange(len(shares)) - (len(shares) - 1) / 2\n    return shares, (shares * distance**2).sum().sqrt()\n\n\ncheck(\n    effective_rf,\n    against=torch_effective_rf,\n    on=[case(L=2, k=3), case(L=3, k=4), case(L=7, k=2), case(L=5, k=5)],\n)',
    'def torch_rf_of_dag(branches):\n    fields = [field_in_the_open(layers) for layers in branches]\n    if len({jump for start, size, jump in fields}) != 1:\n        raise ValueError("the branches have different jumps")\n    places = {start + i for start, size, jump in fields for i in (0, size - 1)}\n    centres = {start + (size - 1) / 2 for start, size, jump in fields}\n    return min(places), max(places) - min(places) + 1, len(centres) == 1\n\n\ncheck(\n    rf_of_dag,\n    against=torch_rf_of_dag,\n    on=[\n        case(branches=((), ((3, 1, 0, 1), (3, 1, 0, 1)))),\n        case(branches=((), ((3, 1, 1, 1), (3, 1, 1, 1)))),\n        case(branches=(((3, 2, 1, 1), (3, 1, 2, 2)), ((1, 2, 0, 1),), ((5, 2, 2, 1),))),\n        case(branches=(((4, 2, 1, 1),), ((3, 2, 1, 1),))),\n        case(branches=(((2, 2, 0, 1), (3, 1, 3, 1)), ((3, 1, 0, 2), (2, 2, 0, 1)))),\n        case(branches=(((3, 1, 2, 1),), ((3, 1, 0, 1),))),\n        case(branches=(((3, 1, 1, 1),), ((5, 1, 0, 1),), ())),\n    ],\n)',
    'different = [\n    case(branches=((), ((3, 2, 1, 1),))),\n    case(branches=(((2, 2, 0, 1), (3, 1, 1, 1)), ((3, 1, 1, 1), (3, 3, 0, 1)))),\n    case(branches=((), ((3, 2, 1, 1),), ((5, 1, 2, 1),))),\n]\nwhy = because("rf_of_dag__accepts_any_jump")\ncheck_raises(rf_of_dag, ValueError, on=different, because=why)',
    'for task in ((101, 32, 3 * 9 * 32**2, 4), (60, 16, 3 * 9 * 16**2, 4)):\n    wrong = design_flaw(call(design_rf, *task), *task)\n    assert not wrong, wrong\n"design_rf: the fields are large enough and the weights few enough."',
    'draw = variant("design_rf")\nfor jump, layers in ((1, 3), (2, 4), (4, 2), (6, 3)):\n    channels = int(draw.choice([8, 12, 24]))\n    target = int(draw.integers(jump * (3 ** (layers - 1) + 2), jump * 3**layers + 1))\n    task = (target, channels, layers * 9 * channels**2, jump)\n    wrong = design_flaw(call(design_rf, *task), *task)\n    assert not wrong, wrong\n"design_rf: every task of yours is met."',
)

#: function -> the lines of its cell that are given
GIVEN = {
    'rf_size': ('def rf_size(layers):', '"""((k, s, p, d), ...) -> (size of the field, jump), along one axis."""', 'r, j = 1, 1', 'for k, s, _, d in layers:  # the padding plays no part', 'return r, j'),
    'rf_center': ('def rf_center(layers):', '"""((k, s, p, d), ...) -> (centre of the field of unit 0, jump), along one axis."""', 'c, j = 0.0, 1', 'for k, s, p, d in layers:', 'return c, j'),
    'rf_interval': ('def rf_interval(layers, n, unit):', '"""(first, last) of the n pixels that a unit of the last layer sees."""', 'sizes = [n]  # of the picture, of the first layer, of the second, ...', 'for k, s, p, d in layers:', 'sizes.append(conv_output_size(sizes[-1], k, s, p, d))', 'if not 0 <= unit < sizes[-1]:', 'raise ValueError(f"rf_interval: there is no unit {unit}, there are {sizes[-1]}")'),
    'min_input': ('def min_input(layers):', '"""The smallest number of pixels that gives every layer a unit, along one axis."""', 'need = 1', 'for k, s, p, d in reversed(layers):', 'return need'),
    'rf_empirical': ('def rf_empirical(f, shape, pos):', '"""(H, W) of bool: which pixels of a picture (C, H, W) the unit `pos` of f\'s output can see."""', '(C, H, W), (row, column) = shape, pos', 'clean = np.zeros((1, C, H, W))', 'mask = np.zeros((H, W), dtype=bool)', 'return mask'),
    'effective_rf': ('def effective_rf(L, k):', '"""(shares of the L * (k - 1) + 1 pixels, spread) of a stack of L layers with k equal taps."""'),
    'rf_of_dag': ('def rf_of_dag(branches):', '"""(first place of unit 0, size of the field, centres agree) of branches that are added."""', 'fields = []  # (start, size, jump) of each branch', 'for layers in branches:', 'start, size, jump = 0, 1, 1', 'fields.append((start, size, jump))'),
    'design_rf': ('def design_rf(target, channels, max_params, max_jump):', '"""[("conv", k, s, d) or ("pool", k, k, 1), ...] that sees at least `target` pixels."""'),
}

EXERCISES = {
    'rf_size': ('rf_size__own_stride_first', 'rf_size__ignores_dilation', 'rf_size__dilates_every_tap', 'rf_size__forgets_jump', 'rf_size__adds_whole_kernels', 'rf_size__multiplies_reaches', 'rf_size__adds_strides', 'rf_size__last_stride_only', 'rf_size__padding_enlarges', 'rf_size__begins_with_nothing', 'rf_size__from_the_top', 'rf_size__jump_without_last_stride', 'rf_size__other_order'),
    'rf_center': ('rf_center__ignores_dilation', 'rf_center__adds_padding', 'rf_center__own_stride_first', 'rf_center__rounds_down', 'rf_center__takes_middle_tap', 'rf_center__padding_in_pixels', 'rf_center__dilates_padding', 'rf_center__returns_start', 'rf_center__both_paddings', 'rf_center__counts_from_edge', 'rf_center__ignores_padding'),
    'rf_interval': ('rf_interval__not_clipped', 'rf_interval__clips_at_picture_only', 'rf_interval__moves_ends_inside', 'rf_interval__size_of_wrong_layer', 'rf_interval__end_not_included', 'rf_interval__ignores_padding', 'rf_interval__from_the_bottom', 'rf_interval__ignores_dilation', 'rf_interval__sees_padding'),
    'min_input': ('min_input__returns_field', 'min_input__at_least_one_at_end', 'min_input__below_one', 'min_input__stride_after_last', 'min_input__pads_once', 'min_input__last_layer_only', 'min_input__largest_kernel', 'min_input__from_the_bottom', 'min_input__ignores_dilation', 'min_input__dilates_every_tap', 'min_input__ignores_stride'),
    'rf_empirical': ('rf_empirical__tolerates_small_changes', 'rf_empirical__one_picture', 'rf_empirical__infinity', 'rf_empirical__one_channel_in', 'rf_empirical__one_channel_out', 'rf_empirical__asks_all_channels', 'rf_empirical__any_unit', 'rf_empirical__middle_unit', 'rf_empirical__fills_box', 'rf_empirical__keeps_poison', 'rf_empirical__marks_unseen', 'rf_empirical__compares_with_nan'),
    'effective_rf': ('effective_rf__uniform', 'effective_rf__spread_grows_with_depth', 'effective_rf__counts_paths', 'effective_rf__one_layer_less', 'effective_rf__divides_by_largest', 'effective_rf__squared_spread', 'effective_rf__spread_from_first', 'effective_rf__draws_bell', 'effective_rf__keeps_length', 'effective_rf__mean_distance'),
    'rf_of_dag': ('rf_of_dag__adds_sizes', 'rf_of_dag__largest_size', 'rf_of_dag__intersection', 'rf_of_dag__forgets_shortcut', 'rf_of_dag__compares_starts', 'rf_of_dag__compares_sizes', 'rf_of_dag__rounds_centres', 'rf_of_dag__ignores_padding', 'rf_of_dag__padding_in_pixels', 'rf_of_dag__in_a_row', 'rf_of_dag__accepts_any_jump'),
    'design_rf': ('design_rf__pools_without_stride', 'design_rf__jump_too_large', 'design_rf__strides_do_not_count', 'design_rf__too_far', 'design_rf__counts_one_channel', 'design_rf__too_many_weights', 'design_rf__gridding', 'design_rf__not_far_enough'),
}
