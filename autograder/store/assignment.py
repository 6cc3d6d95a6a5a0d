"""A lesson in the gradebook: the assignment, its notebook and the cells that are graded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment, BaseCell, GradeCell, Notebook, SolutionCell, SourceCell
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.authoring.notebooks import stubbed
from autograder.exam.bundle import extra_credit
from autograder.store import STATE
from autograder.store.atomic_write import write_file
from autograder.store.changed_cells import cap, empty, rename


def as_given_out(course: Path, lesson: str) -> NotebookNode:
    """A lesson's notebook as nbgrader saves its cells: stubs, checksums, hidden tests still in.

    It is kept beside the journal, by the source and the nbgrader that it was made of: most runs
    find the lesson as the last one left it.
    """
    source = (course / "solutions" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")
    made_of = hashlib.sha256(f"{nbgrader.__version__}\0{source}".encode()).hexdigest()
    place = course / STATE / "lessons" / f"{lesson}.json"
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["made of"] == made_of:
            return nbformat.from_dict(kept["notebook"])
    except (OSError, ValueError, KeyError, TypeError):  # never kept, or lost with the power
        pass
    notebook = stubbed(nbformat.reads(source, as_version=4))
    whole = {"made of": made_of, "notebook": notebook}
    write_file(place, json.dumps(whole).encode())
    return notebook


def prepare(
    db: Session, course_id: str, lesson: str, solved: NotebookNode, notes: list[str] | None = None
) -> dict[tuple[str, str], str]:
    """Have the lesson and its cells in the gradebook, as `nbgrader generate_assignment` does.

    Cells that a lesson has gained are added; those of an exercise that has another name get it.
    Cells that it has lost stay, but are worth nothing to anybody. Gives the cells' ids by kind and
    name.

    Parameters
    ----------
    solved : the lesson's notebook, `as_given_out`
    notes : is given what became of scores that a person had entered in such cells
    """
    notes = [] if notes is None else notes
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
    old, sources = rename(db, solved, old, sources, notes)
    for cell in solved.cells:
        prepare_cell(db, notebook, cell, old, sources, notes)
    there = {c.metadata.nbgrader.grade_id for c in solved.cells if utils.is_grade(c)}
    for (kind, name), cell in old.items():
        if kind == "GradeCell" and name not in there:
            empty(db, cell, notes)
    db.commit()
    rows = db.execute(
        select(BaseCell.type, BaseCell.name, BaseCell.id).where(BaseCell.notebook_id == notebook.id)
    )
    return {(kind, name): id for kind, name, id in rows}


def prepare_cell(
    db: Session,
    notebook: Notebook,
    cell: NotebookNode,
    old: dict,
    sources: dict,
    notes: list[str],
) -> None:
    """A cell's rows: what it is worth, whose answer it holds, what it was given out as."""
    if "nbgrader" not in cell.metadata:
        return
    name = cell.metadata.nbgrader.grade_id
    if utils.is_grade(cell):
        grade = old.get(("GradeCell", name))
        if grade is None:
            grade = GradeCell(name=name, notebook=notebook)
        points = float(cell.metadata.nbgrader.points)
        worth = extra_credit(cell) or points
        if grade.max_score is not None and worth < grade.max_score:
            cap(db, grade, worth, notes)
        grade.max_score = points
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
