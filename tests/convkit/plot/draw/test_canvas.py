"""A sheet grows with what is put on it; boxes and pixels are where and what they should be."""

import numpy as np
import pytest

from convkit.plot.draw.canvas import Box, Canvas, fit, grey_range, image_height, measure, pixels
from convkit.plot.draw.style import CELL


def test_a_box_knows_its_edges_and_its_cells():
    box = Box(10, 20, 60, 40, 20)
    assert (box.right, box.bottom, box.middle) == (70, 60, (40, 40))
    assert box.at(1, 2) == Box(50, 40, 20, 20, 20)
    assert box.at(0, 1, rows=2, columns=2) == Box(30, 20, 40, 40, 20)


def test_the_sheet_covers_all_that_was_put_on_it():
    canvas = Canvas()
    assert canvas.cover(5, 6, 10, 20) == Box(5, 6, 10, 20)
    canvas.cover(-3, 8)
    assert (canvas.left, canvas.top, canvas.right, canvas.bottom) == (-3, 6, 15, 26)


def test_longer_and_larger_text_is_wider():
    assert 0 < measure("a") < measure("aa") < measure("aa", 20)
    assert measure("aa", weight="bold") > measure("aa")


def test_cells_fill_the_width_and_are_never_larger_than_is_good():
    assert fit(2) == CELL and fit(100) < fit(50) < CELL
    assert fit(50, gaps=100) < fit(50)


def test_pictures_of_all_layouts_become_rows_columns_colours():
    grey = np.array([[0.0, 0.5], [1.0, 0.25]])
    assert pixels(grey).shape == (2, 2, 3) and np.array_equal(pixels(grey)[..., 1], grey)
    colour = np.random.default_rng(0).random((4, 5, 3))
    assert np.array_equal(pixels(colour), pixels(colour.transpose(2, 0, 1)))
    assert pixels(np.array([[0, 255]], np.uint8))[0, :, 0].tolist() == [0, 1]
    assert pixels(np.array([[-1.0, 3.0]]))[0, :, 0].tolist() == [0, 1]
    assert pixels(grey, 0, 0.5).max() == 1
    with pytest.raises(ValueError, match=r"got \(2, 3, 4, 5\)"):
        pixels(np.zeros((2, 3, 4, 5)))


def test_a_picture_keeps_its_proportions():
    assert image_height(np.zeros((10, 20)), 100) == 50
    assert image_height(np.zeros((3, 10, 20)), 100) == 50


def test_signed_numbers_have_grey_in_the_middle():
    assert grey_range(np.array([0.0, 1.0])) == (None, None)
    assert grey_range(np.array([-2.0, 1.0])) == (-2.0, 2.0)
    assert grey_range(np.array([0.0, 5.0])) == (0.0, 5.0)
