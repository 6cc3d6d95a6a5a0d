"""Notebooks are what nbgrader would make, and let no solution through."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build
from autograder.authoring.lesson import LessonError
from autograder.authoring.notebooks import given_lines
from tests.autograder.helpers import nbgrader

ROOT = Path(__file__).resolve().parents[3]
LESSONS = [p.stem for p in sorted((ROOT / "lessons").glob("*.py"))]


pytestmark = pytest.mark.xdist_group("nbgrader's release")  # it takes a minute to make
#: nbgrader's own function for it, for many lessons in one process
GENERATE = """
import os, sys
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
app = NbGrader()
app.load_config_file()
made = [NbGraderAPI(config=app.config).generate_assignment(name) for name in sys.argv[1:]]
sys.exit("".join(result["log"] for result in made if not result["success"]) or None)
"""


def test_cells_are_named_by_grade_id_or_place(tiny):
    nb = json.loads(next(iter(build.build(tiny).values())))
    ids = [c["id"] for c in nb["cells"]]
    assert ids[:6] == [
        "cell-0",
        "setup-all",
        "setup-checks",
        "cell-3",
        "difference",
        "difference-check",
    ]
    assert len(set(ids)) == len(ids)
    assert nb["metadata"]["course"]["lesson"] == "90_tiny"


def test_a_solution_pasted_into_the_text_is_refused(bend):
    path = bend("# ★ · 5 min · 1 point", "# ★ · 5 min · 1 point\n# return 2, -2")
    with pytest.raises(LessonError, match="whole solution of 'unequal_pair' is in the student's"):
        build.build(path.parents[1])


def test_a_solution_that_nbgrader_does_not_clear_is_refused(tiny, monkeypatch):
    from nbgrader.preprocessors import ClearSolutions

    monkeypatch.setattr(ClearSolutions, "preprocess", lambda self, nb, resources: (nb, resources))
    with pytest.raises(LessonError, match="is left in the student's cell"):
        build.build(tiny)


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """All lessons released by nbgrader itself."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(ROOT / "solutions", course / "solutions")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # it calls alembic
    done = subprocess.run(
        [sys.executable, "-c", GENERATE, *LESSONS],
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return course


@pytest.mark.parametrize("lesson", LESSONS)
def test_nbgrader_generates_the_committed_release(generated, lesson):
    path = Path(lesson, f"{lesson}.ipynb")
    theirs = nbformat.read(generated / "notebooks" / path, 4)
    ours = nbformat.read(ROOT / "notebooks" / path, 4)
    assert theirs.cells == ours.cells
    assert theirs.metadata == ours.metadata


def test_nbgrader_validates_the_solved_notebook_and_not_the_stubs():
    solved = nbgrader(ROOT, "validate", f"solutions/{LESSONS[0]}/{LESSONS[0]}.ipynb")
    assert "Success" in solved
    stubs = nbgrader(ROOT, "validate", f"notebooks/{LESSONS[0]}/{LESSONS[0]}.ipynb")
    assert "failed" in stubs and "not implemented" in stubs


def test_given_lines_are_those_outside_the_solution():
    text = "def f(x):\n    y = 1\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n    y = 1\n"
    assert given_lines(text) == ("def f(x):", "y = 1")
