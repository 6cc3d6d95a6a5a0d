"""Layers against torch.nn with the same weights: outputs, gradients, and how they are drawn."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import convkit
from convkit.networks.batch_norm import BatchNorm2d
from convkit.networks.layers import Conv2d, ConvTranspose2d, Linear, Sequential
from convkit.networks.plain_layers import AvgPool2d, MaxPool2d, ReLU
from tests.strategies import parity


def twins(ours, theirs):
    """Give PyTorch's layer our weights; both in float64."""
    theirs.double()
    with torch.no_grad():
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert p.data.shape == tuple(q.shape)
            q.copy_(torch.from_numpy(p.data))
    return ours, theirs


def same_pass(ours, theirs, x, seed=0):
    """One pass forward and one back, compared in full."""
    t = torch.from_numpy(x).requires_grad_()
    y, expected = ours(x), theirs(t)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    g = np.random.default_rng(seed).normal(size=y.shape)
    expected.backward(torch.from_numpy(g))
    np.testing.assert_allclose(ours.backward(g), t.grad.numpy(), rtol=1e-9, atol=1e-12)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-9, atol=1e-12)


@parity(100)
@given(st.data())
def test_convolution_layers_parity(data):
    transposed = data.draw(st.booleans(), label="transposed")
    groups = data.draw(st.sampled_from([1, 2]), label="groups")
    kernel = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)), label="kernel")
    how = {
        "stride": data.draw(st.tuples(st.integers(1, 2), st.integers(1, 3)), label="stride"),
        "padding": data.draw(st.tuples(st.integers(0, 1), st.integers(0, 1)), label="padding"),
        "dilation": data.draw(st.sampled_from([1, 2]), label="dilation"),
        "groups": groups,
        "bias": data.draw(st.booleans(), label="bias"),
    }
    kind = "ConvTranspose2d" if transposed else "Conv2d"
    rng = np.random.default_rng(0)
    ours = getattr(convkit, kind)(4, 6, kernel, **how, rng=rng, dtype=np.float64)
    ours, theirs = twins(ours, getattr(nn, kind)(4, 6, kernel, **how))
    same_pass(ours, theirs, rng.normal(size=(2, 4, 7, 6)))


@pytest.mark.parametrize("bias", [True, False])
def test_linear_is_pytorchs(bias):
    rng = np.random.default_rng(0)
    ours, theirs = twins(Linear(5, 3, bias, rng=rng, dtype=np.float64), nn.Linear(5, 3, bias))
    same_pass(ours, theirs, rng.normal(size=(4, 5)))


def test_a_stack_down_and_up_is_pytorchs():
    rng = np.random.default_rng(0)
    kind = {"rng": rng, "dtype": np.float64}
    ours = Sequential(
        Conv2d(3, 6, (3, 2), stride=2, padding=1, groups=3, **kind),
        ReLU(),
        Sequential(AvgPool2d(2, 1), Conv2d(6, 4, 1, **kind)),
        ConvTranspose2d(4, 2, 3, stride=2, output_padding=(0, 1), **kind),
    )
    theirs = nn.Sequential(
        nn.Conv2d(3, 6, (3, 2), stride=2, padding=1, groups=3),
        nn.ReLU(),
        nn.Sequential(nn.AvgPool2d(2, 1), nn.Conv2d(6, 4, 1)),
        nn.ConvTranspose2d(4, 2, 3, stride=2, output_padding=(0, 1)),
    )
    same_pass(*twins(ours, theirs), rng.normal(size=(2, 3, 11, 9)))


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Linear(3, 2, dtype=np.float64), (4, 3)),
        (Conv2d(3, 2, 2, dtype=np.float64), (4, 3, 5, 4)),
        (ConvTranspose2d(3, 2, 2, dtype=np.float64), (4, 3, 5, 4)),
        (BatchNorm2d(3, dtype=np.float64), (4, 3, 5, 4)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_gradients_collect_until_they_are_forgotten(layer, shape):
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    g = rng.normal(size=layer(x).shape)
    layer.backward(g)
    once = [p.grad.copy() for p in layer.parameters()]
    layer.backward(g)
    for p, grad in zip(layer.parameters(), once, strict=True):
        assert np.abs(grad).max() > 0
        np.testing.assert_allclose(p.grad, 2 * grad, rtol=1e-12)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda rng: Conv2d(8, 16, (3, 5), groups=2, rng=rng), nn.Conv2d(8, 16, (3, 5), groups=2)),
        (lambda rng: ConvTranspose2d(16, 8, 3, rng=rng), nn.ConvTranspose2d(16, 8, 3)),
        (lambda rng: Linear(50, 40, rng=rng), nn.Linear(50, 40)),
    ],
)
def test_weights_are_drawn_from_pytorchs_interval(ours, theirs):
    """Both uniform: largest draws near the bound and never beyond, and the same spread."""
    layer = ours(np.random.default_rng(0))
    for p, q in zip(layer.parameters(), theirs.parameters(), strict=True):
        assert p.data.dtype == np.float32
        draws = np.concatenate([ours(np.random.default_rng(s)).weight.data.ravel() for s in (1, 2)])
        bound = 1 / np.sqrt(np.prod(layer.weight.data.shape[1:]))
        assert np.abs(p.data).max() <= bound
        assert q.abs().max().item() <= bound * (1 + 1e-6)
        assert 0.97 * bound < np.abs(draws).max() <= bound
    assert q.numel() == p.data.size
    theirs.reset_parameters()
    largest = theirs.weight.abs().max().item()
    np.testing.assert_allclose(np.abs(draws).max(), largest, rtol=0.03)
    np.testing.assert_allclose(draws.std(), theirs.weight.std().item(), rtol=0.1)


def test_the_same_generator_draws_the_same_and_two_layers_differ():
    one, two = (Conv2d(2, 3, 3, rng=np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one.weight.data, two.weight.data)
    rng = np.random.default_rng(4)
    one, two = Conv2d(2, 3, 3, rng=rng), Conv2d(2, 3, 3, rng=rng)
    assert not np.array_equal(one.weight.data, two.weight.data)


def test_the_mode_reaches_every_layer():
    net = Sequential(ReLU(), Sequential(MaxPool2d(2)))
    assert net.train(False) is net
    assert not net[1][0].training and not net[0].training
    net.train()
    assert net[1][0].training


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ReLU().backward(np.ones(2)), RuntimeError, "ReLU: backward needs a forward"),
        (lambda: Conv2d(3, 4, 3, groups=2), ValueError, "Conv2d: groups=2 must divide 3 and 4"),
        (lambda: ConvTranspose2d(4, 4, 0), ValueError, "ConvTranspose2d: kernel_size must be at l"),
        (lambda: Linear(3, 2)(np.ones((2, 4))), ValueError, r"must be \(N, 3\), got \(2, 4\)"),
        (lambda: Conv2d(3, 4, 3)(np.ones((1, 2, 5, 5), np.float32)), ValueError, "2 channels"),
    ],
)
def test_bad_calls_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
