"""Windows that must not see the future, and a stream that is convolved chunk by chunk."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, measure
from convkit.plot.draw.marking import dot
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, ROLES, SMALL, mix

__all__ = ["causal", "causal_tree", "chunks"]


@drawn
def causal(n=12, k=3, *, dilation=1, at=7):
    """The centred window and the causal one for the output at step ``at``.

    Parameters
    ----------
    n, k : int
        Steps and taps.
    dilation : int
    at : int
        The step whose output is computed.
    """
    if not 0 <= at < n:
        raise ValueError(f"causal: at must be a step from 0 to {n - 1}, got {at}")
    reach = dilation * (k - 1)
    left, right = reach, reach - reach // 2  # what either window may need beside the signal
    cell = min(30, (INSIDE - 84) / (n + left + right))
    canvas, y, said, data = Canvas(), 0.0, [], {}
    for title, before in (("centred", reach // 2), ("causal", reach)):
        times = at - before + dilation * np.arange(k)  # (k,)
        canvas.text(0, y - 38, title, align="left", weight="bold")
        right_end = _steps(canvas, y, 84 + left * cell, times, n, at, cell)
        future = sum(1 for t in times if at < t < n)
        note = f"reads {words.plural(future, 'later step')}" if future else "reads no later step"
        canvas.text(right_end, y - 38, note, align="right", colour=QUIET)
        said.append(f"{title}: reads {', '.join(map(str, times))}, {note}")
        data[title] = times
        y += 2 * cell + 116
    alt = f"Output at step {at} from {words.plural(k, 'tap')}, dilation {dilation}. "
    return canvas.finish(alt + "; ".join(said) + ".", data)


def _steps(canvas, y, start, times, n, at, cell):
    """The input with the steps ``times`` that are read, the output, and lines between them."""
    texts = np.arange(n).astype(str).astype(object)[None]
    canvas.name(0, y + cell / 2, "input", "input", align="left")
    fill = np.full((1, n), None, dtype=object)
    fill[0, [t for t in times if 0 <= t < n]] = ROLES["kernel"].tint
    box = canvas.grid(*(start, y, np.arange(n)[None], "input"), cell=cell, fill=fill, texts=texts)
    for t in times:
        where, wrong = box.at(0, t), ROLES["wrong"].colour
        if not 0 <= t < n:
            canvas.frame(where, "padding", width=1.2, fill=ROLES["padding"].tint)
        canvas.frame(where, "wrong" if t > at else "kernel", width=2.6, dash="", z=5)
        if t > at:
            canvas.text(where.middle[0], y - 11, "✗", colour=wrong, weight="bold")
    low = y + cell + 44
    out = canvas.grid(
        *(start, low, np.arange(n)[None], "output"),
        cell=cell,
        texts=texts,
        fill=np.where(np.arange(n) == at, ROLES["output"].tint, None).astype(object)[None],
    )
    canvas.name(0, low + cell / 2, "output", "output", align="left")
    canvas.frame(out.at(0, at), "output", width=3, z=5)
    for t in times:
        ends = [(box.at(0, t).middle[0], y + cell), (out.at(0, at).middle[0], low)]
        colour = ROLES["wrong" if t > at else "kernel"].colour
        canvas.line(ends, colour, width=1.3, dash="1 1" if t > at else "")
    return box.right


@drawn
def causal_tree(dilations, k=2, *, n=16):
    """What the last output of a stack of causal layers reads; every step has a unit in each layer.

    Parameters
    ----------
    dilations : sequence of int
        From the first layer to the last.
    k : int
        Taps of every layer.
    n : int
        Steps of the signal.

    Examples
    --------
    >>> causal_tree((1, 2, 4), n=10).data["reads"]
    [2, 3, 4, 5, 6, 7, 8, 9]
    """
    used = [{n - 1}]  # the last output; then layer by layer down to the signal
    for d in reversed(dilations):
        below = {t - d * back for t in used[-1] for back in range(k)}
        used.append({t for t in below if t >= 0})
    used = used[::-1]
    canvas, cell, rise = Canvas(), min(30, (INSIDE - 84) / n), 52

    def spot(layer, t):
        return 84 + (t + 0.5) * cell, (len(dilations) - layer) * rise

    for layer, d in enumerate(dilations):
        colour = mix(ROLES["kernel"].colour, 0.8)
        for t in used[layer + 1]:
            for back in range(k):
                if t - d * back >= 0:
                    canvas.line([spot(layer + 1, t), spot(layer, t - d * back)], colour, 1.4, z=1)
    for layer, steps in enumerate(used):
        role = "input" if layer == 0 else "output" if layer == len(dilations) else "plain"
        for t in range(n):
            dot(canvas, *spot(layer, t), min(7.0, cell * 0.3), role, t in steps)
        y = spot(layer, 0)[1]
        if layer:
            canvas.text(0, y, f"d = {dilations[layer - 1]}", align="left", colour=QUIET)
        else:
            canvas.name(0, y, "input", "signal", align="left")
    reads = sorted(used[0])
    note = f"the last output reads steps {reads[0]} to {reads[-1]}, {len(reads)} of {n}"
    canvas.text(84 + n * cell / 2, spot(0, 0)[1] + 24, note, colour=QUIET)
    alt = (
        f"{words.plural(len(dilations), 'causal layer')} of {k} taps with dilations "
        f"{', '.join(map(str, dilations))} over {n} steps: {note}."
    )
    return canvas.finish(alt, {"reads": reads})


@drawn
def chunks(n, sizes, k, *, dilation=1):
    """A stream cut into chunks, and the state that is joined to each.

    Every row is one chunk with its state before it. A state is the end of the row above; the first
    is zeros.

    Parameters
    ----------
    n : int
        Steps.
    sizes : sequence of int
        Steps of each chunk; together n.
    k : int
        Taps.
    dilation : int

    Examples
    --------
    >>> chunks(7, (4, 1, 2), 3).data["states"]
    [[-2, -1], [2, 3], [3, 4]]
    """
    if min(sizes, default=0) < 1 or sum(sizes) != n:
        raise ValueError(f"chunks: sizes must be 1 or more and add up to {n}, got {sizes}")
    keep, ends = dilation * (k - 1), np.cumsum(sizes)
    answers = [
        f"→ outputs {end - size} to {end - 1}" if size > 1 else f"→ output {end - 1}"
        for end, size in zip(ends, sizes, strict=True)
    ]
    states = [
        list(range(end - size - keep, end - size)) for end, size in zip(ends, sizes, strict=True)
    ]
    canvas = Canvas()
    _stream(canvas, sizes, states, answers)
    told = "; ".join(
        f"chunk {i} with {words.plural(size, 'step')} after the state "
        f"{', '.join('zero' if t < 0 else str(t) for t in state) or 'of nothing'}"
        for i, (size, state) in enumerate(zip(sizes, states, strict=True))
    )
    alt = (
        f"{words.plural(n, 'step')} in {words.plural(len(sizes), 'chunk')}, for "
        f"{words.plural(k, 'tap')} with dilation {dilation}: {told}."
    )
    return canvas.finish(alt, {"states": states, "keep": keep})


def _stream(canvas, sizes, states, answers):
    """One row for each chunk, its steps under those of the whole stream."""
    n, keep, gap, label, rise = sum(sizes), len(states[0]), 10, 66, 46
    right = 14 + max(map(measure, answers))
    cell = min(26, (INSIDE - label - right - gap * len(sizes)) / (n + keep))
    high = min(cell, 24)
    chunk_of = np.repeat(np.arange(len(sizes)), sizes)  # (n,)

    def left(step):
        after = -1 if step < 0 else chunk_of[step]
        return label + (step + keep) * cell + (after + 1) * gap

    def draw(step, y, role):
        box = canvas.cover(left(step), y, cell, high)
        canvas.frame(box, role, width=1.2, fill=ROLES[role].tint)
        if step >= 0 and cell >= 15:
            canvas.text(*box.middle, str(step), size=SMALL)

    start = 0
    for i, (size, state, answer) in enumerate(zip(sizes, states, answers, strict=True)):
        y = i * rise
        for step in state:
            draw(step, y, "padding")
            if i:
                middle = left(step) + cell / 2
                canvas.arrow((middle, y - rise + high + 3), (middle, y - 3))
        for step in range(start, start + size):
            draw(step, y, "input")
        canvas.text(0, y + high / 2, f"chunk {i}", align="left", weight="bold")
        where = left(n - 1) + cell + 14
        canvas.text(where, y + high / 2, answer, align="left", colour=QUIET)
        start += size
    if keep:
        canvas.text(label + keep * cell / 2, -11, "zeros", size=SMALL, colour=QUIET)
    foot = len(sizes) * rise + 4
    canvas.name(label, foot, "padding", "state", align="left")
    canvas.name(label + 84, foot, "input", "chunk", align="left")
