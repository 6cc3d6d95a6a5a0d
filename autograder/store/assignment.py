"""A lesson in the gradebook: the assignment, its notebook and the cells that are graded."""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, Notebook, SolutionCell, SourceCell
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from autograder.authoring.notebooks import stubbed


def prepare(db: Session, course_id: str, lesson: str, source: str) -> dict[tuple[str, str], str]:
    """Have the lesson and its cells in the gradebook, as `nbgrader generate_assignment` does.

    Cells that a lesson has gained are added. Those it has lost stay, with what a person entered in
    them, but are worth nothing. Gives the cells' ids by kind and name.
    """
    solved = stubbed(nbformat.reads(source, as_version=4))
    assignment = db.scalar(select(Assignment).where(Assignment.name == lesson))
    if assignment is None:
        assignment = Assignment(name=lesson, course_id=course_id)
        db.add(assignment)
    notebook = next((n for n in assignment.notebooks if n.name == lesson), None)
    if notebook is None:
        notebook = Notebook(name=lesson, assignment=assignment)
        db.add(notebook)
    notebook.kernelspec = json.dumps(solved.metadata.get("kernelspec", {}))
    old = {(type(c).__name__, c.name): c for c in notebook._base_cells}
    sources = {c.name: c for c in notebook.source_cells}
    for cell in solved.cells:
        prepare_cell(db, notebook, cell, old, sources)
    there = {c.metadata.nbgrader.grade_id for c in solved.cells if utils.is_grade(c)}
    for (kind, name), cell in old.items():
        if kind == "GradeCell" and name not in there:
            cell.max_score = 0
            empty = {"auto_score": 0, "needs_manual_grade": False}
            db.execute(update(Grade).where(Grade.cell_id == cell.id).values(empty))
    db.commit()
    rows = db.execute(
        select(BaseCell.type, BaseCell.name, BaseCell.id).where(BaseCell.notebook_id == notebook.id)
    )
    return {(kind, name): id for kind, name, id in rows}


def prepare_cell(
    db: Session, notebook: Notebook, cell: NotebookNode, old: dict, sources: dict
) -> None:
    """A cell's rows: what it is worth, whose answer it holds, what it was given out as."""
    if "nbgrader" not in cell.metadata:
        return
    name = cell.metadata.nbgrader.grade_id
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
