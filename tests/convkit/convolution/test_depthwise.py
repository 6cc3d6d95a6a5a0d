"""Depthwise and pointwise: equal to grouped convolution, and to the dense one they stand for."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit.convolution.conv import conv2d
from convkit.convolution.depthwise import depthwise_conv2d, depthwise_separable_conv2d
from tests.strategies import arrays, parity, per_axis, to_torch


def close(ours, expected):
    tolerance = 1e-9 if ours.dtype == np.float64 else 1e-4
    np.testing.assert_allclose(ours, expected.numpy(), rtol=tolerance, atol=tolerance)


@parity(150)
@given(st.data())
def test_depthwise_parity(data):
    batch = data.draw(st.sampled_from([(), (0,), (1,), (3,)]), label="batch")
    channels, multiplier = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 3)), label="C, m")
    sizes = data.draw(st.tuples(st.integers(3, 8), st.integers(3, 8)), label="image")
    x = data.draw(arrays((*batch, channels, *sizes)), label="x")
    rng = np.random.default_rng(0)
    w = rng.normal(size=(channels * multiplier, 1, 3, 2)).astype(x.dtype)
    b = rng.normal(size=channels * multiplier).astype(x.dtype)
    window = {
        "stride": data.draw(per_axis(2, st.integers(1, 3)), label="stride"),
        "padding": data.draw(per_axis(2, st.integers(0, 2)), label="padding"),
        "dilation": 1,
    }
    torches = [torch.from_numpy(a) for a in (w, b)]
    expected = F.conv2d(to_torch(x), *torches, **window, groups=channels)
    close(depthwise_conv2d(x, w, b, **window), expected)
    p = rng.normal(size=(5, channels * multiplier, 1, 1)).astype(x.dtype)
    q = rng.normal(size=5).astype(x.dtype)
    expected = F.conv2d(expected, torch.from_numpy(p), torch.from_numpy(q))
    close(depthwise_separable_conv2d(x, w, p, b, q, **window), expected)


def test_a_depthwise_and_a_pointwise_step_are_one_dense_convolution():
    rng = np.random.default_rng(4)
    x, d, p = (rng.normal(size=s) for s in [(2, 3, 6, 7), (3, 1, 3, 2), (4, 3, 1, 1)])
    dense = p * d[:, 0]  # (O, C, 1, 1) * (C, kh, kw)
    np.testing.assert_allclose(
        depthwise_separable_conv2d(x, d, p, padding=1), conv2d(x, dense, padding=1)
    )


def test_an_input_without_channels_is_refused():
    with pytest.raises(ValueError, match=r"depthwise_conv2d: input needs 3 or 4 axes, got .*4, 4"):
        depthwise_conv2d(np.ones((4, 4)), np.ones((1, 1, 2, 2)))
