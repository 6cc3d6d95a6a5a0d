"""What the right answer may have been turned into, and the sentences for it."""

import numpy as np
import pytest

from autograder.checks.diagnosis.relations.changed_answers import (
    proportional,
    ratio_of,
    sizes,
    summand_of,
    told,
)
from autograder.checks.diagnosis.relations.relation import Seen
from autograder.student_side.calls import Outcome

RIGHT = np.random.default_rng(0).normal(size=(3, 4))
ARGUMENTS = [np.zeros((5, 6)), 3, (2, 7)]
NAMES = ["x", "n", "stride"]


def seen(got, right=RIGHT, wrong=True):
    return Seen(ARGUMENTS, right, Outcome(got), wrong)


def sentences(got, right=RIGHT):
    """The relations that lead from the right answer to what came."""
    first = seen(got, right)
    found = []
    for one in told(NAMES, first):
        value = one.value(first, None)
        if np.shape(value) == np.shape(got) and np.allclose(value, got):
            found.append(one.sentence)
    return found


ANSWERS = {
    "with a negative sign": -RIGHT,
    "without their signs": np.abs(RIGHT),
    "but what is below 0 has become 0": np.maximum(RIGHT, 0),
    "with rows and columns exchanged": RIGHT.T,
    "turned by half a turn": RIGHT[::-1, ::-1],
    "mirrored left to right": RIGHT[:, ::-1],
    "added up to one number": RIGHT.sum(),
    "averaged to one number": RIGHT.mean(),
    "but only the largest of them": RIGHT.max(),
    "times `n`": 3 * RIGHT,
    "divided by `n`": RIGHT / 3,
    "times `n` squared": 9 * RIGHT,
    "times `x.size`": 30 * RIGHT,
    "divided by `x.shape[1]`": RIGHT / 6,
    "times the product of `stride`": 14 * RIGHT,
    "times 2": 2 * RIGHT,
}


@pytest.mark.parametrize("what", ANSWERS)
def test_a_changed_answer_has_its_sentence(what):
    assert f"Your results are the right ones, {what}." in sentences(ANSWERS[what])


def test_one_number_may_be_one_too_large_or_squared():
    assert sentences(7, 6) == ["Your results are the right ones, one too large."]
    assert "Your results are the right ones, before the square root is taken." in sentences(
        9.0, 3.0
    )
    assert sentences(True, True) == []


def test_several_values_may_be_one_of_them_or_turned():
    first = seen(2, (1, 2))
    found = {one.sentence: one.value(first, None) for one in told(NAMES, first)}
    assert found["Your results are the right ones, in reverse order."] == (2, 1)
    assert found["Your results are the right ones, but only the second of them."] == 2


def test_a_factor_or_a_summand_that_is_the_same_everywhere():
    assert ratio_of(RIGHT, 2.5 * RIGHT) == pytest.approx(2.5)
    assert summand_of(RIGHT, RIGHT - 3) == pytest.approx(-3)
    assert ratio_of(RIGHT, RIGHT + 1) is None and summand_of(RIGHT, 2 * RIGHT) is None
    assert ratio_of(RIGHT, RIGHT[:2]) is None and ratio_of(RIGHT, np.inf * RIGHT) is None
    assert ratio_of("a", "b") is None and summand_of(RIGHT, RIGHT) is None


def test_of_a_factor_of_each_case_it_is_told_that_there_is_one():
    cases = [seen(2 * RIGHT), seen(5 * RIGHT), seen(RIGHT, wrong=False)]
    assert "times a number" in proportional(cases)
    assert "plus the same number everywhere" in proportional([seen(RIGHT + 1), seen(RIGHT - 2)])
    assert proportional([seen(2 * RIGHT), seen(RIGHT.T)]) == ""
    assert proportional([seen(np.ones(2), np.ones(2))]) == ""  # too few numbers to tell


def test_sizes_are_written_as_one_would_write_them():
    found = {text: size(ARGUMENTS) for text, size in sizes(NAMES, ARGUMENTS)}
    assert found == {
        "`len(x)`": 5,
        "`x.shape[1]`": 6,
        "`x.size`": 30,
        "`n`": 3,
        "`n` squared": 9,
        "the product of `stride`": 14,
        "2": 2,
        "4": 4,
    }


def test_the_right_numbers_in_the_right_order_under_another_shape():
    said = " ".join(sentences(RIGHT.reshape(4, 3)))
    assert "laid out in another shape" in said
    assert "laid out in another shape" not in " ".join(sentences(RIGHT.T))
    assert "laid out in another shape" not in " ".join(sentences(RIGHT.reshape(2, 6)))
