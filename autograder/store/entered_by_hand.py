"""What a person has entered in the gradebook: scores, extra credit, comments, late penalties.

A record is what the checks gave. `marked` puts what a person entered beside it, and whatever shows
a score shows that.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import astuple, dataclass, field, replace

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from autograder.exam.record import Record


@dataclass
class Mark:
    """What was entered for one cell; a score of None leaves the automatic one."""

    score: float | None = None
    extra: float = 0.0
    comment: str = ""


@dataclass
class Marks:
    """What was entered for one submission."""

    cells: dict[str, Mark] = field(default_factory=lambda: defaultdict(Mark))
    penalty: float = 0.0

    @property
    def digest(self) -> str:
        """The same for the same marks."""
        cells = sorted((name, *astuple(mark)) for name, mark in self.cells.items())
        return hashlib.sha256(repr((cells, self.penalty)).encode()).hexdigest()


def read_marks(db: Session, lesson: str) -> dict[str, Marks]:
    """The marks of every student for whom a person entered something."""
    found: defaultdict[str, Marks] = defaultdict(Marks)
    book, cell = SubmittedNotebook, BaseCell.name
    mine = (
        select(SubmittedAssignment.student_id)
        .join(book, book.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == lesson)
    )
    grades = (
        mine.add_columns(cell, Grade.manual_score, Grade.extra_credit)
        .join(Grade, Grade.notebook_id == book.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None)))
    )
    for student, name, score, extra in db.execute(grades):
        mark = found[student].cells[name]
        mark.score, mark.extra = score, extra or 0.0
    comments = (
        mine.add_columns(cell, Comment.manual_comment)
        .join(Comment, Comment.notebook_id == book.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(Comment.manual_comment.is_not(None))
    )
    for student, name, comment in db.execute(comments):
        if comment.strip():
            found[student].cells[name].comment = comment
    late = mine.add_columns(book.late_submission_penalty).where(book.late_submission_penalty > 0)
    for student, penalty in db.execute(late):
        found[student].penalty = penalty
    return dict(found)


def marked(record: Record, marks: Marks | None) -> Record:
    """The record with what a person entered."""
    if marks is None:
        return record
    none = Mark()
    exercises = []
    for exercise in record.exercises:
        checks = []
        for check in exercise.checks:
            mark = marks.cells.get(check.grade_id, none)
            score = check.score if mark.score is None else mark.score
            by_hand = mark.score is not None
            checks.append(replace(check, score=score, extra=mark.extra, by_hand=by_hand))
        comment = marks.cells.get(exercise.name, none).comment
        exercises.append(replace(exercise, checks=checks, comment=comment))
    essays = []
    for essay in record.essays:
        mark = marks.cells.get(essay.grade_id, none)
        by_hand = mark.score is not None
        read = replace(essay, extra=mark.extra, comment=mark.comment, by_hand=by_hand)
        essays.append(replace(read, score=mark.score) if by_hand else read)
    return replace(record, exercises=exercises, essays=essays, penalty=marks.penalty)
