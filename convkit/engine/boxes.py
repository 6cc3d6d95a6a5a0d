"""Work on one piece at a time, so that memory stays small whatever the batch.

The outputs of a convolution form a grid: images, rows, columns. `boxes` cuts the grid into
pieces of bounded size, and `region` fetches the part of the padded input that the windows
of one piece read. The border of zeros is made for the piece, never for the whole batch.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, TypeAlias

from numpy.typing import NDArray

from convkit.engine.memory import scratch
from convkit.sliding.shapes import Pairs, effective_kernel

Box: TypeAlias = tuple[slice, ...]  # one slice for each axis of a grid

__all__ = ["add_region", "boxes", "input_ranges", "region"]


def boxes(sizes: Sequence[int], most: int) -> Iterator[Box]:
    """Cut a grid into boxes of at most `most` points, in order.

    Parameters
    ----------
    sizes : sequence of int
        Points along each axis of the grid.
    most : int
        The number of points allowed; at least one is taken.

    Yields
    ------
    tuple of slice
        One slice for each axis. Together they cover the grid once.

    Examples
    --------
    Whole rows while they fit, parts of rows when they do not.

    >>> list(boxes((3, 4), 8))
    [(slice(0, 2, None), slice(0, 4, None)), (slice(2, 3, None), slice(0, 4, None))]
    >>> list(boxes((1, 4), 3))
    [(slice(0, 1, None), slice(0, 3, None)), (slice(0, 1, None), slice(3, 4, None))]
    """
    first, *rest = sizes
    row = prod(rest)
    if row > most and rest:
        for i in range(first):
            for box in boxes(rest, most):
                yield slice(i, i + 1), *box
    else:
        step = max(most // max(row, 1), 1)
        for i in range(0, first, step):
            yield slice(i, min(i + step, first)), *(slice(0, size) for size in rest)


def input_ranges(
    box: Sequence[slice],
    kernel_size: Sequence[int],
    stride: Sequence[int],
    pads: Pairs,
    dilation: Sequence[int],
) -> list[tuple[int, int]]:
    """The range (start, stop) along each axis that the windows of a box read.

    Places are counted in the unpadded input: those below 0 or beyond its end are padding.

    Examples
    --------
    >>> input_ranges((slice(0, 4),), (3,), (2,), ((1, 1),), (1,))
    [(-1, 8)]
    """
    ranges = []
    for outputs, k, s, (before, _), d in zip(box, kernel_size, stride, pads, dilation, strict=True):
        last = s * (outputs.stop - 1) + effective_kernel(k, d)
        ranges.append((s * outputs.start - before, last - before))
    return ranges


def region(x: NDArray, ranges: Pairs) -> NDArray:
    """The part of `x` in `ranges` of its last axes, with zeros where there is no `x`.

    A view of `x` if there is nothing to add, else scratch memory.
    """
    lead, sizes = x.shape[: x.ndim - len(ranges)], tuple(stop - start for start, stop in ranges)
    inside, target = _overlap(x.shape[len(lead) :], ranges)
    part = x[(..., *inside)]
    if part.shape[len(lead) :] == sizes:
        return part
    out = scratch("region", (*lead, *sizes), x.dtype)
    out[...] = 0
    out[(..., *target)] = part
    return out


def add_region(x: NDArray, ranges: Pairs, piece: NDArray) -> None:
    """Add `piece` to `x` in `ranges`: the transpose of `region`. What falls outside is lost."""
    inside, source = _overlap(x.shape[x.ndim - len(ranges) :], ranges)
    x[(..., *inside)] += piece[(..., *source)]


def _overlap(sizes: Sequence[int], ranges: Pairs) -> tuple[list[Any], list[Any]]:
    """Where `ranges` meet the array, as slices of the array and of the piece."""
    inside, piece = [], []
    for size, (start, stop) in zip(sizes, ranges, strict=True):
        low = min(max(start, 0), size)
        high = max(min(stop, size), low)
        inside.append(slice(low, high))
        piece.append(slice(low - start, high - start) if high > low else slice(0, 0))
    return inside, piece
