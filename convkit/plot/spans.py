"""Windows of pooling along a row of pixels: one bar each, from where it starts to where it ends."""

import numpy as np

from . import words
from .canvas import Canvas, fit, measure
from .picture import drawn
from .style import INK, QUIET, ROLES, SMALL, TEXT

__all__ = ["adaptive_windows", "pool_windows"]

HIGH = 22  # points: a bar
STEP = HIGH + 6  # from one bar to the next


def _bar(canvas, box, start, end, y, role, dash=None):
    """A bar under the cells ``start`` to ``end`` (not included) of ``box``."""
    place = box.at(0, start, 1, end - start)._replace(y=y, h=HIGH)
    canvas.frame(place, role, width=1.8, dash=dash, fill=ROLES[role].tint)
    return place


@drawn
def pool_windows(n, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Every window of a pooling on a row of ``n`` pixels, those that hang over the end too.

    A window that rounding up alone would give, but that starts after the last pixel, is drawn as
    not counted.

    Parameters
    ----------
    n, kernel_size, stride, padding, ceil_mode
        As in `convkit.pool_output_size`.

    Examples
    --------
    >>> pool_windows(5, 2, ceil_mode=True).data["size"]
    3
    """
    from .. import pool_output_size

    k, p = kernel_size, padding
    s = k if stride is None else stride
    count = pool_output_size(n, k, s, p, ceil_mode=ceil_mode)
    naive = -(-(n + 2 * p - k) // s) + 1 if ceil_mode else count
    shown = max(count, naive)
    total = max(n + 2 * p, (shown - 1) * s + k)  # cells, with what the last window reaches
    start = np.arange(shown) * s  # counted from the first cell of padding
    cell = fit(total, gaps=150, largest=32)
    canvas = Canvas()
    texts = np.full((1, total), "", dtype=object)
    texts[0, p : p + n] = [str(i) for i in range(n)]
    pixels = np.zeros(total, dtype=bool)
    pixels[p : p + n] = True
    canvas.cover(0, 0, total * cell, cell)
    if total > n + 2 * p:
        over = n + 2 * p
        beyond = canvas.grid(
            *(over * cell, 0, np.zeros((1, total - over)), "plain"),
            cell=cell,
            texts=False,
            dash="1 3",
            width=1.2,
        )
        canvas.text(beyond.middle[0], -15, "overhang", size=SMALL, colour=QUIET)
    box = canvas.grid(
        *(0, 0, np.zeros((1, n + 2 * p)), "padding" if p else "input"),
        cell=cell,
        texts=texts[:, : n + 2 * p],
        fill=np.where(pixels[: n + 2 * p], None, ROLES["padding"].tint).astype(object)[None],
    )
    if p:
        canvas.frame(box.at(0, p, 1, n), "input")
    canvas.name(box.at(0, p, 1, n).middle[0], -15, "input", f"pixels 0 to {n - 1}")
    right, read = total * cell, np.zeros(total, dtype=bool)
    for i in range(shown):
        y = cell + 14 + i * STEP
        counted = i < count
        bar = _bar(canvas, box, start[i], start[i] + k, y, "kernel" if counted else "wrong")
        if counted:
            read[start[i] : start[i] + k] = True
            canvas.arrow((bar.right + 6, y + HIGH / 2), (right + 32, y + HIGH / 2))
            out = canvas.cover(right + 36, y, HIGH + 6, HIGH)
            canvas.frame(out, "output", fill=ROLES["output"].tint)
            canvas.text(*out.middle, str(i), size=SMALL)
        else:
            canvas.text(
                *(right + 14, y + HIGH / 2, "✗ not counted"),
                colour=ROLES["wrong"].deep,
                align="left",
            )
    y = cell + 26 + shown * STEP
    unread = np.flatnonzero(pixels & ~read) - p
    if len(unread):
        for pixel in unread:
            middle = box.at(0, pixel + p).middle[0]
            canvas.text(middle, y - 8, "↑", colour=ROLES["wrong"].colour)
        text = "no window reads these" if len(unread) > 1 else "not read"
        canvas.text(right + 14, y - 8, text, size=SMALL, colour=QUIET, align="left")
        y += 16
    low, high = ("⌈ ", " ⌉") if ceil_mode else ("⌊ ", " ⌋")
    parts = [
        (f"{low}(", QUIET),
        (str(n), "input"),
        (" + 2·", QUIET),
        (str(p), "padding"),
        (" − ", QUIET),
        (str(k), "kernel"),
        (f") / {s}{high} + 1 = ", QUIET),
    ]
    if naive != count:
        parts.append((f"{naive}, counted: ", QUIET))
    parts.append((str(count), "output"))
    wide = sum(measure(t, TEXT, "bold" if c in ROLES else "normal") for t, c in parts)
    canvas.runs(max(0, (right + 64 - wide) / 2), y + 10, parts, width=1e6)
    spans = [f"{i}: {a - p} to {a - p + k - 1}" for i, a in enumerate(start[:count])]
    alt = (
        f"{words.plural(n, 'pixel')} with padding {p}, windows of {k} with stride {s}, rounded "
        f"{'up' if ceil_mode else 'down'}: {words.plural(count, 'window')}, over the places "
        f"{'; '.join(spans)}. "
    )
    if naive != count:
        alt += f"A window that would start at {start[-1] - p} is not counted. "
    alt += f"Pixels no window reads: {', '.join(map(str, unread)) or 'none'}."
    return canvas.finish(alt, {"size": count, "starts": start[:count] - p, "unread": unread})


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
        _bar(canvas, box, start, end, y, "kernel")
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
