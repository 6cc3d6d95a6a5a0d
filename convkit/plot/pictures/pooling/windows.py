"""Pooling: where its windows stand, which pixel of each wins, what a shift does to the answer."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas, fit, measure
from convkit.plot.draw.marking import mark_unread, mark_wrong
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import GAP
from convkit.plot.draw.style import QUIET, ROLES, SMALL, TEXT
from convkit.plot.film.frames import film
from convkit.plot.pictures.sliding.data import gallery
from convkit.pooling.average_pooling import avg_pool2d
from convkit.pooling.max_pooling import max_pool2d
from convkit.sliding.shapes import pool_output_size

__all__ = ["pool_windows", "pooled", "shift_response", "winners"]

HIGH = 22  # points: a bar
STEP = HIGH + 6  # from one bar to the next


def pooled(image, kernel_size, stride=None):
    """A picture, its maximum and its average over the same windows, side by side.

    Parameters
    ----------
    image : array_like
        (H, W).
    kernel_size, stride : int or pair
        As in `convkit.max_pool2d`.
    """
    x = np.asarray(image, dtype=float)
    panels = {
        "input": x,
        "maximum": max_pool2d(x[None, None], kernel_size, stride)[0, 0],
        "average": avg_pool2d(x[None, None], kernel_size, stride)[0, 0],
    }
    return gallery(panels, columns=3)


@drawn
def winners(x, kernel_size, stride=None):
    """The largest number of each window, and where it stood.

    Parameters
    ----------
    x : array_like
        (H, W), small enough to read.
    kernel_size, stride : int or pair
        As in `convkit.max_pool2d`; of equal numbers the first wins, as in PyTorch.
    """
    made = film("max_pool", x, kernel_size, stride)
    rows, columns = made.input.shape
    cell = fit(columns + 2 * made.output.shape[1], gaps=2 * GAP + 20)
    won = np.array([f.taps[np.argmax(f.values)] for f in made.frames])  # (L, 2)
    index = (won[:, 0] * columns + won[:, 1]).reshape(made.output.shape)
    fill = np.full(made.input.shape, None, dtype=object)
    fill[tuple(won.T)] = ROLES["output"].tint
    canvas = Canvas()
    box = canvas.grid(0, 0, made.input, "input", cell=cell, fill=fill, name="input", foot="")
    overlap = any(s < k for s, k in zip(made.stride, made.kernel.shape, strict=True))
    if not overlap:
        for f in made.frames:
            whole = box.at(*f.taps[0], *made.kernel.shape)
            inset = whole._replace(x=whole.x + 2, y=whole.y + 2, w=whole.w - 4, h=whole.h - 4)
            canvas.frame(inset, "kernel", width=1.6, z=4)
    for i, j in won:
        canvas.frame(box.at(i, j), "output", width=2.4, z=5)
    middle, left = rows * cell / 2, box.right
    for name, values in (("output", made.output), ("index", index)):
        sign = "→" if name == "output" else ""
        canvas.text(left + GAP / 2, middle, sign, size=TEXT + 4, colour=QUIET)
        room = max(values.shape[1] * cell, 76)
        other = canvas.grid(
            *(left + GAP + (room - values.shape[1] * cell) / 2, middle - len(values) * cell / 2),
            *(values, "output"),
            cell=cell,
            name=name,
            foot="",
        )
        left = max(other.right, left + GAP + room)
    size = words.size(made.kernel)
    note = f"windows {size}, stride {made.stride[0]} × {made.stride[1]}"
    canvas.text(box.middle[0], box.bottom + 15, note, size=SMALL, colour=QUIET)
    alt = (
        f"{words.say('Input', made.input)}. Maximum over {note}: "
        f"{words.say('output', made.output)}; {words.say('index of each winner', index)}."
    )
    return canvas.finish(alt, {"output": made.output, "index": index})


@drawn
def shift_response(x, operation, shift=1, name="output"):
    """What ``operation`` makes of a picture and of the same picture moved to the right.

    Numbers that differ from the moved answer are marked. Where ``operation`` has a stride, the
    answer cannot move by a part of a step: all that changed is marked then.

    Parameters
    ----------
    x : array_like
        (H, W), small enough to read.
    operation : callable
        (H, W) -> (H', W').
    shift : int
        Pixels; what leaves at the right comes back at the left.
    """
    x = np.asarray(x, dtype=float)
    moved = np.roll(x, shift, axis=1)
    before, after = np.asarray(operation(x)), np.asarray(operation(moved))
    step = max(1, round(x.shape[1] / before.shape[1]))
    expected = np.roll(before, shift // step, axis=1) if shift % step == 0 else before
    changed = ~np.isclose(after, expected)
    cell = fit(x.shape[1] + before.shape[1], gaps=GAP + 96, largest=30)
    canvas, y, parts = Canvas(), 0.0, []
    rows = (("before", x, before), (f"moved by {shift}", moved, after))
    for n, (label, given, result) in enumerate(rows):
        canvas.text(0, y + len(x) * cell / 2, label, align="left", weight="bold")
        box = canvas.grid(96, y, given, "input", cell=cell, name=None if n else "input", foot="")
        middle = y + len(x) * cell / 2
        canvas.text(box.right + GAP / 2, middle, "→", size=TEXT + 4, colour=QUIET)
        out = canvas.grid(
            *(box.right + GAP, middle - len(result) * cell / 2, result, "output"),
            cell=cell,
            name=None if n else name,
            foot="",
        )
        if n:
            mark_wrong(canvas, out, changed)
        parts.append(f"{label}: {words.say(name, result)}")
        y += len(x) * cell + 26
    share = f"{int(changed.sum())} of {changed.size} numbers changed"
    canvas.text(out.middle[0], out.bottom + 16, share, size=SMALL, colour=QUIET)
    alt = f"A picture {words.size(x)} before and after a shift. {'; '.join(parts)}. {share}."
    return canvas.finish(alt, {"before": before, "after": after, "changed": changed})


def bar(canvas, box, start, end, y, role, dash=None):
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
    k, p = kernel_size, padding
    s = k if stride is None else stride
    count = pool_output_size(n, k, s, p, ceil_mode=ceil_mode)
    naive = -(-(n + 2 * p - k) // s) + 1 if ceil_mode else count
    shown = max(count, naive)
    total = max(n + 2 * p, (shown - 1) * s + k)  # cells, with what the last window reaches
    start = np.arange(shown) * s  # counted from the first cell of padding
    canvas = Canvas()
    box = _axis(canvas, n, p, total)
    right, unread = total * box.cell, np.zeros(total, dtype=bool)
    unread[p : p + n] = True
    for i in range(shown):
        _window(canvas, box, right, (start[i], start[i] + k), i, counted=i < count)
        unread[start[i] : start[i] + k] &= i >= count
    y = box.cell + 26 + shown * STEP
    unread = np.flatnonzero(unread) - p
    if len(unread):
        mark_unread(canvas, box, unread + p, y - 8, right)
        y += 16
    _formula(canvas, right, y + 10, (n, p, k, s), (naive, count), ceil_mode)
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


def _axis(canvas, n, p, total):
    """The pixels and their padding; beyond them, dashed, what the last window reaches."""
    over, cell = n + 2 * p, fit(total, gaps=150, largest=32)
    pixels = np.zeros(over, dtype=bool)
    pixels[p : p + n] = True
    texts = np.full((1, over), "", dtype=object)
    texts[0, pixels] = [str(i) for i in range(n)]
    canvas.cover(0, 0, total * cell, cell)
    if total > over:
        beyond = canvas.grid(
            *(over * cell, 0, np.zeros((1, total - over)), "plain"),
            cell=cell,
            texts=False,
            dash="1 3",
            width=1.2,
        )
        canvas.text(beyond.middle[0], -15, "overhang", size=SMALL, colour=QUIET)
    box = canvas.grid(
        *(0, 0, np.zeros((1, over)), "padding" if p else "input"),
        cell=cell,
        texts=texts,
        fill=np.where(pixels, None, ROLES["padding"].tint).astype(object)[None],
    )
    if p:
        canvas.frame(box.at(0, p, 1, n), "input")
    canvas.name(box.at(0, p, 1, n).middle[0], -15, "input", f"pixels 0 to {n - 1}")
    return box


def _window(canvas, box, right, ends, i, counted):
    """Window i as a bar under the axis, and the output that it makes if it counts."""
    y = box.cell + 14 + i * STEP
    span = bar(canvas, box, *ends, y, "kernel" if counted else "wrong")
    if counted:
        canvas.arrow((span.right + 6, y + HIGH / 2), (right + 32, y + HIGH / 2))
        out = canvas.cover(right + 36, y, HIGH + 6, HIGH)
        canvas.frame(out, "output", fill=ROLES["output"].tint)
        canvas.text(*out.middle, str(i), size=SMALL)
    else:
        note, colour = "✗ not counted", ROLES["wrong"].deep
        canvas.text(right + 14, y + HIGH / 2, note, colour=colour, align="left")


def _formula(canvas, right, y, numbers, counts, ceil_mode):
    """The size formula with its numbers in their colours."""
    (n, p, k, s), (naive, count) = numbers, counts
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
    canvas.runs(max(0, (right + 64 - wide) / 2), y, parts, width=1e6)
