"""The windows of adaptive pooling along a row of pixels: one bar each, from start to end."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas, fit
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import INK, QUIET, ROLES, SMALL
from convkit.plot.pictures.pooling.windows import HIGH, STEP, bar

__all__ = ["adaptive_windows"]


@drawn
def adaptive_windows(n, m):
    """The ``m`` windows of adaptive pooling on a row of ``n`` pixels; pixels in two are lit.

    Parameters
    ----------
    n, m : int
        Pixels and outputs, as in `convkit.adaptive_avg_pool1d`.

    Examples
    --------
    >>> adaptive_windows(7, 3).data["windows"]
    [(0, 3), (2, 5), (4, 7)]
    """
    if not 1 <= m or not 1 <= n:
        raise ValueError(f"adaptive_windows: needs one pixel and one output or more, got {n}, {m}")
    windows = [(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]
    times = np.zeros(n, dtype=int)
    for start, end in windows:
        times[start:end] += 1
    cell = fit(n, gaps=190, largest=32)
    canvas = Canvas()
    fill = np.where(times > 1, ROLES["kernel"].tint, None).astype(object)[None]
    texts = np.array([[str(i) for i in range(n)]], dtype=object)
    box = canvas.grid(0, 0, np.zeros((1, n)), "input", cell=cell, fill=fill, texts=texts)
    canvas.name(box.middle[0], -15, "input", f"pixels 0 to {n - 1}")
    for i in range(1, m):  # where the windows would end if pixels could be cut
        border = i * n / m * cell
        canvas.line([(border, cell), (border, cell + 10 + m * STEP)], INK, 1.2, "2 3", z=3.5)
    for i, (start, end) in enumerate(windows):
        y = cell + 14 + i * STEP
        bar(canvas, box, start, end, y, "kernel")
        canvas.arrow((box.right + 8, y + HIGH / 2), (box.right + 32, y + HIGH / 2))
        out = canvas.cover(box.right + 36, y, HIGH + 6, HIGH)
        canvas.frame(out, "output", fill=ROLES["output"].tint)
        canvas.text(*out.middle, str(i), size=SMALL)
        said = f"{start} to {end - 1}" if end - start > 1 else f"{start}"
        canvas.text(out.right + 12, y + HIGH / 2, said, size=SMALL, colour=QUIET, align="left")
    said = "; ".join(f"{i}: {a} to {b - 1}" for i, (a, b) in enumerate(windows))
    shared = ", ".join(map(str, np.flatnonzero(times > 1))) or "none"
    alt = (
        f"{words.plural(n, 'pixel')} and {words.plural(m, 'window')} that fit themselves, over the "
        f"pixels {said}. In more than one window: {shared}."
    )
    return canvas.finish(alt, {"windows": windows, "times": times})
