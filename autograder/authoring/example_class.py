"""The example class: small files in examples/class/ become handed-in notebooks.

One file is one student. Its cells say what was handed in and what the grader should make of it::

    # %% [markdown]
    # Writes loops, and turns the kernel over.
    # %% hand_in="01" base="stubs"
    # %% answer="xcorr1d"                         full points are expected
    def xcorr1d(x, k): ...
    # %% answer="xcorr2d" points=0 says="half round"
    def xcorr2d(x, k): ...

``base`` is what the other exercises hold: "stubs" (untouched) or "solved". ``helper="name"`` puts a
cell of its own before an exercise, ``bend="nb"`` and ``bend="text"`` are Python that changes the
notebook (`nb`) or the file's text (`text`) before it is handed in. ``says`` is a part of the
message the student is to read.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat.v4 import new_code_cell

from autograder.authoring.lesson import Lesson
from autograder.authoring.lesson_files import BuildError, find_lessons, named
from autograder.authoring.lesson_rules import read
from autograder.sandbox.sandbox import LEVELS, available


@dataclass
class Expected:
    """What the grader should make of one exercise."""

    points: float
    says: str = ""


@dataclass
class Submission:
    """One notebook handed in by one student, and what is expected of its grading."""

    student: str
    lesson: str
    text: str
    exercises: dict[str, Expected] = field(default_factory=dict)

    @property
    def points(self) -> float:
        return sum(e.points for e in self.exercises.values())


def read_class(course: Path) -> list[Submission]:
    """Every submission of the example class, in the order of students and lessons."""
    files = sorted((course / "examples" / "class").glob("student-*.py"))
    if not files:
        raise BuildError(f"no students in {course / 'examples' / 'class'}")
    lessons = find_lessons(course)
    return [s for file in files for s in read_student(course, lessons, file)]


def read_student(course: Path, lessons: list[Path], file: Path) -> list[Submission]:
    submissions = []
    parts: list = []
    for cell in jupytext.reads(file.read_text(encoding="utf-8"), fmt="py:percent").cells:
        if "hand_in" in cell.metadata:
            parts.append((cell, []))
        elif parts:
            parts[-1][1].append(cell)
    for head, cells in parts:
        lesson = read(named(lessons, head.metadata["hand_in"]))
        submissions.append(submit(course, file.stem, lesson, head.metadata.get("base"), cells))
    return submissions


def submit(course: Path, student: str, lesson: Lesson, base: str | None, cells: list) -> Submission:
    """Fill the release notebook as the student did."""
    if base not in ("stubs", "solved"):
        raise BuildError(f'examples/class/{student}.py: base={base!r}; there are "stubs", "solved"')
    solved = base == "solved"
    path = course / "notebooks" / lesson.name / f"{lesson.name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    expected = {}
    for exercise in lesson.exercises:
        if solved:
            cell_of(nb, exercise.name).source = exercise.solution.source
        expected[exercise.name] = (
            Expected(exercise.points) if solved else Expected(0, "not implemented")
        )
    text = None
    for cell in cells:
        options = cell.metadata
        if "answer" in options:
            name = options["answer"]
            cell_of(nb, name).source = cell.source
            full = next(e.points for e in lesson.exercises if e.name == name)
            expected[name] = Expected(options.get("points", full), options.get("says", ""))
        elif "helper" in options:
            place = nb.cells.index(cell_of(nb, options["helper"]))
            nb.cells.insert(place, new_code_cell(cell.source, id=f"extra-{place}"))
        elif options.get("bend") == "nb":
            exec(cell.source, {"nb": nb, "expected": expected})
        elif options.get("bend") == "text":
            names: dict[str, Any] = {"text": dump(nb), "expected": expected}
            exec(cell.source, names)
            text = names["text"]
        elif options:
            raise BuildError(f"examples/class/{student}.py: unknown cell option {min(options)!r}")
    return Submission(student, lesson.name, text or dump(nb), expected)


def cell_of(nb: nbformat.NotebookNode, grade_id: str) -> nbformat.NotebookNode:
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    raise BuildError(f"there is no exercise {grade_id!r} in {nb.metadata.course.lesson}")


def dump(nb: nbformat.NotebookNode) -> str:
    return json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)


def hand_in(course: Path, place: Path, lessons: list[str] | None = None) -> Path:
    """Make `place` a course directory in which the example class has just handed in.

    All lessons, or those named.

    What an earlier run has graded there stays, so that a second run has nothing to do.

    Raises
    ------
    ValueError
        if nobody of the class hands in any of these lessons
    """
    handed_in = [s for s in read_class(course) if not lessons or s.lesson in lessons]
    if not handed_in:
        raise ValueError(
            f"nobody of examples/class hands in {', '.join(lessons or ['a lesson'])}; a file there "
            f'does with the line `# %% hand_in="{(lessons or ["00"])[0][:2]}"`'
        )
    submitted = place / "submitted"
    shutil.rmtree(submitted, ignore_errors=True)
    for name in ("solutions", "notebooks"):
        shutil.rmtree(place / name, ignore_errors=True)
        shutil.copytree(course / name, place / name)
    shutil.copy(course / "nbgrader_config.py", place)
    for submission in handed_in:
        file = submitted / submission.student / submission.lesson / f"{submission.lesson}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(submission.text, encoding="utf-8")
    return place


def isolation() -> str:
    """The strongest level that can be had here, for submissions that ship with the project."""
    return next(level for level in LEVELS if not available(level))
