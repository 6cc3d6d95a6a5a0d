"""Arrays as they are: one, or several with the signs of a formula between them."""

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import Canvas, fit, measure
from convkit.plot.draw.marking import mark_wrong
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.style import QUIET, SMALL, TEXT, WIDE

__all__ = ["array", "arrays"]

GAP = 30  # points between arrays, with room for a sign


def _plane(values, caller):
    values = np.asarray(values)
    if values.ndim == 0 or values.ndim > 2 or values.size == 0:
        raise ValueError(f"{caller}: needs a vector or a matrix with numbers, got {values.shape}")
    return np.atleast_2d(values)


def _greys(shade):
    """What the cells of a shaded array stand for."""
    if shade is None:
        return ""
    black, white = map(words.number, shade)
    return f". Cells are grey levels: {black} black, {white} white"


@drawn
def array(x, name=None, role="input", *, shade=None, marks=None, index=False):
    """One array as a grid of numbered cells.

    Parameters
    ----------
    x : array_like
        (W,) or (H, W).
    name : str, optional
        Stands above; the role's own name unless given.
    role : str
        A key of `convkit.plot.draw.style.ROLES`: input, kernel, output, padding, yours,
        expected, wrong.
    shade : tuple of float, optional
        ``(black, white)``, e.g. ``(0, 255)``: cells become the grey levels they stand for.
    marks : array_like of bool, optional
        Same shape as ``x``: cells to mark as wrong (a cross, a red frame).
    index : bool
        Write the row and column numbers beside the grid.

    Returns
    -------
    Picture

    Examples
    --------
    >>> array([[0, 1], [2, 3]], role="kernel").alt
    'kernel 2 × 2: 0 1; 2 3.'
    """
    x = _plane(x, "array")
    name = role if name is None else name
    canvas = Canvas()
    cell = fit(x.shape[1], gaps=20 if index else 0)
    box = canvas.grid(0, 0, x, role, cell=cell, shade=shade, name=None)
    if index:
        for j in range(x.shape[1]):
            canvas.text(*(box.at(0, j).middle[0], -11), str(j), size=SMALL, colour=QUIET)
        for i in range(x.shape[0]):
            canvas.text(*(-11, box.at(i, 0).middle[1]), str(i), size=SMALL, colour=QUIET)
    canvas.name(box.middle[0], -34 if index else -15, role, name)
    canvas.text(box.middle[0], box.bottom + 14, words.size(x), size=SMALL, colour=QUIET)
    alt = f"{words.say(name, x)}{_greys(shade)}."
    if marks is not None:
        alt += mark_wrong(canvas, box, np.broadcast_to(marks, x.shape))
    return canvas.finish(alt, {name: x})


@drawn
def arrays(*parts, marks=None, shade=None):
    """Arrays side by side, with signs between them.

    Parameters
    ----------
    *parts
        Each is a sign such as ``"="``, or ``(role, values)``, or ``(role, values, name)``.
    marks : dict, optional
        For a name, an array of bool: its cells to mark as wrong.
    shade : dict, optional
        For a name, ``(black, white)``: its cells become the grey levels they stand for.

    Examples
    --------
    >>> x, k = [[0, 1, 2], [3, 4, 5]], [[0, 1], [2, 3]]
    >>> arrays(("input", x), "∗", ("kernel", k), "=", ("output", [[19, 25]])).alt
    'input 2 × 3: 0 1 2; 3 4 5 ∗ kernel 2 × 2: 0 1; 2 3 = output 1 × 2: 19 25.'
    """
    items = []
    for part in parts:
        if isinstance(part, str):
            items.append(part)
        else:
            role, values, *name = part
            items.append((role, _plane(values, "arrays"), name[0] if name else role))
    grids = [item for item in items if not isinstance(item, str)]
    if not grids:
        raise ValueError("arrays: needs at least one (role, values), got none")
    tallest = max(values.shape[0] for _, values, _ in grids)
    widest = sum(values.shape[1] for _, values, _ in grids)
    cell = fit(widest, gaps=GAP * len(items))

    canvas, x, alt, data = Canvas(), 0.0, [], {}
    middle = tallest * cell / 2
    for before, item in zip([None, *items], items, strict=False):
        if isinstance(item, str):
            canvas.text(x + GAP / 2, middle, item, size=TEXT + 4, colour=QUIET)
            x += GAP
            alt.append(item)
            continue
        role, values, name = item
        if before is not None and not isinstance(before, str):
            x += GAP
        # A name may be wider than a narrow array.
        room = max(values.shape[1] * cell, measure(name, weight="bold") + 20)
        left = x + (room - values.shape[1] * cell) / 2
        greys = (shade or {}).get(name)
        top = middle - len(values) * cell / 2
        box = canvas.grid(left, top, values, role, cell=cell, name=name, shade=greys)
        x += room
        data[name] = values
        alt.append(f"{words.say(name, values)}{_greys(greys)}")
        if marks and name in marks:
            alt[-1] += "." + mark_wrong(canvas, box, np.asarray(marks[name])).rstrip(".")
    if x > WIDE:
        raise ValueError(f"arrays: {widest} columns do not fit one picture; draw fewer at a time")
    return canvas.finish(" ".join(alt) + ".", data)
