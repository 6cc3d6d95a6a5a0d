"""A small course to grade, `lessons/91_exam.py`: its notebooks as students left them, its folder."""

import copy
import csv
import io
import json
import sqlite3
from pathlib import Path

from rich.console import Console

from autograder import cli
from autograder.grade.run import grade
from autograder.store.journal import FILE
from tests.autograder import warm_nbgrader

LESSONS = Path(__file__).parent / "lessons"
LESSON = "91_exam"
SECRET = b"a seed of the tests"
SOLVED = {
    "double": "def double(x):\n    return x + x\n",
    "apply_twice": "def apply_twice(f, x):\n    return f(f(x))\n",
    "Scale": (
        "class Scale:\n    def __init__(self, factor):\n        self.factor = factor\n"
        "    def forward(self, x):\n        return self.factor * x\n"
    ),
    "pair": "def pair():\n    return 3.0, -3.0\n",
}


def run(*arguments: str) -> int:
    """The program's exit code."""
    return cli.main(list(arguments))


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


def journaled(course: Path) -> list[dict]:
    """Every record of a course's journal, as plain JSON; none before there is one."""
    if not (course / FILE).exists():
        return []
    book = sqlite3.connect(f"file:{course / FILE}?mode=ro", uri=True)
    try:
        rows = book.execute("select record from records order by student, lesson").fetchall()
    except sqlite3.OperationalError:  # it is being made
        return []
    finally:
        book.close()
    return [json.loads(text) for (text,) in rows]


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


CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.course_id = "tests"
"""


def nbgrader(course, *words, check=True):
    """Run nbgrader's own program in a course directory."""
    done = warm_nbgrader.run(words, course)
    assert not check or done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def hand_in(course, student, lesson, data):
    place = course / "submitted" / student / lesson
    place.mkdir(parents=True)
    (place / f"{lesson}.ipynb").write_bytes(data)
    (place / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
