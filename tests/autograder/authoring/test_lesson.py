"""A lesson's file as cells and exercises; whatever is wrong has its file and line."""

from pathlib import Path

import pytest

from autograder.authoring.lesson import (
    LessonCell,
    LessonError,
    because,
    bound,
    defined,
    is_optional,
    make_cell,
    read_file,
)
from tests.autograder.helpers import LESSONS

PATH = Path("01_one.py")


@pytest.fixture(scope="module")
def tiny_lesson():
    return read_file(LESSONS / "90_tiny.py")


def test_cells_have_the_lines_they_begin_at(tiny_lesson):
    lines = tiny_lesson.path.read_text().splitlines()
    for cell in tiny_lesson.cells:
        assert lines[cell.line - 1].startswith("# %%")
        first = cell.source.splitlines()[0]
        assert first in lines[cell.line].removeprefix("# ") or cell.kind == "markdown"


def test_an_exercise_has_its_task_its_functions_and_its_points(tiny_lesson):
    difference, scale, _ = tiny_lesson.exercises
    assert (difference.name, difference.functions, difference.points) == (
        "difference",
        ("difference",),
        sum(cell.options["points"] for cell in difference.checks),
    )
    assert difference.title.startswith("90.1 · ") and difference.line == difference.task.line
    assert "Scale" in scale.functions


def test_what_is_optional_comes_on_top():
    lesson = read_file(LESSONS / "96_optional.py")
    assert lesson.optional and lesson.all_points > lesson.points
    extra = sum(c.options["points"] for c in lesson.graded if c.name in lesson.optional)
    assert lesson.points + extra == lesson.all_points


@pytest.mark.parametrize(
    ("text", "optional"),
    [
        ("## Exercise 1.2 · A title\n\n★★ · 5 min · 1 point · optional", True),
        ("## Exercise 1.2 · An optional title\n\n★★ · 5 min · 3 points", False),
        ("It is optional.", False),
    ],
)
def test_a_task_says_in_its_second_line_that_it_is_optional(text, optional):
    assert is_optional(LessonCell("markdown", "", text, 1)) is optional
    assert not is_optional(LessonCell("code", "", text, 1))


def test_hidden_tests_are_not_visible():
    text = "a\n    ### BEGIN HIDDEN TESTS\n    b\n    ### END HIDDEN TESTS\nc\n"
    assert LessonCell("check", "f", text, 1).visible() == "a\nc\n"


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("code", {"chek": "f"}, "unknown option 'chek'"),
        ("code", {"check": "f"}, "needs points="),
        ("code", {"check": "f", "points": 0}, "points=0 is not a whole number"),
        ("code", {"check": "f", "points": "1"}, "points='1' is not a whole number"),
        ("code", {"solution": "f", "points": 1}, "no option 'points'"),
        ("code", {"solution": "1.2"}, "is not the name of a function"),
        ("code", {"setup": "some"}, 'there are setup="all" and setup="checks"'),
        ("code", {"essay": "why", "points": 1}, "cannot be a code cell"),
        ("markdown", {"solution": "f"}, "cannot be a markdown cell"),
    ],
)
def test_a_marker_that_is_wrong_is_told_with_its_line(kind, options, message):
    with pytest.raises(LessonError) as info:
        make_cell(PATH, 7, kind, "x = 1", options)
    assert str(info.value).startswith("01_one.py:7: ") and message in str(info.value)


def test_a_marker_makes_a_cell_of_its_kind():
    assert make_cell(PATH, 7, "code", "x", {}) == LessonCell("code", "", "x", 7)
    cell = make_cell(PATH, 7, "code", "x", {"check": "f", "points": 2})
    assert cell == LessonCell("check", "f", "x", 7, {"points": 2})


def test_text_before_the_first_marker_is_told(tmp_path):
    path = tmp_path / "01_one.py"
    path.write_text("x = 1\n\n# %% [markdown]\n# # Title\n")
    with pytest.raises(LessonError, match="before the first"):
        read_file(path)


def test_a_misconception_speaks_by_its_docstring_and_names_are_told_apart():
    text = 'import numpy as np\n\ndef f__wrong(x):\n    """You forget\n    it."""\n    y = 1\n\nz = 2\n'
    assert because(LessonCell("misconception", "f", text, 1)) == "You forget it."
    assert defined(text) == ("f__wrong",) and bound(text) == {"np", "f__wrong", "z"}
