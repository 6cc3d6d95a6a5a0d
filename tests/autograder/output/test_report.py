"""The class report and a learner's progress."""

import io
import json
import shutil

import pytest
from rich.console import Console

from autograder.checks.message.failure import Failure
from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.grade import progress
from autograder.output import report
from tests.autograder.helpers import SOLVED

LESSON = "91_exam"
SQUARES = "def double(x): return x * x"


@pytest.fixture
def course(built, tmp_path, new_notebook, graded, exam):
    """A graded class: its gradebook and journal, without the processes."""
    from autograder.store.assignment import as_given_out
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
    writer.prepare(LESSON, as_given_out(path, LESSON))
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
    assert page.count('tabindex="0"') == 3
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
        ("Look at the operation in `x + 1`.", 2),
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
    assert look(desk) == ([], "\n0 of 4 exercises, 0 of 10 points; next: 91.1 · Twice.\n")


def test_progress_says_what_passes_what_fails_and_what_is_next(desk, new_notebook):
    work = desk / "work" / LESSON / f"{LESSON}.ipynb"
    notebook = new_notebook().answer(apply_twice=SOLVED["apply_twice"], double=SQUARES)
    work.write_bytes(notebook.data)
    (record,), said = look(desk)
    assert record.score == 2
    assert "✗" in said and "You square the numbers." in said
    assert said.endswith("\n1 of 4 exercises, 2 of 10 points; next: 91.1 · Twice.\n")
    work.write_bytes(new_notebook().solve().data)
    assert "Everything passes." in look(desk, LESSON)[1]


def test_progress_without_work_says_what_to_do(desk):
    with pytest.raises(ValueError, match="there is no lesson 'x'"):
        look(desk, "x")
    shutil.rmtree(desk / "work")
    with pytest.raises(ValueError, match="autograder lab"):
        look(desk)


def test_a_broken_notebook_is_told(desk):
    (desk / "work" / LESSON / f"{LESSON}.ipynb").write_text("{oops")
    assert "not valid JSON" in look(desk)[1]
