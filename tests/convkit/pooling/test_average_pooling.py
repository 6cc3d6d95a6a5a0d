"""Average pooling: PyTorch, what the border divides by, and what is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit import conv2d
from convkit.pooling import average_pooling
from convkit.pooling.average_pooling import avg_pool1d, avg_pool2d, avg_pool2d_backward, avg_pool3d
from convkit.pooling.max_pooling import reduce_windows
from tests.strategies import images, parity, pool_windows, to_torch


@parity(
    400,
    """avg_pool1d avg_pool2d avg_pool3d avg_pool1d_backward avg_pool2d_backward
        avg_pool3d_backward""",
)
@given(st.data())
def test_avg_pool_parity(data):
    n = data.draw(st.sampled_from([1, 2, 2, 3]), label="axes")
    x = data.draw(images(n), label="x")
    window = data.draw(pool_windows(n), label="window")
    window["count_include_pad"] = data.draw(st.booleans(), label="count_include_pad")
    if n > 1:
        divisors = st.sampled_from([None, None, 3, -2, 0])
        window["divisor_override"] = data.draw(divisors, label="divisor_override")
    name = f"avg_pool{n}d"
    ours, backward = getattr(average_pooling, name), getattr(average_pooling, name + "_backward")
    t = to_torch(x).requires_grad_()
    try:
        expected = getattr(F, name)(t, **window)
    except RuntimeError as refused:
        if "smaller than kernel size" in str(refused):
            return  # an exception, below
        with pytest.raises(ValueError, match=f"^{name}: "):
            ours(x, **window)
        return
    before = x.copy()
    y = ours(x, **window)
    assert y.dtype == x.dtype
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-5, atol=1e-6)
    g = np.random.default_rng(len(x)).normal(size=y.shape).astype(x.dtype)
    expected.backward(torch.from_numpy(g))
    grad = backward(g, x.shape, **window)
    assert grad.dtype == x.dtype
    np.testing.assert_allclose(grad, t.grad.numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(x, before)


def test_inside_the_image_it_is_the_mean_of_each_window():
    x = np.random.default_rng(0).normal(size=(2, 3, 9, 8))
    expected = reduce_windows(x, np.mean, (3, 2), stride=(2, 1))
    np.testing.assert_allclose(avg_pool2d(x, (3, 2), (2, 1)), expected, rtol=1e-12)


def test_it_is_a_convolution_with_equal_weights_in_each_lane():
    x = np.random.default_rng(0).normal(size=(2, 3, 9, 8))
    w = np.full((3, 1, 3, 2), 1 / 6)
    expected = conv2d(x, w, stride=(2, 1), padding=(1, 1), groups=3)
    np.testing.assert_allclose(avg_pool2d(x, (3, 2), (2, 1), (1, 1)), expected, rtol=1e-12)


def test_padding_counts_and_overhang_does_not():
    x = np.array([[1.0, 2, 3, 4, 5]])
    np.testing.assert_array_equal(avg_pool1d(x, 2, ceil_mode=True), [[1.5, 3.5, 5]])
    # Padded: 0 1 | 2 3 | 4 5 | 0 and one place beyond, which never counts.
    np.testing.assert_array_equal(avg_pool1d(x, 2, 2, 1, True), [[0.5, 2.5, 4.5]])
    np.testing.assert_array_equal(avg_pool1d(x, 2, 2, 1, True, False), [[1, 2.5, 4.5]])
    np.testing.assert_array_equal(avg_pool1d(x, 4, 3, 1, True), [[1.5, 3]])


def test_nan_stays_in_its_windows():
    x = np.ones((1, 4, 4))
    x[0, 0, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(avg_pool2d(x, 2)), [[[True, False], [False, False]]])


def test_a_divisor_that_is_no_integer_is_refused_by_both():
    with pytest.raises(TypeError):
        F.avg_pool2d(torch.ones(1, 2, 2), 2, divisor_override=1.5)
    with pytest.raises(TypeError, match="avg_pool2d: divisor_override must be an integer"):
        avg_pool2d(np.ones((1, 2, 2)), 2, divisor_override=1.5)


def test_backward_refuses_a_gradient_of_another_shape():
    message = r"needs a grad_output of shape \(2, 3, 4\), got \(2, 4, 3\)"
    with pytest.raises(ValueError, match="^avg_pool2d_backward: .*" + message):
        avg_pool2d_backward(np.ones((2, 4, 3)), (2, 6, 8), 2)


def test_exception_integers_are_refused():
    """PyTorch averages int64 by truncating (and refuses int32). A mean of integers is no
    integer: we ask for floats."""
    assert F.avg_pool1d(torch.tensor([[1, 2]]), 2).item() == 1
    with pytest.raises(TypeError, match="avg_pool1d: a mean needs floats, got dtype int64"):
        avg_pool1d(np.array([[1, 2]]), 2)


def test_exception_padding_may_make_a_small_volume_fit():
    """PyTorch's avg_pool3d asks that the volume without its padding be as large as the kernel.
    Its other poolings do not, and neither do ours."""
    x = np.ones((1, 1, 1, 1))
    assert F.max_pool3d(torch.from_numpy(x), 2, padding=1).shape == x.shape
    with pytest.raises(RuntimeError, match="smaller than kernel size"):
        F.avg_pool3d(torch.from_numpy(x), 2, padding=1)
    assert avg_pool3d(x, 2, padding=1).item() == 1 / 8
