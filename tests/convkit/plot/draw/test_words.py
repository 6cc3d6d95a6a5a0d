"""Numbers and arrays as text."""

import numpy as np
import pytest

from convkit.plot.draw.words import brief, cell_texts, extremes, number, plural, say, size


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.0004, "0"), (100, "100"), (-2.50, "−2.5"), (True, "yes"), (np.inf, "inf")],
)
def test_a_number_has_no_zeros_at_its_end_and_a_real_minus(value, text):
    assert number(value) == text


def test_the_cells_of_an_array_have_the_same_decimals():
    assert cell_texts(np.array([[1.0, -0.25]])).tolist() == [["1.00", "−0.25"]]
    assert cell_texts(np.array([1.0, -2.0])).tolist() == ["1", "−2"]
    assert cell_texts(np.array([True, False])).tolist() == ["1", "0"]


def test_cells_without_room_have_no_texts_and_rounding_hides_nothing():
    assert cell_texts(np.array([123456.0])) is None
    assert cell_texts(np.array([1000.5, 1001.25]), room=4) is None
    assert cell_texts(np.array([0.25]), room=3).tolist() == ["0.2"]


def test_no_zero_is_negative():
    assert cell_texts(np.array([-0.0, 0.5])).tolist() == ["0.0", "0.5"]


def test_an_array_is_read_out_or_summed_up():
    assert say("x", np.array(3)) == "x 1 number: 3"
    assert say("x", np.zeros((0, 3))) == "x 0 × 3"
    assert say("x", np.arange(4.0).reshape(1, 2, 2)) == "x 1 × 2 × 2: 0 1; 2 3"
    assert say("x", np.arange(37)) == "x 37: numbers from 0 to 36, mean 18"
    assert brief([1, 3]) == "from 1 to 3, mean 2" and extremes(np.array([0.125, 4])) == "0.12 to 4"
    assert size(3) == "1 number" and plural(0, "row") == "0 rows"
