"""Batch normalisation: every channel to mean 0 and variance 1, then to a scale of its own.

When learning, over the M = N H W numbers of a channel in the batch,

    x_hat  = (x - mean) / sqrt(var + eps)          var with 1/M
    output = weight x_hat + bias
    running_var <- (1 - momentum) running_var + momentum var M / (M - 1)

(Ioffe & Szegedy 2015, arXiv:1502.03167), and running_mean likewise without the last factor. When
using what was learnt, the running numbers stand in for those of the batch, and the layer is one
factor and one summand for each channel.

New against `layers`: an output depends on the whole batch, so the gradient of one number spreads
over all. With g_hat = weight * grad_output, and means over the M numbers of a channel,

    grad_input = (g_hat - mean(g_hat) - x_hat mean(g_hat x_hat)) / sqrt(var + eps)
"""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from convkit.networks.layers import Layer, Parameter

__all__ = ["BatchNorm2d"]


class BatchNorm2d(Layer):
    """Normalise each of `num_features` channels of (N, C, H, W).

    Parameters
    ----------
    num_features : int
    eps : float
        Added to the variance, inside the root.
    momentum : float
        The share of the newest batch in the running numbers.

    Notes
    -----
    The variance that normalises has 1/M, the one that is remembered 1/(M - 1), as in PyTorch.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(5, 3, (8, 2, 4, 4)).astype(np.float32)
    >>> layer = BatchNorm2d(2)
    >>> y = layer(x)
    >>> bool(np.allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-6))
    True
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        *,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = Parameter(np.ones(num_features, dtype))
        self.bias = Parameter(np.zeros(num_features, dtype))
        self.running_mean = np.zeros(num_features, dtype)
        self.running_var = np.ones(num_features, dtype)

    def forward(self, x: NDArray) -> NDArray:
        if x.ndim != 4 or x.shape[1] != self.num_features:
            raise ValueError(
                f"BatchNorm2d: input must be (N, {self.num_features}, H, W), got {x.shape}"
            )
        if self.training:
            mean, var = self._of_batch(x)
        else:
            mean, var = self.running_mean, self.running_var
        scale = 1 / np.sqrt(var + self.eps)  # (C,)
        x_hat = (x - _channels(mean)) * _channels(scale)  # (N, C, H, W)
        self.remember(x_hat, scale, self.training)
        return x_hat * _channels(self.weight.data) + _channels(self.bias.data)

    def _of_batch(self, x):
        m = x.size // max(self.num_features, 1)
        if m < 2:
            raise ValueError(f"BatchNorm2d: a variance needs two numbers a channel, got {x.shape}")
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))  # (C,)
        new = self.momentum
        self.running_mean = (1 - new) * self.running_mean + new * mean
        self.running_var = (1 - new) * self.running_var + new * var * (m / (m - 1))
        return mean, var

    def backward(self, grad_output: NDArray) -> NDArray:
        x_hat, scale, of_batch = self.recall()
        grad_weight = (grad_output * x_hat).sum(axis=(0, 2, 3))  # (C,)
        grad_bias = grad_output.sum(axis=(0, 2, 3))  # (C,)
        self.weight.grad += grad_weight
        self.bias.grad += grad_bias
        g = grad_output
        if of_batch:
            m = g.size // self.num_features
            g = g - _channels(grad_bias / m) - x_hat * _channels(grad_weight / m)
        return g * _channels(self.weight.data * scale)  # (N, C, H, W)


def _channels(v):
    return v[:, None, None]  # (C,) -> (C, 1, 1)
