"""Photographs, their planes, and what kernels make of them."""

import numpy as np

from . import words
from .canvas import MARGIN, Canvas, measure, pixels
from .picture import drawn
from .style import PAPER, QUIET, SMALL, WIDE

__all__ = ["gallery", "kernels", "photograph", "planes"]

GAP = 18
INSIDE = WIDE - 2 * MARGIN


def _height(image, width):
    h, w = pixels(image).shape[:2]
    return width * h / w


@drawn
def photograph(image, name="", *, mark=None, width=300):
    """One picture, with its size.

    Parameters
    ----------
    image : array_like
        (H, W), (H, W, 3) or (3, H, W); uint8 from 0 to 255, or floats from 0 to 1.
    name : str
        What it shows; used in the caption and in the alt text.
    mark : tuple of int, optional
        (top, left, height, width) of a piece to frame.
    width : float
        In points, at most 500.
    """
    image, canvas = np.asarray(image), Canvas()
    width = min(width, INSIDE)
    box = canvas.image(0, 0, width, _height(image, width), image)
    caption = f"{name}, {words.size(image)}" if name else words.size(image)
    canvas.text(box.middle[0], box.bottom + 14, caption, size=SMALL, colour=QUIET)
    kind = "Colour picture" if image.ndim == 3 else "Grey picture"
    alt = f"{kind}{': ' + name if name else ''}. Array {words.size(image)}, {words.brief(image)}."
    if mark is not None:
        top, left, high, broad = mark
        pixel = width / pixels(image).shape[1]
        piece = canvas.cover(  # the frame stands around the piece, not on it
            left * pixel - 2, top * pixel - 2, broad * pixel + 4, high * pixel + 4
        )
        canvas.frame(piece, PAPER, width=4.4)
        canvas.frame(piece, "kernel", width=2, z=5)
        alt += f" Framed: rows {top} to {top + high - 1}, columns {left} to {left + broad - 1}."
    return canvas.finish(alt, {"image": image})


@drawn
def planes(image, name="photograph"):
    """A colour picture and its red, green and blue planes as grey pictures.

    Parameters
    ----------
    image : array_like
        (H, W, 3) or (3, H, W).

    Raises
    ------
    ValueError
        If it has no three planes.
    """
    rgb = np.asarray(image)
    if rgb.ndim != 3 or 3 not in (rgb.shape[0], rgb.shape[2]):
        raise ValueError(f"planes: image must be (H, W, 3) or (3, H, W), got {rgb.shape}")
    rgb = pixels(rgb)  # (H, W, 3)
    small = (INSIDE - 2 * GAP) / 3
    high, canvas = _height(rgb, small), Canvas()
    top = canvas.image(small + GAP, 0, small, high, rgb)
    canvas.name(top.middle[0], -14, "input", name)
    canvas.text(top.right + 10, high / 2, words.size(image), size=SMALL, colour=QUIET, align="left")
    parts = []
    for c, colour in enumerate(("red", "green", "blue")):
        box = canvas.image(c * (small + GAP), high + 46, small, high, rgb[..., c])
        canvas.arrow((top.middle[0] + (c - 1) * 20, high + 4), (box.middle[0], high + 26))
        canvas.text(box.middle[0], high + 36, colour, weight="bold")
        mean = f"mean {words.number(rgb[..., c].mean(), 2)}"
        canvas.text(box.middle[0], box.bottom + 14, mean, size=SMALL, colour=QUIET)
        parts.append(f"{colour} {mean}")
    alt = f"{name}, {words.size(image)}, above its three planes drawn in grey: {', '.join(parts)}."
    return canvas.finish(alt, {"image": rgb})


@drawn
def gallery(images, *, columns=None, same=False):
    """Pictures in rows, a name under each.

    Parameters
    ----------
    images : dict
        Name to array (see `photograph`). Negative or large numbers are stretched to the picture's
        own range, which is then written under it.
    columns : int, optional
        Pictures in a row; at most four unless given.
    same : bool
        Stretch all of them to their common range.
    """
    if not images:
        raise ValueError("gallery: needs at least one picture, got none")
    columns = columns or min(len(images), 4 if len(images) != 6 else 3)
    widest = max(measure(str(name)) for name in images) + 8
    columns = max(1, min(columns, int((INSIDE + GAP) // (widest + GAP))))
    width = min(220, (INSIDE - (columns - 1) * GAP) / columns)
    low = min(float(np.min(v)) for v in images.values())
    high = max(float(np.max(v)) for v in images.values())
    canvas, y, parts = Canvas(), 0.0, []
    names = list(images)
    for start in range(0, len(names), columns):
        row = names[start : start + columns]
        tall = max(_height(images[n], width) for n in row)
        for c, n in enumerate(row):
            x, values = c * (width + GAP), np.asarray(images[n])
            span = (low, high) if same else _span(values)
            box = canvas.image(x, y, width, _height(values, width), values, *span)
            canvas.text(box.middle[0], y + tall + 15, n)
            foot = words.size(values) if span == (None, None) else _range(values)
            canvas.text(box.middle[0], y + tall + 32, foot, size=SMALL, colour=QUIET)
            parts.append(f"{n}, {words.size(values)}, {words.brief(values)}")
        y += tall + 60
    alt = f"{words.plural(len(names), 'picture')}: {'; '.join(parts)}."
    return canvas.finish(alt, dict(images))


def _span(values):
    """The range to draw: its own for uint8 and for numbers from 0 to 1, else the extremes."""
    if values.dtype == np.uint8 or (values.min() >= 0 and values.max() <= 1):
        return None, None
    reach = float(np.abs(values).max())
    return (-reach, reach) if values.min() < 0 else (0.0, reach)  # 0 is middle grey if signed


def _range(values):
    return f"{words.number(values.min(), 2)} to {words.number(values.max(), 2)}"


@drawn
def kernels(image, named):
    """Kernels above, their responses on one picture below.

    Parameters
    ----------
    image : array_like
        (H, W), the picture they look at.
    named : dict
        Name to kernel, each (kh, kw); at most eight.

    Notes
    -----
    A response with negative numbers is drawn with 0 as middle grey: brighter is positive.
    """
    from .. import conv2d

    image = np.asarray(image, dtype=float)
    if image.ndim != 2:
        raise ValueError(f"kernels: image must be (H, W), got {image.shape}")
    if not 1 <= len(named) <= 8:
        raise ValueError(f"kernels: draws one to eight kernels, got {len(named)}")
    columns = min(len(named), 4 if len(named) != 3 else 3)
    columns = 3 if len(named) in (5, 6) else columns
    widest = max(measure(name, weight="bold") for name in named) + 34
    columns = max(1, min(columns, int((INSIDE + GAP) // (widest + GAP))))
    width = min(230, (INSIDE - (columns - 1) * GAP) / columns)
    tallest = max(np.shape(k)[0] for k in named.values())
    cell = min(34, width / max(np.shape(k)[1] for k in named.values()))
    canvas, parts, data = Canvas(), [], {}
    below = _height(image, width)
    for n, (name, k) in enumerate(named.items()):
        row, column = divmod(n, columns)
        k = np.asarray(k, dtype=float)
        y = conv2d(image[None, None], k[None, None])[0, 0]
        left, top = column * (width + GAP), row * (tallest * cell + below + 74)
        at = left + (width - k.shape[1] * cell) / 2
        canvas.name(left + width / 2, top, "kernel", name)
        canvas.grid(at, top + 15 + (tallest - len(k)) * cell / 2, k, "kernel", cell=cell)
        canvas.image(left, top + tallest * cell + 27, width, _height(y, width), y, *_span(y))
        foot = top + tallest * cell + 27 + below + 13
        canvas.text(left + width / 2, foot, _range(y), size=SMALL, colour=QUIET)
        parts.append(f"{words.say(name, k)}, response {_range(y)}")
        data[name] = y
    alt = f"{words.plural(len(named), 'kernel')} and what each makes of one picture"
    return canvas.finish(f"{alt} {words.size(image)}. {'. '.join(parts)}.", data)
