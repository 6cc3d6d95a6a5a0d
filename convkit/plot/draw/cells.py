"""An array as a grid of cells: the part that most pictures share."""

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from convkit.plot.draw import words
from convkit.plot.draw.style import CELL, GRID, INK, LEAST, PAPER, QUIET, ROLES, SMALL, TEXT, grey

__all__ = ["grid", "text_size"]

_EM = {"−": 0.84, ".": 0.32, "/": 0.34, " ": 0.32, "∞": 0.84}  # widths of characters


def text_size(texts, cell):
    """The text size at which every text fits its cell, or None if that would be too small."""
    widest = max((sum(_EM.get(c, 0.64) for c in t) for t in np.ravel(texts)), default=0) or 0.64
    size = min(TEXT, 0.82 * cell / widest, 0.8 * cell)
    if size < LEAST <= 0.92 * cell / widest:
        size = LEAST
    return size if size >= LEAST else None


def grid(
    canvas,
    x,
    y,
    values,
    role="input",
    *,
    cell=CELL,
    name=None,
    foot=None,
    fill=None,
    tint=False,
    shade=None,
    texts=None,
    inks=None,
    dash=None,
    width=1.6,
):
    """Draw ``values`` (H, W) with its top left corner at (x, y); returns its place
    and cell size.

    ``name`` stands above with the role's mark, ``foot`` below (default with a name: the size).
    ``fill`` is None or an (H, W) object array of colours (None: leave white); ``tint`` fills all
    cells with the role's light colour; ``shade=(low, high)`` makes the cells grey levels.
    ``texts`` replaces the numbers (an (H, W) array of str, or False for none); ``inks`` their
    colours.
    """
    values = np.atleast_2d(np.asarray(values))
    rows, columns = values.shape
    right, bottom = x + columns * cell, y + rows * cell
    colours, ink = _colours(values, role, fill, tint, shade, inks)
    _squares(canvas, x, y, colours, cell)
    canvas.frame((x, y, right - x, bottom - y), role, width=width, dash=dash, z=3)
    texts = words.cell_texts(values) if texts is None else texts
    if texts is not None and texts is not False:
        _numbers(canvas, x, y, texts, ink, cell)
    if name is not None:
        canvas.name((x + right) / 2, y - 15, role, name)
        foot = words.size(values) if foot is None else foot
    if foot:
        canvas.text((x + right) / 2, bottom + 14, foot, size=SMALL, colour=QUIET)
    return x, y, right - x, bottom - y, cell


def _colours(values, role, fill, tint, shade, inks):
    """(H, W) colours of the cells and of what is written in them."""
    rows, columns = values.shape
    colours = np.full((rows, columns), ROLES[role].tint if tint else PAPER, dtype=object)
    ink = np.full((rows, columns), INK, dtype=object)
    if shade is not None:
        low, high = shade
        for place, value in np.ndenumerate(values):
            colours[place], ink[place] = grey((value - low) / ((high - low) or 1))
    if fill is not None:
        chosen = np.not_equal(fill, None)
        colours[chosen] = fill[chosen]
    if inks is not None:
        chosen = np.not_equal(inks, None)
        ink[chosen] = inks[chosen]
    return colours, ink


def _squares(canvas, x, y, colours, cell):
    """The cells, and the quiet lines between them."""
    rows, columns = colours.shape
    right, bottom = x + columns * cell, y + rows * cell
    i, j = np.indices((rows, columns)).reshape(2, -1)  # (H * W,) each
    left, top = x + j * cell, y + i * cell
    corners = [(left, top), (left + cell, top), (left + cell, top + cell), (left, top + cell)]
    squares = np.array(corners).transpose(2, 0, 1)  # (H * W, 4, 2)
    canvas.axes.add_collection(
        PolyCollection(squares, facecolors=colours.ravel(), edgecolors="none", zorder=1),
        autolim=False,
    )
    if cell >= 12:
        across = [[(x, y + r * cell), (right, y + r * cell)] for r in range(1, rows)]
        down = [[(x + c * cell, y), (x + c * cell, bottom)] for c in range(1, columns)]
        canvas.axes.add_collection(
            LineCollection(across + down, colors=GRID, linewidths=0.7, zorder=2), autolim=False
        )


def _numbers(canvas, x, y, texts, ink, cell):
    """A text in the middle of every cell, if it can be large enough."""
    size = text_size(texts, cell)
    if size is None:
        return
    for (i, j), text in np.ndenumerate(texts):
        if text:
            canvas.axes.text(
                x + (j + 0.5) * cell,
                y + (i + 0.5) * cell,
                text,
                fontsize=size,
                color=ink[i, j],
                ha="center",
                va="center_baseline",
                zorder=6,
            )
