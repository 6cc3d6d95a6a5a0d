"""The contract with nbgrader, held against nbgrader itself: its commands, its API, its autograder.

On SQLite, and on PostgreSQL where the gradebook is written and read (Debian package postgresql;
the server is started here, on loopback, as an ordinary user).
"""

import csv
import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from autograder.grade import run as running
from tests.autograder.helpers import CONFIG, hand_in, nbgrader
from tests.autograder.inline import grade_inline

LESSON = "91_exam"
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def here(monkeypatch, walls):
    grade_inline(monkeypatch, walls)


@pytest.fixture
def graded_course(built, tmp_path, new_notebook, database):
    """A course graded here, and its gradebook's URL."""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    (course / "nbgrader_config.py").write_text(CONFIG)
    wrong = new_notebook().solve().answer(double="def double(x): return x * x")
    hand_in(course, "student-01", LESSON, new_notebook().solve().data)
    hand_in(course, "student-02", LESSON, wrong.data)
    hand_in(course, "student-03", LESSON, new_notebook().data)
    code = running.grade(course, [], db=database, console=Console(file=io.StringIO()))
    assert code == 0
    return course, database or f"sqlite:///{course}/gradebook.db"


SCORES = {"student-01": 8, "student-02": 5, "student-03": 0}


def test_grading_again_writes_the_same_gradebook(graded_course):
    course, url = graded_course
    out = Console(file=io.StringIO())
    for options in ({}, {"force": True}):
        before = (course / "grades.csv").read_bytes()
        assert running.grade(course, [], db=url, console=out, **options) == 0
        assert (course / "grades.csv").read_bytes() == before


def test_export_gives_the_scores(graded_course):
    course, url = graded_course
    nbgrader(course, "export", f"--CourseDirectory.db_url={url}")
    with open(course / "grades.csv", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["assignment"] == LESSON]
    assert {r["student_id"]: float(r["score"]) for r in rows} == SCORES
    assert {float(r["max_score"]) for r in rows} == {10}
    assert {r["timestamp"] for r in rows} == {"2026-03-01 12:00:00"}


def test_generate_feedback_makes_pages_with_our_messages(graded_course):
    course, url = graded_course
    shutil.rmtree(course / "feedback")
    nbgrader(course, "generate_feedback", LESSON, f"--CourseDirectory.db_url={url}")
    page = (course / "feedback" / "student-02" / LESSON / f"{LESSON}.html").read_text()
    assert "You square the numbers." in page
    assert "(Score: 5.0 / 10.0)" in page
    assert "hidden_canary" not in page


def test_formgraders_api_sees_the_class(graded_course):
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    course, url = graded_course
    api = NbGraderAPI(CourseDirectory(root=str(course), db_url=url, course_id="tests",
                                      source_directory="solutions", release_directory="notebooks"))  # fmt: skip
    assert api.get_assignment(LESSON)["num_submissions"] == 3
    assert api.get_assignment(LESSON)["max_score"] == 10
    submissions = {s["student"]: s for s in api.get_submissions(LESSON)}
    assert {s: v["score"] for s, v in submissions.items()} == SCORES
    assert all(v["autograded"] and not v["needs_manual_grade"] for v in submissions.values())
    notebooks = api.get_notebook_submissions(LESSON, LESSON)
    assert {n["student"]: n["failed_tests"] for n in notebooks} == {
        "student-01": False, "student-02": True, "student-03": True,
    }  # fmt: skip
    assert {s["id"]: s["score"] for s in api.get_students()} == SCORES


def test_autograde_says_it_is_done_already(graded_course):
    course, url = graded_course
    said = nbgrader(course, "autograde", LESSON, f"--CourseDirectory.db_url={url}")
    assert said.count("Skipping existing assignment") == 3


def test_a_score_entered_by_a_person_is_in_grades_csv(graded_course):
    from nbgrader.api import Gradebook

    course, url = graded_course
    with Gradebook(url, "tests") as book:
        book.find_grade("double-check", LESSON, LESSON, "student-02").manual_score = 1.5
        book.db.commit()
    running.grade(course, [], db=url, console=Console(file=io.StringIO()))
    with open(course / "grades.csv", newline="") as file:
        scores = {r["student"]: float(r["score"]) for r in csv.DictReader(file)}
    assert scores == {**SCORES, "student-02": 6.5}


def test_nbgraders_own_autograder_gives_honest_submissions_the_same_scores(tmp_path):
    """The reverse: stock `nbgrader autograde` runs the same checks in the student's own kernel."""
    from nbformat import read

    lesson = "00_start_here"
    course = tmp_path / "course"
    for folder in ("solutions", "notebooks"):
        shutil.copytree(ROOT / folder / lesson, course / folder / lesson)
    (course / "nbgrader_config.py").write_text(CONFIG)
    solved = read(ROOT / "solutions" / lesson / f"{lesson}.ipynb", 4)
    release = read(ROOT / "notebooks" / lesson / f"{lesson}.ipynb", 4)

    def submission(change):
        from copy import deepcopy

        from nbformat import writes

        notebook = deepcopy(release)
        answers = {c.id: c.source for c in solved.cells}
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = change(cell.id, answers[cell.id], cell.source)
        return writes(notebook).encode()

    names = [c.id for c in solved.cells if c.metadata.get("nbgrader", {}).get("solution")]
    hand_in(course, "student-01", lesson, submission(lambda name, answer, stub: answer))
    hand_in(course, "student-02", lesson, submission(lambda name, answer, stub: stub))
    hand_in(course, "student-03", lesson,
            submission(lambda name, answer, stub: answer if name == names[0] else stub))  # fmt: skip
    running.grade(course, [], console=Console(file=io.StringIO()))
    with open(course / "grades.csv", newline="") as file:
        ours = {r["student"]: float(r["score"]) for r in csv.DictReader(file)}
    other = tmp_path / "theirs"
    for name in ("solutions", "notebooks", "submitted"):
        shutil.copytree(course / name, other / name)
    shutil.copy(course / "nbgrader_config.py", other)
    nbgrader(other, "generate_assignment", lesson, "--force")
    nbgrader(other, "autograde", lesson)
    nbgrader(other, "export")
    with open(other / "grades.csv", newline="") as file:
        theirs = {r["student_id"]: float(r["score"]) for r in csv.DictReader(file)}
    assert ours == theirs
    assert ours["student-01"] > ours["student-03"] > ours["student-02"] == 0
