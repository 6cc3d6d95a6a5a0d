"""What the pictures of dilation show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import support


@pytest.mark.parametrize("rates", [(1, 2, 4), (2, 2, 2), (1, 2, 3, 2), (3,)])
@pytest.mark.parametrize("k", [2, 3])
def test_coverage_is_the_support_of_the_gradient(rates, k):
    def f(x):
        for d in rates:
            x = F.conv2d(x, torch.ones(1, 1, 1, k, dtype=torch.float64), dilation=(1, d))
        return x

    reach = 1 + (k - 1) * sum(rates)
    read = support(f, (1, reach), (0, 0))[0]
    data = plot.coverage(rates, k).data
    assert (data["reach"], data["used"]) == (reach, np.count_nonzero(read))


def test_taps_reach_as_far_as_a_dilated_convolution():
    x = torch.zeros(1, 1, 20, 20)
    for d, (h, w) in zip((1, 2, 3), plot.taps((3, 2), (1, 2, 3)).data["reach"], strict=True):
        y = F.conv2d(x, torch.zeros(1, 1, 3, 2), dilation=d)
        assert (h, w) == (21 - y.shape[2], 21 - y.shape[3])


@pytest.mark.parametrize(("rates", "k"), [((2, 2, 2), 3), ((1, 2, 3), 3), ((3, 2), 4)])
def test_neighbours_share_where_both_gradients_are_not_zero(rates, k):
    pixels = torch.zeros(1, 1, 40, requires_grad=True)
    y = pixels
    for d in rates:
        y = F.conv1d(y, torch.ones(1, 1, k), dilation=d)
    first, second = (
        torch.autograd.grad(y[0, 0, i], pixels, retain_graph=True)[0][0, 0] != 0 for i in (0, 1)
    )
    counted = {"first": first.sum(), "second": second.sum(), "both": (first & second).sum()}
    assert plot.neighbours(rates, k).data == {key: int(n) for key, n in counted.items()}
