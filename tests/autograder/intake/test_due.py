"""Who was late, and by how much."""

from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Assignment, Course, Student, SubmittedAssignment
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from autograder.intake.due import Due, due_dates, spelt
from autograder.store.database import make_tables

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (timedelta(seconds=1), "1 min"),
        (timedelta(minutes=59, seconds=1), "1 h 0 min"),
        (timedelta(minutes=61), "1 h 1 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
    ],
)
def test_a_time_is_spelt_and_begun_minutes_count(time, told):
    assert spelt(time) == told


def test_late_is_who_hands_in_after_the_date_and_the_own_extension():
    due = Due({"90_tiny": NOON}, {("90_tiny", "bo"): timedelta(hours=2)})
    hour = timedelta(hours=1)
    assert due.late("ada", "90_tiny", NOON, False) == ""
    assert due.late("ada", "90_tiny", NOON + hour, False) == "1 h 0 min"
    assert due.late("bo", "90_tiny", NOON + hour, False) == ""
    assert due.late("bo", "90_tiny", NOON + 3 * hour, False) == "1 h 0 min"


def test_where_a_date_or_a_time_is_not_known_what_the_system_says_counts():
    due = Due({"90_tiny": NOON}, {})
    assert due.late("ada", "90_tiny", None, True) == "yes"
    assert due.late("ada", "91_exam", NOON, True) == "yes"
    assert due.late("ada", "91_exam", NOON, False) == ""
    assert due.late("ada", "90_tiny", NOON, True) == ""  # our clock knows better


def test_a_date_that_is_given_is_that_of_all_lessons_and_nothing_is_read(tmp_path):
    assert due_dates(tmp_path, "nonsense", ["a", "b"], NOON).dates == {"a": NOON, "b": NOON}
    assert due_dates(tmp_path, None, ["a"], None) == Due({}, {})
    assert list(tmp_path.iterdir()) == []


def test_dates_and_extensions_are_those_of_the_gradebook(tmp_path):
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    make_tables(url)
    engine = create_engine(url)
    with Session(engine) as book:
        assignment = Assignment("90_tiny", NOON.replace(tzinfo=None), "c")
        book.add_all([Course(id="c"), Student(id="ada"), Student(id="bo"), assignment])
        book.add(Assignment("91_exam", None, "c"))
        book.flush()
        for student, more in (("ada", None), ("bo", timedelta(days=1))):
            book.add(
                SubmittedAssignment(assignment_id=assignment.id, student_id=student, extension=more)
            )
        book.commit()
    engine.dispose()
    found = due_dates(tmp_path, None, ["90_tiny", "91_exam"], None)
    assert found == Due({"90_tiny": NOON}, {("90_tiny", "bo"): timedelta(days=1)})
