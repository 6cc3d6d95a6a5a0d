"""Size arithmetic, against counting and against the shapes PyTorch returns."""

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convkit import (
    conv_output_size,
    conv_transpose_output_size,
    effective_kernel,
    ntuple,
    output_padding_for,
    pool_output_size,
    same_padding,
)
from tests.strategies import parity

pytestmark = pytest.mark.smoke

sizes, kernels, strides = st.integers(1, 30), st.integers(1, 6), st.integers(1, 5)
paddings, dilations = st.integers(0, 5), st.integers(1, 4)


@parity(200)
@given(sizes, kernels, strides, paddings, dilations)
def test_conv_output_size_counts_the_windows_parity(i, k, s, p, d):
    reach = effective_kernel(k, d)
    assert reach == len(range(0, d * k, d)) * d - d + 1
    starts = [start for start in range(0, i + 2 * p, s) if start + reach <= i + 2 * p]
    x, w = torch.zeros(1, 1, i), torch.zeros(1, 1, k)
    if not starts:
        with pytest.raises(ValueError, match=f"covers {reach} places but .* has {i + 2 * p}"):
            conv_output_size(i, k, s, p, d)
        with pytest.raises(RuntimeError):
            F.conv1d(x, w, None, s, p, d)
        return
    assert conv_output_size(i, k, s, p, d) == len(starts)
    assert F.conv1d(x, w, None, s, p, d).shape[-1] == len(starts)


@parity(200)
@given(sizes, kernels, st.none() | strides, paddings, dilations, st.booleans())
def test_pool_output_size_parity(i, k, s, p, d, ceil_mode):
    assume(p <= k // 2)
    x = torch.zeros(1, 1, i)
    try:
        wanted = F.max_pool1d(x, k, s, p, d, ceil_mode).shape[-1]
    except RuntimeError:
        with pytest.raises(ValueError, match="covers"):
            pool_output_size(i, k, s, p, d, ceil_mode)
        return
    assert pool_output_size(i, k, s, p, d, ceil_mode) == wanted


@parity(200)
@given(sizes, kernels, strides, paddings, dilations, st.integers(0, 4))
def test_transposed_output_size_parity(i, k, s, p, d, extra):
    assume(extra < max(s, d))
    size = conv_transpose_output_size(i, k, s, p, extra, d)
    assume(size > 0)
    x, w = torch.zeros(1, 1, i), torch.zeros(1, 1, k)
    assert F.conv_transpose1d(x, w, None, s, p, extra, 1, d).shape[-1] == size
    if extra < s:
        assert output_padding_for(size, i, k, s, p, d) == extra


@given(sizes, kernels, strides, dilations)
def test_same_padding_gives_the_quotient_rounded_up(i, k, s, d):
    before, after = same_padding(i, k, s, d)
    assert conv_output_size(i + before + after, k, s, 0, d) == math.ceil(i / s)
    assert after - before in (0, 1)


def test_the_way_back_must_be_possible():
    with pytest.raises(ValueError, match="from 5 to 6 for 2 inputs, got 7"):
        output_padding_for(7, 2, 3, stride=2)


@pytest.mark.parametrize("value", [3, (3, 3), [3, 3], (3,)])
def test_one_number_or_one_for_each_axis(value):
    assert ntuple(value, 2, "stride") == (3, 3)


@pytest.mark.parametrize("value", [2.0, True, "12", None, (1, 2.0)])
def test_only_integers_count(value):
    with pytest.raises(TypeError, match="stride must be an integer or 2 integers"):
        ntuple(value, 2, "stride")


def test_the_count_and_the_least_are_checked():
    with pytest.raises(ValueError, match=r"stride must be one integer or 2, got 3: \(1, 2, 3\)"):
        ntuple((1, 2, 3), 2, "stride")
    with pytest.raises(ValueError, match=r"stride must be at least 1, got \(1, 0\)"):
        ntuple((1, 0), 2, "stride", least=1)


@pytest.mark.parametrize("size", [conv_output_size, pool_output_size])
def test_a_stride_of_0_is_named(size):
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        size(5, 3, 0)
