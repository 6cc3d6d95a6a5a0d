"""Layers that learn nothing: ReLU, Flatten and the two poolings.

They have no parameters, but a backward pass all the same, and for it each keeps just what it
needs: ReLU where its input was positive, a maximum which element won, an average and Flatten
only the shape.

New against `layers`: nothing but these.
"""

from math import prod

import numpy as np
from numpy.typing import NDArray

from convkit.networks.layers import Layer
from convkit.pooling.average_pooling import avg_pool2d, avg_pool2d_backward
from convkit.pooling.max_pooling import max_pool2d
from convkit.pooling.unpooling import max_pool2d_backward
from convkit.sliding.shapes import Ints

__all__ = ["AvgPool2d", "Flatten", "MaxPool2d", "ReLU"]


class ReLU(Layer):
    """max(x, 0): the gradient passes where the input was positive."""

    def forward(self, x: NDArray) -> NDArray:
        self.remember(x > 0)
        return np.maximum(x, 0)

    def backward(self, grad_output: NDArray) -> NDArray:
        (positive,) = self.recall()
        return grad_output * positive


class Flatten(Layer):
    """(N, C, H, W) -> (N, C H W), in the order of memory."""

    def forward(self, x: NDArray) -> NDArray:
        self.remember(x.shape)
        return x.reshape(len(x), prod(x.shape[1:]))

    def backward(self, grad_output: NDArray) -> NDArray:
        (shape,) = self.recall()
        return grad_output.reshape(shape)


class MaxPool2d(Layer):
    """`max_pool2d`, remembering which elements won."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        dilation: Ints = 1,
        *,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation, self.ceil_mode = dilation, ceil_mode

    def forward(self, x: NDArray) -> NDArray:
        window = self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        if not self.training:
            return max_pool2d(x, *window)
        output, indices = max_pool2d(x, *window, return_indices=True)
        self.remember(indices, x.shape)
        return output

    def backward(self, grad_output: NDArray) -> NDArray:
        indices, shape = self.recall()
        return max_pool2d_backward(grad_output, indices, shape)


class AvgPool2d(Layer):
    """`avg_pool2d`; for its backward pass only the shape matters."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def _window(self):
        border = self.ceil_mode, self.count_include_pad, self.divisor_override
        return self.kernel_size, self.stride, self.padding, *border

    def forward(self, x: NDArray) -> NDArray:
        self.remember(x.shape)
        return avg_pool2d(x, *self._window())

    def backward(self, grad_output: NDArray) -> NDArray:
        (shape,) = self.recall()
        return avg_pool2d_backward(grad_output, shape, *self._window())
