"""Reduce every window without making it: one pass over the image for each tap.

Tap t of all windows of an axis together is a slice of that axis: elements t d - p,
t d - p + s, t d - p + 2s, ... The largest element of every window is then the running
maximum of k slices, and its sum their sum:

    max over a of x[s i + d a - p]  =  maximum(x[slice 0], x[slice 1], ..., x[slice k - 1])

Rows first and columns after, that is kh + kw passes instead of kh kw. Padding is never
made: where a tap falls outside the image, the slice is shorter.

New against `windows`: the loop runs over taps, not over windows, because there are few taps
and NumPy is fast along the rest. All pooling is written with it.
"""

from collections.abc import Sequence
from itertools import product
from math import gcd, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    *("Axis", "window_axis", "adaptive_axis"),
    *("total", "largest", "where_largest", "spread", "blocks"),
]

BLOCK = 1 << 18  # bytes of input worked on at a time, so that it stays in the cache


class Axis(NamedTuple):
    """The windows along one axis.

    `starts[i]` is where window i begins (before 0 if in the padding). Each of `slices` is
    (offset, outputs, inputs): the windows `outputs` have an element at `offset` from their
    start inside the image, and these elements are `inputs`. Both are slices of one length.
    """

    starts: np.ndarray
    slices: list[Any]


def window_axis(
    n: int, m: int, kernel_size: int, stride: int, padding: int = 0, dilation: int = 1
) -> Axis:
    """m windows of equal size, a stride apart, on n elements.

    Examples
    --------
    Two windows of 3, one zero before the image: the first has no tap 0 inside.

    >>> for tap in window_axis(4, 2, kernel_size=3, stride=2, padding=1).slices:
    ...     print(tap)
    (0, slice(1, 2, 1), slice(1, 2, 2))
    (1, slice(0, 2, 1), slice(0, 3, 2))
    (2, slice(0, 2, 1), slice(1, 4, 2))
    """
    slices = []
    for offset in range(0, kernel_size * dilation, dilation):
        first = offset - padding  # where window 0 has this tap
        low = max(0, -(first // stride))
        high = min(m, (n - 1 - first) // stride + 1)
        if low < high:
            inputs = slice(first + low * stride, first + (high - 1) * stride + 1, stride)
            slices.append((offset, slice(low, high, 1), inputs))
    return Axis(np.arange(m) * stride - padding, slices)


def adaptive_axis(n: int, m: int) -> Axis:
    """m windows that share out n elements: window i is floor(i n / m) to ceil((i + 1) n / m).

    Their sizes differ by one when m does not divide n, but they repeat: with g = gcd(n, m),
    window i + m / g is window i moved by n / g. Each of the m / g kinds has its own slices.

    Examples
    --------
    5 elements for 2 windows: 0 to 2 and 2 to 4, which share the middle one.

    >>> axis = adaptive_axis(5, 2)
    >>> [(int(axis.starts[i.start]), o) for o, i, _ in axis.slices]
    [(0, 0), (0, 1), (0, 2), (2, 0), (2, 1), (2, 2)]
    """
    kinds, step = m // gcd(n, m), n // gcd(n, m)
    slices = []
    for i in range(kinds):
        start, stop = i * n // m, -(-(i + 1) * n // m)
        for element in range(start, stop):
            slices.append((element - start, slice(i, m, kinds), slice(element, n, step)))
    return Axis(np.arange(m) * n // max(m, 1), slices)


def total(x: NDArray, axes: list[Axis]) -> NDArray:
    """The sum of every window: (..., i1, ..., in) -> (..., o1, ..., on)."""
    return _reduce(x, axes, np.add, 0)


def largest(x: NDArray, axes: list[Axis]) -> NDArray:
    """The largest element of every window; NaN if it holds one, -inf if it holds nothing."""
    lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    return _reduce(x, axes, np.maximum, lowest)


def _reduce(x: NDArray, axes: list[Axis], combine: np.ufunc, identity: float) -> NDArray:
    window = _only_window(axes)
    if window is not None:
        return combine.reduce(x[window], axis=tuple(range(-len(axes), 0)), keepdims=True)
    for after, axis in zip(range(len(axes) - 1, -1, -1), axes, strict=True):
        m, taps, rest = len(axis.starts), axis.slices, (slice(None),) * after
        if taps and taps[0][1] == slice(0, m, 1):  # the first tap is all there is so far
            y = x[(..., taps[0][2], *rest)].copy()  # (..., o, rest)
            taps = taps[1:]
        else:
            shape = list(x.shape)
            shape[-1 - after] = m
            y = np.full(shape, identity, x.dtype)  # (..., o, rest)
        for _, outputs, inputs in taps:
            part = y[(..., outputs, *rest)]
            combine(part, x[(..., inputs, *rest)], out=part)
        x = y
    return x


def spread(grad: NDArray, axes: list[Axis], sizes: Sequence[int]) -> NDArray:
    """The adjoint of `total`: add each window's number to every element of the window."""
    window = _only_window(axes)
    if window is not None:
        y = np.zeros(grad.shape[: -len(axes)] + tuple(sizes), grad.dtype)
        y[window] = grad
        return y
    for after, (axis, n) in enumerate(zip(reversed(axes), reversed(sizes), strict=True)):
        shape = list(grad.shape)
        shape[-1 - after] = n
        y = np.zeros(shape, grad.dtype)  # (..., i, rest)
        rest = (slice(None),) * after
        for _, outputs, inputs in axis.slices:
            y[(..., inputs, *rest)] += grad[(..., outputs, *rest)]
        grad = y
    return grad


def _only_window(axes: list[Axis]) -> tuple[Any, ...] | None:
    """Where the window is, if there is only one: no taps needed, as in global pooling."""
    window: list[Any] = [...]
    for starts, taps in axes:
        if len(starts) != 1 or not taps:
            return None
        places = [inputs.start for _, _, inputs in taps]
        step = places[1] - places[0] if len(places) > 1 else 1
        window.append(slice(places[0], places[-1] + 1, step))
    return tuple(window)


def where_largest(name: str, x: NDArray, best: NDArray, axes: list[Axis]) -> NDArray:
    """The place of each window's largest element, as a number in its flattened image.

    Of equal elements the first, of several NaN the last, as PyTorch chooses.

    Raises
    ------
    ValueError
        If a window holds no element of the image.
    """
    taps = list(product(*(axis.slices for axis in axes)))  # in the order of the flattened image
    code = np.zeros(best.shape, np.min_scalar_type(len(taps)))  # 0: not found yet
    for t, tap in enumerate(taps):
        _, outputs, inputs = zip(*tap, strict=True)
        found = x[(..., *inputs)] == best[(..., *outputs)]
        part = code[(..., *outputs)]
        # The first tap that finds it has the largest number, so the maximum keeps it.
        np.maximum(part, found * code.dtype.type(len(taps) - t), out=part)
    if not code.all():  # NaN equals nothing, and -inf was never read
        for t, tap in enumerate(taps):
            _, outputs, inputs = zip(*tap, strict=True)
            code[(..., *outputs)][np.isnan(x[(..., *inputs)])] = len(taps) - t
    if not code.all():
        raise ValueError(f"{name}: a window holds only padding, so its maximum has no index")
    sizes = x.shape[x.ndim - len(axes) :]
    strides = [prod(sizes[i + 1 :]) for i in range(len(sizes))]
    offsets = [sum(o * s for (o, *_), s in zip(tap, strides, strict=True)) for tap in taps]
    place = np.array([0, *reversed(offsets)]).take(code)  # (..., o1, ..., on)
    for after, (axis, stride) in enumerate(zip(reversed(axes), reversed(strides), strict=True)):
        place += (axis.starts * stride).reshape(-1, *[1] * after)
    return place


def blocks(x: NDArray) -> list[slice]:
    """Slices of a batch, each of about BLOCK bytes: scratch memory does not grow with it."""
    step = max(1, BLOCK * len(x) // max(x.nbytes, 1))
    return [slice(start, start + step) for start in range(0, len(x), step)]
