"""Every window of an array at once, without copying a number.

Cut from `input` the k1 x ... x kn window that stands at each output position:

    windows[..., o1, ..., on, a1, ..., an] = input[..., s1 o1 + d1 a1, ..., sn on + dn an]

with strides s and dilations d. This is the heart of the library: a convolution multiplies
each window by a kernel and sums, a pooling takes each window's largest or mean element.

New against `padding`: nothing is added, the same numbers are only looked at in another
order. A window array is a *view*: it is read-only, and its elements overlap.
"""

from collections.abc import Sequence
from typing import Any

from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from convkit.sliding.shapes import Ints, conv_output_size, effective_kernel, ntuple

__all__ = ["sliding_windows"]


def sliding_windows(
    input: NDArray, kernel_size: Sequence[int], stride: Ints = 1, dilation: Ints = 1
) -> NDArray:
    """The windows over the last axes of an array, as a read-only view.

    Parameters
    ----------
    input : ndarray, shape (..., i1, ..., in)
    kernel_size : sequence of int
        One number per axis; their count n says how many axes the window has.
    stride, dilation : int or sequence of int

    Returns
    -------
    ndarray, shape (..., o1, ..., on, k1, ..., kn)
        Where o = floor((i - d(k - 1) - 1) / s) + 1 along each axis.

    Raises
    ------
    ValueError
        If the kernel covers more than the input has.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.arange(12).reshape(3, 4)
    >>> windows = sliding_windows(image, (2, 2))
    >>> windows.shape
    (2, 3, 2, 2)
    >>> windows[1, 2]
    array([[ 6,  7],
           [10, 11]])

    Multiply by a kernel and sum over the last two axes, and this is a convolution.

    >>> np.einsum("ijab,ab->ij", windows, np.array([[0, 1], [2, 3]]))
    array([[24, 30, 36],
           [48, 54, 60]])
    """
    if not isinstance(kernel_size, (tuple, list)):
        raise TypeError(
            f"sliding_windows: kernel_size needs one number per axis, got {kernel_size!r}"
        )
    n = len(kernel_size)
    kernel_size = ntuple(kernel_size, n, "sliding_windows: kernel_size", least=1)
    stride = ntuple(stride, n, "sliding_windows: stride", least=1)
    dilation = ntuple(dilation, n, "sliding_windows: dilation", least=1)
    if input.ndim < n:
        raise ValueError(f"sliding_windows: {n} window axes, input has {input.ndim}")
    for size, *rest in zip(input.shape[-n:], kernel_size, stride, dilation, strict=True):
        k, s, d = rest
        conv_output_size(size, k, s, 0, d)  # refuses a kernel that does not fit
    reach = tuple(map(effective_kernel, kernel_size, dilation))
    dense = sliding_window_view(input, reach, axis=tuple(range(-n, 0)))
    every: list[Any] = [slice(None, None, step) for step in (*stride, *dilation)]
    return dense[(..., *every)]  # (..., o1, ..., on, k1, ..., kn)
