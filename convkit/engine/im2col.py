"""Convolution as a matrix product, which is where its speed comes from.

Write the numbers under each window as a column. Then all windows and all kernels at once
are one product of two matrices, and computers are very good at those:

    (O, C k1 k2) times (C k1 k2, Ho Wo) = (O, Ho Wo)

Every window is copied, so the matrix is k1 k2 times the input. It is therefore made for
one box of outputs at a time, small enough to stay in the processor's cache.

Three maps belong together, one for each of the three arrays of a convolution
(output = weight * input):

    correlate         input, weight  -> output      gather windows, multiply
    adjoint           output, weight -> input       multiply, put the windows back, adding
    weight_gradient   input, output  -> weight      gather windows, multiply

New against `convolution`: nothing in the numbers. This is the same sum in another order.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convkit.engine.boxes import Box, add_region, boxes, input_ranges, region
from convkit.engine.memory import prepare_products, scratch
from convkit.sliding.shapes import Pairs, effective_kernel

__all__ = ["adjoint", "correlate", "weight_gradient"]

# Numbers in the matrix of one box. Less, and the product is too small to be fast; more,
# and it falls out of the cache.
BOX = 1 << 20
LEAST_WINDOWS = 64


def correlate(
    x: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int], bias: NDArray | None = None,
) -> NDArray:  # fmt: skip
    """(N, C, *image), (O, C/g, *kernel) -> (N, O, *sizes), with a number of `bias` for each O.

    `pads` holds the zeros (before, after) of each image axis, `sizes` the output's.
    """
    y = np.empty((len(x), len(weight), *sizes), np.result_type(x, weight))
    rows = weight.reshape(groups, len(weight) // groups, -1)  # (g, O/g, C/g * taps)
    kernel = weight.shape[2:]
    for images, *box in _boxes(y, x.shape[1], kernel):
        target = y[(images, slice(None), *box)]  # (m, O, *box)
        piece = region(x[images], input_ranges(box, kernel, stride, pads, dilation))
        if prod(kernel) * max(stride) == 1:
            columns = piece  # each window is one number, and all are in order
        else:
            windows = _windows(piece, kernel, target.shape[2:], stride, dilation)
            columns = scratch("columns", windows.shape, x.dtype)
            columns[...] = windows
        columns = columns.reshape(len(target), groups, rows.shape[2], -1)  # (m, g, C/g * taps, w)
        # y lies in order, so this writes into it and not into a copy.
        np.matmul(rows, columns, out=_lanes(target, groups, copy=False))
        if bias is not None:
            target += bias.reshape(-1, *[1] * len(kernel))  # while the box is in the cache
    return y


def adjoint(
    y: NDArray, weight: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, sizes: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, O, *output), (O, C/g, *kernel) -> (N, C, *sizes), the transpose of `correlate`."""
    kernel, channels = weight.shape[2:], weight.shape[1] * groups
    if max(stride) == 1 and len(weight) <= 2 * channels and weight.size <= y.size:
        return _correlate_back(y, weight, pads, dilation, groups, sizes)
    x = np.zeros((len(y), channels, *sizes), np.result_type(y, weight))
    rows = weight.reshape(groups, len(weight) // groups, -1).swapaxes(1, 2)  # (g, C/g * taps, O/g)
    for images, *box in _boxes(y, channels, kernel):
        source = y[(images, slice(None), *box)]  # (m, O, *box)
        m, _, *outputs = source.shape
        columns = scratch("columns", (m, channels, *kernel, *outputs), x.dtype)
        flat = columns.reshape(m, groups, rows.shape[1], -1)  # (m, g, C/g * taps, w)
        np.matmul(rows, _lanes(source, groups), out=flat)
        ranges = input_ranges(box, kernel, stride, pads, dilation)
        covered = (stop - start for start, stop in ranges)
        piece = scratch("piece", (m, channels, *covered), x.dtype)
        piece[...] = 0
        for tap in np.ndindex(kernel):
            piece[_under(tap, outputs, stride, dilation)] += columns[:, :, *tap]  # (m, C, *box)
        add_region(x[images], ranges, piece)
    return x


def _correlate_back(
    y: NDArray, weight: NDArray, pads: Pairs, dilation: Sequence[int], groups: int,
    sizes: Sequence[int],
) -> NDArray:  # fmt: skip
    """The adjoint without a stride: a correlation with the kernel turned half round.

    Its windows are gathered, which is quicker than putting overlapping ones back, unless the
    kernels that must be turned are large or there are many more of them than channels.
    """
    n = len(dilation)
    turned = np.flip(weight, tuple(range(2, n + 2)))  # (O, C/g, *kernel)
    turned = turned.reshape(groups, -1, *turned.shape[1:])  # (g, O/g, C/g, *kernel)
    turned = turned.swapaxes(1, 2).reshape(-1, *turned.shape[1:2], *weight.shape[2:])
    borders = []
    axes = zip(weight.shape[2:], pads, dilation, sizes, y.shape[2:], strict=True)
    for k, (before, _), d, size, outputs in axes:
        borders.append((effective_kernel(k, d) - 1 - before, size + before - outputs))
    return correlate(y, turned, (1,) * n, borders, dilation, groups, sizes)


def weight_gradient(
    x: NDArray, y: NDArray, stride: Sequence[int], pads: Pairs, dilation: Sequence[int],
    groups: int, kernel: Sequence[int],
) -> NDArray:  # fmt: skip
    """(N, C, *image), (N, O, *output) -> (O, C/g, *kernel).

    The w for which sum(correlate(x, v, ...) * y) == sum(v * w), for every v.
    """
    shape = y.shape[1], x.shape[1] // groups, *kernel
    w = np.zeros((groups, prod(shape[1:]), shape[0] // groups), np.result_type(x, y))
    for images, *box in _boxes(y, x.shape[1], kernel):
        piece = region(x[images], input_ranges(box, kernel, stride, pads, dilation))
        source = y[(images, slice(None), *box)]
        m, _, *outputs = source.shape
        windows = _windows(piece, kernel, outputs, stride, dilation)
        # All windows of all images in one row: images come after channels here.
        windows = np.moveaxis(windows, 0, len(kernel) + 1)  # (C, *kernel, m, *outputs)
        columns = scratch("columns", windows.shape, x.dtype)
        columns[...] = windows
        rows = scratch("outputs", (shape[0], m, *outputs), y.dtype)
        rows[...] = source.swapaxes(0, 1)
        columns = columns.reshape(groups, w.shape[1], -1)  # (g, C/g * taps, m * w)
        w += columns @ rows.reshape(groups, w.shape[2], -1).swapaxes(1, 2)
    return w.swapaxes(1, 2).reshape(shape)


def _boxes(y: NDArray, channels: int, kernel: Sequence[int]) -> Iterator[Box]:
    """Boxes of images and output positions whose columns are about `BOX` numbers."""
    prepare_products()
    return boxes((len(y), *y.shape[2:]), max(BOX // (channels * prod(kernel)), LEAST_WINDOWS))


def _windows(
    piece: NDArray, kernel: Sequence[int], outputs: Sequence[int], stride: Sequence[int],
    dilation: Sequence[int],
) -> NDArray:  # fmt: skip
    """The windows on a piece (m, C, *covered), as a view (m, C, *kernel, *outputs)."""
    lead, steps = piece.strides[:2], piece.strides[2:]
    taps = (d * step for d, step in zip(dilation, steps, strict=True))
    moves = (s * step for s, step in zip(stride, steps, strict=True))
    return as_strided(piece, (*piece.shape[:2], *kernel, *outputs), (*lead, *taps, *moves))


def _under(
    tap: Sequence[int], outputs: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> Any:
    """What one tap reads at all outputs, as an index."""
    axes = zip(tap, outputs, stride, dilation, strict=True)
    return ..., *(slice(d * a, d * a + s * (o - 1) + 1, s) for a, o, s, d in axes)


def _lanes(y: NDArray, groups: int, copy: bool | None = None) -> NDArray:
    """(m, O, *box) -> (m, g, O/g, w)"""
    return y.reshape(len(y), groups, y.shape[1] // groups, -1, copy=copy)
