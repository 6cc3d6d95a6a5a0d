"""Sums of shifted images, against the formula and the definition of the adjoint."""

import numpy as np
import pytest

from convkit.convolution import conv
from convkit.engine import shifts
from tests.convkit.convolution.test_conv import CASES, loops
from tests.convkit.convolution.test_transposed import check_transpose


@pytest.mark.parametrize("many", [1, 2, 3])
@pytest.mark.parametrize(("stride", "pads", "dilation"), [case[:3] for case in CASES])
def test_shifts_give_the_numbers_of_the_formula(many, stride, pads, dilation):
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(3 * many, 1, 3, 2))
    how = stride, pads, dilation
    sizes = conv.output_sizes("conv2d", x.shape[2:], w.shape[2:], *how)
    wanted = loops(x, w, *how, 3, sizes)
    np.testing.assert_allclose(shifts.correlate(x, w, *how, 3, sizes), wanted, atol=1e-12)


@pytest.mark.parametrize("many", [1, 2, 3])
@pytest.mark.parametrize(("stride", "pads", "dilation"), [case[:3] for case in CASES])
def test_the_adjoint_is_the_transpose_of_the_convolution(many, stride, pads, dilation):
    check_transpose(shifts.adjoint, (4 * many, 1, 3, 2), stride, pads, dilation, 4)


@pytest.mark.parametrize("box", [1, 5, 40, 300])
def test_small_boxes_give_the_same_numbers(box, monkeypatch):
    rng = np.random.default_rng(3)
    x, w = rng.normal(size=(3, 2, 11, 7)), rng.normal(size=(4, 1, 3, 2))
    how = (2, 1), ((1, 1), (1, 0)), (1, 2)
    monkeypatch.setattr(shifts, "BOX", box)
    got = shifts.correlate(x, w, *how, 2, (6, 6))
    np.testing.assert_allclose(got, loops(x, w, *how, 2, (6, 6)), atol=1e-12)
    check_transpose(shifts.adjoint, (8, 1, 3, 2), *how, 4)
