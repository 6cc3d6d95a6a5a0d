"""Depthwise convolution: whole images, shifted, one copy for each tap of the kernel.

With a single input channel in every lane, the sum has few terms,

    output = sum over a of weight[a] * (input shifted by a)

so the product of matrices is quick, and copying the windows, a short run of a row at a
time, takes longer than all the arithmetic. But a shift is one long run if rows, and
images, lie end to end in memory: then "one down, two right" is one number, one row and two
places further on. At the end of each row this reads on into the next, and those few
outputs are thrown away. With a stride, the image is first dealt into its phases, the
s1 x s2 images of every s-th row and column, within which all windows are neighbours again.

New against `im2col`: longer runs for a few useless outputs, which pays where copying is
the cost. The three maps are the same.
"""

from functools import lru_cache
from math import prod
from typing import NamedTuple

import numpy as np

from convkit.engine.boxes import add_region, boxes, input_ranges, region
from convkit.engine.memory import scratch
from convkit.shapes import effective_kernel

__all__ = ["adjoint", "correlate", "weight_gradient"]

# Numbers in the shifted copies of one box, which should stay in the processor's cache.
BOX = 1 << 20


def correlate(x, weight, stride, pads, dilation, groups, sizes):
    """(N, C, *image), (C * m, 1, *kernel) -> (N, C * m, *sizes), with groups = C."""
    y = np.empty((len(x), groups, len(weight) // groups, *sizes), np.result_type(x, weight))
    rows = weight.reshape(*y.shape[1:3], -1)  # (C, m, taps)
    for lanes, images, *box in _boxes(y, rows):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        phases = lay.deal(region(x[images, lanes], lay.ranges))  # (c, phases, places)
        end = phases.shape[2] - lay.farthest
        shape = len(phases), len(lay.shifts), end
        shifted = scratch("columns", shape, x.dtype)  # (c, taps, places)
        for tap, (phase, shift) in enumerate(lay.shifts):
            shifted[:, tap] = phases[:, phase, shift : shift + end]
        shape = len(phases), y.shape[2], phases.shape[2]
        total = scratch("product", shape, y.dtype)  # (c, m, places)
        np.matmul(rows[lanes], shifted, out=total[..., :end])
        y[(images, lanes, slice(None), *box)] = lay.narrow(total)
    return y.reshape(len(x), len(weight), *sizes)


def adjoint(y, weight, stride, pads, dilation, groups, sizes):
    """(N, C * m, *output), (C * m, 1, *kernel) -> (N, C, *sizes), the transpose of `correlate`."""
    x = np.zeros((len(y), groups, *sizes), np.result_type(y, weight))
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    rows = weight.reshape(*y.shape[1:3], -1)  # (C, m, taps)
    for lanes, images, *box in _boxes(y, rows):
        lay = Layout.of(box, weight.shape[2:], stride, pads, dilation)
        # (c, m, farthest + places): zeros first, for the shifts to read
        widened = lay.widen(y[(images, lanes, slice(None), *box)], lay.farthest)
        places = widened.shape[2] - lay.farthest
        shape = len(widened), prod(stride), places
        phases = scratch("product", shape, x.dtype)  # (c, phases, places)
        phases[...] = 0
        for phase in range(prod(stride)):
            # Each phase of the input was read by some of the taps.
            taps = [tap for tap, (number, _) in enumerate(lay.shifts) if number == phase]
            shape = len(widened), len(taps), rows.shape[1], places
            shifted = scratch("columns", shape, y.dtype)
            for i, tap in enumerate(taps):
                start = lay.farthest - lay.shifts[tap][1]
                shifted[:, i] = widened[..., start : start + places]
            shifted = shifted.reshape(len(widened), -1, places)  # (c, taps * m, places)
            row = rows[lanes][..., taps].swapaxes(1, 2).reshape(len(widened), 1, -1)
            np.matmul(row, shifted, out=phases[:, phase, None])
        add_region(x[images, lanes], lay.ranges, lay.gather(phases))
    return x


def weight_gradient(x, y, stride, pads, dilation, groups, kernel):
    """(N, C, *image), (N, C * m, *output) -> (C * m, 1, *kernel)."""
    outputs = y.shape[1]
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, C, m, *output)
    w = np.zeros((*y.shape[1:3], prod(kernel)), np.result_type(x, y))
    for lanes, images, *box in _boxes(y, w):
        lay = Layout.of(box, kernel, stride, pads, dilation)
        phases = lay.deal(region(x[images, lanes], lay.ranges))  # (c, phases, places)
        rows = lay.widen(y[(images, lanes, slice(None), *box)])  # (c, m, places)
        for tap, (phase, shift) in enumerate(lay.shifts):
            end = rows.shape[2] - shift
            w[lanes, :, tap] += np.vecdot(phases[:, None, phase, shift:], rows[..., :end])
    return w.reshape(outputs, 1, *kernel)


def _boxes(y, rows):
    """Boxes of channels, images and output positions whose shifted copies are about `BOX`."""
    most = BOX // prod(rows.shape[1:])
    return boxes((y.shape[1], len(y), *y.shape[3:]), most)


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
    def of(cls, box, kernel, stride, pads, dilation):
        """The layout of a box; boxes that differ in channels and images only share one."""
        return cls._of(tuple((b.start, b.stop) for b in box), kernel, stride, pads, dilation)

    @classmethod
    @lru_cache(maxsize=64)
    def _of(cls, box, kernel, stride, pads, dilation):
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

    def deal(self, piece):
        """(n, c, *read) -> (c, phases, n * wide)"""
        n = len(self.wide)
        pairs = (size for pair in zip(self.wide, self.stride, strict=True) for size in pair)
        x = piece.reshape(*piece.shape[:2], *pairs)  # (n, c, wide, stride, wide, stride)
        x = x.transpose(1, *range(3, 2 * n + 2, 2), 0, *range(2, 2 * n + 2, 2))
        return x.reshape(len(x), prod(self.stride), -1)

    def gather(self, phases):
        """(c, phases, n * wide) -> (n, c, *read), the inverse of `deal`"""
        n = len(self.wide)
        x = phases.reshape(len(phases), *self.stride, -1, *self.wide)
        x = x.transpose(1 + n, 0, *(axis for i in range(n) for axis in (2 + n + i, 1 + i)))
        return x.reshape(*x.shape[:2], *(stop - start for start, stop in self.ranges))

    def widen(self, y, before=0):
        """(n, c, m, *outputs) -> (c, m, before + n * wide), zeros before and in the extra places"""
        places = len(y) * prod(self.wide)
        rows = scratch("outputs", (*y.shape[1:3], before + places), y.dtype)
        rows[...] = 0
        wide = rows[..., before:].reshape(*y.shape[1:3], len(y), *self.wide, copy=False)
        wide[(..., *map(slice, self.outputs))] = np.moveaxis(y, 0, 2)
        return rows

    def narrow(self, rows):
        """(c, m, n * wide) -> (n, c, m, *outputs)"""
        rows = rows.reshape(*rows.shape[:2], -1, *self.wide)
        return np.moveaxis(rows[(..., *map(slice, self.outputs))], 2, 0)
