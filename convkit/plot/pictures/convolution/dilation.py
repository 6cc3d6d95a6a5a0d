"""Holes in the kernel: where the taps fall, and what a stack of such layers reads."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas
from convkit.plot.draw.marking import dot, draw_taps
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, ROLES, SMALL, mix
from convkit.sliding.shapes import effective_kernel

__all__ = ["coverage", "neighbours", "taps"]


@drawn
def taps(k=3, dilations=(1, 2, 3)):
    """The taps of a k by k kernel on the grid, for several dilations.

    Parameters
    ----------
    k : int or pair
    dilations : sequence of int or pair
        At most four.
    """
    size = (k, k) if np.ndim(k) == 0 else tuple(k)
    rates = [(d, d) if np.ndim(d) == 0 else tuple(d) for d in dilations]
    if not 1 <= len(rates) <= 4:
        raise ValueError(f"taps: draws one to four dilations, got {len(rates)}")
    reach = [
        tuple(int(effective_kernel(n, r)) for n, r in zip(size, rate, strict=True))
        for rate in rates
    ]
    rows, columns = (max(axis) + 2 for axis in zip(*reach, strict=True))
    gap = 26
    cell = min(22, (INSIDE - gap * (len(rates) - 1)) / (columns * len(rates)))
    canvas, said = Canvas(), []
    for n, (rate, (h, w)) in enumerate(zip(rates, reach, strict=True)):
        x = n * (columns * cell + gap)
        places = np.stack(np.indices(size), -1).reshape(-1, 2) * rate
        places += np.array([(rows - h) // 2, (columns - w) // 2])
        fill = np.full((rows, columns), None, dtype=object)
        fill[tuple(places.T)] = ROLES["kernel"].tint
        box = canvas.grid(
            *(x, 0, np.zeros((rows, columns)), "input"), cell=cell, fill=fill, texts=False
        )
        draw_taps(canvas, box, places, rate)
        for i, j in places:
            centre = box.at(i, j).middle
            canvas.text(*centre, "◆", size=SMALL, colour=ROLES["kernel"].colour)
        d = f"{rate[0]}" if rate[0] == rate[1] else f"{rate[0]} × {rate[1]}"
        canvas.text(box.middle[0], -15, f"dilation {d}", weight="bold")
        canvas.text(box.middle[0], box.bottom + 14, f"reaches {h} × {w}", size=SMALL, colour=QUIET)
        said.append(f"dilation {d} reaches over {h} × {w} pixels")
    alt = f"The {size[0] * size[1]} taps of a {size[0]} × {size[1]} kernel: {'; '.join(said)}."
    return canvas.finish(alt, {"reach": reach})


@drawn
def coverage(dilations, k=3):
    """Which inputs one output reads through a stack of dilated layers, and which it skips.

    Parameters
    ----------
    dilations : sequence of int
        From the first layer to the last.
    k : int
        Taps of every layer.

    Examples
    --------
    >>> coverage((2, 2, 2)).data["used"]
    7
    """
    layers = reached(dilations, k)
    wide = max(layers[0]) + 1
    cell = min(30, (INSIDE - 90) / wide)
    radius, rise = min(8.0, cell * 0.36), 58
    canvas = Canvas()
    # Every layer's unit stands over the middle of what it reads.
    shift = [0.0] * len(layers)
    for n in range(1, len(layers)):
        shift[n] = shift[n - 1] + dilations[n - 1] * (k - 1) / 2

    def spot(layer, p):
        return 84 + (p + shift[layer] + 0.5) * cell, (len(layers) - 1 - layer) * rise

    for n in range(len(layers) - 1):
        for p in layers[n + 1]:
            for t in range(k):
                ends = [spot(n + 1, p), spot(n, p + dilations[n] * t)]
                canvas.line(ends, mix(ROLES["kernel"].colour, 0.7), width=1.1, z=1)
    for n, used in enumerate(layers):
        role = "input" if n == 0 else "output" if n == len(layers) - 1 else "plain"
        for p in range(wide if n == 0 else max(used) + 1):
            x, y = spot(n, p)
            dot(canvas, x, y, radius if p in used else radius * 0.62, role, p in used)
        y = spot(n, 0)[1]
        if role == "plain":
            canvas.text(0, y, f"d = {dilations[n - 1]}", align="left", colour=QUIET)
        else:
            name = "input" if n == 0 else f"d = {dilations[-1]}"
            canvas.name(0, y, role, name, align="left")
    used = len(layers[0])
    note = f"{used} of {wide} inputs are read" + ("" if used == wide else ", the others never")
    canvas.text(spot(0, (wide - 1) / 2)[0], (len(layers) - 1) * rise + 24, note, colour=QUIET)
    alt = (
        f"One output of {words.plural(len(dilations), 'layer')} with {k} taps and dilations "
        f"{', '.join(map(str, dilations))} reaches over {wide} inputs and reads {used} of them: "
        f"{', '.join(map(str, sorted(layers[0])))}."
    )
    return canvas.finish(alt, {"reach": wide, "used": used})


@drawn
def neighbours(dilations, k=3):
    """What two neighbouring outputs of a stack read: do they ever look at the same inputs?

    Parameters
    ----------
    dilations : sequence of int
        From the first layer to the last.
    k : int
        Taps of every layer.

    Examples
    --------
    >>> neighbours((2, 2, 2)).data
    {'first': 7, 'second': 7, 'both': 0}
    """
    reads = [reached(dilations, k, start) for start in (0, 1)]
    count, wide = len(dilations), max(reads[1][0]) + 1
    cell, rise = min(30, (INSIDE - 90) / wide), 58
    canvas = Canvas()
    shift = np.cumsum([0, *(d * (k - 1) / 2 for d in dilations)])

    def spot(layer, p):
        return 84 + (p + shift[layer] + 0.5) * cell, (count - layer) * rise

    for layers, (role, dash) in zip(reads, (("kernel", ""), ("expected", "4 3")), strict=True):
        for n, d in enumerate(dilations):
            for p in layers[n + 1]:
                for t in range(k):
                    ends = [spot(n + 1, p), spot(n, p + d * t)]
                    canvas.line(ends, mix(ROLES[role].colour, 0.75), width=1.1, dash=dash, z=1)
        for n in range(1, count + 1):
            for p in layers[n]:
                dot(canvas, *spot(n, p), min(7.0, cell * 0.3), role, True)
        below = spot(0, 0)[1] + 20 + (16 if role == "expected" else 0)
        for p in layers[0]:
            canvas.text(
                *(spot(0, p)[0], below), ROLES[role].mark, size=SMALL, colour=ROLES[role].colour
            )
        name = "first output" if role == "kernel" else "second output"
        canvas.text(0, below, name, size=SMALL, align="left", colour=ROLES[role].deep)
    for p in range(wide):
        used = p in reads[0][0] or p in reads[1][0]
        dot(canvas, *spot(0, p), min(8.0, cell * 0.36), "input", used)
    for n, d in enumerate(dilations):
        canvas.text(0, spot(n + 1, 0)[1], f"d = {d}", align="left", colour=QUIET)
    canvas.name(0, spot(0, 0)[1], "input", "input", align="left")
    first, second = (layers[0] for layers in reads)
    both = len(first & second)
    shared = f"they share {both} of them" if both else "they share none"
    note = f"each reads {len(first)} inputs, {shared}"
    canvas.text(spot(0, (wide - 1) / 2)[0], spot(0, 0)[1] + 58, note, colour=QUIET)
    alt = (
        f"Two neighbouring outputs of {words.plural(count, 'layer')} with {k} taps and dilations "
        f"{', '.join(map(str, dilations))}. The first reads the inputs "
        f"{', '.join(map(str, sorted(first)))}, the second {', '.join(map(str, sorted(second)))}; "
        f"{shared}."
    )
    return canvas.finish(alt, {"first": len(first), "second": len(second), "both": both})


def reached(dilations, k, start=0):
    """For every layer the places that an output at ``start`` reads, the inputs first."""
    layers = [{start}]
    for d in reversed(dilations):
        layers.append({p + d * t for p in layers[-1] for t in range(k)})
    return layers[::-1]
