"""One step of an operation, drawn: the window on its input, the kernel, the output so far."""

from typing import NamedTuple

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Box, Canvas, measure
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.marking import Mark, padded_grid, paint, tap_marks
from convkit.plot.draw.style import FAINT, INK, PAPER, QUIET, ROLES, TEXT
from convkit.plot.draw.sums import say_step, write_sum

__all__ = [
    *("Stage", "cut_off", "draw_step", "evenly", "output_texts", "say_film", "say_setting"),
    *("set_stage", "step_cell", "step_marks", "strip"),
]

GAP = 30  # between arrays, with room for a sign
SIDE = 84  # left of the rows of a 1-d step, for their names
PANELS = 34  # between two steps side by side


def evenly(items, count):
    """So many of the items, evenly, the first and the last among them."""
    count = min(count, len(items))
    return [items[n] for n in np.unique(np.linspace(0, len(items) - 1, count).astype(int))]


class Stage(NamedTuple):
    """Where the parts of a step stand; the kernel of a 1-d step moves, so only its row is known."""

    input: Box
    kernel: Box | None
    output: Box
    bottom: float


def set_stage(canvas, x, y, made, cell, names=True):
    """Draw what is the same at every step; returns where it stands."""
    return (_stage_flat if made.flat else _stage_plane)(canvas, x, y, made, cell, names)


def step_marks(made, frame, stage):
    """What one step marks on its stage."""
    stamped = made.operation == "conv_transpose"
    here, there = (stage.output, stage.input) if stamped else (stage.input, stage.output)
    found = tap_marks(here, frame.taps, made.dilation, "output" if stamped else "kernel")
    found.append(Mark(there.at(*frame.at), "input" if stamped else "output", 3.0))
    if made.flat and stage.kernel is not None:
        texts = words.cell_texts(made.kernel)
        for n, column in enumerate(frame.taps[:, 1]):
            box = stage.kernel._replace(x=here.x + column * here.cell, w=here.cell)
            found.append(Mark(box, "kernel", 1.6, text="" if texts is None else texts[0, n]))
    return found


def output_texts(made):
    """For every frame the numbers in the output's cells (empty where nothing is known)."""
    stack = np.stack([f.output for f in made.frames])  # (steps, H, W)
    known = ~np.isnan(stack)
    # One number of decimals for the whole film; the full output decides where there is one.
    whole = made.output if made.operation != "conv_transpose" else stack[known]
    texts = words.cell_texts(
        np.append(np.where(known, stack, stack[known][0]).ravel(), whole.ravel())
    )
    if texts is None:
        return np.full(stack.shape, "", dtype=object)
    return np.where(known, texts[: stack.size].reshape(stack.shape), "")


def draw_step(canvas, x, y, made, frame, cell, *, names=True, width=INSIDE):
    """One step at (x, y): the padded input with its window, kernel, output so far, and the sum.

    Returns its height.
    """
    stage = set_stage(canvas, x, y, made, cell, names)
    texts = output_texts(made)[[f.step for f in made.frames].index(frame.step)]
    cut = cut_off(made)
    size = text_size(texts, cell)
    for place in np.argwhere(~np.isnan(frame.output)):
        box = stage.output.at(*place)
        if not cut[tuple(place)]:
            canvas.frame(box, "plain", width=0, fill=PAPER, z=1.2)
        if size:
            ink = QUIET if cut[tuple(place)] else INK
            canvas.text(*box.middle, texts[tuple(place)], size=size, colour=ink)
    for mark in step_marks(made, frame, stage):
        paint(canvas, mark)
    bottom = stage.bottom - y
    return bottom + 10 + write_sum(canvas, x, y + bottom + 22, frame, made.operation, width)


def cut_off(made):
    """Cells of the drawn output that a transposed convolution's padding cuts off, as bool."""
    cut = np.zeros(made.frames[0].output.shape, dtype=bool)
    if made.operation == "conv_transpose":
        (ph, pw), (h, w) = made.padding, cut.shape
        cut[...] = True
        cut[ph : h - ph, pw : w - pw] = False
    return cut


def _output_grid(canvas, x, y, made, cell, name):
    """The output before the first step."""
    cut = cut_off(made)
    fill = np.where(cut, ROLES["padding"].tint, FAINT).astype(object)
    box = canvas.grid(
        *(x, y, np.zeros(cut.shape), "padding" if cut.any() else "output"),
        cell=cell,
        texts=False,
        fill=fill,
        width=1.2 if cut.any() else 1.6,
    )
    if cut.any():
        canvas.frame(box.at(*made.padding, *made.output.shape), "output")
    if name:
        canvas.name(box.middle[0], y - 15, "output", name)
    return box


def _parts(made):
    """(role, columns, rows) of what stands side by side."""
    parts = [("input", *made.padded.shape[::-1])]
    if not made.operation.endswith("pool"):
        parts.append(("kernel", *made.kernel.shape[::-1]))
    return [*parts, ("output", *made.frames[0].output.shape[::-1])]


def _stage_plane(canvas, x, y, made, cell, names):
    """Side by side; if that is too wide, the kernel stands above the output."""
    stacked = _width(made, cell, names) > INSIDE + 1
    columns, boxes = _columns(made, stacked), {"kernel": None}
    heights = [sum(r * cell for _, _, r in c) + 44 * (len(c) - 1) for c in columns]
    tallest = max(heights)
    for n, (column, high) in enumerate(zip(columns, heights, strict=True)):
        room = max(max(c * cell, _room(role) * names) for role, c, _ in column)
        top = y + (tallest - high) / 2
        for role, wide, _ in column:
            at, name = (x + (room - wide * cell) / 2, top), role if names else None
            if role == "input" and made.operation == "conv_transpose":
                box = canvas.grid(*at, made.input, role, cell=cell, name=name, foot="")
            elif role == "input":
                box = padded_grid(canvas, *at, made, cell, name=name)
            elif role == "kernel":
                box = canvas.grid(*at, made.kernel, role, cell=cell, tint=True, name=name, foot="")
            else:
                box = _output_grid(canvas, *at, made, cell, name)
            boxes[role] = box
            top = box.bottom + 44
        x += room
        if n + 1 < len(columns):
            sign = ("∗", "=")[n] if len(columns) == 3 else "→"
            canvas.text(x + GAP / 2, y + tallest / 2, sign, size=TEXT + 4, colour=QUIET)
            x += GAP
    return Stage(**boxes, bottom=y + tallest)


def _columns(made, stacked):
    parts = _parts(made)
    return [parts[:1], parts[1:]] if stacked else [[part] for part in parts]


def _width(made, cell, names, stacked=False):
    columns = _columns(made, stacked)
    rooms = [max(max(c * cell, _room(role) * names) for role, c, _ in part) for part in columns]
    return sum(rooms) + GAP * (len(columns) - 1)


def _room(role):
    return measure(ROLES[role].mark + " ") + measure(role, weight="bold") + 4


def _stage_flat(canvas, x, y, made, cell, names):
    """Rows one below the other: the kernel stands under its window, the output below."""
    left, boxes, high = x + SIDE * names, {"kernel": None}, cell + 16
    widest = max(made.padded.shape[1], made.frames[0].output.shape[1]) * cell
    for role, columns, _ in _parts(made):
        if names:
            canvas.name(x, y + cell / 2, role, role, align="left")
        at = left + (widest - columns * cell) / 2, y
        if role == "kernel":
            boxes[role] = Box(left, y, widest, cell, cell)
            canvas.cover(*boxes[role][:4])
        elif role == "output":
            boxes[role] = _output_grid(canvas, *at, made, cell, None)
        elif made.operation == "conv_transpose":
            boxes[role] = canvas.grid(*at, made.input, role, cell=cell)
        else:
            boxes[role] = padded_grid(canvas, *at, made, cell, name="")
        y += high
    return Stage(**boxes, bottom=y - 16)


def step_cell(made, width=INSIDE, largest=34, names=True):
    """The cell size at which one step fills ``width``."""
    if made.flat:
        columns = max(made.padded.shape[1], made.frames[0].output.shape[1])
        return min(largest, (width - SIDE * names) / columns)
    side, stacked = (
        max(
            (c / 4 for c in range(16, 4 * largest + 1) if _width(made, c / 4, names, s) <= width),
            default=4.0,
        )
        for s in (False, True)
    )
    if width < INSIDE or text_size(output_texts(made), side):
        return side
    return stacked if text_size(output_texts(made), stacked) else side


def say_film(made):
    """Input and kernel in words."""
    said = words.say("Input", made.plain(made.input))
    if made.operation.endswith("pool"):
        return (
            f"{said}. {made.operation[:3]} over windows of {words.size(made.plain(made.kernel))}."
        )
    return f"{said}. {words.say('Kernel', made.plain(made.kernel))}."


def strip(made, frames):
    """Some steps of a film as one still, in reading order."""
    half = (INSIDE - PANELS) / 2
    two = not made.flat and step_cell(made, half, names=False) >= 21
    width = half if two else INSIDE
    cell = step_cell(made, width, 30, names=not two)
    canvas, y = Canvas(), 0.0
    if two:
        x = 0.0
        for role, *_ in _parts(made):
            x = canvas.name(x, -30, role, role, align="left").right + 22
    for start in range(0, len(frames), 1 + two):
        heights = []
        for n, frame in enumerate(frames[start : start + 1 + two]):
            x = n * (width + PANELS)
            named = made.flat or (not two and start == 0)
            heights.append(draw_step(canvas, x, y, made, frame, cell, names=named, width=width))
        y += max(heights) + 26
    said = " ".join(say_step(made, frame) for frame in frames)
    alt = f"{say_film(made)} {words.plural(len(frames), 'step')}. {said}"
    return canvas.finish(alt, {"output": made.output})


def say_setting(made):
    def one(pair):
        return f"{pair[0]}" if pair[0] == pair[1] else f"{pair[0]}×{pair[1]}"

    text = f"k {one(made.kernel.shape)}  s {one(made.stride)}  p {one(made.padding)}"
    return text + (f"  d {one(made.dilation)}" if made.dilation != (1, 1) else "")
