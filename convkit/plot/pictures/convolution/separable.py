"""A kernel as a sum of columns times rows: how good it is when only a few are kept."""

import numpy as np

from convkit.convolution.conv import conv2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, grey_range, image_height
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, SMALL, warm

__all__ = ["low_rank"]


@drawn
def low_rank(kernel, image, ranks=(1, 2)):
    """A kernel, its best approximations of the given ranks, and what each makes of a picture.

    Parameters
    ----------
    kernel : array_like
        (kh, kw).
    image : array_like
        (H, W).
    ranks : sequence of int
        At most three, each from 1 to min(kh, kw).
    """
    kernel, image = np.asarray(kernel, dtype=float), np.asarray(image, dtype=float)
    if not 1 <= len(ranks) <= 3 or not all(1 <= r <= min(kernel.shape) for r in ranks):
        raise ValueError(
            f"low_rank: ranks must be one to three of 1 to {min(kernel.shape)}, got {ranks}"
        )
    u, s, v = np.linalg.svd(kernel, full_matrices=False)
    panels = [("kernel", kernel, 0.0)]
    for r in ranks:
        approximation = (u[:, :r] * s[:r]) @ v[:r]  # (kh, kw)
        panels.append((f"rank {r}", approximation, float(np.sqrt((s[r:] ** 2).sum()))))
    gap = 18
    width = min(230, (INSIDE - gap * (len(panels) - 1)) / len(panels))
    cell = min(32, width / kernel.shape[1])
    reach = float(np.abs(kernel).max()) or 1.0
    canvas, said, data = Canvas(), [], {"kernel": kernel}
    for n, (name, k, error) in enumerate(panels):
        x = n * (width + gap)
        fill = np.array([[warm(value / reach) for value in row] for row in k], dtype=object)
        at = x + (width - k.shape[1] * cell) / 2
        box = canvas.grid(at, 0, np.round(k, 2), "kernel", cell=cell, fill=fill)
        canvas.name(box.middle[0], -15, "kernel", name)
        y = conv2d(image[None, None], k[None, None])[0, 0]
        shown = canvas.image(x, box.bottom + 14, width, image_height(y, width), y, *grey_range(y))
        note = f"error {words.number(error)}" if n else f"rank {np.linalg.matrix_rank(kernel)}"
        canvas.text(shown.middle[0], shown.bottom + 14, note, size=SMALL, colour=QUIET)
        said.append(f"{words.say(name, np.round(k, 3))}, {note}")
        data[name] = k
    alt = f"A kernel, its low-rank approximations and their responses. {'. '.join(said)}."
    return canvas.finish(alt, data)
