"""Cheaper by splitting: a kernel as a product of smaller ones, one pass for each.

Two ways to split a kernel:

    in space     k[a, b] = column[a] row[b]                       kh kw -> kh + kw
    flattened    w[c, a, b] = channel[c] column[a] row[b]       C kh kw -> C + kh + kw

The first holds for kernels of rank one only. The singular value decomposition
K = sum over i of s_i u_i v_i^T gives the best split of any other: keeping the r largest
s_i leaves an error of sqrt(sum of the other s_i^2) in the Frobenius norm (Eckart & Young
1936). The second is that of Jin, Dundar & Culurciello 2014, arXiv:1412.5474.

New against `depthwise`: channels and places were split there, here the places themselves are.
Each function is again a few calls of `conv2d`, so the gradients are those of `conv2d` in turn.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convkit.convolution.conv import conv2d
from convkit.convolution.depthwise import depthwise_conv2d
from convkit.engine.arguments import check_array
from convkit.sliding.shapes import Ints, ntuple

__all__ = ["flattened_conv2d", "low_rank", "separable_conv2d", "separate"]


def separate(kernel: NDArray) -> tuple[NDArray, NDArray, float]:
    """The column and the row whose product is nearest to a kernel.

    Parameters
    ----------
    kernel : ndarray of floats, shape (kh, kw)

    Returns
    -------
    column : ndarray, shape (kh,)
    row : ndarray, shape (kw,)
        Of equal length as vectors; the column's largest element is positive.
    error : float
        The Frobenius norm of ``kernel - np.outer(column, row)``; 0 for rank one.

    Examples
    --------
    >>> column, row, error = separate(np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0]]))
    >>> np.outer(column, row).round(12)
    array([[1., 2., 1.],
           [2., 4., 2.]])
    >>> error < 1e-12
    True
    """
    columns, rows, error = low_rank(kernel, 1)
    return columns[0], rows[0], error


def low_rank(kernel: NDArray, rank: int) -> tuple[NDArray, NDArray, float]:
    """The nearest sum of `rank` products of a column and a row.

    Parameters
    ----------
    kernel : ndarray of floats, shape (kh, kw)
    rank : int
        From 1 to min(kh, kw).

    Returns
    -------
    columns : ndarray, shape (rank, kh)
    rows : ndarray, shape (rank, kw)
        ``columns.T @ rows`` is the approximation. The largest part comes first.
    error : float
        Its distance from the kernel in the Frobenius norm, known before it is computed:
        the root of the sum of the squares of the singular values left out.

    Raises
    ------
    TypeError
        If the kernel holds no floats.
    ValueError
        If it is no matrix, or has no such rank.

    Examples
    --------
    >>> columns, rows, error = low_rank(np.diag([3.0, 2.0, 1.0]), 2)
    >>> (columns.T @ rows).round(12)
    array([[3., 0., 0.],
           [0., 2., 0.],
           [0., 0., 0.]])
    >>> float(error)
    1.0
    """
    check_array("low_rank", "kernel", kernel)
    if kernel.dtype.kind != "f":
        raise TypeError(f"low_rank: kernel must hold floats, got dtype {kernel.dtype}")
    if kernel.ndim != 2 or 0 in kernel.shape:
        raise ValueError(f"low_rank: kernel must have shape (kh, kw), got {kernel.shape}")
    (rank,) = ntuple(rank, 1, "low_rank: rank", least=1)
    if rank > min(kernel.shape):
        raise ValueError(f"low_rank: rank must be at most {min(kernel.shape)}, got {rank}")
    u, s, vt = np.linalg.svd(kernel, full_matrices=False)  # (kh, m), (m,), (m, kw)
    root = np.sqrt(s[:rank, None])
    columns, rows = root * u.T[:rank], root * vt[:rank]  # (rank, kh), (rank, kw)
    peak = np.abs(columns).argmax(axis=1)
    sign = np.where(columns[np.arange(rank), peak] < 0, -1, 1).astype(kernel.dtype)[:, None]
    return columns * sign, rows * sign, float(np.sqrt(np.sum(s[rank:] ** 2)))


def separable_conv2d(
    input: NDArray,
    columns: NDArray,
    rows: NDArray,
    stride: Ints = 1,
    padding: Ints = 0,
    dilation: Ints = 1,
) -> NDArray:
    """Correlate every channel with ``columns.T @ rows``, a column pass and a row pass per rank.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    columns, rows : ndarray, shapes (r, kh) and (r, kw), or (kh,) and (kw,) for one
        As `low_rank` or `separate` give them.
    stride, padding, dilation : int or (int, int)
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (N, C, Ho, Wo) or (C, Ho, Wo)

    Examples
    --------
    >>> x = np.arange(12.0).reshape(1, 3, 4)
    >>> separable_conv2d(x, np.array([1.0, 2.0, 1.0]), np.array([-1.0, 1.0]))
    array([[[4., 4., 4.]]])
    """
    sh, sw = ntuple(stride, 2, "separable_conv2d: stride", least=1)
    ph, pw = ntuple(padding, 2, "separable_conv2d: padding", least=0)
    dh, dw = ntuple(dilation, 2, "separable_conv2d: dilation", least=1)
    columns, rows = np.atleast_2d(columns), np.atleast_2d(rows)  # (r, kh), (r, kw)
    if columns.ndim != 2 or rows.ndim != 2 or len(columns) != len(rows):
        raise ValueError(
            "separable_conv2d: columns and rows must have shapes (r, kh) and (r, kw), "
            f"got {columns.shape} and {rows.shape}"
        )
    output: Any = 0
    for column, row in zip(columns, rows, strict=True):
        down = _every_channel(input, column[:, None])  # (C, 1, kh, 1)
        y = depthwise_conv2d(input, down, None, (sh, 1), (ph, 0), (dh, 1))  # (N, C, Ho, W)
        across = _every_channel(input, row[None, :])  # (C, 1, 1, kw)
        output = output + depthwise_conv2d(y, across, None, (1, sw), (0, pw), (1, dw))
    return output  # (N, C, Ho, Wo)


def _every_channel(input, kernel):
    channels = input.shape[-3] if input.ndim >= 3 else 0
    return np.tile(kernel, (channels, 1, 1, 1))  # (C, 1, kh, kw)


def flattened_conv2d(
    input: NDArray,
    channel: NDArray,
    column: NDArray,
    row: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
) -> NDArray:
    """Sum over channels, then down, then across: three vectors in place of a filter.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    channel, column, row : ndarray, shapes (O, C), (O, kh), (O, kw)
        One vector of each kind for every output.
    bias : ndarray, shape (O,), optional
    stride, padding : int or (int, int)
        Each axis's is used in the pass along it, once.

    Returns
    -------
    ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)

    Examples
    --------
    >>> x = np.ones((2, 3, 3))
    >>> flattened_conv2d(x, np.array([[1.0, 2]]), np.array([[1.0, 1, 1]]), np.array([[1.0, 0, 0]]))
    array([[[9.]]])
    """
    sh, sw = ntuple(stride, 2, "flattened_conv2d: stride", least=1)
    ph, pw = ntuple(padding, 2, "flattened_conv2d: padding", least=0)
    y = conv2d(input, channel[:, :, None, None])  # (N, O, H, W)
    y = depthwise_conv2d(y, column[:, None, :, None], None, (sh, 1), (ph, 0))  # (N, O, Ho, W)
    return depthwise_conv2d(y, row[:, None, None, :], bias, (1, sw), (0, pw))  # (N, O, Ho, Wo)
