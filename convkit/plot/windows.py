"""A window on its input: where it stands, what it multiplies, what comes out."""

import numpy as np

from . import words
from .canvas import MARGIN, Canvas, fit, measure
from .films import film
from .picture import drawn
from .style import PAPER, QUIET, ROLES, TEXT, WIDE

__all__ = ["draw_step", "flipped", "sum_parts", "window", "window_steps"]

GAP = 30


def sum_parts(frame, operation="conv", shown=12):
    """The sum of one step as coloured pieces: input numbers, kernel numbers, result."""
    n = words.number
    short = frame.values[:shown]
    if operation == "max_pool":
        parts = [("max(", QUIET)]
        for t, v in enumerate(short):
            parts += [(", " if t else "", QUIET), (_show(v), "input")]
        parts += [(")" if len(short) == len(frame.values) else ", …)", QUIET)]
    else:
        bare = operation == "avg_pool"
        parts = [("(", QUIET)] if bare else []
        for t, (v, w) in enumerate(zip(short, frame.weights, strict=False)):
            parts += [(" + " if t else "", QUIET), (_sign(n(v)), "input")]
            if not bare:
                parts += [("·", QUIET), (_sign(n(w)), "kernel")]
        if len(short) < len(frame.values):
            parts += [(" + …", QUIET)]
        if bare:
            parts += [(f") / {len(frame.values)}", QUIET)]
    return [p for p in parts if p[0]] + [(" = ", QUIET), (n(frame.total), "output")]


def _show(value):
    return "−∞" if np.isneginf(value) else words.number(value)


def _sign(text):
    return f"({text})" if text.startswith("−") else text


def _write_sum(canvas, x, y, frame, operation, width):
    """The sum under a step; a product never breaks between its factors."""
    merged = []  # one list of pieces for what must stay together
    for text, colour in sum_parts(frame, operation):
        if not merged or text.startswith((" + ", ", ", " = ")):
            merged.append([])
        merged[-1].append((text, colour))
    left, start = x, y
    for piece in merged:
        w = sum(measure(t, TEXT, "bold" if c in ROLES else "normal") for t, c in piece)
        if x + w > left + width and x > left:
            x, y = left, y + 1.45 * TEXT
            piece[0] = (piece[0][0].lstrip(), piece[0][1])
        box = canvas.runs(x, y, piece, width=10 * WIDE)
        x = box.right
    return y - start + 1.45 * TEXT


def _widths(made, cell):
    """Columns of (padded input, kernel, output) and the width they take."""
    return made.padded.shape[1], made.kernel.shape[1], made.output.shape[1]


def padded_grid(canvas, x, y, made, cell, *, name="input", taps=None, fill=None):
    """The padded input: padding dashed and grey, the input framed, the window's taps on it."""
    (ph, pw), (h, w) = made.padding, made.input.shape
    inside = np.zeros(made.padded.shape, dtype=bool)
    inside[ph : ph + h, pw : pw + w] = True
    colours = np.full(made.padded.shape, None, dtype=object)
    colours[~inside] = ROLES["padding"].tint
    inks = np.where(inside, None, QUIET).astype(object)
    if fill is not None:
        colours[inside] = np.asarray(fill, dtype=object).ravel()
    if taps is not None:
        colours[tuple(taps.T)] = ROLES["kernel"].tint
    finite = np.where(np.isfinite(made.padded), made.padded, 0.0)
    texts = words.cells(finite)
    if texts is not None:
        texts[np.isneginf(made.padded)] = "−∞"
    plain = ph == pw == 0
    box = canvas.grid(
        *(x, y, made.padded, "input" if plain else "padding"),
        cell=cell,
        fill=colours,
        inks=inks,
        texts=False if texts is None else texts,
        width=1.6 if plain else 1.2,
    )
    if not plain:
        canvas.frame(box.at(ph, pw, h, w), "input")
    if name:
        canvas.name(box.middle[0], y - 15, "input", name)
    if taps is not None:
        draw_taps(canvas, box, taps, made.dilation)
    return box


def draw_taps(canvas, box, taps, dilation):
    """The window: one frame if its taps touch, else one for each tap."""
    (top, left), (bottom, right) = taps.min(0), taps.max(0)
    if max(dilation) == 1 or len(taps) == 1:
        whole = box.at(top, left, bottom - top + 1, right - left + 1)
        canvas.frame(whole, "kernel", width=3, z=5)
        return
    for i, j in taps:
        canvas.frame(box.at(i, j), "kernel", width=2.4, z=5)
    whole = box.at(top, left, bottom - top + 1, right - left + 1)
    canvas.frame(whole, "kernel", width=1.2, dash="4 3", z=5)


def draw_step(canvas, x, y, made, frame, cell, *, names=True, arithmetic=True, width=None):
    """One step: padded input with its window, kernel, output so far, and the sum. Its height."""
    tallest = max(made.padded.shape[0], made.kernel.shape[0], made.output.shape[0]) * cell
    pooling = made.operation.endswith("pool")

    def top(rows):
        return y + (tallest - rows * cell) / 2

    box = padded_grid(
        *(canvas, x, top(made.padded.shape[0]), made, cell),
        name="input" if names else "",
        taps=frame.taps,
    )
    right = box.right
    if not pooling:
        rows, columns = made.kernel.shape
        room = max(columns * cell, measure("◆ kernel", weight="bold") if names else 0)
        at = right + GAP + (room - columns * cell) / 2
        box = canvas.grid(
            *(at, top(rows), made.kernel, "kernel"),
            cell=cell,
            tint=True,
            name="kernel" if names else None,
            foot="",
        )
        canvas.text(right + GAP / 2, y + tallest / 2, "∗", size=TEXT + 4, colour=QUIET)
        right += GAP + room
    rows, columns = made.output.shape
    room = max(columns * cell, measure("■ output", weight="bold") if names else 0)
    canvas.text(right + GAP / 2, y + tallest / 2, "=", size=TEXT + 4, colour=QUIET)
    known = ~np.isnan(frame.output)
    texts = words.cells(np.where(known, made.output, made.output.flat[0]))
    if texts is not None:
        texts[~known] = ""
    fill = np.where(known, PAPER, "#F7F8F9").astype(object)
    fill[frame.at] = ROLES["output"].tint
    box = canvas.grid(
        *(right + GAP + (room - columns * cell) / 2, top(rows), made.output, "output"),
        cell=cell,
        texts=False if texts is None else texts,
        fill=fill,
        name="output" if names else None,
        foot="",
    )
    canvas.frame(box.at(*frame.at), "output", width=3, z=5)
    bottom = tallest
    if arithmetic:
        reach = width or max(right + GAP + room - x, 230)
        bottom += 24 + _write_sum(canvas, x, y + tallest + 24, frame, made.operation, reach) - TEXT
    return bottom


def _step_size(made, width=WIDE - 2 * MARGIN, largest=34):
    names = 0 if made.operation.endswith("pool") else 78
    kernel = 0 if made.operation.endswith("pool") else made.kernel.shape[1]
    columns = made.padded.shape[1] + kernel + made.output.shape[1]
    gaps = 2 * GAP if kernel else GAP
    # A narrow kernel or output still needs the width of its name.
    cell = min(largest, (width - gaps) / columns)
    if kernel and kernel * cell < names:
        cell = min(cell, (width - gaps - names) / (columns - kernel))
    return cell


def _say_step(made, frame):
    row, column = frame.at
    total = "".join(text for text, _ in sum_parts(frame, made.operation))
    return f"At output row {row}, column {column}: {total}."


@drawn
def window(x, k, at=(0, 0), *, stride=1, padding=0, dilation=1):
    """The window at one place: what it covers, the sum written out, the output up to there.

    Parameters
    ----------
    x : array_like
        (W,) or (H, W).
    k : array_like
        (kw,) or (kh, kw), not flipped (cross-correlation).
    at : tuple
        Row and column of the output (0 and column for a vector).
    stride, padding, dilation : int or pair
        As in `convkit.conv2d`.

    Examples
    --------
    >>> window([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).alt.split(". ")[-1]
    'At output row 0, column 0: 0·0 + 1·1 + 3·2 + 4·3 = 19.'
    """
    made = film("conv", x, k, stride, padding, dilation, at=at)
    (frame,) = made.frames
    canvas = Canvas()
    draw_step(canvas, 0, 0, made, frame, _step_size(made))
    alt = f"{words.say('input', made.input)}. {words.say('kernel', made.kernel)}. "
    return canvas.finish(alt + _say_step(made, frame), {"output": frame.output})


@drawn
def window_steps(x, k, steps=4, *, stride=1, padding=0, dilation=1):
    """The window moving over its input, a few places of its way, each with its sum.

    Parameters are those of `window`; ``steps`` is how many places, the first and the last among
    them.
    """
    made = film("conv", x, k, stride, padding, dilation)
    return strip(made, spread(made.frames, steps))


def spread(items, count):
    """So many of the items, evenly, the first and the last among them."""
    count = min(count, len(items))
    return [items[n] for n in np.unique(np.linspace(0, len(items) - 1, count).astype(int))]


def strip(made, frames):
    """Some frames of a film as one still."""
    half = (WIDE - 2 * MARGIN - 34) / 2
    cell = _step_size(made, half)
    two = cell >= 22 and not made.flat
    if not two:
        half = WIDE - 2 * MARGIN
        cell = _step_size(made, half, 30)
    canvas, y = Canvas(), 0.0
    for start in range(0, len(frames), 2 if two else 1):
        heights = []
        for n, frame in enumerate(frames[start : start + (2 if two else 1)]):
            heights.append(
                draw_step(
                    *(canvas, n * (half + 34), y, made, frame, cell), names=start == 0, width=half
                )
            )
        y += max(heights) + 30
    alt = f"{words.say('input', made.input)}. {words.say('kernel', made.kernel)}. "
    said = " ".join(_say_step(made, frame) for frame in frames)
    alt += f"{words.plural(len(frames), 'step')}. {said}"
    return canvas.finish(alt, {"output": made.output})


@drawn
def flipped(x, k):
    """Cross-correlation beside convolution: the same kernel as it is, and turned by half a turn.

    Parameters
    ----------
    x : array_like
        (H, W), best with no symmetry, as `convkit.data.stamp`.
    k : array_like
        (kh, kw), best with no symmetry either.
    """
    from ..correlation import conv2d_true, xcorr2d

    x, k = np.asarray(x, dtype=float), np.asarray(k, dtype=float)
    results = (
        ("cross-correlation", "kernel as it is", k, xcorr2d(x, k)),
        ("convolution", "kernel turned by 180°", k[::-1, ::-1], conv2d_true(x, k)),
    )
    columns = x.shape[1] + k.shape[1] + results[0][3].shape[1]
    cell = fit(columns, gaps=2 * GAP + 40, largest=27)
    canvas, y, alt = Canvas(), 0.0, []
    tall = len(x) * cell
    for title, how, kernel, result in results:
        canvas.text(0, y - 42, title, align="left", weight="bold", size=TEXT + 1)
        canvas.text(measure(title, TEXT + 1, "bold") + 12, y - 42, how, align="left", colour=QUIET)
        left = 0.0
        for role, values, sign in (
            ("input", x, "∗"),
            ("kernel", kernel, "="),
            ("output", result, ""),
        ):
            room = max(values.shape[1] * cell, 78)
            canvas.grid(
                *(left + (room - values.shape[1] * cell) / 2, y + (tall - len(values) * cell) / 2),
                *(values, role),
                cell=cell,
                name=role,
                foot="",
                tint=role == "kernel",
            )
            left += room
            if sign:
                canvas.text(left + GAP / 2, y + tall / 2, sign, size=TEXT + 4, colour=QUIET)
                left += GAP
        y += tall + 84
        alt.append(f"{title}, {how}: {words.say('output', result)}")
    alt = f"{words.say('input', x)}. {words.say('kernel', k)}. {'. '.join(alt)}."
    return canvas.finish(alt, {"correlation": results[0][3], "convolution": results[1][3]})
