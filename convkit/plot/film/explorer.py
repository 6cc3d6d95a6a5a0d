"""Hands on: change the input, the kernel, the steps, and watch one's own function answer."""

import html

import numpy as np

from convkit.plot.draw.style import INK, PAPER, ROLES
from convkit.plot.film.frames import OPERATIONS, film
from convkit.plot.film.trial import OPTIONS, accepts, draw_trial, run_trial

__all__ = ["Explorer", "explore"]

_RANGES = {"stride": (1, 4), "padding": (0, 3), "dilation": (1, 3), "output_padding": (0, 3)}
_LARGEST = 64  # cells that can be edited


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

    Sliders move the window and set stride, padding and dilation (those that ``function`` has a
    parameter for); every number of input and kernel can be typed over. All of it works with the
    keyboard: Tab to move, arrow keys to change.

    Parameters
    ----------
    function : callable
        ``function(x, kernel, ...)``; for pooling ``function(x, size, ...)``. It may name any of
        stride, padding, dilation, output_padding (or s, p, d, op).
    x, kernel : array_like
        Where to start: (W,) and (kw,), or (H, W) and (kh, kw); for pooling ``kernel`` is a size.
        At most 64 numbers.
    operation : {"conv", "max_pool", "avg_pool", "conv_transpose"}
        What the right answer is.
    stride, padding, dilation, output_padding : int
        Where to start.
    batched : bool
        ``function`` wants (N, C, H, W) and (O, I, kh, kw).
    pairs : bool
        ``function`` wants stride, padding, ... as pairs: a slider at 2 gives it (2, 2).

    Returns
    -------
    Explorer
        Shown by JupyterLab with its controls, elsewhere as a still picture.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"explore: operation must be one of {OPERATIONS}, got {operation!r}")
    if not callable(function):
        raise TypeError(f"explore: function must be callable, got {type(function).__name__}")
    x = np.array(x, dtype=float)
    if not 0 < x.size <= _LARGEST or x.ndim > 2:
        raise ValueError(f"explore: x must have 1 to {_LARGEST} numbers on 1 or 2 axes: {x.shape}")
    options = dict(stride=stride, padding=padding, dilation=dilation, output_padding=output_padding)
    return Explorer(function, x, kernel, operation, options, batched, pairs)


class Explorer:
    """What `explore` returns.

    Attributes
    ----------
    picture : Picture
        What is shown now; its ``data`` holds "yours", "expected" and "wrong".
    message : str
        The verdict, or what went wrong.
    controls : dict
        The widgets by name: "row", "column", "stride", ..., each with a ``value``.
    """

    def __init__(self, function, x, kernel, operation, options, batched, pairs):
        self.function, self.operation = function, operation
        self.batched, self.pairs = batched, pairs
        self._pooling = operation.endswith("pool")
        self._x = x
        self._kernel = kernel if self._pooling else np.array(kernel, dtype=float)
        self._options = options
        self.controls, self.widget, self._quiet = {}, None, False
        self.picture, self.message, self._made = None, "", None
        self._try((0, 0))
        try:
            import ipywidgets
        except ImportError:  # a still picture remains
            return
        self._build(ipywidgets)

    # -- the trial -------------------------------------------------------------------------
    def _try(self, at):
        """Make the film, call the function, draw; a choice that fits nowhere becomes a message."""
        options = self._options
        try:
            made = film(self.operation, self._x, self._kernel, **options)
        except ValueError as error:
            self.message = str(error).removeprefix("film: ").capitalize() + "."
            return
        self._made = made
        places = made.frames[-1].at
        at = tuple(min(a, last) for a, last in zip(at, places, strict=True))
        frame = next(f for f in made.frames if f.at == at)
        used = {k: v for k, v in options.items() if v is not None}
        used.setdefault("stride", made.stride[1] if made.flat else made.stride[0])
        trial = run_trial(self.function, made, used, batched=self.batched, pairs=self.pairs)
        self.message = trial.message
        self.picture = draw_trial(made, frame, trial)

    # -- the controls ----------------------------------------------------------------------
    def _build(self, widgets):
        made, style = self._made, {"description_width": "110px"}
        self._picture, self._verdict = widgets.HTML(), widgets.HTML()
        last = made.frames[-1].at
        which = "input" if self.operation == "conv_transpose" else "window"
        for axis, name in ((0, "row"), (1, "column")):
            if axis or not made.flat:
                self.controls[name] = widgets.IntSlider(
                    description=f"{which} {name}", max=last[axis], style=style
                )
        for option in accepts(self.function):
            low, high = _RANGES[option]
            start = self._options[option]
            self._options[option] = start = made.stride[1] if start is None else start
            self.controls[option] = widgets.IntSlider(
                description=option.replace("_", " "),
                **{"min": low, "max": max(high, start), "value": start, "style": style},
            )
        for control in self.controls.values():
            control.observe(self._changed, "value")
        sliders = widgets.VBox(list(self.controls.values()))
        editors = [self._editor(widgets, "input", self._x)]
        if not self._pooling:
            editors.append(self._editor(widgets, "kernel", self._kernel))
        left = widgets.VBox([self._picture, self._verdict], layout={"max_width": "720px"})
        row = widgets.HBox(
            [sliders, *editors], layout={"flex_flow": "row wrap", "grid_gap": "18px"}
        )
        self.widget = widgets.VBox([row, left])
        self.widget.add_class("ck-explore")
        self._show()

    def _editor(self, widgets, role, values):
        """A grid of number fields over the array ``values``, which they change in place."""
        plane = np.atleast_2d(values)  # a view
        fields = []
        for place in np.ndindex(plane.shape):
            field = widgets.FloatText(
                value=plane[place],
                step=1,
                layout={"width": "52px", "margin": "1px"},
                tooltip=f"{role} row {place[0]}, column {place[1]}",
            )

            def write(change, place=place):
                plane[place] = change["new"]
                self._changed(change)

            field.observe(write, "value")
            self.controls[f"{role} {place[0]} {place[1]}"] = field
            fields.append(field)
        look = ROLES[role]
        title = widgets.HTML(f'<b><span style="color:{look.colour}">{look.mark}</span> {role}</b>')
        columns = f"repeat({plane.shape[1]}, 56px)"
        return widgets.VBox(
            [title, widgets.GridBox(fields, layout={"grid_template_columns": columns})]
        )

    def _changed(self, change):
        if self._quiet:
            return
        for option in OPTIONS:
            if option in self.controls:
                self._options[option] = self.controls[option].value
        at = [self.controls[n].value if n in self.controls else 0 for n in ("row", "column")]
        self._try(tuple(at))
        self._quiet = True  # the sliders' new ends must not start another round
        try:
            for axis, name in enumerate(("row", "column")):
                if name in self.controls:
                    self.controls[name].max = self._made.frames[-1].at[axis]
        finally:
            self._quiet = False
        self._show()

    def _show(self):
        right = self.message.startswith("Equal")
        role = ROLES["output" if right else "wrong"]
        sign = "✓" if right else role.mark
        self._verdict.value = (
            f'<div role="status" style="background:{PAPER};color:{INK};border-left:4px solid '
            f'{role.colour};padding:6px 12px;line-height:1.4"><b style="color:{role.deep}">{sign}'
            f"</b> {html.escape(self.message)}</div>"
        )
        self._picture.value = self.picture._repr_html_()

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": f"{self.picture!r}\n{self.message}"}
        if self.picture is not None:
            bundle["text/html"] = self.picture._repr_html_() + f"<p>{html.escape(self.message)}</p>"
        if self.widget is not None and _in_notebook():
            bundle |= self.widget._repr_mimebundle_(include=include, exclude=exclude)
        return bundle


def _in_notebook():
    """Whether a kernel runs this, so that a browser can hold the controls."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None
