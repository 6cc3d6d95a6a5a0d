"""What a run did, counted, and the exit code that says so."""

import pytest

from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record
from autograder.output.tally import ALL_GRADED, FOR_A_PERSON, SOME_NOT_GRADED, Tally


def record(**rest):
    return Record("ada", "91_exam", [ExerciseResult("a", [CheckResult("a", 2.0, 1.5)])], **rest)


@pytest.fixture
def tally():
    return Tally()


def test_scores_are_kept_by_student_and_lesson(tally):
    tally.count(record())
    assert tally.scores == {("ada", "91_exam"): 1.5}
    assert tally.code == ALL_GRADED and not tally.remarks and not tally.waiting


def test_written_answers_that_wait_are_counted(tally):
    tally.count(
        record(essays=[EssayResult("e", 3.0), EssayResult("f", 1.0), EssayResult("g", 1.0, 0.0)])
    )
    assert tally.waiting == {"91_exam": {"ada": 2}} and tally.code == FOR_A_PERSON


def test_a_remark_is_said_once_and_only_those_for_a_person_count_as_such(tally):
    tally.count(record(limits=["slow", "slow"]))
    assert tally.remarks == {("ada", "91_exam"): ["slow"]} and tally.code == ALL_GRADED
    tally.count(record(person=["odd", "slow"], limits=["slow"]))
    assert tally.remarks == {("ada", "91_exam"): ["odd", "slow"]}
    assert tally.code == FOR_A_PERSON


def test_what_was_not_graded_goes_before_all_else(tally):
    tally.count(record(person=["odd"]))
    tally.failed.append("bo, 91_exam: died")
    assert tally.code == SOME_NOT_GRADED
