"""Adaptive pooling: PyTorch, windows that overlap, and what is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit.pooling import adaptive_pooling, unpooling
from convkit.pooling.adaptive_pooling import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
)
from tests.strategies import images, parity, per_axis, to_torch


def output_sizes(n):
    """From 0 to more than the input has; None in a tuple keeps the input's size."""
    sizes = st.integers(0, {1: 19, 2: 11, 3: 5}[n])
    return sizes if n == 1 else st.one_of(sizes, per_axis(n, st.one_of(st.none(), sizes)))


@parity(
    300,
    """adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
        adaptive_avg_pool1d_backward adaptive_avg_pool2d_backward
        adaptive_avg_pool3d_backward""",
)
@given(st.data())
def test_adaptive_avg_pool_parity(data):
    n = data.draw(st.sampled_from([1, 2, 2, 3]), label="axes")
    x = data.draw(images(n), label="x")
    size = data.draw(output_sizes(n).filter(lambda s: s is not None), label="output_size")
    name = f"adaptive_avg_pool{n}d"
    t = to_torch(x).requires_grad_()
    expected = getattr(F, name)(t, size)
    y = getattr(adaptive_pooling, name)(x, size)
    assert y.dtype == x.dtype
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-5, atol=1e-6)
    g = np.random.default_rng(len(x)).normal(size=y.shape).astype(x.dtype)
    if g.size:  # with nothing to average, some PyTorch backwards refuse and some give zeros
        expected.backward(torch.from_numpy(g))
        grad = getattr(adaptive_pooling, name + "_backward")(g, x.shape)
        assert grad.dtype == x.dtype
        np.testing.assert_allclose(grad, t.grad.numpy(), rtol=1e-5, atol=1e-6)


@parity(300, "adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d")
@given(st.data())
def test_adaptive_max_pool_parity(data):
    n = data.draw(st.sampled_from([1, 2, 2, 3]), label="axes")
    x = data.draw(images(n, special=True), label="x")
    size = data.draw(output_sizes(n).filter(lambda s: s is not None), label="output_size")
    name = f"adaptive_max_pool{n}d"
    t = to_torch(x).requires_grad_()
    expected, places = getattr(F, name)(t, size, return_indices=True)
    y, indices = getattr(adaptive_pooling, name)(x, size, return_indices=True)
    np.testing.assert_array_equal(y, expected.detach().numpy())
    np.testing.assert_array_equal(indices, places.numpy())
    np.testing.assert_array_equal(y, getattr(adaptive_pooling, name)(x, size))
    g = np.random.default_rng(len(x)).normal(size=y.shape).astype(x.dtype)
    if g.size:
        expected.backward(torch.from_numpy(g))
        grad = getattr(unpooling, f"max_pool{n}d_backward")(g, indices, x.shape)
        np.testing.assert_allclose(grad, t.grad.numpy(), rtol=1e-5, atol=1e-6)


def test_seven_for_three_share_their_borders():
    x = np.array([[0.0, 1, 10, 100, 1000, 10000, 100000]])
    expected = [[11 / 3, 1110 / 3, 111000 / 3]]
    np.testing.assert_allclose(adaptive_avg_pool1d(x, 3), expected, rtol=1e-12)


def test_one_window_is_the_global_mean_and_maximum():
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 7))
    mean, largest = adaptive_avg_pool2d(x, 1), adaptive_max_pool2d(x, 1)
    np.testing.assert_allclose(mean[..., 0, 0], x.mean(axis=(2, 3)), rtol=1e-12)
    np.testing.assert_array_equal(largest[..., 0, 0], x.max(axis=(2, 3)))


def test_nothing_asked_gives_nothing_back():
    grad = adaptive_avg_pool2d_backward(np.zeros((2, 3, 0, 2)), (2, 3, 4, 5))
    np.testing.assert_array_equal(grad, np.zeros((2, 3, 4, 5)))


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (-1, "output_size must be at least 0, got -1"),
        ((3, 3, 3), r"output_size must be one integer or 2, got 3"),
        (None, "output_size must be an integer or 2 integers, got None"),
        (2.0, "output_size must be an integer or 2 integers, got 2.0"),
    ],
)
@pytest.mark.parametrize("name", ["adaptive_avg_pool2d", "adaptive_max_pool2d"])
def test_bad_sizes_are_refused_by_both(name, size, message):
    with pytest.raises((RuntimeError, TypeError)):
        getattr(F, name)(torch.zeros(2, 2, 4, 5), size)
    with pytest.raises((ValueError, TypeError), match=f"^{name}: {message}"):
        getattr(adaptive_pooling, name)(np.zeros((2, 2, 4, 5)), size)


@pytest.mark.parametrize("name", ["adaptive_avg_pool1d", "adaptive_max_pool1d"])
def test_none_is_no_size_of_a_sequence_for_both(name):
    with pytest.raises(TypeError):
        getattr(F, name)(torch.zeros(2, 2, 4), None)
    with pytest.raises(TypeError, match=f"^{name}: output_size must be an integer"):
        getattr(adaptive_pooling, name)(np.zeros((2, 2, 4)), None)


@pytest.mark.parametrize("name", ["adaptive_avg_pool2d", "adaptive_max_pool2d"])
def test_integers_and_empty_images_are_refused_by_both(name):
    with pytest.raises(NotImplementedError):
        getattr(F, name)(torch.zeros(2, 2, 4, 5, dtype=torch.int64), 2)
    with pytest.raises(TypeError, match="needs floats, got dtype int64"):
        getattr(adaptive_pooling, name)(np.zeros((2, 2, 4, 5), int), 2)
    with pytest.raises(RuntimeError):
        getattr(F, name)(torch.zeros(2, 2, 0, 5), 2)
    with pytest.raises(ValueError, match="only the batch of input may be empty"):
        getattr(adaptive_pooling, name)(np.zeros((2, 2, 0, 5)), 2)


def test_exception_no_channels_are_refused():
    """PyTorch takes a batch of images without channels here, refuses it in three dimensions and
    in all maxima, and takes an unbatched image without channels for an empty batch. We have one
    rule for all pooling: only the batch may be empty."""
    assert F.adaptive_avg_pool2d(torch.zeros(2, 0, 4, 5), 2).shape == (2, 0, 2, 2)
    assert F.adaptive_max_pool1d(torch.zeros(0, 4), 2).shape == (0, 2)
    with pytest.raises(RuntimeError):
        F.adaptive_avg_pool3d(torch.zeros(2, 0, 4, 4, 4), 2)
    with pytest.raises(ValueError, match="only the batch of input may be empty"):
        adaptive_avg_pool2d(np.zeros((2, 0, 4, 5)), 2)
    with pytest.raises(ValueError, match="only the batch of input may be empty"):
        adaptive_max_pool1d(np.zeros((0, 4)), 2)
