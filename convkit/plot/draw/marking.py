"""Marks on a picture: frames around a window's taps, wrong cells, dots that are read or not."""

from typing import NamedTuple

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import Box
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.style import GRID, PAPER, QUIET, ROLES, SMALL, mix

__all__ = [
    "Mark",
    "dot",
    "draw_taps",
    "mark_unread",
    "mark_wrong",
    "padded_grid",
    "paint",
    "tap_marks",
]


class Mark(NamedTuple):
    """A frame that moves from step to step, with a number in it or not."""

    box: Box
    role: str
    width: float
    tint: bool = True
    dash: str = ""
    text: str = ""


def padded_grid(canvas, x, y, made, cell, *, name="input", taps=None, numbers=True):
    """The padded input: padding dashed and grey, the input framed, the window's taps on it."""
    (ph, pw), (h, w) = made.padding, made.input.shape
    bare = made.padded.shape == made.input.shape
    inside = np.full(made.padded.shape, bare)
    inside[ph : ph + h, pw : pw + w] = True
    texts = words.cell_texts(np.where(np.isfinite(made.padded), made.padded, 0.0))
    if texts is not None:
        texts[np.isneginf(made.padded)] = "−∞"
    box = canvas.grid(
        *(x, y, made.padded, "input" if bare else "padding"),
        cell=cell,
        fill=np.where(inside, None, ROLES["padding"].tint).astype(object),
        inks=np.where(inside, None, QUIET).astype(object),
        texts=texts if numbers and texts is not None else False,
        width=1.6 if bare else 1.2,
    )
    if not bare:
        canvas.frame(box.at(ph, pw, h, w), "input")
    if name:
        canvas.name(box.middle[0], y - 15, "input", name)
    if taps is not None:
        draw_taps(canvas, box, taps, made.dilation)
    return box


def tap_marks(box, taps, dilation, role="kernel"):
    """The window: one frame if its taps touch, else one for each tap and a thin one around all."""
    (top, left), (bottom, right) = taps.min(0), taps.max(0)
    whole = box.at(top, left, bottom - top + 1, right - left + 1)
    if max(dilation) == 1 or len(taps) == 1:
        return [Mark(whole, role, 3.0)]
    marks = [Mark(box.at(i, j), role, 2.4) for i, j in taps]
    return [*marks, Mark(whole, role, 1.2, tint=False, dash="4 3")]


def draw_taps(canvas, box, taps, dilation, role="kernel"):
    """Draw `tap_marks`."""
    for mark in tap_marks(box, taps, dilation, role):
        paint(canvas, mark)


def paint(canvas, mark):
    """Draw one mark: its light fill under the numbers, its frame above the grid."""
    if mark.tint:
        canvas.frame(mark.box, mark.role, width=0, fill=ROLES[mark.role].tint, z=1.5)
    canvas.frame(mark.box, mark.role, width=mark.width, dash=mark.dash, z=5)
    if mark.text:
        size = text_size([mark.text], mark.box.cell)
        if size:
            canvas.text(*mark.box.middle, mark.text, size=size)


def mark_wrong(canvas, box, marks):
    """Frame and cross the cells that are wrong; returns the sentence about them."""
    marks = np.atleast_2d(marks)
    for i, j in np.argwhere(marks):
        cell, edge, arm = box.at(i, j), 0.05 * box.cell, 0.065 * box.cell
        inside = cell._replace(x=cell.x + edge, y=cell.y + edge, w=cell.w - 2 * edge)
        canvas.frame(inside._replace(h=cell.h - 2 * edge), "wrong", width=1.8, dash="", z=5)
        x, y = cell.right - edge - 1.7 * arm, cell.y + edge + 1.7 * arm
        for dx in (arm, -arm):
            colour = ROLES["wrong"].colour
            canvas.line([(x - arm, y - dx), (x + arm, y + dx)], colour, width=1.6, z=6)
    places = ", ".join(f"({i}, {j})" for i, j in np.argwhere(marks)[:12])
    return f" Marked as wrong: {places}." if places else " No cell is marked."


def dot(canvas, x, y, r, role, full):
    """A unit or a pixel: full if it is read, else empty."""
    from matplotlib.patches import Circle

    colour = ROLES[role].colour
    fill = mix(colour, 0.85) if full else PAPER
    edge = colour if full else GRID
    canvas.axes.add_patch(
        Circle((x, y), r, facecolor=fill, edgecolor=edge, linewidth=1.4, zorder=4)
    )
    canvas.cover(x - r, y - r, 2 * r, 2 * r)


def mark_unread(canvas, box, columns, y, right):
    """Arrows under the cells of a row that no window reads, and a note about them."""
    for column in columns:
        canvas.text(box.at(0, column).middle[0], y, "↑", colour=ROLES["wrong"].colour)
    note = "no window reads these" if len(columns) > 1 else "not read"
    canvas.text(right + 14, y, note, size=SMALL, colour=QUIET, align="left")
