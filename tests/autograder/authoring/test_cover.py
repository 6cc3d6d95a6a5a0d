"""A lesson's cover is drawn from its own cell, and is the same on any machine."""

import numpy as np
import pytest

from autograder.authoring.cover import alike, cover
from autograder.authoring.lesson import LessonError
from autograder.authoring.lesson_rules import read
from convkit import plot

TASK = "# %% [markdown]\n# ## Exercise 90.1"


@pytest.fixture
def covered(bend):
    """The tiny lesson with a cover cell of this text."""
    return lambda text: read(bend(TASK, f"# %% cover=true\n{text}\n\n{TASK}"))


def test_the_cell_draws_with_what_the_setup_imports(covered, capsys):
    lesson = covered('from convkit import plot\nprint("drawn")\nplot.array(np.eye(2), "an eye")')
    drawn = cover(lesson)
    assert b"<svg" in drawn and b"an eye" in drawn
    assert drawn == cover(lesson)
    assert capsys.readouterr().out == ""


def test_a_lesson_need_not_have_one(tiny):
    assert cover(read(tiny / "lessons" / "90_tiny.py")) is None


@pytest.mark.parametrize("text", ["np.eye(2)", "x = 1", "1 / 0", "pass"])
def test_a_cell_that_gives_no_picture_is_refused_with_its_line(covered, text):
    lesson = covered(text)
    with pytest.raises(LessonError, match=r"90_tiny.py:\d+: the cover cell gives no picture"):
        cover(lesson)


def svg(values):
    return plot.photograph(np.asarray(values), "grey").svg().encode()


def test_a_last_digit_may_differ_and_nothing_else():
    x = np.linspace(0, 1, 64).reshape(8, 8)
    one = svg(x)
    assert alike(one, svg(x + 1e-12))
    assert alike(b'<path d="M 1.234567 2"/>', b'<path d="M 1.234568 2"/>')
    assert not alike(b'<path d="M 1.234567 2"/>', b'<path d="M 1.334567 2"/>')
    assert not alike(b'<path d="M 1.2 2"/>', b'<path d="M 1.2 2 3.1"/>')
    assert not alike(one, svg(x[::-1]))
    assert not alike(one, svg(np.pad(x, 1)))
    assert not alike(one, one.replace(b"grey", b"gray"))
