"""Photographs, their planes, and several of them in rows."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import (
    INSIDE,
    Canvas,
    grey_range,
    image_height,
    measure,
    pixels,
)
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import PAPER, QUIET, SMALL

__all__ = ["gallery", "photograph", "planes"]

GAP = 18


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
    box = canvas.image(0, 0, width, image_height(image, width), image)
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
    high, canvas = image_height(rgb, small), Canvas()
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
        tall = max(image_height(images[n], width) for n in row)
        for c, n in enumerate(row):
            x, values = c * (width + GAP), np.asarray(images[n])
            span = (low, high) if same else grey_range(values)
            box = canvas.image(x, y, width, image_height(values, width), values, *span)
            canvas.text(box.middle[0], y + tall + 15, n)
            foot = words.size(values) if span == (None, None) else words.extremes(values)
            canvas.text(box.middle[0], y + tall + 32, foot, size=SMALL, colour=QUIET)
            parts.append(f"{n}, {words.size(values)}, {words.brief(values)}")
        y += tall + 60
    alt = f"{words.plural(len(names), 'picture')}: {'; '.join(parts)}."
    return canvas.finish(alt, dict(images))
