"""A small course to grade: one lesson with a function, a callback, a class, a witness, an essay."""

import copy
import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from rich.console import Console

from autograder import build
from autograder.grade import bundle
from autograder.grade.collect import Work
from autograder.grade.examiner import grade_one
from autograder.grade.run import grade
from autograder.grade.sandbox import Sandbox

LESSON = "91_exam"
SECRET = b"a seed of the tests"
EXAM = '''# %% [markdown]
# # An exam in small
#
# **Time** 20 minutes. **Points** 10.

# %% setup="all" allow=["numpy"]
import numpy as np

GIVEN = 3

# %% setup="checks"
import torch
from autograder import because, begin, call, case, check, check_raises, normal

begin("91_exam")

# %% [markdown]
# Some words, and a picture.

# %%
print(np.arange(3))

# %% [markdown]
# ## Exercise 91.1 · Twice
# ★ · 5 min · 3 points

# %% solution="double"
def double(x):
    """(n,) -> (n,): every number twice as large."""
    ### BEGIN SOLUTION
    return 2 * x  # the solution-canary
    ### END SOLUTION

# %% misconception="double" because="You square the numbers."
def double__squares(x):
    return x * x

# %% check="double" points=2
check(double, against=lambda x: 2 * x, on=[case(x=normal(5))])
### BEGIN HIDDEN TESTS
hidden_canary = 1
check(double, against=lambda x: 2 * x, on=[case(x=normal(7))])
### END HIDDEN TESTS

# %% check="double" points=1
check(double, against=lambda x: 2 * x, on=[case(x=normal(5, 4))])

# %% [markdown]
# ## Exercise 91.2 · Apply
# ★ · 5 min · 2 points

# %% solution="apply_twice"
def apply_twice(f, x):
    """f(f(x))"""
    ### BEGIN SOLUTION
    return f(f(x))
    ### END SOLUTION

# %% misconception="apply_twice" because="You apply it once."
def apply_twice__once(f, x):
    return f(x)

# %% check="apply_twice" points=2
def add_two(x):
    return x + 2

check(apply_twice, against=lambda f, x: x + 4, on=[case(f=add_two, x=normal(3))])

# %% [markdown]
# ## Exercise 91.3 · A class
# ★ · 5 min · 2 points

# %% solution="Scale"
class Scale:
    """Multiplies by a number it remembers."""
    ### BEGIN SOLUTION
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return self.factor * x
    ### END SOLUTION

# %% misconception="Scale" because="You divide."
class Scale__divides:
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return x / self.factor

# %% check="Scale" points=2
check(Scale, against=lambda x: 3 * x, on=[case(x=normal(4))], via=lambda S, x: S(3.0).forward(x))
scale = call(Scale, 5.0)
assert scale.factor == 5.0, "The factor is kept under the name factor."

# %% [markdown]
# ## Exercise 91.4 · A witness
# ★ · 5 min · 1 point

# %% solution="pair"
def pair():
    """Two different numbers with the same square."""
    ### BEGIN SOLUTION
    return 2.0, -2.0
    ### END SOLUTION

# %% misconception="pair" because="The two numbers are the same."
def pair__same():
    return 1.0, 1.0

# %% check="pair" points=1
a, b = call(pair)
assert a * a == b * b, "Their squares differ."
assert a != b, because("pair__same")

# %% [markdown] essay="why" points=2
# Why does that work?
'''
SOLVED = {
    "double": "def double(x):\n    return x + x\n",
    "apply_twice": "def apply_twice(f, x):\n    return f(f(x))\n",
    "Scale": (
        "class Scale:\n    def __init__(self, factor):\n        self.factor = factor\n"
        "    def forward(self, x):\n        return self.factor * x\n"
    ),
    "pair": "def pair():\n    return 3.0, -3.0\n",
}


def pytest_configure(config):
    config.addinivalue_line("markers", "processes: grades in worker processes of its own")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The course, built once. Not to be changed."""
    course = tmp_path_factory.mktemp("exam")
    (course / "lessons").mkdir()
    (course / "lessons" / f"{LESSON}.py").write_text(EXAM)
    build.write(build.build(course))
    return course


@pytest.fixture(scope="session")
def exam(built):
    return bundle.load(built, LESSON)


@pytest.fixture(scope="session")
def walls():
    """The strong sandbox, shared: what one submission does must not matter to the next."""
    with Sandbox("bubblewrap") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def plain():
    """The weak sandbox."""
    with Sandbox("process") as sandbox:
        yield sandbox


class Notebook:
    """A notebook to be handed in, as its student left it."""

    def __init__(self, release: dict):
        self.json = copy.deepcopy(release)
        for cell in self.cells:
            cell["source"] = "".join(cell["source"])

    @property
    def cells(self) -> list[dict]:
        return self.json["cells"]

    def cell(self, grade_id: str) -> dict:
        return next(
            c for c in self.cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
        )

    def answer(self, **answers: str) -> "Notebook":
        for name, source in answers.items():
            self.cell(name)["source"] = source
        return self

    def solve(self, *but: str) -> "Notebook":
        return self.answer(**{n: s for n, s in SOLVED.items() if n not in but})

    def insert(self, source: str, before: str | None = None, kind: str = "code") -> "Notebook":
        cell = {"cell_type": kind, "id": f"new-{len(self.cells)}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        place = len(self.cells) if before is None else self.cells.index(self.cell(before))
        self.cells.insert(place, cell)
        return self

    def remove(self, grade_id: str) -> "Notebook":
        self.cells.remove(self.cell(grade_id))
        return self

    @property
    def data(self) -> bytes:
        return json.dumps(self.json).encode()


@pytest.fixture(scope="session")
def small_lesson(tmp_path_factory, walls):
    """Build a lesson from its text; a function that grades answers to its exercises."""

    def make(name, source, **options):
        course = tmp_path_factory.mktemp(name)
        (course / "lessons").mkdir()
        (course / "lessons" / f"{name}.py").write_text(source)
        build.write(build.build(course))
        lesson = bundle.load(course, name)

        def grade(**answers):
            data = Notebook(lesson.release).answer(**answers).data
            work = Work("student-01", name, data)
            return grade_one(work, lesson, SECRET, walls, **options)[0]

        return grade

    return make


@pytest.fixture
def notebook(exam) -> Notebook:
    return Notebook(exam.release)


@pytest.fixture
def new_notebook(exam):
    return lambda: Notebook(exam.release)


@pytest.fixture
def graded(exam, walls):
    """Grade a notebook (or bytes) and give its record."""

    def grade(work, **budgets):
        data = work if isinstance(work, bytes) else work.data
        return grade_one(Work("student-01", LESSON, data), exam, SECRET, walls, **budgets)[0]

    return grade


@pytest.fixture
def scores():
    """Points by exercise."""
    return lambda record: {e.name: e.score for e in record.exercises}


@pytest.fixture
def said():
    """Every message of an exercise in one text."""

    def messages(record, exercise):
        checks = next(e.checks for e in record.exercises if e.name == exercise)
        return " ".join(
            " ".join([c.failure["because"], c.failure["headline"], *c.failure["facts"]])
            for c in checks
            if c.failure
        )

    return messages


class Course:
    """A course directory and what grading it said."""

    def __init__(self, path, new_notebook):
        self.path = path
        self.new = new_notebook
        self.said = ""

    def hand_in(self, student, work):
        place = self.path / "submitted" / student / LESSON
        place.mkdir(parents=True, exist_ok=True)
        data = work if isinstance(work, bytes) else work.data
        (place / f"{LESSON}.ipynb").write_bytes(data)

    def grade(self, *lessons, **options):
        out = Console(file=io.StringIO(), width=200)
        code = grade(self.path, list(lessons), console=out, **options)
        self.said = out.file.getvalue()
        return code

    def csv(self):
        with open(self.path / "grades.csv", newline="") as file:
            return list(csv.DictReader(file))

    def scores(self):
        return {row["student"]: float(row["score"]) for row in self.csv()}

    def sql(self, query, *values):
        connection = sqlite3.connect(self.path / "gradebook.db")
        try:
            found = connection.execute(query, values).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def page(self, student):
        return (self.path / "feedback" / student / LESSON / f"{LESSON}.html").read_text()


@pytest.fixture
def course(built, tmp_path, new_notebook):
    path = tmp_path / "course"
    shutil.copytree(built, path)
    course = Course(path, new_notebook)
    course.hand_in("student-01", new_notebook().solve())
    course.hand_in("student-02", new_notebook())
    return course
