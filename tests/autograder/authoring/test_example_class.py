"""The example class is graded as its files say, exercise by exercise, message by message."""

import csv
import html
import re
from pathlib import Path

import pytest
from rich.console import Console

from autograder import cli
from autograder.authoring import example_class as examples
from autograder.authoring.lesson_files import BuildError
from autograder.grade.run import grade

pytestmark = pytest.mark.xdist_group("example class")  # it takes a minute to grade
ROOT = Path(__file__).resolve().parents[3]
#: who hands in what; read off the heads, since every process of the tests collects them
HANDED_IN = [
    (file.stem, number)
    for file in sorted((ROOT / "examples" / "class").glob("student-*.py"))
    for number in re.findall(r'^# %% hand_in="(\d\d)', file.read_text("utf-8"), re.M)
]


@pytest.fixture(scope="module")
def the_class():
    """(student, number of the lesson) -> what was handed in and what is expected of it."""
    return {(s.student, s.lesson[:2]): s for s in examples.read_class(ROOT)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A course directory in which the whole class has been graded."""
    place = examples.hand_in(ROOT, tmp_path_factory.mktemp("class"))
    with open(place / "log", "w") as log:
        code = grade(place, [], jobs=2, isolation="process", console=Console(file=log))
    assert code == 2, (place / "log").read_text()  # the broken file needs a person
    return place


@pytest.fixture(scope="module")
def points(graded, the_class) -> dict[tuple[str, str], float]:
    """Points by student and grade id, read from the gradebook by nbgrader's own API."""
    import os
    import sys

    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    from nbgrader.api import Gradebook

    found: dict[tuple[str, str], float] = {}
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        for submission in the_class.values():
            notebook = book.find_submission_notebook(
                submission.lesson, submission.lesson, submission.student
            )
            for cell in notebook.grades:
                exercise = re.sub(r"-check(-\d+)?$", "", cell.name)
                key = submission.student, submission.lesson + exercise
                found[key] = found.get(key, 0) + cell.score
    return found


def test_the_class_is_as_varied_as_a_real_one(the_class):
    assert list(the_class) == HANDED_IN
    assert len({student for student, _ in HANDED_IN}) >= 16


@pytest.mark.parametrize(("student", "lesson"), HANDED_IN)
def test_a_submission_is_graded_as_its_file_says(student, lesson, the_class, points, graded):
    submission = the_class[student, lesson]
    page = graded / "feedback" / submission.student / submission.lesson
    text = (page / f"{submission.lesson}.html").read_text()
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    for name, expected in submission.exercises.items():
        got = points[submission.student, submission.lesson + name]
        assert got == expected.points, f"{name}: {got} points, {expected.points} expected"
        assert expected.says in text, f"{name}: the page does not say {expected.says!r}"


def test_the_csv_agrees_with_the_files(graded, the_class):
    with open(graded / "grades.csv", newline="") as file:
        rows = {(r["student"], r["lesson"]): float(r["score"]) for r in csv.DictReader(file)}
    assert rows == {(s.student, s.lesson): s.points for s in the_class.values()}


def test_a_student_file_with_an_unknown_option_is_refused(tmp_path):
    course = tmp_path
    for name in ("lessons", "notebooks"):
        (course / name).symlink_to(ROOT / name)
    folder = course / "examples" / "class"
    folder.mkdir(parents=True)
    with pytest.raises(BuildError, match="no students"):
        examples.read_class(course)
    (folder / "student-01.py").write_text('# %% hand_in="01" base="half"\n')
    with pytest.raises(BuildError, match=r'there are "stubs", "solved"'):
        examples.read_class(course)
    (folder / "student-01.py").write_text(
        '# %% hand_in="01" base="stubs"\n\n# %% colour="red"\n1\n'
    )
    with pytest.raises(BuildError, match="unknown cell option 'colour'"):
        examples.read_class(course)
    (folder / "student-01.py").write_text('# %% hand_in="01" base="stubs"\n\n# %% answer="no"\n1\n')
    with pytest.raises(BuildError, match="there is no exercise 'no'"):
        examples.read_class(course)


def test_the_demo_leaves_what_the_readme_says(tmp_path, capsys):
    for folder in ("lessons", "solutions", "notebooks", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "nbgrader_config.py").symlink_to(ROOT / "nbgrader_config.py")
    assert cli.main(["demo", "--course", str(tmp_path), "00"]) == 0
    said = capsys.readouterr().out
    for name in ("gradebook.db", "grades.csv", "autograded", "feedback", "report.html"):
        assert (tmp_path / "demo" / name).exists()
        assert name in said


def test_a_lesson_that_nobody_hands_in_is_named_with_what_to_write(tmp_path):
    with pytest.raises(ValueError, match=r"nobody of examples/class hands in 16_next; .*\"16\""):
        examples.hand_in(ROOT, tmp_path, ["16_next"])
    assert list(tmp_path.iterdir()) == []
