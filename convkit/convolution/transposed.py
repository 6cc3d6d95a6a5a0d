"""Transposed convolution: the way back from a convolution's output to its input's shape.

A convolution with stride s reads input[s i + d a - p] into output[i] with weight a. The
transposed one writes along the same lines in the other direction: input[i], times weight
a, is added to output[s i + d a - p]. Written as a matrix, the convolution is multiplied by
A, and this by A transposed; it restores shapes, not values.

The same numbers come out of an ordinary convolution: put s - 1 zeros between the inputs,
turn the kernel half round, pad by d(k - 1) - p (Dumoulin & Visin 2016, arXiv:1603.07285,
chapter 4, relations 8 to 14).

New against `convolution`: the direction; and `output_padding`, because a stride forgets
which of s sizes it came from.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convkit.convolution.conv import correlate_windows, quickest
from convkit.engine.arguments import check_array, transposed_geometry
from convkit.sliding.padding import insert_zeros, pad
from convkit.sliding.shapes import Ints, effective_kernel, ntuple

__all__ = [
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "pixel_shuffle",
    "pixel_unshuffle",
]


def adjoint_by_stretching(y, weight, stride, pads, dilation, groups, sizes):
    """The definition by an ordinary convolution, as the head of this file describes it.

    (N, O, *output), (O, C/g, *kernel) -> (N, C, *sizes). The functions below take a quicker
    way to the same numbers.
    """
    n = len(stride)
    borders = []
    for size, o, k, s, (before, _), d in zip(
        sizes, y.shape[2:], weight.shape[2:], stride, pads, dilation, strict=True
    ):
        near = effective_kernel(k, d) - 1 - before
        far = size + before - (s * (o - 1) + 1)
        borders.append((near, far))
    stretched = insert_zeros(y, stride, axes=range(2, n + 2))
    stretched = pad(stretched, [p for pair in reversed(borders) for p in pair])
    flipped = np.flip(weight, tuple(range(2, n + 2)))  # (O, C/g, *kernel)
    flipped = flipped.reshape(groups, -1, *flipped.shape[1:])  # (g, O/g, C/g, *kernel)
    flipped = flipped.swapaxes(1, 2).reshape(-1, len(weight) // groups, *weight.shape[2:])
    return correlate_windows(stretched, flipped, (1,) * n, ((0, 0),) * n, dilation, groups)


def conv_transpose1d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    *,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Transposed convolution of sequences (N, C, L) or (C, L).

    `conv_transpose2d` says everything about the arguments.

    Examples
    --------
    Each input stamps the kernel; where stamps overlap, they add.

    >>> conv_transpose1d(np.array([[1, 10]]), np.array([[[1, 2, 3]]]), stride=2)
    array([[ 1,  2, 13, 20, 30]])
    """
    return _transposed(
        "conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups,
        dilation, output_size,
    )  # fmt: skip


def conv_transpose2d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    *,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Transposed convolution of images.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    weight : ndarray of the same dtype, shape (C, O/groups, kh, kw), **input** channels first
    bias : ndarray, shape (O,), optional
    stride, dilation : int or (int, int)
        Those of the convolution this is the way back from.
    padding : int or (int, int)
        Rows and columns **taken away** at both ends, where that convolution had added them.
    output_padding : int or (int, int)
        Rows and columns more at the far end; smaller than the stride or the dilation.
    groups : int
    output_size : sequence of int, optional
        (Ho, Wo), instead of `output_padding`; in PyTorch only its layers have it.

    Returns
    -------
    ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
        Where Ho = s(H - 1) - 2p + d(kh - 1) + 1 + output_padding, and Wo likewise.

    Raises
    ------
    TypeError
        If an argument is no array, no integer, or the dtypes differ.
    ValueError
        If the shapes do not fit together or nothing would be left.

    Examples
    --------
    Both 5 x 5 and 6 x 6 become 2 x 2 with stride 2. The way back must be told which.

    >>> small, kernel = np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3))
    >>> conv_transpose2d(small, kernel, stride=2).shape
    (1, 1, 5, 5)
    >>> conv_transpose2d(small, kernel, stride=2, output_size=(6, 6)).shape
    (1, 1, 6, 6)

    Stamps overlap in every second row and column.

    >>> conv_transpose2d(small, kernel, stride=2)[0, 0, 1]
    array([1., 1., 2., 1., 1.])
    """
    return _transposed(
        "conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups,
        dilation, output_size,
    )  # fmt: skip


def conv_transpose3d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    *,
    output_size: Sequence[int] | None = None,
) -> NDArray:
    """Transposed convolution of volumes (N, C, D, H, W) or (C, D, H, W).

    `conv_transpose2d` says everything about the arguments.
    """
    return _transposed(
        "conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups,
        dilation, output_size,
    )  # fmt: skip


def _transposed(name, n, input, weight, bias, stride, padding, *rest):
    """What the three share: check, find the output's size, go back, add bias."""
    how = stride, padding, *rest
    stride, pads, dilation, sizes = transposed_geometry(name, n, input, weight, bias, *how)
    groups = rest[1]
    batch = input if input.ndim == n + 2 else input[None]
    if batch.size == 0 or weight.size == 0:
        output = np.zeros((len(batch), weight.shape[1] * groups, *sizes), input.dtype)
    else:
        adjoint = quickest(weight.shape, groups).adjoint
        output = adjoint(batch, weight, stride, pads, dilation, groups, sizes)
    if bias is not None:
        output += bias.reshape(-1, *[1] * n)
    return output if input.ndim == n + 2 else output[0]


def pixel_shuffle(input: NDArray, upscale_factor: int) -> NDArray:
    """Deal channels out as pixels: (..., C r², H, W) to (..., C, H r, W r).

    A transposed convolution with stride r and an r x r kernel is a convolution at the small
    size with r² times the channels, then this (Shi et al. 2016, arXiv:1609.05158).

    Parameters
    ----------
    input : ndarray, shape (..., C r², H, W)
    upscale_factor : int
        r. Channel c r² + a r + b becomes row a, column b of each r x r block of channel c.

    Returns
    -------
    ndarray, shape (..., C, H r, W r)

    Raises
    ------
    ValueError
        If r² does not divide the channels.

    Examples
    --------
    >>> pixel_shuffle(np.array([1, 2, 3, 4]).reshape(4, 1, 1), 2)
    array([[[1, 2],
            [3, 4]]])
    """
    name = "pixel_shuffle"
    check_array(name, "input", input)
    (r,) = ntuple(upscale_factor, 1, f"{name}: upscale_factor", least=1)
    if input.ndim < 3 or input.shape[-3] % r**2:
        raise ValueError(f"{name}: input needs (..., C * {r**2}, H, W), got {input.shape}")
    *lead, c, h, w = input.shape
    x = input.reshape(*lead, c // r**2, r, r, h, w)  # (..., C, a, b, H, W)
    x = np.moveaxis(x, (-4, -3), (-3, -1))  # (..., C, H, a, W, b)
    return x.reshape(*lead, c // r**2, h * r, w * r)


def pixel_unshuffle(input: NDArray, downscale_factor: int) -> NDArray:
    """The inverse of `pixel_shuffle`: (..., C, H r, W r) to (..., C r², H, W).

    Raises
    ------
    ValueError
        If r does not divide the height and the width.

    Examples
    --------
    >>> pixel_unshuffle(np.array([[[1, 2], [3, 4]]]), 2)[:, 0, 0]
    array([1, 2, 3, 4])
    """
    name = "pixel_unshuffle"
    check_array(name, "input", input)
    (r,) = ntuple(downscale_factor, 1, f"{name}: downscale_factor", least=1)
    if input.ndim < 3 or input.shape[-1] % r or input.shape[-2] % r:
        raise ValueError(f"{name}: input needs (..., C, H * {r}, W * {r}), got {input.shape}")
    *lead, c, h, w = input.shape
    x = input.reshape(*lead, c, h // r, r, w // r, r)  # (..., C, H, a, W, b)
    x = np.moveaxis(x, (-3, -1), (-4, -3))  # (..., C, a, b, H, W)
    return x.reshape(*lead, c * r**2, h // r, w // r)
