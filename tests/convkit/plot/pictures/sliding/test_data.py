"""What the pictures of data show is what PyTorch computes."""

import numpy as np

from convkit import plot

RNG = np.random.default_rng(0)


def test_a_marked_piece_of_a_photograph_is_named():
    image = RNG.random((12, 15))
    assert plot.photograph(image, mark=(2, 3, 4, 5)).alt.endswith("rows 2 to 5, columns 3 to 7.")
    assert "Framed" not in plot.photograph(image).alt
