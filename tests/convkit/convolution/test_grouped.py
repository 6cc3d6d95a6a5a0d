"""Lanes of channels: the shuffle, the dense weight, and their gradients."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import conv2d
from convkit.convolution.grouped import (
    channel_shuffle,
    channel_unshuffle,
    dense_equivalent,
    dense_equivalent_backward,
    native_channel_shuffle,
)
from tests.strategies import arrays, parity, to_torch


@parity(200, "channel_shuffle native_channel_shuffle")
@given(st.data())
def test_channel_shuffle_parity(data):
    groups = data.draw(st.integers(-1, 5), label="groups")
    lane = data.draw(st.integers(0, 4), label="channels per lane")
    extra = data.draw(st.sampled_from([0, 0, 0, 1]), label="channels too many")
    image = data.draw(st.lists(st.integers(0, 4), min_size=0, max_size=3), label="image")
    batch = data.draw(st.integers(0, 3), label="batch")
    x = data.draw(arrays((batch, max(groups, 1) * lane + extra, *image)), label="x")
    t = to_torch(x).requires_grad_()
    try:
        expected = torch.channel_shuffle(t, groups)
    except RuntimeError:
        with pytest.raises(ValueError, match=r"^channel_shuffle: "):
            channel_shuffle(x, groups)
        return
    y = channel_shuffle(x, groups)
    assert y.dtype == x.dtype and not np.shares_memory(x, y)
    np.testing.assert_array_equal(y, expected.detach().numpy())
    np.testing.assert_array_equal(native_channel_shuffle(x, groups), y)
    np.testing.assert_array_equal(channel_unshuffle(y, groups), x)
    g = np.random.default_rng(0).normal(size=x.shape).astype(x.dtype)
    # PyTorch has no derivative of its shuffles, so it gets one written as a transposition.
    table = t.reshape(batch, groups, x.shape[1] // groups, *image).transpose(1, 2).reshape(t.shape)
    np.testing.assert_array_equal(table.detach().numpy(), y)
    table.backward(torch.from_numpy(g))
    np.testing.assert_array_equal(channel_unshuffle(g, groups), t.grad.numpy())


def test_unshuffling_is_shuffling_with_the_other_factor():
    x = np.random.default_rng(0).normal(size=(2, 12, 3, 2))
    np.testing.assert_array_equal(channel_unshuffle(x, 3), channel_shuffle(x, 4))
    assert not np.array_equal(channel_unshuffle(x, 3), channel_shuffle(x, 3))


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_the_dense_weight_without_groups_does_the_same(groups):
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(2, 6, 7, 5)), rng.normal(size=(12, 6 // groups, 3, 2))
    dense = dense_equivalent(w, groups)
    assert dense.shape == (12, 6, 3, 2)
    expected = F.conv2d(torch.from_numpy(x), torch.from_numpy(w), groups=groups)
    np.testing.assert_allclose(conv2d(x, dense), expected.numpy(), rtol=1e-9, atol=1e-12)
    assert np.count_nonzero(dense) == w.size


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_the_gradient_of_the_dense_weight_is_its_adjoint(groups):
    rng = np.random.default_rng(1)
    w, g = rng.normal(size=(6, 4, 3, 2)), rng.normal(size=(6, 4 * groups, 3, 2))
    grad = dense_equivalent_backward(g, groups)
    assert grad.shape == w.shape
    np.testing.assert_allclose((dense_equivalent(w, groups) * g).sum(), (w * grad).sum())
    for i in [(0, 0, 0, 0), (5, 3, 2, 1), (2, 1, 1, 0)]:  # a gradient is a derivative
        step = np.zeros_like(w)
        step[i] = 1
        np.testing.assert_allclose(grad[i], (dense_equivalent(step, groups) * g).sum())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: channel_shuffle(np.ones((2, 6)), 3), r"input needs at least 3 axes .* \(2, 6\)"),
        (lambda: channel_shuffle(np.ones((2, 6, 1)), 4), "groups=4 must divide the 6 channels"),
        (lambda: channel_shuffle(np.ones((2, 6, 1)), 0), "groups must be at least 1, got 0"),
        (lambda: dense_equivalent(np.ones((4, 2)), 3), "groups=3 must divide the 4 outputs"),
        (lambda: dense_equivalent(np.ones(4), 2), "weight needs at least 2 axes"),
        (lambda: dense_equivalent_backward(np.ones((4, 3)), 2), "groups=2 must divide 3 channels"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
