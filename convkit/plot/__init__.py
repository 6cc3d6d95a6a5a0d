"""Every picture of the course, one look.

Each function returns a `Picture`: the notebook shows it, ``.alt`` says what it shows, ``.save``
writes it as SVG, PNG or PDF, ``.data`` holds the arrays that were drawn. Names are found when they
are first used, so importing this package imports no matplotlib.

    from convkit import plot
    plot.window(x, k, at=(0, 1))

Any lesson
    ``array``, ``arrays``, ``photograph``, ``planes``, ``gallery``, ``curves``
01 Cross-correlation
    ``window``, ``window_steps``, ``kernels``, ``flipped``, ``kernel_steps``
"""

from importlib import import_module

_WHERE = {
    "grids": "array arrays",
    "photographs": "photograph planes gallery kernels",
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
