"""Borders: how often each pixel is read, and what padding puts around a picture."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, fit
from convkit.plot.draw.marking import mark_wrong
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import say_setting
from convkit.plot.draw.style import INK, QUIET, ROLES, SMALL, mix
from convkit.plot.film.frames import film
from convkit.sliding.padding import pad
from convkit.sliding.shapes import ntuple

__all__ = ["pad_modes", "reads"]


@drawn
def reads(shape, kernel_size, *, stride=1, padding=0, dilation=1):
    """How many windows read each pixel; pixels that none reads are marked.

    Parameters
    ----------
    shape : tuple of int
        (H, W).
    kernel_size, stride, padding, dilation : int or pair
        As in `convkit.conv2d`.
    """
    made = film(
        "conv",
        np.zeros(shape),
        np.ones(ntuple(kernel_size, 2, "reads: kernel_size")),
        stride,
        padding,
        dilation,
    )
    counts = np.zeros(made.padded.shape, dtype=int)
    for frame in made.frames:
        np.add.at(counts, tuple(frame.taps.T), 1)
    (ph, pw), (h, w) = made.padding, shape
    counts = counts[ph : ph + h, pw : pw + w]
    top = max(int(counts.max()), 1)
    fill = np.array([[mix(ROLES["input"].colour, 0.5 * c / top) for c in row] for row in counts])
    canvas = Canvas()
    box = canvas.grid(
        *(0, 0, counts, "input"), cell=fit(w), fill=fill.astype(object), name="times read", foot=""
    )
    mark_wrong(canvas, box, counts == 0)
    canvas.text(box.middle[0], box.bottom + 15, say_setting(made), size=SMALL, colour=QUIET)
    never = int((counts == 0).sum())
    alt = (
        f"How often each of {h} × {w} pixels is read ({say_setting(made)}): "
        f"{words.say('counts', counts)}. {words.plural(never, 'pixel')} never read."
    )
    return canvas.finish(alt, {"counts": counts})


@drawn
def pad_modes(image, p, modes=("constant", "reflect", "replicate", "circular")):
    """One picture padded in each mode; the frame shows where it ends and the padding begins.

    Parameters
    ----------
    image : array_like
        (H, W); up to 8 pixels wide it is drawn as numbers.
    p : int
        Pixels on every side.
    """
    image = np.asarray(image, dtype=float)
    canvas, data, gap = Canvas(), {}, 30
    width = (INSIDE - gap) / 2
    for n, mode in enumerate(modes):
        y = data[mode] = pad(image[None, None], (p,) * 4, mode=mode)[0, 0]
        cell = min(width / y.shape[1], 30)
        wide, high = cell * y.shape[1], cell * y.shape[0]
        x, top = (n % 2) * (width + gap) + (width - wide) / 2, (n // 2) * (high + 52)
        canvas.name(x + wide / 2, top - 15, "padding", mode)
        if image.shape[1] <= 8:
            inside = np.zeros(y.shape, dtype=bool)
            inside[p:-p, p:-p] = True
            box = canvas.grid(
                *(x, top, y, "padding"),
                cell=cell,
                fill=np.where(inside, None, ROLES["padding"].tint).astype(object),
                inks=np.where(inside, INK, QUIET).astype(object),
            )
        else:
            box = canvas.image(x, top, wide, high, y)._replace(cell=cell)
        canvas.frame(box.at(p, p, *image.shape), "input", width=2)
    alt = f"{words.say('Input', image)}, padded by {p} on every side in the modes "
    return canvas.finish(alt + ", ".join(modes) + ".", data)
