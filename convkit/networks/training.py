"""Learning: how wrong, in which direction, and how far to go.

The loss of a batch of N images with labels t and outputs z (logits) is the mean surprise

    loss = -1/N  sum over n of log p[n, t[n]]        p = softmax(z), p[n, i] = e^z[n, i] / sum

and its gradient is as simple as it gets: (p - 1 at the label) / N. An optimiser then moves
every parameter against its gradient g:

    SGD     v <- momentum v + g                            w <- w - lr v
    Adam    m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2
            w <- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)

(Adam: Kingma & Ba 2015, arXiv:1412.6980.) In this form, step for step, they are PyTorch's.

New against `layers`: nothing is computed for the picture any more, only for learning from it.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from convkit.networks.layers import Layer, Parameter

__all__ = [
    *("Adam", "SGD", "accuracy", "fit"),
    *("softmax_cross_entropy", "softmax_cross_entropy_backward"),
]


def _log_softmax(logits):
    z = logits - logits.max(axis=1, keepdims=True)  # (N, K), so that no exponential overflows
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _check(name, logits, target):
    if logits.ndim != 2 or len(logits) == 0:
        raise ValueError(f"{name}: logits must be (N, classes) with N >= 1, got {logits.shape}")
    if target.shape != logits.shape[:1] or target.dtype.kind not in "iu":
        raise ValueError(
            f"{name}: target must be {len(logits)} integers, got {target.dtype} {target.shape}"
        )
    if not 0 <= target.min() <= target.max() < logits.shape[1]:
        raise ValueError(
            f"{name}: target must be from 0 to {logits.shape[1] - 1}, "
            f"got {target.min()} to {target.max()}"
        )


def softmax_cross_entropy(logits: NDArray, target: NDArray) -> float:
    """The mean surprise at the right class, in nats.

    Parameters
    ----------
    logits : ndarray, shape (N, classes)
    target : ndarray of int, shape (N,)

    Returns
    -------
    float

    Examples
    --------
    Two equal logits are a coin: the surprise is log 2.

    >>> round(softmax_cross_entropy(np.array([[3.0, 3.0]]), np.array([1])), 6)
    0.693147
    """
    _check("softmax_cross_entropy", logits, target)
    return float(-_log_softmax(logits)[np.arange(len(target)), target].mean())


def softmax_cross_entropy_backward(logits: NDArray, target: NDArray) -> NDArray:
    """The gradient of `softmax_cross_entropy` with respect to the logits.

    Examples
    --------
    >>> softmax_cross_entropy_backward(np.array([[3.0, 3.0]]), np.array([1]))
    array([[ 0.5, -0.5]])
    """
    _check("softmax_cross_entropy_backward", logits, target)
    grad = np.exp(_log_softmax(logits))  # (N, K)
    grad[np.arange(len(target)), target] -= 1
    return grad / len(target)


class _Optimiser:
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        """Forget the gradients; the next backward pass adds to zeros."""
        for p in self.parameters:
            p.grad[...] = 0


class SGD(_Optimiser):
    """Stochastic gradient descent with momentum."""

    def __init__(self, parameters: Iterable[Parameter], lr: float, momentum: float = 0.0) -> None:
        super().__init__(parameters, lr)
        self.momentum = momentum
        self.velocities = [np.zeros_like(p.data) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter once."""
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v *= self.momentum
            v += p.grad
            p.data -= self.lr * v


class Adam(_Optimiser):
    """Steps of about `lr` in each direction, whatever the size of the gradient."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr)
        self.betas, self.eps, self.t = betas, eps, 0
        self.means = [np.zeros_like(p.data) for p in self.parameters]
        self.squares = [np.zeros_like(p.data) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter once."""
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.parameters, self.means, self.squares, strict=True):
            m += (1 - b1) * (p.grad - m)
            v += (1 - b2) * (p.grad**2 - v)
            m_hat, v_hat = m / (1 - b1**self.t), v / (1 - b2**self.t)
            p.data -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def fit(
    net: Layer,
    optimiser: SGD | Adam,
    images: NDArray,
    labels: NDArray,
    *,
    epochs: int,
    batch_size: int = 32,
    seed: int = 0,
) -> list[float]:
    """Go through the images `epochs` times, in another order each time.

    Parameters
    ----------
    net : Layer
    optimiser : SGD or Adam
        Over the parameters of the net.
    images : ndarray, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    epochs, batch_size, seed : int
        The last batch of an epoch may be smaller.

    Returns
    -------
    list of float
        The loss of every batch, before the step it led to.
    """
    if len(images) != len(labels):
        raise ValueError(f"fit: {len(images)} images need as many labels, got {len(labels)}")
    rng, losses = np.random.default_rng(seed), []
    net.train()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            logits = net(images[batch])
            losses.append(softmax_cross_entropy(logits, labels[batch]))
            optimiser.zero_grad()
            net.backward(softmax_cross_entropy_backward(logits, labels[batch]))
            optimiser.step()
    return losses


def accuracy(net: Layer, images: NDArray, labels: NDArray) -> float:
    """The share of images whose largest output is that of their label.

    The net is asked in evaluation mode, and left in the mode it was in.
    """
    learning = net.training
    try:
        logits = net.train(False)(images)
    finally:
        net.train(learning)
    return float((logits.argmax(axis=1) == labels).mean())
