"""The builder makes what nbgrader would make, byte-stable, and lets no solution through."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build
from autograder.authoring.build import BuildError
from autograder.authoring.lesson import BEGIN, BEGIN_HIDDEN, LessonError

ROOT = Path(__file__).resolve().parents[3]
LESSONS = [p.stem for p in sorted((ROOT / "lessons").glob("*.py"))]


def nbgrader(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    # nbgrader calls alembic by name
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_lesson_becomes_three_files(tiny):
    files = build.build(tiny)
    assert [str(p.relative_to(tiny)) for p in files] == [
        "solutions/90_tiny/90_tiny.ipynb",
        "notebooks/90_tiny/90_tiny.ipynb",
        "autograder/misconceptions/90_tiny.py",
    ]
    source, release, module = files.values()
    assert BEGIN_HIDDEN in source.decode() and BEGIN in source.decode()
    assert b"BEGIN" not in release and b"x[gap:] - x[:-gap]" not in release
    assert b"raise NotImplementedError" in release
    assert b"def difference__turned" in module and b"def difference(" not in module


def test_building_twice_gives_the_same_bytes(tiny):
    assert build.build(tiny) == build.build(tiny)


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


def test_stale_files_are_named_with_the_command(tiny):
    files = build.build(tiny)
    assert len(build.stale(tiny, files, True)) == 3
    build.write(files)
    assert build.stale(tiny, files, True) == []
    assert build.write(files) == []
    release = tiny / "notebooks" / "90_tiny" / "90_tiny.ipynb"
    release.write_bytes(release.read_bytes() + b" ")
    (tiny / "notebooks" / "91_gone").mkdir()
    (tiny / "notebooks" / "91_gone" / "91_gone.ipynb").write_text("{}")
    lines = build.stale(tiny, files, True)
    assert lines[0] == (
        "notebooks/90_tiny/90_tiny.ipynb is not what its lesson says; run `autograder build`"
    )
    assert lines[1].endswith("91_gone.ipynb has no lesson; delete it")


def test_a_solution_pasted_into_the_text_is_refused(bend):
    path = bend("# ★ · 5 min · 1 point", "# ★ · 5 min · 1 point\n# return 2, -2")
    with pytest.raises(LessonError, match="whole solution of 'unequal_pair' is in the student's"):
        build.build(path.parents[1])


def test_a_solution_that_nbgrader_does_not_clear_is_refused(tiny, monkeypatch):
    from nbgrader.preprocessors import ClearSolutions

    monkeypatch.setattr(ClearSolutions, "preprocess", lambda self, nb, resources: (nb, resources))
    with pytest.raises(LessonError, match="is left in the student's cell"):
        build.build(tiny)


@pytest.mark.parametrize("name", ["91", "other.py", ""])
def test_an_unknown_lesson_is_refused_by_name(tiny, name):
    with pytest.raises(BuildError, match=r"there is no lesson .*; there are 90_tiny"):
        build.find_lessons(tiny, [name])


def test_a_folder_without_lessons_is_refused(tmp_path):
    with pytest.raises(BuildError, match="no lessons in"):
        build.build(tmp_path)


def test_what_is_committed_is_what_the_lessons_say():
    assert LESSONS
    assert build.stale(ROOT, build.build(ROOT), everything=True) == []


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """All lessons released by nbgrader itself."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(ROOT / "solutions", course / "solutions")
    for lesson in LESSONS:
        done = nbgrader("generate_assignment", lesson, cwd=course)
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
    solved = nbgrader("validate", f"solutions/{LESSONS[0]}/{LESSONS[0]}.ipynb", cwd=ROOT)
    assert "Success" in solved.stdout, solved.stderr + solved.stdout
    stubs = nbgrader("validate", f"notebooks/{LESSONS[0]}/{LESSONS[0]}.ipynb", cwd=ROOT)
    assert "failed" in stubs.stdout and "not implemented" in stubs.stdout
