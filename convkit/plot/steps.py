"""One step of an operation, drawn: the window on its input, the kernel, the output so far."""

import numpy as np

from . import words
from .canvas import MARGIN, Canvas, measure
from .style import FAINT, PAPER, QUIET, ROLES, TEXT, WIDE
from .sums import say_step, write_sum

__all__ = ["draw_step", "draw_taps", "padded_grid", "say_film", "spread", "step_cell", "strip"]

GAP = 30  # between arrays, with room for a sign
SIDE = 84  # left of the rows of a 1-d step, for their names
INSIDE = WIDE - 2 * MARGIN
PANELS = 34  # between two steps side by side


def spread(items, count):
    """So many of the items, evenly, the first and the last among them."""
    count = min(count, len(items))
    return [items[n] for n in np.unique(np.linspace(0, len(items) - 1, count).astype(int))]


def padded_grid(canvas, x, y, made, cell, *, name="input", taps=None):
    """The padded input: padding dashed and grey, the input framed, the window's taps on it."""
    (ph, pw), (h, w) = made.padding, made.input.shape
    bare = made.padded.shape == made.input.shape
    inside = np.full(made.padded.shape, bare)
    inside[ph : ph + h, pw : pw + w] = True
    colours = np.where(inside, None, ROLES["padding"].tint).astype(object)
    if taps is not None:
        colours[tuple(taps.T)] = ROLES["kernel"].tint
    texts = words.cells(np.where(np.isfinite(made.padded), made.padded, 0.0))
    if texts is not None:
        texts[np.isneginf(made.padded)] = "−∞"
    box = canvas.grid(
        *(x, y, made.padded, "input" if bare else "padding"),
        cell=cell,
        fill=colours,
        inks=np.where(inside, None, QUIET).astype(object),
        texts=False if texts is None else texts,
        width=1.6 if bare else 1.2,
    )
    if not bare:
        canvas.frame(box.at(ph, pw, h, w), "input")
    if name:
        canvas.name(box.middle[0], y - 15, "input", name)
    if taps is not None:
        draw_taps(canvas, box, taps, made.dilation)
    return box


def draw_taps(canvas, box, taps, dilation, role="kernel"):
    """The window: one frame if its taps touch, else one for each tap and a thin one around all."""
    (top, left), (bottom, right) = taps.min(0), taps.max(0)
    whole = box.at(top, left, bottom - top + 1, right - left + 1)
    if max(dilation) == 1 or len(taps) == 1:
        canvas.frame(whole, role, width=3, dash="", z=5)
        return
    for i, j in taps:
        canvas.frame(box.at(i, j), role, width=2.4, dash="", z=5)
    canvas.frame(whole, role, width=1.2, dash="4 3", z=5)


def _output_grid(canvas, x, y, made, frame, cell, name):
    """The output so far, its newest cell (or stamp) framed."""
    known = ~np.isnan(frame.output)
    whole = made.output if made.operation != "conv_transpose" else frame.output
    texts = words.cells(np.where(known, whole, whole[known].flat[0] if known.any() else 0.0))
    if texts is not None:
        texts[~known] = ""
    fill = np.where(known, PAPER, FAINT).astype(object)
    stamped = made.operation == "conv_transpose"
    cropped = stamped and max(made.padding) > 0
    inks = None
    if cropped:
        (ph, pw), (h, w) = made.padding, frame.output.shape
        outside = np.ones((h, w), dtype=bool)
        outside[ph : h - ph, pw : w - pw] = False
        fill[outside] = ROLES["padding"].tint
        inks = np.where(outside, QUIET, None).astype(object)
    taps = frame.taps if stamped else np.array([frame.at])
    fill[tuple(taps.T)] = ROLES["output"].tint
    box = canvas.grid(
        *(x, y, frame.output, "padding" if cropped else "output"),
        cell=cell,
        texts=False if texts is None else texts,
        fill=fill,
        inks=inks,
        width=1.2 if cropped else 1.6,
    )
    if cropped:
        canvas.frame(box.at(ph, pw, h - 2 * ph, w - 2 * pw), "output")
    if name:
        canvas.name(box.middle[0], y - 15, "output", name)
    draw_taps(canvas, box, taps, made.dilation if stamped else (1, 1), "output")
    return box


def draw_step(canvas, x, y, made, frame, cell, *, names=True, width=INSIDE):
    """One step at (x, y): the padded input with its window, kernel, output so far, and the sum.

    Returns its height.
    """
    draw = _draw_flat if made.flat else _draw_plane
    bottom = draw(canvas, x, y, made, frame, cell, names)
    return bottom + 10 + write_sum(canvas, x, y + bottom + 22, frame, made.operation, width)


def _parts(made, frame):
    """(role, columns, rows) of what stands side by side."""
    parts = [("input", *made.padded.shape[::-1])]
    if not made.operation.endswith("pool"):
        parts.append(("kernel", *made.kernel.shape[::-1]))
    shape = frame.output.shape if frame is not None else made.frames[0].output.shape
    return [*parts, ("output", *shape[::-1])]


def _draw_plane(canvas, x, y, made, frame, cell, names):
    parts = _parts(made, frame)
    tallest = max(rows for *_, rows in parts) * cell
    signs = iter(("∗", "=") if len(parts) == 3 else ("→",))
    stamped = made.operation == "conv_transpose"
    for role, columns, rows in parts:
        room = max(columns * cell, _room(role) if names else 0)
        at = x + (room - columns * cell) / 2, y + (tallest - rows * cell) / 2
        if role == "input":
            taps = np.array([frame.at]) if stamped else frame.taps
            name = "input" if names else ""
            if stamped:
                box = canvas.grid(*at, made.input, "input", cell=cell, name=name or None, foot="")
                canvas.frame(box.at(*frame.at), "input", width=3, z=5)
            else:
                padded_grid(canvas, *at, made, cell, name=name, taps=taps)
        elif role == "kernel":
            name = "kernel" if names else None
            canvas.grid(*at, made.kernel, "kernel", cell=cell, tint=True, name=name, foot="")
        else:
            _output_grid(canvas, *at, made, frame, cell, "output" if names else "")
        x += room
        if role != "output":
            canvas.text(x + GAP / 2, y + tallest / 2, next(signs), size=TEXT + 4, colour=QUIET)
            x += GAP
    return tallest


def _room(role):
    return measure(ROLES[role].mark + " ") + measure(role, weight="bold") + 4


def _draw_flat(canvas, x, y, made, frame, cell, names):
    """Rows one below the other: the kernel stands under its window, the output below."""
    stamped, left = made.operation == "conv_transpose", x + SIDE * names

    def label(role, top):
        if names:
            canvas.name(x, top + cell / 2, role, role, align="left")

    label("input", y)
    shift = 0.0
    if stamped:
        # The input stands centred over the wider output.
        shift = (frame.output.shape[1] - made.input.shape[1]) * cell / 2
        box = canvas.grid(left + shift, y, made.input, "input", cell=cell)
        source = box.at(*frame.at)
        canvas.frame(source, "input", width=3, z=5)
    else:
        box = padded_grid(canvas, left, y, made, cell, name="", taps=frame.taps)
        source = box.at(0, frame.taps[0, 1], 1, frame.taps[-1, 1] - frame.taps[0, 1] + 1)
    top = y + cell + 16
    if not made.operation.endswith("pool"):
        label("kernel", top)
        texts = words.cells(made.kernel)
        for n, column in enumerate(frame.taps[:, 1]):
            one = None if texts is None else texts[:, n : n + 1]
            at = left + column * cell
            canvas.grid(
                *(at, top, made.kernel[:, n : n + 1], "kernel"),
                cell=cell,
                tint=True,
                texts=False if one is None else one,
            )
        top += cell + 16
    label("output", top)
    wide = frame.output.shape[1] * cell
    offset = 0.0 if stamped else (made.padded.shape[1] * cell - wide) / 2
    box = _output_grid(canvas, left + offset, top, made, frame, cell, "")
    target = (
        box.at(0, frame.taps[0, 1], 1, frame.taps[-1, 1] - frame.taps[0, 1] + 1)
        if stamped
        else box.at(*frame.at)
    )
    for a, b in ((source.x, target.x), (source.right, target.right)):
        canvas.line([(a, source.bottom), (b, target.y)], QUIET, width=0.8, dash="2 2", z=0)
    return top + cell - y


def step_cell(made, width=INSIDE, largest=34, names=True):
    """The cell size at which one step fills ``width``."""
    if made.flat:
        columns = max(made.padded.shape[1], made.frames[0].output.shape[1])
        return min(largest, (width - SIDE * names) / columns)
    parts = _parts(made, None)
    gaps = GAP * (len(parts) - 1)
    cell = min(largest, (width - gaps) / sum(columns for _, columns, _ in parts))
    for _ in parts:  # a narrow array still needs the width of its name
        narrow = [p for p in parts if names and p[1] * cell < _room(p[0])]
        free = width - gaps - sum(_room(role) for role, *_ in narrow)
        columns = sum(p[1] for p in parts if p not in narrow)
        if columns:
            cell = min(cell, free / columns)
    return cell


def say_film(made):
    """Input and kernel in words."""
    said = words.say("Input", made.input)
    if made.operation.endswith("pool"):
        return f"{said}. {made.operation[:3]} over windows of {words.size(made.kernel)}."
    return f"{said}. {words.say('Kernel', made.kernel)}."


def strip(made, frames):
    """Some steps of a film as one still, in reading order."""
    half = (INSIDE - PANELS) / 2
    two = not made.flat and step_cell(made, half, names=False) >= 21
    width = half if two else INSIDE
    cell = step_cell(made, width, 30, names=not two)
    canvas, y = Canvas(), 0.0
    if two:
        x = 0.0
        for role, *_ in _parts(made, None):
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
