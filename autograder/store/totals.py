"""Scores as the gradebook has them, manual scores, extra credit and penalties included."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Grade,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Total:
    """A student's score in a lesson, as the gradebook has it."""

    student: str
    score: float
    points: float
    penalty: float
    person: bool


def totals(db: Session, lesson: str) -> list[Total]:
    """Every student's score in a lesson, manual scores and extra credit included."""
    book, points = SubmittedNotebook, GradeCell
    rows = db.execute(
        select(
            SubmittedAssignment.student_id,
            func.sum(Grade.score),
            func.sum(points.max_score),
            func.max(func.coalesce(book.late_submission_penalty, 0.0)),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
        )
        .join(book, book.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == book.id)
        .join(points, points.id == Grade.cell_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == lesson)
        .group_by(SubmittedAssignment.student_id)
        .order_by(SubmittedAssignment.student_id)
    )
    return [Total(s, score, most, late, bool(open)) for s, score, most, late, open in rows]


def automatic(db: Session, lesson: str) -> dict[str, float]:
    """Every student's automatic score in a lesson, as it was entered."""
    book = SubmittedNotebook
    rows = db.execute(
        select(SubmittedAssignment.student_id, func.sum(Grade.auto_score))
        .join(book, book.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == book.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == lesson)
        .group_by(SubmittedAssignment.student_id)
    )
    return {student: score or 0.0 for student, score in rows}
