"""Max pooling: the definition, PyTorch, ties, NaN, indices, and what is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import convkit
from convkit.pooling.max_pooling import max_pool1d, max_pool2d, max_pool3d, reduce_windows
from convkit.pooling.unpooling import max_pool1d_backward, max_pool2d_backward, max_pool3d_backward
from tests.strategies import images, parity, pool_windows, to_torch

OURS = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}
TORCH = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
BACKWARD = {1: max_pool1d_backward, 2: max_pool2d_backward, 3: max_pool3d_backward}


@parity(
    500,
    """max_pool1d max_pool2d max_pool3d max_pool1d_backward max_pool2d_backward
        max_pool3d_backward""",
)
@given(st.data())
def test_max_pool_parity(data):
    n = data.draw(st.sampled_from([1, 2, 2, 3]), label="axes")
    x = data.draw(images(n, special=True), label="x")
    window = data.draw(pool_windows(n, dilated=True), label="window")
    t = to_torch(x).requires_grad_()
    try:
        expected = TORCH[n](t, **window)
    except RuntimeError:
        with pytest.raises(ValueError, match=f"^max_pool{n}d: "):
            OURS[n](x, **window)
        return
    before = x.copy()
    y = OURS[n](x, **window)
    assert y.dtype == x.dtype
    np.testing.assert_array_equal(y, expected.detach().numpy())
    _, places = TORCH[n](t, **window, return_indices=True)
    try:
        y, indices = OURS[n](x, **window, return_indices=True)
    except ValueError as refused:  # PyTorch then gives an index outside the image
        assert "only padding" in str(refused)
        assert np.isneginf(y).any()
        return
    np.testing.assert_array_equal(y, expected.detach().numpy())
    assert indices.dtype == np.int64
    np.testing.assert_array_equal(indices, places.numpy())
    g = np.random.default_rng(len(x)).normal(size=y.shape).astype(x.dtype)
    expected.backward(torch.from_numpy(g))
    ours = BACKWARD[n](g, indices, x.shape)
    assert ours.dtype == x.dtype
    np.testing.assert_allclose(ours, t.grad.numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(x, before)


@parity(150)
@given(st.data())
def test_slices_and_windows_agree(data):
    n = data.draw(st.sampled_from([1, 2, 3]), label="axes")
    x = data.draw(images(n), label="x")
    window = data.draw(pool_windows(n, dilated=True, legal=True), label="window")
    if window.pop("ceil_mode"):
        return
    try:
        y = OURS[n](x, **window)
    except ValueError:
        return
    kernel = tuple(np.broadcast_to(window.pop("kernel_size"), n).tolist())
    stride = window.pop("stride")
    window["stride"] = kernel if stride is None else stride
    np.testing.assert_array_equal(y, reduce_windows(x, np.max, kernel, **window, value=-np.inf))


def test_reduce_windows_takes_any_reduction():
    x = np.random.default_rng(0).normal(size=(2, 3, 7, 6))
    medians = reduce_windows(x, np.median, (3, 2), stride=(2, 1))
    assert medians.shape == (2, 3, 3, 5)
    assert medians[1, 2, 1, 4] == np.median(x[1, 2, 2:5, 4:6])


def test_a_negative_border_survives_because_padding_is_minus_infinity():
    x = -np.arange(1.0, 10).reshape(1, 3, 3)
    np.testing.assert_array_equal(max_pool2d(x, 3, 2, 1), [[[-1, -2], [-4, -5]]])


def test_of_equal_numbers_the_first_wins_and_takes_the_gradient():
    x = np.ones((1, 4, 4))
    _, indices = max_pool2d(x, 3, 1, return_indices=True)
    np.testing.assert_array_equal(indices, [[[0, 1], [4, 5]]])
    grad = max_pool2d_backward(np.array([[[1.0, 2], [3, 4]]]), indices, x.shape)
    np.testing.assert_array_equal(grad[0, :2, :2], [[1, 2], [3, 4]])
    assert grad.sum() == 10


def test_an_element_that_wins_twice_collects_twice():
    x = np.array([[[0.0, 0, 0], [0, 9, 0], [0, 0, 0]]])
    _, indices = max_pool2d(x, 2, 1, return_indices=True)
    grad = max_pool2d_backward(np.array([[[1.0, 10], [100, 1000]]]), indices, x.shape)
    assert grad[0, 1, 1] == 1111 == grad.sum()


@pytest.mark.parametrize("kernel_size", [(16, 16), (20, 14)])
def test_windows_of_more_than_255_taps_keep_their_indices(kernel_size):
    x = np.random.default_rng(1).normal(size=(2, 3, 21, 18))
    y, indices = max_pool2d(x, kernel_size, (3, 1), return_indices=True)
    expected = F.max_pool2d(torch.from_numpy(x), kernel_size, (3, 1), return_indices=True)
    np.testing.assert_array_equal(y, expected[0].numpy())
    np.testing.assert_array_equal(indices, expected[1].numpy())


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8])
def test_integers_stay_integers(dtype):
    x = np.random.default_rng(2).integers(0, 9, (1, 2, 5, 4)).astype(dtype)
    y = max_pool2d(x, 3, 2, 1)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, F.max_pool2d(torch.from_numpy(x), 3, 2, 1).numpy())


REFUSED = [  # arguments, what PyTorch raises, what we say
    ({"kernel_size": 2, "padding": 2}, "padding must be at most half the kernel, 1 of 2, got 2"),
    ({"kernel_size": 2, "padding": -1}, "padding must be at least 0, got -1"),
    ({"kernel_size": 0}, "kernel_size must be at least 1, got 0"),
    ({"kernel_size": 2, "stride": 0}, "stride must be at least 1, got 0"),
    ({"kernel_size": 2, "stride": (1, -1)}, r"stride must be at least 1, got \(1, -1\)"),
    ({"kernel_size": 2, "dilation": 0}, "dilation must be at least 1, got 0"),
    ({"kernel_size": (2, 2, 2)}, r"kernel_size must be one integer or 2, got 3: \(2, 2, 2\)"),
    ({"kernel_size": 2.0}, "kernel_size must be an integer or 2 integers, got 2.0"),
    ({"kernel_size": True}, "kernel_size must be an integer or 2 integers, got True"),
    ({"kernel_size": 6}, r"input \(4, 5\), kernel \(6, 6\): .* covers 6 places .* has 4"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_bad_windows_are_refused_by_both(arguments, message):
    with pytest.raises((RuntimeError, TypeError)):
        F.max_pool2d(torch.zeros(1, 1, 4, 5), **arguments)
    with pytest.raises((ValueError, TypeError), match="^max_pool2d: " + message):
        max_pool2d(np.zeros((1, 1, 4, 5)), **arguments)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((4, 5), r"input needs 4 axes, or 3 without a batch, got shape \(4, 5\)"),
        ((1, 1, 1, 4, 5), "input needs 4 axes"),
        ((2, 0, 4, 5), r"only the batch of input may be empty, got \(2, 0, 4, 5\)"),
        ((2, 2, 0, 5), "only the batch of input may be empty"),
        ((0, 4, 5), "only the batch of input may be empty"),
    ],
)
def test_bad_shapes_are_refused_by_both(shape, message):
    with pytest.raises(RuntimeError):
        F.max_pool2d(torch.zeros(shape), 2)
    with pytest.raises(ValueError, match="^max_pool2d: " + message):
        max_pool2d(np.zeros(shape), 2)


@pytest.mark.parametrize("dtype", [bool, np.complex128])
def test_what_has_no_order_is_refused_by_both(dtype):
    x = np.zeros((1, 1, 4, 5), dtype)
    with pytest.raises(NotImplementedError):
        F.max_pool2d(torch.from_numpy(x), 2)
    with pytest.raises(TypeError, match="max_pool2d: input must hold real numbers"):
        max_pool2d(x, 2)


def test_lists_are_refused():
    with pytest.raises(TypeError, match="input must be a NumPy array, got list"):
        max_pool2d([[[1.0]]], 1)


def test_exception_the_index_of_a_window_of_padding_is_refused():
    """PyTorch gives 1 for a row of one element: an index outside the image, which its backward
    would write to. We refuse to name a place that does not exist."""
    window = {"kernel_size": 2, "padding": 1, "dilation": 2, "return_indices": True}
    _, places = F.max_pool1d(torch.zeros(1, 1, 1), **window)
    assert places.item() == 1
    with pytest.raises(ValueError, match="max_pool1d: a window holds only padding"):
        max_pool1d(np.zeros((1, 1, 1)), **window)


def test_scratch_memory_does_not_grow_with_the_batch():
    import tracemalloc

    def scratch(batch):
        x = np.zeros((batch, 16, 64, 64), np.float32)
        tracemalloc.start()
        y, indices = max_pool2d(x, 3, 2, 1, return_indices=True)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak - y.nbytes - indices.nbytes

    assert scratch(64) < 1.2 * scratch(8) < 8e6


def test_the_names_are_names_of_the_package():
    assert convkit.max_pool2d is max_pool2d
    assert {"max_pool1d", "max_pool3d", "reduce_windows"} <= set(dir(convkit))
