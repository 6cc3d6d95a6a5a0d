"""What the pictures of transposed show is what PyTorch computes."""

import numpy as np
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


def test_stamps_add_up_to_the_transposed_convolution():
    x, k = RNG.integers(-4, 5, 5), RNG.integers(-4, 5, 4)
    shown = plot.stamps(x, k, stride=2, padding=1).data["output"]
    expected = F.conv_transpose1d(to_torch(x)[0], to_torch(k)[0][None], stride=2, padding=1)
    np.testing.assert_allclose(shown[0], expected[0])


def test_overlaps_and_checkerboard_count_stamps():
    for k, s in [(2, 2), (3, 2), (4, 2), (5, 3)]:
        ones = torch.ones(1, 1, 5), torch.ones(1, 1, k)
        expected = F.conv_transpose1d(*ones, stride=s)[0, 0].numpy()
        np.testing.assert_array_equal(plot.overlaps(5, [(k, s)]).data[f"k{k}s{s}"], expected)
        board = plot.checkerboard(5, [(k, s)]).data[f"k {k}, s {s}"]
        np.testing.assert_allclose(board, np.outer(expected, expected))
