"""The matrix view: windows as columns, the whole operation as one matrix with bands or blocks."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, fit
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.marking import padded_grid
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import FAINT, PAPER, QUIET, ROLES, SMALL, TEXT, warm
from convkit.plot.film.frames import film

__all__ = ["adjoint", "columns", "columns_steps", "matrix"]


@drawn
def columns(x, kernel_size, at=0, *, stride=1, padding=0, dilation=1):
    """Each window as a column of a matrix (im2col); one window and its column are lit.

    Parameters
    ----------
    x : array_like
        (H, W), small enough to read.
    kernel_size, stride, padding, dilation : int or pair
        As in `convkit.unfold`.
    at : int
        Which window is lit, counted row by row.
    """
    size = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else tuple(kernel_size)
    made = film("conv", x, np.ones(size), stride, padding, dilation)
    if not 0 <= at < len(made.frames):
        raise ValueError(f"columns: at must be 0 to {len(made.frames) - 1}, got {at}")
    unfolded = np.stack([f.values for f in made.frames], axis=1)  # (K, L)
    taps, places = unfolded.shape
    wide = made.padded.shape[1]
    side = (INSIDE - 78) / (wide + places) >= 21  # side by side, if numbers then fit
    cell = (
        fit(wide + places, gaps=78, largest=30) if side else fit(max(wide, places + 2), largest=30)
    )
    tall = max(made.padded.shape[0], taps) * cell
    canvas = Canvas()
    top = (tall - made.padded.shape[0] * cell) / 2 if side else 0
    box = padded_grid(canvas, 0, top, made, cell, taps=made.frames[at].taps)
    fill = np.full(unfolded.shape, None, dtype=object)
    fill[:, at] = ROLES["kernel"].tint
    left = box.right + 64 if side else 0
    top = (tall - taps * cell) / 2 if side else box.bottom + 62
    out = canvas.grid(
        *(left, top, unfolded, "input"), cell=cell, fill=fill, name="one column a window", foot=""
    )
    canvas.frame(out.at(0, at, taps, 1), "kernel", width=3, z=5)
    lit = out.at(0, at)
    if side:
        canvas.text(box.right + 32, tall / 2, "→", size=TEXT + 4, colour=QUIET)
    canvas.text(lit.middle[0], out.bottom + 14, f"window {at}", size=SMALL, colour=QUIET)
    alt = (
        f"{words.say('Input', made.input)}. Its {words.plural(places, 'window')} of "
        f"{words.size(made.kernel)} are the columns of {words.say('a matrix', unfolded)}. "
        f"Window {at} is lit: {' '.join(words.number(v) for v in unfolded[:, at])}."
    )
    return canvas.finish(alt, {"columns": unfolded})


@drawn
def columns_steps(x, kernel_size, *, stride=1, padding=0, dilation=1):
    """The matrix of im2col filling up: at each step one window, and the columns so far.

    Parameters are those of `columns`; at most six windows.
    """
    size = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else tuple(kernel_size)
    made = film("conv", x, np.ones(size), stride, padding, dilation)
    unfolded = np.stack([f.values for f in made.frames], axis=1)  # (K, L)
    taps, places = unfolded.shape
    if places > 6:
        raise ValueError(f"columns_steps: at most 6 windows, got {places}; use columns")
    half, gap = (INSIDE - 40) / 2, 44
    high, wide = made.padded.shape
    cell = min(26, (half - gap) / (wide + places))
    tall, texts = max(high, taps) * cell, words.cell_texts(unfolded)
    canvas = Canvas()
    for n, frame in enumerate(made.frames):
        left, top = n % 2 * (half + 40), n // 2 * (tall + 70)
        canvas.text(left, top - 34, f"window {n}", align="left", weight="bold")
        box = padded_grid(
            *(canvas, left, top + (tall - high * cell) / 2, made, cell), taps=frame.taps, name=None
        )
        canvas.text(box.right + gap / 2, top + tall / 2, "→", size=TEXT + 4, colour=QUIET)
        fill = np.full(unfolded.shape, FAINT, dtype=object)
        fill[:, : n + 1] = PAPER
        fill[:, n] = ROLES["kernel"].tint
        out = canvas.grid(
            *(box.right + gap, top + (tall - taps * cell) / 2, unfolded, "input"),
            cell=cell,
            fill=fill,
            texts=np.where(np.arange(places) <= n, texts, ""),
        )
        canvas.frame(out.at(0, n, taps, 1), "kernel", width=2.6, z=5)
    said = "; ".join(
        f"window {n}: {' '.join(words.number(v) for v in f.values)}"
        for n, f in enumerate(made.frames)
    )
    alt = f"{words.say('Input', made.input)}. Its windows become columns, one a step. {said}."
    return canvas.finish(alt, {"columns": unfolded})


@drawn
def adjoint(a, x, y):
    """The table of y_i A_ij x_j, its row sums and column sums, and the total of both.

    Parameters
    ----------
    a : array_like
        (m, n).
    x, y : array_like
        (n,) and (m,).
    """
    a, x, y = (np.asarray(v, dtype=float) for v in (a, x, y))
    if a.ndim != 2 or x.shape != a.shape[1:] or y.shape != a.shape[:1]:
        raise ValueError(
            f"adjoint: a must be (m, n), x (n,), y (m,), got {a.shape}, {x.shape}, {y.shape}"
        )
    table = y[:, None] * a * x  # (m, n)
    rows, cols = table.sum(1), table.sum(0)
    cell, gap = fit(a.shape[1] + 1, gaps=190, largest=36), 18
    canvas = Canvas()
    inks = np.where(a == 0, "#9AA2AB", None).astype(object)
    box = canvas.grid(0, 0, table, "kernel", cell=cell, inks=inks)
    canvas.name(box.middle[0], -15, "kernel", "table")
    right = canvas.grid(box.right + gap, 0, rows[:, None], "output", cell=cell, tint=True)
    below = canvas.grid(0, box.bottom + gap, cols[None], "input", cell=cell, tint=True)
    corner = canvas.grid(right.x, below.y, [[rows.sum()]], "plain", cell=cell, width=2.4)
    canvas.name(right.right + 12, box.middle[1], "output", "row sums", align="left")
    canvas.text(
        right.right + 12, corner.middle[1], "the total of both", align="left", weight="bold"
    )
    canvas.name(below.middle[0], below.bottom + 16, "input", "column sums")
    alt = (
        f"{words.say('Table', table)}. Row sums {' '.join(map(words.number, rows))}, column sums "
        f"{' '.join(map(words.number, cols))}, total of both {words.number(rows.sum())}."
    )
    data = {"table": table, "rows": rows, "columns": cols, "total": rows.sum()}
    return canvas.finish(alt, data)


@drawn
def matrix(a, name="matrix", *, row=None, blocks=None, role="kernel"):
    """A matrix by its pattern: zeros stay white, other numbers orange (positive) or blue.

    Parameters
    ----------
    a : array_like
        (m, n).
    row : int, optional
        A row to frame: one output.
    blocks : int, optional
        Frame so many blocks down the diagonal: the groups of a grouped convolution.
    """
    a = np.asarray(a, dtype=float)
    if a.ndim != 2 or not a.size:
        raise ValueError(f"matrix: a must be (m, n) and not empty, got {a.shape}")
    rows, wide = a.shape
    cell = min(fit(wide, largest=32), 420 / rows)
    reach = float(np.abs(a).max()) or 1.0
    fill = np.array([[PAPER if v == 0 else warm(v / reach) for v in r] for r in a], dtype=object)
    texts = words.cell_texts(a)
    if texts is not None and text_size(texts, cell) is None:
        texts = None
    canvas = Canvas()
    inks = np.where(a == 0, "#9AA2AB", None).astype(object)
    box = canvas.grid(
        *(0, 0, a, role),
        cell=cell,
        fill=fill,
        texts=False if texts is None else texts,
        inks=inks,
        name=name,
    )
    if row is not None:
        canvas.frame(box.at(row, 0, 1, wide), "output", width=2.6, z=5)
    for g in range(blocks or 0):
        high, broad = rows / blocks * cell, wide / blocks * cell
        block = box._replace(x=box.x + g * broad, y=box.y + g * high, w=broad, h=high)
        canvas.frame(block, "expected", width=2.2, z=5)
    zeros = int((a == 0).sum())
    alt = f"{words.say(name, a)}. {zeros} of {a.size} entries are zero."
    if row is not None:
        alt += f" Row {row} is framed: columns {np.flatnonzero(a[row]).tolist()} are not zero."
    if blocks:
        alt += (
            f" {blocks} blocks of {rows // blocks} × {wide // blocks} are framed on the diagonal."
        )
    return canvas.finish(alt, {"matrix": a})
