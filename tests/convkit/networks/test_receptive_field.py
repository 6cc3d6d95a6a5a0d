"""Receptive fields in closed form, against the support of a gradient."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convkit.networks.receptive_field import Field, field_of_stack, join_fields
from tests.strategies import parity


def support(layers, n, unit=None):
    """First and last input place with a gradient, for ones as kernels; and the unit."""
    x = torch.ones(1, 1, n, dtype=torch.float64, requires_grad=True)
    y = x
    for k, s, p, d in layers:
        y = F.conv1d(y, torch.ones(1, 1, k, dtype=torch.float64), None, s, p, d)
    unit = y.shape[-1] // 2 if unit is None else unit
    (grad,) = torch.autograd.grad(y[0, 0, unit], x)
    places = grad[0, 0].nonzero().ravel()
    return unit, int(places[0]), int(places[-1])


LAYER = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3))


@parity(150)
@given(st.lists(LAYER, min_size=1, max_size=4), st.integers(0, 30), st.data())
def test_field_of_stack_parity(layers, more, data):
    # More padding than half the kernel makes units that see less than a whole field.
    assume(all(p <= d * (k - 1) // 2 for k, _, p, d in layers))
    field = field_of_stack(layers)
    n = field.size + field.jump * 3 + more
    unit, first, last = support(layers, n)
    assert (first, last) == field.interval(unit, n)
    if all(d == 1 for *_, d in layers):  # else the border may cut a window in a hole
        unit = data.draw(st.integers(0, 2), label="unit at the border")
        assert support(layers, n, unit) == (unit, *field.interval(unit, n))


def test_the_stack_whose_wrong_formulas_all_differ():
    # 81 with the jump updated first, 39 without dilation, 57 with k d, 14 without the jump.
    assert field_of_stack([(5, 2), (3, 3), (3, 1, 0, 2), (4, 2)]).size == 51


def test_a_stack_goes_on_from_a_field():
    layers = [(5, 2, 2), (3, 3), (3, 1, 1, 2), (4, 2, 1)]
    assert field_of_stack(layers) == field_of_stack(layers[2:], field_of_stack(layers[:2]))


def test_an_empty_stack_sees_one_place():
    assert field_of_stack([]) == Field(1, 1, 0)
    assert Field().interval(4) == (4, 4)


def test_joined_branches_see_from_the_first_to_the_last_place():
    wide = field_of_stack([(7, 2, 3)])
    narrow = field_of_stack([(1, 2)])
    late = field_of_stack([(3, 2, 0)])
    assert join_fields([wide, narrow]) == wide
    assert join_fields([narrow, late]) == Field(3, 2, 0)
    assert join_fields([wide, late]) == Field(7, 2, -3)
    assert join_fields([Field(3, 2, -4), Field(2, 2, 5)]) == Field(11, 2, -4)


def test_branches_with_other_jumps_do_not_belong_together():
    with pytest.raises(ValueError, match=r"join_fields: branches must have one jump, got \[1, 2\]"):
        join_fields([Field(3, 2, 0), Field(3, 1, 0)])


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ((0,), "kernel must be at least 1, got 0"),
        ((3, 0), "stride must be at least 1, got 0"),
        ((3, 1, 0, 0), "dilation must be at least 1, got 0"),
        ((3, 1, 0, 1, 1), r"a layer is \(kernel, stride, padding, dilation\), got \(3, 1, 0"),
    ],
)
def test_bad_layers_are_named(layer, message):
    with pytest.raises(ValueError, match="field_of_stack: " + message):
        field_of_stack([layer])


def test_a_unit_that_sees_only_padding_has_no_interval():
    with pytest.raises(ValueError, match="unit 0 sees -3 to -2, nothing of 0 to 9"):
        Field(2, 1, -3).interval(0, 10)
