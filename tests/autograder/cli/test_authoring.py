"""The verbs for course writers: build, verify and try say what they did and end as it went."""

import json

import pytest

from autograder.authoring.answers import Tried
from autograder.authoring.verify import Kill, Report
from autograder.cli.authoring import show
from tests.autograder.helpers import run


def test_build_writes_then_check_agrees_then_disagrees(tiny, capsys):
    course = ["--course", str(tiny)]
    assert run("build", *course) == 0
    assert run("build", "--check", *course) == 0
    lesson = tiny / "lessons" / "90_tiny.py"
    lesson.write_text(lesson.read_text().replace("A witness", "The witness"))
    assert run("build", "--check", *course) == 1
    assert (
        "90_tiny.ipynb is not what its lesson says; run `autograder build`"
        in capsys.readouterr().err
    )


def test_a_broken_lesson_is_named_with_its_line(tiny, bend, capsys):
    bend(" points=1", "")
    assert run("build", "--course", str(tiny)) == 1
    assert "90_tiny.py:" in capsys.readouterr().err


def test_verify_fails_when_a_gate_does(tiny, bend, capsys):
    assert run("verify", "--quiet", "--course", str(tiny)) == 0
    bend("return self.factor + x", "return self.factor * x")
    assert run("verify", "--course", str(tiny)) == 1
    captured = capsys.readouterr()
    assert "Scale__adds passes every check" in captured.err


def test_ctrl_c_says_what_is_kept(tiny, capsys, monkeypatch):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.authoring.lesson_files.find_lessons", stop)
    assert run("verify", "--course", str(tiny)) == 130
    assert "what was finished is kept" in capsys.readouterr().err


@pytest.fixture
def report():
    kills = [Kill("a", "a__x", True, True, True), Kill("a", "a__y", False, True, False)]
    return Report("90_tiny", 1, [], kills)


def test_what_the_gates_found_is_counted(report, capsys):
    assert show(report, quiet=True)
    assert capsys.readouterr().out == (
        "90_tiny: 1 exercises, 2 misconceptions, 1 named, 1 seen by the visible cases, 0 problems\n"
    )
    show(report, quiet=False)
    assert "what the checks kill" in capsys.readouterr().out


def test_a_problem_is_said_and_is_not_good(report, capsys):
    report.problems.append("a__y [passes] every check")
    assert not show(report, quiet=True)
    assert capsys.readouterr().err == "  a__y [passes] every check\n"


@pytest.mark.parametrize("accepted", [False, True])
def test_try_ends_with_1_where_an_answer_fares_otherwise(tmp_path, capsys, monkeypatch, accepted):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "90_tiny.py").touch()
    one = Tried("double", False, "the square", 3, all=accepted)
    monkeypatch.setattr("autograder.authoring.lesson_rules.read", lambda path: path.stem)
    monkeypatch.setattr("autograder.authoring.answers.try_answers", lambda lesson, file: [one])
    words = ["try", "90", "a.py", "--course", str(tmp_path)]
    assert run(*words) == accepted
    assert ("wrong, but accepted" in capsys.readouterr().out) == accepted
    assert run(*words, "--json") == accepted
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["function"], said["all"]) == ("double", accepted)
