"""What the pictures of adaptive pooling show is what PyTorch computes."""

import pytest
import torch
import torch.nn.functional as F

from convkit import plot


@pytest.mark.parametrize(("n", "m"), [(7, 3), (5, 4), (8, 5), (6, 3), (4, 1)])
def test_adaptive_windows_are_those_of_torch(n, m):
    data = plot.adaptive_windows(n, m).data
    x = torch.ones(1, n, requires_grad=True)
    (jacobian,) = torch.autograd.functional.jacobian(lambda v: F.adaptive_avg_pool1d(v, m), x)
    read = jacobian[:, 0] != 0  # (m, n)
    spans = [(int(r.nonzero()[0]), int(r.nonzero()[-1]) + 1) for r in read]
    assert data["windows"] == spans
    assert data["times"].tolist() == read.sum(0).tolist()
