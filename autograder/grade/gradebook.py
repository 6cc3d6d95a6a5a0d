"""The gradebook, in nbgrader's own schema and through nbgrader's own models.

Only the main process writes here, in batches, each one transaction. What a person entered (manual
scores, comments, extra credit, late penalties) is never touched. Writing the same records again
changes nothing, so a run that was killed is made good by running again.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import preprocessors, utils
from nbgrader.api import (
    Assignment,
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import case, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from autograder.failure import Failure
from autograder.grade.examiner import Record

COMMENT_LIMIT = 4000


class GradebookError(RuntimeError):
    """The gradebook cannot be opened or written; says which, and why."""


def url_of(course: Path, db: str | None) -> str:
    return db or f"sqlite:///{(course / 'gradebook.db').resolve()}"


def backup(course: Path, db: str | None) -> Path | None:
    """Copy an SQLite gradebook before a run writes to it; the copy's path."""
    place = re.fullmatch(r"sqlite:///(.+)", url_of(course, db))
    if place is None or not os.path.exists(place[1]):
        return None
    target = Path(place[1] + ".bak")
    partial = Path(place[1] + ".bak.part")
    partial.unlink(missing_ok=True)
    source, copy = sqlite3.connect(place[1]), sqlite3.connect(partial)
    try:
        source.backup(copy)  # sees a consistent state, whatever a crash has left behind
    finally:
        source.close()
        copy.close()
    os.replace(partial, target)
    return target


@dataclass(frozen=True)
class Total:
    """A student's score in a lesson, as the gradebook has it."""

    student: str
    score: float
    points: float
    penalty: float
    person: bool


class Writer:
    """An open gradebook."""

    def __init__(self, url: str, course_id: str = "default_course"):
        try:
            make_tables(url)
            self.book = Gradebook(url, course_id)
        except (SQLAlchemyError, OSError) as error:
            reason = str(error).splitlines()[0]
            raise GradebookError(f"the gradebook cannot be opened: {reason}") from None
        self.course_id = course_id
        self.cells: dict[str, dict[tuple[str, str], str]] = {}  # lesson -> (kind, name) -> id

    def prepare(self, lesson: str, source: str) -> None:
        """Have the lesson and its cells in the gradebook, as `nbgrader generate_assignment` does.

        Cells that a lesson has gained are added; those it has lost stay, with the grades in them.
        """
        db = self.book.db
        solved = locked(source)
        assignment = db.scalar(select(Assignment).where(Assignment.name == lesson))
        if assignment is None:
            assignment = Assignment(name=lesson, course_id=self.course_id)
            db.add(assignment)
        notebook = next((n for n in assignment.notebooks if n.name == lesson), None)
        if notebook is None:
            notebook = Notebook(name=lesson, assignment=assignment)
            db.add(notebook)
        notebook.kernelspec = json.dumps(solved.metadata.get("kernelspec", {}))
        old = {(type(c).__name__, c.name): c for c in notebook._base_cells}
        sources = {c.name: c for c in notebook.source_cells}
        for cell in solved.cells:
            self._prepare_cell(notebook, cell, old, sources)
        db.commit()
        rows = db.execute(
            select(BaseCell.type, BaseCell.name, BaseCell.id).where(
                BaseCell.notebook_id == notebook.id
            )
        )
        self.cells[lesson] = {(kind, name): id for kind, name, id in rows}

    def _prepare_cell(
        self, notebook: Notebook, cell: NotebookNode, old: dict, sources: dict
    ) -> None:
        if "nbgrader" not in cell.metadata:
            return
        name = cell.metadata.nbgrader.grade_id
        db = self.book.db
        if utils.is_grade(cell):
            grade = old.get(("GradeCell", name))
            if grade is None:
                grade = GradeCell(name=name, notebook=notebook)
            grade.max_score = float(cell.metadata.nbgrader.points)
            grade.cell_type = cell.cell_type
            db.add(grade)
        if utils.is_solution(cell) and ("SolutionCell", name) not in old:
            db.add(SolutionCell(name=name, notebook=notebook))
        kept = sources.get(name)
        if kept is None:
            kept = SourceCell(name=name, notebook=notebook)
            db.add(kept)
        kept.cell_type = cell.cell_type
        kept.locked = utils.is_locked(cell)
        kept.source = cell.source
        kept.checksum = cell.metadata.nbgrader.get("checksum")

    def write(self, records: Sequence[Record]) -> None:
        """Enter records, all in one transaction."""
        try:
            for lesson in {r.lesson for r in records}:
                self._write_lesson(lesson, [r for r in records if r.lesson == lesson])
            self.book.db.commit()
        except SQLAlchemyError as error:
            self.book.db.rollback()
            reason = str(error).splitlines()[0]
            raise GradebookError(f"the gradebook cannot be written: {reason}") from None
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


def totals(gradebook: Gradebook, lesson: str) -> list[Total]:
    """Every student's score in a lesson, manual scores and extra credit included."""
    book, points = SubmittedNotebook, GradeCell
    rows = gradebook.db.execute(
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


def make_tables(url: str) -> None:
    """Have nbgrader's tables and its schema version in the database.

    nbgrader does so too, but asks a program on the PATH for the version; and a crash between the
    tables and the version would leave a gradebook its `nbgrader db upgrade` does not know.
    """
    engine = create_engine(url)
    try:
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"
                )
            )
            if connection.execute(text("SELECT version_num FROM alembic_version")).first() is None:
                head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:head)"), {"head": head}
                )
    finally:
        engine.dispose()


def locked(source: str) -> NotebookNode:
    """The solved notebook as nbgrader has it when it saves cells: stubs, locks, checksums."""
    notebook: Any = nbformat.reads(source, as_version=4)
    resources: dict[str, Any] = {}
    for step in (
        preprocessors.LockCells,
        preprocessors.ClearSolutions,
        preprocessors.ClearOutput,
        preprocessors.CheckCellMetadata,
        preprocessors.ComputeChecksums,
    ):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def comment(checks: Sequence[Any]) -> str | None:
    """What is to be said of an exercise: the message of its first check that failed."""
    for check in checks:
        if check.failure:
            failure = Failure.from_json(check.failure)
            return (failure.because or failure.headline)[:COMMENT_LIMIT]
    return None


def read_time(text: str) -> Any:
    """A timestamp as nbgrader reads it; None if it is not one."""
    try:
        return utils.parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return None
