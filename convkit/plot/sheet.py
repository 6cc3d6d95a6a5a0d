"""One example of every picture, for the contact sheet (``make pictures``) and for the tests."""

import numpy as np

__all__ = ["EXAMPLES"]

SMALL_X = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
SMALL_K = np.array([[0, 1], [2, 3]])
EDGE = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def _plot():
    from .. import plot

    return plot


def _grey(shrink=4):
    from ..data import photograph

    return photograph("china", shrink=shrink, layout="HW")


def _numbers(*shape, seed=0):
    return np.random.default_rng(seed).integers(-4, 10, shape)


def _learned(steps=10):
    """Gradient descent on the kernel [1, -1], from pairs of numbers."""
    rng = np.random.default_rng(0)
    x, target = rng.normal(size=200), np.array([1.0, -1.0])
    k, history, losses = np.array([0.2, 0.3]), [], []
    windows = np.lib.stride_tricks.sliding_window_view(x, 2)  # (199, 2)
    for _ in range(steps + 1):
        error = windows @ k - windows @ target  # (199,)
        history.append(k)
        losses.append(float((error**2).mean()))
        k = k - 0.2 * 2 * windows.T @ error / len(error)
    return history, losses


def lesson_00():
    from ..data import photograph

    plot = _plot()
    ramp = (np.indices((4, 6)).sum(0) * 28).astype(np.uint8)
    flower = photograph("flower", shrink=2)
    yield "black", lambda: plot.array(np.zeros((4, 6), int), "black", shade=(0, 255), index=True)
    yield "white", lambda: plot.array(np.full((4, 6), 255), "white", shade=(0, 255), index=True)
    yield "greys", lambda: plot.array(ramp, "grey", shade=(0, 255), index=True)
    yield "photograph", lambda: plot.photograph(flower, "flower")
    yield "planes", lambda: plot.planes(flower, "flower")
    yours, right = np.eye(3)[::-1], np.indices((3, 3)).sum(0) % 2
    yield (
        "check",
        lambda: plot.arrays(("yours", yours), ("expected", right), marks={"yours": yours != right}),
    )


def lesson_01():
    from ..data import bars, stamp

    plot = _plot()
    four = {
        "vertical edges": EDGE,
        "horizontal edges": EDGE.T,
        "mean": np.full((3, 3), 1 / 9),
        "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    }
    pieces = ("input", SMALL_X), "∗", ("kernel", SMALL_K), "=", ("output", [[19, 25], [37, 43]])
    history, losses = _learned()
    yield "equation", lambda: plot.arrays(*pieces)
    yield "window", lambda: plot.window(SMALL_X, SMALL_K, at=(0, 1))
    yield "window large", lambda: plot.window(_numbers(6, 7), EDGE, at=(2, 3))
    yield (
        "window padded",
        lambda: plot.window(_numbers(4, 5), SMALL_K, (1, 2), stride=2, padding=1, dilation=2),
    )
    yield "window 1-d", lambda: plot.window(_numbers(9), [1, 0, -1], (0, 2), padding=1)
    yield "window steps", lambda: plot.window_steps(SMALL_X, SMALL_K)
    yield "bars", lambda: plot.window_steps(bars(), [[1, -1]], 3)
    yield "kernels", lambda: plot.kernels(_grey(), four)
    yield "flipped", lambda: plot.flipped(stamp(), [[1, 2], [0, 3], [0, 4]])
    yield "loss", lambda: plot.curves({"loss": losses})
    yield "kernel steps", lambda: plot.kernel_steps(history, target=[1, -1])


def examples():
    """Lesson, name and a function that draws, for every picture."""
    for name, lesson in sorted(globals().items()):
        if name.startswith("lesson_"):
            for title, draw in lesson():
                yield f"{name[-2:]} {title}", draw


EXAMPLES = examples
