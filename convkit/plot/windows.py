"""A window on its input: where it stands, what it multiplies, what comes out."""

import numpy as np

from . import words
from .canvas import Canvas, fit, measure
from .films import film
from .picture import drawn
from .steps import GAP, draw_step, say_film, spread, step_cell, strip
from .style import QUIET, TEXT
from .sums import say_step

__all__ = ["flipped", "window", "window_steps"]


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
    'Output row 0, column 0: 0·0 + 1·1 + 3·2 + 4·3 = 19.'
    """
    made = film("conv", x, k, stride, padding, dilation, at=at)
    (frame,) = made.frames
    canvas = Canvas()
    draw_step(canvas, 0, 0, made, frame, step_cell(made))
    alt = f"{say_film(made)} {say_step(made, frame)}"
    return canvas.finish(alt, {"output": frame.output})


@drawn
def window_steps(x, k, steps=4, *, stride=1, padding=0, dilation=1):
    """The window moving over its input, a few places of its way, each with its sum.

    Parameters are those of `window`; ``steps`` is how many places, the first and the last among
    them.
    """
    made = film("conv", x, k, stride, padding, dilation)
    return strip(made, spread(made.frames, steps))


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
    from .. import conv2d_true, xcorr2d

    x, k = np.asarray(x, dtype=float), np.asarray(k, dtype=float)
    results = (
        ("cross-correlation", "kernel as it is", k, xcorr2d(x, k)),
        ("convolution", "kernel turned by 180°", k[::-1, ::-1], conv2d_true(x, k, "valid")),
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
