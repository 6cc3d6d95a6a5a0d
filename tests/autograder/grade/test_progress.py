"""What a learner is told of a lesson: the core first, what is optional with a star."""

import io
from types import SimpleNamespace

from rich.console import Console

from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.grade.progress import show


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
