"""Adaptive pooling: say how many windows, not how large.

A network's last layers need one size whatever the picture's. Given n elements and m outputs,

    window i  =  elements floor(i n / m) up to, not including, ceil((i + 1) n / m)

When m divides n these are ordinary windows of n / m side by side. When it does not, neighbours
share an element and sizes differ by one: 7 elements for 3 outputs make 0-2, 2-4, 4-6. Every
element is in a window, none waits for padding. m may even be larger than n.

New against `pooling`: no stride, no padding, no kernel size; windows of different sizes.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.engine.reduction import adaptive_axis
from convkit.pooling.average_pooling import mean_backward, mean_over, need_floats
from convkit.pooling.max_pooling import as_batch, max_over
from convkit.sliding.shapes import ntuple

__all__ = [
    *("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"),
    *("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"),
    "adaptive_avg_pool1d_backward",
    "adaptive_avg_pool2d_backward",
    "adaptive_avg_pool3d_backward",
]


def adaptive_avg_pool1d(input: NDArray, output_size: int | Sequence[int | None] | None) -> NDArray:
    """The means of `output_size` windows of sequences (N, C, L) or (C, L).

    Examples
    --------
    >>> adaptive_avg_pool1d(np.array([[0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0]]), 3)
    array([[ 3.,  9., 15.]])
    """
    return _adaptive_avg("adaptive_avg_pool1d", 1, input, output_size)


def adaptive_avg_pool2d(input: NDArray, output_size: int | Sequence[int | None] | None) -> NDArray:
    """The means of Ho by Wo windows that share out the image.

    Parameters
    ----------
    input : ndarray of floats, shape (N, C, H, W) or (C, H, W)
    output_size : int or (int, int)
        Ho and Wo. None in a pair keeps the size of that axis.

    Returns
    -------
    ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)

    Raises
    ------
    TypeError
        If the input is no array of floats, or a size is no integer.
    ValueError
        If a size is negative, or the input is empty along another axis than the batch.

    Examples
    --------
    Global average pooling, the usual end of a network, is output size 1.

    >>> x = np.arange(24.0).reshape(2, 3, 4)
    >>> adaptive_avg_pool2d(x, 1)[:, 0, 0]
    array([ 5.5, 17.5])
    >>> adaptive_avg_pool2d(x, (None, 2)).shape
    (2, 3, 2)
    """
    return _adaptive_avg("adaptive_avg_pool2d", 2, input, output_size)


def adaptive_avg_pool3d(input: NDArray, output_size: int | Sequence[int | None] | None) -> NDArray:
    """The means of Do by Ho by Wo windows of volumes, as `adaptive_avg_pool2d`."""
    return _adaptive_avg("adaptive_avg_pool3d", 3, input, output_size)


def adaptive_max_pool1d(
    input: NDArray, output_size: int | Sequence[int | None] | None, return_indices: bool = False
) -> Any:
    """The maxima of `output_size` windows of sequences, as `adaptive_max_pool2d`."""
    return _adaptive_max("adaptive_max_pool1d", 1, input, output_size, return_indices)


def adaptive_max_pool2d(
    input: NDArray, output_size: int | Sequence[int | None] | None, return_indices: bool = False
) -> Any:
    """The maxima of Ho by Wo windows that share out the image.

    Parameters
    ----------
    input, output_size
        As for `adaptive_avg_pool2d`.
    return_indices : bool
        Also give the places of the maxima, as `max_pool2d` does. With them,
        `max_pool2d_backward` is the backward of this function too.

    Returns
    -------
    output : ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)
    indices : ndarray of int64, same shape, only with `return_indices`

    Examples
    --------
    >>> adaptive_max_pool2d(np.array([[[1.0, 9.0, 2.0], [8.0, 3.0, 4.0]]]), (1, 2))
    array([[[9., 9.]]])
    """
    return _adaptive_max("adaptive_max_pool2d", 2, input, output_size, return_indices)


def adaptive_max_pool3d(
    input: NDArray, output_size: int | Sequence[int | None] | None, return_indices: bool = False
) -> Any:
    """The maxima of Do by Ho by Wo windows of volumes, as `adaptive_max_pool2d`."""
    return _adaptive_max("adaptive_max_pool3d", 3, input, output_size, return_indices)


def adaptive_avg_pool1d_backward(grad_output: NDArray, input_shape: Sequence[int]) -> NDArray:
    """The gradient of `adaptive_avg_pool1d`, as `adaptive_avg_pool2d_backward`."""
    return _adaptive_avg_backward("adaptive_avg_pool1d_backward", 1, grad_output, input_shape)


def adaptive_avg_pool2d_backward(grad_output: NDArray, input_shape: Sequence[int]) -> NDArray:
    """The gradient of `adaptive_avg_pool2d` with respect to its input.

    Parameters
    ----------
    grad_output : ndarray, the shape of the output
    input_shape : tuple of int
        The shape the input had.

    Returns
    -------
    ndarray, shape `input_shape`

    Examples
    --------
    The two windows of 3 share the middle element.

    >>> adaptive_avg_pool2d_backward(np.array([[[3.0, 6.0]]]), (1, 1, 5))
    array([[[1., 1., 3., 2., 2.]]])
    """
    return _adaptive_avg_backward("adaptive_avg_pool2d_backward", 2, grad_output, input_shape)


def adaptive_avg_pool3d_backward(grad_output: NDArray, input_shape: Sequence[int]) -> NDArray:
    """The gradient of `adaptive_avg_pool3d`, as `adaptive_avg_pool2d_backward`."""
    return _adaptive_avg_backward("adaptive_avg_pool3d_backward", 3, grad_output, input_shape)


def _adaptive_avg(name, n, input, output_size):
    x = as_batch(name, n, input)  # (N, C, *image)
    axes = _axes(name, x.shape[2:], output_size)
    return mean_over(name, input, x, axes, _divisor(x.shape[2:], axes))


def _adaptive_avg_backward(name, n, grad_output, input_shape):
    as_batch(name, n, grad_output, "grad_output", may_be_empty=True)
    sizes = tuple(input_shape[-n:])
    axes = [adaptive_axis(i, o) for i, o in zip(sizes, grad_output.shape[-n:], strict=True)]
    return mean_backward(name, grad_output, input_shape, axes, _divisor(sizes, axes))


def _adaptive_max(name, n, input, output_size, return_indices):
    x = as_batch(name, n, input)  # (N, C, *image)
    need_floats(name, x)
    axes = _axes(name, x.shape[2:], output_size)
    return max_over(name, input, x, axes, return_indices)


def _axes(name, sizes, output_size):
    n = len(sizes)
    if isinstance(output_size, tuple | list) and len(output_size) == n > 1:
        output_size = [i if o is None else o for i, o in zip(sizes, output_size, strict=True)]
    wanted = ntuple(output_size, n, f"{name}: output_size", least=0)
    return [adaptive_axis(i, o) for i, o in zip(sizes, wanted, strict=True)]


def _divisor(sizes, axes):
    """The number of elements of each window, (*output)."""
    by = np.array(1)
    for n, axis in zip(sizes, axes, strict=True):
        m = len(axis.starts)
        stops = -(-np.arange(1, m + 1) * n // max(m, 1))  # (o,)
        by = by[..., None] * (stops - axis.starts)  # (..., o)
    return by
