"""What a trained network does: its kernels before and after, and where it looks."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, image_height, pixels
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, ROLES, SMALL

__all__ = ["activation", "kernel_change"]


@drawn
def activation(image, weights, name="evidence"):
    """A picture, where a network found evidence in it, and both on top of each other.

    Parameters
    ----------
    image : array_like
        (H, W), (H, W, 3) or (3, H, W).
    weights : array_like
        (h, w), a class-activation map of any size; it is stretched over the picture.
    """
    rgb, weights = pixels(image), np.asarray(weights, dtype=float)
    if weights.ndim != 2:
        raise ValueError(f"activation: weights must be (h, w), got {weights.shape}")
    h, w = rgb.shape[:2]
    reach = float(np.abs(weights).max()) or 1.0
    grow = max(1, 64 // max(h, w))
    rgb = rgb.repeat(grow, 0).repeat(grow, 1)
    rows = np.arange(h * grow) * weights.shape[0] // (h * grow)
    columns = np.arange(w * grow) * weights.shape[1] // (w * grow)
    large = weights[rows][:, columns] / reach  # (H, W)
    positive, negative = (_rgb(ROLES[role].colour) for role in ("kernel", "input"))
    colours = np.where(large[..., None] > 0, positive, negative)  # (H, W, 3)
    strength = np.abs(large)[..., None]
    heat = 1 + (colours - 1) * strength
    grey = rgb.mean(2, keepdims=True) * 0.75 + 0.2
    mixed = grey * (1 - 0.7 * strength) + colours * 0.7 * strength
    width, gap, canvas = (INSIDE - 36) / 3, 18, Canvas()
    for n, (role, title, picture) in enumerate(
        (("input", "picture", rgb), ("output", name, heat), ("plain", "together", mixed))
    ):
        box = canvas.image(n * (width + gap), 0, width, image_height(rgb, width), picture)
        canvas.name(box.middle[0], -15, role, title)
        foot = (f"{h} × {w}", words.size(weights), "orange for, blue against")[n]
        canvas.text(box.middle[0], box.bottom + 14, foot, size=SMALL, colour=QUIET)
    top = np.unravel_index(np.argmax(weights), weights.shape)
    alt = (
        f"A picture {h} × {w} and its {name} map {words.size(weights)}, {words.brief(weights)}; "
        f"strongest at row {top[0]}, column {top[1]} of the map."
    )
    return canvas.finish(alt, {"weights": weights})


def _rgb(colour):
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


@drawn
def kernel_change(before, after, *, columns=8):
    """The kernels of a layer before training and after, each stretched to its own range.

    Parameters
    ----------
    before, after : array_like
        (O, 1, kh, kw), (O, 3, kh, kw) or (O, kh, kw).
    """
    pair = [np.asarray(k, dtype=float) for k in (before, after)]
    if pair[0].shape != pair[1].shape:
        shapes = f"{pair[0].shape} and {pair[1].shape}"
        raise ValueError(f"kernel_change: before and after must have one shape, got {shapes}")
    if pair[0].ndim == 4 and pair[0].shape[1] == 1:
        pair = [k[:, 0] for k in pair]
    count = len(pair[0])
    columns, gap = min(columns, count), 8
    size = min(52, (INSIDE - gap * (columns - 1)) / columns)
    canvas, y = Canvas(), 0.0
    for title, kernels in zip(("before", "after"), pair, strict=True):
        canvas.name(0, y - 14, "kernel", title, align="left")
        for n, k in enumerate(kernels):
            row, column = divmod(n, columns)
            reach = float(np.abs(k).max()) or 1.0
            canvas.image(
                *(column * (size + gap), y + row * (size + gap), size, size),
                *(k, -reach, reach),
                role="kernel",
            )
        y += -(-count // columns) * (size + gap) + 44
    change = float(np.sqrt(((pair[1] - pair[0]) ** 2).mean()))
    start = float(np.sqrt((pair[0] ** 2).mean()))
    note = f"mean change {words.number(change)}, mean size before {words.number(start)}"
    canvas.text(0, y - 34, note, size=SMALL, colour=QUIET, align="left")
    alt = f"{words.plural(count, 'kernel')} {words.size(pair[0][0])} before and after training"
    return canvas.finish(f"{alt}; {note}.", {"before": pair[0], "after": pair[1]})
