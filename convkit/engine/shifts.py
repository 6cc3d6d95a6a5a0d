"""Depthwise convolution: whole images, shifted, one view for each tap of the kernel.

With a single input channel in every lane, the sum has few terms,

    output = sum over a of weight[a] * (input shifted by a)

and copying the windows, a short run of a row at a time, takes longer than all the
arithmetic. So no window is copied: each term is added for all outputs at once. That is quick
for long runs, and a shift is one long run if rows, and images, lie end to end in memory:
then "one down, two right" is one number, one row and two places further on. At the end of
each row this reads on into the next, and those few outputs are thrown away. With a stride,
the image is first dealt into its phases, the s1 x s2 images of every s-th row and column,
within which all windows are neighbours again.

The shifted images are one view, and `einsum` is told in which order to run over it: the first
letter of the result is the innermost loop of order "F". Here that is the place in the image,
and the taps, which are not in the result, come last: a pass over all outputs for each tap.

New against `im2col`: no matrix, and longer runs for a few useless outputs. The three maps
are the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import gcd, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convkit.engine.boxes import Box, add_region, boxes, input_ranges, region
from convkit.engine.memory import scratch
from convkit.sliding.shapes import Pairs, effective_kernel

__all__ = ["adjoint", "correlate", "weight_gradient"]

# Inputs of one box, which should stay in the processor's cache with what is made of them.
BOX = 1 << 17


def correlate(
    x: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int], bias: NDArray | None = None,
) -> NDArray:  # fmt: skip
    """(N, C, *image), (C * m, 1, *kernel) -> (N, C * m, *sizes), with groups = C."""
    y = np.empty((len(x), groups, len(weight) // groups, *sizes), np.result_type(x, weight))
    kernels = weight.reshape(*y.shape[1:3], *weight.shape[2:])  # (C, m, *kernel)
    bias = np.zeros(len(weight), y.dtype) if bias is None else bias
    bias = bias.reshape(*y.shape[1:3], *[1] * len(sizes))  # (C, m, 1, ...)
    taps = "abc"[: len(sizes)]
    for lanes, images, *box in _boxes(y, stride):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        dealt = lay.deal(region(x[images, lanes].swapaxes(0, 1), lay.ranges))  # (phases, c, p)
        shape = dealt.shape[1], y.shape[2], dealt.shape[2]  # (c, m, p)
        total, term = scratch("total", shape, y.dtype), scratch("term", shape, y.dtype)
        end = dealt.shape[2] - lay.farthest
        for i, (phase, rows) in enumerate(zip(lay.phases, dealt, strict=True)):
            seen = _shifted(rows, phase.shift, phase.steps, end)  # (*taps, c, end)
            k = kernels[(lanes, slice(None), *phase.taps)]  # (c, m, *taps)
            out = (term if i else total)[..., :end]  # the first phase begins the total
            np.einsum(f"{taps}gp,go{taps}->pog", seen, k, out=out.T, order="F")
            if i:
                total[..., :end] += out
        np.add(lay.narrow(total), bias[lanes], out=y[(images, lanes, slice(None), *box)])
    return y.reshape(len(x), len(weight), *sizes)


def adjoint(
    y: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C * m, *output), (C * m, 1, *kernel) -> (N, C, *sizes), the transpose of `correlate`."""
    x = np.zeros((len(y), groups, *sizes), np.result_type(y, weight))
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    kernels = weight.reshape(*y.shape[1:3], *weight.shape[2:])  # (C, m, *kernel)
    taps = "abc"[: len(sizes)]
    for lanes, images, *box in _boxes(y, stride):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        # (c, m, farthest + p): zeros first, for the shifts to read
        widened = lay.widen(y[(images, lanes, slice(None), *box)], lay.farthest)
        places = widened.shape[2] - lay.farthest
        phases = scratch("phases", (prod(stride), len(widened), places), x.dtype)
        for phase, rows in zip(lay.phases, phases, strict=True):
            back = [(count, -step) for count, step in phase.steps]
            seen = _shifted(widened, lay.farthest - phase.shift, back, places)  # (*taps, c, m, p)
            k = kernels[(lanes, slice(None), *phase.taps)]  # (c, m, *taps)
            np.einsum(f"{taps}gop,go{taps}->pg", seen, k, out=rows.T, order="F")
        add_region(x[images, lanes].swapaxes(0, 1), lay.ranges, lay.gather(phases))
    return x


def weight_gradient(
    x: NDArray, y: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, kernel: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C, *image), (N, C * m, *output) -> (C * m, 1, *kernel)."""
    outputs = y.shape[1]
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    w = np.zeros((*kernel, *y.shape[1:3]), np.result_type(x, y))  # (*kernel, C, m)
    for lanes, images, *box in _boxes(y, stride):
        lay = Layout.of(box, kernel, stride, pads, dilation)
        dealt = lay.deal(region(x[images, lanes].swapaxes(0, 1), lay.ranges))  # (phases, c, p)
        end = dealt.shape[2] - lay.farthest
        blame = lay.widen(y[(images, lanes, slice(None), *box)])[..., :end]  # (c, m, end)
        for phase, rows in zip(lay.phases, dealt, strict=True):
            seen = _shifted(rows, phase.shift, phase.steps, end)  # (*taps, c, end)
            w[(*phase.taps, lanes)] += np.vecdot(seen[..., None, :], blame)  # (*taps, c, m)
    return np.moveaxis(w, (-2, -1), (0, 1)).reshape(outputs, 1, *kernel)


def _boxes(y: NDArray, stride: Sequence[int]) -> Iterator[Box]:
    """Boxes of channels, images and output positions that read about `BOX` inputs."""
    return boxes((y.shape[1], len(y), *y.shape[3:]), BOX // prod(stride))


def _shifted(rows: NDArray, start: int, steps: Any, end: int) -> NDArray:
    """What every tap sees: (..., places) -> (*taps, ..., end), a view.

    The first tap sees the places from `start` on; `steps` holds (taps, places from one to the
    next) for each axis of the kernel. NumPy checks that no tap looks beyond `rows`, which lie
    in order.
    """
    shape = *(count for count, _ in steps), *rows.shape[:-1], end
    strides = *(step * rows.itemsize for _, step in steps), *rows.strides
    return np.ndarray(shape, rows.dtype, rows, start * rows.itemsize, strides)


class Phase(NamedTuple):
    """The taps that read one phase, and where."""

    taps: list  # of the kernel: a slice along each image axis
    shift: int  # of the first of them
    steps: list  # (taps, places from one to the next) along each image axis

    @classmethod
    def of(cls, index: Any, kernel: Any, stride: Any, dilation: Any, places: Any) -> "Phase":
        """Phase `index`; a step along an axis is worth `places` places.

        Tap a is d a elements from the start of its window. It reads the phase d a mod s, there
        at place d a // s. Of the taps along an axis, every s / gcd(s, d)-th reads the same one.
        """
        taps, shift, steps = [], 0, []
        for i, k, s, d, unit in zip(index, kernel, stride, dilation, places, strict=True):
            first = next((a for a in range(k) if d * a % s == i), k)
            every = range(first, k, s // gcd(s, d))
            taps.append(slice(first, k, every.step))
            steps.append((len(every), d // gcd(s, d) * unit))
            shift += d * first // s * unit if every else 0
        return cls(taps, shift, steps)


class Layout(NamedTuple):
    """How a box of outputs and the input it reads lie in memory, phase by phase.

    A phase is `wide` places along each axis: the outputs and, after them, the farthest
    shift. What comes out in those extra places is thrown away.
    """

    outputs: tuple  # of the box, along each image axis
    stride: tuple
    wide: tuple  # places of one phase, along each image axis
    ranges: list  # (start, stop) in the input along each image axis
    phases: list
    farthest: int  # the largest shift

    @classmethod
    def of(cls, box: Any, kernel: Any, stride: Any, pads: Any, dilation: Any) -> "Layout":
        """The layout of a box; boxes that differ in channels and images only share one."""
        return cls._of(tuple((b.start, b.stop) for b in box), kernel, stride, pads, dilation)

    @classmethod
    @lru_cache(maxsize=64)
    def _of(cls, box: Any, kernel: Any, stride: Any, pads: Any, dilation: Any) -> "Layout":
        box = [slice(*ends) for ends in box]
        outputs = tuple(b.stop - b.start for b in box)
        reach = map(effective_kernel, kernel, dilation)
        extra = [(r - 1) // s for r, s in zip(reach, stride, strict=True)]
        wide = tuple(o + e for o, e in zip(outputs, extra, strict=True))
        starts = [start for start, _ in input_ranges(box, kernel, stride, pads, dilation)]
        ranges = [(i, i + s * q) for i, s, q in zip(starts, stride, wide, strict=True)]
        places = [prod(wide[i + 1 :]) for i in range(len(wide))]
        indices = np.ndindex(*stride)
        phases = [Phase.of(index, kernel, stride, dilation, places) for index in indices]
        farthest = sum(e * unit for e, unit in zip(extra, places, strict=True))
        return cls(outputs, stride, wide, ranges, phases, farthest)

    def deal(self, piece: NDArray) -> NDArray:
        """(c, n, *read) -> (phases, c, n * wide)"""
        n = len(self.wide)
        pairs = (size for pair in zip(self.wide, self.stride, strict=True) for size in pair)
        x = piece.reshape(*piece.shape[:2], *pairs)  # (c, n, wide, stride, wide, stride)
        x = x.transpose(*range(3, 2 * n + 2, 2), 0, 1, *range(2, 2 * n + 2, 2))
        # Without a stride this may still be a view of x, in whatever order that lies.
        return np.ascontiguousarray(x.reshape(prod(self.stride), len(piece), -1))

    def gather(self, phases: NDArray) -> NDArray:
        """(phases, c, n * wide) -> (c, n, *read), the inverse of `deal`"""
        n = len(self.wide)
        x = phases.reshape(*self.stride, phases.shape[1], -1, *self.wide)
        x = x.transpose(n, n + 1, *(axis for i in range(n) for axis in (n + 2 + i, i)))
        return x.reshape(*x.shape[:2], *(stop - start for start, stop in self.ranges))

    def widen(self, y: NDArray, before: int = 0) -> NDArray:
        """(n, c, m, *outputs) -> (c, m, before + n * wide), zeros before and in the extra places"""
        places = len(y) * prod(self.wide)
        rows = scratch("outputs", (*y.shape[1:3], before + places), y.dtype)
        rows[...] = 0
        wide = rows[..., before:].reshape(*y.shape[1:3], len(y), *self.wide, copy=False)
        wide[self._inside()] = np.moveaxis(y, 0, 2)
        return rows

    def narrow(self, total: NDArray) -> NDArray:
        """(c, m, n * wide) -> (n, c, m, *outputs)"""
        wide = total.reshape(*total.shape[:2], -1, *self.wide)
        wide = wide.transpose(2, 0, 1, *range(3, wide.ndim))
        return wide[self._inside()]

    def _inside(self) -> Any:
        """The outputs without the extra places, as an index."""
        return ..., *map(slice, self.outputs)
