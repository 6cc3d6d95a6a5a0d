"""Which folders are a student's, and what is said of the others."""

import pytest

from autograder.exam.handed_in import submission
from autograder.grade.course import unfit

pytestmark = pytest.mark.smoke


@pytest.mark.parametrize(
    "name", ["student-01", "müller", "mu\u0308ller", "van der berg", "李雷", "o'neill"]
)
def test_what_can_be_seen_is_a_name(name):
    assert unfit(name) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("student\u200b01", "U+200B"),  # a space of no width
        ("student\u00a001", "U+00A0"),  # a space that does not break
        ("student\u202e10", "U+202E"),  # from here on from right to left
        ("student\u00ad01", "U+00AD"),
        ("student\n01", "U+000A"),
        ("student\x1b[31m", "U+001B"),
        ("student\u2028", "U+2028"),
        ("\ue000", "U+E000"),
        ("student-01 ", "a space at an end"),
        (" student-01", "a space at an end"),
    ],
)
def test_a_name_with_something_that_is_not_to_be_seen_is_refused_by_name(name, said):
    assert said in unfit(name)
    assert unfit(name).isascii()


def test_a_folder_that_begins_with_a_dot_is_told_if_work_is_in_it(course):
    (course.path / "submitted" / ".ipynb_checkpoints").mkdir()
    assert course.grade(isolation="process") == 0 or "ipynb_checkpoints" not in course.said
    hidden = course.path / "submitted" / ".student-03"
    (course.path / "submitted" / "student-01").rename(hidden)
    assert submission.left_out(course.path / "submitted") == [".ipynb_checkpoints", ".student-03"]
    assert course.grade(isolation="process") == 3
    assert "'.student-03': a folder that begins with a dot is nobody's" in " ".join(
        course.said.split()
    )
