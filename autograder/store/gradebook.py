"""The gradebook, in nbgrader's own schema and through nbgrader's own models.

Only the main process writes here, in batches, each one transaction. What a person entered (manual
scores, comments, extra credit, late penalties) is never touched. Writing the same records again
changes nothing, so a run that was killed is made good by running again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import select

from autograder.checks.message.failure import Failure
from autograder.exam.record import Record
from autograder.store.assignment import prepare
from autograder.store.database import GradebookError, Owner, make_tables, told
from autograder.untrusted_text import for_markdown

COMMENT_LIMIT = 4000


class Writer:
    """An open gradebook.

    Parameters
    ----------
    owner : of one that other courses may know of too; one of another course is refused
    """

    def __init__(self, url: str, course_id: str = "default_course", owner: Owner | None = None):
        with told("opened"):
            make_tables(url, owner)
            self.book = Gradebook(url, course_id)
        self.course_id = course_id
        self.cells: dict[str, dict[tuple[str, str], str]] = {}  # lesson -> (kind, name) -> id
        self.notes: list[str] = []  # what became of scores given by hand as lessons changed

    def prepare(self, lesson: str, solved: NotebookNode) -> None:
        """Have the lesson and its cells, `as_given_out`, in the gradebook."""
        with told("written"):
            notes: list[str] = []
            self.cells[lesson] = prepare(self.book.db, self.course_id, lesson, solved, notes)
            self.notes += [f"{lesson}, {note}" for note in notes]

    def write(self, records: Sequence[Record]) -> None:
        """Enter records, all in one transaction."""
        try:
            with told("written"):
                for lesson in {r.lesson for r in records}:
                    self._write_lesson(lesson, [r for r in records if r.lesson == lesson])
                self.book.db.commit()
        except GradebookError:
            self.book.db.rollback()
            raise
        finally:
            self.book.db.expunge_all()

    def _write_lesson(self, lesson: str, records: Sequence[Record]) -> None:
        db = self.book.db
        ids = [r.student for r in records]
        known = set(db.scalars(select(Student.id).where(Student.id.in_(ids))))
        db.add_all(Student(id=s) for s in dict.fromkeys(ids) if s not in known)
        assignment = db.scalars(select(Assignment).where(Assignment.name == lesson)).one()
        notebook = next(n for n in assignment.notebooks if n.name == lesson)
        submitted = {
            s.student_id: s
            for s in db.scalars(
                select(SubmittedAssignment).where(
                    SubmittedAssignment.assignment_id == assignment.id,
                    SubmittedAssignment.student_id.in_(ids),
                )
            )
        }
        books = {
            b.assignment_id: b
            for b in db.scalars(
                select(SubmittedNotebook).where(
                    SubmittedNotebook.assignment_id.in_([s.id for s in submitted.values()])
                )
            )
        }
        place = [b.id for b in books.values()]
        grades = {
            (g.notebook_id, g.cell_id): g
            for g in db.scalars(select(Grade).where(Grade.notebook_id.in_(place)))
        }
        comments = {
            (c.notebook_id, c.cell_id): c
            for c in db.scalars(select(Comment).where(Comment.notebook_id.in_(place)))
        }
        for record in records:
            submission = submitted.get(record.student)
            if submission is None:
                submission = SubmittedAssignment(
                    assignment_id=assignment.id, student_id=record.student
                )
                submission.id = new_uuid()
                db.add(submission)
                submitted[record.student] = submission
            if record.timestamp:
                submission.timestamp = read_time(record.timestamp)
            book = books.get(submission.id)
            if book is None:
                book = SubmittedNotebook(notebook_id=notebook.id, assignment_id=submission.id)
                book.id = new_uuid()
                db.add(book)
                books[submission.id] = book
            self._enter(record, book.id, grades, comments)

    def _enter(self, record: Record, book: str, grades: dict, comments: dict) -> None:
        """The grades and comments of one notebook."""
        db = self.book.db
        cells = self.cells[record.lesson]
        scores: dict[str, float | None] = {
            c.grade_id: c.score for e in record.exercises for c in e.checks
        }
        scores |= {e.grade_id: e.score for e in record.essays}
        texts = {e.name: comment(e.checks) for e in record.exercises}
        texts |= {e.grade_id: "No response." if e.score == 0 else None for e in record.essays}
        for (kind, name), cell in cells.items():
            if kind == "GradeCell" and name in scores:
                grade = grades.get((book, cell))
                if grade is None:
                    grade = Grade(cell_id=cell, notebook_id=book, needs_manual_grade=False)
                    grades[book, cell] = grade
                    db.add(grade)
                    changed = True
                else:
                    changed = grade.auto_score != scores[name]
                if changed:
                    grade.auto_score = scores[name]
                    # as nbgrader: a person looks again where a person had already given a score
                    grade.needs_manual_grade = (
                        grade.manual_score is not None or scores[name] is None
                    )
            elif kind == "SolutionCell":
                remark = comments.get((book, cell))
                if remark is None:
                    remark = Comment(cell_id=cell, notebook_id=book)
                    comments[book, cell] = remark
                    db.add(remark)
                if remark.auto_comment != texts.get(name):
                    remark.auto_comment = texts.get(name)

    def close(self) -> None:
        self.book.close()


def comment(checks: Sequence[Any]) -> str | None:
    """What is to be said of an exercise: the message of its first check that failed."""
    for check in checks:
        if check.failure:
            failure = Failure.from_json(check.failure)
            # nbgrader shows comments as markdown
            return for_markdown(failure.because or failure.headline)[:COMMENT_LIMIT]
    return None


def read_time(text: str) -> Any:
    """A timestamp as nbgrader reads it; None if it is not one."""
    try:
        return utils.parse_utc(text)
    except Exception:  # dateutil has many ways to fail, and the whole class waits for this one
        return None
