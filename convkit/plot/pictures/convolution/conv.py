"""Channels: stacks of planes, filters that read all of them, one plane out for each filter."""

import numpy as np

from convkit.convolution.conv import conv2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, grey_range, image_height, pixels
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.marking import draw_taps, padded_grid
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import FAINT, PAPER, QUIET, ROLES, SMALL, TEXT, mix, warm
from convkit.plot.draw.sums import sum_parts, write_sum
from convkit.plot.film.frames import film
from convkit.sliding.shapes import conv_output_size

__all__ = ["blocks", "channel_sum", "feature_maps", "filters"]

STEP = 7  # points between the planes of a stack
GAP = 26  # points between arrays, with room for a sign


def _stack(canvas, x, y, w, h, count, role, shown=6, falling=False):
    """Planes behind one another; more than ``shown`` are cut short.

    The first stands in front at the bottom, or, ``falling``, behind the others at the top.
    """
    drawn_planes = min(count, shown)
    for c in reversed(range(drawn_planes)):
        down = c if falling else drawn_planes - 1 - c
        place = canvas.cover(x + c * STEP, y + down * STEP, w, h)
        fill = mix(ROLES[role].colour, 0.16 + 0.1 * (c % 2))
        z = 2 + 0.01 * (c if falling else shown - c)
        canvas.frame(place, role, width=1.2, fill=fill, dash="", z=z)
    reach = (drawn_planes - 1) * STEP
    return canvas.cover(x, y, w + reach, h + reach)


@drawn
def blocks(c_in=3, c_out=4, size=(6, 5), kernel_size=(3, 2), *, padding=0, stride=1):
    """What a layer is made of: (C_in, H, W) goes through C_out filters and gives (C_out, H', W').

    Parameters
    ----------
    c_in, c_out : int
        Channels in and out.
    size, kernel_size : pair of int
        Height and width.
    """
    out = [
        int(conv_output_size(n, k, stride, padding)) for n, k in zip(size, kernel_size, strict=True)
    ]
    canvas = Canvas()
    unit = min(13.0, 110 / max(*size, *out))
    shown = min(c_out, 4)
    kh, kw = (max(14.0, unit * k) for k in kernel_size)
    depth = (min(c_in, 6) - 1) * STEP
    row = max(kh + depth + 16, 34)
    tall = max(shown * row, unit * size[0] + depth, unit * out[0] + (min(c_out, 6) - 1) * STEP)
    left = _stack(
        *(canvas, 0, (tall - unit * size[0] - depth) / 2, unit * size[1], unit * size[0]),
        *(c_in, "input"),
    )
    x = left.right + 84
    filters = []
    for o in range(shown):
        y = (tall - shown * row) / 2 + o * row + (row - kh - depth) / 2
        filters.append(_stack(canvas, x, y, kw, kh, c_in, "kernel"))
    right = filters[0].right + 84
    gap = (min(c_out, 6) - 1) * STEP
    result = _stack(
        *(canvas, right, (tall - unit * out[0] - gap) / 2, unit * out[1], unit * out[0]),
        *(c_out, "output"),
        falling=True,
    )
    for o, place in enumerate(filters):  # filter o makes plane o
        canvas.arrow((left.right + 6, left.middle[1]), (place.x - 6, place.middle[1]))
        plane = result.x + o * STEP, result.y + o * STEP + (o + 0.5) / shown * unit * out[0]
        canvas.arrow((place.right + 6, place.middle[1]), (plane[0] - 1, plane[1]))
    if c_out > shown:
        canvas.text(filters[0].middle[0], tall + 4, f"… {c_out} in all", size=SMALL, colour=QUIET)
    top, foot = -20, tall + (26 if c_out > shown else 18)
    spots = [left.middle[0], filters[0].middle[0], result.middle[0]]
    names = ("input", "kernel", "output"), ("input", "filters", "output")
    shapes = (
        f"{c_in} × {size[0]} × {size[1]}",
        f"{c_out} × {c_in} × {kernel_size[0]} × {kernel_size[1]}",
        f"{c_out} × {out[0]} × {out[1]}",
    )
    for spot, role, name, shape in zip(spots, *names, shapes, strict=True):
        canvas.name(spot, top, role, name)
        canvas.text(spot, foot, shape, size=SMALL, colour=QUIET)
    weights = c_out * c_in * kernel_size[0] * kernel_size[1]
    alt = (
        f"An input {shapes[0]} goes through {words.plural(c_out, 'filter')}, each with one kernel "
        f"for every input channel ({shapes[1]}, {weights} weights), and each gives one plane "
        f"of the output {shapes[2]}."
    )
    return canvas.finish(alt, {"output": (c_out, *out), "weights": weights})


@drawn
def feature_maps(image, weight, names=None):
    """What each filter of a layer makes of a colour picture.

    Parameters
    ----------
    image : array_like
        (H, W, C) or (C, H, W) with C = 3.
    weight : array_like
        (O, 3, kh, kw).
    names : sequence of str, optional
        One for each filter.
    """
    rgb = pixels(image)  # (H, W, 3)
    weight = np.asarray(weight, dtype=float)
    if weight.ndim != 4 or weight.shape[1] != 3:
        raise ValueError(f"feature_maps: weight must be (O, 3, kh, kw), got {weight.shape}")
    count = len(weight)
    names = list(names or (f"filter {o}" for o in range(count)))
    if len(names) != count:
        raise ValueError(f"feature_maps: needs {count} names, got {len(names)}")
    maps = conv2d(np.ascontiguousarray(rgb.transpose(2, 0, 1))[None], weight)[0]  # (O, H', W')
    gap, columns = 18, min(count, 3)
    width = min(230, (INSIDE - gap * (columns - 1)) / columns)
    canvas, parts = Canvas(), []
    total = columns * (width + gap) - gap
    high = image_height(rgb, width)
    first = canvas.image((total - width) / 2, 0, width, high, rgb)
    canvas.name(first.middle[0], -15, "input", words.size(rgb))
    kh, kw = weight.shape[2:]
    cell = min(26, (width - 2 * 8) / (3 * kw))
    for o, (name, plane) in enumerate(zip(names, maps, strict=True)):
        row, column = divmod(o, columns)
        x = column * (width + gap)
        y = high + 46 + row * (high + kh * cell + 96)
        canvas.name(x + width / 2, y, "kernel", name)
        _filter(canvas, x + (width - 3 * kw * cell - 16) / 2, y, weight[o], cell)
        top = y + 32 + kh * cell + 12
        canvas.image(x, top, width, image_height(plane, width), plane, *grey_range(plane))
        foot = top + image_height(plane, width) + 13
        canvas.text(x + width / 2, foot, words.extremes(plane), size=SMALL, colour=QUIET)
        parts.append(f"{name}, response {words.extremes(plane)}")
    alt = f"A colour picture {words.size(rgb)} and {words.plural(count, 'feature map')}: "
    return canvas.finish(alt + "; ".join(parts) + ".", dict(zip(names, maps, strict=True)))


def _filter(canvas, x, y, weight, cell):
    """The three kernels of one filter side by side, orange for positive, blue for negative."""
    texts = words.cell_texts(weight, room=4)
    small = texts is None or text_size(texts, cell) is None
    wide, reach = weight.shape[2] * cell, float(np.abs(weight).max()) or 1.0
    for c, (letter, k) in enumerate(zip("RGB", weight, strict=True)):
        at = x + c * (wide + 8)
        canvas.text(at + wide / 2, y + 20, letter, size=SMALL, colour=QUIET)
        fill = np.array([[warm(v / reach) for v in line] for line in k], dtype=object)
        shown = False if small else texts[c]
        canvas.grid(at, y + 32, k, "kernel", cell=cell, fill=fill, width=1.0, texts=shown)


@drawn
def channel_sum(x, w, at=(0, 0), names=("red", "green", "blue")):
    """One window of one filter: the products of every plane, their sums, and the one answer.

    Parameters
    ----------
    x : array_like
        (C, H, W), small enough to read; C is 2 or 3.
    w : array_like
        (C, kh, kw).
    at : tuple
        Row and column of the output.
    names : sequence of str
        One for each plane.
    """
    x, w = np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    if x.ndim != 3 or w.ndim != 3 or len(x) != len(w) or len(x) not in (2, 3):
        raise ValueError(
            f"channel_sum: x and w must be (C, H, W) and (C, kh, kw) with C 2 or 3, got {x.shape} "
            f"and {w.shape}"
        )
    whole = sum(film("conv", a, b).output for a, b in zip(x, w, strict=True))  # (H', W')
    cell = min(30, (INSIDE - 3 * GAP - 190) / (x.shape[2] + w.shape[2]))
    canvas, y, sums, said = Canvas(), 0.0, [], []
    tall = max(x.shape[1], w.shape[1]) * cell
    left = 62
    for name, plane, kernel in zip(names, x, w, strict=False):
        made = film("conv", plane, kernel, at=at)
        (frame,) = made.frames
        canvas.text(0, y + tall / 2, name, align="left", weight="bold")
        _plane(canvas, left, y + tall / 2, made, cell, named=not sums)
        sums.append(frame.total)
        said.append(f"{name} {''.join(text for text, _ in sum_parts(frame))}")
        y += tall + 22
    total = sum(sums)
    shown = [(f"({words.number(v)})" if v < 0 else words.number(v)) for v in sums]
    parts = []
    for n, text in enumerate(shown):
        parts += [(" + ", QUIET)] * (n > 0) + [(text, "output")]
    parts += [(" = ", QUIET), (words.number(total), "output")]
    y += 24
    middle = y + len(whole) * cell / 2
    canvas.text(0, middle, "all", align="left", weight="bold")
    written = canvas.runs(left, middle, parts, width=1e6)
    canvas.text(written.right + GAP / 2 + 6, middle, "→", size=TEXT + 4, colour=QUIET)
    _one_output(canvas, written.right + GAP + 14, y, whole, at, words.number(total), cell)
    alt = (
        f"A picture of {len(x)} planes under a filter of {len(w)} kernels, at row {at[0]}, column "
        f"{at[1]}: {'; '.join(said)}. Together {' + '.join(shown)} = {words.number(total)}."
    )
    return canvas.finish(alt, {"sums": sums, "total": total, "output": whole})


def _plane(canvas, x, middle, made, cell, named):
    """One plane with its window, its kernel, and the sum of their products."""
    (frame,) = made.frames
    top = middle - len(made.input) * cell / 2
    box = padded_grid(canvas, x, top, made, cell, name="input" if named else None)
    draw_taps(canvas, box, frame.taps, made.dilation)
    canvas.text(box.right + GAP / 2, middle, "∗", size=TEXT + 4, colour=QUIET)
    k = canvas.grid(
        *(box.right + GAP, middle - len(made.kernel) * cell / 2, made.kernel, "kernel"),
        cell=cell,
        tint=True,
        name="kernel" if named else None,
        foot="",
    )
    write_sum(canvas, k.right + GAP, middle, frame, "conv", INSIDE - k.right - GAP)


def _one_output(canvas, x, y, output, at, text, cell):
    """The output plane, of which one number is known."""
    texts = np.full(output.shape, "", dtype=object)
    texts[at] = text
    fill = np.full(output.shape, FAINT, dtype=object)
    fill[at] = PAPER
    out = canvas.grid(x, y, output, "output", cell=cell, texts=texts, fill=fill)
    canvas.name(out.middle[0], y - 15, "output", "output")
    canvas.frame(out.at(*at), "output", width=3, fill=ROLES["output"].tint, z=1.5)
    canvas.text(
        *(out.right + 14, out.middle[1], "one plane"), size=SMALL, colour=QUIET, align="left"
    )


@drawn
def filters(x, w, b=None, *, stride=1, padding=0):
    """A layer in numbers: a row for each channel, a column for each filter, the output at its foot.

    Parameters
    ----------
    x : array_like
        (C, H, W), small enough to read.
    w : array_like
        (O, C, kh, kw).
    b : array_like, optional
        (O,).
    stride, padding : int or pair
        As in `convkit.conv2d`.
    """
    x, w = np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    if x.ndim != 3 or w.ndim != 4 or w.shape[1] != len(x):
        raise ValueError(
            f"filters: x and w must be (C, H, W) and (O, C, kh, kw), got {x.shape} and {w.shape}"
        )
    b = np.zeros(len(w)) if b is None else np.asarray(b, dtype=float)
    y = conv2d(x[None], w, b, stride, padding)[0]  # (O, Ho, Wo)
    widest = max(w.shape[3], y.shape[2])
    cell = min(30, (INSIDE - 40 - (GAP + 44) * len(w)) / (x.shape[2] + len(w) * widest))
    row, room = max(x.shape[1], w.shape[2]) * cell + 14, widest * cell + 44
    canvas, said = Canvas(), []
    inputs, foot = 40 + x.shape[2] * cell / 2, len(x) * row + 42

    def centred(column, middle, values, role, **options):
        h, w = values.shape
        at = column - w * cell / 2, middle - h * cell / 2
        return canvas.grid(*at, values, role, cell=cell, **options)

    canvas.name(inputs, -15, "input", "input")
    canvas.name(inputs, foot + y.shape[1] * cell / 2, "output", "output")
    for c, plane in enumerate(x):
        canvas.text(0, (c + 0.5) * row - 7, f"c = {c}", size=SMALL, colour=QUIET, align="left")
        centred(inputs, (c + 0.5) * row - 7, plane, "input", foot="")
    for o, (kernels, bias, plane) in enumerate(zip(w, b, y, strict=True)):
        column = 2 * inputs - 40 + GAP + o * (room + GAP) + room / 2
        canvas.name(column, -15, "kernel", f"filter {o}")
        for c, k in enumerate(kernels):
            centred(column, (c + 0.5) * row - 7, k, "kernel", tint=True, foot="")
        text = f"sum {'−' if bias < 0 else '+'} {words.number(abs(bias))}"
        canvas.text(column, foot - 22, text, size=SMALL, colour=QUIET)
        centred(column, foot + len(plane) * cell / 2, plane, "output", foot=f"plane {o}")
        said.append(f"Filter {o}, bias {words.number(bias)}, gives {words.say('plane', plane)}.")
    alt = f"{words.plural(len(x), 'input plane')} through {words.plural(len(w), 'filter')}."
    return canvas.finish(" ".join([alt, *said]), {"output": y})
