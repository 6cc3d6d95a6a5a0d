"""The journal: what is in it is whole, whatever happened while it was written."""

import pytest

from autograder.exam.handed_in.submission import Work
from autograder.exam.record import CheckResult, ExerciseResult, Record
from autograder.store.journal import Journal, key

pytestmark = pytest.mark.smoke


def record(student, score=1.0):
    check = CheckResult("double-check", 2.0, score)
    return Record(student, "91_exam", [ExerciseResult("double", [check])], notes=["ünï\n"])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "journal.jsonl"


@pytest.fixture
def journal(path):
    book = Journal(path)
    yield book
    book.close()


def again(path):
    book = Journal(path)
    records = {r.student: r for r in book.records()}
    book.close()
    return records


def test_a_record_comes_back_by_its_key_and_after_opening_again(journal, path):
    journal.append("k1", record("student-01"))
    assert journal.get("k1") == record("student-01")
    assert journal.get("other") is None
    assert again(path) == {"student-01": record("student-01")}


def test_the_newest_record_of_a_student_counts(journal, path):
    journal.append("k1", record("student-01", 0))
    journal.append("k2", record("student-01", 2))
    assert journal.last("student-01", "91_exam").score == 2
    assert again(path)["student-01"].score == 2


def test_a_torn_line_is_cut_off_wherever_it_is_torn(journal, path):
    journal.append("k1", record("student-01"))
    whole = path.stat().st_size
    journal.append("k2", record("student-02"))
    journal.close()
    data = path.read_bytes()
    for size in range(whole, len(data)):
        path.write_bytes(data[:size])
        assert list(again(path)) == ["student-01"]
        assert path.stat().st_size == whole
    path.write_bytes(data[: len(data) - 1])
    book = Journal(path)
    book.append("k3", record("student-03"))
    book.close()
    assert list(again(path)) == ["student-01", "student-03"]


def test_damage_in_the_middle_costs_that_line_only(journal, path):
    for i in (1, 2, 3):
        journal.append(f"k{i}", record(f"student-0{i}"))
    journal.close()
    lines = path.read_bytes().splitlines(True)
    path.write_bytes(lines[0] + b"\0\0garbage\n" + lines[2])
    assert list(again(path)) == ["student-01", "student-03"]


def test_the_key_changes_with_everything_a_grade_depends_on(exam):
    from dataclasses import replace

    work = Work("student-01", "91_exam", b"data")
    keys = {
        key(work, exam, b"s"),
        key(replace(work, student="student-02"), exam, b"s"),
        key(replace(work, data=b"other"), exam, b"s"),
        key(replace(work, problem="x"), exam, b"s"),
        key(work, replace(exam, digest="x"), b"s"),
        key(work, exam, b"t"),
    }
    assert len(keys) == 6
    assert key(work, exam, b"s") == key(replace(work), exam, b"s")
