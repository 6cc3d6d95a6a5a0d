"""Lessons 00 to 07: windows, borders, channels, pooling, the matrix, gradients, transposed."""

import numpy as np

from convkit import plot
from convkit.data import bars, photograph, stamp, texture
from convkit.plot.examples.inputs import grey, numbers
from convkit.pooling.max_pooling import max_pool2d
from convkit.sliding.correlation import xcorr2d

SMALL_X = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
SMALL_K = np.array([[0, 1], [2, 3]])
EDGE = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


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


def _flipped(x, k):
    """A learner's mistake: the kernel turned by half a turn."""
    return xcorr2d(x, k[::-1, ::-1])


def lesson_00():
    ramp = (np.indices((4, 6)).sum(0) * 28).astype(np.uint8)
    flower = photograph("flower", shrink=2)
    yield "black", lambda: plot.array(np.zeros((4, 6), int), "black", shade=(0, 255), index=True)
    yield "white", lambda: plot.array(np.full((4, 6), 255), "white", shade=(0, 255), index=True)
    yield "greys", lambda: plot.array(ramp, "grey", shade=(0, 255), index=True)
    yield "photograph", lambda: plot.photograph(flower, "flower")
    yield "photograph, a piece", lambda: plot.photograph(flower, "flower", mark=(60, 90, 30, 50))
    two = {"flower": flower, "darker": flower * 0.5}
    yield "gallery", lambda: plot.gallery(two)
    yield "planes", lambda: plot.planes(flower, "flower")
    yours, right = np.eye(3)[::-1], np.indices((3, 3)).sum(0) % 2
    yield (
        "check",
        lambda: plot.arrays(("yours", yours), ("expected", right), marks={"yours": yours != right}),
    )


def lesson_01():
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
    yield "window large", lambda: plot.window(numbers(6, 7), EDGE, at=(2, 3))
    yield (
        "window padded",
        lambda: plot.window(numbers(4, 5), SMALL_K, (1, 2), stride=2, padding=1, dilation=2),
    )
    yield "window 1-d", lambda: plot.window(numbers(9), [1, 0, -1], (0, 2), padding=1)
    yield "window steps", lambda: plot.window_steps(SMALL_X, SMALL_K)
    yield "bars", lambda: plot.window_steps(bars(), [[1, -1]], 3)
    yield "kernels", lambda: plot.kernels(grey(), four)
    yield "flipped", lambda: plot.flipped(stamp(), [[1, 2], [0, 3], [0, 4]])
    yield "overhang", lambda: plot.overhang([2, 7], [1, 3, 5])
    yield "loss", lambda: plot.curves({"loss": losses})
    tried = plot.explore(_flipped)
    yield "explore", lambda: tried.picture
    yield "kernel steps", lambda: plot.kernel_steps(history, target=[1, -1])


def lesson_02():
    choices = [
        {"kernel_size": 2},
        {"kernel_size": 2, "stride": 2},
        {"kernel_size": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": (3, 2), "stride": (2, 3), "padding": (1, 0)},
        {"kernel_size": 2, "dilation": 2},
    ]
    yield "sizes", lambda: plot.sizes(8, 3, stride=2, padding=1)
    yield "sizes, unread", lambda: plot.sizes(9, 2, stride=3)
    yield "sizes, unread, padded", lambda: plot.sizes(10, 3, stride=4, padding=1)
    yield "placements", lambda: plot.placements((5, 5), choices)
    yield "placements, four", lambda: plot.placements((5, 5), choices[:4])
    yield "reads", lambda: plot.reads((6, 8), (3, 2), padding=1)
    yield "reads, unread", lambda: plot.reads((6, 8), (2, 3), stride=(2, 4))
    yield "pad modes", lambda: plot.pad_modes(grey(8), 12)
    yield "pad modes, numbers", lambda: plot.pad_modes(numbers(3, 4), 2)


def lesson_03():
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = 0.299, 0.587, 0.114
    w[1, 0] = EDGE
    w[2, 0], w[2, 2] = 1 / 9, -1 / 9
    names = "brightness", "red edges", "red − blue"
    yield "channel sum", lambda: plot.channel_sum(numbers(3, 2, 3), numbers(3, 2, 2, seed=1))
    yield (
        "channel sum, two planes",
        lambda: plot.channel_sum(numbers(2, 4, 5), numbers(2, 3, 3), (1, 2), ("left", "right")),
    )
    yield "blocks", lambda: plot.blocks(3, 4, (6, 5), (3, 2))
    yield "blocks, deep", lambda: plot.blocks(64, 32, (12, 12), (3, 3))
    two = numbers(6, 2, 2, seed=2).reshape(2, 3, 2, 2)
    yield "filters", lambda: plot.filters(numbers(3, 3, 4), two, [0, -3])
    yield "feature maps", lambda: plot.feature_maps(photograph("flower", shrink=4), w, names)


def lesson_04():

    def pool(x):
        return max_pool2d(x[None, None], 2)[0, 0]

    yield "pooled", lambda: plot.pooled(texture(48, 64), 4)
    yield "winners", lambda: plot.winners(numbers(4, 6), 2)
    yield "winners, overlap", lambda: plot.winners(numbers(5, 7), 3, 2)
    yield "pool windows", lambda: plot.pool_windows(5, 2)
    yield "pool windows, overhang", lambda: plot.pool_windows(6, 3, 2, padding=1, ceil_mode=True)
    yield (
        "pool windows, not counted",
        lambda: plot.pool_windows(3, 2, 2, padding=1, ceil_mode=True),
    )
    yield "adaptive windows", lambda: plot.adaptive_windows(7, 3)
    yield "adaptive windows, many", lambda: plot.adaptive_windows(16, 6)
    yield "shift", lambda: plot.shift_response(bars(4, 8), pool)


def lesson_05():
    rng = np.random.default_rng(0)
    band = np.zeros((6, 8))
    for i in range(6):
        band[i, i : i + 3] = 1, 2, -1
    sizes = np.array([1, 2, 4, 8, 16])
    yield "columns", lambda: plot.columns(np.arange(20).reshape(4, 5), (2, 3), at=4)
    yield "columns, padded", lambda: plot.columns(numbers(4, 4), 3, at=6, padding=1)
    yield "columns steps", lambda: plot.columns_steps(SMALL_X, 2)
    yield "bands", lambda: plot.matrix(band, "A", row=2)
    yield "adjoint", lambda: plot.adjoint(band[:3, :5], [2, 7, 1, 8, 2], [1, -1, 2])
    large = np.kron(np.eye(9), rng.normal(size=(4, 4)))
    yield "large matrix", lambda: plot.matrix(large, "A")
    n = 64 * 64  # pixels
    work = {"sum over windows": n * sizes**2, "FFT": np.full(5, 3 * 5 * n * np.log2(n))}
    yield (
        "work",
        lambda: plot.curves(work, x=sizes, across="kernel size", up="products", log=(True, True)),
    )


def lesson_06():
    k = np.array([[1, 2], [3, 4], [-1, 0]])
    eps = 10.0 ** -np.arange(1, 13)
    slope = np.cos(1.0)
    errors = {
        "forward": np.abs((np.sin(1 + eps) - np.sin(1)) / eps - slope),
        "central": np.abs((np.sin(1 + eps) - np.sin(1 - eps)) / (2 * eps) - slope),
    }
    yield "blame", lambda: plot.blame((6, 5), k, output=(1, 2), input=(3, 2))
    yield "blame, stride", lambda: plot.blame((7, 8), k, output=(1, 2), input=(2, 4), stride=2)
    yield (
        "step size",
        lambda: plot.curves(errors, x=eps, across="step", up="error", log=(True, True)),
    )


def lesson_07():
    settings = [(2, 2), (3, 2), (4, 2), (5, 3)]
    yield "stamps", lambda: plot.stamps([2, 1, 3], [1, 2, -1, 3], stride=2, padding=1)
    yield (
        "stamp steps",
        lambda: plot.stamp_steps([[1, 2], [3, 4]], [[1, 0, 2], [0, 3, 0], [1, 0, 1]]),
    )
    yield "stamp steps 1-d", lambda: plot.stamp_steps([1, 2, 3], [1, 2, 1], 3, stride=2)
    pooled = plot.animate(numbers(4, 4), 2, "max_pool", stride=1)
    yield "animate, a strip", lambda: pooled.strip()
    yield "overlaps", lambda: plot.overlaps(5, settings)
    yield "checkerboard", lambda: plot.checkerboard(7, settings)
