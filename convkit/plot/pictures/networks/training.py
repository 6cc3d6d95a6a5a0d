"""Training: losses and errors over time, the kernel that is being learned, the mistakes left."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import MARGIN, Canvas, fit, measure
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import PAPER, QUIET, ROLES, SMALL, TEXT, WIDE, mix, warm

__all__ = ["confusion", "curves", "kernel_steps"]

#: how the signs on the lines look
SIGNS = {"markersize": 6, "markerfacecolor": "white", "markeredgewidth": 1.6}
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
    ends, every = [], max(1, count // 8)
    for (colour, dash, marker), (name, v) in zip(LINES, values.items(), strict=False):
        axes.plot(*(x, v), color=colour, linestyle=dash, marker=marker, **SIGNS, markevery=every)
        ends.append((name, v, colour, marker))
    if log[0]:
        axes.set_xscale("log")
    elif (x == np.rint(x)).all():  # layers and steps are whole: no tick between them
        axes.xaxis.get_major_locator().set_params(integer=True)
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
        texts = words.cell_texts(np.round(k, 2), room=5)
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


@drawn
def confusion(counts, names=None):
    """How often each class was taken for each other one.

    Parameters
    ----------
    counts : array_like
        (K, K), row: what it is, column: what was answered.
    names : sequence of str, optional
        The classes; 0, 1, 2, ... unless given.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"confusion: counts must be (K, K), got {counts.shape}")
    size = len(counts)
    names = [str(n) for n in (names if names is not None else range(size))]
    cell = fit(size, gaps=90, largest=36)
    most = max(int(counts.max()), 1)
    wrong = ~np.eye(size, dtype=bool)
    fill = np.full(counts.shape, PAPER, dtype=object)
    for (i, j), count in np.ndenumerate(counts):
        if i == j:
            fill[i, j] = mix(ROLES["output"].colour, 0.4 * count / most)
        elif count:
            fill[i, j] = mix(ROLES["wrong"].colour, 0.1 + 0.3 * count / max(counts[wrong].max(), 1))
    texts = words.cell_texts(counts)
    if texts is not None:
        texts[(counts == 0) & wrong] = ""
    canvas = Canvas()
    box = canvas.grid(
        *(0, 0, counts, "plain"), cell=cell, fill=fill, texts=False if texts is None else texts
    )
    for n, name in enumerate(names):
        canvas.text(box.at(0, n).middle[0], -12, name, colour=QUIET)
        canvas.text(-10, box.at(n, 0).middle[1], name, colour=QUIET, align="right")
    canvas.name(box.middle[0], -34, "yours", "answered")
    canvas.name(-34, box.middle[1], "expected", "it is", align="right")
    right, total = int(np.trace(counts)), int(counts.sum())
    note = f"{right} of {total} right, {100 * right / max(total, 1):.1f} %"
    canvas.text(box.middle[0], box.bottom + 15, note, size=SMALL, colour=QUIET)
    slips = sorted(((int(counts[i, j]), i, j) for i, j in np.argwhere(wrong & (counts > 0))))[::-1]
    alt = f"Confusion matrix of {size} classes: {note}."
    if slips:
        said = "; ".join(f"{names[i]} taken for {names[j]} {n} times" for n, i, j in slips[:3])
        alt += f" Most often wrong: {said}."
    return canvas.finish(alt, {"counts": counts})
