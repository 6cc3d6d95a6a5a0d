"""Transposed convolution: every input number stamps the kernel, and stamps add up."""

import numpy as np

from convkit.convolution.transposed import conv_transpose1d, conv_transpose2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas, fit
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import SIDE, evenly, say_film, strip
from convkit.plot.draw.style import FAINT, QUIET, ROLES, SMALL, mix, warm
from convkit.plot.film.frames import film
from convkit.plot.pictures.sliding.data import gallery

__all__ = ["checkerboard", "overlaps", "stamp_steps", "stamps"]


@drawn
def stamps(x, k, *, stride=1, padding=0):
    """Each input number's stamp in its own row, and their sum below (1-d).

    Parameters
    ----------
    x, k : array_like
        (n,) and (kw,).
    stride, padding : int
        As in `convkit.conv_transpose1d`.
    """
    made = film("conv_transpose", x, k, stride, padding)
    if not made.flat:
        raise ValueError(f"stamps: x must be a vector, got {made.input.shape}; see stamp_steps")
    total = made.frames[-1].output  # (1, uncropped)
    wide = total.shape[1]
    cell = fit(wide + 1, gaps=SIDE, largest=34)
    side = cell + SIDE  # room for the input number, the words, and the output's name
    canvas, gap = Canvas(), 7
    texts = words.cell_texts(made.input)
    for frame in made.frames:
        y = frame.step * (cell + gap)
        column = frame.at[1]
        one = False if texts is None else texts[:, column : column + 1]
        canvas.grid(0, y, made.input[:, column : column + 1], cell=cell, texts=one)
        canvas.text(cell + 10, y + cell / 2, "· kernel", size=SMALL, colour=QUIET, align="left")
        first = frame.taps[0, 1]
        canvas.line([(side, y + cell / 2), (side + wide * cell, y + cell / 2)], FAINT, width=1, z=0)
        reach = float(np.abs(total).max()) or 1.0
        fill = np.array([[warm(v / reach) for v in frame.products]], dtype=object)
        canvas.grid(
            side + first * cell, y, frame.products[None], "kernel", cell=cell, fill=fill, width=1.8
        )
    y = len(made.frames) * (cell + gap) + 8
    canvas.line([(side, y - 8), (side + wide * cell, y - 8)], QUIET, width=1)
    (_, p), shown = made.padding, total.shape[1] - 2 * made.padding[1]
    inside = np.zeros(wide, dtype=bool)
    inside[p : p + shown] = True
    fill = np.where(inside, ROLES["output"].tint, ROLES["padding"].tint).astype(object)[None]
    inks = np.where(inside, None, QUIET).astype(object)[None]
    canvas.name(0, y + cell / 2, "output", "output", align="left")
    box = canvas.grid(
        *(side, y, np.nan_to_num(total), "padding" if p else "output"),
        cell=cell,
        fill=fill,
        inks=inks,
    )
    canvas.name(0, -15, "input", "input", align="left")
    if p:
        canvas.frame(box.at(0, p, 1, shown), "output", width=2)
        note = f"padding {p}: the dashed cells are cut off"
        canvas.text(box.middle[0], box.bottom + 15, note, size=SMALL, colour=QUIET)
    alt = f"{say_film(made)} Stride {made.stride[1]}. Each input number times the kernel: "
    rows = "; ".join(
        f"from column {f.taps[0, 1]}: {' '.join(words.number(v) for v in f.products)}"
        for f in made.frames
    )
    alt += (
        f"{rows}. Their sum, padding {p} cut off: {words.say('output', made.plain(made.output))}."
    )
    return canvas.finish(alt, {"output": made.output})


@drawn
def stamp_steps(x, k, steps=4, *, stride=1, padding=0, dilation=1, output_padding=0):
    """A transposed convolution, a few steps of its way: stamps added one by one."""
    made = film("conv_transpose", x, k, stride, padding, dilation, output_padding)
    return strip(made, evenly(made.frames, steps))


@drawn
def overlaps(n, settings):
    """How many stamps reach each output cell, for several kernel sizes and strides.

    Parameters
    ----------
    n : int
        Input numbers.
    settings : sequence of (kernel, stride)
        At most eight.

    Notes
    -----
    Even counts away from the border need a kernel size that is a multiple of the stride.
    """
    counts = {}
    for k, s in settings:
        ones = np.ones((1, 1, n)), np.ones((1, 1, k))
        counts[k, s] = np.rint(conv_transpose1d(*ones, stride=s)[0, 0]).astype(int)
    if not counts:
        raise ValueError("overlaps: needs at least one (kernel, stride), got none")
    widest, side = max(map(len, counts.values())), 92
    cell = fit(widest, gaps=side, largest=26)
    most = max(int(c.max()) for c in counts.values())
    unit, canvas, y, said = min(13.0, 46 / most), Canvas(), 0.0, []
    for (k, s), c in counts.items():
        high = most * unit
        inner = c[k - 1 : -(k - 1)] if len(c) > 2 * (k - 1) and k > 1 else c
        even = len(set(inner.tolist())) <= 1
        canvas.text(0, y + high / 2 - 9, f"k {k}, s {s}", align="left", weight="bold")
        canvas.text(
            *(0, y + high / 2 + 9, "even" if even else "uneven"),
            size=SMALL,
            colour=QUIET,
            align="left",
        )
        for j, count in enumerate(c):
            for level in range(count):
                at = canvas.cover(
                    side + j * cell + 1.5, y + high - (level + 1) * unit, cell - 3, unit - 1.2
                )
                fill = mix(ROLES["output" if even else "kernel"].colour, 0.35 + 0.18 * level)
                canvas.frame(at, "plain", width=0, fill=fill)
            if cell >= 12:
                canvas.text(side + (j + 0.5) * cell, y + high + 11, str(count), size=SMALL)
        canvas.line([(side, y + high), (side + len(c) * cell, y + high)], QUIET, width=1)
        y += high + 38
        said.append(f"kernel {k}, stride {s}: {' '.join(map(str, c))}")
    alt = f"How many of {n} stamps reach each output cell. {'. '.join(said)}."
    return canvas.finish(alt, {f"k{k}s{s}": c for (k, s), c in counts.items()})


def checkerboard(n, settings):
    """The same counts in two dimensions, as grey pictures: where the checkerboard comes from.

    Parameters
    ----------
    n : int
        The input is n by n ones.
    settings : sequence of (kernel, stride)
        At most eight.
    """
    panels = {}
    for k, s in settings:
        ones = np.ones((1, 1, n, n)), np.ones((1, 1, k, k))
        panels[f"k {k}, s {s}"] = conv_transpose2d(*ones, stride=s)[0, 0]
    return gallery(panels)
