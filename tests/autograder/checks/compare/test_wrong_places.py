"""Where an array is wrong: the rule, the border, the line, the first place."""

import numpy as np
import pytest

from autograder.checks.compare.wrong_places import border, close, lines, rule, where

RIGHT = np.random.default_rng(0).normal(size=(4, 4))

RULES = {
    "Every value is zero.": np.zeros_like(RIGHT),
    "Every value has the wrong sign.": -RIGHT,
    "Every value is 2.5 times what it should be.": 2.5 * RIGHT,
    "Every value is too large by 3.": RIGHT + 3,
    "Every value is too small by 3.": RIGHT - 3,
    "The rows are in reverse order.": RIGHT[::-1],
    "The columns are in reverse order.": RIGHT[:, ::-1],
    "Every row is one too late.": np.roll(RIGHT, 1, 0),
    "Every column is one too early.": np.roll(RIGHT, -1, 1),
    "Rows and columns are exchanged.": RIGHT.T,
    "All the right numbers are there, in the wrong places.": np.sort(RIGHT, None).reshape(4, 4),
}


@pytest.mark.parametrize("sentence", RULES)
def test_a_simple_rule_is_told(sentence):
    assert rule(RIGHT, RULES[sentence]) == [sentence]


def test_no_rule_where_there_is_none():
    other = RIGHT.copy()
    other[0, 0] += 1
    assert rule(RIGHT, other) == []
    assert rule(np.zeros((2, 2)), np.ones((2, 2))) == []  # what is zero times something?
    assert rule(RIGHT, np.full_like(RIGHT, np.nan)) == []
    assert rule(np.array([1.0]), np.array([2.0])) == []


def test_close_is_relative_to_the_largest_and_exact_for_whole_numbers():
    expected = np.array([1e6, 0.0])
    assert close(expected, expected + 1e-5, 1e-9).all()
    assert not close(expected, expected + 1, 1e-9).any()
    assert close(np.array([1, 2]), np.array([1, 3]), 1.0).tolist() == [True, False]


def test_close_takes_what_is_not_finite_as_it_is():
    expected = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert close(expected, expected, 1e-9).all()
    got = np.array([1.0, -np.inf, np.nan, 1.0])
    assert close(expected, got, 1e-9).tolist() == [False, False, False, True]


def wrong_at(shape, *index):
    wrong = np.zeros(shape, bool)
    wrong[index] = True
    return wrong


def test_a_rim_and_what_is_inside_it_are_told_apart():
    inside = wrong_at((2, 5, 4), slice(None), slice(1, -1), slice(1, -1))
    assert border(inside) == ["Only values inside are wrong; the border is right."]
    assert border(~inside) == ["Only values at the border are wrong."]
    assert border(np.ones((5, 5), bool)) == []
    assert border(wrong_at((2, 2), 0, 0)) == []  # nothing is inside


def test_the_only_line_that_is_wrong_or_right_is_named():
    names = ("row", "column")
    one = wrong_at((4, 4), slice(None), 2)
    assert lines(RIGHT, one, names) == ["Only column 2 is wrong (counted from 0)."]
    assert lines(RIGHT, ~one, names) == ["Only column 2 is right (counted from 0)."]
    padded = RIGHT.copy()
    padded[:, 2] = 0
    assert lines(padded, ~one, names) == []


def test_the_first_wrong_value_is_told_with_both_numbers():
    got = RIGHT.copy()
    got[1, 2] = got[3, 3] = 7
    facts = where(RIGHT, got, got != RIGHT, None)
    assert facts[-1] == (
        f"First wrong value, at row 1, column 2: yours is 7, it should be {RIGHT[1, 2]:.5g}."
    )
    assert "at time 1, place 2:" in where(RIGHT, got, got != RIGHT, ("time", "place"))[-1]
