"""Batch normalisation against torch.nn, in both modes, with its running numbers."""

import numpy as np
import pytest
import torch
from torch import nn

from convkit.networks.batch_norm import BatchNorm2d


def pair(features=3, **kwargs):
    rng = np.random.default_rng(0)
    ours = BatchNorm2d(features, **kwargs, dtype=np.float64)
    theirs = nn.BatchNorm2d(features, **kwargs).double()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        p.data = rng.normal(size=features)
        with torch.no_grad():
            q.copy_(torch.from_numpy(p.data))
    return ours, theirs


def compare(ours, theirs, x, seed):
    t = torch.from_numpy(x).requires_grad_()
    y, expected = ours(x), theirs(t)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-9, atol=1e-11)
    g = np.random.default_rng(seed).normal(size=x.shape)
    expected.backward(torch.from_numpy(g))
    np.testing.assert_allclose(ours.backward(g), t.grad.numpy(), rtol=1e-8, atol=1e-11)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-9, atol=1e-11)
    for name in ("running_mean", "running_var"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name).numpy(), rtol=1e-12)


@pytest.mark.parametrize("momentum", [0.1, 0.7])
@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_three_batches_and_then_use_are_pytorchs(momentum, eps):
    ours, theirs = pair(momentum=momentum, eps=eps)
    rng = np.random.default_rng(1)
    for seed in range(3):
        compare(ours, theirs, rng.normal(2, 3, (4, 3, 5, 2)), seed)
    ours.train(False)
    theirs.eval()
    compare(ours, theirs, rng.normal(2, 3, (1, 3, 4, 4)), 9)


def test_float32_stays_float32():
    layer = BatchNorm2d(3)
    x = np.random.default_rng(0).normal(size=(4, 3, 5, 2)).astype(np.float32)
    assert layer(x).dtype == layer.backward(x).dtype == np.float32
    assert layer.running_var.dtype == layer.weight.grad.dtype == np.float32


def test_one_number_a_channel_has_no_variance_for_both():
    ours, theirs = pair()
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        theirs(torch.zeros(1, 3, 1, 1, dtype=torch.float64))
    with pytest.raises(ValueError, match="a variance needs two numbers a channel"):
        ours(np.zeros((1, 3, 1, 1)))


def test_other_channels_are_refused_by_both():
    ours, theirs = pair()
    with pytest.raises(RuntimeError):
        theirs(torch.zeros(2, 4, 5, 5, dtype=torch.float64))
    with pytest.raises(ValueError, match=r"input must be \(N, 3, H, W\), got \(2, 4, 5, 5\)"):
        ours(np.zeros((2, 4, 5, 5)))
