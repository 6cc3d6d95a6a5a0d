"""Totals are what nbgrader itself makes of the gradebook: by hand before automatic."""

import pytest
from nbgrader.api import Grade, SubmittedNotebook
from sqlalchemy import select

from autograder.store.totals import Total, automatic, totals
from tests.autograder.store.conftest import SMALL


@pytest.fixture
def book(writer, small_record):
    writer.write([small_record("student-02", 0.5, 0.0, essay=0.0), small_record()])
    return writer.book.db


def mine(book):
    return [g for g in book.scalars(select(Grade)) if g.notebook.student.id == "student-01"]


def test_every_student_has_a_total_in_order(book):
    assert totals(book, SMALL) == [
        Total("student-01", 3.0, 6.0, 0.0, True),  # the essay is open
        Total("student-02", 0.5, 6.0, 0.0, False),
    ]
    assert automatic(book, SMALL) == {"student-01": 3.0, "student-02": 0.5}
    assert totals(book, "another") == [] and automatic(book, "another") == {}


def test_what_a_person_gave_counts_in_the_total_and_not_as_automatic(book):
    for grade in mine(book):
        if grade.cell.name == "double-check":
            grade.manual_score = 0.5
        if grade.cell.name == "why":
            grade.manual_score, grade.extra_credit = 2.0, 0.25
            grade.needs_manual_grade = False
    book.commit()
    assert totals(book, SMALL)[0] == Total("student-01", 3.75, 6.0, 0.0, False)
    assert automatic(book, SMALL)["student-01"] == 3.0


def test_nbgrader_says_the_same(book, writer):
    for student in ("student-01", "student-02"):
        found = writer.book.find_submission(SMALL, student)
        total = next(t for t in totals(book, SMALL) if t.student == student)
        assert (found.score, found.max_score) == (total.score, total.points)
        assert found.needs_manual_grade == total.person


def test_a_penalty_stands_beside_the_score(book):
    first = mine(book)[0].notebook_id
    book.get(SubmittedNotebook, first).late_submission_penalty = 1.0
    book.commit()
    assert totals(book, SMALL)[0] == Total("student-01", 3.0, 6.0, 1.0, True)
