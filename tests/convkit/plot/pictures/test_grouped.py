"""What the pictures of grouped show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot


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
