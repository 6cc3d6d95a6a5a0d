"""Average pooling: the sum of each window, and the question what to divide it by.

    output[i] = sum over a of input[s i + a - p] / divisor[i]

A window of k elements that lies inside the image is divided by k. At the border there are
two kinds of missing elements, and PyTorch treats them differently:

- in the *padding*, p at each end: zeros that count, unless `count_include_pad` is False;
- in the *overhang* of a last window that `ceil_mode` lets go beyond the padding: these
  are not there at all, and never count.

New against `pooling`: the divisor; and a way back. The average is linear, so its backward
is its adjoint: each gradient, divided alike, is added to every element of its window.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convkit.engine.reduction import blocks, spread, total
from convkit.pooling.max_pooling import as_batch, window_axes
from convkit.sliding.shapes import Ints, ntuple

__all__ = [
    *("avg_pool1d", "avg_pool2d", "avg_pool3d"),
    *("avg_pool1d_backward", "avg_pool2d_backward", "avg_pool3d_backward"),
]


def avg_pool1d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> NDArray:
    """The mean of each window of sequences (N, C, L) or (C, L); `avg_pool2d` says the rest.

    Examples
    --------
    The last window hangs over the end. What it lacks is not counted.

    >>> avg_pool1d(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), 2, ceil_mode=True)
    array([[1.5, 3.5, 5. ]])
    """
    window = kernel_size, stride, padding, 1, ceil_mode
    return _avg_pool("avg_pool1d", 1, input, window, count_include_pad)


def avg_pool2d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    """The mean of each window of images.

    Parameters
    ----------
    input : ndarray of floats, shape (N, C, H, W) or (C, H, W)
    kernel_size, stride, padding, ceil_mode
        As in `max_pool2d`, but the padding holds zeros.
    count_include_pad : bool
        Whether the padding counts in the divisor.
    divisor_override : int, optional
        Divide every sum by this instead.

    Returns
    -------
    ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)
        Ho = floor((H + 2p - kh) / s) + 1, rounded up with `ceil_mode`.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d`; also for an input that holds no floats, and for a divisor of 0.

    Examples
    --------
    Each window holds one number of the image and three zeros of padding.

    >>> x = np.full((1, 2, 2), 12.0)
    >>> avg_pool2d(x, 2, padding=1)
    array([[[3., 3.],
            [3., 3.]]])
    >>> avg_pool2d(x, 2, padding=1, count_include_pad=False)
    array([[[12., 12.],
            [12., 12.]]])
    """
    window = kernel_size, stride, padding, 1, ceil_mode
    return _avg_pool("avg_pool2d", 2, input, window, count_include_pad, divisor_override)


def avg_pool3d(
    input: NDArray,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    """The mean of each window of volumes, (N, C, D, H, W) or (C, D, H, W), as `avg_pool2d`."""
    window = kernel_size, stride, padding, 1, ceil_mode
    return _avg_pool("avg_pool3d", 3, input, window, count_include_pad, divisor_override)


def avg_pool1d_backward(
    grad_output: NDArray,
    input_shape: Sequence[int],
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> NDArray:
    """The gradient of `avg_pool1d` with respect to its input, as `avg_pool2d_backward`."""
    window = kernel_size, stride, padding, 1, ceil_mode
    return _backward("avg_pool1d_backward", 1, grad_output, input_shape, window, count_include_pad)


def avg_pool2d_backward(
    grad_output: NDArray,
    input_shape: Sequence[int],
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    """The gradient of `avg_pool2d` with respect to its input.

    Parameters
    ----------
    grad_output : ndarray, the shape of the output
    input_shape : tuple of int
        The shape the input had; its values do not matter.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As given to `avg_pool2d`.

    Returns
    -------
    ndarray, shape `input_shape`

    Examples
    --------
    >>> avg_pool2d_backward(np.array([[[4.0, 8.0]]]), (1, 2, 4), 2)
    array([[[1., 1., 2., 2.],
            [1., 1., 2., 2.]]])
    """
    name, divide_by = "avg_pool2d_backward", (count_include_pad, divisor_override)
    window = kernel_size, stride, padding, 1, ceil_mode
    return _backward(name, 2, grad_output, input_shape, window, *divide_by)


def avg_pool3d_backward(
    grad_output: NDArray,
    input_shape: Sequence[int],
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    """The gradient of `avg_pool3d` with respect to its input, as `avg_pool2d_backward`."""
    name, divide_by = "avg_pool3d_backward", (count_include_pad, divisor_override)
    window = kernel_size, stride, padding, 1, ceil_mode
    return _backward(name, 3, grad_output, input_shape, window, *divide_by)


def _avg_pool(name, n, input, window, count_include_pad, divisor_override=None):
    x = as_batch(name, n, input)  # (N, C, *image)
    axes = window_axes(name, x.shape[2:], *window)
    by = _divisor(name, x.shape[2:], window, axes, count_include_pad, divisor_override)
    return mean_over(name, input, x, axes, by)


def _backward(name, n, grad_output, input_shape, window, count_include_pad, divisor_override=None):
    as_batch(name, n, grad_output, "grad_output")
    sizes = tuple(input_shape[-n:])
    axes = window_axes(name, sizes, *window)
    by = _divisor(name, sizes, window, axes, count_include_pad, divisor_override)
    return mean_backward(name, grad_output, input_shape, axes, by)


def _divisor(name, sizes, window, axes, count_include_pad, divisor_override):
    """What each window's sum is divided by: an array (*output), or one number."""
    n = len(sizes)
    if divisor_override is not None:
        (divisor,) = ntuple(divisor_override, 1, f"{name}: divisor_override")
        if divisor == 0:
            raise ValueError(f"{name}: divisor_override must not be 0")
        return np.array(divisor)
    by = np.array(1)
    kernel, padding = ntuple(window[0], n, "kernel_size"), ntuple(window[2], n, "padding")
    for size, k, p, axis in zip(sizes, kernel, padding, axes, strict=True):
        low, high = (-p, size + p) if count_include_pad else (0, size)
        counted = np.minimum(axis.starts + k, high) - np.maximum(axis.starts, low)  # (o,)
        by = by[..., None] * counted  # (..., o)
    return by


def mean_over(name, input, x, axes, by):
    """The sums of the windows `axes` of a batch x over `by`, batched or not as `input` was."""
    need_floats(name, x)
    output = np.empty(x.shape[:2] + tuple(len(axis.starts) for axis in axes), x.dtype)
    for part in blocks(x):
        output[part] = total(x[part], axes) / by.astype(x.dtype)
    return output if input.ndim == x.ndim else output[0]


def mean_backward(name, grad_output, input_shape, axes, by):
    """The adjoint of `mean_over`."""
    need_floats(name, grad_output)
    n = len(axes)
    need = (*input_shape[:-n], *(len(axis.starts) for axis in axes))
    if grad_output.shape != need:
        raise ValueError(
            f"{name}: an input of shape {tuple(input_shape)} needs a grad_output of shape {need}, "
            f"got {grad_output.shape}"
        )
    g = grad_output if len(need) == n + 2 else grad_output[None]  # (N, C, *output)
    grad_input = np.empty((*g.shape[:2], *input_shape[-n:]), g.dtype)  # (N, C, *image)
    for part in blocks(grad_input):
        grad_input[part] = spread(g[part] / by.astype(g.dtype), axes, input_shape[-n:])
    return grad_input.reshape(input_shape)


def need_floats(name, x):
    """Refuse integers: a mean of integers is no integer."""
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: a mean needs floats, got dtype {x.dtype}; use astype(float)")
