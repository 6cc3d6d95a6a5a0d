"""A network in NumPy: layers that remember what they need to learn.

A layer keeps what its forward pass saw. Its backward pass takes the gradient of the loss with
respect to the output, *adds* the gradients of its parameters to their `grad`, and gives back the
gradient with respect to the input, which is the output of the layer before:

    forward     x -> layer 1 -> layer 2 -> ... -> loss
    backward    g <- layer 1 <- layer 2 <- ... <- gradient of the loss

So a stack goes backward by calling its layers in reverse: the chain rule is a loop.

New against `gradients`: state. Names, arguments and attributes are those of `torch.nn`, weights
are drawn as PyTorch draws them, from `rng`. Layers that learn nothing have a file of their own,
`plain_layers`, and so has `batch_norm`.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from convkit.convolution.conv import conv2d
from convkit.convolution.gradients import conv2d_backward
from convkit.convolution.transposed import conv_transpose2d
from convkit.convolution.transposed_gradients import conv_transpose2d_backward
from convkit.sliding.shapes import Ints, ntuple

__all__ = ["Conv2d", "ConvTranspose2d", "Layer", "Linear", "Parameter", "Sequential"]


class Parameter:
    """An array that is learnt, `data`, and the gradient collected for it, `grad`."""

    def __init__(self, data: NDArray) -> None:
        self.data = data
        self.grad = np.zeros_like(data)


class Layer:
    """What all layers share: parameters, a mode, and the memory of the last forward pass."""

    training = True
    _seen: Any = None

    def forward(self, x: NDArray) -> NDArray:
        """The output for a batch, remembering what `backward` will need."""
        raise NotImplementedError

    def backward(self, grad_output: NDArray) -> NDArray:
        """The gradient of the input; those of the parameters are added to their `grad`."""
        raise NotImplementedError

    def __call__(self, x: NDArray) -> NDArray:
        return self.forward(x)

    def parameters(self) -> list["Parameter"]:
        """The parameters of the layer, in the order of its attributes."""
        return [value for value in vars(self).values() if isinstance(value, Parameter)]

    def train(self, mode: bool = True) -> "Layer":
        """Switch between learning (True) and using what was learnt; returns the layer."""
        self.training = mode
        return self

    def remember(self, *arrays: Any) -> None:
        """Keep what the backward pass will need."""
        self._seen = arrays

    def recall(self) -> Any:
        """What the last forward pass kept."""
        if self._seen is None:
            raise RuntimeError(f"{type(self).__name__}: backward needs a forward pass before it")
        return self._seen


def draw(rng, shape, fan_in, dtype):
    """A parameter as PyTorch draws it: the more it sums over, the smaller."""
    bound = 1 / np.sqrt(fan_in)
    return Parameter(rng.uniform(-bound, bound, shape).astype(dtype))


class _Convolution(Layer):
    """What Conv2d and ConvTranspose2d share: two calls, and the arguments after the bias."""

    in_channels: int
    out_channels: int
    groups: int
    kernel_size: Ints
    _call: Callable[..., NDArray]
    _back: Callable[..., tuple[NDArray, NDArray, NDArray]]

    def _how(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _draw(self, rows, columns, bias, rng, dtype):
        name = type(self).__name__
        self.kernel_size = kernel = ntuple(self.kernel_size, 2, f"{name}: kernel_size", least=1)
        if self.groups < 1 or self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{name}: groups={self.groups} must divide {self.in_channels} and "
                f"{self.out_channels} channels"
            )
        rng = np.random.default_rng() if rng is None else rng
        shape = (rows, columns // self.groups, *kernel)
        # PyTorch counts the second axis for both, though a transposed fan in is the first's.
        self.weight = draw(rng, shape, prod(shape[1:]), dtype)
        self.bias = draw(rng, self.out_channels, prod(shape[1:]), dtype) if bias else None

    def forward(self, x):
        self.remember(x)
        bias = None if self.bias is None else self.bias.data
        return self._call(x, self.weight.data, bias, *self._how())

    def backward(self, grad_output):
        (x,) = self.recall()
        grads = self._back(grad_output, x, self.weight.data, *self._how())
        grad_x, grad_weight, grad_bias = grads
        self.weight.grad += grad_weight
        if self.bias is not None:
            self.bias.grad += grad_bias
        return grad_x


class Conv2d(_Convolution):
    """`conv2d` with a weight (O, C/groups, kh, kw) and a bias (O,) of its own.

    Examples
    --------
    >>> layer = Conv2d(3, 8, 3, padding=1)
    >>> layer(np.zeros((2, 3, 6, 7), np.float32)).shape
    (2, 8, 6, 7)
    >>> [p.data.shape for p in layer.parameters()]
    [(8, 3, 3, 3), (8,)]
    """

    _call, _back = staticmethod(conv2d), staticmethod(conv2d_backward)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation = dilation
        self._draw(out_channels, in_channels, bias, rng, dtype)

    def _how(self):
        return self.stride, self.padding, self.dilation, self.groups


class ConvTranspose2d(_Convolution):
    """`conv_transpose2d` with a weight (C, O/groups, kh, kw) and a bias (O,) of its own.

    Examples
    --------
    >>> ConvTranspose2d(8, 3, 2, stride=2)(np.zeros((2, 8, 6, 7), np.float32)).shape
    (2, 3, 12, 14)
    """

    _call, _back = staticmethod(conv_transpose2d), staticmethod(conv_transpose2d_backward)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints = 0,
        output_padding: Ints = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Ints = 1,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.output_padding, self.dilation = output_padding, dilation
        self._draw(in_channels, out_channels, bias, rng, dtype)

    def _how(self):
        return self.stride, self.padding, self.output_padding, self.groups, self.dilation


class Linear(Layer):
    """x @ weight.T + bias, with a weight (out_features, in_features).

    Examples
    --------
    >>> Linear(5, 3)(np.zeros((2, 5), np.float32)).shape
    (2, 3)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.in_features, self.out_features = in_features, out_features
        rng = np.random.default_rng() if rng is None else rng
        self.weight = draw(rng, (out_features, in_features), in_features, dtype)
        self.bias = draw(rng, out_features, in_features, dtype) if bias else None

    def forward(self, x: NDArray) -> NDArray:
        if x.ndim != 2 or x.shape[1] != self.in_features:
            raise ValueError(f"Linear: input must be (N, {self.in_features}), got {x.shape}")
        self.remember(x)
        y = x @ self.weight.data.T  # (N, out)
        return y if self.bias is None else y + self.bias.data

    def backward(self, grad_output: NDArray) -> NDArray:
        (x,) = self.recall()
        self.weight.grad += grad_output.T @ x  # (out, in)
        if self.bias is not None:
            self.bias.grad += grad_output.sum(axis=0)  # (out,)
        return grad_output @ self.weight.data  # (N, in)


class Sequential(Layer):
    """Layers one after the other; backward in reverse."""

    def __init__(self, *layers: "Layer") -> None:
        self.layers = layers

    def __iter__(self) -> Iterator["Layer"]:
        return iter(self.layers)

    def __getitem__(self, index: int) -> "Layer":
        return self.layers[index]

    def parameters(self) -> list["Parameter"]:
        return [p for layer in self.layers for p in layer.parameters()]

    def train(self, mode: bool = True) -> "Layer":
        for layer in self.layers:
            layer.train(mode)
        return super().train(mode)

    def forward(self, x: NDArray) -> NDArray:
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad_output: NDArray) -> NDArray:
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output
