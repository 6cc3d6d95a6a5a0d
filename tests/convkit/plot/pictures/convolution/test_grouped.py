"""What the pictures of grouped show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convkit import plot
from convkit.plot.pictures.convolution.grouped import components


@pytest.mark.parametrize(("channels", "groups"), [(6, 3), (8, 2), (12, 4)])
def test_influence_is_the_support_of_two_grouped_layers(channels, groups):
    def reach(shuffle):
        def f(x):
            w = torch.ones(channels, channels // groups, 1, 1, dtype=torch.float64)
            x = F.conv2d(x, w, groups=groups)
            x = F.channel_shuffle(x, groups) if shuffle else x
            return F.conv2d(x, w, groups=groups)

        x = torch.zeros(1, channels, 1, 1, dtype=torch.float64)
        return torch.autograd.functional.jacobian(f, x)[0, :, 0, 0, 0, :, 0, 0].numpy() > 0

    data = plot.influence(channels, groups).data
    np.testing.assert_array_equal(data["without a shuffle"], reach(False))
    np.testing.assert_array_equal(data["with a shuffle"], reach(True))


def test_connections_count_the_weights_of_the_layers_they_draw():
    dense = nn.Conv2d(4, 6, (3, 2), bias=False)
    depthwise, pointwise = nn.Conv2d(4, 8, 3, groups=4, bias=False), nn.Conv2d(8, 6, 1, bias=False)
    counted = plot.connections(("dense", np.ones((6, 4)), (3, 2))).data["weights"]
    assert counted == [dense.weight.numel()]
    two = np.kron(np.eye(4), np.ones((2, 1)))
    counted = plot.connections(("depthwise", two, (3, 3)), ("pointwise", np.ones((6, 8)), (1, 1)))
    assert counted.data["weights"] == [depthwise.weight.numel(), pointwise.weight.numel()]


@pytest.mark.parametrize(("inputs", "outputs", "groups"), [(6, 9, 3), (4, 4, 4), (5, 3, 1)])
def test_the_parts_of_a_layer_that_never_meet_are_its_groups(inputs, outputs, groups):
    w = torch.ones(outputs, inputs // groups, 1, 1)
    one_hot = torch.eye(inputs)[:, :, None, None]
    table = F.conv2d(one_hot, w, groups=groups)[:, :, 0, 0].T.numpy() != 0
    count, of_inputs, of_outputs = components(table)
    assert count == groups
    np.testing.assert_array_equal(of_inputs, np.arange(inputs) // (inputs // groups))
    np.testing.assert_array_equal(of_outputs, np.arange(outputs) // (outputs // groups))
