"""What the pictures of gradients show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from matplotlib.patches import FancyArrowPatch

from convkit import plot
from tests.convkit.plot.pictures.planes import support, to_torch

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("s", "p"), [(1, 0), (2, 1)])
def test_blame_is_the_gradient(s, p):
    k = RNG.normal(size=(3, 2))
    picture = plot.blame((6, 7), k, output=(1, 2), input=(3, 2), stride=s, padding=p)

    def f(x):
        return F.conv2d(x, to_torch(k), stride=s, padding=p)

    np.testing.assert_allclose(picture.data["gradient"], support(f, (6, 7), (1, 2)))
    jacobian = torch.autograd.functional.jacobian(f, torch.zeros(1, 1, 6, 7, dtype=torch.float64))
    np.testing.assert_allclose(picture.data["fed"], jacobian[0, 0, :, :, 0, 0, 3, 2])


def test_blame_goes_from_the_outputs_to_the_inputs():
    picture = plot.blame((3, 4), np.ones((2, 2)))
    patches = picture.figure.axes[0].patches
    arrows = [p._posA_posB for p in patches if isinstance(p, FancyArrowPatch)]
    assert len(arrows) == 2
    assert all(start[0] > end[0] for start, end in arrows)
