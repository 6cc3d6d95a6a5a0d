"""One example of every picture, for the contact sheet (``make pictures``) and for the tests."""

import numpy as np

from convkit import plot
from convkit.data import bars, digits, digits_on_photographs, photograph, stamp, texture
from convkit.networks.layers import Conv2d, Linear
from convkit.networks.network_cost import ledger
from convkit.networks.plain_layers import AvgPool2d, Flatten
from convkit.pooling.max_pooling import max_pool2d
from convkit.sliding.correlation import xcorr2d

__all__ = ["examples"]

SMALL_X = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
SMALL_K = np.array([[0, 1], [2, 3]])
EDGE = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def _grey(shrink=4):
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
    yield "pad modes", lambda: plot.pad_modes(_grey(8), 12)
    yield "pad modes, numbers", lambda: plot.pad_modes(_numbers(3, 4), 2)


def lesson_03():
    w = np.zeros((3, 3, 3, 3))
    w[0, :, 1, 1] = 0.299, 0.587, 0.114
    w[1, 0] = EDGE
    w[2, 0], w[2, 2] = 1 / 9, -1 / 9
    names = "brightness", "red edges", "red − blue"
    yield "channel sum", lambda: plot.channel_sum(_numbers(3, 2, 3), _numbers(3, 2, 2, seed=1))
    yield (
        "channel sum, two planes",
        lambda: plot.channel_sum(_numbers(2, 4, 5), _numbers(2, 3, 3), (1, 2), ("left", "right")),
    )
    yield "blocks", lambda: plot.blocks(3, 4, (6, 5), (3, 2))
    yield "blocks, deep", lambda: plot.blocks(64, 32, (12, 12), (3, 3))
    two = _numbers(6, 2, 2, seed=2).reshape(2, 3, 2, 2)
    yield "filters", lambda: plot.filters(_numbers(3, 3, 4), two, [0, -3])
    yield "feature maps", lambda: plot.feature_maps(photograph("flower", shrink=4), w, names)


def lesson_04():

    def pool(x):
        return max_pool2d(x[None, None], 2)[0, 0]

    yield "pooled", lambda: plot.pooled(texture(48, 64), 4)
    yield "winners", lambda: plot.winners(_numbers(4, 6), 2)
    yield "winners, overlap", lambda: plot.winners(_numbers(5, 7), 3, 2)
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
    yield "columns, padded", lambda: plot.columns(_numbers(4, 4), 3, at=6, padding=1)
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
    pooled = plot.animate(_numbers(4, 4), 2, "max_pool", stride=1)
    yield "animate, a strip", lambda: pooled.strip()
    yield "overlaps", lambda: plot.overlaps(5, settings)
    yield "checkerboard", lambda: plot.checkerboard(7, settings)


def lesson_08():
    film = plot.animate(_numbers(5, 6), [[1, 0], [2, -1]], dilation=2)
    yield "animate, a step", lambda: film.still(3)
    yield "taps", lambda: plot.taps(3, (1, 2, 3))
    yield "coverage", lambda: plot.coverage((1, 2, 3))
    yield "coverage, gridding", lambda: plot.coverage((2, 2, 2))
    yield "neighbours", lambda: plot.neighbours((2, 2, 2))


def lesson_09():
    i, j = np.indices((5, 5)) - 2
    gabor = np.exp(-(i**2 + j**2) / 4) * np.cos(1.6 * i + j + 0.3 * i * j)
    m = np.array([8, 16, 32, 64, 128, 256])
    cost = {"dense": m * m * 9, "4 groups": m * m * 9 // 4, "separable": m * 9 + m * m}
    chart = {"across": "channels", "up": "products a pixel", "log": (True, True)}
    yield "low rank", lambda: plot.low_rank(gabor, _grey(), (1, 2))
    yield "cost", lambda: plot.curves(cost, x=m, **chart)
    split = ("depthwise", np.eye(4), (3, 3)), ("pointwise", np.ones((6, 4)), (1, 1))
    yield "connections", lambda: plot.connections(*split)


def lesson_10():
    rng = np.random.default_rng(0)
    dense = np.kron(np.eye(2), np.ones((4, 3))) * rng.integers(1, 5, (8, 6))
    yield "influence", lambda: plot.influence(6, 3)
    yield "influence, two", lambda: plot.influence(8, 2)
    yield "blocks of a grouped layer", lambda: plot.matrix(dense, "dense equivalent", blocks=2)
    lanes, shuffle = np.kron(np.eye(3), np.ones((2, 2))), np.eye(6)[[0, 2, 4, 1, 3, 5]]
    mix = ("1 × 1", lanes, (1, 1))
    unit = mix, ("shuffle", shuffle), ("depthwise", np.eye(6), (3, 3)), mix
    yield "connections, a unit", lambda: plot.connections(*unit, skip=True)


def lesson_11():
    yield "causal", lambda: plot.causal(12, 3, at=7)
    yield "causal, dilated", lambda: plot.causal(12, 3, dilation=2, at=2)
    yield "causal tree", lambda: plot.causal_tree((1, 2, 4, 8), n=20)
    yield "chunks", lambda: plot.chunks(12, (5, 4, 3), 3)
    yield "chunks, dilated", lambda: plot.chunks(11, (5, 1, 2, 3), 3, dilation=2)
    yield "volume", lambda: plot.volume()


def lesson_12():
    layers = [(5, 2, 0, 1), (3, 3, 0, 1), (3, 1, 0, 2), (4, 2, 0, 1)]
    row = np.ones(1)
    for _ in range(8):
        row = np.convolve(row, np.ones(3))  # 8 layers of three ones
    field = np.pad(np.outer(row, row), 4)
    flower = photograph("flower", shrink=4)
    yield "reach", lambda: plot.reach(((3, 2, 0, 1), (3, 1, 1, 1)), 6, 1)
    yield "reach, inside", lambda: plot.reach(((3, 2, 0, 1), (3, 1, 0, 1)), 9, 0)
    yield "reach, gaps", lambda: plot.reach(((3, 1, 1, 1), (3, 2, 2, 2), (2, 1, 0, 3)), 14, 0)
    yield "receptive field", lambda: plot.receptive_field(flower, layers)
    yield "ruler", lambda: plot.ruler(((4, 2, 1, 1), (3, 1, 1, 1)), 16)
    yield "effective field", lambda: plot.effective_field(field)


def lesson_13():
    flower = photograph("flower", shrink=4)
    warmth = flower[..., 0] - flower[..., 2]
    coarse = warmth[:105].reshape(7, 15, 10, 16).mean((1, 3))  # (7, 10)
    lenet = [
        *(Conv2d(1, 6, 5, padding=2), AvgPool2d(2), Conv2d(6, 16, 5), AvgPool2d(2)),
        *(Flatten(), Linear(400, 120), Linear(120, 84), Linear(84, 10)),
    ]
    yield "ledger", lambda: plot.ledger(ledger(lenet, (1, 28, 28)))
    yield "activation", lambda: plot.activation(flower, coarse)


def lesson_14():
    rng = np.random.default_rng(0)
    images, labels = digits()
    mean = np.stack([images[labels == n].mean(0) for n in range(10)])  # (10, 1, 8, 8)
    far = ((images[:, None] - mean) ** 2).sum((2, 3, 4))  # (1797, 10): nearest mean
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, far.argmin(1)), 1)
    start = rng.normal(size=(8, 1, 5, 5))
    end = start + mean[:8, :, 1:6, 1:6]
    learn, other = rng.uniform(-1, 1, size=(2, 12))
    wave = {"learnt from": learn, "others": other}
    noisy = {name: np.sin(3 * x) + 0.2 * rng.normal(size=12) for name, x in wave.items()}
    errors = {name: [] for name in wave}
    for degree in range(10):
        fitted = np.polyfit(learn, noisy["learnt from"], degree)
        for name, x in wave.items():
            errors[name].append(((np.polyval(fitted, x) - noisy[name]) ** 2).mean())
    yield "overfitting", lambda: plot.curves(errors, across="degree", up="squared error")
    yield "confusion", lambda: plot.confusion(counts)
    yield (
        "kernels before and after",
        lambda: plot.kernel_change(start, end),
    )


def lesson_15():
    images, truth = digits_on_photographs(4, seed=5, classes=(1, 4, 7))
    answer = truth.copy()
    answer[:, ::5], answer[0, :4] = 0, 255
    two = np.array([[176.0, 80.0, 272.0, 176.0], [224.0, 88.0, 272.0, 136.0]])
    names = ["background", "1", "4", "7"]
    yield "class maps", lambda: plot.class_maps(images, {"truth": truth, "answer": answer}, names)
    yield (
        "boxes",
        lambda: plot.boxes(photograph("astronaut"), two, [0.998, 0.992], name="astronaut"),
    )


def examples():
    """Lesson, name and a function that draws, for every picture."""
    for name, lesson in sorted(globals().items()):
        if name.startswith("lesson_"):
            for title, draw in lesson():
                yield f"{name[-2:]} {title}", draw
