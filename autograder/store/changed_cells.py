"""What becomes of a lesson's cells in the gradebook when the lesson has changed.

A total never exceeds what the lesson is worth. What a person entered goes with an exercise that has
another name; where that is not clear it counts no more, and whoever grades is told what it was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Grade, GradeCell, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

#: an exercise's cells are named after it
CHECK = re.compile(r"-check(-\d+)?$")
Cells = dict[tuple[str, str], Any]  # (kind, name) -> cell
Shape = frozenset[tuple[str, str, float]]  # (kind, what follows the exercise's name, points)


def shapes(cells: dict[tuple[str, str], float]) -> dict[str, Shape]:
    """The cells of every exercise, by its name."""
    found: defaultdict[str, set[tuple[str, str, float]]] = defaultdict(set)
    for (kind, name), points in cells.items():
        stem = CHECK.sub("", name)
        found[stem].add((kind, name[len(stem) :], points))
    return {stem: frozenset(shape) for stem, shape in found.items()}


def renamed(before: dict[str, Shape], now: dict[str, Shape]) -> dict[str, str]:
    """Exercises with another name: of the same cells and points, if no other could be meant."""
    lost = {stem: shape for stem, shape in before.items() if stem not in now}
    gained = {stem: shape for stem, shape in now.items() if stem not in before}
    found = {}
    for stem, shape in lost.items():
        able = [new for new, other in gained.items() if other == shape]
        rivals = [old for old, other in lost.items() if other == shape]
        if len(able) == len(rivals) == 1:
            found[stem] = able[0]
    return found


def rename(
    db: Session, solved: NotebookNode, old: Cells, sources: dict[str, Any], notes: list[str]
) -> tuple[Cells, dict[str, Any]]:
    """Give cells the names that they have in the lesson now; (cells, sources) by these."""
    now: dict[tuple[str, str], float] = {}
    for cell in solved.cells:
        if utils.is_grade(cell):
            points = float(cell.metadata.nbgrader.points)
            now["GradeCell", cell.metadata.nbgrader.grade_id] = points
        if utils.is_solution(cell):
            now["SolutionCell", cell.metadata.nbgrader.grade_id] = 0.0
    before = {
        (kind, name): cell.max_score if kind == "GradeCell" else 0.0
        for (kind, name), cell in old.items()
        if kind in ("GradeCell", "SolutionCell")
    }
    names = renamed(shapes(before), shapes(now))

    def new(name: str) -> str:
        stem = CHECK.sub("", name)
        return names.get(stem, stem) + name[len(stem) :]

    for (kind, name), cell in old.items():
        if new(name) != name:
            cell.name = new(name)
            if kind == "GradeCell":
                for student, grade in by_hand(db, cell):
                    grade.needs_manual_grade = True
                    notes.append(
                        f"{student}: what was given by hand for {name} is for {cell.name} now."
                    )
    for name, source in sources.items():
        source.name = new(name)
    db.flush()
    return {(kind, new(n)): c for (kind, n), c in old.items()}, {
        s.name: s for s in sources.values()
    }


def by_hand(db: Session, cell: GradeCell) -> list[tuple[str, Grade]]:
    """The grades of a cell that a person touched, with their students."""
    if cell.id is None:
        return []
    rows = db.execute(
        select(SubmittedAssignment.student_id, Grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Grade.cell_id == cell.id)
        .where(or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None)))
        .order_by(SubmittedAssignment.student_id)
    )
    return [(student, grade) for student, grade in rows]


def empty(db: Session, cell: GradeCell, notes: list[str]) -> None:
    """Let a cell that the lesson has lost be worth nothing to anybody."""
    cell.max_score = 0
    for student, grade in by_hand(db, cell):
        given = (grade.manual_score or 0.0) + (grade.extra_credit or 0.0)
        notes.append(
            f"{student}: {given:g} points that were given by hand for {cell.name} count no more, "
            "as the lesson has no such cell."
        )
        grade.manual_score = grade.extra_credit = None
    db.flush()
    nothing = {"auto_score": 0, "needs_manual_grade": False}
    db.execute(update(Grade).where(Grade.cell_id == cell.id).values(nothing))


def cap(db: Session, cell: GradeCell, points: float, notes: list[str]) -> None:
    """Let no score that was given by hand be more than a cell that is worth less now."""
    for student, grade in by_hand(db, cell):
        if grade.manual_score is not None and grade.manual_score > points:
            notes.append(
                f"{student}: {grade.manual_score:g} points were given by hand for {cell.name}, "
                f"which is worth {points:g} now; they count as {points:g}."
            )
            grade.manual_score = points
            grade.needs_manual_grade = True
