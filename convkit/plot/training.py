"""Numbers over time: losses, errors, and the kernel that is being learned."""

import numpy as np

from . import words
from .canvas import MARGIN, Canvas, fit, measure
from .picture import drawn
from .style import QUIET, ROLES, TEXT, WIDE, warm

__all__ = ["curves", "kernel_steps"]

LINES = (  # colour, dash, marker: each line differs in all three
    (ROLES["input"].colour, "-", "o"),
    (ROLES["kernel"].colour, "--", "D"),
    (ROLES["output"].colour, "-.", "s"),
    (ROLES["yours"].colour, ":", "^"),
    (ROLES["expected"].colour, (0, (6, 1, 1, 1, 1, 1)), "*"),
)


@drawn
def curves(series, *, x=None, across="step", up="loss", log=(False, True)):
    """Lines over a common axis, each named at its end.

    Parameters
    ----------
    series : dict
        Name to numbers, all of one length; at most five.
    x : array_like, optional
        Where on the horizontal axis; 0, 1, 2, ... unless given.
    across, up : str
        The names of the axes.
    log : pair of bool
        Logarithmic axes: (horizontal, vertical).
    """
    if not 1 <= len(series) <= len(LINES):
        raise ValueError(f"curves: draws one to {len(LINES)} lines, got {len(series)}")
    values = {name: np.asarray(v, dtype=float) for name, v in series.items()}
    lengths = {len(v) for v in values.values()}
    if len(lengths) != 1:
        raise ValueError(f"curves: all lines must have one length, got {sorted(lengths)}")
    count = lengths.pop()
    x = np.arange(count) if x is None else np.asarray(x, dtype=float)
    if len(x) != count:
        raise ValueError(f"curves: x must have {count} numbers as the lines have, got {len(x)}")

    canvas = Canvas()
    wide = min(360, WIDE - 2 * MARGIN - 58 - 26 - max(measure(str(name)) for name in values))
    axes = canvas.chart(0, 0, wide, 210)
    canvas.cover(-58, -24, wide + 58, 210 + 66)
    ends = []
    for (colour, dash, marker), (name, v) in zip(LINES, values.items(), strict=False):
        every = max(1, count // 8)
        axes.plot(
            *(x, v),
            color=colour,
            linestyle=dash,
            marker=marker,
            markevery=every,
            markersize=6,
            markerfacecolor="white",
            markeredgewidth=1.6,
        )
        ends.append((name, v, colour, marker))
    if log[0]:
        axes.set_xscale("log")
    if log[1] and all((v > 0).all() for v in values.values()):
        axes.set_yscale("log")
    axes.set_xlabel(across)
    canvas.text(0, -14, up, align="left", colour=QUIET)
    axes.margins(x=0.03)
    axes.tick_params(length=3, which="both")
    axes.minorticks_off()
    _names(canvas, axes, ends, wide)
    said = [
        f"{n} from {words.number(v[0], 4)} to {words.number(v[-1], 4)}, least "
        f"{words.number(v.min(), 4)}"
        for n, v in values.items()
    ]
    alt = f"Chart of {up} over {across}, {words.plural(count, 'point')}. {'; '.join(said)}."
    return canvas.finish(alt, {"x": x, **values})


def _names(canvas, axes, ends, wide):
    """Write each line's name right of its end, moved apart where they would touch."""
    from matplotlib.lines import Line2D

    low, high = axes.get_ylim()
    to = np.log if axes.get_yscale() == "log" else np.asarray
    spots = [210 * (1 - (to(v[-1]) - to(low)) / (to(high) - to(low))) for _, v, _, _ in ends]
    order = np.argsort(spots)
    placed, last = {}, -np.inf
    for n in order:
        last = placed[n] = max(spots[n], last + 1.5 * TEXT)
    over = max(0.0, last - 205)
    for n, (name, _, colour, marker) in enumerate(ends):
        y = placed[n] - over
        canvas.axes.add_line(
            Line2D(
                *([wide + 12], [y]),
                marker=marker,
                color=colour,
                markersize=6,
                markerfacecolor="white",
                markeredgewidth=1.6,
            )
        )
        canvas.text(wide + 22, y, name, align="left")


@drawn
def kernel_steps(history, target=None, *, columns=6):
    """A kernel while it is learned: its numbers at some steps, and what it should become.

    Parameters
    ----------
    history : sequence of array_like
        The kernel at each step, first to last; (kw,) or (kh, kw).
    target : array_like, optional
        The kernel to find.
    columns : int
        How many steps to show, the first and the last among them.
    """
    history = [np.atleast_2d(np.asarray(k, dtype=float)) for k in history]
    if not history:
        raise ValueError("kernel_steps: needs at least one kernel, got none")
    steps = np.unique(np.linspace(0, len(history) - 1, min(columns, len(history))).astype(int))
    shown = [(f"step {n}", history[n], "kernel") for n in steps]
    if target is not None:
        shown.append(("target", np.atleast_2d(np.asarray(target, dtype=float)), "expected"))
    per_row = max(1, min(len(shown), int(500 // max(92, 44 * history[0].shape[1] + 18))))
    cell = fit(per_row * history[0].shape[1], gaps=22 * (per_row - 1), largest=44)
    reach = max(float(np.abs(k).max()) for _, k, _ in shown) or 1.0
    canvas = Canvas()
    wide, tall = history[0].shape[1] * cell, history[0].shape[0] * cell
    step_x, step_y = max(wide, 70) + 22, tall + 52
    for n, (name, k, role) in enumerate(shown):
        row, column = divmod(n, per_row)
        texts = words.cells(np.round(k, 2), room=5)
        fill = np.array([[warm(v / reach) for v in line] for line in k], dtype=object)
        canvas.grid(
            *(column * step_x, row * step_y, k, role),
            cell=cell,
            name=name,
            foot="",
            texts=texts,
            fill=fill,
        )
    alt = f"A kernel {words.size(history[0])} over {words.plural(len(history), 'step')}. "
    alt += ". ".join(words.say(name, k) for name, k, _ in shown)
    return canvas.finish(alt + ".", {"history": np.array(history)})
