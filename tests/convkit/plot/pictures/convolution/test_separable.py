"""What the pictures of separable show is what PyTorch computes."""

import numpy as np

from convkit import plot

RNG = np.random.default_rng(0)


def test_low_rank_keeps_the_largest_parts():
    kernel, image = RNG.normal(size=(4, 5)), RNG.random((12, 12))
    picture = plot.low_rank(kernel, image, (1, 3))
    for r in (1, 3):
        shown = picture.data[f"rank {r}"]
        assert np.linalg.matrix_rank(shown) == r
        error = np.linalg.norm(kernel - shown)
        best = np.sqrt((np.linalg.svd(kernel)[1][r:] ** 2).sum())
        np.testing.assert_allclose(error, best)
