"""Which lessons a course has, and which of them a name means."""

import pytest

from autograder.authoring.lesson_files import BuildError, find_lessons, named


@pytest.fixture
def course(tmp_path):
    (tmp_path / "lessons").mkdir()
    for name in ("02_two.py", "01_one.py", "notes.py", "3_three.py", "01_one.txt"):
        (tmp_path / "lessons" / name).touch()
    return tmp_path


def test_lessons_come_in_their_order_and_nothing_else_does(course):
    assert [path.name for path in find_lessons(course)] == ["01_one.py", "02_two.py"]


@pytest.mark.parametrize(
    "name",
    ["02", "02_two", "lessons/02_two.py", "notebooks/02_two/02_two.ipynb", "02_two/", "x/02"],
)
def test_a_lesson_may_be_named_in_many_ways(course, name):
    assert [path.stem for path in find_lessons(course, [name])] == ["02_two"]


def test_the_order_is_that_of_the_names_given(course):
    assert [path.stem for path in find_lessons(course, ["02", "01"])] == ["02_two", "01_one"]


@pytest.mark.parametrize("name", ["03", "0", "two", "02_tw", ""])
def test_what_is_no_lesson_is_told_with_those_there_are(course, name):
    with pytest.raises(BuildError, match=f"no lesson {name!r}; there are 01_one, 02_two"):
        named(find_lessons(course), name)


def test_a_course_without_lessons_is_told(tmp_path):
    with pytest.raises(BuildError, match=r"a lesson is a file NN_topic\.py"):
        find_lessons(tmp_path)
