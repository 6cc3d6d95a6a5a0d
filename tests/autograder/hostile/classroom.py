"""The class of attackers, with honest students between them: handed in, graded, looked at."""

import gc
import io
import shutil
from pathlib import Path

from rich.console import Console

from autograder.grade.run import grade
from autograder.sandbox.time_limit import Budgets
from tests.autograder.helpers import LESSON, Notebook, journaled
from tests.autograder.hostile.attacks import ATTACKS
from tests.autograder.hostile.folders import FOLDERS
from tests.autograder.hostile.notebooks import BENT

FILE_CANARY = "file-canary-4712"
#: what is to be stopped at a limit is stopped soon; an honest answer takes a hundredth of it, and
#: the time in which other processes have the processors is not counted
SHORT = Budgets(call=0.5, cell=1, notebook=20, scratch=2)


def hand_in(built: Path, path: Path, release: dict, attacks=ATTACKS, bent=BENT, folders=FOLDERS):
    """A course at `path` with a submission of every kind."""
    shutil.copytree(built, path)
    (path / "private.ipynb").write_text(FILE_CANARY)

    def place(student):
        folder = path / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        return folder

    def put(student, notebook):
        (place(student) / f"{LESSON}.ipynb").write_bytes(notebook.data)

    for i, (name, source) in enumerate(attacks.items()):
        put(student_of(name), Notebook(release).solve().answer(double=source))
        if i % 10 == 0:
            put(f"{i:03} zz honest", Notebook(release).solve())
    for bend in bent:
        notebook = Notebook(release).solve()
        bend(notebook)
        put(bend.__name__, notebook)
    for make in folders:
        make(place(make.__name__))


def student_of(attack):
    return f"{list(ATTACKS).index(attack):03} {attack}"


class Class:
    """The class after grading."""

    def __init__(self, path: Path, **how):
        out = Console(file=io.StringIO(), width=200)
        self.path = path
        gc.freeze()  # as workers do: nobody looks through torch for what can go
        try:
            self.code = grade(path, [], console=out, **how)
        finally:
            gc.unfreeze()
        self.said = out.file.getvalue()
        self.records = {record["student"]: record for record in journaled(path)}

    def scores(self, student):
        exercises = self.records[student]["exercises"]
        return {e["name"]: sum(c["score"] for c in e["checks"]) for e in exercises}

    def visible(self):
        """Everything a student or a spreadsheet gets to see."""
        for folder in ("feedback", "autograded"):
            for path in (self.path / folder).rglob("*"):
                if path.is_file():
                    yield path, path.read_text(encoding="utf-8")
        yield self.path / "grades.csv", (self.path / "grades.csv").read_text(encoding="utf-8")
