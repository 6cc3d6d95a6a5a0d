"""Convolution as one matrix, in three ways: columns of windows, bands, and frequencies.

1. `unfold` writes each window as a column of a matrix X. Then conv2d is W X, with the
   kernels as the rows of W. Its transpose `fold` adds the columns back in their places.
2. `convolution_matrix` writes the convolution itself as a matrix A, so that y = A x for the
   whole image x as one long vector. A is zero but for bands that repeat the kernel, and so
   large that nobody stores it; but its transpose *is* the transposed convolution
   (Dumoulin & Visin 2016, arXiv:1603.07285, section 4.1).
3. `fft_xcorr` goes by way of frequencies, where a correlation is a product of numbers. It
   pays for large kernels: its cost hardly depends on their size.

New against `convolution`, which makes a few of the columns at a time: these show all of the
matrix at once, whatever its size.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convkit.convolution.conv import conv1d, conv2d, conv3d
from convkit.engine.arguments import check_array, geometry, output_sizes
from convkit.sliding.correlation import bordered
from convkit.sliding.padding import pad
from convkit.sliding.shapes import Ints, ntuple
from convkit.sliding.windows import sliding_windows

__all__ = ["convolution_matrix", "fft_xcorr", "fold", "unfold"]


def unfold(
    input: NDArray, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1
) -> NDArray:
    """Every window of an image as a column (im2col).

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    kernel_size, dilation, padding, stride : int or (int, int)
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (N, C kh kw, L) or (C kh kw, L)
        L = Ho Wo. Rows go by channel, then down, then right in the kernel; columns go down,
        then right in the image.

    Raises
    ------
    ValueError
        If the input has another number of axes or the kernel does not fit.

    Examples
    --------
    >>> image = np.arange(6).reshape(1, 2, 3)
    >>> unfold(image, (2, 2))
    array([[0, 1],
           [1, 2],
           [3, 4],
           [4, 5]])
    """
    name = "unfold"
    check_array(name, "input", input)
    kernel = ntuple(kernel_size, 2, f"{name}: kernel_size", least=1)
    steps, pads, rates = _numbers(name, kernel, stride, padding, dilation)
    if input.ndim not in (3, 4) or 0 in input.shape[-3:]:
        raise ValueError(f"{name}: input needs (N, C, H, W) or (C, H, W), got {input.shape}")
    output_sizes(name, input.shape[-2:], kernel, steps, pads, rates)
    x = input if input.ndim == 4 else input[None]
    x = pad(x, [p for pair in reversed(pads) for p in pair])
    w = sliding_windows(x, kernel, steps, rates)  # (N, C, Ho, Wo, kh, kw)
    w = w.transpose(0, 1, 4, 5, 2, 3)  # (N, C, kh, kw, Ho, Wo)
    columns = w.reshape(len(x), np.prod(w.shape[1:4]), np.prod(w.shape[4:]))
    return columns if input.ndim == 4 else columns[0]


def fold(
    input: NDArray,
    output_size: Ints,
    kernel_size: Ints,
    dilation: Ints = 1,
    padding: Ints = 0,
    stride: Ints = 1,
) -> NDArray:
    """Add the columns of `unfold` back into an image (col2im): its transpose.

    Parameters
    ----------
    input : ndarray, shape (N, C kh kw, L) or (C kh kw, L)
    output_size : int or (int, int)
        (H, W) of the image.
    kernel_size, dilation, padding, stride : int or (int, int)
        As given to `unfold`.

    Returns
    -------
    ndarray, shape (N, C, H, W) or (C, H, W)

    Raises
    ------
    ValueError
        If the rows are no multiple of kh kw, or L is not the number of windows.

    Notes
    -----
    Not the inverse: an element that stood in m windows comes back m times.

    Examples
    --------
    >>> fold(unfold(np.ones((1, 3, 3)), 2), (3, 3), 2)
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
    """
    name = "fold"
    check_array(name, "input", input)
    size = ntuple(output_size, 2, f"{name}: output_size", least=1)
    kernel = ntuple(kernel_size, 2, f"{name}: kernel_size", least=1)
    steps, pads, rates = _numbers(name, kernel, stride, padding, dilation)
    outputs = output_sizes(name, size, kernel, steps, pads, rates)
    taps, windows = np.prod(kernel), np.prod(outputs)
    if input.ndim not in (2, 3) or input.shape[-2] % taps or input.shape[-1] != windows:
        raise ValueError(
            f"{name}: input needs (N, C * {taps}, {windows}) or (C * {taps}, {windows}) "
            f"for an image of {size}, got {input.shape}"
        )
    columns = input if input.ndim == 3 else input[None]
    columns = columns.reshape(len(columns), columns.shape[1] // taps, *kernel, *outputs)
    padded = (n + before + after for n, (before, after) in zip(size, pads, strict=True))
    image = np.zeros((*columns.shape[:2], *padded), input.dtype)
    for a, b in np.ndindex(*kernel):
        places = zip((a, b), rates, steps, outputs, strict=True)
        down, right = (slice(d * tap, d * tap + s * (o - 1) + 1, s) for tap, d, s, o in places)
        image[:, :, down, right] += columns[:, :, a, b]  # (N, C, Ho, Wo)
    image = pad(image, [-p for pair in reversed(pads) for p in pair])
    return image if input.ndim == 3 else image[0]


def _numbers(name, kernel, stride, padding, dilation):
    """Stride, zeros and dilation for both axes; no words for the padding here."""
    if isinstance(padding, str):
        raise TypeError(f"{name}: padding must be numbers, got {padding!r}")
    return geometry(name, 2, kernel, stride, padding, dilation)


def convolution_matrix(
    weight: NDArray,
    input_shape: Sequence[int],
    stride: Ints = 1,
    padding: Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """The matrix A of a convolution: ``conv2d(x, weight).ravel() == A @ x.ravel()``.

    Parameters
    ----------
    weight : ndarray, shape (O, C/groups, ...)
        With one, two or three kernel axes, for `conv1d`, `conv2d` or `conv3d`.
    input_shape : sequence of int
        (C, ...) of a single image.
    stride, padding, dilation, groups
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (outputs, inputs)
        All the zeros included: for looking at, with small images.

    Raises
    ------
    ValueError
        If the weight has no 1 to 3 kernel axes, or the shapes do not fit.

    Examples
    --------
    Each row is the kernel, one step further on.

    >>> convolution_matrix(np.array([[[1, 2, 3]]]), (1, 5))
    array([[1, 2, 3, 0, 0],
           [0, 1, 2, 3, 0],
           [0, 0, 1, 2, 3]])

    Its transpose takes 3 numbers to 5, as the transposed convolution does.
    """
    check_array("convolution_matrix", "weight", weight)
    if weight.ndim not in (3, 4, 5):
        raise ValueError(f"convolution_matrix: weight needs 3 to 5 axes, got {weight.shape}")
    conv = {3: conv1d, 4: conv2d, 5: conv3d}[weight.ndim]
    # Column j is the answer to an image that is 1 at place j and 0 elsewhere.
    inputs = np.prod(input_shape, dtype=int)
    units = np.eye(inputs, dtype=weight.dtype).reshape(inputs, *input_shape)
    answers = conv(units, weight, None, stride, padding, dilation, groups)
    return answers.reshape(inputs, -1).T


def fft_xcorr(x: NDArray, k: NDArray, mode: str = "valid") -> NDArray:
    """Cross-correlation of a signal or an image with a kernel, by way of frequencies.

    Parameters
    ----------
    x, k : ndarray of float
        Both with one axis, or both with two; the kernel no larger than the input.
    mode : {'valid', 'same', 'full'}
        As in `xcorr2d`.

    Returns
    -------
    ndarray
        What `xcorr1d` or `xcorr2d` give, up to rounding.

    Notes
    -----
    The transform takes its input for one turn of an endless repetition, so the first window
    that would wrap around marks the end of the right answers. There are exactly as many
    right ones as 'valid' has; for the other modes, zeros are added first.

    A product of transforms is a convolution; to conjugate the kernel's turns it round.

    Examples
    --------
    >>> fft_xcorr(np.array([1.0, 2.0, 4.0, 8.0]), np.array([-1.0, 1.0])).round(6)
    array([1., 2., 4.])
    """
    x = bordered("fft_xcorr", x, k, mode, (1, 2))
    axes = tuple(range(x.ndim))
    frequencies = np.fft.rfftn(x, axes=axes) * np.fft.rfftn(k, x.shape, axes).conj()
    y = np.fft.irfftn(frequencies, x.shape, axes)
    return y[tuple(slice(n - m + 1) for n, m in zip(x.shape, k.shape, strict=True))]
