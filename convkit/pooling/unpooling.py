"""The way back from a maximum: put numbers where the largest stood.

`max_pool2d(..., return_indices=True)` says at which place of its plane each maximum was,
row * W + column. Two things can be done with that knowledge:

    max_unpool2d           output[place] = value       zeros elsewhere
    max_pool2d_backward    grad_input[place] += grad   zeros elsewhere

The first draws a picture, and each place gets one value. The second follows the gradient, and
where windows overlap an element that won several times must collect from all of them: with
= for += the gradient looks right until a stride is shorter than its kernel.

New against `pooling`: indices are an input. The adaptive maxima of `adaptive_pooling` give
the same kind of indices, so `max_pool2d_backward` is their backward too.
"""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from convkit.engine.arguments import check_array
from convkit.engine.reduction import blocks
from convkit.pooling.max_pooling import as_batch
from convkit.sliding.shapes import Ints, ntuple

__all__ = [
    *("max_unpool1d", "max_unpool2d", "max_unpool3d"),
    *("max_unpool1d_backward", "max_unpool2d_backward", "max_unpool3d_backward"),
    *("max_pool1d_backward", "max_pool2d_backward", "max_pool3d_backward"),
]


def max_unpool1d(
    input: NDArray,
    indices: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Put each number of (N, C, L) or (C, L) back to its place; `max_unpool2d` says the rest."""
    return _unpool("max_unpool1d", 1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: NDArray,
    indices: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Put each number back to the place its maximum came from, with zeros elsewhere.

    Parameters
    ----------
    input : ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)
    indices : ndarray of int64, same shape
        From `max_pool2d` with `return_indices`.
    kernel_size, stride, padding
        As given to `max_pool2d`. They serve only to find the output's size.
    output_size : tuple of int, optional
        (H, W) or the whole output shape: which of the sizes that pool to Ho by Wo. Less than
        a stride away from the size without it.

    Returns
    -------
    ndarray, shape (N, C, H, W) or (C, H, W)
        Without `output_size`, H = (Ho - 1) s - 2p + k.

    Raises
    ------
    TypeError
        If the indices are not int64.
    ValueError
        If shapes differ, the output size is out of reach, or an index outside the output.

    Notes
    -----
    If an index comes twice, as from overlapping windows, the last of its values stays.

    Examples
    --------
    >>> values, places = np.array([[[4.0, 5.0]]]), np.array([[[4, 3]]])
    >>> max_unpool2d(values, places, 2)
    array([[[0., 0., 0., 5.],
            [4., 0., 0., 0.]]])
    """
    return _unpool("max_unpool2d", 2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: NDArray,
    indices: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Put each number of (N, C, D, H, W) or (C, D, H, W) back to its place, as `max_unpool2d`."""
    return _unpool("max_unpool3d", 3, input, indices, kernel_size, stride, padding, output_size)


def _unpool(name, n, input, indices, kernel_size, stride, padding, output_size):
    x = as_batch(name, n, input)  # (N, C, *image)
    kernel = ntuple(kernel_size, n, f"{name}: kernel_size", least=1)
    stride = kernel if stride is None else ntuple(stride, n, f"{name}: stride", least=1)
    padding = ntuple(padding, n, f"{name}: padding", least=0)
    usual = tuple(
        (i - 1) * s - 2 * p + k
        for i, k, s, p in zip(x.shape[2:], kernel, stride, padding, strict=True)
    )
    if output_size is None:
        sizes = usual
    else:
        if not isinstance(output_size, tuple | list) or len(output_size) not in (n, n + 2):
            raise ValueError(f"{name}: output_size must be {n} sizes, got {output_size!r}")
        sizes = ntuple(tuple(output_size[-n:]), n, f"{name}: output_size")
        for size, default, s in zip(sizes, usual, stride, strict=True):
            if abs(size - default) >= s:
                raise ValueError(
                    f"{name}: output_size must be less than the stride {stride} away from "
                    f"{usual}, got {sizes}"
                )
    if min(sizes) < 1:
        raise ValueError(f"{name}: the output would be empty, of size {sizes}")
    _check_indices(name, input, indices, sizes)
    output = np.zeros((*x.shape[:2], *sizes), x.dtype)  # (N, C, *output)
    output.reshape(-1)[_flat_places(indices.reshape(x.shape), sizes)] = x.reshape(-1)
    return output if input.ndim == n + 2 else output[0]


def max_unpool1d_backward(grad_output: NDArray, indices: NDArray) -> NDArray:
    """The gradient of `max_unpool1d` with respect to its input, as `max_unpool2d_backward`."""
    return _unpool_backward("max_unpool1d_backward", 1, grad_output, indices)


def max_unpool2d_backward(grad_output: NDArray, indices: NDArray) -> NDArray:
    """The gradient of `max_unpool2d` with respect to its input: what stands at each place.

    Parameters
    ----------
    grad_output : ndarray, shape (N, C, H, W) or (C, H, W)
    indices : ndarray of int64, shape (N, C, Ho, Wo) or (C, Ho, Wo)

    Returns
    -------
    ndarray, the shape of `indices`
    """
    return _unpool_backward("max_unpool2d_backward", 2, grad_output, indices)


def max_unpool3d_backward(grad_output: NDArray, indices: NDArray) -> NDArray:
    """The gradient of `max_unpool3d` with respect to its input, as `max_unpool2d_backward`."""
    return _unpool_backward("max_unpool3d_backward", 3, grad_output, indices)


def _unpool_backward(name, n, grad_output, indices):
    g = as_batch(name, n, grad_output, "grad_output")  # (N, C, *image)
    _check_indices(name, indices, indices, g.shape[2:])
    places = _flat_places(indices.reshape(*g.shape[:2], *indices.shape[-n:]), g.shape[2:])
    return g.reshape(-1)[places].reshape(indices.shape)


def max_pool1d_backward(
    grad_output: NDArray, indices: NDArray, input_shape: Sequence[int]
) -> NDArray:
    """The gradient of `max_pool1d` with respect to its input, as `max_pool2d_backward`."""
    return _pool_backward("max_pool1d_backward", 1, grad_output, indices, input_shape)


def max_pool2d_backward(
    grad_output: NDArray, indices: NDArray, input_shape: Sequence[int]
) -> NDArray:
    """The gradient of `max_pool2d`, or `adaptive_max_pool2d`, with respect to its input.

    Parameters
    ----------
    grad_output : ndarray of floats, shape (N, C, Ho, Wo) or (C, Ho, Wo)
    indices : ndarray of int64, same shape
        From the forward call with `return_indices`.
    input_shape : tuple of int
        The shape the input had.

    Returns
    -------
    ndarray, shape `input_shape`

    Notes
    -----
    Of several equal maxima the first takes the whole gradient, as in PyTorch on the CPU.

    Examples
    --------
    Three windows of 2 with stride 1 over 1 7 2 3: the 7 wins twice.

    >>> max_pool1d_backward(np.array([[1.0, 10.0, 100.0]]), np.array([[1, 1, 3]]), (1, 4))
    array([[  0.,  11.,   0., 100.]])
    """
    return _pool_backward("max_pool2d_backward", 2, grad_output, indices, input_shape)


def max_pool3d_backward(
    grad_output: NDArray, indices: NDArray, input_shape: Sequence[int]
) -> NDArray:
    """The gradient of `max_pool3d` with respect to its input, as `max_pool2d_backward`."""
    return _pool_backward("max_pool3d_backward", 3, grad_output, indices, input_shape)


def _pool_backward(name, n, grad_output, indices, input_shape):
    g = as_batch(name, n, grad_output, "grad_output")  # (N, C, *output)
    sizes = tuple(input_shape[-n:])
    if tuple(input_shape[:-n]) != grad_output.shape[:-n]:
        raise ValueError(
            f"{name}: an input of shape {tuple(input_shape)} has other images and channels "
            f"than grad_output of shape {grad_output.shape}"
        )
    _check_indices(name, grad_output, indices, sizes)
    indices = indices.reshape(g.shape)
    grad_input = np.zeros((*g.shape[:2], *sizes), g.dtype)  # (N, C, *image)
    for part in blocks(grad_input):
        places = _flat_places(indices[part], sizes)
        np.add.at(grad_input[part].reshape(-1), places, g[part].reshape(-1))
    return grad_input.reshape(input_shape)


def _check_indices(name, array, indices, sizes):
    check_array(name, "indices", indices)
    if indices.dtype != np.int64:
        raise TypeError(f"{name}: indices must be int64, got {indices.dtype}")
    if indices.shape != array.shape:
        raise ValueError(f"{name}: indices must have shape {array.shape}, got {indices.shape}")
    # Seen as unsigned numbers, negative ones are very large: one look finds both.
    if indices.size and indices.view(np.uint64).max() >= prod(sizes):
        raise ValueError(
            f"{name}: indices must be from 0 to {prod(sizes) - 1} for planes of {sizes}, "
            f"got {indices.min()} to {indices.max()}"
        )


def _flat_places(indices, sizes):
    """Places in (N, C, *sizes) laid out flat, from places in each plane."""
    first = np.arange(prod(indices.shape[:2])).reshape(*indices.shape[:2], *[1] * len(sizes))
    return (indices + first * prod(sizes)).reshape(-1)  # (N, C, *output) -> (N C *output,)
