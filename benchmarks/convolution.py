"""Convolution forward and backward: convkit against PyTorch, SciPy and tutorial loops.

Each row is one layer in float32. The contestants take turns, so that a busy moment of the
machine hits all of them, and the median of many turns counts. Time is the processor's, so
that a turn is not charged for the other programs that ran meanwhile; with one thread each
it is the time on the clock of an idle machine. The ratio is convkit's time over the
other's: below 1, convkit is faster.
"""

import statistics
import time
from math import prod
from typing import NamedTuple

import numpy as np
import scipy.signal
import torch
import torch.nn.functional as F
from threadpoolctl import threadpool_limits

import convkit
from benchmarks.ratios import keep

__all__ = ["LAYERS", "SMALL", "Layer", "interleaved_medians", "main"]

SLOW_PEERS_UP_TO = 2_000_000  # multiplications: loops in Python do about a million a second


class Layer(NamedTuple):
    """One convolution of a known network: what it is called and all that determines it."""

    name: str
    input: tuple  # (N, C, *image)
    weight: tuple  # (O, C/groups, *kernel)
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    def arrays(self):
        """An input, a weight, a bias and a gradient of the output, the same every time."""
        draw = np.random.default_rng(0)
        x, w = (draw.standard_normal(s, np.float32) for s in (self.input, self.weight))
        b = draw.standard_normal(self.weight[0], np.float32)
        y = getattr(convkit, self.function)(x, w, b, *self.numbers)
        return x, w, b, draw.standard_normal(y.shape, np.float32)

    @property
    def function(self):
        return f"conv{len(self.input) - 2}d"

    @property
    def numbers(self):
        """stride, padding, dilation, groups: the arguments after the bias."""
        return self[3:]


LAYERS = [
    Layer("LeNet 1, 5x5, batch 32", (32, 1, 28, 28), (6, 1, 5, 5), padding=2),
    Layer("LeNet 2, 5x5, batch 32", (32, 6, 14, 14), (16, 6, 5, 5)),
    Layer("LeNet 2, 5x5, batch 1", (1, 6, 14, 14), (16, 6, 5, 5)),
    Layer("small CNN 3x3, batch 32", (32, 32, 16, 16), (64, 32, 3, 3), padding=1),
    Layer("VGG 64-128 3x3, 112", (1, 64, 112, 112), (128, 64, 3, 3), padding=1),
    Layer("VGG 512-512 3x3, 14", (1, 512, 14, 14), (512, 512, 3, 3), padding=1),
    Layer("ResNet stem 7x7 /2, 224", (1, 3, 224, 224), (64, 3, 7, 7), 2, 3),
    Layer("ResNet 64 3x3, 56", (1, 64, 56, 56), (64, 64, 3, 3), padding=1),
    Layer("ResNet 256 3x3, 14, batch 32", (32, 256, 14, 14), (256, 256, 3, 3), padding=1),
    Layer("ResNet 128-256 3x3 /2, 28", (1, 128, 28, 28), (256, 128, 3, 3), 2, 1),
    Layer("ResNet 256-64 1x1, 56", (1, 256, 56, 56), (64, 256, 1, 1)),
    Layer("ResNet 64-256 1x1, 56, batch 32", (32, 64, 56, 56), (256, 64, 1, 1)),
    Layer("ResNet 256-512 1x1 /2, 56", (1, 256, 56, 56), (512, 256, 1, 1), 2),
    Layer("depthwise 3x3, 56", (1, 128, 56, 56), (128, 1, 3, 3), padding=1, groups=128),
    Layer("depthwise 3x3, 14, batch 32", (32, 256, 14, 14), (256, 1, 3, 3), 1, 1, 1, 256),
    Layer("ResNeXt 32 groups 3x3, 56", (1, 128, 56, 56), (128, 4, 3, 3), 1, 1, 1, 32),
    Layer("4 groups 3x3, 28", (1, 128, 28, 28), (128, 32, 3, 3), 1, 1, 1, 4),
    Layer("dilated 2 3x3, 28", (1, 256, 28, 28), (256, 256, 3, 3), 1, 2, 2),
    Layer("5x5 48-64, 28", (1, 48, 28, 28), (64, 48, 5, 5), padding=2),
    Layer("1-d k 9, batch 32", (32, 64, 512), (64, 64, 9), padding=4),
    Layer("1-d k 3 dilated 8, audio", (1, 64, 8192), (64, 64, 3), 1, 8, 8),
    Layer("3-d 3x3x3, 16 frames", (1, 16, 16, 32, 32), (32, 16, 3, 3, 3), padding=1),
]

# Layers as small as those of the lessons, where a call's fixed cost weighs more.
SMALL = [
    Layer("5x5 1-6, 28, batch 32", (32, 1, 28, 28), (6, 1, 5, 5), padding=2),
    Layer("5x5 6-16, 14, batch 8", (8, 6, 14, 14), (16, 6, 5, 5)),
    Layer("7x7 3-64 /2, 64, batch 4", (4, 3, 64, 64), (64, 3, 7, 7), 2, 3),
    Layer("3x3 64-64, 56, batch 4", (4, 64, 56, 56), (64, 64, 3, 3), padding=1),
    Layer("3x3 64-128 /2, 56, batch 2", (2, 64, 56, 56), (128, 64, 3, 3), 2, 1),
    Layer("3x3 128-128, 28, batch 2", (2, 128, 28, 28), (128, 128, 3, 3), padding=1),
    Layer("1x1 64-256, 28", (1, 64, 28, 28), (256, 64, 1, 1)),
    Layer("1x1 256-64, 56", (1, 256, 56, 56), (64, 256, 1, 1)),
    Layer("depthwise 3x3 32, 56, batch 4", (4, 32, 56, 56), (32, 1, 3, 3), 1, 1, 1, 32),
    Layer("4 groups 3x3 64, 28, batch 4", (4, 64, 28, 28), (64, 16, 3, 3), 1, 1, 1, 4),
    Layer("dilated 2 3x3 16-32, 32", (1, 16, 32, 32), (32, 16, 3, 3), 1, 2, 2),
    Layer("3x3 3-64, 112", (1, 3, 112, 112), (64, 3, 3, 3), padding=1),
    Layer("3x3 16-32, 16, batch 16", (16, 16, 16, 16), (32, 16, 3, 3), padding=1),
    Layer("3x3 64-64, 8, batch 32", (32, 64, 8, 8), (64, 64, 3, 3), padding=1),
]


def interleaved_medians(contestants, seconds=1.0, least=7):
    """The median seconds of each function, called in turns for about `seconds` in all."""
    for function in contestants:
        function()  # the first call pays for caches and imports
    turns, end = [], time.perf_counter() + seconds
    while len(turns) < least or time.perf_counter() < end:
        turn = []
        for function in contestants:
            start = time.process_time()
            function()
            turn.append(time.process_time() - start)
        turns.append(turn)
    return [statistics.median(times) for times in zip(*turns, strict=True)]


def forward(layer):
    """Calls of one layer's forward pass: {peer: function}, the results checked first."""
    x, w, b, _ = layer.arrays()
    tensors = [torch.from_numpy(a) for a in (x, w, b)]
    calls = {
        "convkit": lambda: getattr(convkit, layer.function)(x, w, b, *layer.numbers),
        "torch": lambda: getattr(F, layer.function)(*tensors, *layer.numbers),
    }
    y = calls["torch"]()
    if y.numel() * prod(layer.weight[1:]) <= SLOW_PEERS_UP_TO:
        calls["loops"] = lambda: loops(x, w, b, layer.stride, layer.padding)
        calls["scipy"] = lambda: by_scipy(x, w, b, layer.stride, layer.padding)
    for call in calls.values():
        np.testing.assert_allclose(call(), y, rtol=1e-3, atol=1e-3 * float(y.abs().max()))
    return calls


def backward(layer):
    """Calls of one layer's backward pass with respect to input, weight and bias."""
    x, w, b, g = layer.arrays()
    tensors = [torch.from_numpy(a).requires_grad_() for a in (x, w, b)]
    y, cotangent = getattr(F, layer.function)(*tensors, *layer.numbers), torch.from_numpy(g)
    function = getattr(convkit, f"{layer.function}_backward")
    calls = {
        "convkit": lambda: function(g, x, w, *layer.numbers),
        "torch": lambda: torch.autograd.grad(y, tensors, cotangent, retain_graph=True),
    }
    for got, wanted in zip(calls["convkit"](), calls["torch"](), strict=True):
        scale = float(wanted.abs().max())
        np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=1e-3 * scale)
    return calls


def loops(x, w, b, stride, padding):
    """A convolution as tutorials write it: a loop for each axis, a product of windows inside."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (x.shape[2] - w.shape[2]) // stride + 1
    columns = (x.shape[3] - w.shape[3]) // stride + 1
    y = np.zeros((len(x), len(w), rows, columns), x.dtype)
    for n in range(len(x)):
        for f in range(len(w)):
            for i in range(rows):
                for j in range(columns):
                    down, right = i * stride, j * stride
                    window = x[n, :, down : down + w.shape[2], right : right + w.shape[3]]
                    y[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return y


def by_scipy(x, w, b, stride, padding):
    """`scipy.signal.correlate` over channels, rows and columns, for each image and kernel."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dense = [[scipy.signal.correlate(image, k, "valid")[0] for k in w] for image in x]
    return np.array(dense)[:, :, ::stride, ::stride] + b[:, None, None]


def table(title, calls_of, layers, seconds):
    """Time every layer, print a row for each, and keep convkit's times over PyTorch's."""
    print(f"\n{title:36s} {'convkit':>10s} {'torch':>10s} {'ratio':>6s}")
    ratios = []
    for layer in layers:
        calls = calls_of(layer)
        times = dict(zip(calls, interleaved_medians([*calls.values()], seconds), strict=True))
        ours = times.pop("convkit")
        ratios.append(ours / times["torch"])
        row = f"{layer.name:36s} {ours * 1e3:7.3f} ms {times.pop('torch') * 1e3:7.3f} ms"
        slower = ", ".join(f"{ours / t:.2g} of {peer}'s" for peer, t in times.items())
        print(f"{row} {ratios[-1]:6.2f} {slower}".rstrip(), flush=True)
    mean = statistics.geometric_mean(ratios)
    print(f"{'geometric mean, and the worst layer':58s} {mean:6.2f} {max(ratios):6.2f}")
    keep(f"convolution {title}", dict(zip((layer.name for layer in layers), ratios, strict=True)))


def main(seconds=1.0):
    """Print the tables; `seconds` is the time spent on each row."""
    torch.set_num_threads(1)
    with threadpool_limits(1):
        table("forward", forward, LAYERS, seconds)
        table("backward", backward, LAYERS, seconds)
        table("small forward", forward, SMALL, seconds)
        table("small backward", backward, SMALL, seconds)


if __name__ == "__main__":
    main()
