"""What a failed check hands to those who look for the reason."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks.cases import case, normal
from autograder.checks.diagnosis.question import Question
from autograder.checks.session import Session


def double(x):
    return 2 * x


@pytest.fixture
def question():
    drawn = [[np.zeros(3), 2], [np.zeros(9), 2], [np.zeros(5), 2]]
    outcomes = SimpleNamespace(drawn=drawn, right=["small", "large", "middle"])

    def make(wrong, **rest):
        cases = [case(x=normal(3), n=2)] * 3
        known = dict.fromkeys(wrong)
        return Question(Session(), double, cases, outcomes, known, None, None, None, **rest)

    return make


def test_the_names_are_those_of_the_arguments(question):
    assert question([0]).names == ["x", "n"]


def test_the_small_case_is_a_failing_one_that_costs_little(question):
    arguments, right = question([1, 2]).small()
    assert arguments[0].size == 5 and right == "middle"
    assert question([0, 1]).small()[1] == "small"


def test_where_a_smaller_failing_case_was_found_it_is_that(question):
    smallest = ([np.zeros(1)], "right", "wrong")
    assert question([1], smallest=smallest).small() == smallest[:2]


def test_earlier_checks_are_those_this_very_function_passed(question):
    asked = question([0])
    asked.session.remember(double, "cases", agrees := lambda other: True)
    assert asked.earlier == [agrees]
