"""What is optional counts above the points of the lesson, here and in nbgrader alike."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from traitlets.utils.importstring import import_item

from autograder.authoring import build
from autograder.exam import bundle
from autograder.grade import run as running
from autograder.grade.by_nbgrader import SaveAutoGrades
from autograder.grade.course import config_of
from autograder.output.export import export
from autograder.output.report import write as write_report
from tests.autograder.helpers import CONFIG, LESSONS, Notebook, hand_in, nbgrader
from tests.autograder.inline import grade_inline

LESSON = "96_optional"
RIGHT = {"double": "def double(x):\n    return x + x", "triple": "def triple(x):\n    return x * 3"}
ANSWERS = {
    "student-01": RIGHT,
    "student-02": {"double": RIGHT["double"]},
    "student-03": {"triple": RIGHT["triple"]},
    "student-04": {**RIGHT, "triple": "def triple(x):\n    assert x.ndim == 1\n    return x * 3"},
}
SCORES = {"student-01": 6, "student-02": 3, "student-03": 3, "student-04": 5}
NAMED = config_of(Path(__file__).resolve().parents[3])["Autograde"]["autograde_preprocessors"]
OWN_WAY = f"""
c.Autograde.autograde_preprocessors = {NAMED}
"""


@pytest.fixture(autouse=True)
def here(monkeypatch, walls):
    grade_inline(monkeypatch, walls)


def hand_in_all(course, config):
    """A course in which four students have handed in."""
    (course / "lessons").mkdir(parents=True)
    shutil.copy(LESSONS / f"{LESSON}.py", course / "lessons")
    build.write(build.build(course))
    (course / "nbgrader_config.py").write_text(config)
    release = bundle.load(course, LESSON).release
    for student, answers in ANSWERS.items():
        hand_in(course, student, LESSON, Notebook(release).answer(**answers).data)
    return course


@pytest.fixture
def course(tmp_path):
    return hand_in_all(tmp_path / "course", CONFIG + OWN_WAY)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The course as nbgrader has released it. Not to be changed."""
    course = hand_in_all(tmp_path_factory.mktemp("released") / "course", CONFIG)
    nbgrader(course, "generate_assignment", LESSON, "--force")
    return course


def test_the_course_names_nbgraders_own_preprocessors_but_for_one():
    from nbgrader.converters import Autograde

    usual = Autograde.autograde_preprocessors.default()
    named = [import_item(name) for name in NAMED]
    assert [p.__name__ for p in named] == [p.__name__ for p in usual]
    assert [p for p in named if p not in usual] == [SaveAutoGrades]


def rows(path, student="student"):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return {r[student]: r for r in csv.DictReader(file)}


def grade(course):
    out = io.StringIO()
    running.grade(course, [], console=Console(file=out))
    return out.getvalue()


def test_csv_export_report_and_pages_agree(course):
    grade(course)
    found = rows(course / "grades.csv")
    assert {s: float(r["score"]) for s, r in found.items()} == SCORES
    assert {float(r["points"]) for r in found.values()} == {3}
    found = rows(export(course)[0])
    assert {s: float(r["score"]) for s, r in found.items()} == SCORES
    assert {float(r["points"]) for r in found.values()} == {3}
    page = (course / "feedback" / "student-01" / LESSON / f"{LESSON}.html").read_text()
    assert "6 of 3 points" in page
    assert page.count("★</abbr>") == 2  # beside the exercise and the essay
    report = write_report(course)[0].read_text()
    assert "of 3 points" in report
    assert report.count("★</abbr>") == 1


def test_nbgraders_own_export_and_feedback_agree(course):
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    grade(course)
    nbgrader(course, "export", "--to=theirs.csv")
    found = rows(course / "theirs.csv", "student_id")
    assert {s: float(r["score"]) for s, r in found.items()} == SCORES
    assert {float(r["max_score"]) for r in found.values()} == {3}
    shutil.rmtree(course / "feedback")
    nbgrader(course, "generate_feedback", LESSON)
    page = (course / "feedback" / "student-01" / LESSON / f"{LESSON}.html").read_text()
    assert "(Score: 6.0 / 3.0)" in page
    api = NbGraderAPI(CourseDirectory(root=str(course), course_id="tests",
                                      db_url=f"sqlite:///{course}/gradebook.db",
                                      source_directory="solutions", release_directory="notebooks"))  # fmt: skip
    assert api.get_assignment(LESSON)["max_score"] == 3
    assert {s["student"]: s["score"] for s in api.get_submissions(LESSON)} == SCORES


@pytest.mark.slow
@pytest.mark.xdist_group("nbgrader's autograder")
@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (CONFIG + OWN_WAY, {s: SCORES[s] for s in ("student-01", "student-03", "student-04")}),
        (CONFIG, {"student-01": 3}),
    ],
    ids=["own way", "stock"],
)
def test_nbgraders_own_autograder_gives_the_same_or_leaves_the_extra_out(
    released, tmp_path, config, expected
):
    """With the course's configuration the same; without it nobody is above what is meant.

    Check cells have the tag `raises-exception`, that Run All goes on: errors in them still are
    errors.
    """
    course = tmp_path / "course"
    shutil.copytree(released, course)
    (course / "nbgrader_config.py").write_text(config)
    assert '"raises-exception"' in (course / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text()
    for student in set(ANSWERS) - set(expected):
        shutil.rmtree(course / "submitted" / student)
    # a submission says of itself what it is worth: that counts for nothing
    path = course / "submitted" / "student-01" / LESSON / f"{LESSON}.ipynb"
    path.write_text(path.read_text().replace('"extra": 2', '"extra": 200'))
    nbgrader(course, "autograde", LESSON)
    nbgrader(course, "export", "--to=theirs.csv")
    found = rows(course / "theirs.csv", "student_id")
    assert {s: float(r["score"]) for s, r in found.items()} == expected
    assert {float(r["max_score"]) for r in found.values()} == {3}


def test_what_a_person_gives_stays_and_counts(course):
    from nbgrader.api import Gradebook

    grade(course)
    with Gradebook(f"sqlite:///{course}/gradebook.db", "tests") as book:
        # as formgrader enters it: a cell worth 0 takes no score, but extra credit
        essay = book.find_grade("in_words", LESSON, LESSON, "student-02")
        essay.manual_score, essay.extra_credit = 0, 1.5
        book.find_grade("triple-check", LESSON, LESSON, "student-03").extra_credit = 0.5
        book.db.commit()
    for _ in range(2):
        grade(course)
        scores = {s: float(r["score"]) for s, r in rows(course / "grades.csv").items()}
        assert scores == {**SCORES, "student-02": 4.5, "student-03": 3.5}
    page = (course / "feedback" / "student-02" / LESSON / f"{LESSON}.html").read_text()
    assert "4.5 of 3 points" in page
    assert "1.5 / 2" in page


def test_an_exercise_that_becomes_optional_keeps_what_it_earned(course):
    """The lesson is changed after the first grading: its points fall, nobody's score does."""
    path = course / "lessons" / f"{LESSON}.py"
    optional = path.read_text()
    path.write_text(
        optional.replace(" · optional", "")
        .replace(" (optional)", "")
        .replace(", with what is optional 30", "")
        .replace("10 minutes", "20 minutes")
        .replace("3, with what is optional 8", "8")
    )
    build.write(build.build(course))
    grade(course)
    assert {float(r["points"]) for r in rows(course / "grades.csv").values()} == {8}
    path.write_text(optional)
    build.write(build.build(course))
    grade(course)
    found = rows(course / "grades.csv")
    assert {s: float(r["score"]) for s, r in found.items()} == SCORES
    assert {float(r["points"]) for r in found.values()} == {3}


@pytest.mark.slow
def test_validate_sees_failures_that_run_all_goes_past(course):
    """Check cells have the tag `raises-exception`: errors in them still are errors."""
    assert '"raises-exception"' in (course / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text()
    said = {
        student: nbgrader(course, "validate", f"submitted/{student}/{LESSON}/{LESSON}.ipynb")
        for student in ("student-01", "student-03")
    }
    assert "Success! Your notebook passes all the tests." in said["student-01"]
    assert "VALIDATION FAILED ON 1 CELL(S)!" in said["student-03"]
    assert "check(double" in said["student-03"]
