"""A lesson as notebooks, solved and for students, and as a module of its mistakes.

The release is made by nbgrader's own preprocessors, so it is what `nbgrader generate_assignment`
would make. Everything is byte-stable: cell ids are grade ids or positions, nothing has a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.lesson import (
    BEGIN,
    BEGIN_HIDDEN,
    END,
    END_HIDDEN,
    Lesson,
    LessonCell,
    LessonError,
    defined,
)
from autograder.checks.message.cells import digest

#: nbgrader's flags for every kind of cell that has any
NBGRADER = {
    "setup": {"grade": False, "solution": False, "locked": True, "task": False},
    "solution": {"grade": False, "solution": True, "locked": False, "task": False},
    "check": {"grade": True, "solution": False, "locked": True, "task": False},
    "essay": {"grade": True, "solution": True, "locked": False, "task": False},
}
#: the kinds of cells below which "Run All" goes on if one fails: an answer may be missing
RUN_PAST = {"code", "solution", "check"}
#: the last cell of every notebook
SO_FAR = """# How far you are: which checks above pass, and what is next.
from autograder import so_far

so_far()"""
#: the end of every notebook's first cell
MISSING = (
    "\n\n*A cell below says “No module named …”? In a terminal, in the folder that has `wheels/`: "
    "`pip install --find-links wheels convolution-course`. On Colab: upload the file from "
    "`wheels/`, then `%pip install *.whl` in a cell above this one.*"
)


def notebook(lesson: Lesson) -> NotebookNode:
    """The solved notebook with hidden tests: nbgrader's source."""
    counts: dict[str, int] = {}
    cells: list[NotebookNode] = []
    for cell in lesson.cells:
        if cell.kind != "misconception":
            cells.append(make_cell(cell, len(cells), counts, cell.name in lesson.optional))
    cells.append(new_code_cell(SO_FAR, id="so-far", metadata={}))
    cells[0].source += MISSING
    metadata = {
        "course": {"lesson": lesson.name, "title": lesson.title, "allow": list(lesson.allow)},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return new_notebook(cells=cells, metadata=metadata)


def make_cell(cell: LessonCell, index: int, counts: dict[str, int], optional: bool) -> NotebookNode:
    make = new_markdown_cell if cell.kind in ("markdown", "essay") else new_code_cell
    metadata: dict = {"tags": ["raises-exception"]} if cell.kind in RUN_PAST else {}
    if cell.kind not in NBGRADER:
        return make(cell.source, id=f"cell-{index}", metadata=metadata)
    base = {"setup": f"setup-{cell.name}", "check": f"{cell.name}-check"}.get(cell.kind, cell.name)
    counts[base] = counts.get(base, 0) + 1
    grade_id = base if counts[base] == 1 else f"{base}-{counts[base]}"
    data = {**NBGRADER[cell.kind], "grade_id": grade_id, "schema_version": 3}
    metadata["nbgrader"] = data
    if points := cell.options.get("points"):
        data["points"] = 0 if optional else points
        if optional:  # extra credit: above the points of the lesson
            metadata["course"] = {"extra": points}
    if cell.kind == "setup":
        metadata["course"] = {"setup": cell.name}
        if cell.name == "checks" and not cell.options.get("shown"):
            metadata["jupyter"] = {"source_hidden": True}
    return make(cell.source, id=grade_id, metadata=metadata)


def release(source: NotebookNode) -> NotebookNode:
    """The student notebook: nbgrader's preprocessors on the source, without the database."""
    from nbgrader import preprocessors as nb

    steps = (nb.ClearHiddenTests, nb.ClearMarkScheme, nb.ComputeChecksums, nb.CheckCellMetadata)
    return preprocessed(stubbed(source), steps)


def stubbed(source: NotebookNode) -> NotebookNode:
    """The notebook as nbgrader saves its cells: stubs, locks, checksums, hidden tests still in."""
    from nbgrader import preprocessors as nb

    steps = (
        nb.LockCells,
        nb.ClearSolutions,
        nb.ClearOutput,
        nb.CheckCellMetadata,
        nb.ComputeChecksums,
    )
    return preprocessed(nbformat.from_dict(source), steps)


def preprocessed(notebook: NotebookNode, steps: Sequence[type]) -> NotebookNode:
    """A notebook after nbgrader's own preprocessors."""
    resources: dict = {}
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def dump(nb: NotebookNode) -> bytes:
    nbformat.validate(nb)
    return nbformat.writes(nb, version=4).rstrip("\n").encode() + b"\n"


def check_release(lesson: Lesson, released: NotebookNode) -> None:
    """No line of a solution or of a hidden test has come through to the student."""
    shown = {
        line.strip()
        for c in lesson.cells
        for line in outside(c.visible(), BEGIN, END)
        if c.kind != "misconception"
    }
    text = {line.strip(): cell for cell in released.cells for line in cell.source.splitlines()}
    for marker in (BEGIN, END, BEGIN_HIDDEN, END_HIDDEN):
        if marker in text:
            raise LessonError(
                lesson.path, 1, f"{marker!r} is left in the student's cell {text[marker].id}"
            )
    for cell in lesson.cells:
        for line in secret_lines(cell):
            if line in text and line not in shown:
                raise LessonError(
                    lesson.path,
                    cell.line,
                    f"{line!r} of the {cell.kind} {cell.name!r} is left in the student's cell "
                    f"{text[line].id}",
                )
        if cell.kind == "solution":
            body = "\n".join(secret_lines(cell))
            for other in released.cells:
                there = "\n".join(line.strip() for line in other.source.splitlines())
                if body and body in there:
                    raise LessonError(
                        lesson.path,
                        cell.line,
                        f"the whole solution of {cell.name!r} is in the student's cell {other.id}",
                    )


def secret_lines(cell: LessonCell) -> Iterator[str]:
    """The lines of a cell that the student must not see."""
    inside = False
    for line in cell.source.splitlines():
        text = line.strip()
        if text in (BEGIN, BEGIN_HIDDEN):
            inside = True
        elif text in (END, END_HIDDEN):
            inside = False
        elif inside and text:
            yield text


def outside(source: str, begin: str, end: str) -> Iterator[str]:
    inside = False
    for line in source.splitlines():
        if line.strip() == begin:
            inside = True
        elif line.strip() == end:
            inside = False
        elif not inside:
            yield line


def given_lines(source: str) -> tuple[str, ...]:
    """The lines of a solution's cell that the student finds there, without their indent."""
    lines = (line.strip() for line in outside(source, BEGIN, END))
    return tuple(dict.fromkeys(line for line in lines if line))


def named(name: str, values: dict | list) -> str:
    """A dictionary, or a tuple of some values, with a name and a line for each."""
    if isinstance(values, dict):
        rows = [f"    {key!r}: {value!r},\n" for key, value in values.items()]
        return f"{name} = {{\n{''.join(rows)}}}\n"
    rows = [f"    {value!r},\n" for value in values]
    return f"{name} = (\n{''.join(rows)})\n"


def misconceptions(lesson: Lesson) -> str:
    """The module with a lesson's wrong implementations; each docstring is what it tells.

    `so_far` knows its exercises and check cells from it.
    """
    parts = [
        f'"""The tempting mistakes of {lesson.name}, made from lessons/{lesson.path.name}.\n\n'
        'Do not edit: change the lesson and run `autograder build`.\n"""\n',
        *(c.source + "\n" for c in lesson.setup("all")),
    ]
    table: dict[str, list[str]] = {}
    for exercise in lesson.exercises:
        table[exercise.name] = []
        for cell in exercise.misconceptions:
            table[exercise.name].append(defined(cell.source)[0])
            parts.append("\n" + cell.source + "\n")
    parts.append(f"\nALLOW = {tuple(lesson.allow)!r}\n")
    optional = tuple(e.name for e in lesson.exercises if e.name in lesson.optional)
    parts.append(f"TITLE = {lesson.title!r}\nOPTIONAL = {optional!r}\n")
    checks = [(e, check) for e in lesson.exercises for check in e.checks]
    parts.append(named("TITLES", {e.name: e.title for e in lesson.exercises}))
    parts.append("#: exercise, points, digest of what is seen of a check cell")
    rows = [(e.name, c.options["points"], digest(c.visible())) for e, c in checks]
    parts.append(named("CHECKS", rows))
    parts.append("#: the text of what is seen of each check cell")
    parts.append(named("VISIBLE", [c.visible().strip() for _, c in checks]))
    parts.append("#: function -> the lines of its cell that are given")
    stubs = {f: given_lines(e.solution.source) for e in lesson.exercises for f in e.functions}
    parts.append(named("GIVEN", stubs))
    parts.append(named("EXERCISES", {name: tuple(names) for name, names in table.items()}))
    return "\n".join(parts)
