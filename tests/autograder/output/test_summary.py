"""The table on the terminal, and grades.csv."""

import csv
import io
from contextlib import closing
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record
from autograder.output import summary
from autograder.output.summary import COLUMNS, named, show, write_csv
from autograder.output.tally import Tally
from autograder.store.journal import Journal
from autograder.store.totals import Total


def record(student="ada", lesson="91_exam", score=1.5, **rest):
    return Record(student, lesson, [ExerciseResult("a", [CheckResult("a", 2.0, score)])], **rest)


@pytest.fixture
def shown(tmp_path):
    """What is printed of these records."""

    def text(*records, failed=(), lessons=("91_exam",), width=120):
        tally = Tally(graded=len(records), failed=list(failed))
        for one in records:
            tally.count(one)
        out = Console(file=io.StringIO(), width=width)
        bundles = {name: SimpleNamespace(points=2.0) for name in lessons}
        show(out, tally, bundles, tmp_path, "")
        return out.file.getvalue()

    return text


def test_every_student_has_a_row_and_every_graded_lesson_a_column(shown):
    lines = shown(record(), record("bo", "92_more", 2), lessons=("90", "91_exam", "92_more"))
    head, ada, bo = lines.splitlines()[:3]
    assert head.split() == ["student", "91_exam", "(2)", "92_more", "(2)"]
    assert ada.split() == ["ada", "1.5", "–"] and bo.split() == ["bo", "–", "2"]
    assert "2 graded, 0 unchanged, 0 not graded." in lines


def test_of_many_lessons_only_the_numbers_are_shown(shown):
    names = [f"{n}_topic" for n in range(10, 15)]
    lines = shown(*(record(lesson=name) for name in names), lessons=names).splitlines()
    assert lines[0].split() == ["10", "11", "12", "13", "14"]
    assert lines[1].split() == ["student", *["(2)"] * 5]


def test_a_large_class_is_cut_and_grades_csv_named(shown, monkeypatch):
    monkeypatch.setattr(summary, "ROWS", 3)
    monkeypatch.setattr(summary, "WARNINGS", 2)
    text = shown(*(record(f"s{n}", person=["odd"]) for n in range(5)))
    assert "s2" in text and "s3 " not in text
    assert "… and 2 more; all are in grades.csv." in text
    assert "… and 3 more lines like these; see grades.csv." in text


def test_who_waits_for_a_person_and_what_was_not_graded_is_said(shown):
    text = shown(record(essays=[EssayResult("e", 3.0)]), failed=["bo, 91_exam: [red]died"])
    assert "Written answers that wait for a person: 1." in text and "91_exam: ada" in text
    assert "Not graded: bo, 91_exam: [red]died" in text


def test_a_name_is_no_markup(shown):
    assert "[bold]ada\N{REPLACEMENT CHARACTER}" in shown(record("[bold]ada\x1b"))


def test_students_on_a_line_are_not_endless():
    assert named(["a"]) == "a"
    assert named([str(n) for n in range(14)]).endswith("10, 11 and 2 more")


def test_grades_csv_has_the_gradebooks_scores_and_no_formula(tmp_path, monkeypatch):
    rows = {
        "91_exam": [
            Total("=ada", 3.5, 6.0, 1.0, False),
            Total("bo", 2.0, 6.0, 0.0, True),
        ]
    }
    monkeypatch.setattr(summary, "totals", lambda db, lesson: rows[lesson])
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.append("k", record("=ada", person=["=odd", "slow"], limits=["slow"]))
        journal.append("k", record("bo"))
        write_csv(tmp_path / "grades.csv", None, journal)
    with open(tmp_path / "grades.csv", newline="") as file:
        head, *found = csv.reader(file)
    assert tuple(head) == COLUMNS
    assert found == [
        ["'=ada", "91_exam", "3.5", "6", "1", "yes", "'=odd slow"],
        ["bo", "91_exam", "2", "6", "0", "yes", ""],
    ]
