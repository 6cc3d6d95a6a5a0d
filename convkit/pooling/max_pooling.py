"""Pooling: the same windows as convolution, another way to make one number of each.

    max    output[i] = max over a of input[s i + d a - p]
    avg    output[i] = sum over a of input[s i + d a - p] / (number of a)

Each channel on its own, so channels in = channels out, and nothing is learnt. The stride is
the kernel size unless given: windows side by side. What a window finds in the padding is the
identity of its reduction, which changes nothing: minus infinity for a maximum (not 0, or no
border of a negative image would survive), 0 for a sum.

New against `convolution`: no weights; and `ceil_mode`, with which a last window may hang over
the far end.

`reduce_windows` is the definition of all pooling. `max_pool1d` to `max_pool3d` give the same
numbers by the slices of `engine.reduction`, with names, order and defaults of
`torch.nn.functional`. What the average divides by has a file of its own, `average_pooling`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.engine.arguments import check_array
from convkit.engine.reduction import blocks, largest, where_largest, window_axis
from convkit.sliding.padding import pad
from convkit.sliding.shapes import Ints, ntuple, pool_output_size
from convkit.sliding.windows import sliding_windows

__all__ = ["max_pool1d", "max_pool2d", "max_pool3d", "reduce_windows"]


def reduce_windows(
    input: NDArray,
    reduce: Callable[..., NDArray],
    kernel_size: Sequence[int],
    stride: Ints = 1,
    padding: Ints = 0,
    dilation: Ints = 1,
    value: float = 0,
) -> NDArray:
    """Any pooling, by its definition: pad, cut the windows, reduce each.

    Parameters
    ----------
    input : ndarray, shape (..., i1, ..., in)
    reduce : callable
        Takes (array, axis=tuple) as ``np.max``, ``np.mean`` and ``np.median`` do.
    kernel_size : tuple of n int
    stride, padding, dilation : int or tuple of n int
    value : float
        What the padding holds.

    Returns
    -------
    ndarray, shape (..., o1, ..., on)

    Examples
    --------
    >>> x = np.array([[-5.0, -1.0, -7.0], [-2.0, -9.0, -3.0]])
    >>> reduce_windows(x, np.max, (2, 2))
    array([[-1., -1.]])
    >>> reduce_windows(x, np.ptp, (1, 3))
    array([[6.],
           [7.]])
    """
    n = len(kernel_size)
    pads = [p for size in reversed(ntuple(padding, n, "padding")) for p in (size, size)]
    windows = sliding_windows(pad(input, pads, value=value), kernel_size, stride, dilation)
    return reduce(windows, axis=tuple(range(-n, 0)))  # (..., o1, ..., on)


def max_pool1d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window of sequences (N, C, L) or (C, L); see `max_pool2d`.

    Examples
    --------
    >>> max_pool1d(np.array([[3.0, 1.0, 4.0, 1.0, 5.0]]), 2, ceil_mode=True)
    array([[3., 4., 5.]])
    """
    window = kernel_size, stride, padding, dilation, ceil_mode
    return _max_pool("max_pool1d", 1, input, window, return_indices)


def max_pool2d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window of images.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size if not given.
    padding : int or (int, int)
        Minus infinities at both ends of each axis, at most half the kernel size.
    dilation : int or (int, int)
    ceil_mode : bool
        Let a last window hang over the far end, if it starts inside the image or the near
        padding.
    return_indices : bool
        Also say where each maximum was.

    Returns
    -------
    output : ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)
        Ho = floor((H + 2p - d(kh - 1) - 1) / s) + 1, rounded up with `ceil_mode`.
    indices : ndarray of int64, same shape, only with `return_indices`
        row * W + column of the maximum in its own plane, padding not counted. Of equal
        numbers the first. `max_unpool2d` and `max_pool2d_backward` take these.

    Raises
    ------
    TypeError
        If the input is no array of real numbers, or a size is no integer.
    ValueError
        If a size is too small, the padding more than half the kernel, the image smaller than
        the kernel; or if an index is asked of a window that holds only padding.

    Notes
    -----
    A window with a NaN gives NaN, and the index of its last NaN, as PyTorch does.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0, 0.0, 5.0], [4.0, 3.0, 5.0, 0.0]]])
    >>> max_pool2d(x, 2)
    array([[[4., 5.]]])

    The 4 stands at place 4, the first 5 at place 3.

    >>> max_pool2d(x, 2, return_indices=True)[1]
    array([[[4, 3]]])
    """
    window = kernel_size, stride, padding, dilation, ceil_mode
    return _max_pool("max_pool2d", 2, input, window, return_indices)


def max_pool3d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window of volumes (N, C, D, H, W) or (C, D, H, W); see above."""
    window = kernel_size, stride, padding, dilation, ceil_mode
    return _max_pool("max_pool3d", 3, input, window, return_indices)


def _max_pool(name, n, input, window, return_indices):
    x = as_batch(name, n, input)  # (N, C, *image)
    if x.dtype.kind not in "fiu":
        raise TypeError(f"{name}: input must hold real numbers, got dtype {x.dtype}")
    axes = window_axes(name, x.shape[2:], *window)
    return max_over(name, input, x, axes, return_indices)


def max_over(name, input, x, axes, return_indices):
    """The maxima of the windows `axes` of a batch x, batched or not as `input` was."""
    shape = x.shape[:2] + tuple(len(axis.starts) for axis in axes)
    output = np.empty(shape, x.dtype)  # (N, C, *output)
    results = [output]
    if return_indices:
        results.append(np.empty(shape, np.int64))  # (N, C, *output)
    for part in blocks(x):
        output[part] = largest(x[part], axes)
        if return_indices:
            results[1][part] = where_largest(name, x[part], output[part], axes)
    if input.ndim < x.ndim:
        results = [array[0] for array in results]
    return tuple(results) if return_indices else results[0]


def as_batch(name, n, array, label="input", may_be_empty=False):
    """The array as (N, C, *image), with N = 1 if it came without; only N may be 0."""
    check_array(name, label, array)
    if array.ndim not in (n + 1, n + 2):
        raise ValueError(
            f"{name}: {label} needs {n + 2} axes, or {n + 1} without a batch, "
            f"got shape {array.shape}"
        )
    if 0 in array.shape[-n - 1 :] and not may_be_empty:
        raise ValueError(f"{name}: only the batch of {label} may be empty, got {array.shape}")
    return array if array.ndim == n + 2 else array[None]


def window_axes(name, sizes, kernel_size, stride, padding, dilation, ceil_mode):
    """The windows along each image axis, from the arguments of a pooling."""
    n = len(sizes)
    kernel = ntuple(kernel_size, n, f"{name}: kernel_size", least=1)
    stride = kernel if stride is None else ntuple(stride, n, f"{name}: stride", least=1)
    padding = ntuple(padding, n, f"{name}: padding", least=0)
    dilation = ntuple(dilation, n, f"{name}: dilation", least=1)
    axes = []
    for i, k, s, p, d in zip(sizes, kernel, stride, padding, dilation, strict=True):
        if p > k // 2:
            raise ValueError(
                f"{name}: padding must be at most half the kernel, {k // 2} of {k}, got {p}"
            )
        try:
            m = pool_output_size(i, k, s, p, d, ceil_mode)
        except ValueError as reason:
            raise ValueError(f"{name}: input {sizes}, kernel {kernel}: {reason}") from None
        axes.append(window_axis(i, m, k, s, p, d))
    return axes
