"""What lies beyond the border: padding, cropping, and zeros between the elements.

A window at the edge needs numbers that are not there. Four ways to invent them, for the
row a b c d with two more places at each end:

    constant   0 0 | a b c d | 0 0
    reflect    c b | a b c d | c b      a mirror on the last element
    replicate  a a | a b c d | d d      the last element again
    circular   c d | a b c d | a b      the other end

New against `shapes`: arrays. The rest of the library pads first and then convolves, so a
convolution with another border than zeros is `conv2d(pad(input, ...), weight)`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.sliding.shapes import Ints, Pairs, ntuple

__all__ = ["insert_zeros", "pad"]


def pad(
    input: NDArray, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> NDArray:
    """Lengthen (or, with negative numbers, shorten) the last axes of an array.

    Parameters
    ----------
    input : ndarray
        Any shape for the constant mode. The others pad the image axes of (N, C, ...) or
        (C, ...): all of them, neither fewer nor more.
    pad : sequence of int
        Pairs (before, after), the **last axis first**: (left, right, top, bottom, front,
        back), as in PyTorch. A negative number takes away.
    mode : {'constant', 'reflect', 'replicate', 'circular'}
    value : float, optional
        What to fill with in the constant mode; 0 if not given.

    Returns
    -------
    ndarray
        A new array.

    Raises
    ------
    ValueError
        If the pairs do not fit the axes, if reflect would mirror more elements than there
        are beyond the edge, or circular wrap more than once.

    Examples
    --------
    >>> row = np.array([[1, 2, 3, 4]])
    >>> pad(row, (2, 1), "reflect")
    array([[3, 2, 1, 2, 3, 4, 3]])
    >>> pad(row, (-1, 2))
    array([[2, 3, 4, 0, 0]])
    """
    if not isinstance(input, np.ndarray):
        raise TypeError(f"pad: input must be a NumPy array, got {type(input).__name__}")
    pairs = axis_pairs(input.shape, pad, mode, value)
    if mode == "constant":
        return _constant(input, pairs, 0 if value is None else value)
    output = input
    for axis, where in border_places(input.shape, pairs, mode):
        output = output.take(where, axis=axis)
    return output


def border_places(shape: Sequence[int], pairs: Pairs, mode: str) -> Iterator[tuple[int, NDArray]]:
    """For each padded axis, the place of the input from which each output is copied."""
    for axis, (before, after) in enumerate(pairs, start=len(shape) - len(pairs)):
        size, first = shape[axis], 0
        if mode == "circular":  # the row that repeats is what cropping has left
            first, size = max(-before, 0), size + min(before, 0) + min(after, 0)
            before, after = max(before, 0), max(after, 0)
        _check_reach(mode, size, before, after)
        yield axis, first + _PLACES[mode](np.arange(-before, size + after), size)


# For each mode, the element that stands at place i of an endless row of n elements.
_PLACES = {
    "reflect": lambda i, n: (n - 1) - np.abs((n - 1) - np.abs(i)),
    "replicate": lambda i, n: np.clip(i, 0, n - 1),
    "circular": lambda i, n: i % n,
}


def axis_pairs(
    shape: Sequence[int], pad: Sequence[int], mode: str, value: float | None = None
) -> list[tuple[int, int]]:
    """The pairs (before, after) of `pad` in the order of the axes, all of it checked."""
    if mode != "constant" and mode not in _PLACES:
        raise ValueError(f"pad: mode must be 'constant' or one of {[*_PLACES]}, got {mode!r}")
    if mode != "constant" and value:
        raise ValueError(f"pad: value is for mode 'constant', got {value} with mode {mode!r}")
    if not isinstance(pad, (tuple, list)):
        raise TypeError(f"pad: pad must be a tuple of integers, got {pad!r}")
    if len(pad) % 2:
        raise ValueError(f"pad: pad must hold pairs (before, after), got {len(pad)} numbers")
    n = len(pad) // 2
    pad = ntuple(pad, 2 * n, "pad: pad") if pad else ()
    pairs = [(pad[2 * i], pad[2 * i + 1]) for i in reversed(range(n))]
    if n > len(shape):
        raise ValueError(f"pad: {n} pairs for an input with {len(shape)} axes")
    if mode != "constant":
        if n not in (1, 2, 3) or len(shape) not in (n + 1, n + 2):
            raise ValueError(
                f"pad: mode {mode!r} pads the image axes of (N, C, ...) or (C, ...); "
                f"{n} pairs do not fit an input of shape {shape}"
            )
    for size, (before, after) in zip(shape[len(shape) - n :], pairs, strict=True):
        if mode in ("reflect", "replicate"):
            if size + before + after < 1:
                raise ValueError(f"pad: {(before, after)} leaves nothing of the {size} there are")
        elif min(before, after, before + after) < -size:
            raise ValueError(f"pad: {(before, after)} takes more than the {size} there are")
    return pairs


def _check_reach(mode: str, size: int, before: int, after: int) -> None:
    """Refuse what there are not enough elements for."""
    if mode == "reflect" and max(before, after) >= size:
        raise ValueError(
            f"pad: reflect needs more than {max(before, after)} elements along the axis, "
            f"got {size}: the mirror stands on the last one"
        )
    if mode == "circular" and max(before, after) > size:
        raise ValueError(
            f"pad: circular needs at least {max(before, after)} elements along the axis, "
            f"got {size}: it wraps around once"
        )
    if mode == "replicate" and size == 0:
        raise ValueError("pad: replicate needs an element to repeat, got an empty axis")


def _constant(input: NDArray, pairs: Pairs, value: float) -> NDArray:
    """A frame of `value` with the input copied into it."""
    lead = input.ndim - len(pairs)
    sizes = input.shape[lead:]
    shape = [n + before + after for n, (before, after) in zip(sizes, pairs, strict=True)]
    output = np.full(input.shape[:lead] + tuple(shape), value, input.dtype)
    source: list[Any] = []
    target: list[Any] = []
    for n, (before, after) in zip(sizes, pairs, strict=True):
        start, stop = max(-before, 0), n + min(after, 0)
        kept = max(stop - start, 0)  # cropped from both ends, nothing may be left
        source.append(slice(start, start + kept))
        target.append(slice(max(before, 0), max(before, 0) + kept))
    output[(..., *target)] = input[(..., *source)]
    return output


def insert_zeros(input: NDArray, stride: Ints, axes: Sequence[int] | None = None) -> NDArray:
    """Put stride - 1 zeros between neighbours: the step a transposed convolution undoes.

    Parameters
    ----------
    input : ndarray
    stride : int or sequence of int
        One for each axis in `axes`.
    axes : sequence of int, optional
        The axes to stretch; all of them if not given.

    Returns
    -------
    ndarray
        Along a stretched axis, n elements become s(n - 1) + 1.

    Examples
    --------
    >>> insert_zeros(np.array([1, 2, 3]), 2)
    array([1, 0, 2, 0, 3])
    """
    axes = tuple(range(input.ndim)) if axes is None else tuple(axes)
    stride = ntuple(stride, len(axes), "insert_zeros: stride", least=1)
    shape, places = list(input.shape), [slice(None)] * input.ndim
    for axis, step in zip(axes, stride, strict=True):
        shape[axis] = max(step * (input.shape[axis] - 1) + 1, 0)
        places[axis] = slice(None, None, step)
    output = np.zeros(shape, input.dtype)
    output[tuple(places)] = input
    return output
