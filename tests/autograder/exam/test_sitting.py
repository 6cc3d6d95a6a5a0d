"""One student's exam: what the shown part gave, and the end of its time."""

import time
from types import SimpleNamespace

import pytest

from autograder.checks.session import HIDDEN, SHOWN
from autograder.exam.find_answers import Recovery
from autograder.exam.record import Record
from autograder.exam.sitting import Sitting


class Candidates:
    closed = 0

    def close(self):
        self.closed += 1


@pytest.fixture
def sitting():
    return Sitting(Candidates(), Record("student-01", "91_exam"), Recovery(), b"secret")


def test_the_hidden_part_is_given_what_the_shown_part_gave(sitting):
    candidate = SimpleNamespace(generation=0)
    sitting.given_by(candidate, "a", False, SHOWN).extend([1, 2])
    later = sitting.given_by(candidate, "a", False, HIDDEN)
    assert later == [1, 2]
    later.append(3)  # it is used up there
    assert sitting.given_by(candidate, "a", False, HIDDEN) == [1, 2]


def test_other_checks_other_numbers_and_other_candidates_gave_nothing(sitting):
    candidate = SimpleNamespace(generation=0)
    sitting.given_by(candidate, "a", False, SHOWN).append(1)
    assert sitting.given_by(candidate, "b", False, HIDDEN) == []
    assert sitting.given_by(candidate, "a", True, HIDDEN) == []
    assert sitting.given_by(SimpleNamespace(generation=0), "a", False, HIDDEN) == []


def test_objects_of_a_process_that_is_gone_are_not_used(sitting):
    candidate = SimpleNamespace(generation=0)
    sitting.given_by(candidate, "a", False, SHOWN).append("a handle")
    candidate.generation = 1
    assert sitting.given_by(candidate, "a", False, HIDDEN) == []


def test_at_the_deadline_it_stops_and_the_candidates_are_closed(sitting):
    begun = time.monotonic()
    with sitting.until(begun + 0.05):
        while time.monotonic() < begun + 5:
            pass
    assert time.monotonic() - begun < 2 and sitting.candidates.closed == 1


def test_what_is_done_in_time_closes_nothing_and_errors_come_through(sitting):
    with sitting.until(time.monotonic() + 5) as known:
        known.append("x")
    assert known == ["x"]
    with pytest.raises(KeyError), sitting.until(time.monotonic() + 5):
        raise KeyError
    assert sitting.candidates.closed == 0


@pytest.mark.parametrize("end", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"])
def test_an_object_of_the_shown_part_is_made_once_more_where_its_process_has_ended(
    small_lesson, end
):
    adder = "def adder():\n    def add(n): return n + 2\n    return add"
    record = small_lesson("96_hidden")(adder=adder, pair=f"def pair(): {end}")
    assert [e.score for e in record.exercises] == [0, 1, 0]
