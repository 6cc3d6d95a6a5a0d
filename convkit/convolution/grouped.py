"""Channels in lanes: what a grouped weight really is, and the shuffle between the lanes.

With g groups, output lane j sees input lane j only. As a weight over all channels, that is

    dense[f, c] = weight[f, c - first channel of f's lane]   inside the lane of f
                = 0                                          outside

a block-diagonal matrix of kernels with 1/g of it in use. Two grouped convolutions in a row
keep every lane to itself for good. The shuffle deals the channels out again in between: seen as
a table of g rows (lanes) and C/g columns, it reads the table by columns,

    output[:, i g + j] = input[:, j C/g + i]

(Zhang et al. 2018, ShuffleNet, arXiv:1707.01083). It only moves channels, so its backward is
the shuffle back, `channel_unshuffle`; that is a shuffle with C/g groups.

New against `convolution`: nothing is computed. `conv2d(..., groups=g)` is the convolution.
"""

import numpy as np
from numpy.typing import NDArray

from convkit.engine.arguments import check_array
from convkit.sliding.shapes import ntuple

__all__ = [
    "channel_shuffle",
    "channel_unshuffle",
    "dense_equivalent",
    "dense_equivalent_backward",
    "native_channel_shuffle",
]


def channel_shuffle(input: NDArray, groups: int) -> NDArray:
    """Deal the channels of each lane out over all lanes.

    Parameters
    ----------
    input : ndarray, shape (N, C, ...), with at least one image axis
    groups : int
        The number of lanes; it divides C.

    Returns
    -------
    ndarray, shape (N, C, ...)
        A new array.

    Raises
    ------
    TypeError
        If `groups` is no integer.
    ValueError
        If there are fewer than three axes, or the groups do not divide the channels.

    Examples
    --------
    Two lanes 0 1 2 and 3 4 5: every new lane of three has members of both.

    >>> x = np.arange(6).reshape(1, 6, 1)
    >>> channel_shuffle(x, 2).ravel()
    array([0, 3, 1, 4, 2, 5])
    """
    groups = _check("channel_shuffle", input, groups)
    n, c, *image = input.shape
    table = input.reshape(n, groups, c // groups, *image)  # (N, g, C/g, *image)
    return table.swapaxes(1, 2).copy().reshape(input.shape)  # (N, C/g, g, *image)


def native_channel_shuffle(input: NDArray, groups: int) -> NDArray:
    """Another name PyTorch has for `channel_shuffle`."""
    return channel_shuffle(input, groups)


def channel_unshuffle(input: NDArray, groups: int) -> NDArray:
    """Undo `channel_shuffle` with the same groups; also its backward.

    Examples
    --------
    >>> x = np.arange(6).reshape(1, 6, 1)
    >>> channel_unshuffle(channel_shuffle(x, 2), 2).ravel()
    array([0, 1, 2, 3, 4, 5])
    """
    groups = _check("channel_unshuffle", input, groups)
    n, c, *image = input.shape
    table = input.reshape(n, c // groups, groups, *image)  # (N, C/g, g, *image)
    return table.swapaxes(1, 2).copy().reshape(input.shape)  # (N, g, C/g, *image)


def _check(name, input, groups):
    check_array(name, "input", input)
    (groups,) = ntuple(groups, 1, f"{name}: groups", least=1)
    if input.ndim < 3:
        raise ValueError(f"{name}: input needs at least 3 axes (N, C, ...), got {input.shape}")
    if input.shape[1] % groups:
        raise ValueError(f"{name}: groups={groups} must divide the {input.shape[1]} channels")
    return groups


def dense_equivalent(weight: NDArray, groups: int) -> NDArray:
    """The weight that without groups does what `weight` does with them.

    Parameters
    ----------
    weight : ndarray, shape (O, C/g, ...)
    groups : int
        The number of lanes g; it divides O.

    Returns
    -------
    ndarray, shape (O, C, ...)
        Zero where an output channel does not see an input channel.

    Raises
    ------
    ValueError
        If the weight has fewer than two axes, or the groups do not divide O.

    Examples
    --------
    >>> w = np.array([1, 2, 3, 4]).reshape(4, 1, 1)
    >>> dense_equivalent(w, 2)[:, :, 0]
    array([[1, 0],
           [2, 0],
           [0, 3],
           [0, 4]])
    """
    groups = _check_weight("dense_equivalent", weight, groups)
    o, lane, *kernel = weight.shape
    dense = np.zeros((o, lane * groups, *kernel), weight.dtype)  # (O, C, *kernel)
    for rows, columns in _lanes(o, lane, groups):
        dense[rows, columns] = weight[rows]
    return dense


def dense_equivalent_backward(grad_dense: NDArray, groups: int) -> NDArray:
    """The gradient of `dense_equivalent`: the blocks, without the zeros outside them.

    Parameters
    ----------
    grad_dense : ndarray, shape (O, C, ...)
    groups : int
        It divides O and C.

    Returns
    -------
    ndarray, shape (O, C/g, ...)
    """
    groups = _check_weight("dense_equivalent_backward", grad_dense, groups)
    o, c, *kernel = grad_dense.shape
    if c % groups:
        raise ValueError(f"dense_equivalent_backward: groups={groups} must divide {c} channels")
    grad = np.empty((o, c // groups, *kernel), grad_dense.dtype)  # (O, C/g, *kernel)
    for rows, columns in _lanes(o, c // groups, groups):
        grad[rows] = grad_dense[rows, columns]
    return grad


def _check_weight(name, weight, groups):
    check_array(name, "weight", weight)
    (groups,) = ntuple(groups, 1, f"{name}: groups", least=1)
    if weight.ndim < 2:
        raise ValueError(f"{name}: weight needs at least 2 axes (O, C/g, ...), got {weight.shape}")
    if len(weight) % groups:
        raise ValueError(f"{name}: groups={groups} must divide the {len(weight)} outputs")
    return groups


def _lanes(outputs, lane, groups):
    """Each lane's output channels and input channels."""
    o = outputs // groups
    for g in range(groups):
        yield slice(g * o, (g + 1) * o), slice(g * lane, (g + 1) * lane)
