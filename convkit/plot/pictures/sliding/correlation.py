"""A window on its input: where it stands, what it multiplies, what comes out of known kernels."""

import numpy as np

from convkit.convolution.conv import conv2d
from convkit.plot.draw import words
from convkit.plot.draw.canvas import INSIDE, Canvas, fit, grey_range, image_height, measure
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import GAP, draw_step, evenly, say_film, step_cell, strip
from convkit.plot.draw.style import FAINT, INK, QUIET, ROLES, SMALL, TEXT
from convkit.plot.draw.sums import say_step
from convkit.plot.film.frames import film
from convkit.sliding.correlation import conv2d_true, xcorr1d, xcorr2d

__all__ = ["flipped", "kernels", "overhang", "window", "window_steps"]

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
    A kernel that sums to 1 gives a picture again, and it is drawn as one: from 0 to 1, what lies
    beyond is black or white. Any other response with negative numbers is drawn with 0 as middle
    grey: brighter is positive.
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
        shades = (0, 1) if abs(k.sum() - 1) < 1e-9 else grey_range(y)
        canvas.image(left, top + tallest * cell + 27, width, image_height(y, width), y, *shades)
        foot = top + tallest * cell + 27 + below + 13
        canvas.text(left + width / 2, foot, words.extremes(y), size=SMALL, colour=QUIET)
        parts.append(f"{words.say(name, k)}, response {words.extremes(y)}")
        data[name] = y
    alt = f"{words.plural(len(named), 'kernel')} and what each makes of one picture"
    return canvas.finish(f"{alt} {words.size(image)}. {'. '.join(parts)}.", data)


@drawn
def overhang(x, k):
    """Full convolution in one dimension: the turned kernel wherever it touches the signal.

    Parameters
    ----------
    x, k : array_like
        (n,) and (m,), short enough to read.

    Raises
    ------
    ValueError
        If one of them is no row of numbers.

    Examples
    --------
    >>> overhang([2, 7], [1, 3, 5]).data["output"]
    array([ 2., 13., 31., 35.])
    """
    x, k = np.asarray(x, dtype=float), np.asarray(k, dtype=float)
    if x.ndim != 1 or k.ndim != 1 or not x.size or not k.size:
        raise ValueError(f"overhang: x and k must be rows of numbers, got {x.shape} and {k.shape}")
    beyond, turned = len(k) - 1, k[::-1]
    padded = np.pad(x, beyond)  # (n + 2m - 2,)
    y = xcorr1d(padded, turned)  # (n + m - 1,)
    inside = np.zeros((1, len(padded)), dtype=bool)
    inside[0, beyond : beyond + len(x)] = True
    canvas, cell = Canvas(), fit(len(padded) + 1, gaps=60)
    box = canvas.grid(
        *(0, 0, padded[None], "padding"),
        cell=cell,
        foot="",
        fill=np.where(inside, ROLES["input"].tint, ROLES["padding"].tint).astype(object),
        inks=np.where(inside, INK, QUIET).astype(object),
    )
    canvas.frame(box.at(0, beyond, 1, len(x)), "input")
    right = box.right + 44
    canvas.name(box.middle[0], -15, "input", "signal with zeros")
    canvas.name(right + cell / 2, -15, "output", "sum")
    said = []
    for place, total in enumerate(y):
        top = box.bottom + 14 + place * (cell + 10)
        canvas.line([(0, top + cell / 2), (box.right, top + cell / 2)], FAINT, width=1, z=0)
        canvas.grid(place * cell, top, turned[None], "kernel", cell=cell, foot="")
        canvas.arrow((box.right + 8, top + cell / 2), (right - 8, top + cell / 2))
        canvas.grid(right, top, np.array([[total]]), "output", cell=cell, foot="")
        pairs = zip(padded[place : place + len(k)], turned, strict=True)
        products = " + ".join(f"{words.number(a)}·{words.number(b)}" for a, b in pairs)
        said.append(f"{products} = {words.number(total)}")
    canvas.name(box.middle[0], top + cell + 18, "kernel", "kernel, turned")
    alt = (
        f"{words.say('signal', x)}, {words.say('kernel', k)}. The turned kernel at the "
        f"{len(y)} places where it touches the signal, with zeros beyond its ends: "
    )
    return canvas.finish(alt + "; ".join(said) + ".", {"output": y})
