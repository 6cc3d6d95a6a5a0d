"""Unpooling: PyTorch, the way there and back, and what is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit.pooling import max_pooling, unpooling
from convkit.pooling.max_pooling import max_pool2d
from convkit.pooling.unpooling import max_pool2d_backward, max_unpool1d, max_unpool2d
from tests.strategies import images, parity, pool_windows, to_torch


@parity(
    300,
    """max_unpool1d max_unpool2d max_unpool3d max_unpool1d_backward max_unpool2d_backward
        max_unpool3d_backward""",
)
@given(st.data())
def test_max_unpool_parity(data):
    n = data.draw(st.sampled_from([1, 2, 2, 3]), label="axes")
    x = data.draw(images(n), label="x")
    window = data.draw(pool_windows(n, legal=True), label="window")
    ceil = window.pop("ceil_mode")
    try:
        y, indices = getattr(max_pooling, f"max_pool{n}d")(
            x, **window, ceil_mode=ceil, return_indices=True
        )
    except ValueError:
        return
    step = data.draw(st.integers(-4, 4), label="more than the usual size")
    kernel, padding = np.array(window["kernel_size"]), np.array(window["padding"])
    stride = kernel if window["stride"] is None else np.array(window["stride"])
    usual = (np.array(y.shape[-n:]) - 1) * stride - 2 * padding + kernel
    size = None
    if data.draw(st.booleans(), label="output_size given"):
        size = tuple((usual + step).tolist())
        if data.draw(st.booleans(), label="whole shape"):
            size = (7, 7, *size)  # the first two are not read
    if min(usual if size is None else size[-n:]) < 1:
        return  # an exception, below
    name = f"max_unpool{n}d"
    t = to_torch(y).requires_grad_()
    places = torch.from_numpy(indices)
    try:
        expected = getattr(F, name)(t, places, **window, output_size=size)
    except (RuntimeError, ValueError):
        with pytest.raises(ValueError, match=f"^{name}: "):
            getattr(unpooling, name)(y, indices, **window, output_size=size)
        return
    z = getattr(unpooling, name)(y, indices, **window, output_size=size)
    assert z.dtype == x.dtype
    np.testing.assert_array_equal(z, expected.detach().numpy())
    g = np.random.default_rng(len(x)).normal(size=z.shape).astype(x.dtype)
    expected.backward(torch.from_numpy(g))
    grad = getattr(unpooling, name + "_backward")(g, indices)
    np.testing.assert_array_equal(grad, t.grad.numpy())


def test_pooling_what_was_unpooled_gives_it_back():
    x = np.abs(np.random.default_rng(0).normal(size=(2, 3, 6, 8)))
    y, indices = max_pool2d(x, (3, 2), return_indices=True)
    np.testing.assert_array_equal(max_pool2d(max_unpool2d(y, indices, (3, 2)), (3, 2)), y)


def test_output_size_says_which_of_the_sizes_it_was():
    x = np.random.default_rng(0).normal(size=(1, 5, 7))
    y, indices = max_pool2d(x, 2, return_indices=True)
    z = max_unpool2d(y, indices, 2, output_size=x.shape[-2:])
    np.testing.assert_array_equal(z[z != 0], x[z != 0])
    assert z.shape == x.shape and (z != 0).sum() == 6


PLACES = np.array([[[0, 3], [8, 11]]])


@pytest.mark.parametrize(
    ("indices", "size", "error", "message"),
    [
        (PLACES + 100, None, ValueError, r"from 0 to 15 for planes of \(4, 4\), got 100 to 111"),
        (PLACES - 1, None, ValueError, "got -1 to 10"),
        (PLACES[:, :1], None, ValueError, r"must have shape \(1, 2, 2\), got \(1, 1, 2\)"),
        (PLACES.astype(np.int32), None, TypeError, "indices must be int64, got int32"),
        (PLACES, (6, 6), ValueError, r"stride \(2, 2\) away from \(4, 4\), got \(6, 6\)"),
        (PLACES, (2, 4), ValueError, r"got \(2, 4\)"),
        (PLACES, (4, 4, 4), ValueError, r"output_size must be 2 sizes, got \(4, 4, 4\)"),
    ],
)
def test_bad_arguments_are_refused_by_both(indices, size, error, message):
    x = np.ones((1, 2, 2))
    with pytest.raises((RuntimeError, ValueError)):
        F.max_unpool2d(torch.from_numpy(x), torch.from_numpy(indices), 2, output_size=size)
    with pytest.raises(error, match="^max_unpool2d: .*" + message):
        max_unpool2d(x, indices, 2, output_size=size)


def test_of_two_values_for_one_place_the_last_stays():
    y = max_unpool1d(np.array([[1.0, 2.0, 3.0]]), np.array([[4, 0, 4]]), 2)
    np.testing.assert_array_equal(y, [[2, 0, 0, 0, 3, 0]])


def test_backward_of_a_maximum_refuses_another_batch():
    with pytest.raises(ValueError, match=r"shape \(2, 4, 4\) has other images and channels"):
        max_pool2d_backward(np.ones((1, 2, 2)), PLACES, (2, 4, 4))


def test_exception_stride_zero_is_refused():
    """PyTorch's unpooling takes stride 0, which no pooling has, if the indices happen to fit."""
    x, places = torch.ones(1, 1), torch.zeros(1, 1, dtype=torch.int64)
    assert F.max_unpool1d(x, places, 2, stride=0).shape == (1, 2)
    with pytest.raises(ValueError, match="max_unpool1d: stride must be at least 1, got 0"):
        max_unpool1d(np.ones((1, 1)), np.zeros((1, 1), int), 2, stride=0)


def test_exception_an_empty_output_is_refused():
    """PyTorch gives an empty array and forgets the numbers."""
    x, places = torch.ones(1, 1), torch.zeros(1, 1, dtype=torch.int64)
    assert F.max_unpool1d(x, places, 4, padding=2).shape == (1, 0)
    with pytest.raises(ValueError, match=r"the output would be empty, of size \(0,\)"):
        max_unpool1d(np.ones((1, 1)), np.zeros((1, 1), int), 4, padding=2)
