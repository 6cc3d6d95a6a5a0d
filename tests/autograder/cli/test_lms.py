"""The verbs that meet a learning management system, as a person types them."""

import pytest

from autograder import cli
from tests.autograder.helpers import LESSON
from tests.autograder.intake.downloads import CANVAS, zipped


@pytest.fixture
def run(course, capsys):
    def go(*words):
        code = cli.main([words[0], "--course", str(course.path), *map(str, words[1:])])
        return code, " ".join(capsys.readouterr())

    return go


def test_collect_shows_who_handed_in_what(run, course, new_notebook, tmp_path):
    late = CANVAS.replace("_1001", "_LATE_1001")
    source = zipped({late: new_notebook().solve().data}, tmp_path / "submissions.zip")
    code, said = run("collect", source)
    assert code == 0
    assert "lovelaceada" in said and LESSON in said and "canvas: 1 new; 1 late." in said
    code, said = run("collect", source, "--lesson", "91")
    assert code == 0 and "canvas: 1 unchanged; 1 late." in said
    assert (course.path / "submitted" / "1001" / LESSON / f"{LESSON}.ipynb").exists()


def test_collect_ends_with_2_when_something_is_for_a_person(run, new_notebook, tmp_path):
    files = {CANVAS: new_notebook().data, "read \x1b[2J[red]me.txt": b""}
    code, said = run("collect", zipped(files, tmp_path / "a.zip"))
    assert code == 2
    assert "was not recognised" in said and "\x1b[2J" not in said and "[red]me" in said


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["nothing.zip"], "there is no file"),
        (["nothing.zip", "--lesson", "77"], "there is no lesson '77'"),
        (["nothing.zip", "--roster", "nothing.csv"], "nothing.csv"),
    ],
)
def test_what_is_wrong_is_one_line(run, words, line):
    code, said = run("collect", *words)
    assert code == 1 and line in said and said.strip().count("\n") == 0


def test_collect_waits_for_no_other_run(run, course):
    from autograder.grade.course import lock

    with lock(course.path):
        code, said = run("collect", "a.zip")
    assert code == 1 and "another grading run" in said


def test_a_time_that_is_none_is_refused(run):
    code, said = run("collect", "a.zip", "--due", "soon")
    assert code == 2 and "is not a date and time" in said
