"""The zip for students: all they need, and nothing that they must not have."""

import io
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml

from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.notebooks import secret_lines
from autograder.output.handout import HandoutError, handout

ROOT = Path(__file__).resolve().parents[3]
LESSON = "03_multichannel"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    path = handout(ROOT, [LESSON], tmp_path_factory.mktemp("handout") / "students.zip")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def wheel(files):
    (content,) = (data for name, data in files.items() if name.endswith(".whl"))
    return zipfile.ZipFile(io.BytesIO(content))


def test_it_holds_what_a_student_needs(files):
    assert {name.split("/")[1] for name in files} == {
        *("START.md", "constraints.txt", "environment.yml", "start.ipynb", "notebooks", "wheels")
    }
    notebooks = [name for name in files if name.endswith(".ipynb") and "/notebooks/" in name]
    assert notebooks == [f"convolution/notebooks/{LESSON}/{LESSON}.ipynb"]


def test_no_solution_and_no_hidden_test_is_in_it(files):
    (path,) = find_lessons(ROOT, [LESSON])
    lesson = read(path)
    released = "".join(
        c.source for c in nbformat.read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", 4).cells
    )
    secrets = {
        line
        for cell in lesson.cells
        for line in secret_lines(cell)
        if len(line) > 30 and line not in released
    }
    assert len(secrets) > 20
    for name, data in files.items():
        if name.endswith(".whl"):
            continue
        text = data.decode()
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text
        assert not [line for line in secrets if line in text], name
    inside = wheel(files).namelist()
    assert not [n for n in inside if n.startswith(("solutions", "lessons", "tests", "examples"))]


def test_the_wheel_has_what_is_not_python(files):
    inside = set(wheel(files).namelist())
    assert {"convkit/plot/living/figure.js", "convkit/plot/living/figure.css"} <= inside
    assert {"convkit/__init__.pyi", "autograder/templates/failure.css"} <= inside
    assert f"autograder/misconceptions/{LESSON}.py" in inside


def test_the_environment_names_the_wheel_and_the_tested_versions(files):
    environment = yaml.safe_load(files["convolution/environment.yml"])
    (by_pip,) = (d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    (name,) = (n for n in files if n.endswith(".whl"))
    assert by_pip[-1] == "./" + name.removeprefix("convolution/")
    assert all("==" in package for package in by_pip[:-1])


def test_the_start_notebook_says_that_everything_is_there(files, capsys):
    notebook = nbformat.reads(files["convolution/start.ipynb"].decode(), 4)
    exec(notebook.cells[1].source, {})
    assert "Everything is there." in capsys.readouterr().out
    assert f"notebooks/{LESSON}/{LESSON}.ipynb" in notebook.cells[2].source


def test_the_same_course_gives_the_same_zip_but_for_the_wheel(files, tmp_path, monkeypatch):
    from autograder.output import handout as module

    monkeypatch.setattr(module, "build_wheel", lambda course: ("a.whl", b"wheel"))
    two = [handout(ROOT, [LESSON], tmp_path / f"{n}.zip").read_bytes() for n in "ab"]
    assert two[0] == two[1]


def test_without_notebooks_it_says_what_to_do(tmp_path):
    with pytest.raises(HandoutError, match="run `autograder build`"):
        handout(tmp_path, [])
    (tmp_path / "notebooks" / "00_a").mkdir(parents=True)
    with pytest.raises(HandoutError, match="hand out from a clone"):
        handout(tmp_path, [])
