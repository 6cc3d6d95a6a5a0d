"""Lessons 08 to 15: dilated, separable, grouped, causal, fields, whole networks."""

import numpy as np

from convkit import plot
from convkit.data import digits, digits_on_photographs, photograph
from convkit.networks.layers import Conv2d, Linear
from convkit.networks.network_cost import ledger
from convkit.networks.plain_layers import AvgPool2d, Flatten
from convkit.plot.examples.inputs import grey, numbers


def lesson_08():
    film = plot.animate(numbers(5, 6), [[1, 0], [2, -1]], dilation=2)
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
    yield "low rank", lambda: plot.low_rank(gabor, grey(), (1, 2))
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
