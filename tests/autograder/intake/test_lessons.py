"""Of which lesson a file is."""

import pytest

from autograder.intake.lessons import Lessons
from tests.autograder.helpers import LESSON


@pytest.fixture
def lessons(built):
    return Lessons(built, [LESSON, "92_more"])


@pytest.mark.parametrize("name", ["91_exam.ipynb", "ps_91_EXAM (2).ipynb", "DL-91_exam-1234"])
def test_a_name_tells(lessons, name):
    assert lessons.named(name) == LESSON


@pytest.mark.parametrize("name", ["191_exam", "91_exams", "91_exam and 92_more", "homework"])
def test_a_name_that_is_not_clear_tells_nothing(lessons, name):
    assert lessons.named(name) == ""


def test_the_cells_of_a_notebook_tell(lessons, notebook):
    assert lessons.of_notebook("homework.ipynb", notebook.data) == LESSON
    assert lessons.of_notebook("homework.ipynb", b"{}") == ""
    assert lessons.of_notebook("homework.zip", notebook.data) == ""
