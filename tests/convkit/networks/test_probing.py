"""Poisoning finds what a unit sees: in stacks, in models with branches, through max and ReLU."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convkit import avg_pool2d, conv1d, conv2d, conv_transpose2d, max_pool2d
from convkit.networks.probing import field_of_model, probe_field, probe_mask
from convkit.networks.receptive_field import field_of_stack, join_fields


def stack(x):
    """conv 3x5, ReLU, max pool, dilated conv, average pool."""
    rng = np.random.default_rng(0)
    x = np.maximum(conv2d(x, rng.normal(size=(3, 2, 3, 5)), stride=(2, 1), padding=(1, 2)), 0)
    x = max_pool2d(x, (3, 2), (1, 2), (1, 0))
    x = conv2d(x, rng.normal(size=(2, 3, 3, 3)), padding=2, dilation=2)
    return avg_pool2d(x, 2, 1)


ROWS = [(3, 2, 1), (3, 1, 1), (3, 1, 2, 2), (2,)]
COLUMNS = [(5, 1, 2), (2, 2), (3, 1, 2, 2), (2,)]


@pytest.mark.parametrize("unit", [(6, 5), (5, 7), (7, 4)])
def test_probing_a_stack_agrees_with_the_closed_form(unit):
    seen = probe_field(stack, (2, 2, 32, 30), unit)
    rows = field_of_stack(ROWS).interval(unit[0], 32)
    columns = field_of_stack(COLUMNS).interval(unit[1], 30)
    assert seen == (rows, columns)


@pytest.mark.parametrize("unit", [(0, 0), (14, 13)])
def test_at_the_border_a_unit_sees_no_more_than_the_closed_form(unit):
    (a, b), (c, d) = probe_field(stack, (2, 2, 32, 30), unit)
    rows = field_of_stack(ROWS).interval(unit[0], 32)
    columns = field_of_stack(COLUMNS).interval(unit[1], 30)
    assert rows[0] <= a <= b <= rows[1] and columns[0] <= c <= d <= columns[1]


def test_the_mask_shows_the_holes_of_dilation():
    weight = np.ones((1, 1, 3))
    mask = probe_mask(
        lambda x: conv1d(conv1d(x, weight, dilation=2), weight, dilation=2), (1, 1, 13), (2,)
    )
    np.testing.assert_array_equal(np.flatnonzero(mask), [2, 4, 6, 8, 10])


def test_the_mask_of_a_transposed_convolution():
    w = np.ones((1, 1, 3, 3))
    mask = probe_mask(lambda x: conv_transpose2d(x, w, stride=2), (1, 1, 4, 5), (2, 3))
    expected = np.zeros((4, 5), bool)
    expected[:2, 1] = True  # output row 2 is where rows 0 and 1 meet, column 3 is column 1 alone
    np.testing.assert_array_equal(mask, expected)


class Branches(nn.Module):
    """A residual block, an inception of two kernel sizes, and a functional max pool."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 5, stride=2, padding=2)
        self.norm = nn.BatchNorm2d(4)
        self.one = nn.Conv2d(4, 4, 3, padding=1)
        self.two = nn.Conv2d(4, 4, 3, padding=2, dilation=2)
        self.small = nn.Conv2d(4, 2, 1)
        self.large = nn.Conv2d(4, 2, (3, 7), padding=(1, 3))

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = F.relu(x + self.two(F.relu(self.one(x))))
        x = torch.cat([self.small(x), self.large(x)], dim=1)
        return F.max_pool2d(x, 3, 2, 1)


def test_a_model_with_branches_sees_the_union():
    stem = field_of_stack([(5, 2, 2)])
    block = join_fields([stem, field_of_stack([(3, 1, 1), (3, 1, 2, 2)], stem)])
    rows = join_fields([block, field_of_stack([(3, 1, 1)], block)])
    columns = join_fields([block, field_of_stack([(7, 1, 3)], block)])
    shape, unit = (1, 1, 60, 70), (7, 9)
    expected = tuple(
        field_of_stack([(3, 2, 1)], field).interval(u, n)
        for field, u, n in zip((rows, columns), unit, shape[2:], strict=True)
    )
    torch.manual_seed(0)
    model = Branches()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert field_of_model(model, shape, unit) == expected
    assert model.training and next(model.parameters()).dtype == torch.float32
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_branches_that_are_out_of_step_are_seen_as_they_are():
    class Crooked(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(1, 1, 3)

        def forward(self, x):
            return self.conv(x) + x[..., :-2]  # the shortcut should have started at 1

    ((first, last),) = field_of_model(Crooked(), (1, 1, 20), (6,))
    assert (first, last) == join_fields([field_of_stack([(3,)]), field_of_stack([])]).interval(6)
    assert (first, last) == (6, 8)


def test_a_gradient_would_have_missed_what_lost_the_maximum():
    x = torch.randn(1, 1, 8, 8, generator=torch.Generator().manual_seed(0), requires_grad=True)
    (grad,) = torch.autograd.grad(F.max_pool2d(x, 4)[0, 0, 1, 1], x)
    assert grad.count_nonzero() == 1
    assert field_of_model(nn.MaxPool2d(4), (1, 1, 8, 8), (1, 1)) == ((4, 7), (4, 7))


def test_the_middle_unit_is_asked_if_none_is_named():
    assert probe_field(lambda x: x[..., 1:], (1, 1, 9)) == ((5, 5),)


@pytest.mark.parametrize(
    ("function", "shape", "unit", "message"),
    [
        (lambda x: x * 0 + np.nan, (1, 1, 4), None, "gives NaN for input without NaN"),
        (lambda x: np.zeros((1, 1, 4)), (1, 1, 4), None, r"unit \(2,\) sees nothing"),
        (lambda x: x, (1, 1, 4), (4,), r"unit must lie in \(4,\), got \(4,\)"),
        (lambda x: x, (1, 4), None, r"shape must be \(N, C, \*image\)"),
    ],
)
def test_what_cannot_be_probed_is_refused(function, shape, unit, message):
    with pytest.raises(ValueError, match="^probe_field: .*" + message):
        probe_field(function, shape, unit)
