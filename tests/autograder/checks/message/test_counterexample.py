"""From a failing case to one that can be checked by hand."""

import numpy as np
import pytest

from autograder.checks.cases import case, normal
from autograder.checks.clock import Clock
from autograder.checks.message.counterexample import (
    ROOM,
    TRIALS,
    Trial,
    counterexample,
    panels_of,
    shrink,
    smallest_trial,
)
from autograder.student_side.calls import TIMEOUT, StudentError


def tried(fails):
    """A function that tries a case, and the cases that it was given."""
    seen = []

    def trial(one):
        seen.append(one)
        arguments = one.draw(np.random.default_rng(0))
        return Trial(one, arguments, 1.0, 2.0, None) if fails(*arguments) else None

    return trial, seen


@pytest.fixture
def clock():
    return Clock(5)


def test_the_smallest_case_that_still_fails_is_found(clock):
    trial, _ = tried(lambda x, n: x.shape[0] >= 3 and n >= 2)
    found = shrink(case(x=normal(9, 6), n=7), trial, clock)
    assert found.arguments[0].shape == (3, 2) and found.arguments[1] == 2
    assert np.array_equal(found.arguments[0], np.trunc(found.arguments[0]))


def test_none_if_the_answer_is_right_on_whole_numbers(clock):
    trial, seen = tried(lambda x: False)
    assert shrink(case(x=normal(9)), trial, clock) is None and len(seen) == 1


def test_no_more_is_tried_when_time_is_up_and_never_too_much(clock):
    trial, seen = tried(lambda n: True)
    assert shrink(case(n=10**9), trial, Clock(0)).arguments == [10**9] and len(seen) == 1
    trial, seen = tried(lambda *n: sum(n) > 10**7)
    shrink(case(**{f"n{i}": 10**6 + i for i in range(60)}), trial, clock)
    assert len(seen) <= TRIALS + 1


def test_none_if_the_student_can_be_asked_no_more(clock):
    def trial(one):
        raise StudentError(TIMEOUT)

    assert smallest_trial(case(n=3), trial, clock) is None


def test_panels_show_arguments_by_role_and_both_answers():
    x, k = np.ones((3, 3)), np.ones((2, 2))
    wrong = np.array([True, False])
    shown = counterexample(
        Trial(
            case(x=x, k=k, mode="same"),
            [x, k, "same"],
            np.array([1.0, 2.0]),
            np.array([3.0, 2.0]),
            wrong,
        )
    )
    assert [(p.label, p.role) for p in shown] == [
        ("x", "input"),
        ("k", "kernel"),
        ("mode", "input"),
        ("yours", "yours"),
        ("expected", "expected"),
    ]
    assert shown[3].wrong == [True, False] and shown[2].cells == ["'same'"]


def test_nothing_is_shown_where_nothing_is_to_be_seen():
    def panels(got, expected):
        return counterexample(Trial(case(n=1), [1], expected, got, None))

    assert counterexample(None) == []
    assert panels(1.0, 1.0 + 1e-12) == []  # the same digits
    assert panels(np.zeros(ROOM + 1), np.ones(ROOM + 1)) == []  # too large to be drawn
    assert panels(np.zeros((9, 0)), np.zeros((9, 1))) == []  # no number in it
    assert panels(object(), 1.0) == []
    assert len(panels(1.0, 2.0)) == 3


def test_several_values_have_a_panel_each():
    found = panels_of("yours", "yours", (np.ones(2), [3, None], "text"))
    assert [p.label for p in found] == ["yours[0]", "yours[1][0]", "yours[1][1]", "yours[2]"]
    assert [p.cells for p in found] == [[1.0, 1.0], [3], ["None"], ["text"]]


def test_a_dictionary_is_shown_if_it_can_be_checked_by_hand():
    def panels(size):
        p = {"w": np.ones(size), "names": ["a", "b"]}
        return counterexample(Trial(case(p=p), [p], 2.0, 1.0, None))

    assert "'w': array([1., 1.])" in panels(2)[0].cells[0]
    assert panels(ROOM) == []
