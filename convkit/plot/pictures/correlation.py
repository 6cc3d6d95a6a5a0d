"""A window on its input: where it stands, what it multiplies, what comes out of known kernels."""

import numpy as np

from convkit.convolution import conv2d
from convkit.correlation import conv2d_true, xcorr2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, fit, grey_range, image_height, measure
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import GAP, draw_step, evenly, say_film, step_cell, strip
from convkit.plot.draw.style import QUIET, SMALL, TEXT
from convkit.plot.draw.sums import say_step
from convkit.plot.film.frames import film

__all__ = ["flipped", "kernels", "window", "window_steps"]

APART = 18  # points between pictures


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
    return strip(made, evenly(made.frames, steps))


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


@drawn
def kernels(image, named):
    """Kernels above, their responses on one picture below.

    Parameters
    ----------
    image : array_like
        (H, W), the picture they look at.
    named : dict
        Name to kernel, each (kh, kw); at most eight.

    Notes
    -----
    A response with negative numbers is drawn with 0 as middle grey: brighter is positive.
    """
    image = np.asarray(image, dtype=float)
    if image.ndim != 2:
        raise ValueError(f"kernels: image must be (H, W), got {image.shape}")
    if not 1 <= len(named) <= 8:
        raise ValueError(f"kernels: draws one to eight kernels, got {len(named)}")
    columns = min(len(named), 4 if len(named) != 3 else 3)
    columns = 3 if len(named) in (5, 6) else columns
    widest = max(measure(name, weight="bold") for name in named) + 34
    columns = max(1, min(columns, int((INSIDE + APART) // (widest + APART))))
    width = min(230, (INSIDE - (columns - 1) * APART) / columns)
    tallest = max(np.shape(k)[0] for k in named.values())
    cell = min(34, width / max(np.shape(k)[1] for k in named.values()))
    canvas, parts, data = Canvas(), [], {}
    below = image_height(image, width)
    for n, (name, k) in enumerate(named.items()):
        row, column = divmod(n, columns)
        k = np.asarray(k, dtype=float)
        y = conv2d(image[None, None], k[None, None])[0, 0]
        left, top = column * (width + APART), row * (tallest * cell + below + 74)
        at = left + (width - k.shape[1] * cell) / 2
        canvas.name(left + width / 2, top, "kernel", name)
        canvas.grid(at, top + 15 + (tallest - len(k)) * cell / 2, k, "kernel", cell=cell)
        canvas.image(
            left, top + tallest * cell + 27, width, image_height(y, width), y, *grey_range(y)
        )
        foot = top + tallest * cell + 27 + below + 13
        canvas.text(left + width / 2, foot, words.extremes(y), size=SMALL, colour=QUIET)
        parts.append(f"{words.say(name, k)}, response {words.extremes(y)}")
        data[name] = y
    alt = f"{words.plural(len(named), 'kernel')} and what each makes of one picture"
    return canvas.finish(f"{alt} {words.size(image)}. {'. '.join(parts)}.", data)
