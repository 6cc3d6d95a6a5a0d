"""What a person entered is read from the gradebook and shown beside what the checks gave."""

import pytest
from nbgrader.api import Comment, Grade, SubmittedNotebook
from sqlalchemy import select

from autograder.store.entered_by_hand import Mark, Marks, marked, read_marks
from autograder.store.totals import totals
from tests.autograder.store.conftest import SMALL


@pytest.fixture
def enter(writer, small_record):
    """Two students' records are in the gradebook; a function that enters for the first."""
    writer.write([small_record(), small_record("student-02")])
    book = writer.book.db

    def enter(penalty=0.0, comment="", **given):
        for grade in book.scalars(select(Grade)):
            if grade.notebook.student.id == "student-01" and grade.cell.name in given:
                grade.manual_score, grade.extra_credit = given[grade.cell.name]
        for remark in book.scalars(select(Comment)):
            if remark.notebook.student.id == "student-01" and remark.cell.name == "double":
                remark.manual_comment = comment
        for notebook in book.scalars(select(SubmittedNotebook)):
            if notebook.student.id == "student-01":
                notebook.late_submission_penalty = penalty
        book.commit()
        return read_marks(book, SMALL)

    enter.book = book
    return enter


def test_where_nobody_entered_anything_there_are_no_marks(enter):
    assert enter() == {} and enter(comment="  \n") == {}


def test_scores_extra_credit_comments_and_penalties_are_read(enter):
    marks = enter(1.5, "Well done.", **{"double-check": (0.5, None), "half-check": (None, 0.25)})
    assert marks.keys() == {"student-01"}
    mine = marks["student-01"]
    assert mine.penalty == 1.5
    assert mine.cells == {
        "double-check": Mark(0.5, 0.0),
        "half-check": Mark(None, 0.25),
        "double": Mark(comment="Well done."),
    }
    assert read_marks(enter.book, "another") == {}


def test_the_record_shows_what_a_person_entered(enter, small_record):
    given = {"double-check": (0.5, None), "half-check": (None, 0.25), "why": (2.0, None)}
    marks = enter(1.0, "Well done.", **given)
    record = marked(small_record(), marks["student-01"])
    (exercise,), (essay,) = record.exercises, record.essays
    assert [(c.score, c.extra, c.by_hand) for c in exercise.checks] == [
        (0.5, 0.0, True),
        (1.0, 0.25, False),
    ]
    assert exercise.comment == "Well done." and (essay.score, essay.by_hand) == (2.0, True)
    assert record.score == totals(enter.book, SMALL)[0].score == 3.75
    assert record.penalty == 1.0


def test_a_record_without_marks_is_as_it_was(small_record):
    record = small_record()
    assert marked(record, None) is record
    assert marked(record, Marks()) == record == small_record()


def test_a_score_of_nothing_given_by_hand_is_a_score(small_record):
    marks = Marks()
    marks.cells["double-check"].score = 0.0
    check = marked(small_record(), marks).exercises[0].checks[0]
    assert (check.score, check.by_hand) == (0.0, True)


def test_the_digest_tells_marks_apart_and_does_not_depend_on_their_order():
    def digest(*names, **values):
        marks = Marks(**values)
        for name in names:
            marks.cells[name].score = 1.0
        return marks.digest

    assert digest("a", "b") == digest("b", "a")
    assert len({digest(), digest("a"), digest("b"), digest("a", penalty=1.0)}) == 4
