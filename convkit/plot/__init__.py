"""Every picture of the course, one look.

Each function returns a `Picture`: the notebook shows it, ``.alt`` says what it shows, ``.save``
writes it as SVG, PNG or PDF, ``.data`` holds the arrays that were drawn. Names are found when they
are first used, so importing this package imports no matplotlib.

    from convkit import plot
    plot.window(x, k, at=(0, 1))

`animate` shows any convolution or pooling step by step, `explore` lets the reader do it.
Lesson by lesson, each picture where it is first used:

00  ``array`` ``arrays`` ``photograph`` ``planes`` ``gallery``
01  ``window`` ``window_steps`` ``kernels`` ``flipped`` ``curves`` ``kernel_steps``
02  ``sizes`` ``placements`` ``reads`` ``pad_modes``
03  ``channel_sum`` ``blocks`` ``feature_maps``
04  ``winners`` ``pooled`` ``pool_windows`` ``adaptive_windows`` ``shift_response``
05  ``columns_steps`` ``columns`` ``matrix`` ``adjoint``
06  ``blame``
07  ``stamps`` ``stamp_steps`` ``overlaps`` ``checkerboard``
08  ``taps`` ``coverage``
09  ``low_rank``
10  ``influence``
11  ``causal`` ``chunks`` ``volume``
12  ``reach`` ``receptive_field`` ``effective_field``
13  ``confusion`` ``activation`` ``kernel_change``
"""

from importlib import import_module

_WHERE = {
    "animation": "animate Animation",
    "grids": "array arrays",
    "photographs": "photograph planes gallery kernels",
    "borders": "reads pad_modes",
    "placing": "sizes placements",
    "channels": "blocks feature_maps",
    "mixing": "channel_sum",
    "pools": "pooled winners shift_response",
    "spans": "adaptive_windows pool_windows",
    "dilations": "taps coverage",
    "gradients": "blame",
    "matrices": "adjoint columns columns_steps matrix",
    "stamping": "stamps stamp_steps overlaps checkerboard",
    "exploring": "explore Explorer",
    "fields": "receptive_field effective_field",
    "lanes": "influence",
    "ranks": "low_rank",
    "results": "confusion activation kernel_change",
    "reaching": "reach",
    "sequences": "causal chunks volume",
    "windows": "window window_steps flipped",
    "training": "curves kernel_steps",
    "picture": "Picture",
}
_MODULE = {name: module for module, names in _WHERE.items() for name in names.split()}

__all__ = sorted(_MODULE)


def __getattr__(name):
    if name not in _MODULE:
        raise AttributeError(f"convkit.plot has no picture called {name!r}; it has {__all__}")
    value = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
