"""Where windows stand: how many fit on an axis, and the first ones on the padded grid."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, fit, measure
from convkit.plot.draw.marking import draw_taps, mark_unread, padded_grid
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import say_setting
from convkit.plot.draw.style import FAINT, INK, QUIET, ROLES, SMALL, TEXT
from convkit.plot.film.frames import film
from convkit.sliding.shapes import ntuple

__all__ = ["placements", "sizes"]


@drawn
def sizes(n, k, *, stride=1, padding=0, dilation=1):
    """Every window on an axis of ``n`` pixels, and the size formula with these numbers in it.

    Parameters
    ----------
    n, k : int
        Pixels and taps.
    stride, padding, dilation : int
        As in `convkit.conv1d`.

    Examples
    --------
    >>> sizes(5, 2, stride=2).data["size"]
    2
    """
    made = film("conv", np.arange(n), np.ones(k), stride, padding, dilation)
    count = made.output.size
    inside = np.zeros(n + 2 * padding, dtype=bool)
    inside[padding : padding + n] = True
    unread = inside.copy()
    for frame in made.frames:
        unread[frame.taps[:, 1]] = False
    unread = np.flatnonzero(unread) - padding  # pixels, not places
    canvas = Canvas()
    box = _axis(canvas, inside, n, padding, note=len(unread) > 1)
    step = box.cell * 0.72
    for frame in made.frames:
        _window(canvas, box, frame, box.cell + 14 + frame.step * (step + 6), step)
    y = box.cell + 26 + count * (step + 6)
    if len(unread):
        mark_unread(canvas, box, unread + padding, y + 2, box.right)
        y += 24
    _formula(canvas, box, y + 10, (n, padding, dilation, k, stride, count))
    alt = (
        f"{words.plural(n, 'pixel')} with padding {padding}: a window of {words.plural(k, 'tap')}, "
        f"stride {stride}, dilation {dilation}, stands at {words.plural(count, 'place')}. "
        f"(n + 2p − d(k − 1) − 1) / s rounded down, plus 1, is {count}. "
    )
    alt += f"Pixels no window reads: {', '.join(map(str, unread)) or 'none'}."
    return canvas.finish(alt, {"size": count, "unread": unread})


def _axis(canvas, inside, n, padding, note):
    """The padded axis, with room to its right for the outputs and for a note."""
    total = len(inside)
    cell = fit(total, gaps=150 if note else 96, largest=30)
    texts = [""] * padding + [str(i) for i in range(n)] + [""] * padding
    box = canvas.grid(
        *(0, 0, np.zeros((1, total)), "padding" if padding else "input"),
        cell=cell,
        texts=np.array([texts], dtype=object),
        fill=np.where(inside, None, ROLES["padding"].tint).astype(object)[None],
        inks=np.where(inside, INK, QUIET).astype(object)[None],
    )
    if padding:
        canvas.frame(box.at(0, padding, 1, n), "input")
    canvas.name(box.middle[0], -15, "input", f"pixels 0 to {n - 1}")
    canvas.name(box.right + 48, -15, "output", "output")
    return box


def _window(canvas, box, frame, y, step):
    """One window under the axis, and the output that it makes."""
    canvas.line([(0, y + step / 2), (box.right, y + step / 2)], FAINT, width=1, z=0)
    for column in frame.taps[:, 1]:
        one = box.at(0, column)._replace(y=y, h=step)
        canvas.frame(one, "kernel", width=1.6, fill=ROLES["kernel"].tint)
    canvas.arrow((box.right + 8, y + step / 2), (box.right + 32, y + step / 2))
    output = box._replace(x=box.right + 36, y=y, w=step + 6, h=step)
    canvas.frame(output, "output", fill=ROLES["output"].tint)
    if step >= 15:
        canvas.text(box.right + 39 + step / 2, y + step / 2, str(frame.step), size=SMALL)


def _formula(canvas, box, y, numbers):
    """The size formula with its numbers in their colours."""
    n, padding, dilation, k, stride, count = numbers
    parts = [
        ("⌊ (", QUIET),
        (str(n), "input"),
        (" + 2·", QUIET),
        (str(padding), "padding"),
        (f" − {dilation}·(", QUIET),
        (str(k), "kernel"),
        (f" − 1) − 1) / {stride} ⌋ + 1 = ", QUIET),
        (str(count), "output"),
    ]
    wide = sum(measure(t, TEXT, "bold" if c in ROLES else "normal") for t, c in parts)
    canvas.runs((box.right + 70 - wide) / 2 if wide < box.right else 0, y, parts, width=1e6)


@drawn
def placements(shape, settings):
    """The first windows on the padded grid, for several choices of kernel, stride and padding.

    Parameters
    ----------
    shape : tuple of int
        (H, W) of the input.
    settings : sequence of dict
        Each with ``kernel_size`` and any of ``stride``, ``padding``, ``dilation``.
    """
    if not settings:
        raise ValueError("placements: needs at least one dict of settings, got none")
    films = [
        film(
            *(
                "conv",
                np.zeros(shape),
                np.ones(ntuple(s["kernel_size"], 2, "placements: kernel_size")),
            ),
            **{name: s[name] for name in ("stride", "padding", "dilation") if name in s},
        )
        for s in settings
    ]
    gap, columns = 26, 2 if len(films) == 4 else min(3, len(films))
    widest = max(f.padded.shape[1] for f in films)
    cell = min(20, (INSIDE - gap * (columns - 1)) / (columns * widest))
    room = (INSIDE - gap * (columns - 1)) / columns if columns > 1 else 0
    panel = max(widest * cell, min(room, widest * cell + 70))
    tallest = max(f.padded.shape[0] for f in films) * cell
    canvas, said = Canvas(), []
    for n, made in enumerate(films):
        row, column = divmod(n, columns)
        (h, w), (oh, ow) = made.padded.shape, made.output.shape
        x = column * (panel + gap) + (panel - w * cell) / 2
        y = row * (tallest + 78) + (tallest - h * cell) / 2
        box = padded_grid(canvas, x, y, made, cell, name="", numbers=False)
        by_place = {frame.at: frame for frame in made.frames}
        places = [(0, 0)]
        places += [p for p in ((0, 1), (1, 0)) if p in by_place]
        for place in reversed(places):
            first = place == (0, 0)
            taps = by_place[place].taps
            if first:
                for tap in taps:
                    inner = box.at(*tap)
                    canvas.frame(inner, "kernel", width=0, fill=ROLES["kernel"].tint, z=1.5)
                draw_taps(canvas, box, taps, made.dilation)
            else:
                (top, left), (bottom, right) = taps.min(0), taps.max(0)
                whole = box.at(top, left, bottom - top + 1, right - left + 1)
                canvas.frame(whole, "kernel", width=1.6, dash="5 2", z=4)
        middle = column * (panel + gap) + panel / 2
        base = row * (tallest + 78) + tallest
        canvas.text(middle, base + 18, say_setting(made), size=SMALL)
        canvas.name(middle, base + 37, "output", f"{oh} × {ow}")
        said.append(f"{say_setting(made)}: output {oh} × {ow}")
    alt = f"The first windows on an input {shape[0]} × {shape[1]}. {'; '.join(said)}."
    return canvas.finish(alt, {"sizes": [f.output.shape for f in films]})
