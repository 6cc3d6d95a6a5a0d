"""What the pictures of causal show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("sizes", "k", "d"), [((5, 4, 3), 3, 1), ((5, 1, 2, 4), 3, 2)])
def test_a_chunk_and_its_state_give_the_outputs_of_the_whole_signal(sizes, k, d):
    x, w = torch.tensor(RNG.normal(size=(1, 1, 12))), torch.tensor(RNG.normal(size=(1, 1, k)))
    data = plot.chunks(12, sizes, k, dilation=d).data
    whole = F.conv1d(F.pad(x, (data["keep"], 0)), w, dilation=d)
    start, answers = 0, []
    for size, state in zip(sizes, data["states"], strict=True):
        steps = [*state, *range(start, start + size)]
        values = [x[0, 0, t] if t >= 0 else x.new_zeros(()) for t in steps]
        answers.append(F.conv1d(torch.stack(values)[None, None], w, dilation=d))
        start += size
    torch.testing.assert_close(torch.cat(answers, dim=2), whole)


def test_causal_reads_nothing_later():
    data = plot.causal(12, 3, dilation=2, at=5).data
    assert data["causal"].tolist() == [1, 3, 5]
    assert data["centred"].tolist() == [3, 5, 7]


@pytest.mark.parametrize(
    ("rates", "k", "n"), [((1, 2, 4, 8), 2, 20), ((1, 3), 3, 7), ((2, 2), 2, 9)]
)
def test_a_causal_tree_reads_where_the_gradient_is_not_zero(rates, k, n):
    x = torch.zeros(1, 1, n, requires_grad=True)
    y = x
    for d in rates:
        y = F.conv1d(F.pad(y, ((k - 1) * d, 0)), torch.ones(1, 1, k), dilation=d)
    (gradient,) = torch.autograd.grad(y[0, 0, -1], x)
    reads = torch.nonzero(gradient[0, 0])[:, 0].tolist()
    assert plot.causal_tree(rates, k, n=n).data["reads"] == reads
