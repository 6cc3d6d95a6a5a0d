"""A sheet to draw on, measured in points, y downwards; it grows with what is put on it.

The parts every picture is made of are here: grids of numbered cells, pictures, names with their
marks, sums in colours, arrows, charts. Nothing else in `convkit.plot` chooses a size or a line.
"""

import functools
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.textpath import text_to_path

from convkit.plot.draw import cells
from convkit.plot.draw.picture import Picture
from convkit.plot.draw.style import CELL, INK, PAPER, QUIET, ROLES, SMALL, TEXT, WIDE

__all__ = ["Box", "Canvas", "fit", "grey_range", "image_height", "measure", "pixels"]

MARGIN = 10
INSIDE = WIDE - 2 * MARGIN  # points between the margins of the widest picture
LINE = 1.45  # height of a line of text, in text sizes


@functools.lru_cache(4096)
def measure(text, size=TEXT, weight="normal"):
    """Width of a line of text in points."""
    prop = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, prop, False)[0]


def fit(columns, gaps=0, largest=CELL):
    """The cell size at which so many columns and ``gaps`` points between them fill the width."""
    return min(largest, (WIDE - 2 * MARGIN - gaps) / columns)


def pixels(values, lowest=None, highest=None):
    """Any (H, W), (H, W, 3) or (3, H, W) array as (H, W, 3) floats from 0 to 1."""
    x = np.asarray(values)
    if x.ndim == 3 and x.shape[0] == 3 and x.shape[2] != 3:
        x = x.transpose(1, 2, 0)  # (H, W, 3)
    if x.ndim not in (2, 3) or (x.ndim == 3 and x.shape[2] != 3):
        raise ValueError(f"image must be (H, W), (H, W, 3) or (3, H, W), got {x.shape}")
    if lowest is None and x.dtype == np.uint8:
        lowest, highest = 0, 255
    elif lowest is None:
        lowest, highest = min(0.0, float(x.min())), max(1.0, float(x.max()))
    x = np.clip((x.astype(float) - lowest) / ((highest - lowest) or 1.0), 0, 1)
    return np.repeat(x[..., None], 3, axis=2) if x.ndim == 2 else x  # (H, W, 3)


def image_height(image, width):
    """How high a picture of that width is."""
    h, w = pixels(image).shape[:2]
    return width * h / w


def grey_range(values):
    """The range to draw: its own for uint8 and for numbers from 0 to 1, else the extremes."""
    if values.dtype == np.uint8 or (values.min() >= 0 and values.max() <= 1):
        return None, None
    reach = float(np.abs(values).max())
    return (-reach, reach) if values.min() < 0 else (0.0, reach)  # 0 is middle grey if signed


class Box(NamedTuple):
    """Where something stands on the sheet: left, top, width, height, and the size of a cell."""

    x: float
    y: float
    w: float
    h: float
    cell: float = 0.0

    @property
    def right(self):
        return self.x + self.w

    @property
    def bottom(self):
        return self.y + self.h

    @property
    def middle(self):
        return self.x + self.w / 2, self.y + self.h / 2

    def at(self, row, column, rows=1, columns=1):
        """The box of a block of cells."""
        c = self.cell
        return Box(self.x + column * c, self.y + row * c, columns * c, rows * c, c)


class Canvas:
    """See the module's text. ``finish`` turns the sheet into a `Picture`."""

    def __init__(self):
        self.figure = Figure(figsize=(1, 1), dpi=72, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.left = self.top = float("inf")
        self.right = self.bottom = float("-inf")
        self.charts = []

    def cover(self, x, y, w=0.0, h=0.0):
        """Make the sheet large enough for this box."""
        self.left, self.right = min(self.left, x), max(self.right, x + w)
        self.top, self.bottom = min(self.top, y), max(self.bottom, y + h)
        return Box(x, y, w, h)

    # -- text ------------------------------------------------------------------------------
    def text(self, x, y, text, *, size=TEXT, colour=INK, align="center", weight="normal"):
        """One line; ``y`` is its middle. Returns its box."""
        self.axes.text(
            *(x, y, text),
            fontsize=size,
            color=colour,
            ha=align,
            va="center_baseline",
            weight=weight,
            zorder=6,
        )
        w = measure(text, size, weight)
        left = x - {"left": 0, "center": w / 2, "right": w}[align]
        return self.cover(left, y - 0.62 * size, w, 1.24 * size)

    def name(self, x, y, role, text, align="center"):
        """The name of something, its role's mark in front."""
        mark = ROLES[role].mark
        lead = measure(mark + " ") if mark else 0
        width = lead + measure(text, weight="bold")
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        if mark:
            self.text(left, y, mark, colour=ROLES[role].colour, align="left")
        return self.text(left + lead, y, text, align="left", weight="bold")

    def runs(self, x, y, parts, width=WIDE - 2 * MARGIN, size=TEXT):
        """Pieces of text ``(text, role or colour)`` one after the other, wrapped at ``width``.

        ``y`` is the middle of the first line. Returns the box of all of it.
        """
        left, start = x, y
        reach = x
        for text, colour in parts:
            role = ROLES.get(colour)
            weight = "bold" if role else "normal"
            w = measure(text, size, weight)
            if x + w > left + width and x > left:
                x, y, text = left, y + LINE * size, text.lstrip()
                w = measure(text, size, weight)
            self.text(
                *(x, y, text.rstrip()),
                size=size,
                colour=role.deep if role else colour,
                align="left",
                weight=weight,
            )
            x += w
            reach = max(reach, x)
        return Box(left, start - LINE * size / 2, reach - left, y - start + LINE * size)

    def note(self, x, y, text, width=WIDE - 2 * MARGIN, colour=QUIET, size=SMALL):
        """A quiet sentence, wrapped at its spaces; ``y`` is the top. Returns its box."""
        parts = [(word + " ", colour) for word in text.split()]
        return self.runs(x, y + LINE * size / 2, parts, width, size)

    # -- shapes ----------------------------------------------------------------------------
    def frame(self, box, role="plain", *, width=1.6, fill="none", dash=None, z=4, hatch=None):
        """A rectangle in the role's colour and line."""
        colour = ROLES[role].colour if role in ROLES else role
        dash = ROLES[role].dash if dash is None and role in ROLES else dash
        style = (0, tuple(map(float, dash.split()))) if dash else "-"
        self.axes.add_patch(
            Rectangle(
                box[:2],
                *box[2:4],
                edgecolor=colour,
                facecolor=fill,
                linewidth=width,
                linestyle=style,
                joinstyle="miter",
                zorder=z,
                hatch=hatch,
            )
        )
        return self.cover(*box[:4])

    def line(self, points, colour=QUIET, width=1.2, dash="", z=3):
        """A line through points (x, y)."""
        points = np.asarray(points, dtype=float)
        style = (0, tuple(map(float, dash.split()))) if dash else "-"
        self.axes.plot(*points.T, color=colour, linewidth=width, linestyle=style, zorder=z)
        (x, y), (right, bottom) = points.min(0), points.max(0)
        return self.cover(x, y, right - x, bottom - y)

    def arrow(self, start, end, colour=QUIET, width=1.4, bend=0.0):
        """From one point to another."""
        self.axes.add_patch(
            FancyArrowPatch(
                *(start, end),
                arrowstyle="-|>",
                mutation_scale=11,
                color=colour,
                linewidth=width,
                shrinkA=0,
                shrinkB=0,
                connectionstyle=f"arc3,rad={bend}",
                zorder=5,
            )
        )

    def image(self, x, y, w, h, values, lowest=None, highest=None, role="plain"):
        """An array as a picture of that size, every pixel sharp, in a thin frame."""
        rgb = pixels(values, lowest, highest)
        shrink = max(1, int(min(rgb.shape[0] / (1.6 * h), rgb.shape[1] / (1.6 * w))))
        if shrink > 1:
            rows, columns = rgb.shape[0] // shrink, rgb.shape[1] // shrink
            rgb = rgb[: rows * shrink, : columns * shrink]
            rgb = rgb.reshape(rows, shrink, columns, shrink, 3).mean((1, 3))
        grow = int(np.ceil(1.6 * w / rgb.shape[1])) if rgb.shape[1] < 1.6 * w else 1
        rgb = rgb.repeat(grow, axis=0).repeat(grow, axis=1)
        self.axes.imshow(
            rgb, extent=(x, x + w, y + h, y), aspect="auto", interpolation="none", zorder=1
        )
        return self.frame(Box(x, y, w, h), role, width=0.8 if role == "plain" else 1.6, dash="")

    def grid(self, x, y, values, role="input", **options):
        """An array as cells with its numbers; see `convkit.plot.cells.grid` for the options."""
        box = Box(*cells.grid(self, x, y, values, role, **options))
        self.cover(*box[:4])
        return box

    def chart(self, x, y, w, h):
        """A matplotlib Axes in house style, at that place; its labels need room around it."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        self.charts.append((axes, self.cover(x, y, w, h)))
        return axes

    # -- the end ---------------------------------------------------------------------------
    def finish(self, alt, data=None):
        """Cut the sheet to what is on it and hand it over."""
        x, y = self.left - MARGIN, self.top - MARGIN
        w, h = self.right - self.left + 2 * MARGIN, self.bottom - self.top + 2 * MARGIN
        self.sheet = x, y, w, h
        self.figure.set_size_inches(w / 72, h / 72)
        self.axes.set(xlim=(x, x + w), ylim=(y + h, y))
        for axes, box in self.charts:
            axes.set_position(((box.x - x) / w, 1 - (box.bottom - y) / h, box.w / w, box.h / h))
        return Picture(self.figure, alt, data)
