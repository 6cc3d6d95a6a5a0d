"""Who is to blame: the backward passes of convolution, transposed convolution and padding.

Given the gradient of a loss with respect to the output, find it with respect to what went
in. A convolution is linear in each of its arrays, so each gradient is another linear map
of the same windows (y = output, gy = its gradient, and so on):

    gx[n, c, j]  sums  weight[o, c, a] gy[n, o, i]  over all o, i, a with s i + d a - p = j
    gw[o, c, a]  sums  x[n, c, s i + d a - p] gy[n, o, i]  over all n and i
    gb[o]        sums  gy[n, o, i]  over all n and i

The first is the transposed convolution, the second a convolution of x with gy, whose taps
are s apart (Dumoulin & Visin 2016, arXiv:1603.07285, section 4.1, for the first).

New against `transposed`: the gradient of the weight. The names ending in `_input` and
`_weight` are those of `torch.nn.grad`; `_backward` is both, and the bias.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convkit.convolution.conv import quickest
from convkit.engine.arguments import check_array, check_arrays, geometry, output_sizes
from convkit.sliding.padding import pad
from convkit.sliding.shapes import Ints, ntuple
from convkit.sliding.windows import sliding_windows

__all__ = [
    *("conv1d_input", "conv2d_input", "conv3d_input"),
    *("conv1d_weight", "conv2d_weight", "conv3d_weight"),
    *("conv1d_backward", "conv2d_backward", "conv3d_backward"),
]


def weight_gradient_windows(x, y, stride, pads, dilation, groups, kernel):
    """The gradient of the weight as the head of this file has it, without haste.

    (N, C, *image), (N, O, *output) -> (O, C/g, *kernel).
    """
    n = len(kernel)
    x = pad(x, [p for pair in reversed(pads) for p in pair])
    w = sliding_windows(x, kernel, stride, dilation)  # (N, C, *output, *kernel)
    used = tuple(map(slice, y.shape[2:]))
    w = w[(slice(None), slice(None), *used)]
    w = w.reshape(len(x), groups, -1, *w.shape[2:])  # (N, g, C/g, *output, *kernel)
    y = y.reshape(len(y), groups, -1, *y.shape[2:])  # (N, g, O/g, *output)
    out, taps = "xyz"[:n], "abc"[:n]
    gw = np.einsum(f"Ngi{out}{taps},Ngo{out}->goi{taps}", w, y)
    return gw.reshape(-1, *gw.shape[2:])  # (O, C/g, *kernel)


def conv1d_input(
    input_size: Sequence[int], weight: NDArray, grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv1d` with respect to its input, as `conv2d_input`."""
    how = stride, padding, dilation, groups
    return _input("conv1d_input", 1, input_size, weight, grad_output, *how)


def conv2d_input(
    input_size: Sequence[int], weight: NDArray, grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv2d` with respect to its input.

    Parameters
    ----------
    input_size : sequence of int
        The shape of the input: a stride forgets it.
    weight : ndarray, shape (O, C/groups, kh, kw)
    grad_output : ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
    stride, padding, dilation, groups
        As given to `conv2d`.

    Returns
    -------
    ndarray, of shape `input_size`

    Raises
    ------
    ValueError
        If `grad_output` has not the shape of the output.

    Examples
    --------
    The blame of one output lies on its window, in the proportions of the kernel.

    >>> weight = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> blame = np.array([[[[0.0, 1.0], [0.0, 0.0]]]])
    >>> conv2d_input((1, 1, 3, 3), weight, blame)[0, 0]
    array([[0., 1., 2.],
           [0., 3., 4.],
           [0., 0., 0.]])
    """
    how = stride, padding, dilation, groups
    return _input("conv2d_input", 2, input_size, weight, grad_output, *how)


def conv3d_input(
    input_size: Sequence[int], weight: NDArray, grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv3d` with respect to its input, as `conv2d_input`."""
    how = stride, padding, dilation, groups
    return _input("conv3d_input", 3, input_size, weight, grad_output, *how)


def conv1d_weight(
    input: NDArray, weight_size: Sequence[int], grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv1d` with respect to its weight, as `conv2d_weight`."""
    how = stride, padding, dilation, groups
    return _weight("conv1d_weight", 1, input, weight_size, grad_output, *how)


def conv2d_weight(
    input: NDArray, weight_size: Sequence[int], grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv2d` with respect to its weight.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    weight_size : sequence of int
        The shape of the weight: with a stride, several kernels give the same output size.
    grad_output : ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
    stride, padding, dilation, groups
        As given to `conv2d`.

    Returns
    -------
    ndarray, of shape `weight_size`

    Raises
    ------
    ValueError
        If `grad_output` has not the shape of the output.

    Examples
    --------
    A tap is to blame for what it was multiplied by: here the window of the second output.

    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> blame = np.array([[[[0.0, 1.0], [0.0, 0.0]]]])
    >>> conv2d_weight(image, (1, 1, 2, 2), blame)[0, 0]
    array([[1., 2.],
           [4., 5.]])
    """
    how = stride, padding, dilation, groups
    return _weight("conv2d_weight", 2, input, weight_size, grad_output, *how)


def conv3d_weight(
    input: NDArray, weight_size: Sequence[int], grad_output: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> NDArray:  # fmt: skip
    """The gradient of `conv3d` with respect to its weight, as `conv2d_weight`."""
    how = stride, padding, dilation, groups
    return _weight("conv3d_weight", 3, input, weight_size, grad_output, *how)


def conv1d_backward(
    grad_output: NDArray, input: NDArray, weight: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray]:  # fmt: skip
    """All three gradients of `conv1d`, as `conv2d_backward`."""
    how = stride, padding, dilation, groups
    return _backward("conv1d_backward", 1, grad_output, input, weight, *how)


def conv2d_backward(
    grad_output: NDArray, input: NDArray, weight: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray]:  # fmt: skip
    """All three gradients of `conv2d`.

    Parameters
    ----------
    grad_output : ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
    input, weight, stride, padding, dilation, groups
        As given to `conv2d`.

    Returns
    -------
    grad_input, grad_weight, grad_bias : ndarray
        Of the shapes of the input, the weight and (O,).

    Examples
    --------
    >>> image, kernel = np.ones((2, 1, 4, 5)), np.ones((3, 1, 2, 2))
    >>> [g.shape for g in conv2d_backward(np.ones((2, 3, 3, 4)), image, kernel)]
    [(2, 1, 4, 5), (3, 1, 2, 2), (3,)]
    """
    how = stride, padding, dilation, groups
    return _backward("conv2d_backward", 2, grad_output, input, weight, *how)


def conv3d_backward(
    grad_output: NDArray, input: NDArray, weight: NDArray,
    stride: Ints = 1, padding: Ints | str = 0, dilation: Ints = 1, groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray]:  # fmt: skip
    """All three gradients of `conv3d`, as `conv2d_backward`."""
    how = stride, padding, dilation, groups
    return _backward("conv3d_backward", 3, grad_output, input, weight, *how)


def _input(name, n, input_size, weight, grad_output, *how):
    check_array(name, "weight", weight)
    size = ntuple(tuple(input_size), len(input_size), f"{name}: input_size", least=0)
    stand_in = np.broadcast_to(np.zeros((), weight.dtype), size)  # a shape, no memory
    gy, how = _checked(name, n, stand_in, weight, grad_output, *how)
    if gy.size == 0 or weight.size == 0:
        return np.zeros(stand_in.shape, weight.dtype)
    gx = quickest(weight.shape, how[-1]).adjoint(gy, weight, *how, stand_in.shape[-n:])
    return gx.reshape(stand_in.shape)


def _weight(name, n, input, weight_size, grad_output, *how):
    check_array(name, "input", input)
    size = ntuple(tuple(weight_size), len(weight_size), f"{name}: weight_size", least=1)
    stand_in = np.broadcast_to(np.zeros((), input.dtype), size)
    gy, how = _checked(name, n, input, stand_in, grad_output, *how)
    if gy.size == 0 or input.size == 0:
        return np.zeros(stand_in.shape, input.dtype)
    x = input if input.ndim == n + 2 else input[None]
    quick = quickest(stand_in.shape, how[-1])
    return quick.weight_gradient(x, gy, *how, stand_in.shape[2:])


def _backward(name, n, grad_output, input, weight, *how):
    check_array(name, "input", input)
    check_array(name, "weight", weight)
    return (
        _input(name, n, input.shape, weight, grad_output, *how),
        _weight(name, n, input, weight.shape, grad_output, *how),
        bias_gradient(grad_output, n),
    )


def bias_gradient(grad_output, n):
    """The sum of what went wrong in each channel: over the batch and the n image axes."""
    batch = (0,) if grad_output.ndim == n + 2 else ()
    return grad_output.sum(axis=(*batch, *range(-n, 0)))


def _checked(name, n, input, weight, grad_output, stride, padding, dilation, groups):
    """The gradient as a batch, and (stride, pads, dilation, groups), all of it checked."""
    check_arrays(name, n, groups, input, weight)
    check_array(name, "grad_output", grad_output, input.dtype)
    how = geometry(name, n, weight.shape[2:], stride, padding, dilation)
    sizes = output_sizes(name, input.shape[-n:], weight.shape[2:], *how)
    need = *input.shape[: -n - 1], len(weight), *sizes
    if grad_output.shape != need:
        raise ValueError(
            f"{name}: grad_output must have the shape of the output, {need}, "
            f"got {grad_output.shape}"
        )
    return grad_output if len(need) == n + 2 else grad_output[None], (*how, groups)
