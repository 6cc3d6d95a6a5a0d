"""What the pictures of shapes show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot


@pytest.mark.parametrize(
    "case",
    [(8, 3, 2, 1, 1), (9, 2, 3, 0, 1), (10, 3, 1, 2, 3), (5, 5, 1, 0, 1), (10, 3, 4, 1, 1)],
)
def test_sizes_count_what_fits_and_what_is_never_read(case):
    n, k, s, p, d = case
    picture = plot.sizes(n, k, stride=s, padding=p, dilation=d)
    x = torch.ones(1, 1, n, requires_grad=True)
    y = F.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    y.sum().backward()
    assert picture.data["size"] == y.shape[2]
    assert picture.data["unread"].tolist() == np.flatnonzero(x.grad[0, 0] == 0).tolist()
