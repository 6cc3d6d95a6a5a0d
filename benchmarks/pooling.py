"""Pooling forward and backward: convkit against PyTorch.

Each row is one pooling in float32, one thread each, timed in turns as in `convolution`. The
ratio is convkit's time over PyTorch's: below 1, convkit is faster.
"""

import math
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from threadpoolctl import threadpool_limits

import convkit
from benchmarks.convolution import interleaved_medians
from benchmarks.ratios import keep

__all__ = ["POOLS", "Pool", "main"]


class Pool(NamedTuple):
    """One pooling: its function, its input and its arguments."""

    function: str
    input: tuple  # (N, C, *image)
    arguments: tuple

    def contestants(self):
        """Forward and backward of convkit and of PyTorch, on the same numbers."""
        draw = np.random.default_rng(0)
        x = draw.standard_normal(self.input, np.float32)
        forward, back = self.ours()
        y = forward(x)
        g = draw.standard_normal(y.shape, np.float32)
        t = torch.from_numpy(x).requires_grad_()
        u, z = torch.from_numpy(g), getattr(F, self.function)(t, *self.arguments)

        def torch_forward():
            with torch.no_grad():
                getattr(F, self.function)(t, *self.arguments)

        def torch_backward():
            torch.autograd.grad(z, t, u, retain_graph=True)

        return (lambda: forward(x), torch_forward), (back(x, g), torch_backward)

    def ours(self):
        """The forward function, and what makes the backward function of (x, g)."""
        forward = getattr(convkit, self.function)
        n = len(self.input) - 2
        if "max" in self.function:
            backward = getattr(convkit, f"max_pool{n}d_backward")

            def back(x, g):
                _, indices = forward(x, *self.arguments, return_indices=True)
                return lambda: backward(g, indices, x.shape)
        else:
            backward = getattr(convkit, self.function + "_backward")
            window = () if "adaptive" in self.function else self.arguments

            def back(x, g):
                return lambda: backward(g, x.shape, *window)

        return lambda x: forward(x, *self.arguments), back


POOLS = [
    Pool("max_pool2d", (32, 16, 8, 8), (2,)),
    Pool("max_pool2d", (1, 6, 28, 28), (2,)),
    Pool("max_pool2d", (32, 64, 56, 56), (2,)),
    Pool("max_pool2d", (8, 64, 112, 112), (3, 2, 1)),
    Pool("max_pool2d", (8, 192, 28, 28), (3, 1, 1)),
    Pool("max_pool1d", (32, 64, 512), (4,)),
    Pool("max_pool3d", (1, 16, 16, 32, 32), (2,)),
    Pool("avg_pool2d", (32, 16, 8, 8), (2,)),
    Pool("avg_pool2d", (32, 64, 56, 56), (2,)),
    Pool("avg_pool2d", (8, 192, 28, 28), (3, 1, 1)),
    Pool("avg_pool3d", (1, 16, 16, 32, 32), (2,)),
    Pool("adaptive_avg_pool2d", (32, 512, 7, 7), (1,)),
    Pool("adaptive_avg_pool2d", (8, 256, 13, 13), (6,)),
    Pool("adaptive_max_pool2d", (8, 256, 13, 13), (6,)),
]


def main():
    """Print a table and the geometric means."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            _table()
    finally:
        torch.set_num_threads(before)


def _table():
    print(f"{'pooling':50} {'forward ms':>10} {'ratio':>6} {'backward ms':>11} {'ratio':>6}")
    logs, kept = [], {"forward": {}, "backward": {}}
    for pool in POOLS:
        ratios, cells = [], []
        for ours, theirs in pool.contestants():
            mine, other = interleaved_medians([ours, theirs], seconds=0.6)
            ratios.append(mine / other)
            cells.append(mine * 1e3)
        logs.append([math.log(r) for r in ratios])
        name = f"{pool.function} {pool.input} {pool.arguments}"
        kept["forward"][name], kept["backward"][name] = ratios
        row = zip(cells, ratios, (10, 11), strict=True)
        print(f"{name:50}", *(f"{ms:{width}.3f} {r:6.2f}" for ms, r, width in row))
    means = [math.exp(sum(column) / len(logs)) for column in zip(*logs, strict=True)]
    print(f"{'geometric mean':50} {means[0]:17.2f} {means[1]:18.2f}")
    for way, ratios in kept.items():
        keep(f"pooling {way}", ratios)


if __name__ == "__main__":
    main()
