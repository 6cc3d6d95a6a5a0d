"""An edit with which a function has the property that a check asserts is told beside it."""

import pytest

from autograder.checks import session
from autograder.checks.clock import Clock, Patience
from autograder.checks.diagnosis.reasons import beside_assert
from autograder.checks.diagnosis.repair.asserted import repair_of_assert
from autograder.checks.diagnosis.source import source_of
from autograder.checks.rehearsal import Rehearsal, compiled
from tests.autograder.checks.diagnosis.repair.mistaken import defined

CELL = """
from autograder import call
from autograder.checks.session import variant
for n in [2, 5, int(variant("box").choice([3, 4, 6]))]:
    box = call(box_of, n)
    assert abs(box.sum() - 1) < 1e-9, "Its numbers do not add up to 1."
"""
BOX = """
def box_of(n):
    ones = np.ones((n, n))
    return ones / n * n
"""


@pytest.fixture
def lesson(exam):
    """The session of a check with one cell."""
    exam.rehearsal, exam.patience = Rehearsal([compiled(CELL)], {}), Patience(2)
    return exam


def test_the_edit_with_which_all_cells_are_passed_is_told(lesson):
    told = beside_assert(lesson, defined(BOX, "box_of"))
    assert told.startswith("Line 4: ") and "brackets" in told


DRAWN = """
from autograder import call
from autograder.checks.session import variant
n = int(variant("f").choice([3, 7]))
assert call(f, n) == n * n + 1
"""


def test_what_is_right_on_the_numbers_at_hand_alone_is_not_told(lesson):
    # one more is right for 3, not for 7
    lesson.rehearsal = Rehearsal([compiled(DRAWN)], {})
    student = defined("def f(n):\n    return n + 6\n", "f")
    seen = set()
    for secret in b"abcdefgh":
        lesson.secret = bytes([secret])
        n = int(session.variant("f").choice([3, 7]))
        seen.add(n)
        assert beside_assert(lesson, student) == ""
    assert seen == {3, 7}


def test_nothing_is_told_of_a_function_that_passes(lesson):
    student = defined(BOX.replace("n * n", "(n * n)"), "box_of")
    assert not repair_of_assert(lesson, student, source_of(student), Clock(2))


def test_without_cells_nothing_is_tried(exam):
    student = defined(BOX, "box_of")
    exam.rehearsal = Rehearsal([], {})
    assert not repair_of_assert(exam, student, source_of(student), Clock(2))


def test_a_sign_is_told_where_no_edit_is_found(lesson):
    student = defined(
        "def box_of(n):\n    a = np.ones((n, n))\n    a / n\n    return a\n", "box_of"
    )
    assert beside_assert(lesson, student) == "Line 3: the result of `a / n` is not kept."


def test_two_names_of_one_array_are_told_before_an_edit(lesson):
    text = """def box_of(n):
    base = np.zeros((n, n))
    box = base
    box[0, 0] = 1
    base[-1, -1] = 1
    return box
"""
    assert beside_assert(lesson, defined(text, "box_of")).startswith(
        "Line 3: `box = base` makes no"
    )
