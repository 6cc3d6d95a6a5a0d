"""Convolution as networks use it: batches, channels, stride, padding, dilation, groups.

Each output channel f has a kernel for every input channel c, and adds up what they see:

    output[n, f, i] = bias[f] + sum over c, a of weight[f, c, a] input[n, c, s i + d a - p]

in one dimension; in two or three, i and a are pairs or triples. With `groups`, the
channels are dealt into g lanes of equal width, and the sum runs over the lane of f only.

New against `correlation`: sums over channels, an axis for the images of a batch, and the
four numbers stride, padding, dilation and groups. Names, order and defaults of the
arguments are those of `torch.nn.functional`; the sizes are those of Dumoulin & Visin 2016, *A guide
to convolution arithmetic for deep learning*, arXiv:1603.07285.

`correlate_windows` is the definition. What runs is one of two quicker orders of the same
sum, in files of their own: `engine.im2col`, and for depthwise convolution `engine.shifts`.
"""

import numpy as np
from numpy.typing import NDArray

from convkit.engine import im2col, shifts
from convkit.engine.arguments import check_arrays, geometry, output_sizes
from convkit.sliding.padding import pad
from convkit.sliding.shapes import Ints
from convkit.sliding.windows import sliding_windows

__all__ = ["conv1d", "conv2d", "conv3d"]


def correlate_windows(x, weight, stride, pads, dilation, groups):
    """The definition: cut every window, multiply by the kernels, sum over channels and taps.

    (N, C, *image), (O, C/g, *kernel) -> (N, O, *output); `pads` holds one (before, after)
    for each image axis. `convolve` takes a quicker way to the same numbers.
    """
    n = len(stride)
    x = pad(x, [p for pair in reversed(pads) for p in pair])
    w = sliding_windows(x, weight.shape[2:], stride, dilation)  # (N, C, *output, *kernel)
    w = w.reshape(len(x), groups, -1, *w.shape[2:])  # (N, g, C/g, *output, *kernel)
    k = weight.reshape(groups, -1, *weight.shape[1:])  # (g, O/g, C/g, *kernel)
    out, taps = "xyz"[:n], "abc"[:n]
    y = np.einsum(f"Ngi{out}{taps},goi{taps}->Ngo{out}", w, k)
    return y.reshape(len(x), len(weight), *y.shape[3:])  # (N, O, *output)


def conv1d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """Convolve sequences (N, C, L) or (C, L) with kernels (O, C/groups, k).

    `conv2d` says everything about the arguments.

    Examples
    --------
    >>> signal, difference = np.array([[1, 2, 4, 8]]), np.array([[[-1, 1]]])
    >>> conv1d(signal, difference)
    array([[1, 2, 4]])
    """
    return convolve("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """Convolve images with kernels.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    weight : ndarray of the same dtype, shape (O, C/groups, kh, kw)
    bias : ndarray, shape (O,), optional
    stride : int or (int, int)
        Steps from one window to the next, down and right.
    padding : int or (int, int) or 'valid' or 'same'
        Zeros added at both ends of each axis. 'valid' is 0. 'same' adds what keeps the size
        and needs stride 1; if the total is odd, the extra zero goes below and right.
    dilation : int or (int, int)
        Steps from one tap of the kernel to the next.
    groups : int
        Lanes of channels. It divides both C and O.

    Returns
    -------
    ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)
        Where Ho = floor((H + 2p - d(kh - 1) - 1) / s) + 1, and Wo likewise.

    Raises
    ------
    TypeError
        If an argument is no array, no integer, or the dtypes differ.
    ValueError
        If the shapes do not fit together, or the kernel covers more than the padded input.

    Notes
    -----
    For another border than zeros, pad first: ``conv2d(pad(input, (1, 1, 1, 1), "reflect"),
    weight)``.

    Examples
    --------
    One image of one channel under one kernel of ones: each output is a sum of four.

    >>> image = np.arange(25.0).reshape(1, 1, 5, 5)
    >>> ones = np.ones((1, 1, 2, 2))
    >>> conv2d(image, ones).shape
    (1, 1, 4, 4)

    Stride 2 keeps every other window; the fifth row and column are never read.

    >>> conv2d(image, ones, stride=2)[0, 0]
    array([[12., 20.],
           [52., 60.]])

    """
    return convolve("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """Convolve volumes (N, C, D, H, W) or (C, D, H, W) with kernels (O, C/groups, kd, kh, kw).

    `conv2d` says everything about the arguments.

    Examples
    --------
    >>> conv3d(np.ones((1, 1, 4, 5, 6)), np.ones((2, 1, 2, 3, 3))).shape
    (1, 2, 3, 3, 4)
    """
    return convolve("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


def convolve(name, n, input, weight, bias, stride, padding, dilation, groups):
    """What `conv1d`, `conv2d` and `conv3d` share: check, make a batch, correlate, add bias."""
    check_arrays(name, n, groups, input, weight, bias)
    stride, pads, dilation = geometry(name, n, weight.shape[2:], stride, padding, dilation)
    sizes = output_sizes(name, input.shape[-n:], weight.shape[2:], stride, pads, dilation)
    batch = input if input.ndim == n + 2 else input[None]
    if batch.size == 0 or weight.size == 0:
        output = np.zeros((len(batch), len(weight), *sizes), input.dtype)
    else:
        correlate = quickest(weight.shape, groups).correlate
        output = correlate(batch, weight, stride, pads, dilation, groups, sizes, bias)
    return output if input.ndim == n + 2 else output[0]


def quickest(weight_shape, groups):
    """The file with the quickest way to the sum: `shifts` for depthwise, else `im2col`."""
    outputs, inputs = weight_shape[0] // groups, weight_shape[1]
    return shifts if groups > 1 and inputs == 1 and outputs <= 2 else im2col
