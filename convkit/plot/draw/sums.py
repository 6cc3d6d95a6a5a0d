"""The arithmetic of one step: as coloured pieces under a picture, and in words for its alt text."""

from convkit.plot.draw import words
from convkit.plot.draw.canvas import measure
from convkit.plot.draw.style import QUIET, ROLES, TEXT

__all__ = ["say_step", "sum_parts", "write_sum"]

LINE = 1.45 * TEXT


def _show(value):
    return "−∞" if value == float("-inf") else words.number(value)


def _factor(value):
    text = _show(value)
    return f"({text})" if text.startswith("−") else text


def sum_parts(frame, operation="conv", shown=12):
    """The sum of one step as pieces ``(text, role or colour)``; more than ``shown`` terms end in …

    Examples
    --------
    >>> from convkit.plot.film.frames import film
    >>> frame = film("max_pool", [1, 4, 2], 3).frames[0]
    >>> "".join(text for text, _ in sum_parts(frame, "max_pool"))
    'max(1, 4, 2) = 4'
    """
    terms = list(zip(frame.values, frame.weights, strict=True))[:shown]
    rest = [(" + …" if operation != "max_pool" else ", …", QUIET)] * (len(frame.values) > shown)
    first, join, last = {
        "max_pool": ("max(", ", ", ")"),
        "avg_pool": ("(", " + ", f") / {len(frame.values)}"),
    }.get(operation, ("", " + ", ""))
    middle = []
    for n, (value, weight) in enumerate(terms):
        show = _show if operation == "max_pool" else _factor
        term = [(join if n else "", QUIET), (show(value), "input")]
        if not operation.endswith("pool"):
            term += [("·", QUIET), (_factor(weight), "kernel")]
        middle.append(term)
    parts = [(first, QUIET), *(p for term in middle for p in term), *rest, (last, QUIET)]
    return [p for p in parts if p[0]] + [(" = ", QUIET), (_show(frame.total), "output")]


def stamp_parts(frame):
    """What a transposed convolution does in one step: one input number times the whole kernel."""
    parts = [(_factor(frame.total), "input"), (" · kernel is added to ", QUIET)]
    (top, left), (bottom, right) = frame.taps.min(0), frame.taps.max(0)
    where = f"columns {left} to {right}" if left < right else f"column {left}"
    if bottom or top:
        where = (f"rows {top} to {bottom}, " if top < bottom else f"row {top}, ") + where
    return [*parts, (where, "output")]


def write_sum(canvas, x, y, frame, operation, width):
    """Write the sum, wrapped between its terms; ``y``: middle of line one. Its height."""
    parts = stamp_parts(frame) if operation == "conv_transpose" else sum_parts(frame, operation)
    together = []  # a product never breaks between its factors
    for text, colour in parts:
        if not together or text.startswith((" + ", ", ", " = ", " · kernel")):
            together.append([])
        together[-1].append((text, colour))
    left, start = x, y
    for pieces in together:
        wide = sum(measure(t, TEXT, "bold" if c in ROLES else "normal") for t, c in pieces)
        if x + wide > left + width and x > left:
            x, y = left, y + LINE
            pieces[0] = (pieces[0][0].lstrip(), pieces[0][1])
        x = canvas.runs(x, y, pieces, width=1e6).right
    return y - start + LINE


def say_step(made, frame):
    """One step as a sentence."""
    row, column = frame.at
    place = f"column {column}" if made.flat else f"row {row}, column {column}"
    if made.operation == "conv_transpose":
        return f"Input {place}: {''.join(text for text, _ in stamp_parts(frame))}."
    return f"Output {place}: {''.join(text for text, _ in sum_parts(frame, made.operation))}."
