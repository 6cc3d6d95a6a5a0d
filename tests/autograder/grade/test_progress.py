"""What a learner is told of a lesson: the core first, what is optional with a star."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder.exam.bundle import CheckCell, Exercise
from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.grade.progress import progress, show, sum_up


def test_a_folder_that_was_handed_out_has_no_checks_for_it_and_that_is_said(tmp_path):
    (tmp_path / "work" / "01_topic").mkdir(parents=True)
    (tmp_path / "work" / "01_topic" / "01_topic.ipynb").write_text("{}")
    with pytest.raises(ValueError, match="in the course's repository only"):
        progress(tmp_path)


def test_what_is_optional_has_a_star_and_comes_last():
    exercises = [
        ExerciseResult("more", [CheckResult("more-check", 2.0)], optional=True),
        ExerciseResult("double", [CheckResult("double-check", 3.0)]),
    ]
    out = Console(file=io.StringIO(), width=100)
    show(out, Record("", "96_optional", exercises), SimpleNamespace(title="What is optional"))
    said = out.file.getvalue()
    assert "0 of 3 points" in said
    assert "more ★" in said and "double ★" not in said
    assert "★ optional: extra credit" in said
    assert "Next: double." in said


def test_what_is_optional_is_counted_apart():
    lesson = SimpleNamespace(
        lesson="96_optional",
        points=3.0,
        exercises=[
            Exercise("more", (), "", (CheckCell("more-check", 2.0, "", ""),), optional=True),
            Exercise(
                "double", (), "", (CheckCell("double-check", 3.0, "", ""),), title="96.1 · Two"
            ),
        ],
    )
    more = ExerciseResult("more", [CheckResult("more-check", 2.0, 2.0)], optional=True)
    double = ExerciseResult("double", [CheckResult("double-check", 3.0)])
    out = Console(file=io.StringIO(), width=100)
    sum_up(out, [Record("", "96_optional", [more, double])], [lesson])
    expected = "\n0 of 1 exercises, 0 of 3 points, 2 of extra credit; next: 96.1 · Two.\n"
    assert out.file.getvalue() == expected
