"""What the pictures of matrix show is what PyTorch computes."""

import numpy as np
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


def test_columns_are_unfold():
    x = RNG.normal(size=(4, 5))
    shown = plot.columns(x, (2, 3), at=1, padding=1).data["columns"]
    np.testing.assert_array_equal(shown, F.unfold(to_torch(x), (2, 3), padding=1)[0])


def test_columns_steps_are_unfold():
    x = RNG.normal(size=(3, 4))
    shown = plot.columns_steps(x, (2, 3)).data["columns"]
    np.testing.assert_array_equal(shown, F.unfold(to_torch(x), (2, 3))[0])


def test_adjoint_adds_up_both_ways():
    a, x, y = RNG.normal(size=(3, 5)), RNG.normal(size=5), RNG.normal(size=3)
    data = plot.adjoint(a, x, y).data
    np.testing.assert_allclose(data["rows"], y * (a @ x))
    np.testing.assert_allclose(data["columns"], x * (a.T @ y))
    np.testing.assert_allclose(data["total"], (a @ x) @ y)


def test_matrix_counts_its_zeros():
    alt = plot.matrix(np.kron(np.eye(2), np.ones((2, 3))), "A", row=1, blocks=2).alt
    assert "12 of 24 entries are zero" in alt
    assert "Row 1 is framed: columns [0, 1, 2] are not zero" in alt
    assert "2 blocks of 2 × 3" in alt
