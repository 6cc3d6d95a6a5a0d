"""The backward passes of transposed convolution, padding, unfolding and shuffling.

Each of these is linear and only moves, adds or scales numbers, so its backward pass sends
every gradient back along the line its number came by. Transposed convolution is the
transpose of a convolution, so its gradient with respect to the input is that convolution,
and its weight's gradient is the convolution's with input and output in exchanged roles.
Padding copies some elements into the border; they collect the gradients of their copies.

Some backward passes are functions that exist already, and get no second name:

    unfold         fold of the gradient, and the other way round
    pixel_shuffle  pixel_unshuffle of the gradient, and the other way round

New against `gradients`: the direction.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.convolution.conv import quickest
from convkit.convolution.gradients import bias_gradient
from convkit.engine.arguments import check_array, transposed_geometry
from convkit.sliding.padding import axis_pairs, border_places
from convkit.sliding.padding import pad as pad_array
from convkit.sliding.shapes import Ints

__all__ = [
    "conv_transpose1d_backward",
    "conv_transpose2d_backward",
    "conv_transpose3d_backward",
    "pad_backward",
]


def conv_transpose1d_backward(
    grad_output: NDArray,
    input: NDArray,
    weight: NDArray,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> tuple[NDArray, NDArray, NDArray]:
    """All three gradients of `conv_transpose1d`, as `conv_transpose2d_backward`."""
    how = stride, padding, output_padding, groups, dilation
    return _backward("conv_transpose1d_backward", 1, grad_output, input, weight, *how)


def conv_transpose2d_backward(
    grad_output: NDArray,
    input: NDArray,
    weight: NDArray,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> tuple[NDArray, NDArray, NDArray]:
    """All three gradients of `conv_transpose2d`.

    Parameters
    ----------
    grad_output : ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
    input, weight, stride, padding, output_padding, groups, dilation
        As given to `conv_transpose2d`.

    Returns
    -------
    grad_input, grad_weight, grad_bias : ndarray
        Of the shapes of the input, the weight and (O,).

    Raises
    ------
    ValueError
        If `grad_output` has not the shape of the output.

    Examples
    --------
    The gradient of the input is a convolution: a small one, of what it had been stamped on.

    >>> kernel = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> blame = np.array([[[[1.0, 0.0], [0.0, 10.0]]]])
    >>> conv_transpose2d_backward(blame, np.ones((1, 1, 1, 1)), kernel)[0]
    array([[[[41.]]]])
    """
    how = stride, padding, output_padding, groups, dilation
    return _backward("conv_transpose2d_backward", 2, grad_output, input, weight, *how)


def conv_transpose3d_backward(
    grad_output: NDArray,
    input: NDArray,
    weight: NDArray,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> tuple[NDArray, NDArray, NDArray]:
    """All three gradients of `conv_transpose3d`, as `conv_transpose2d_backward`."""
    how = stride, padding, output_padding, groups, dilation
    return _backward("conv_transpose3d_backward", 3, grad_output, input, weight, *how)


def _backward(
    name, n, grad_output, input, weight, stride, padding, output_padding, groups, dilation
):
    how = stride, padding, output_padding, groups, dilation
    stride, pads, dilation, sizes = transposed_geometry(name, n, input, weight, None, *how)
    check_array(name, "grad_output", grad_output, input.dtype)
    need = *input.shape[: -n - 1], weight.shape[1] * groups, *sizes
    if grad_output.shape != need:
        raise ValueError(
            f"{name}: grad_output must have the shape of the output, {need}, "
            f"got {grad_output.shape}"
        )
    x, gy = (a if a.ndim == n + 2 else a[None] for a in (input, grad_output))
    if x.size == 0 or gy.size == 0:
        return np.zeros_like(input), np.zeros_like(weight), bias_gradient(grad_output, n)
    quick, way = quickest(weight.shape, groups), (stride, pads, dilation, groups)
    gx = quick.correlate(gy, weight, *way, x.shape[2:])
    gw = quick.weight_gradient(gy, x, *way, weight.shape[2:])
    return gx.reshape(input.shape), gw, bias_gradient(grad_output, n)


def pad_backward(
    grad_output: NDArray, input_shape: Sequence[int], pad: Sequence[int], mode: str = "constant"
) -> NDArray:
    """The gradient of `pad` with respect to its input.

    Parameters
    ----------
    grad_output : ndarray, the shape of the output
    input_shape : sequence of int
        The shape the input had.
    pad, mode
        As given to `pad`.

    Returns
    -------
    ndarray, of shape `input_shape`

    Examples
    --------
    With replicate, the first element answers for its copies too.

    >>> pad_backward(np.array([[1.0, 10.0, 100.0, 1000.0]]), (1, 2), (2, 0), "replicate")
    array([[ 111., 1000.]])
    """
    name = "pad_backward"
    check_array(name, "grad_output", grad_output)
    pairs = axis_pairs(tuple(input_shape), pad, mode)
    lead = len(input_shape) - len(pairs)
    added = [(0, 0)] * lead + pairs
    need = tuple(n + b + a for n, (b, a) in zip(input_shape, added, strict=True))
    if grad_output.shape != need:
        raise ValueError(
            f"{name}: grad_output must have the shape of the output, {need}, "
            f"got {grad_output.shape}"
        )
    if mode == "constant":  # the border came from nowhere: cut it off again
        return pad_array(grad_output, [-p for p in pad])
    grad = grad_output
    for axis, where in border_places(tuple(input_shape), pairs, mode):
        shape = *grad.shape[:axis], input_shape[axis], *grad.shape[axis + 1 :]
        collected = np.zeros(shape, grad.dtype)
        every: list[Any] = [slice(None)] * axis
        np.add.at(collected, (*every, where), grad)
        grad = collected
    return grad
