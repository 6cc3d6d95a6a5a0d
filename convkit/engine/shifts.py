"""Depthwise convolution: whole images, shifted, one copy for each tap of the kernel.

With a single input channel in every lane, the sum has few terms,

    output = sum over a of weight[a] * (input shifted by a)

and copying the windows, a short run of a row at a time, takes longer than all the
arithmetic. So nothing is copied: each term is added for all outputs at once. That is quick
for long runs, and a shift is one long run if rows, and images, lie end to end in memory:
then "one down, two right" is one number, one row and two places further on. At the end of
each row this reads on into the next, and those few outputs are thrown away. With a stride,
the image is first dealt into its phases, the s1 x s2 images of every s-th row and column,
within which all windows are neighbours again.

New against `im2col`: no matrix, and longer runs for a few useless outputs. The three maps
are the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convkit.engine.boxes import Box, add_region, boxes, input_ranges, region
from convkit.engine.memory import scratch
from convkit.sliding.shapes import Pairs, effective_kernel

__all__ = ["adjoint", "correlate", "weight_gradient"]

# Outputs of one box, which should stay in the processor's cache with what they are made of.
BOX = 1 << 17


def correlate(
    x: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C, *image), (C * m, 1, *kernel) -> (N, C * m, *sizes), with groups = C."""
    y = np.empty((len(x), groups, len(weight) // groups, *sizes), np.result_type(x, weight))
    rows = weight.reshape(*y.shape[1:3], -1)  # (C, m, taps)
    for lanes, images, *box in _boxes(y):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        phases = lay.deal(region(x[images, lanes].swapaxes(0, 1), lay.ranges))
        end = phases.shape[2] - lay.farthest
        term = scratch("term", (len(phases), end), y.dtype)  # (c, places)
        total = scratch("total", (len(phases), phases.shape[2]), y.dtype)  # (c, places)
        for k in range(y.shape[2]):
            for tap, (phase, shift) in enumerate(lay.shifts):
                seen, factor = phases[:, phase, shift : shift + end], rows[lanes, k, tap, None]
                if tap == 0:
                    np.multiply(seen, factor, out=total[:, :end])
                else:
                    np.multiply(seen, factor, out=term)
                    total[:, :end] += term
            y[:, :, k][(images, lanes, *box)] = lay.narrow(total)
    return y.reshape(len(x), len(weight), *sizes)


def adjoint(
    y: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C * m, *output), (C * m, 1, *kernel) -> (N, C, *sizes), the transpose of `correlate`."""
    x = np.zeros((len(y), groups, *sizes), np.result_type(y, weight))
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    rows = weight.reshape(*y.shape[1:3], -1)  # (C, m, taps)
    for lanes, images, *box in _boxes(y):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        # (c, m, farthest + places): zeros first, for the shifts to read
        widened = lay.widen(y[(images, lanes, slice(None), *box)], lay.farthest)
        places = widened.shape[2] - lay.farthest
        term = scratch("term", (len(widened), places), x.dtype)
        phases = scratch("total", (len(widened), prod(stride), places), x.dtype)
        phases[...] = 0
        for tap, (phase, shift) in enumerate(lay.shifts):
            start = lay.farthest - shift
            for k in range(y.shape[2]):
                seen, factor = widened[:, k, start : start + places], rows[lanes, k, tap, None]
                np.multiply(seen, factor, out=term)
                phases[:, phase] += term
        add_region(x[images, lanes].swapaxes(0, 1), lay.ranges, lay.gather(phases))
    return x


def weight_gradient(
    x: NDArray, y: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, kernel: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C, *image), (N, C * m, *output) -> (C * m, 1, *kernel)."""
    outputs = y.shape[1]
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    w = np.zeros((*y.shape[1:3], prod(kernel)), np.result_type(x, y))
    for lanes, images, *box in _boxes(y):
        lay = Layout.of(box, kernel, stride, pads, dilation)
        phases = lay.deal(region(x[images, lanes].swapaxes(0, 1), lay.ranges))
        rows = lay.widen(y[(images, lanes, slice(None), *box)])  # (c, m, places)
        for tap, (phase, shift) in enumerate(lay.shifts):
            end = rows.shape[2] - shift
            w[lanes, :, tap] += np.vecdot(phases[:, None, phase, shift:], rows[..., :end])
    return w.reshape(outputs, 1, *kernel)


def _boxes(y: NDArray) -> Iterator[Box]:
    """Boxes of channels, images and output positions of about `BOX` outputs."""
    return boxes((y.shape[1], len(y), *y.shape[3:]), BOX)


class Layout(NamedTuple):
    """How a box of outputs and the input it reads lie in memory, phase by phase.

    A phase is `wide` places along each axis: the outputs and, after them, the farthest
    shift. What comes out in those extra places is thrown away.
    """

    outputs: tuple  # of the box, along each image axis
    stride: tuple
    wide: tuple  # places of one phase, along each image axis
    ranges: list  # (start, stop) in the input along each image axis
    shifts: list  # (phase, shift) for each tap of the kernel
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
        wide = tuple(o + (r - 1) // s for o, r, s in zip(outputs, reach, stride, strict=True))
        starts = [start for start, _ in input_ranges(box, kernel, stride, pads, dilation)]
        ranges = [(i, i + s * q) for i, s, q in zip(starts, stride, wide, strict=True)]
        shifts = []
        for tap in np.ndindex(*kernel):
            at = [divmod(a * d, s) for a, d, s in zip(tap, dilation, stride, strict=True)]
            phase, shift = 0, 0
            for (q, r), s, size in zip(at, stride, wide, strict=True):
                phase, shift = phase * s + r, shift * size + q
            shifts.append((phase, shift))
        return cls(outputs, stride, wide, ranges, shifts, max(shift for _, shift in shifts))

    def deal(self, piece: NDArray) -> NDArray:
        """(c, n, *read) -> (c, phases, n * wide)"""
        n = len(self.wide)
        pairs = (size for pair in zip(self.wide, self.stride, strict=True) for size in pair)
        x = piece.reshape(*piece.shape[:2], *pairs)  # (c, n, wide, stride, wide, stride)
        x = x.transpose(0, *range(3, 2 * n + 2, 2), 1, *range(2, 2 * n + 2, 2))
        return x.reshape(len(x), prod(self.stride), -1)

    def gather(self, phases: NDArray) -> NDArray:
        """(c, phases, n * wide) -> (c, n, *read), the inverse of `deal`"""
        n = len(self.wide)
        x = phases.reshape(len(phases), *self.stride, -1, *self.wide)
        x = x.transpose(0, 1 + n, *(axis for i in range(n) for axis in (2 + n + i, 1 + i)))
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
        """(c, n * wide) -> (n, c, *outputs)"""
        wide = total.reshape(len(total), -1, *self.wide)
        return wide[self._inside()].swapaxes(0, 1)

    def _inside(self) -> Any:
        """The outputs without the extra places, as an index."""
        return ..., *map(slice, self.outputs)
