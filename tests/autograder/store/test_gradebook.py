"""Records are entered in one transaction, again without a change, and never over a person's."""

import pytest
from nbgrader.api import Comment, Grade, Student, SubmittedAssignment
from sqlalchemy import select

from autograder.checks.message.failure import Failure
from autograder.store.gradebook import COMMENT_LIMIT, comment, read_time
from tests.autograder.store.conftest import SMALL


def grades(writer):
    return {
        grade.cell.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
        for grade in writer.book.db.scalars(select(Grade))
    }


def comments(writer):
    found = writer.book.db.scalars(select(Comment))
    return {comment.cell.name: comment.auto_comment for comment in found}


def give(writer, name, **values):
    for grade in writer.book.db.scalars(select(Grade)):
        if grade.cell.name == name:
            for key, value in values.items():
                setattr(grade, key, value)
    writer.book.db.commit()


def failure(text, headline="It is wrong."):
    return Failure("double", "values", headline, because=text).to_json()


def test_scores_are_entered_and_an_essay_waits_for_a_person(writer, small_record):
    writer.write([small_record(first=1.5)])
    assert grades(writer) == {
        "double-check": (1.5, None, False),
        "half-check": (1.0, None, False),
        "why": (None, None, True),
    }
    assert comments(writer) == {"double": None, "why": None}


def test_an_essay_that_is_empty_waits_for_nobody(writer, small_record):
    writer.write([small_record(essay=0.0)])
    assert grades(writer)["why"] == (0.0, None, False)
    assert comments(writer)["why"] == "No response."


def test_writing_again_changes_no_row(writer, small_record):
    def everything():
        return [
            writer.book.db.execute(select(table.__table__)).all()
            for table in (Student, SubmittedAssignment, Grade, Comment)
        ]

    records = [small_record(), small_record("student-02", failure=failure("You flip."))]
    writer.write(records)
    before = everything()
    writer.write(records)
    assert everything() == before


def test_what_a_person_entered_stays_and_is_looked_at_again_if_the_checks_say_other(
    writer, small_record
):
    writer.write([small_record(first=1.0)])
    give(writer, "double-check", manual_score=1.5, needs_manual_grade=False)
    writer.write([small_record(first=1.0)])
    assert grades(writer)["double-check"] == (1.0, 1.5, False)
    writer.write([small_record(first=2.0)])
    assert grades(writer)["double-check"] == (2.0, 1.5, True)


def test_one_record_that_cannot_be_entered_leaves_none_of_them(writer, small_record):
    broken = small_record("student-02")
    broken.exercises[0].checks[0].score = "a text"
    with pytest.raises(Exception, match=r"text|float|convert"):
        writer.write([small_record(), broken])
    assert grades(writer) == {}


def test_a_time_is_entered_and_none_leaves_what_was_there(writer, small_record):
    record = small_record()
    record.timestamp = "2026-03-01 12:00:00 UTC"
    writer.write([record])
    writer.write([small_record()])
    (submission,) = writer.book.db.scalars(select(SubmittedAssignment))
    assert str(submission.timestamp) == "2026-03-01 12:00:00"
    assert read_time("the day after") is None


def test_the_comment_is_that_of_the_first_check_that_failed(writer, small_record):
    record = small_record(first=0.0, failure=failure("You <b>flip</b> it."))
    assert comment(record.exercises[0].checks) == "You &lt;b>flip&lt;/b> it."
    writer.write([record])
    assert comments(writer)["double"] == "You &lt;b>flip&lt;/b> it."
    writer.write([small_record()])
    assert comments(writer)["double"] is None


def test_a_comment_without_a_reason_is_the_headline_and_is_not_endless(small_record):
    def said(**words):
        return comment(small_record(failure=failure(**words)).exercises[0].checks)

    assert said(text="") == "It is wrong." and comment([]) is None
    assert len(said(text="<a" * 2000)) == COMMENT_LIMIT


def test_each_lesson_and_student_is_known_once(writer, small_record):
    writer.write([small_record(), small_record("student-02")])
    found = writer.book.db.scalars(select(SubmittedAssignment)).all()
    assert sorted(s.student_id for s in found) == ["student-01", "student-02"]
    assert {s.assignment.name for s in found} == {SMALL}
