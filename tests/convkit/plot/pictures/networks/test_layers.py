"""What a trained network does: its kernels before and after, and where it looks."""

import numpy as np
import pytest

from convkit.plot.pictures.networks.layers import activation, kernel_change


def test_a_map_of_any_size_is_laid_over_the_picture_and_its_top_is_said():
    weights = np.array([[0.0, 1.0, -2.0], [0.5, 3.0, 0.0]])
    picture = activation(np.zeros((8, 12)), weights)
    assert picture.alt == (
        "A picture 8 × 12 and its evidence map 2 × 3, from −2 to 3, mean 0.417; "
        "strongest at row 1, column 1 of the map."
    )
    assert np.array_equal(picture.data["weights"], weights)
    texts = [t.get_text() for t in picture.figure.axes[0].texts]
    assert {"8 × 12", "2 × 3", "orange for, blue against"} <= set(texts)


def test_a_map_of_zeros_divides_by_nothing():
    assert "from 0 to 0" in activation(np.zeros((3, 8, 8)), np.zeros((2, 2)), "loss").alt


def test_a_map_has_two_axes():
    with pytest.raises(ValueError, match=r"weights must be \(h, w\), got \(2, 2, 1\)"):
        activation(np.zeros((8, 8)), np.zeros((2, 2, 1)))


def test_kernels_before_and_after_are_told_by_how_much_they_changed():
    before = np.ones((3, 1, 2, 2))
    picture = kernel_change(before, before + 0.5)
    assert picture.alt == (
        "3 kernels 2 × 2 before and after training; mean change 0.5, mean size before 1."
    )
    assert picture.data["after"].shape == (3, 2, 2)
    with pytest.raises(ValueError, match="must have one shape"):
        kernel_change(before, before[:2])
