"""Hands on: change the input, the kernel, the steps, and watch one's own function answer."""

import html

import numpy as np

from convkit.plot.film.frames import OPERATIONS, film
from convkit.plot.film.trial import RIGHT, accepts, draw_trial, run_trial
from convkit.plot.living import standing, state_of

__all__ = ["Explorer", "explore"]

_LARGEST = 144  # cells that can be edited
_LETTERS = {"stride": "s", "padding": "p", "dilation": "d", "output_padding": "a"}


def explore(
    function,
    x=((3, 1, 4, 1, 5), (9, 2, 6, 5, 3), (5, 8, 9, 7, 9), (3, 2, 3, 8, 4)),
    kernel=((1, 2), (0, -1)),
    operation="conv",
    *,
    stride=None,
    padding=0,
    dilation=1,
    output_padding=0,
    batched=False,
    pairs=False,
):
    """Try one's own function: its answer stands beside the right one, differences are marked.

    Every number of input and kernel can be typed over, their sizes changed, and stride, padding and
    dilation set (those that ``function`` has a parameter for); the window can be dragged. All of it
    works with the keyboard: Tab to move between parts, arrow keys within one.

    Parameters
    ----------
    function : callable
        ``function(x, kernel, ...)``; for pooling ``function(x, size, ...)``. It may name any of
        stride, padding, dilation, output_padding (or s, p, d, op).
    x, kernel : array_like
        Where to start: (W,) and (kw,), or (H, W) and (kh, kw); for pooling ``kernel`` is a size.
        At most 144 numbers.
    operation : {"conv", "max_pool", "avg_pool", "conv_transpose"}
        What the right answer is.
    stride, padding, dilation, output_padding : int
        Where to start.
    batched : bool
        ``function`` wants (N, C, H, W) and (O, I, kh, kw).
    pairs : bool
        ``function`` wants stride, padding, ... as pairs, one number an axis.

    Returns
    -------
    Explorer
        Shown by JupyterLab with its controls; elsewhere without the function, which needs Python.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"explore: operation must be one of {OPERATIONS}, got {operation!r}")
    if not callable(function):
        raise TypeError(f"explore: function must be callable, got {type(function).__name__}")
    x = np.array(x, dtype=float)
    if not 0 < x.size <= _LARGEST or x.ndim > 2:
        raise ValueError(f"explore: x must have 1 to {_LARGEST} numbers on 1 or 2 axes: {x.shape}")
    options = dict(stride=stride, padding=padding, dilation=dilation, output_padding=output_padding)
    return Explorer(function, film(operation, x, kernel, **options), batched, pairs)


class Explorer:
    """What `explore` returns.

    Attributes
    ----------
    picture : Picture
        What it began with; its ``data`` holds "yours", "expected" and "wrong".
    message : str
        The verdict on the last trial, or what went wrong.
    state : dict
        The last trial's operation, as the living figure has it: op, x, k, s, p, d, a.
    """

    def __init__(self, function, made, batched, pairs):
        self.function, self.batched, self.pairs = function, batched, pairs
        self.flat = made.flat
        self.state = state_of(made)
        trial = self._run(made)
        self.message = trial.message
        self.picture = draw_trial(made, made.frames[0], trial)

    def _run(self, made):
        steps = {name: self.state[letter] for name, letter in _LETTERS.items()}
        options = {n: tuple(v) if self.pairs else v[1] for n, v in steps.items()}
        return run_trial(self.function, made, options, batched=self.batched)

    def answer(self, state):
        """What the function makes of a state of the living figure.

        Parameters
        ----------
        state : dict
            op, x, k, s, p, d, a; more is not looked at.

        Returns
        -------
        dict
            "yours" and "wrong", rows of numbers and of truths or None; "right"; "message".
        """
        self.state = {name: state[name] for name in ("op", "x", "k", "s", "p", "d", "a")}
        x, k = (np.array(self.state[name], dtype=float) for name in ("x", "k"))
        if self.flat:
            x, k = x[0], k[0]
        if self.state["op"].endswith("pool"):
            k = k.shape
        steps = {
            n: self.state[letter][1:] if self.flat else self.state[letter]
            for n, letter in _LETTERS.items()
        }
        try:
            trial = self._run(film(self.state["op"], x, k, **steps))
        except ValueError as error:  # a choice that fits nowhere
            self.message = str(error).removeprefix("film: ").capitalize() + "."
            return {"yours": None, "wrong": None, "right": False, "message": self.message}
        self.message = trial.message
        rows = [
            None if v is None else np.nan_to_num(v).tolist() for v in (trial.yours, trial.wrong)
        ]
        right = self.message == RIGHT
        return {"yours": rows[0], "wrong": rows[1], "right": right, "message": self.message}

    @property
    def settings(self):
        """What the living figure is told: where to begin, and what the function takes."""
        letters = [_LETTERS[option] for option in accepts(self.function)]
        return {"state": self.state, "options": letters, "tied": not self.pairs}

    def _repr_mimebundle_(self, include=None, exclude=None):
        said = f"<p>{html.escape(self.message)}</p>"
        still = self.picture._repr_html_() + said
        bundle = {
            "text/plain": f"{self.picture!r}\n{self.message}",
            "text/html": standing({**self.settings, "predict": True}, self.picture.alt, still),
        }
        if _in_notebook():
            # here, not above: only a notebook needs it, and it takes a third of a second
            from convkit.plot.living.widget import widget

            bundle |= widget(self)._repr_mimebundle_()[0]
        return bundle


def _in_notebook():
    """Whether a kernel runs this, so that a browser can hold the controls."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None
