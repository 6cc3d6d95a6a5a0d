"""What the verbs share: an example under the help, the course's folder, whole numbers."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from autograder.authoring.lesson_files import BuildError
from autograder.cli.options import Count, jobs, lessons, names_of, verb


@pytest.fixture
def program():
    @verb("autograder shout 01 --jobs 2")
    @lessons
    @jobs("words")
    def shout(course, lesson, jobs):
        """Say what was given."""
        click.echo(f"{course.name} {lesson} {jobs}")

    runner = CliRunner()
    return lambda *words: runner.invoke(shout, [str(word) for word in words])


def test_the_docstring_is_the_help_and_the_example_stands_under_it(program):
    said = program("--help").output
    assert "Say what was given." in said and "How many words at a time" in said
    assert said.endswith("example:  autograder shout 01 --jobs 2\n")


def test_the_course_is_a_whole_path_and_must_be_there(program, tmp_path):
    done = program("--course", tmp_path, "01", "--jobs", 3)
    assert done.output == f"{tmp_path.name} ('01',) 3\n"
    missing = program("--course", tmp_path / "nowhere").exception
    assert str(missing) == f"there is no course directory {tmp_path / 'nowhere'}"


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two", ""])
def test_a_count_is_a_whole_number_above_0(text):
    with pytest.raises(click.BadParameter, match="is not a whole number above 0"):
        Count().convert(text, None, None)


def test_a_count_may_be_a_number_already():
    assert Count().convert("12", None, None) == 12 == Count().convert(12, None, None)


def test_lessons_are_named_as_the_solutions_are(tmp_path):
    for name in ("01_one", "02_two"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    assert names_of(tmp_path, ("02", "lessons/01_one.py")) == ["02_two", "01_one"]
    assert names_of(tmp_path, ()) == []
    with pytest.raises(BuildError, match="there is no lesson '03'; there are 01_one, 02_two"):
        names_of(tmp_path, ("03",))


WITHOUT_EXTENSIONS = """
import sys
from autograder.cli.options import EXTENSIONS, import_gradebook
import_gradebook()
from nbgrader.api import Assignment
assert not {*EXTENSIONS, "nbconvert", "notebook"} & sys.modules.keys()
assert Assignment(name="07").name == "07"
from nbgrader.apps import NbGraderApp
from nbgrader.server_extensions.formgrader import load_jupyter_server_extension
assert callable(load_jupyter_server_extension)
before = set(sys.modules)
import_gradebook()
assert set(sys.modules) == before
"""


def test_the_gradebook_comes_without_extensions_which_can_be_imported_afterwards():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTENSIONS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
