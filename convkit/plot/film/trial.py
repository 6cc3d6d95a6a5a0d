"""One trial of a learner's function: called, compared with the right answer, drawn."""

import contextlib
import inspect
import io
import traceback
from typing import NamedTuple

import numpy as np

from convkit.plot.draw import words
from convkit.plot.draw.canvas import MARGIN, Canvas, measure
from convkit.plot.draw.marking import mark_wrong, padded_grid
from convkit.plot.draw.picture import drawn
from convkit.plot.draw.steps import say_film
from convkit.plot.draw.style import QUIET, SMALL, TEXT, WIDE
from convkit.plot.draw.sums import say_step, write_sum

__all__ = ["OPTIONS", "Trial", "accepts", "draw_trial", "run_trial"]

OPTIONS = {  # what a learner may call it
    "stride": ("stride", "s", "step"),
    "padding": ("padding", "p", "pad"),
    "dilation": ("dilation", "d"),
    "output_padding": ("output_padding", "op"),
}
_BIAS = ("bias", "b")
GAP = 34


class Trial(NamedTuple):
    """What came of it: ``yours`` is None if there is nothing to draw, ``message`` says why."""

    yours: np.ndarray | None
    wrong: np.ndarray | None
    message: str


def accepts(function):
    """The options a function has a parameter for, as {option: parameter's name}."""
    names = inspect.signature(function).parameters
    found = {}
    for option, spellings in OPTIONS.items():
        for spelling in spellings:
            if spelling in list(names)[2:]:
                found[option] = spelling
                break
    return found


def run_trial(function, made, options, *, batched=False, pairs=False) -> Trial:
    """Call ``function(x, k, ...)`` as the film's operation and compare with its output.

    Parameters
    ----------
    function : callable
        Takes x, then the kernel (for pooling: the window's size), then those of the options it
        names.
    made : convkit.plot.film.frames.Film
    options : dict
        stride, padding, ... as the film was made with.
    batched : bool
        The function wants (N, C, H, W) and (O, I, kh, kw); it gets one image, one channel.
    pairs : bool
        The function wants its options as pairs.
    """
    x, k = made.plain(made.input).copy(), made.plain(made.kernel).copy()
    expected = made.plain(made.output)
    if batched:
        x, k = x[None, None], k[None, None]
    if made.operation.endswith("pool"):
        k = made.kernel.shape[1] if made.flat else made.kernel.shape
    named = {name: options[option] for option, name in accepts(function).items()}
    if pairs:
        named = {name: (value, value) for name, value in named.items()}
    for name, parameter in list(inspect.signature(function).parameters.items())[2:]:
        if name in _BIAS and parameter.default is parameter.empty:
            named[name] = np.zeros(1)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            answer = function(x, k, **named)
    except NotImplementedError:
        return Trial(None, None, "Not written yet: fill in the function, then run this again.")
    except Exception as error:
        return Trial(None, None, _explain(error, function))
    if answer is None:
        return Trial(None, None, "Your function returned None. Is a return missing?")
    try:
        yours = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        kind = type(answer).__name__
        return Trial(None, None, f"Your function returned {kind}, which is no array of numbers.")
    shape = (1, 1, *expected.shape) if batched else expected.shape
    if yours.shape != shape:
        message = f"Your shape is {yours.shape}, it should be {shape}."
        yours = yours[0, 0] if batched and yours.ndim == 4 and yours.size else yours
        shown = np.atleast_2d(yours) if yours.ndim in (1, 2) and 0 < yours.size <= 200 else None
        return Trial(shown, None if shown is None else np.zeros(shown.shape, bool), message)
    yours = np.atleast_2d(yours[0, 0] if batched else yours)
    wrong = ~np.isclose(yours, made.output, rtol=1e-9, atol=1e-12)
    count = int(wrong.sum())
    if not count:
        return Trial(yours, wrong, "Equal to the right answer.")
    verb = "differs" if count == 1 else "differ"
    return Trial(yours, wrong, f"{count} of {words.plural(wrong.size, 'number')} {verb}.")


def _explain(error, function):
    """The error in one sentence, with the learner's own line if it is known."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if code is not None and frame.filename == code.co_filename and frame.line:
            where = f" In line {frame.lineno - code.co_firstlineno + 1}: {frame.line}"
    return f"{type(error).__name__}: {error}.{where}".replace("..", ".")


@drawn
def draw_trial(made, frame, trial):
    """Input with its window, kernel and sum above; yours beside what is expected below."""
    inside, pooling = WIDE - 2 * MARGIN, made.operation.endswith("pool")
    stamped = made.operation == "conv_transpose"
    rooms = [("input", made.input if stamped else made.padded)]
    rooms += [] if pooling else [("kernel", made.kernel)]
    lower = [("expected", made.output)]
    lower = ([("yours", trial.yours)] if trial.yours is not None else []) + lower

    def wide(row, cell):
        return sum(max(v.shape[1] * cell, _room(n)) for n, v in row) + GAP * (len(row) - 1)

    cell = next((c for c in range(32, 11, -1) if max(wide(rooms, c), wide(lower, c)) <= inside), 11)
    canvas, x = Canvas(), 0.0
    tall = max(v.shape[0] for _, v in rooms) * cell
    for role, values in rooms:
        room = max(values.shape[1] * cell, _room(role))
        at = x + (room - values.shape[1] * cell) / 2, (tall - len(values) * cell) / 2
        if role == "input" and not stamped:
            padded_grid(canvas, *at, made, cell, taps=frame.taps)
        else:
            tint = role == "kernel"
            box = canvas.grid(*at, values, role, cell=cell, name=role, foot="", tint=tint)
            if role == "input":
                canvas.frame(box.at(*frame.at), "input", width=3, z=5)
        x += room + GAP
    y = tall + 24
    y += write_sum(canvas, 0, y, frame, made.operation, inside) + 44
    x, low = 0.0, max(len(v) for _, v in lower) * cell
    for role, values in lower:
        room = max(values.shape[1] * cell, _room(role))
        at = x + (room - values.shape[1] * cell) / 2, y
        box = canvas.grid(*at, values, role, cell=cell, name=role, foot="")
        if stamped:
            keep = frame.taps - made.padding
            inside_taps = (keep >= 0).all(1) & (keep < made.output.shape).all(1)
            marks = [box.at(*tap) for tap in keep[inside_taps] if _has(values, tap)]
        else:
            marks = [box.at(*frame.at)] if _has(values, frame.at) else []
        for mark in marks:
            canvas.frame(mark, "output", width=2.6, z=5)
        if role == "yours" and trial.wrong.any():
            mark_wrong(canvas, box, trial.wrong)
        canvas.text(
            box.middle[0], box.bottom + 14, words.size(made.plain(values)), size=SMALL, colour=QUIET
        )
        x += room + GAP
    canvas.cover(0, y, WIDE - 2 * MARGIN, low)
    alt = f"{say_film(made)} {say_step(made, frame)} "
    alt += f"{words.say('Expected', made.plain(made.output))}. "
    if trial.yours is not None:
        alt += f"{words.say('Yours', made.plain(trial.yours))}. "
    data = {"expected": made.output, "yours": trial.yours, "wrong": trial.wrong}
    return canvas.finish(alt + trial.message, data)


def _has(values, cell):
    return all(0 <= a < n for a, n in zip(cell, values.shape, strict=True))


def _room(role):
    return measure(role, TEXT, "bold") + 22
