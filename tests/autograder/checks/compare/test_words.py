"""Words for kinds, numbers and axes."""

import numpy as np
import pytest

from autograder.checks.compare.words import (
    axis_names,
    kind,
    number,
    parts_amiss,
    plural,
    told_apart,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "a truth value"),
        (3, "a whole number"),
        (3.0, "a number"),
        ((), "a tuple"),
        (None, "None"),
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        (np.float64(1), "an object of type float64"),
        ({1}, "an object of type set"),
    ],
)
def test_a_kind_has_its_article(value, words):
    assert kind(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1 / 3, "0.33333"),
        (123456789, "123456789"),
        (np.int8(-3), "-3"),
        (1 / 3 + 1j, "0.3333+1j"),
        (np.bool_(True), "True"),
        ("a", "'a'"),
        (None, "None"),
        (float("nan"), "nan"),
    ],
)
def test_a_number_has_few_digits(value, words):
    assert number(value) == words


def test_two_values_are_told_in_as_few_digits_as_tell_them_apart():
    assert told_apart(1.5, 2.5) == ("1.5", "2.5")
    assert told_apart(1.0, 1.0000001) == ("1", "1.0000001")
    assert told_apart(1.0, 1.0 + 1e-12) == ("1", "1.000000000001")


def test_axes_are_called_as_asked_if_that_fits():
    assert axis_names(2) == ("row", "column")
    assert axis_names(2, ("time", "place")) == ("time", "place")
    assert axis_names(3, ("time", "place")) == ("channel", "row", "column")
    assert axis_names(6)[5] == "axis 5"


def test_one_has_no_plural():
    assert (plural("row", 1), plural("row", 0), plural("row", 2)) == ("row", "rows", "rows")


def test_what_a_list_in_a_text_has_too_many_of_and_lacks():
    assert parts_amiss("Conv 3; Linear 4", "BatchNorm 8; Conv 3; Linear 4") == (
        "has too many: BatchNorm 8"
    )
    assert parts_amiss("a, b", "b") == "lacks: a"
    assert parts_amiss("a, b", "b, c, c") == "has too many: c, c and lacks: a"
    assert parts_amiss("{3, 7, 8}", "{3, 7}") == parts_amiss("(1, 2), 3", "(1, 2)") == ""
    for expected, got in (("a", "b"), ("a, b", "c, d"), ("", "a, b"), ("a, b", "b, a")):
        assert parts_amiss(expected, got) == ""
