"""How big is the answer? Size arithmetic, one axis at a time, with plain integers.

A window of k taps, d apart, covers d(k - 1) + 1 places. It starts at place 0 of the
padded axis and moves s places at a time for as long as it fits, so an axis of i places
with p added at each end gives

    o = floor((i + 2p - d(k - 1) - 1) / s) + 1

(Dumoulin & Visin 2016, arXiv:1603.07285: relation 6 without dilation, relation 15 with).
A transposed convolution goes the other way, from o back to an i that gives it.

Every function here is about one axis. For an image, ask twice.
"""

from collections.abc import Sequence
from operator import index
from typing import TypeAlias

__all__ = [
    "conv_output_size",
    "conv_transpose_output_size",
    "effective_kernel",
    "ntuple",
    "output_padding_for",
    "pool_output_size",
    "same_padding",
]

Ints: TypeAlias = int | Sequence[int]  # one number for every axis, or one for each
Pairs: TypeAlias = Sequence[tuple[int, int]]  # (before, after) for each axis


def ntuple(value: Ints, n: int, name: str, least: int | None = None) -> tuple[int, ...]:
    """One integer for each of n axes: 3 becomes (3, 3), and (3, 5) stays (3, 5).

    Parameters
    ----------
    value : int or sequence of int
        One number for every axis, or one per axis. A sequence of one counts as one number.
    n : int
        The number of axes.
    name : str
        What the value is called, for the error message.
    least : int, optional
        The smallest value allowed.

    Returns
    -------
    tuple of int

    Raises
    ------
    TypeError
        If an entry is not an integer. True and False are not integers here.
    ValueError
        If there is neither one entry nor n, or an entry is smaller than `least`.

    Examples
    --------
    >>> ntuple(3, 2, "stride")
    (3, 3)
    >>> ntuple((3, 5), 2, "stride")
    (3, 5)
    """
    entries = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    for entry in entries:
        if isinstance(entry, bool) or not hasattr(entry, "__index__"):
            raise TypeError(f"{name} must be an integer or {n} integers, got {value!r}")
    entries = tuple(map(index, entries))
    if len(entries) == 1:
        entries *= n
    if len(entries) != n:
        raise ValueError(f"{name} must be one integer or {n}, got {len(entries)}: {value!r}")
    if least is not None and min(entries) < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return entries


def effective_kernel(kernel_size: int, dilation: int = 1) -> int:
    """How many places a dilated kernel covers: d(k - 1) + 1 (relation 15).

    Examples
    --------
    >>> effective_kernel(3, dilation=2)
    5
    """
    return dilation * (kernel_size - 1) + 1


def conv_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """The number of outputs of a convolution along one axis.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int
        i, k, s, p and d of the formula. `padding` is added at both ends.

    Returns
    -------
    int
        floor((i + 2p - d(k - 1) - 1) / s) + 1, which is at least 1.

    Raises
    ------
    ValueError
        If the window does not fit even once, or the stride is less than 1.

    Notes
    -----
    The floor means that up to s - 1 places at the far end may be read by no window.

    Examples
    --------
    A 3-tap window on 5 places stands in 3 of them; with one zero at each end, in 5.

    >>> conv_output_size(5, 3), conv_output_size(5, 3, padding=1)
    (3, 5)

    With stride 2, 5 and 6 places give the same answer: the sixth is never read.

    >>> conv_output_size(5, 3, stride=2), conv_output_size(6, 3, stride=2)
    (2, 2)
    """
    (stride,) = ntuple(stride, 1, "stride", least=1)
    room = input_size + 2 * padding - effective_kernel(kernel_size, dilation)
    if room < 0:
        raise ValueError(
            f"the kernel covers {effective_kernel(kernel_size, dilation)} places "
            f"but the padded input has {input_size + 2 * padding}"
        )
    return room // stride + 1


def pool_output_size(
    input_size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """The number of outputs of a pooling along one axis.

    Parameters
    ----------
    input_size, kernel_size, padding, dilation : int
        As in `conv_output_size`.
    stride : int, optional
        Without one, the kernel size: windows side by side.
    ceil_mode : bool
        Round up instead of down, so that a last window may hang over the far end.

    Notes
    -----
    PyTorch's rule for `ceil_mode`: a window that would start beyond the input and its
    near padding, so in the far padding alone, is not counted.

    Examples
    --------
    >>> pool_output_size(5, 2), pool_output_size(5, 2, ceil_mode=True)
    (2, 3)
    """
    (stride,) = ntuple(kernel_size if stride is None else stride, 1, "stride", least=1)
    room = input_size + 2 * padding - effective_kernel(kernel_size, dilation)
    if not ceil_mode:
        return conv_output_size(input_size, kernel_size, stride, padding, dilation)
    size = -(-room // stride) + 1
    if (size - 1) * stride >= input_size + padding:
        size -= 1
    if size < 1:
        return conv_output_size(input_size, kernel_size, stride, padding, dilation)
    return size


def conv_transpose_output_size(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    """The number of outputs of a transposed convolution along one axis.

    Returns
    -------
    int
        s(i - 1) - 2p + d(k - 1) + 1 + a, where a is `output_padding` (relation 14 for d = 1).

    Notes
    -----
    Of the s sizes a convolution would have taken to `input_size`, this is number a.

    Examples
    --------
    A stride-2 convolution takes both 5 and 6 places to 2; `output_padding` says which to
    go back to.

    >>> conv_transpose_output_size(2, 3, stride=2)
    5
    >>> conv_transpose_output_size(2, 3, stride=2, output_padding=1)
    6
    """
    reach = effective_kernel(kernel_size, dilation)
    return stride * (input_size - 1) - 2 * padding + reach + output_padding


def output_padding_for(
    output_size: int,
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> int:
    """The `output_padding` with which a transposed convolution gives `output_size`.

    Raises
    ------
    ValueError
        If no output padding from 0 to s - 1 gives that size.

    Examples
    --------
    >>> output_padding_for(6, 2, 3, stride=2)
    1
    """
    least = conv_transpose_output_size(input_size, kernel_size, stride, padding, 0, dilation)
    if not least <= output_size < least + stride:
        raise ValueError(
            f"output_size must be from {least} to {least + stride - 1} "
            f"for {input_size} inputs, got {output_size}"
        )
    return output_size - least


def same_padding(
    input_size: int, kernel_size: int, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    """Zeros (before, after) with which an axis gives ceil(i / s) outputs.

    Notes
    -----
    When the total is odd, which happens with an even kernel, the extra zero goes after.
    With stride 1 the answer does not depend on the input size. With a longer stride it
    does, and PyTorch's `padding='same'` refuses such strides; this is TensorFlow's rule.

    Examples
    --------
    >>> same_padding(7, 3), same_padding(7, 4)
    ((1, 1), (1, 2))
    >>> same_padding(7, 3, stride=2), same_padding(8, 3, stride=2)
    ((1, 1), (0, 1))
    """
    outputs = -(-input_size // stride)
    needed = (outputs - 1) * stride + effective_kernel(kernel_size, dilation)
    total = max(needed - input_size, 0)
    return total // 2, total - total // 2
