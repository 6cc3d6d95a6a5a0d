"""The class report and a learner's progress, and grades for other systems."""

import csv
import io
import json
import shutil

import pytest
from rich.console import Console

from autograder.checks.message.failure import Failure
from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.grade import progress
from autograder.output import export, report
from autograder.store.totals import Total
from tests.autograder.helpers import SOLVED

LESSON = "91_exam"
SQUARES = "def double(x): return x * x"


@pytest.fixture
def course(built, tmp_path, new_notebook, graded, exam):
    """A graded class: its gradebook and journal, without the processes."""
    from autograder.store.database import url_of
    from autograder.store.gradebook import Writer
    from autograder.store.journal import FILE, Journal

    path = tmp_path / "course"
    shutil.copytree(built, path)
    works = {
        "student-01": new_notebook().solve(),
        "student-02": new_notebook().solve().answer(double=SQUARES),
        "student-03": new_notebook().solve("pair").answer(double=SQUARES),
        "student-04": new_notebook(),
        "<b>, \"=1+1": new_notebook().solve().answer(double="import os\ndef double(x): os._exit(1)"),
    }  # fmt: skip
    works["student-01"].cell("why")["source"] = "Because."
    journal = Journal(path / FILE)
    writer = Writer(url_of(path, None))
    writer.prepare(LESSON, (path / "solutions" / LESSON / f"{LESSON}.ipynb").read_text())
    records = []
    for student, work in works.items():
        record = graded(work)
        record.student = student
        records.append(record)
        journal.append(student, record)
    writer.write(records)
    writer.close()
    journal.close()
    return path


def test_the_report_counts_states_difficulty_and_misconceptions(course):
    page, data = report.write(course)
    (lesson,) = json.loads(data.read_text())
    assert (lesson["students"], lesson["points"]) == (5, 10)
    assert lesson["mean"] == pytest.approx((8 + 5 + 4 + 0 + 5) / 5)
    double = lesson["exercises"][0]
    assert double["states"] == {"right": 1, "in part": 0, "wrong": 3, "not begun": 1}
    assert double["difficulty"] == pytest.approx(0.8)
    (squares,) = lesson["misconceptions"]
    assert squares["name"] == "double__squares"
    assert squares["students"] == ["student-02", "student-03"]
    assert {p["student"]: p["reasons"] for p in lesson["person"]} == {
        "student-01": ["why is a written answer to be read."]
    }
    assert "exit code 1" in lesson["limits"][0][0]
    assert sum(b["count"] for b in lesson["histogram"]) == 5
    assert page.stat().st_size > 1000


def test_the_page_is_one_file_with_no_script_and_every_name_escaped(course):
    page = report.write(course)[0].read_text()
    assert "You square the numbers." in page
    assert "&lt;b&gt;, &#34;=1+1" in page and "<b>," not in page
    assert "<script" not in page and "http://" not in page and "https://" not in page
    assert page.count('tabindex="0"') == 2
    assert 'role="img" aria-label="Histogram of scores: ' in page
    assert "hidden_canary" not in page


def record_of(student, failure, code=""):
    failed = Failure("double", "values", "5 of 5 values are wrong.", **failure).to_json()
    check = CheckResult("double", 2.0, 0.0, failed)
    return Record(student, LESSON, [ExerciseResult("double", [check], code=code)])


def test_reasons_are_grouped_whatever_found_them_and_whatever_their_line():
    told = "look at the operation in `x + 1`."
    records = [
        record_of("student-01", {"because": f"Line 4: {told}", "found_by": "repair"}),
        record_of("student-02", {"because": f"Line 12: {told}", "found_by": "repair"}),
        record_of("student-03", {"because": "Your sign is turned.", "found_by": "misconception",
                                 "misconception": "double__turned"}),
    ]  # fmt: skip
    found = report.misconceptions(records)
    assert [(e["because"], len(e["students"])) for e in found] == [
        (told, 2),
        ("Your sign is turned.", 1),
    ]


def test_the_unnamed_are_shown_with_their_code_by_equal_outcome():
    records = [
        record_of("student-01", {"alike": "one"}, "def double(x): return 3 * x"),
        record_of("student-02", {"alike": "two"}, "def double(x): return <b>"),
        record_of("student-03", {"alike": "one"}, "def double(x): return x + x + x"),
    ]
    (first, second) = report.unnamed(records)
    assert [a["student"] for a in first["answers"]] == ["student-01", "student-03"]
    assert second["answers"][0]["code"] == "def double(x): return <b>"
    page = report.html([report.of_lesson(LESSON, records)]).decode()
    assert "return x + x + x" in page and "return &lt;b&gt;" in page


def test_exercises_everybody_or_nobody_passes_are_marked(graded, new_notebook):
    records = [graded(new_notebook().solve("pair")) for _ in range(3)]
    exercises = {e["name"]: e for e in report.of_lesson(LESSON, records)["exercises"]}
    assert exercises["double"]["remark"] == "everybody passes"
    assert exercises["pair"]["remark"] == "nobody passes"
    assert exercises["pair"]["discrimination"] is None


def test_discrimination_is_the_correlation_with_the_rest():
    assert report.correlation([0, 1, 2], [0, 2, 4]) == pytest.approx(1)
    assert report.correlation([0, 1, 2], [4, 2, 0]) == pytest.approx(-1)
    assert report.correlation([1, 1, 1], [4, 2, 0]) is None


def test_full_marks_and_none_are_in_the_outer_bins():
    counts = [b["count"] for b in report.histogram([0, 0, 9.99, 10], 10)]
    assert counts == [2, 0, 0, 0, 0, 0, 0, 0, 0, 2]


def test_without_a_grading_there_is_nothing_to_report(tmp_path):
    with pytest.raises(ValueError, match="nothing is graded"):
        report.write(tmp_path)


# -- other systems -------------------------------------------------------------------------


def total(student, score, penalty=0.0):
    return Total(student, score, 10.0, penalty, False)


SCORES = {
    LESSON: {"ada": total("ada", 7.5, 1), "=bob,\"x\"": total("=bob,\"x\"", 3), "cy": total("cy", 9)},
    "92_more": {"ada": total("ada", 1)},
}  # fmt: skip


def rows(filled, delimiter=",", encoding="utf-8-sig"):
    text = io.StringIO(filled.data.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def test_csv_has_a_line_a_student_and_lesson_and_no_formula():
    found = rows(export.make(SCORES, "csv"))
    assert found[0] == ["student", "lesson", "score", "points"]
    assert ["ada", LESSON, "6.5", "10"] in found
    assert ['\'=bob,"x"', LESSON, "3", "10"] in found
    assert len(found) == 5


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),91_exam (4711),Final\r\n"
    '    Points Possible,,,,,"10","10",(read only)\r\n'
    '"Lovelace, Ada",1,u1,ada,A,5,,\r\n'
    '"Nobody, N",2,u2,nobody,A,5,4,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,ID number,Assignment: 91_exam (Real),Feedback\r\n"
    "P1,Ada Lovelace,ada@x.org,ada,-,old\r\nP2,Cy,cy@x.org,cy,-,\r\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"91_exam [Total Pts: 10 Score] |815"\r\n'
    '"Lovelace"\t"Ada"\t"ada"\t"1"\t""\r\n'
)


def test_canvas_own_file_is_filled_in_and_nothing_else_in_it_changes():
    filled = export.make(SCORES, "canvas", CANVAS.encode("utf-8-sig"))
    before = list(csv.reader(io.StringIO(CANVAS, newline="")))
    after = rows(filled)
    before[2][6] = "6.5"
    assert after == before
    assert filled.entered == 1
    assert filled.unknown == ["=bob,\"x\"", "cy"]  # fmt: skip
    assert filled.missing == ["92_more"]


def test_moodles_own_file_is_filled_in():
    filled = export.make(SCORES, "moodle", MOODLE.encode())
    assert [r[4] for r in rows(filled)[1:]] == ["6.5", "9"]
    assert rows(filled)[1][5] == "old"


def test_blackboards_own_file_is_filled_in_in_its_own_encoding():
    filled = export.make(SCORES, "blackboard", BLACKBOARD.encode("utf-16"))
    assert filled.data[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert rows(filled, "\t", "utf-16")[1] == ["Lovelace", "Ada", "ada", "1", "6.5"]


@pytest.mark.parametrize("system", export.SYSTEMS)
def test_without_their_file_one_is_made_that_fills_in_itself(system):
    made = export.make(SCORES, system)
    again = export.make(SCORES, system, made.data)
    assert again.data == made.data
    assert again.entered >= 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"a,b\n1,2\n", "none of the columns"), (b"\xff\x00\xd8", "neither")],
)
def test_a_file_of_another_kind_is_refused(data, reason):
    with pytest.raises(ValueError, match=reason):
        export.make(SCORES, "canvas", data)


def test_a_lesson_is_not_taken_for_another_whose_name_holds_its_own():
    assert export.column(["191_exam (1)", "91_exam_b", "91_exam (2)"], "91_exam") == 2


def test_a_graded_course_is_exported(course):
    path, filled = export.export(course, "moodle")
    assert path.name == "grades-moodle.csv"
    assert filled.entered == 5
    with pytest.raises(ValueError, match="'xml' is not one of"):
        export.export(course, "xml")


def test_nbgrader_export_takes_our_exporter(course, monkeypatch):
    from nbgrader.api import Gradebook

    monkeypatch.chdir(course)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        plugin = export.Exporter(format="canvas", to=str(course / "out.csv"))
        plugin.export(book)
    assert b"student-01" in (course / "out.csv").read_bytes()


# -- progress ------------------------------------------------------------------------------


@pytest.fixture
def desk(built, tmp_path):
    path = tmp_path / "desk"
    shutil.copytree(built, path)
    shutil.copytree(path / "notebooks", path / "work")
    return path


def look(desk, *lessons):
    out = Console(file=io.StringIO(), width=120)
    records = progress.progress(desk, lessons, console=out)
    return records, out.file.getvalue()


def test_untouched_work_is_not_begun(desk):
    assert look(desk) == ([], f"{LESSON}: not begun.\n")


def test_progress_says_what_passes_what_fails_and_what_is_next(desk, new_notebook):
    work = desk / "work" / LESSON / f"{LESSON}.ipynb"
    notebook = new_notebook().answer(apply_twice=SOLVED["apply_twice"], double=SQUARES)
    work.write_bytes(notebook.data)
    (record,), said = look(desk)
    assert record.score == 2
    assert "✗" in said and "You square the numbers." in said
    assert "Next: double." in said
    work.write_bytes(new_notebook().solve().data)
    assert "Everything passes." in look(desk, LESSON)[1]


def test_progress_without_work_says_what_to_do(desk):
    with pytest.raises(ValueError, match="there is no lesson 'x'"):
        look(desk, "x")
    shutil.rmtree(desk / "work")
    with pytest.raises(ValueError, match="make lab"):
        look(desk)


def test_a_broken_notebook_is_told(desk):
    (desk / "work" / LESSON / f"{LESSON}.ipynb").write_text("{oops")
    assert "not valid JSON" in look(desk)[1]
