"""One filter on several planes: a sum of products in each plane, and the sum of those sums."""

import numpy as np

from . import words
from .canvas import MARGIN, Canvas
from .films import film
from .marking import draw_taps, padded_grid
from .picture import drawn
from .style import FAINT, PAPER, QUIET, ROLES, SMALL, TEXT, WIDE
from .sums import sum_parts, write_sum

__all__ = ["channel_sum"]

INSIDE = WIDE - 2 * MARGIN
GAP = 26


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
        top = y + (tall - len(plane) * cell) / 2
        box = padded_grid(canvas, left, top, made, cell, name=None if sums else "input")
        draw_taps(canvas, box, frame.taps, made.dilation)
        canvas.text(box.right + GAP / 2, y + tall / 2, "∗", size=TEXT + 4, colour=QUIET)
        k = canvas.grid(
            *(box.right + GAP, y + (tall - len(kernel) * cell) / 2, kernel, "kernel"),
            cell=cell,
            tint=True,
            name=None if sums else "kernel",
            foot="",
        )
        write_sum(canvas, k.right + GAP, y + tall / 2, frame, "conv", INSIDE - k.right - GAP)
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
    texts = np.full(whole.shape, "", dtype=object)
    texts[at] = words.number(total)
    fill = np.full(whole.shape, FAINT, dtype=object)
    fill[at] = PAPER
    canvas.text(written.right + GAP / 2 + 6, middle, "→", size=TEXT + 4, colour=QUIET)
    out = canvas.grid(
        *(written.right + GAP + 14, y, whole, "output"), cell=cell, texts=texts, fill=fill
    )
    canvas.name(out.middle[0], y - 15, "output", "output")
    canvas.frame(out.at(*at), "output", width=3, fill=ROLES["output"].tint, z=1.5)
    canvas.text(out.right + 14, middle, "one plane", size=SMALL, colour=QUIET, align="left")
    alt = (
        f"A picture of {len(x)} planes under a filter of {len(w)} kernels, at row {at[0]}, column "
        f"{at[1]}: {'; '.join(said)}. Together {' + '.join(shown)} = {words.number(total)}."
    )
    return canvas.finish(alt, {"sums": sums, "total": total, "output": whole})
