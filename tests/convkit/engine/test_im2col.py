"""Columns of windows, against the formula and the definition of the adjoint."""

import numpy as np
import pytest

from convkit.engine import im2col
from tests.convkit.convolution.test_conv import CASES, loops
from tests.convkit.convolution.test_transposed import check_transpose


@pytest.mark.parametrize("box", [1, 5, 40, 300])
def test_small_boxes_give_the_same_numbers(box, monkeypatch):
    rng = np.random.default_rng(3)
    x, w = rng.normal(size=(3, 2, 11, 7)), rng.normal(size=(4, 1, 3, 2))
    how = (2, 1), ((1, 1), (1, 0)), (1, 2)
    monkeypatch.setattr(im2col, "LEAST_WINDOWS", 1)
    monkeypatch.setattr(im2col, "BOX", box)
    got = im2col.correlate(x, w, *how, 2, (6, 6))
    np.testing.assert_allclose(got, loops(x, w, *how, 2, (6, 6)), atol=1e-12)
    check_transpose(im2col.adjoint, (8, 1, 3, 2), *how, 4)
    check_transpose(im2col.adjoint, (8, 1, 3, 2), (1, 1), *how[1:], 4)


@pytest.mark.parametrize("kernels", [4, 8, 12, 40])
@pytest.mark.parametrize(("stride", "pads", "dilation", "groups"), CASES)
def test_both_ways_back_are_the_transpose(kernels, stride, pads, dilation, groups):
    check_transpose(im2col.adjoint, (kernels, 4 // groups, 3, 2), stride, pads, dilation, groups)


def test_few_kernels_without_a_stride_go_back_by_gathering(monkeypatch):
    called = []
    back = im2col._correlate_back
    monkeypatch.setattr(im2col, "_correlate_back", lambda *a: called.append(1) or back(*a))
    for kernels, stride in ((4, 1), (12, 1), (4, 2)):
        y = np.ones((2, kernels, 9, 8))
        size = [stride * (n - 1) + k for n, k in zip((9, 8), (3, 2), strict=True)]
        how = (stride,) * 2, ((0, 0),) * 2, (1, 1), 1
        im2col.adjoint(y, np.ones((kernels, 4, 3, 2)), *how, size)
    assert len(called) == 1


@pytest.mark.parametrize("groups", [1, 2])
def test_a_kernel_of_one_tap_copies_no_window(groups, monkeypatch):
    rng = np.random.default_rng(5)
    x, w = rng.normal(size=(2, 4, 5, 6)), rng.normal(size=(6, 4 // groups, 1, 1))
    how = (1, 1), ((0, 0), (0, 0)), (1, 1), groups, (5, 6)
    monkeypatch.setattr(im2col, "_windows", None)
    np.testing.assert_allclose(im2col.correlate(x, w, *how), loops(x, w, *how), atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2])
def test_arrays_in_any_order_of_memory_go_back(stride):
    rng = np.random.default_rng(6)
    y, w = rng.normal(size=(4, 5, 8, 2)).transpose(), rng.normal(size=(8, 3, 2, 2))
    size = [stride * (n - 1) + 2 for n in (5, 4)]
    how = (stride,) * 2, ((0, 0),) * 2, (1, 1), 1, size
    got, wanted = im2col.adjoint(y, w, *how), im2col.adjoint(y.copy(order="C"), w, *how)
    np.testing.assert_allclose(got, wanted, atol=1e-12)
    x = rng.normal(size=(size[1], size[0], 3, 2)).transpose()
    got = im2col.correlate(x, w, *how[:-1], (5, 4))
    np.testing.assert_allclose(got, loops(x, w, *how[:-1], (5, 4)), atol=1e-12)
