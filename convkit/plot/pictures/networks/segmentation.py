"""What a network says of every pixel, and the boxes it draws."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, image_height, measure, pixels
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import INK, PAPER, QUIET, SMALL

__all__ = ["boxes", "class_maps"]

# Class 0 is quiet; the others are P. Tol's "bright" scheme, apart for colour-blind readers too
COLOURS = ("#E3E6EA", "#4477AA", "#EE6677", "#228833", "#CCBB44", "#AA3377", "#66CCEE", "#8C6D46")
NOT_A_CLASS = "#8A8F96"


def _rgb(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


@drawn
def class_maps(images, maps, classes):
    """Pictures in a row, and under each what every pixel is, by several answers.

    Parameters
    ----------
    images : array_like
        (n, 3, H, W) or (n, H, W).
    maps : dict
        Name of a row to (n, H, W), the class of every pixel. A number that is no class, such as
        255 for "do not judge", is drawn in dark grey.
    classes : sequence of str
        The names of the classes, at most eight; the first is the background.

    Raises
    ------
    ValueError
        For more than eight classes, or a map whose size is not that of the pictures.
    """
    images, maps = np.asarray(images), {name: np.asarray(m) for name, m in maps.items()}
    sizes = (len(images), *pixels(images[0]).shape[:2])
    if len(classes) > len(COLOURS):
        raise ValueError(f"class_maps: at most {len(COLOURS)} classes, got {len(classes)}")
    for name, values in maps.items():
        if values.shape != sizes:
            raise ValueError(f"class_maps: {name!r} must be {sizes}, got {values.shape}")
    gap = 10
    width = min(160, (INSIDE - gap * (sizes[0] - 1)) / sizes[0])
    high, canvas, y = image_height(images[0], width), Canvas(), 0.0
    canvas.name(0, y - 14, "input", "picture", align="left")
    for n, image in enumerate(images):
        canvas.image(n * (width + gap), y, width, high, image)
    for name, values in maps.items():
        y += high + 34
        canvas.name(0, y - 14, "output", name, align="left")
        for n, plane in enumerate(values):
            box = canvas.image(n * (width + gap), y, width, high, coloured(plane))
            _label(canvas, box, plane, classes)
    _legend(canvas, y + high + 24, classes, any(_odd(m, classes).any() for m in maps.values()))
    return canvas.finish(_alt(images, maps, classes), {"images": images, **maps})


def coloured(plane):
    """(H, W) of classes -> (H, W, 3)."""
    table = np.array([_rgb(c) for c in (*COLOURS, NOT_A_CLASS)])
    plane = np.asarray(plane).astype(int)
    return table[np.where((plane >= 0) & (plane < len(COLOURS)), plane, len(COLOURS))]


def _odd(plane, classes):
    return (plane < 0) | (plane >= len(classes))


def _label(canvas, box, plane, classes):
    """The classes with at least a tenth of the pixels that are not background, in the corner."""
    counts = np.bincount(plane[(plane > 0) & (plane < len(classes))], minlength=len(classes))
    large = np.flatnonzero((counts > 0) & (counts >= 0.1 * counts.sum()))
    text = ", ".join(classes[c] for c in large) or "none"
    wide = measure(text, SMALL) + 6
    canvas.frame((box.x + 3, box.y + 3, wide, 16), PAPER, width=0, fill=PAPER, z=5)
    canvas.text(box.x + 6, box.y + 11, text, size=SMALL, align="left")


def _legend(canvas, y, classes, with_odd):
    x, entries = 0.0, list(zip(COLOURS, classes, strict=False))
    for colour, name in [*entries, *([(NOT_A_CLASS, "not judged")] if with_odd else [])]:
        canvas.frame((x, y - 7, 14, 14), QUIET, width=0.8, fill=colour)
        label = canvas.text(x + 20, y, name, size=SMALL, align="left")
        x = label.right + 18


def _alt(images, maps, classes):
    rows = []
    for name, values in maps.items():
        found = []
        for plane in values:
            counts = np.bincount(plane[~_odd(plane, classes)], minlength=len(classes))
            named = [f"{c} {classes[c]}" for c in range(1, len(classes)) if counts[c]]
            named = [f"{counts[int(n.split()[0])]} of {n.split(' ', 1)[1]}" for n in named]
            found.append(" and ".join(named) or "background only")
        rows.append(f"{name}: {'; '.join(found)}")
    return (
        f"{words.plural(len(images), 'picture')} {words.size(images[0])} and the class of every "
        f"pixel, counted in pixels. {'. '.join(rows)}."
    )


@drawn
def boxes(image, found, scores=None, *, name="", width=360):
    """A picture with boxes on it.

    Parameters
    ----------
    image : array_like
        (H, W), (H, W, 3) or (3, H, W).
    found : array_like
        (n, 4), each box (x1, y1, x2, y2) in pixels of the picture.
    scores : array_like, optional
        (n,), written above each box.
    name : str
        What the picture shows; used in the caption and in the alt text.
    width : float
        In points, at most 500.

    Raises
    ------
    ValueError
        If ``found`` is not (n, 4), or there are not as many scores.
    """
    found = np.asarray(found, dtype=float).reshape(-1, 4) if np.size(found) == 0 else found
    found = np.asarray(found, dtype=float)
    if found.ndim != 2 or found.shape[1] != 4:
        raise ValueError(f"boxes: found must be (n, 4), got {found.shape}")
    if scores is not None and len(scores) != len(found):
        raise ValueError(f"boxes: {len(found)} boxes need as many scores, got {len(scores)}")
    canvas, width = Canvas(), min(width, INSIDE)
    sheet = canvas.image(0, 0, width, image_height(image, width), image)
    pixel = width / pixels(image).shape[1]
    for n, (x1, y1, x2, y2) in enumerate(found * pixel):
        box = (x1, y1, x2 - x1, y2 - y1)
        canvas.frame(box, PAPER, width=4.0, dash="")
        canvas.frame(box, "kernel", width=2, z=5)
        if scores is not None:
            text, low = f"{scores[n]:.2f}", max(y1, 16)  # above the box, or in it at the edge
            wide = measure(text, SMALL) + 6
            canvas.frame((x1, low - 16, wide, 15), PAPER, width=0, fill=PAPER, z=5)
            canvas.text(x1 + 3, low - 8, text, size=SMALL, colour=INK, align="left")
    count = f"{len(found)} {'box' if len(found) == 1 else 'boxes'}"
    caption = f"{name}, {count}" if name else count
    canvas.text(sheet.middle[0], sheet.bottom + 14, caption, size=SMALL, colour=QUIET)
    places = "; ".join(
        f"columns {x1:.0f} to {x2:.0f}, rows {y1:.0f} to {y2:.0f}"
        + (f", score {words.number(scores[n], 2)}" if scores is not None else "")
        for n, (x1, y1, x2, y2) in enumerate(found[:12])
    )
    alt = f"Picture{': ' + name if name else ''}, {words.size(image)}, with {count}"
    return canvas.finish(f"{alt}{': ' + places if places else ''}.", {"boxes": found})
