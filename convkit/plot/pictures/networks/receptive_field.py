"""Receptive fields: what one number deep in a network has seen, on a picture and unit by unit."""

from typing import NamedTuple

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, image_height
from convkit.plot.draw.marking import dot
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import GRID, PAPER, QUIET, ROLES, SMALL, mix
from convkit.sliding.shapes import conv_output_size

__all__ = ["effective_field", "reach", "receptive_field", "ruler"]

LABEL = 84  # points: room for the names of the rows
RISE = 58  # points: from one row to the next
SHADES = ("kernel", "yours", "input", "expected", "output")


@drawn
def receptive_field(image, layers, at=None):
    """The field of one unit after each layer, on the picture it looks at.

    Parameters
    ----------
    image : array_like
        (H, W) or (H, W, 3).
    layers : sequence of (kernel_size, stride, padding, dilation)
        From the first to the last; the same on both axes.
    at : tuple of int, optional
        Row and column of the unit in the last layer; the middle one unless given.

    Notes
    -----
    For each earlier layer it is the field of the middle one of the units that the chosen unit
    reads. A layer makes fields larger by d(k − 1) times the product of the strides before it.
    """
    image = np.asarray(image)
    h, w = image.shape[:2] if image.shape[-1] == 3 or image.ndim == 2 else image.shape[1:]
    start, jump, size, fields = 0, 1, 1, []
    for k, s, p, d in layers:
        start -= p * jump
        size += d * (k - 1) * jump
        jump *= s
        fields.append((size, jump, start))
    heights, widths = [h], [w]
    for k, s, p, d in layers:
        heights.append(int(conv_output_size(heights[-1], k, s, p, d)))
        widths.append(int(conv_output_size(widths[-1], k, s, p, d)))
    row, column = at or (heights[-1] // 2, widths[-1] // 2)
    if not (0 <= row < heights[-1] and 0 <= column < widths[-1]):
        raise ValueError(
            f"receptive_field: at must be a unit of {heights[-1]} × {widths[-1]}, got {at}"
        )
    corners = list(zip(_follow(layers, row), _follow(layers, column), strict=True))
    width = min(300, INSIDE - 150)
    canvas = Canvas()
    box = canvas.image(0, 0, width, image_height(image, width), image)
    unit = width / w
    for n, ((size, jump, start), (top, left)) in enumerate(zip(fields, corners, strict=True)):
        x, y = (left * jump + start) * unit, (top * jump + start) * unit
        place = box._replace(x=x, y=y, w=size * unit, h=size * unit)
        _field(canvas, place, n, f"layer {n + 1}: {size}", box.right + 18)
    said = [f"layer {n + 1}: {size} × {size}" for n, (size, *_) in enumerate(fields)]
    note = f"picture {h} × {w}"
    canvas.text(box.middle[0], box.bottom + 14, note, size=SMALL, colour=QUIET)
    alt = (
        f"The receptive field of one unit, row {row}, column {column} of {heights[-1]} × "
        f"{widths[-1]}, on a picture {h} × {w}. {'; '.join(said)} pixels."
    )
    return canvas.finish(alt, {"sizes": [size for size, *_ in fields]})


def _field(canvas, place, n, label, legend):
    """The frame of the n-th field on the picture, and its line in the legend at its right."""
    role, dash = SHADES[n % len(SHADES)], ("", "5 2", "2 1.5")[n % 3]
    canvas.frame(place, PAPER, width=4.6, z=4)
    canvas.frame(place, role, width=2.2, z=5, dash=dash)
    y = 12 + 26 * n
    canvas.line([(legend, y), (legend + 26, y)], ROLES[role].colour, 2.4, dash)
    canvas.text(legend + 34, y, label, align="left")


def _follow(layers, unit):
    """For each layer, the middle one of its units that ``unit`` of the last layer reads."""
    first = last = unit
    middles = [unit]
    for k, s, p, d in reversed(layers[1:]):
        first, last = first * s - p, last * s - p + d * (k - 1)
        middles.append((first + last) // 2)
    return middles[::-1]


@drawn
def ruler(layers, n, units=4):
    """Where the first units of a stack look: their fields as bars over a ruler of pixels.

    Parameters
    ----------
    layers : sequence of (kernel_size, stride, padding, dilation)
        The first one first.
    n : int
        Pixels.
    units : int
        How many units to draw, from unit 0 on; fewer if there are not so many.

    Notes
    -----
    The mark on each bar is its centre. Dashed places are padding.

    Examples
    --------
    >>> ruler(((4, 2, 1, 1),), 8).data["centres"]
    [0.5, 2.5, 4.5, 6.5]
    """
    start, size, jump, count = 0, 1, 1, n
    for k, s, p, d in layers:
        start, size, jump = start - p * jump, size + d * (k - 1) * jump, jump * s
        count = int(conv_output_size(count, k, s, p, d))
    starts = [start + u * jump for u in range(min(units, count))]
    centres = [first + (size - 1) / 2 for first in starts]
    low, high = min(0, starts[0]), max(n, starts[-1] + size)
    cell = min(30, (INSIDE - LABEL) / (high - low))
    canvas, rise = Canvas(), 24

    def x(place):
        return LABEL + (place - low + 0.5) * cell

    bottom = rise * len(starts)
    _pixels(canvas, range(low, high), n, x, cell, bottom)
    for u, (first, centre) in enumerate(zip(starts, centres, strict=True)):
        y = rise * u + 4
        box = canvas.cover(x(first) - cell / 2, y, size * cell, 10)
        canvas.frame(box, "output", width=1.4, fill=ROLES["output"].tint, z=3)
        canvas.line([(x(centre), y + 5), (x(centre), bottom)], ROLES["output"].colour, 1.2, "2 2")
        dot(canvas, x(centre), y + 5, 4.5, "output", True)
        canvas.text(0, y + 5, f"unit {u}", align="left", size=SMALL, colour=QUIET)
    canvas.name(0, bottom + 12, "input", "pixels", align="left")
    named = ", ".join(words.number(c) for c in centres)
    note = f"field {size}, jump {jump}, centres {named}"
    canvas.text(LABEL + (high - low) * cell / 2, bottom + 52, note, colour=QUIET)
    alt = f"Fields of the first {words.plural(len(starts), 'unit')} over {n} pixels: {note}."
    return canvas.finish(alt, {"centres": centres, "size": size, "jump": jump})


def _pixels(canvas, places, n, x, cell, top):
    """The pixels of a ruler, numbered where there is room, with the padding beside them."""
    for place in places:
        inside = 0 <= place < n
        box = canvas.cover(x(place) - cell / 2, top, cell, min(cell, 24))
        canvas.frame(box, "input" if inside else "padding", width=1.0)
        if inside and (cell > 15 or place % 5 == 0):
            canvas.text(x(place), box.bottom + 11, str(place), size=SMALL, colour=QUIET)


@drawn
def effective_field(field, *, title="theoretical"):
    """How strongly each input weighs in, inside the box that could weigh in at all.

    Parameters
    ----------
    field : array_like
        (H, W), not negative: absolute gradients of one output, zero outside its field.
    """
    field = np.asarray(field, dtype=float)
    if field.ndim != 2 or field.min() < 0 or field.max() == 0:
        raise ValueError(f"effective_field: needs (H, W) >= 0, not all zero, got {field.shape}")
    rows, columns = (np.flatnonzero(field.any(axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(columns[0])
    high, wide = int(rows[-1]) - top + 1, int(columns[-1]) - left + 1
    share = np.sort(field.ravel())[::-1].cumsum() / field.sum()
    half = int(np.searchsorted(share, 0.5)) + 1
    width = 250
    canvas = Canvas()
    box = canvas.image(0, 0, width, image_height(field, width), 1 - field / field.max())
    unit = width / field.shape[1]
    spot = box._replace(x=left * unit, y=top * unit, w=wide * unit, h=high * unit)
    canvas.frame(spot, "expected", width=2.2)
    canvas.name(width + 22, 14, "expected", f"{title} {high} × {wide}", align="left")
    note = f"half of the weight lies on {half} of {high * wide} pixels"
    canvas.note(width + 22, 30, note, width=200)
    profile = field.sum(0) / field.sum(0).max()
    base = box.bottom + 70
    canvas.cover(0, box.bottom + 12, width, 60)
    for j, value in enumerate(profile):
        bar = box._replace(x=j * unit, y=base - 50 * value, w=unit, h=max(50 * value, 0.01))
        canvas.frame(bar, "input", width=0, fill=ROLES["input"].colour)
    canvas.line([(0, base), (width, base)], QUIET, width=1)
    canvas.text(width + 22, base - 10, "sum of each column", size=SMALL, colour=QUIET, align="left")
    alt = (
        f"Effective receptive field on {words.size(field)} pixels; {title} field {high} × {wide}. "
    )
    return canvas.finish(alt + note + ".", {"field": field, "half": half})


@drawn
def reach(layers, n, unit):
    """The units and at last the pixels that one unit of the last layer reads.

    What a layer reads of its padding is drawn as an empty dot: a zero stands there, and nothing
    below it is seen.

    Parameters
    ----------
    layers : sequence of (kernel_size, stride, padding, dilation)
        The first one first.
    n : int
        Pixels.
    unit : int
        Its number in the last layer.

    Examples
    --------
    >>> reach(((3, 2, 0, 1), (3, 1, 1, 1)), 6, 1).data["seen"]
    [0, 1, 2, 3, 4]
    """
    rows = Rows.of(layers, n)
    if not 0 <= unit < rows.sizes[-1]:
        raise ValueError(f"reach: unit must be from 0 to {rows.sizes[-1] - 1}, got {unit}")
    seen, reads = {unit}, [{unit}]  # from the last row down
    for size, (k, s, p, d) in zip(rows.sizes[-2::-1], layers[::-1], strict=True):
        reads.insert(0, {u * s - p + a * d for u in seen for a in range(k)})
        seen = {u for u in reads[0] if 0 <= u < size}
    canvas = Canvas()
    rows.lines(canvas, layers, reads)
    rows.dots(canvas, reads)
    pixels = sorted(seen)
    holes = len(pixels) < pixels[-1] - pixels[0] + 1 if pixels else False
    ends = f"{pixels[0]} to {pixels[-1]}" if pixels else "nothing but padding"
    note = f"unit {unit} sees {ends}" + (", with gaps" if holes else "")
    canvas.text(LABEL, len(layers) * RISE + 42, note, align="left", colour=QUIET)
    alt = (
        f"{words.plural(n, 'pixel')} under {words.plural(len(layers), 'layer')} with "
        f"{', '.join(map(str, rows.sizes[1:]))} units. {note[0].upper()}{note[1:]}: "
        f"{', '.join(map(str, pixels)) or 'no pixel'}."
    )
    return canvas.finish(alt, {"seen": pixels, "sizes": rows.sizes})


class Rows(NamedTuple):
    """The pixels and the units of each layer, one row above the other."""

    sizes: list  # how many there are in each row
    pads: list  # what the row above reads beyond either end
    middles: list  # where unit 0 stands, counted in pixels, and how far apart units are
    first: float  # where the leftmost of all stands
    cell: float  # points from pixel to pixel

    @classmethod
    def of(cls, layers, n):
        sizes, middles = [n], [(0.0, 1)]
        for k, s, p, d in layers:
            sizes.append(conv_output_size(sizes[-1], k, s, p, d))
            place, jump = middles[-1]
            middles.append((place + (d * (k - 1) / 2 - p) * jump, jump * s))
        pads = [p for _, _, p, _ in layers] + [0]
        rows = list(zip(pads, sizes, middles, strict=True))
        first = min(place - p * jump for p, _, (place, jump) in rows)
        last = max(place + (size - 1 + p) * jump for p, size, (place, jump) in rows)
        cell = min(30, (INSIDE - LABEL) / (last - first + 1))
        return cls(sizes, pads, middles, first, cell)

    def spot(self, row, u):
        place, jump = self.middles[row]
        x = LABEL + (place + u * jump - self.first + 0.5) * self.cell
        return x, (len(self.sizes) - 1 - row) * RISE

    def lines(self, canvas, layers, reads):
        """From every unit that is read to what it reads itself."""
        for i, (k, s, p, d) in enumerate(layers):
            for u in (v for v in reads[i + 1] if 0 <= v < self.sizes[i + 1]):
                for v in (u * s - p + a * d for a in range(k)):
                    inside = 0 <= v < self.sizes[i]
                    colour = mix(ROLES["kernel"].colour, 0.7) if inside else GRID
                    ends = [self.spot(i + 1, u), self.spot(i, v)]
                    canvas.line(ends, colour, width=1.1, dash="" if inside else "3 2", z=1)

    def dots(self, canvas, reads):
        """The units with their numbers, and the zeros of the padding that are read."""
        radius, last = min(8.0, self.cell * 0.36), len(self.sizes) - 1
        for i, (p, size) in enumerate(zip(self.pads, self.sizes, strict=True)):
            role = "input" if i == 0 else "output" if i == last else "plain"
            for u in range(-p, size + p):
                x, y = self.spot(i, u)
                if 0 <= u < size:
                    read = u in reads[i]
                    dot(canvas, x, y, radius if read else radius * 0.62, role, read)
                    if role != "plain":
                        below = y + (18 if i == 0 else -18)
                        canvas.text(x, below, str(u), size=SMALL, colour=QUIET)
                elif u in reads[i]:
                    dot(canvas, x, y, radius * 0.8, "padding", False)
                    canvas.text(x, y, "0", size=SMALL, colour=QUIET)
            name = "pixels" if i == 0 else f"layer {i}"
            canvas.name(0, self.spot(i, 0)[1], role, name, align="left")
