"""What a layer costs: numbers learnt, multiplications, and memory for what it puts out.

For a convolution from C to O channels with kh by kw kernels in g groups, and Ho by Wo outputs,

    parameters  =  O (C / g) kh kw  +  O with a bias
    MACs        =  O (C / g) kh kw Ho Wo
    activations =  O Ho Wo numbers for each image

A MAC is one multiplication and the addition that follows it; "FLOPs" are usually twice that,
and additions of a bias are left out. The weights are used once at every place, so parameters do
not depend on the image and MACs do. A transposed convolution works the other way round: its
kernels are used once at every place of its *input*.

New against `shapes`: what is done in all these places. `network_cost` counts whole stacks with it.
"""

from collections.abc import Sequence
from math import prod

__all__ = ["conv_cost", "linear_cost"]


def conv_cost(
    in_channels: int,
    out_channels: int,
    kernel_size: Sequence[int],
    places: Sequence[int],
    groups: int = 1,
    bias: bool = True,
) -> tuple[int, int]:
    """Parameters and MACs of a convolution for one image.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : tuple of int
        Its length is the number of image axes.
    places : tuple of int
        Where the kernels are used: the output's image axes, or for a transposed convolution
        the input's.
    groups : int
    bias : bool

    Returns
    -------
    parameters, macs : int

    Examples
    --------
    64 filters of 3 by 3 on 3 channels, on a picture of 224 by 224 with padding 1.

    >>> conv_cost(3, 64, (3, 3), (224, 224))
    (1792, 86704128)

    Depthwise and pointwise against dense, 8 channels to 8: 72 + 64 weights against 576.

    >>> conv_cost(8, 8, (3, 3), (1, 1), groups=8, bias=False)[0]
    72
    >>> conv_cost(8, 8, (1, 1), (1, 1), bias=False)[0]
    64
    """
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if groups < 1 or channels % groups:
            raise ValueError(f"conv_cost: groups={groups} must divide {name}={channels}")
    weights = in_channels * out_channels // groups * prod(kernel_size)
    return weights + out_channels * bool(bias), weights * prod(places)


def linear_cost(in_features: int, out_features: int, bias: bool = True) -> tuple[int, int]:
    """Parameters and MACs of a fully connected layer for one image.

    Examples
    --------
    >>> linear_cost(512, 10)
    (5130, 5120)
    """
    weights = in_features * out_features
    return weights + out_features * bool(bias), weights
