"""What the pictures of padding show is what PyTorch computes."""

import numpy as np
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


def test_reads_count_the_windows_over_every_pixel():
    counts = plot.reads((6, 8), (2, 3), stride=(2, 4), padding=(1, 0)).data["counts"]
    x = torch.ones(1, 1, 6, 8, requires_grad=True)
    F.conv2d(x, torch.ones(1, 1, 2, 3), stride=(2, 4), padding=(1, 0)).sum().backward()
    np.testing.assert_array_equal(counts, x.grad[0, 0])


def test_pad_modes_pad():
    x = RNG.random((5, 6))
    data = plot.pad_modes(x, 2).data
    for mode, shown in data.items():
        np.testing.assert_array_equal(shown, F.pad(to_torch(x), (2, 2, 2, 2), mode=mode)[0, 0])
