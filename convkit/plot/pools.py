"""Pooling: which pixel of each window wins, and what a shift of the picture does to the answer."""

import numpy as np

from . import words
from .canvas import Canvas, fit
from .films import film
from .photographs import gallery
from .picture import drawn
from .steps import GAP
from .style import QUIET, ROLES, SMALL, TEXT

__all__ = ["pooled", "shift_response", "winners"]


def pooled(image, kernel_size, stride=None):
    """A picture, its maximum and its average over the same windows, side by side.

    Parameters
    ----------
    image : array_like
        (H, W).
    kernel_size, stride : int or pair
        As in `convkit.max_pool2d`.
    """
    from .. import avg_pool2d, max_pool2d

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
    from .grids import mark_wrong

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
