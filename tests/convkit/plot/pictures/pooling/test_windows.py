"""What the pictures of pooling show is what PyTorch computes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("k", "s"), [(2, 2), (3, 2), ((2, 3), (1, 2))])
def test_winners_are_those_of_torch(k, s):
    x = RNG.normal(size=(6, 7))
    picture = plot.winners(x, k, s)
    y, index = F.max_pool2d(to_torch(x), k, s, return_indices=True)
    np.testing.assert_array_equal(picture.data["output"], y[0, 0])
    np.testing.assert_array_equal(picture.data["index"], index[0, 0])


def test_of_equal_numbers_the_first_wins():
    index = plot.winners([[1, 7, 7, 0], [7, 7, 0, 7]], 2).data["index"]
    assert (
        index.tolist()
        == F.max_pool2d(to_torch([[1, 7, 7, 0], [7, 7, 0, 7]]), 2, return_indices=True)[1][
            0, 0
        ].tolist()
    )


def test_shift_response_marks_what_changed():
    x = RNG.normal(size=(4, 8))
    pool = lambda a: F.max_pool2d(to_torch(a), 2)[0, 0].numpy()  # noqa: E731
    by_one, by_two = (plot.shift_response(x, pool, shift).data for shift in (1, 2))
    np.testing.assert_array_equal(by_one["after"], pool(np.roll(x, 1, axis=1)))
    assert by_one["changed"].any()
    assert not by_two["changed"].any()


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize(
    ("n", "k", "s", "p"), [(5, 2, 2, 0), (3, 2, 2, 1), (6, 3, 2, 1), (7, 2, 3, 0)]
)
def test_pool_windows_are_those_of_torch(n, k, s, p, ceil_mode):
    data = plot.pool_windows(n, k, s, p, ceil_mode).data
    x = torch.arange(float(n), requires_grad=True)
    y = F.max_pool1d(x[None], k, s, p, ceil_mode=ceil_mode)[0]
    assert data["size"] == len(y)
    last = np.minimum(data["starts"] + k, n) - 1  # the largest of a rising row is its last
    np.testing.assert_array_equal(last, y.detach())
    read = {i for a in data["starts"] for i in range(a, a + k)}
    assert data["unread"].tolist() == sorted(set(range(n)) - read)
