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

from math import prod

import numpy as np

from convkit.engine.boxes import add_region, boxes, input_ranges, region
from convkit.engine.memory import scratch
from convkit.windows import sliding_windows

__all__ = ["adjoint", "correlate", "weight_gradient"]

# Numbers in the matrix of one box. Less, and the product is too small to be fast; more,
# and it falls out of the cache.
BOX = 1 << 19
LEAST_WINDOWS = 256


def correlate(x, weight, stride, pads, dilation, groups, sizes):
    """(N, C, *image), (O, C/g, *kernel) -> (N, O, *sizes).

    `pads` holds the zeros (before, after) of each image axis, `sizes` the output's.
    """
    y = np.empty((len(x), len(weight), *sizes), np.result_type(x, weight))
    rows = weight.reshape(groups, len(weight) // groups, -1)  # (g, O/g, C/g * taps)
    for images, *box in _boxes(y, x.shape[1], weight.shape[2:]):
        columns = _gather(x[images], box, weight.shape[2:], stride, pads, dilation, groups)
        product = _product(rows, columns)  # (g, O/g, m * windows)
        target = y[(images, slice(None), *box)]  # (m, O, *box)
        target[...] = _images_first(product, target.shape)
    return y


def adjoint(y, weight, stride, pads, dilation, groups, sizes):
    """(N, O, *output), (O, C/g, *kernel) -> (N, C, *sizes), the transpose of `correlate`."""
    kernel, channels = weight.shape[2:], weight.shape[1] * groups
    x = np.zeros((len(y), channels, *sizes), np.result_type(y, weight))
    rows = weight.reshape(groups, len(weight) // groups, -1).swapaxes(1, 2)  # (g, C/g * taps, O/g)
    for images, *box in _boxes(y, channels, kernel):
        columns = _product(rows, _channels_first(y[(images, slice(None), *box)], groups))
        ranges = input_ranges(box, kernel, stride, pads, dilation)
        m, outputs = images.stop - images.start, [b.stop - b.start for b in box]
        columns = columns.reshape(channels, *kernel, m, *outputs)
        covered = (stop - start for start, stop in ranges)
        piece = scratch("piece", (channels, m, *covered), x.dtype)
        piece[...] = 0
        for tap in np.ndindex(kernel):
            under = (
                slice(d * a, d * a + s * (o - 1) + 1, s)
                for a, d, s, o in zip(tap, dilation, stride, outputs, strict=True)
            )
            piece[(..., *under)] += columns[(slice(None), *tap)]  # (C, m, *box)
        add_region(x[images], ranges, piece.swapaxes(0, 1))
    return x


def weight_gradient(x, y, stride, pads, dilation, groups, kernel):
    """(N, C, *image), (N, O, *output) -> (O, C/g, *kernel).

    The w for which sum(correlate(x, v, ...) * y) == sum(v * w), for every v.
    """
    shape = y.shape[1], x.shape[1] // groups, *kernel
    w = np.zeros((groups, prod(shape[1:]), shape[0] // groups), np.result_type(x, y))
    for images, *box in _boxes(y, x.shape[1], kernel):
        columns = _gather(x[images], box, kernel, stride, pads, dilation, groups)
        w += columns @ _channels_first(y[(images, slice(None), *box)], groups).swapaxes(1, 2)
    return w.swapaxes(1, 2).reshape(shape)


def _boxes(y, channels, kernel):
    """Boxes of images and output positions whose columns are about `BOX` numbers."""
    return boxes((len(y), *y.shape[2:]), max(BOX // (channels * prod(kernel)), LEAST_WINDOWS))


def _gather(x, box, kernel, stride, pads, dilation, groups):
    """The columns of one box: (m, C, *image) -> (g, C/g * taps, m * windows)."""
    n = len(kernel)
    piece = region(x, input_ranges(box, kernel, stride, pads, dilation))
    w = sliding_windows(piece, kernel, stride, dilation)  # (m, C, *box, *kernel)
    w = w.transpose(1, *range(n + 2, 2 * n + 2), 0, *range(2, n + 2))  # (C, *kernel, m, *box)
    columns = scratch("columns", w.shape, w.dtype)
    columns[...] = w
    return columns.reshape(groups, x.shape[1] // groups * prod(kernel), -1)


def _product(a, b):
    """a @ b, in scratch memory"""
    shape = *a.shape[:-1], b.shape[-1]
    return np.matmul(a, b, out=scratch("product", shape, np.result_type(a, b)))


def _channels_first(y, groups):
    """(m, O, *box) -> (g, O/g, m * windows)"""
    first = scratch("outputs", (y.shape[1], len(y), *y.shape[2:]), y.dtype)
    first[...] = y.swapaxes(0, 1)
    return first.reshape(groups, y.shape[1] // groups, -1)


def _images_first(product, shape):
    """(g, O/g, m * windows) -> (m, O, *box)"""
    m, channels, *box = shape
    return product.reshape(channels, m, *box).swapaxes(0, 1)
