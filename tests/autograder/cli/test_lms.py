"""The verbs that meet a learning management system, as a person types them."""

import shutil
import zipfile

import pytest

from autograder import cli
from tests.autograder.helpers import LESSON
from tests.autograder.inline import grade_inline
from tests.autograder.intake.downloads import CANVAS, MOODLE, zipped


@pytest.fixture
def run(course, capsys):
    def go(*words):
        code = cli.main([words[0], "--course", str(course.path), *map(str, words[1:])])
        return code, " ".join(capsys.readouterr())

    return go


def test_collect_shows_who_handed_in_what(run, course, new_notebook, tmp_path):
    late = CANVAS.replace("_1001", "_LATE_1001")
    source = zipped({late: new_notebook().solve().data}, tmp_path / "submissions.zip")
    code, said = run("collect", source)
    assert code == 0
    assert "lovelaceada" in said and LESSON in said and "canvas: 1 new; 1 late." in said
    code, said = run("collect", source, "--lesson", "91")
    assert code == 0 and "canvas: 1 unchanged; 1 late." in said
    assert (course.path / "submitted" / "1001" / LESSON / f"{LESSON}.ipynb").exists()


def test_collect_ends_with_2_when_something_is_for_a_person(run, new_notebook, tmp_path):
    files = {CANVAS: new_notebook().data, "read \x1b[2J[red]me.txt": b""}
    code, said = run("collect", zipped(files, tmp_path / "a.zip"))
    assert code == 2
    assert "was not recognised" in said and "\x1b[2J" not in said and "[red]me" in said


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["nothing.zip"], "there is no file"),
        (["nothing.zip", "--lesson", "77"], "there is no lesson '77'"),
        (["nothing.zip", "--roster", "nothing.csv"], "nothing.csv"),
    ],
)
def test_what_is_wrong_is_one_line(run, words, line):
    code, said = run("collect", *words)
    assert code == 1 and line in said and said.strip().count("\n") == 0


def test_collect_waits_for_no_other_run(run, course):
    from autograder.grade.course import lock

    with lock(course.path):
        code, said = run("collect", "a.zip")
    assert code == 1 and "another grading run" in said


def test_a_time_that_is_none_is_refused(run):
    code, said = run("collect", "a.zip", "--due", "soon")
    assert code == 2 and "is not a date and time" in said


def test_a_round_with_an_lms(run, course, new_notebook, tmp_path, monkeypatch, walls):
    """Zip in, grade, marks by hand, grades and feedback out: one score everywhere."""
    grade_inline(monkeypatch, walls)
    shutil.rmtree(course.path / "submitted")
    wrong = new_notebook().solve("pair").data
    files = {
        MOODLE: new_notebook().solve().data,
        MOODLE.replace("Ada Lovelace_4711", "Bo_4712"): wrong,
    }
    assert run("collect", zipped(files, tmp_path / "a.zip"))[0] == 0
    course.grade()
    assert course.scores() == {"Ada Lovelace": 8, "Bo": 7}
    mine = "select n.id from submitted_notebook n join submitted_assignment s on s.id = n.assignment_id"
    mine += " where s.student_id = 'Bo'"
    cell = "select id from base_cell where type = 'GradeCell' and name = 'pair-check'"
    course.sql(
        f"update grade set manual_score = 0.5 where notebook_id in ({mine}) and cell_id in ({cell})"
    )
    code, said = run("export", "--feedback", "--format", "moodle")
    assert code == 1 and "run `autograder grade`: Bo" in said
    course.grade()
    assert run("export", "--feedback", "--format", "moodle")[0] == 0
    with zipfile.ZipFile(course.path / f"feedback-{LESSON}-moodle.zip") as packed:
        name = f"Bo_4712_assignsubmission_file/{LESSON}.html"
        assert "7.5 of 10 points" in packed.read(name).decode()
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Identifier,Full name,Grade,Maximum Grade\n"
        "Participant 4711,Ada Lovelace,,10.00\nParticipant 4712,Bo,,10.00\n"
    )
    code, _ = run("export", "--format", "moodle", "--fill", sheet, "--to", tmp_path / "back.csv")
    assert code == 0
    assert [r.split(",")[2] for r in (tmp_path / "back.csv").read_text().splitlines()[1:]] == [
        "8",
        "7.5",
    ]


def test_export_says_what_is_not_sure_and_ends_with_1(run, course, monkeypatch, walls, tmp_path):
    grade_inline(monkeypatch, walls)
    course.grade()
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("SIS Login ID,SIS User ID,91_exam\nstudent-01,student-02,\n")
    code, said = run("export", "--format", "canvas", "--fill", sheet)
    assert code == 1 and "it was not filled" in said
