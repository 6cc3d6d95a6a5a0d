"""One submission in a worker: what it can make long or large has its limit there."""

import time
from dataclasses import replace

import pytest

from autograder.exam.handed_in import files, submission
from autograder.grade import worker
from autograder.output import pages, tally
from autograder.sandbox.time_limit import Budgets
from tests.autograder.helpers import LESSON, journaled
from tests.autograder.inline import grade_inline

pytestmark = pytest.mark.usefixtures("in_this_process")


def test_a_submission_slow_to_collect_has_a_row_and_the_next_goes_on(course, monkeypatch, walls):
    real = submission.collect

    def slow(submitted, student, lesson, bundle=None):
        while student == "student-01":
            pass
        return real(submitted, student, lesson, bundle)

    monkeypatch.setattr(submission, "collect", slow)
    grade_inline(monkeypatch, walls, Budgets(reading=0.3))
    assert course.grade() == tally.FOR_A_PERSON
    assert course.scores() == {"student-01": 0, "student-02": 0}
    assert "student-01, 91_exam: Collecting it took longer than 0.3 seconds." in course.said
    monkeypatch.setattr(submission, "collect", real)
    course.grade()
    assert course.scores() == {"student-01": 8, "student-02": 0}


def test_pages_slow_to_draw_are_drawn_without_what_made_them_so(course, monkeypatch, walls):
    real = pages.autograded

    def slow(record, recovery, bundle):
        while recovery.own:
            pass
        return real(record, recovery, bundle)

    course.hand_in("student-01", course.new().solve().insert("a" * 99, kind="markdown"))
    monkeypatch.setattr(pages, "autograded", slow)
    grade_inline(monkeypatch, walls, Budgets(drawing=0.3))
    assert course.grade() == tally.FOR_A_PERSON
    assert course.scores() == {"student-01": 8, "student-02": 0}
    assert "Drawing the pages took longer than 0.3 seconds" in course.said


def test_a_page_of_backslashes_is_drawn_as_fast_as_any(course):
    course.hand_in("student-01", course.new().solve().insert("\\" * 190_000, kind="markdown"))
    begun = time.process_time()
    course.grade(students=["student-01"])
    assert time.process_time() - begun < 10
    assert course.scores() == {"student-01": 8}


def test_the_main_process_opens_no_file_of_a_submission(course, monkeypatch, walls):
    """What is slow to unpack would keep everybody waiting there."""
    grade_inline(monkeypatch, walls)
    collect = worker.read
    inside = []

    def within(task):
        inside.append(True)
        try:
            return collect(task)
        finally:
            inside.pop()

    def read_file(*given):
        assert inside
        return real(*given)

    real = files.read_file
    monkeypatch.setattr(worker, "read", within)
    monkeypatch.setattr(files, "read_file", read_file)
    monkeypatch.setattr(submission, "read_file", read_file)
    assert course.grade() == 0
    assert course.grade() == 0


def test_numbers_one_submission_was_asked_are_not_those_of_the_next(course):
    """What a function prints of its arguments cannot be looked up in a table later."""

    def asked(source):
        course.hand_in("student-01", course.new().answer(double=source))
        course.grade(students=["student-01"], force=True)
        record = next(r for r in journaled(course.path) if r["student"] == "student-01")
        return record["exercises"][0]["checks"][0]["failure"]["headline"]

    shows = "def double(x): raise RuntimeError(str(x))"
    first = asked(shows)
    assert asked(shows) == first
    assert asked(shows + "  # again") != first


@pytest.mark.processes
def test_a_check_that_is_led_to_ask_for_too_much_memory_fails_and_not_the_worker(course):
    many = "import numpy as np\ndef pair(): return np.zeros((90_000, 1)), np.zeros((1, 90_000))"
    course.hand_in("student-03", course.new().solve().answer(pair=many))
    assert course.grade() == tally.FOR_A_PERSON
    assert "Unable to allocate" in course.said
    assert course.scores() == {"student-01": 8, "student-02": 0, "student-03": 7}


@pytest.fixture
def task(course, exam, walls):
    """The first student's work, in a process that can grade it."""
    worker.take(walls, [exam], b"secret")
    return worker.Task("student-01", LESSON, course.path / "submitted")


def test_collecting_and_then_grading_gives_what_grading_gives(task):
    whole, collected = worker.grade(task), worker.collect(task)
    parts = worker.examine(collected)
    assert parts.key == whole.key == collected.key
    assert parts.record.score == whole.record.score == 8
    assert (parts.autograded, parts.feedback) == (whole.autograded, whole.feedback)


def test_of_what_has_the_known_key_there_is_nothing_to_do(task):
    key = worker.collect(task).key
    known = replace(task, known=key)
    assert worker.grade(known) == worker.collect(known) == worker.Unchanged(key)
    assert isinstance(worker.collect(replace(task, known="another")), worker.Collected)


def test_too_little_memory_to_collect_is_a_problem_of_that_work(task, monkeypatch):
    def large(*given):
        raise MemoryError

    monkeypatch.setattr(submission, "collect", large)
    assert worker.collect(task).work.problem == "There was not enough memory to collect it."


def test_a_process_that_is_no_worker_says_so(task, exam):
    collected = worker.collect(task)
    worker.take(None, [exam], b"secret")
    with pytest.raises(RuntimeError, match="was not made a worker; see `begin`"):
        worker.examine(collected)


def test_the_watchdog_comes_after_every_other_limit(task):
    worker.take(None, [], b"", Budgets(submission=20, drawing=5))
    assert worker.watchdog(task) == 20 + 5 + worker.GRACE
    assert worker.watchdog(replace(task, seconds=3)) == 3 + 5 + worker.GRACE
