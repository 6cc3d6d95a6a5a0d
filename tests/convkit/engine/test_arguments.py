"""The checks that all convolutions share: each names the function, the argument, and what came."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convkit.engine.arguments import (
    check_array,
    check_arrays,
    geometry,
    output_sizes,
    transposed_geometry,
)

X, W = np.zeros((2, 4, 5, 6)), np.zeros((6, 2, 3, 3))


@pytest.mark.parametrize(
    ("arrays", "kind", "message"),
    [
        ((2, 2, [1.0], W), TypeError, "f: input must be a NumPy array, got list"),
        ((2, 2, X, W.astype("f4")), TypeError, "weight must have the input's dtype float64"),
        ((2, 2, X[0, 0], W), ValueError, r"input needs 4 axes, or 3 without a batch, got shape"),
        ((2, 2, X, W[0]), ValueError, "weight needs 4 axes"),
        ((2, 2, X, W[:, :, :0]), ValueError, "at least one kernel and tap"),
        ((2, 4, X, W), ValueError, "groups=4 must divide the 6"),
        ((2, 0, X, W), ValueError, "f: groups must be at least 1"),
        ((2, 1, X, W), ValueError, r"input has 4 channels, weight \(6, 2, 3, 3\) .* needs 2"),
        ((2, 2, X[:, :, :0], W), ValueError, "empty image axis"),
        ((2, 2, X, W, np.zeros(5)), ValueError, r"bias must have shape \(6,\), got \(5,\)"),
    ],
)
def test_arrays_that_do_not_fit_are_named(arrays, kind, message):
    with pytest.raises(kind, match=message):
        check_arrays("f", *arrays)


def test_arrays_that_fit_are_let_through_also_without_a_batch_and_with_an_empty_one():
    for x in (X, X[0], X[:0]):
        check_arrays("f", 2, 2, x, W, np.zeros(6))
    check_arrays("f", 2, 2, X, np.zeros((4, 3, 3, 3)), np.zeros(6), transposed=True)
    check_array("f", "input", X, X.dtype)


def test_one_number_stands_for_every_axis_and_same_adds_the_odd_zero_behind():
    assert geometry("f", 2, (3, 3), 2, 1, 1) == ((2, 2), ((1, 1), (1, 1)), (1, 1))
    assert geometry("f", 2, (3, 4), 1, "same", (2, 1))[1] == ((2, 2), (1, 2))
    assert geometry("f", 1, (3,), 1, "valid", 1)[1] == ((0, 0),)


@pytest.mark.parametrize(
    ("stride", "padding", "message"),
    [(2, "same", "needs stride 1"), (1, "reflect", "for another border"), (0, 0, "stride")],
)
def test_what_no_convolution_can_do_is_refused(stride, padding, message):
    with pytest.raises(ValueError, match=message):
        geometry("f", 1, (3,), stride, padding, 1)


def test_a_kernel_that_does_not_fit_is_refused_with_the_sizes():
    with pytest.raises(ValueError, match=r"f: input \(2, 9\), kernel \(3, 3\)"):
        output_sizes("f", (2, 9), (3, 3), (1, 1), ((0, 0), (0, 0)), (1, 1))


@given(
    size=st.integers(1, 9),
    k=st.integers(1, 4),
    s=st.integers(1, 3),
    p=st.integers(0, 3),
    extra=st.integers(0, 3),
    d=st.integers(1, 3),
)
def test_the_way_back_has_pytorchs_sizes_and_refuses_what_it_refuses(size, k, s, p, extra, d):
    x, w = np.zeros((1, 1, size)), np.zeros((1, 1, k))
    try:
        theirs = F.conv_transpose1d(
            torch.from_numpy(x), torch.from_numpy(w), None, s, p, extra, 1, d
        )
    except RuntimeError:
        with pytest.raises(ValueError, match="f: "):
            transposed_geometry("f", 1, x, w, None, s, p, extra, 1, d)
        return
    assert transposed_geometry("f", 1, x, w, None, s, p, extra, 1, d)[3] == theirs.shape[2:]
