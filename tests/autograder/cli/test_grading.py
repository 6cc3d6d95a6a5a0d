"""The verbs for instructors: their options, and that Ctrl-C is heard at once."""

import signal

import pytest

from autograder.cli import grading
from autograder.cli.grading import told_of_stopping
from tests.autograder.helpers import run


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_jobs_must_be_a_whole_number(jobs, capsys):
    assert run("grade", f"--jobs={jobs}") == 2
    assert "is not a whole number above 0" in capsys.readouterr().err


def test_flags_that_exclude_each_other_are_refused(capsys):
    assert run("grade", "--force", "--dry-run") == 2
    assert "not allowed with" in capsys.readouterr().err


@pytest.fixture
def ctrl_c():
    """Signals as a terminal has them, and as they were afterwards."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: signal.raise_signal(signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_is_heard_at_once_and_stops(ctrl_c, capsys):
    with pytest.raises(KeyboardInterrupt), told_of_stopping():
        ctrl_c()
    assert capsys.readouterr().out == "stopping…\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_ctrl_c_is_ignored_it_is_left_so(ctrl_c, capsys):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with told_of_stopping():
        ctrl_c()
    assert capsys.readouterr().out == ""


def test_the_options_go_to_the_grader_and_its_exit_code_comes_back(tmp_path, monkeypatch):
    given = []

    def grade(course, lessons, console, **options):
        given.append((course, lessons, options))
        return 3

    monkeypatch.setattr("autograder.grade.run.grade", grade)
    words = ["--student", "a", "--student", "b", "--changed", "--isolation", "process"]
    assert run("grade", "01", "02", "--course", str(tmp_path), "--jobs", "2", *words) == 3
    ((course, lessons, options),) = given
    assert (course, lessons) == (tmp_path, ["01", "02"])
    assert options == {
        "jobs": 2,
        "students": ("a", "b"),
        "force": False,
        "changed": True,
        "dry_run": False,
        "isolation": "process",
        "cluster": None,
        "db": None,
    }


@pytest.mark.parametrize(("code", "ends", "reports"), [(0, 0, 1), (2, 0, 1), (3, 3, 0)])
def test_the_example_class_may_need_a_person(tmp_path, monkeypatch, code, ends, reports, capsys):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "07_topic.py").touch()
    written = []
    place = tmp_path / "demo"
    monkeypatch.setattr("autograder.authoring.example_class.hand_in", lambda *given: place)
    monkeypatch.setattr(grading, "run", lambda course, lessons, **options: code)
    monkeypatch.setattr(
        "autograder.output.report.write", lambda *given: written.append(given) or []
    )
    assert run("demo", "07", "--course", str(tmp_path), "--isolation", "process") == ends
    assert written == [(place, ["07_topic"], None)] * reports
    assert "in demo/submitted/" in capsys.readouterr().out
