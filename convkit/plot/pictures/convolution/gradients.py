"""Blame: which inputs one output depends on, and which outputs one input collects from."""

import numpy as np

from convkit.convolution.conv import conv2d
from convkit.convolution.transposed import conv_transpose2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas, fit
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import ROLES, warm
from convkit.sliding.shapes import output_padding_for

__all__ = ["blame"]


@drawn
def blame(shape, k, *, output=(0, 0), input=(1, 1), stride=1, padding=0):
    """The blame of one output spread over its window, and what one input collects from the outputs.

    Parameters
    ----------
    shape : tuple of int
        (H, W) of the input.
    k : array_like
        (kh, kw).
    output, input : tuple of int
        The two cells to follow.

    Notes
    -----
    Both are read from the operation itself: the first is the gradient of one output (`convkit`'s
    transposed convolution of a single 1), the second its answer to a single 1.
    """
    k = np.asarray(k, dtype=float)
    x = np.zeros(shape)
    out = conv2d(x[None, None], k[None, None], None, stride, padding)[0, 0]
    for name, cell, size in (("output", output, out.shape), ("input", input, x.shape)):
        if not all(0 <= a < n for a, n in zip(cell, size, strict=True)):
            raise ValueError(f"blame: {name} must be a cell of {size}, got {cell}")
    one = np.zeros(out.shape)
    one[output] = 1
    stride, padding = np.broadcast_to(stride, 2).tolist(), np.broadcast_to(padding, 2).tolist()
    axes = zip(x.shape, out.shape, k.shape, stride, padding, strict=True)
    extra = tuple(output_padding_for(*axis) for axis in axes)
    spread = conv_transpose2d(
        one[None, None], k[None, None], None, stride, padding, output_padding=extra
    )[0, 0]
    x[input] = 1
    fed = conv2d(x[None, None], k[None, None], None, stride, padding)[0, 0]

    cell = fit(shape[1] + out.shape[1], gaps=70, largest=32)
    tall, wide = shape[0] * cell, shape[1] * cell
    canvas = Canvas()
    stories = (
        ("One output, its window of inputs", spread, one, output, True),
        ("One input, the outputs it collects from", 0 * x, fed, input, False),
    )
    for n, (title, left_values, right_values, place, up) in enumerate(stories):
        y = n * (tall + 92)
        canvas.text(0, y - 42, title, align="left", weight="bold")
        left = _sheet(canvas, 0, y, left_values, "input", cell, place if not up else None)
        top = y + (tall - len(right_values) * cell) / 2
        right = _sheet(canvas, wide + 70, top, right_values, "output", cell, place if up else None)
        canvas.arrow((right.x - 12, y + tall / 2), (left.right + 12, y + tall / 2))
    said = words.number(float(np.abs(spread).sum()))
    alt = (
        f"Kernel {words.say('', k).strip()}. Output {output} blames its window: "
        f"{words.say('gradient', spread)} (absolute sum {said}). Input {input} collects from "
        f"{words.plural(int(np.count_nonzero(fed)), 'output')}: {words.say('weights', fed)}."
    )
    return canvas.finish(alt, {"gradient": spread, "fed": fed})


def _sheet(canvas, x, y, values, role, cell, marked):
    reach = float(np.abs(values).max()) or 1.0
    fill = np.array([[warm(v / reach) for v in row] for row in values], dtype=object)
    texts = words.cell_texts(values)
    if texts is not None:
        texts[values == 0] = ""
    if marked is not None:
        fill[marked] = ROLES[role].tint
    texts = False if texts is None else texts
    box = canvas.grid(x, y, values, role, cell=cell, fill=fill, texts=texts, name=role, foot="")
    if marked is not None:
        canvas.frame(box.at(*marked), role, width=3, z=5)
    return box
