"""The whole way from a download to submitted/ and its table."""

import os
import stat
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Assignment, Course, Student, SubmittedAssignment
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from autograder.exam.handed_in import submission
from autograder.intake import collect as taking
from autograder.intake.people import roster_of
from autograder.store.collected import Collected
from autograder.store.database import make_tables
from tests.autograder.helpers import LESSON
from tests.autograder.intake.downloads import BLACKBOARD, CANVAS, EXCHANGE, MOODLE, zipped

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def solved(new_notebook):
    return new_notebook().solve().data


@pytest.fixture
def take(built, tmp_path, monkeypatch):
    """Take a download of these files into an empty course that knows two lessons."""
    monkeypatch.setenv("TZ", "UTC")
    course = tmp_path / "course"
    course.mkdir()
    (course / "notebooks").symlink_to(built / "notebooks")

    def run(files, name="submissions.zip", **options):
        source = zipped(files, tmp_path / name) if isinstance(files, dict) else files
        return taking.collect(course, source, lessons=[LESSON, "92_more"], **options)

    run.submitted = course / "submitted"
    run.course = course
    return run


@pytest.mark.parametrize(
    ("path", "student", "time"),
    [
        (CANVAS, "1001", None),
        (MOODLE, "Ada Lovelace", None),
        (BLACKBOARD, "ada", NOON),
        (EXCHANGE, "ada", NOON),
        (f"ada/{LESSON}/{LESSON}.ipynb", "ada", None),
    ],
)
def test_each_system_ends_where_grading_looks(take, solved, path, student, time):
    (row,) = take({path: solved}).rows
    assert (row.student, row.lesson, row.done) == (student, LESSON, "new")
    assert os.listdir(take.submitted) == [student]
    work = submission.collect(take.submitted, student, LESSON)
    assert work.data == solved and not work.problem
    assert work.timestamp == (f"{time:%Y-%m-%d %H:%M:%S} UTC" if time else "")


def test_running_it_again_changes_nothing(take, solved):
    files = {CANVAS: solved, "bo_2_556_homework.ipynb": solved}
    take(files)
    before = {p: p.stat().st_mtime_ns for p in take.submitted.rglob("*")}
    again = take(files)
    assert [row.done for row in again.rows] == ["unchanged", "unchanged"]
    assert {p: p.stat().st_mtime_ns for p in take.submitted.rglob("*")} == before


def test_a_later_download_brings_newer_work_and_an_older_one_does_not_take_it_back(take, solved):
    old, new = {CANVAS: b"{}"}, {"lovelaceada_1001_600_91_exam-1.ipynb": solved}
    take(old, lesson=LESSON)
    assert take(new, lesson=LESSON).rows[0].done == "replaced"
    again = take(old, lesson=LESSON)
    assert again.rows[0].done == "kept" and again.for_a_person
    assert submission.collect(take.submitted, "1001", LESSON).data == solved
    assert Collected(take.course).get(LESSON, "1001").number == 600


def test_a_roster_gives_ids_and_tells_who_is_missing(take, solved, tmp_path):
    table = 'Student,ID,SIS Login ID\n"Lovelace, Ada",1001,ada\n"Bo",1002,bo\n'
    (tmp_path / "class.csv").write_text(table)
    found = take({CANVAS: solved}, roster=roster_of(tmp_path / "class.csv"))
    assert [(row.student, row.name) for row in found.rows] == [("ada", "Lovelace, Ada")]
    assert found.missing == ["bo"]


def test_times_that_a_roster_told_are_known_without_it(take, solved, tmp_path):
    when = '"Sunday, 1 March 2026, 2:00 PM"'
    table = "Identifier,Full name,Email address,Last modified (submission)\n"
    (tmp_path / "sheet.csv").write_text(table + f"Participant 4711,Ada Lovelace,ada@x.org,{when}\n")
    roster = roster_of(tmp_path / "sheet.csv")
    for options, done in (({"roster": roster}, "new"), ({}, "unchanged")):
        (row,) = take({MOODLE: solved}, due=NOON, **options).rows
        assert (row.student, row.done, row.late) == ("ada@x.org", done, "2 h 0 min")


def test_the_lesson_is_told_by_the_file_by_its_cells_or_by_the_download(take, solved):
    (row,) = take({"ada_1_2_homework.ipynb": solved}).rows  # by its cells
    assert row.lesson == LESSON
    (row,) = take({"bo_3_4_homework.ipynb": b"{}"}, "course-92_more submissions.zip").rows
    assert row.lesson == "92_more"


def test_a_student_may_hand_in_several_lessons_at_once(take, solved):
    files = {
        CANVAS: solved,
        "lovelaceada_1001_9_92_more.ipynb": b"{}",
        "lovelaceada_1001_8_p.png": b"",
    }
    assert {row.lesson: row.files for row in take(files).rows} == {
        LESSON: ["91_exam.ipynb"],
        "92_more": ["92_more.ipynb"],
    }


def test_what_names_no_lesson_goes_with_the_others_and_is_told(take, solved):
    found = take({CANVAS: solved, "bo_2_3_answers.pdf": b"%PDF"})
    assert [(row.student, row.lesson) for row in found.rows] == [("1001", LESSON), ("2", LESSON)]
    assert any("answers.pdf is named for no lesson" in note for note in found.notes)
    assert any("no notebook in answers.pdf" in note for note in found.notes)
    work = submission.collect(take.submitted, "2", LESSON)
    assert "answers.pdf" in work.problem  # the student is told so as well


def test_where_no_lesson_is_known_it_asks(take):
    found = take({"bo_2_3_answers.pdf": b"%PDF"})
    assert found.rows == [] and "Say so with --lesson" in found.notes[0]
    assert not take.submitted.exists()


def test_a_notebook_of_another_lesson_is_told(take, solved):
    found = take({CANVAS: solved}, lesson="92_more")
    assert found.rows[0].lesson == "92_more"
    assert found.notes == [f"lovelaceada: 91_exam.ipynb looks like {LESSON}; taken for 92_more."]


def test_all_attempts_are_there_and_the_last_one_has_the_time(take, solved):
    late = BLACKBOARD.replace("03-01-12", "03-02-12")
    (row,) = take({BLACKBOARD: solved, late: b"{}"}, due=NOON).rows
    assert sorted(row.files) == [
        "attempt_2026-03-01-12-00-00_91_exam.ipynb",
        "attempt_2026-03-02-12-00-00_91_exam.ipynb",
    ]
    assert row.late == "1 d 0 h"
    work = submission.collect(take.submitted, "ada", LESSON)
    assert work.timestamp.startswith("2026-03-02")


def test_of_the_exchange_the_last_submission_counts(take, solved):
    later = EXCHANGE.replace("12:00", "13:00")
    secret = later.replace("91_exam.ipynb", "submission_secret.txt")
    assert len(take({EXCHANGE: b"{}", later: solved, secret: b"abc"}).rows) == 1
    work = submission.collect(take.submitted, "ada", LESSON)
    assert (work.data, work.timestamp, work.secret) == (solved, "2026-03-01 13:00:00 UTC", "abc")


@pytest.mark.parametrize(
    ("path", "due", "late"),
    [
        (EXCHANGE, NOON, ""),
        (EXCHANGE.replace("12:00:00", "12:00:30"), NOON, "1 min"),
        (EXCHANGE.replace("12:00", "14:05"), NOON, "2 h 5 min"),
        (CANVAS.replace("_1001", "_LATE_1001"), None, "yes"),
        (CANVAS, NOON, ""),
    ],
)
def test_the_table_says_how_late(take, solved, path, due, late):
    assert take({path: solved}, due=due).rows[0].late == late


def test_a_date_in_the_gradebook_and_an_extension_of_it_count(take, solved):
    url = f"sqlite:///{take.course / 'gradebook.db'}"
    make_tables(url)
    with Session(create_engine(url)) as book:
        book.add_all([Course(id="c"), Student(id="ada"), Student(id="bo")])
        book.add(Assignment(LESSON, datetime(2026, 3, 1, 11), "c"))
        book.flush()
        (id,) = book.scalars(select(Assignment.id))
        longer = SubmittedAssignment(assignment_id=id, student_id="bo")
        longer.extension = timedelta(hours=2)
        book.add(longer)
        book.commit()
    rows = take({EXCHANGE: solved, EXCHANGE.replace("ada", "bo"): solved}).rows
    assert {row.student: row.late for row in rows} == {"ada": "1 h 0 min", "bo": ""}


@pytest.mark.parametrize(
    "name",
    ["timestamp.txt", "timestamp.txt.", " Timestamp.TXT ", "./timestamp.txt", "../timestamp.txt"],
)
def test_a_student_cannot_set_the_own_time_or_secret(take, solved, name):
    forged = MOODLE.replace("91_exam.ipynb", name)
    take({MOODLE: solved, forged: b"2020-01-01 00:00:00 UTC"})
    assert os.listdir(take.submitted / "Ada Lovelace" / LESSON) == ["91_exam.ipynb"]
    assert submission.collect(take.submitted, "Ada Lovelace", LESSON).timestamp == ""


def test_a_hostile_download_harms_nothing_outside_and_nobody_else(take, solved, monkeypatch):
    monkeypatch.setattr("autograder.intake.archive.SIZE_LIMIT", 1 << 20)
    link = zipfile.ZipInfo("eve_3_7_91_exam.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = take(
        {
            CANVAS: solved,
            link: b"/etc/passwd",
            "../../../eve_4_8_91_exam.ipynb": b"x",
            "eve_5_9_91_exam.ipynb": bytes(2 << 20),
            "bo_6_10_91_exam.ipynb": solved,
        }
    )
    assert sorted(os.listdir(take.submitted)) == ["1001", "6"]
    assert len([note for note in found.notes if "eve" in note or "larger" in note]) == 3
    assert not list(take.course.parent.rglob("eve*"))


def test_a_student_with_too_many_or_too_large_files_loses_only_those(take, solved, monkeypatch):
    monkeypatch.setattr(taking, "FILES_LIMIT", 2)
    files = {f"ada_1_{i}_{i}.png": b"" for i in range(3, 9)}
    found = take({"ada_1_2_91_exam.ipynb": solved, **files})
    assert any("more than" in note for note in found.notes)
    assert len(found.rows[0].files) == 2


def test_an_id_that_is_no_folder_is_told(take, solved):
    found = take({EXCHANGE.replace("ada", "x" * 200): solved, EXCHANGE: solved})
    assert [row.student for row in found.rows] == ["ada"]
    assert any("is too long" in note for note in found.notes)


def test_a_download_of_no_system_is_refused_and_says_what_to_do(take):
    with pytest.raises(ValueError, match="named_regexp"):
        take({"homework.ipynb": b"{}"})


def test_a_folder_that_the_browser_unpacked_does_as_well(take, solved, tmp_path):
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / CANVAS).write_bytes(solved)
    (row,) = take(folder).rows
    assert (row.student, row.done) == ("1001", "new")


def test_a_crash_between_placing_and_noting_is_made_good(take, solved, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Collected, "save", lambda self: None)
        take({CANVAS: b"{}"}, lesson=LESSON)
    take({CANVAS: b"{}"}, lesson=LESSON)
    new = {"lovelaceada_1001_600_91_exam-1.ipynb": solved}
    assert take(new, lesson=LESSON).rows[0].done == "replaced"
