"""Every picture of the course, one look.

Each function returns a `Picture`: the notebook shows it, ``.alt`` says what it shows, ``.save``
writes it as SVG, PNG or PDF, ``.data`` holds the arrays that were drawn. Names are found when they
are first used, so importing this package imports no matplotlib.

    from convkit import plot
    plot.window(x, k, at=(0, 1))

Files: `pictures/` has them, in chapters and files named after those of `convkit` that they show;
`film/` has what moves; `draw/` is what all of them are made of.

`animate` shows any convolution or pooling step by step, `explore` lets the reader do it.
Lesson by lesson, each picture where it is first used:

00  ``array`` ``arrays`` ``photograph`` ``planes`` ``gallery``
01  ``window`` ``window_steps`` ``kernels`` ``flipped`` ``overhang`` ``curves`` ``kernel_steps``
02  ``sizes`` ``placements`` ``reads`` ``pad_modes``
03  ``channel_sum`` ``blocks`` ``filters`` ``feature_maps``
04  ``winners`` ``pooled`` ``pool_windows`` ``adaptive_windows`` ``shift_response``
05  ``columns_steps`` ``columns`` ``matrix`` ``adjoint``
06  ``blame``
07  ``stamps`` ``stamp_steps`` ``overlaps`` ``checkerboard``
08  ``taps`` ``coverage`` ``neighbours``
09  ``low_rank`` ``connections``
10  ``influence``
11  ``causal`` ``causal_tree`` ``chunks`` ``volume``
12  ``reach`` ``receptive_field`` ``ruler`` ``effective_field``
13  ``ledger`` ``activation``
14  ``kernel_change`` ``confusion``
15  ``class_maps`` ``boxes``
"""

from lazy_loader import attach_stub

_lazily, __dir__, __all__ = attach_stub(__name__, __file__)


def __getattr__(name):
    if name not in __all__:
        raise AttributeError(f"convkit.plot has no picture called {name!r}; it has {__all__}")
    return _lazily(name)
