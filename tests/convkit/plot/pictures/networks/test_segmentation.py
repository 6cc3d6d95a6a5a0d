"""Class maps and boxes: what they say is what is in the arrays, and bad arguments are named."""

import numpy as np
import pytest

from convkit import plot
from convkit.plot.pictures.networks.segmentation import coloured

NAMES = ["background", "cat", "dog"]
IMAGES = np.random.default_rng(0).random((2, 3, 4, 6))
TRUTH = np.zeros((2, 4, 6), int)
TRUTH[0, 1:3, 2:5], TRUTH[1, 0, 0], TRUTH[1, 3] = 1, 1, 2


def test_the_alt_text_counts_the_pixels_of_every_class():
    alt = plot.class_maps(IMAGES, {"truth": TRUTH, "nothing": np.zeros_like(TRUTH)}, NAMES).alt
    assert "truth: 6 of cat; 1 of cat and 6 of dog" in alt
    assert "nothing: background only; background only" in alt


def test_a_number_that_is_no_class_is_not_counted_and_has_a_colour_of_its_own():
    masked = TRUTH.copy()
    masked[0, 1] = 255
    assert "truth: 3 of cat; 1 of cat" in plot.class_maps(IMAGES, {"truth": masked}, NAMES).alt
    colours = coloured(np.array([[0, 1, 2, 255, -1]]))[0]
    assert len({tuple(c) for c in colours}) == 4
    np.testing.assert_array_equal(colours[3], colours[4])


def test_boxes_are_read_out_in_pixels_of_the_picture():
    alt = plot.boxes(IMAGES[0], [(1, 0, 4, 3)], [0.987], name="noise").alt
    assert alt == (
        "Picture: noise, 3 × 4 × 6, with 1 box: columns 1 to 4, rows 0 to 3, score 0.99."
    )
    assert plot.boxes(IMAGES[0], np.zeros((0, 4))).alt.endswith("with 0 boxes.")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot.class_maps(IMAGES, {"t": TRUTH[:1]}, NAMES), r"'t' must be \(2, 4, 6\)"),
        (lambda: plot.class_maps(IMAGES, {"t": TRUTH}, ["x"] * 9), "at most 8 classes, got 9"),
        (lambda: plot.boxes(IMAGES[0], [(1, 2, 3)]), r"must be \(n, 4\), got \(1, 3\)"),
        (lambda: plot.boxes(IMAGES[0], [(1, 0, 4, 3)], [1, 2]), "1 boxes need as many scores"),
    ],
)
def test_bad_arguments_are_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
