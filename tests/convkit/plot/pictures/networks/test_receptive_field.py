"""What the pictures of receptive field show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import support


@pytest.mark.parametrize("unit", [0, 1, 3])
@pytest.mark.parametrize(
    "layers", [((3, 2, 0, 1), (3, 1, 1, 1)), ((3, 1, 1, 1), (3, 2, 2, 2), (2, 1, 0, 3)), ()]
)
def test_reach_is_the_support_of_the_gradient(layers, unit):
    def f(x):
        for k, s, p, d in layers:
            w = torch.ones(1, 1, 1, k, dtype=torch.float64)
            x = F.conv2d(x, w, stride=(1, s), padding=(0, p), dilation=(1, d))
        return x

    read = support(f, (1, 14), (0, unit))[0]
    data = plot.reach(layers, 14, unit).data
    assert data["seen"] == np.flatnonzero(read).tolist()


def test_reach_into_the_padding_sees_nothing():
    picture = plot.reach(((3, 1, 4, 1),), 5, 0)
    assert picture.data["seen"] == []
    assert "sees nothing but padding: no pixel" in picture.alt


def test_receptive_field_sizes_are_those_of_the_gradient():
    layers = [(5, 2, 0, 1), (3, 3, 0, 1), (3, 1, 0, 2), (4, 2, 0, 1)]
    sizes = []
    for depth in range(1, 5):

        def f(x, depth=depth):
            for k, s, _, d in layers[:depth]:
                ones = torch.ones(1, 1, k, k, dtype=torch.float64)
                x = F.conv2d(x, ones, stride=s, dilation=d)
            return x

        columns = np.flatnonzero(support(f, (80, 80), (0, 0)).any(0))  # holes count too
        sizes.append(int(columns[-1] - columns[0]) + 1)
    shown = plot.receptive_field(np.zeros((80, 80)), layers).data["sizes"]
    assert shown == sizes == [5, 9, 33, 51]


def test_effective_field_says_how_few_pixels_hold_half_of_the_weight():
    field = np.zeros((5, 5))
    field[1:4, 1:4] = 1
    field[2, 2] = 8
    picture = plot.effective_field(field)
    assert picture.data["half"] == 1
    assert "theoretical field 3 × 3" in picture.alt


@pytest.mark.parametrize("layers", [((4, 2, 1, 1),), ((3, 2, 0, 1), (3, 1, 2, 2)), ()])
def test_a_ruler_marks_the_middle_of_each_unit_s_gradient(layers):
    def f(x):
        for k, s, p, d in layers:
            w = torch.ones(1, 1, 1, k, dtype=torch.float64)
            x = F.conv2d(x, w, stride=(1, s), padding=(0, p), dilation=(1, d))
        return x

    data = plot.ruler(layers, 40, units=10).data
    seen = [np.flatnonzero(support(f, (1, 40), (0, unit))[0]) for unit in (7, 8)]  # no padding here
    for unit, places in zip((7, 8), seen, strict=True):
        assert data["centres"][unit] == (places[0] + places[-1]) / 2
    assert data["size"] == seen[0][-1] - seen[0][0] + 1
    assert data["jump"] == seen[1][0] - seen[0][0]


def test_padding_moves_the_frames_of_a_receptive_field_and_leaves_their_size():
    layers = [(3, 1, 1, 1), (3, 2, 1, 1), (3, 1, 2, 2)]
    bare = [(k, s, 0, d) for k, s, _, d in layers]
    sizes = [plot.receptive_field(np.zeros((40, 40)), these).data for these in (layers, bare)]
    assert sizes[0] == sizes[1]
