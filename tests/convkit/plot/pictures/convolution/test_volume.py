"""What the pictures of volume show is what PyTorch computes."""

import torch
import torch.nn.functional as F

from convkit import plot


def test_volume_counts_the_places_of_a_3d_convolution():
    y = F.conv3d(torch.zeros(1, 1, 4, 5, 6), torch.zeros(1, 1, 2, 3, 3))
    assert plot.volume((4, 5, 6), (2, 3, 3), (1, 1, 2)).data["output"] == tuple(y.shape[2:])
