"""A relation as data: a changed question, a changed answer, or both."""

import numpy as np
import pytest

from autograder.checks.diagnosis.relations.relation import (
    ASKED,
    TOLD,
    Relation,
    Seen,
    of_value,
)
from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome

REVERSED = Relation(ASKED.format("when `x` is reversed"), lambda args: [args[0][::-1]])
NEGATIVE = Relation(TOLD.format("with a negative sign"), None, lambda a, args: -a)


@pytest.fixture
def case():
    return Seen([np.array([1.0, 2.0])], np.array([1.0, 3.0]), Outcome(0), True)


def test_a_changed_question_is_answered_by_the_oracle(case):
    assert REVERSED.value(case, lambda args: np.cumsum(args[0])).tolist() == [2, 3]


def test_a_changed_answer_is_the_right_one_changed(case):
    assert NEGATIVE.value(case, None).tolist() == [-1, -3]


def test_a_changed_question_with_a_changed_answer(case):
    both = REVERSED.then(NEGATIVE)
    assert both.sentence == (
        "Your results are what comes out when `x` is reversed, with a negative sign."
    )
    assert both.value(case, lambda args: np.cumsum(args[0])).tolist() == [-2, -3]


def test_where_it_does_not_apply_it_is_none(case):
    assert Relation("", lambda args: None).value(case, None) is None
    assert Relation("", lambda args: None, lambda a, args: a).value(case, None) is None


def test_a_refusal_stays_one_for_a_question_and_is_nothing_to_be_changed(case):
    refused = Refused(ValueError, "no")
    assert REVERSED.value(case, lambda args: refused) is refused
    case.right = refused
    assert NEGATIVE.value(case, None) is None


def test_the_sentence_of_one_of_several_values():
    assert of_value(NEGATIVE.sentence, "Value 2 of 3") == (
        "Value 2 of 3 is the right one, with a negative sign."
    )
    assert of_value(REVERSED.sentence, "Value 1 of 2") == (
        "Value 1 of 2 is what comes out when `x` is reversed."
    )


def test_what_is_left_to_its_default_is_not_changed(case):
    second = Relation(ASKED.format("with twice `n`"), lambda args: [args[0], 2 * args[1]])
    assert second.value(case, lambda args: np.cumsum(args[0])).tolist() == [1, 3]
