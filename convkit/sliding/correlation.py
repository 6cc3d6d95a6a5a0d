"""Slide a kernel over a signal, multiply and sum. Loops first.

Cross-correlation lays the kernel on the input as it is; convolution turns it end for end:

    xcorr2d(x, k)[i, j]     = sum over a, b of x[i + a, j + b] k[a, b]
    conv2d_true(x, k)[i, j] = sum over a, b of x[i - a, j - b] k[a, b]   (mode 'full')

What deep-learning libraries call convolution is the first. Three modes say how far the
kernel may hang over the border, zeros being read there (Dumoulin & Visin 2016,
arXiv:1603.07285, relations 1 to 4, where 'same' is called half padding):

    'valid'  not at all              n - k + 1 outputs
    'same'   about half of it        n outputs, centred on 'full'
    'full'   all but one tap         n + k - 1 outputs

New against `windows`: the kernel.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convkit.sliding.padding import pad
from convkit.sliding.windows import sliding_windows

__all__ = [
    "conv1d_true",
    "conv2d_true",
    "xcorr1d",
    "xcorr1d_loops",
    "xcorr2d",
    "xcorr2d_loops",
]


def xcorr1d_loops(x: NDArray, k: NDArray, mode: str = "valid") -> NDArray:
    """Cross-correlation in one dimension, as the formula says it.

    The specification of `xcorr1d`, which gives the same answer faster.

    Examples
    --------
    >>> xcorr1d_loops(np.array([1, 2, 4, 8]), np.array([-1, 1]))
    array([1, 2, 4])
    """
    x = bordered("xcorr1d", x, k, mode, (1,))
    outputs, taps = len(x) - len(k) + 1, len(k)
    y = np.zeros(outputs, np.result_type(x, k))
    for i in range(outputs):
        for a in range(taps):
            y[i] += x[i + a] * k[a]
    return y


def xcorr2d_loops(x: NDArray, k: NDArray, mode: str = "valid") -> NDArray:
    """Cross-correlation in two dimensions, as the formula says it.

    The specification of `xcorr2d`, which gives the same answer faster.
    """
    x = bordered("xcorr2d", x, k, mode, (2,))
    rows, columns = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
    y = np.zeros((rows, columns), np.result_type(x, k))
    for i in range(rows):
        for j in range(columns):
            for a in range(k.shape[0]):
                for b in range(k.shape[1]):
                    y[i, j] += x[i + a, j + b] * k[a, b]
    return y


def xcorr1d(x: NDArray, k: NDArray, mode: str = "valid") -> NDArray:
    """Cross-correlation of a signal with a kernel.

    Parameters
    ----------
    x : ndarray, shape (n,)
    k : ndarray, shape (m,)
        No longer than `x`.
    mode : {'valid', 'same', 'full'}
        As in `scipy.signal.correlate`, except for the default.

    Returns
    -------
    ndarray, shape (n - m + 1,), (n,) or (n + m - 1,)

    Raises
    ------
    ValueError
        If the kernel is empty or longer than the signal, or the mode is unknown.

    Notes
    -----
    With an even kernel no centring is exact. SciPy's 'same', which this is, reads one zero
    more before the signal than after; PyTorch's ``padding='same'`` one more after.

    Examples
    --------
    >>> xcorr1d(np.array([1, 2, 4, 8]), np.array([-1, 0, 1]), mode="same")
    array([ 2,  3,  6, -4])
    """
    x = bordered("xcorr1d", x, k, mode, (1,))
    return np.einsum("ia,a->i", sliding_windows(x, k.shape), k)


def xcorr2d(x: NDArray, k: NDArray, mode: str = "valid") -> NDArray:
    """Cross-correlation of an image with a kernel.

    Parameters
    ----------
    x : ndarray, shape (H, W)
    k : ndarray, shape (kh, kw)
        No larger than `x` along either axis.
    mode : {'valid', 'same', 'full'}
        As in `scipy.signal.correlate`, except for the default.

    Returns
    -------
    ndarray, shape (H - kh + 1, W - kw + 1), (H, W) or (H + kh - 1, W + kw - 1)

    Raises
    ------
    ValueError
        If the kernel is empty or larger than the image, or the mode is unknown.

    Examples
    --------
    0·0 + 1·1 + 3·2 + 4·3 = 19 is the first number, where the kernel stands top left.

    >>> xcorr2d(np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2))
    array([[19, 25],
           [37, 43]])
    """
    x = bordered("xcorr2d", x, k, mode, (2,))
    return np.einsum("ijab,ab->ij", sliding_windows(x, k.shape), k)


def conv1d_true(x: NDArray, k: NDArray, mode: str = "full") -> NDArray:
    """Convolution as mathematics has it: `xcorr1d` with the kernel turned end for end.

    Parameters and errors as in `xcorr1d`; the default mode is that of `numpy.convolve`.

    Examples
    --------
    (1 + 2t)(3 + 4t) = 3 + 10t + 8t².

    >>> conv1d_true(np.array([1, 2]), np.array([3, 4]))
    array([ 3, 10,  8])
    """
    return xcorr1d(x, k[::-1], mode)


def conv2d_true(x: NDArray, k: NDArray, mode: str = "full") -> NDArray:
    """Convolution as mathematics has it: `xcorr2d` with the kernel turned half round.

    Parameters and errors as in `xcorr2d`; the default mode is that of
    `scipy.signal.convolve2d`.

    Examples
    --------
    A single 1 in the image stamps the kernel, the right way up.

    >>> dot = np.zeros((3, 3), int)
    >>> dot[1, 1] = 1
    >>> conv2d_true(dot, np.array([[1, 2], [3, 4]]), mode="same")
    array([[0, 0, 0],
           [0, 1, 2],
           [0, 3, 4]])
    """
    return xcorr2d(x, k[::-1, ::-1], mode)


def bordered(name: str, x: NDArray, k: NDArray, mode: str, axes: Sequence[int]) -> NDArray:
    """The input with the zeros that `mode` reads beyond it, all arguments checked."""
    for label, array in (("x", x), ("k", k)):
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{name}: {label} must be a NumPy array, got {type(array).__name__}")
    if x.ndim not in axes or x.ndim != k.ndim:
        need = " or ".join(map(str, axes))
        raise ValueError(f"{name}: x and k must have {need} axes, got {x.shape} and {k.shape}")
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"{name}: mode must be 'valid', 'same' or 'full', got {mode!r}")
    if any(not 1 <= m <= n for n, m in zip(x.shape, k.shape, strict=True)):
        raise ValueError(f"{name}: kernel {k.shape} must be no larger than input {x.shape}")
    pairs: list[int] = []
    for m in reversed(k.shape):  # pad() wants the last axis first
        pairs += {"valid": (0, 0), "same": (m // 2, (m - 1) // 2), "full": (m - 1, m - 1)}[mode]
    return pad(x, pairs)
