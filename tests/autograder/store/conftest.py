"""A small gradebook of one lesson with two checks and an essay, and records to enter in it."""

import shutil

import nbformat.v4 as v4
import pytest

from autograder.authoring.notebooks import stubbed
from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record
from autograder.store.gradebook import Writer

SMALL = "92_small"


def cell(name, source, points=None, solution=False, kind="code"):
    flags = {
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "schema_version": 3,
    }
    if points is not None:
        flags["points"] = points
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    return make(source, metadata={"nbgrader": flags})


def solved_of(checks=(("double-check", 2.0), ("half-check", 1.0))):
    """The notebook of a lesson with these checks, as it is given out."""
    cells = [
        cell("double", "def double(x):\n    return 2 * x", solution=True),
        *(cell(name, f"assert {points}", points) for name, points in checks),
        cell("why", "Because.", 3.0, solution=True, kind="markdown"),
    ]
    return stubbed(v4.new_notebook(cells=cells))


@pytest.fixture
def small_lesson():
    return solved_of


@pytest.fixture(scope="session")
def new_gradebook(tmp_path_factory):
    """The file of a gradebook with the lesson in it, and the ids of its cells."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    book = Writer(f"sqlite:///{path}")
    book.prepare(SMALL, solved_of())
    book.close()
    return path, book.cells


@pytest.fixture
def writer(tmp_path, new_gradebook):
    """The gradebook, opened, with the lesson in it."""
    path, cells = new_gradebook
    shutil.copy(path, tmp_path)
    book = Writer(f"sqlite:///{tmp_path / path.name}")
    book.cells = {lesson: dict(ids) for lesson, ids in cells.items()}
    yield book
    book.close()


@pytest.fixture
def small_record():
    """`small_record(student, first, second)`: a record with these scores of the two checks."""

    def make(student="student-01", first=2.0, second=1.0, essay=None, failure=None):
        checks = [
            CheckResult("double-check", 2.0, first, failure),
            CheckResult("half-check", 1.0, second),
        ]
        essays = [EssayResult("why", 3.0, essay)]
        return Record(student, SMALL, [ExerciseResult("double", checks)], essays)

    return make
