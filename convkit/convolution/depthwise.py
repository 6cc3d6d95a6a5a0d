"""Each channel in space, then all channels at each place: the cheap convolution of small networks.

A weight that is a product of the two,

    w[o, c, a, b] = pointwise[o, c] depthwise[c, a, b]

needs C kh kw + O C numbers in place of O C kh kw, and as many multiplications at each place:
1/O + 1/(kh kw) of them. Not every weight is such a product; MobileNet (Howard et al. 2017,
arXiv:1704.04861) learns only those that are.

New against `convolution`: only the order of the sums. The first step is a convolution with as many
groups as channels, the second one with kernels of one tap, so the gradients are theirs.
"""

from numpy.typing import NDArray

from convkit.convolution.conv import conv2d
from convkit.engine.arguments import check_array
from convkit.sliding.shapes import Ints

__all__ = ["depthwise_conv2d", "depthwise_separable_conv2d"]


def depthwise_conv2d(
    input: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
) -> NDArray:
    """Convolve each channel with kernels of its own: as many groups as channels.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    weight : ndarray, shape (C m, 1, kh, kw)
        m kernels for channel 0, then m for channel 1, and so on.
    bias : ndarray, shape (C m,), optional
    stride, padding, dilation
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (N, C m, Ho, Wo) or (C m, Ho, Wo)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0]], [[10.0]]])
    >>> depthwise_conv2d(x, np.array([1.0, 2, 3, 4]).reshape(4, 1, 1, 1)).ravel()
    array([ 1.,  2., 30., 40.])
    """
    check_array("depthwise_conv2d", "input", input)
    if input.ndim not in (3, 4):
        raise ValueError(f"depthwise_conv2d: input needs 3 or 4 axes, got shape {input.shape}")
    return conv2d(input, weight, bias, stride, padding, dilation, groups=input.shape[-3])


def depthwise_separable_conv2d(
    input: NDArray,
    depthwise: NDArray,
    pointwise: NDArray,
    depthwise_bias: NDArray | None = None,
    pointwise_bias: NDArray | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
) -> NDArray:
    """First each channel in space, then all channels at each place.

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W) or (C, H, W)
    depthwise : ndarray, shape (C m, 1, kh, kw)
    pointwise : ndarray, shape (O, C m, 1, 1)
    depthwise_bias, pointwise_bias : ndarray, shapes (C m,) and (O,), optional
    stride, padding, dilation
        Of the depthwise step.

    Returns
    -------
    ndarray, shape (N, O, Ho, Wo) or (O, Ho, Wo)

    Examples
    --------
    8 channels to 16 with 3 by 3 taps: 72 + 128 weights in place of 1152.

    >>> import numpy as np
    >>> x, d, p = np.ones((8, 5, 6)), np.ones((8, 1, 3, 3)), np.ones((16, 8, 1, 1))
    >>> depthwise_separable_conv2d(x, d, p).shape, d.size + p.size
    ((16, 3, 4), 200)
    """
    y = depthwise_conv2d(input, depthwise, depthwise_bias, stride, padding, dilation)
    return conv2d(y, pointwise, pointwise_bias)  # (N, O, Ho, Wo)
