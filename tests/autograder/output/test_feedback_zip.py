"""The zips of feedback that Moodle and Canvas take back."""

import re
import zipfile

import pytest

from autograder.output.feedback_zip import feedback
from autograder.store.collected import Collected, Taken

LESSON = "91_exam"
WORKSHEET = (
    "Identifier,Full name,Email address,Grade,Maximum Grade\n"
    "Participant 4711,Ada O'Brien_King,ada@x.org,,10.00\n"
    "Participant 4712,Bo,bo@x.org,,10.00\n"
)


@pytest.fixture
def course(tmp_path):
    """Pages of three students; two were taken in from Moodle, one from Canvas."""
    collected = Collected(tmp_path)
    for student, system, back in (
        ("ada", "moodle", "Ada Lovelace_4711_assignsubmission_file/"),
        ("zoë", "moodle", "Zoë_4712_assignsubmission_file/"),
        ("cy", "canvas", "curie_LATE_1001_555_"),
    ):
        write_page(tmp_path, student)
        collected.note(LESSON, student, Taken(system, back.split("_")[1], back=back))
    collected.save()
    return tmp_path


def write_page(course, student, lesson=LESSON):
    page = course / "feedback" / student / lesson / f"{lesson}.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<p>page of {student}</p>")


def packed(path):
    with zipfile.ZipFile(path) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def moodle_reads(path):
    """The participant's number that Moodle's importer finds in a path."""
    for part in path.split("/"):
        words = part.split("_", 4)
        if len(words) >= 4 and words[1].isdigit() and words[2] == "assignsubmission":
            return words[1]
    return None


def canvas_reads(path):
    """The user's and the attachment's number that Canvas finds in a name."""
    words = [word for word in path.split("_") if word != "LATE"]
    return tuple([word for word in words if re.fullmatch(r"\d+", word)][:2])


def test_moodle_finds_every_student_by_the_folder(course):
    (made,) = feedback(course, "moodle")
    assert made.path == course / "feedback-91_exam-moodle.zip"
    files = packed(made.path)
    assert {moodle_reads(name): text for name, text in files.items()} == {
        "4711": "<p>page of ada</p>",
        "4712": "<p>page of zoë</p>",
    }
    assert all(name.endswith("/91_exam.html") for name in files)
    assert (made.pages, made.unknown) == (2, ["cy"])


def test_canvas_finds_every_student_by_the_name_of_the_file(course):
    (made,) = feedback(course, "canvas", to=course / "back.zip")
    (name,) = packed(course / "back.zip")
    assert canvas_reads(name) == ("1001", "555") and name.endswith("_91_exam.html")
    assert made.unknown == ["ada", "zoë"]


def test_for_other_systems_the_pages_are_named_by_student(course):
    (made,) = feedback(course, "blackboard")
    assert sorted(packed(made.path)) == [f"{s}_91_exam.html" for s in ("ada", "cy", "zoë")]


def test_what_did_not_come_from_moodles_zip_is_named_by_its_worksheet(tmp_path):
    write_page(tmp_path, "ada@x.org")
    write_page(tmp_path, "eve@x.org")
    (tmp_path / "sheet.csv").write_text(WORKSHEET)
    with pytest.raises(ValueError, match="grading worksheet"):
        feedback(tmp_path, "moodle")
    (made,) = feedback(tmp_path, "moodle", fill=tmp_path / "sheet.csv")
    (name,) = packed(made.path)
    assert moodle_reads(name) == "4711" and made.unknown == ["eve@x.org"]
    (tmp_path / "sheet.csv").write_text("Username,Email address\nada,ada@x.org\n")
    with pytest.raises(ValueError, match="is not a grading worksheet"):
        feedback(tmp_path, "moodle", fill=tmp_path / "sheet.csv")


def test_each_lesson_has_a_zip_of_its_own(course):
    write_page(course, "ada", "92_more")
    collected = Collected(course)
    collected.note("92_more", "ada", Taken("moodle", "9", back="Ada_9_assignsubmission_file/"))
    collected.save()
    assert [made.pages for made in feedback(course, "moodle")] == [2, 1]
    assert [made.pages for made in feedback(course, "moodle", lessons=["92_more"])] == [1]
    with pytest.raises(ValueError, match="one file is of one lesson"):
        feedback(course, "moodle", to=course / "back.zip")


def test_without_pages_it_says_what_to_do(tmp_path):
    with pytest.raises(ValueError, match="run `autograder grade`"):
        feedback(tmp_path, "moodle")


def test_the_same_pages_give_the_same_zip(course):
    (made,) = feedback(course, "moodle")
    before = made.path.read_bytes()
    assert feedback(course, "moodle")[0].path.read_bytes() == before
