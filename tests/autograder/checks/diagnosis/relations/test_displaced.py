"""Right numbers in the wrong places are told as such, and nothing else is."""

import numpy as np
import pytest

from autograder.checks.diagnosis.relations.displaced import cut, displaced
from autograder.checks.diagnosis.relations.relation import Seen
from autograder.student_side.calls import Outcome

RIGHT = np.random.default_rng(0).normal(size=(3, 4))
LARGE = np.random.default_rng(1).normal(size=(2, 6, 7))


def seen(got, right=RIGHT):
    return Seen([np.zeros((5, 6))], right, Outcome(got), True)


def shifted(array, down, right):
    """An array moved, with noise where nothing is known."""
    moved = np.roll(array, (down, right), axis=(-2, -1)[-min(2, array.ndim) :])
    moved[..., :down, :] = 9.0
    moved[..., :right] = 9.0
    return moved


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (RIGHT[:-1], "but something is missing at the end"),
        (RIGHT[1:], "but something is missing at the beginning"),
        (RIGHT[:, 1:-1], "but something is missing at both ends"),
        (np.pad(RIGHT, ((0, 1), (0, 0))), "with something more at the end"),
        (np.pad(RIGHT, 1), "with something more at both ends"),
        (RIGHT[:-1] + 1, ""),
        (RIGHT, ""),
    ],
)
def test_lines_too_many_or_too_few(got, sentence):
    said = cut([seen(got)], np.array_equal)
    assert sentence in said if sentence else said == ""


def test_all_moved_to_one_side():
    said = displaced([seen(shifted(LARGE, 2, 1), LARGE)], np.allclose)
    assert "too far down and to the right:" in said
    assert "too far to the right:" in displaced([seen(shifted(LARGE, 0, 2), LARGE)], np.allclose)
    row = LARGE.ravel()
    later = np.concatenate([[0.0, 0.0], row[:-2]])
    assert "too far to the right:" in displaced([seen(later, row)], np.allclose)
    assert "too far to the left:" in displaced([seen(row[2:].copy(), row[:-2].copy())], np.allclose)


def test_how_far_may_differ_and_the_side_may_not():
    one, two = (seen(shifted(LARGE, 0, n), LARGE) for n in (1, 3))
    other = seen(shifted(LARGE[..., ::-1, ::-1], 2, 0)[..., ::-1, ::-1], LARGE)
    assert displaced([one, two], np.allclose)
    assert not displaced([one, other], np.allclose)


def test_what_says_nothing_is_left_out_and_what_is_level_says_nothing():
    small = seen(np.zeros((2, 2)), np.ones((2, 2)))
    assert displaced([small, seen(shifted(LARGE, 1, 0), LARGE)], np.allclose)
    assert displaced([small], np.allclose) == ""
    level = np.ones((6, 6))
    assert displaced([seen(2 * level, level)], np.allclose) == ""
    assert displaced([seen(LARGE + 1, LARGE)], np.allclose) == ""
    assert displaced([seen(LARGE[:, :4], LARGE)], np.allclose) == ""
