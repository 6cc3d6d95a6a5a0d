"""Correlation and true convolution in one and two dimensions, against SciPy."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from convkit import conv1d_true, conv2d_true, xcorr1d, xcorr1d_loops, xcorr2d, xcorr2d_loops
from tests.strategies import arrays, parity

MODES = ["valid", "same", "full"]


@st.composite
def pairs(draw, n):
    """An input and a kernel no larger, of n axes."""
    shape = draw(st.tuples(*[st.integers(1, 8)] * n))
    kernel = tuple(draw(st.integers(1, size)) for size in shape)
    return draw(arrays(shape)), draw(arrays(kernel))


def alike(pair):
    """Both in one dtype: SciPy casts memory that it never wrote if the two differ."""
    return [a.astype(np.result_type(*pair)) for a in pair]


def close(got, wanted):
    assert got.shape == wanted.shape
    rtol = 1e-4 if got.dtype == np.float32 or wanted.dtype == np.float32 else 1e-9
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=rtol * 10)


@pytest.mark.parametrize("xcorr", [xcorr1d, xcorr1d_loops])
def test_xcorr1d_parity(xcorr):
    @parity(100)
    @given(pairs(1), st.sampled_from(MODES))
    def check(pair, mode):
        close(xcorr(*pair, mode), scipy.signal.correlate(*alike(pair), mode, "direct"))

    check()


@pytest.mark.parametrize("xcorr", [xcorr2d, xcorr2d_loops])
def test_xcorr2d_parity(xcorr):
    @parity(60)
    @given(pairs(2), st.sampled_from(MODES))
    def check(pair, mode):
        close(xcorr(*pair, mode), scipy.signal.correlate(*alike(pair), mode, "direct"))

    check()


@parity(100)
@given(pairs(1), st.sampled_from(MODES))
def test_conv1d_true_parity(pair, mode):
    close(conv1d_true(*pair, mode), scipy.signal.convolve(*alike(pair), mode, "direct"))


@parity(100)
@given(pairs(2), st.sampled_from(MODES))
def test_conv2d_true_parity(pair, mode):
    close(conv2d_true(*pair, mode), scipy.signal.convolve2d(*alike(pair), mode))


@pytest.mark.parametrize("function", [xcorr2d, xcorr2d_loops, conv2d_true])
def test_bad_input_is_refused_with_need_and_got(function):
    x, k = np.ones((4, 5)), np.ones((2, 2))
    with pytest.raises(TypeError, match="x must be a NumPy array, got list"):
        function([[1.0]], k)
    with pytest.raises(ValueError, match=r"2 axes, got \(4,\) and \(2, 2\)"):
        function(x[:, 0], k)
    with pytest.raises(ValueError, match=r"kernel \(2, 6\) must be no larger than input \(4, 5\)"):
        function(x, np.ones((2, 6)))
    with pytest.raises(ValueError, match="mode must be 'valid', 'same' or 'full', got 'half'"):
        function(x, k, "half")


def test_an_empty_kernel_is_refused():
    with pytest.raises(ValueError, match=r"kernel \(0,\)"):
        xcorr1d(np.ones(3), np.ones(0))
