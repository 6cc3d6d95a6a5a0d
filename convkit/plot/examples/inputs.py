"""What several examples are drawn of."""

import numpy as np

from convkit.data import photograph


def grey(shrink=4):
    return photograph("china", shrink=shrink, layout="HW")


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).integers(-4, 10, shape)
