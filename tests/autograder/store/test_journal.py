"""The journal: what is in it is whole, whatever happened while it was written."""

import os

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
    return tmp_path / "state" / "journal.db"


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


def test_a_record_comes_back_with_its_key_and_after_opening_again(journal, path):
    journal.append("k1", record("student-01"))
    assert journal.last("student-01", "91_exam") == record("student-01")
    assert journal.key_of_last("student-01", "91_exam") == "k1"
    assert journal.key_of_last("student-02", "91_exam") == ""
    assert again(path) == {"student-01": record("student-01")}


def test_the_newest_record_of_a_student_counts(journal, path):
    journal.append("k1", record("student-01", 0))
    journal.append("k2", record("student-01", 2))
    assert journal.last("student-01", "91_exam").score == 2
    assert again(path)["student-01"].score == 2


def test_the_key_is_that_of_the_newest_record(journal):
    journal.append("k1", record("student-01", 0))
    journal.append("k2", record("student-01", 2))
    assert journal.key_of_last("student-01", "91_exam") == "k2"


def test_a_record_that_another_version_wrote_is_passed_over(journal):
    journal.append("k1", record("student-01"))
    journal.append("k2", record("student-02"))
    journal.file.execute("update records set record = '{}' where key = 'k1'")
    assert [r.student for r in journal.records()] == ["student-02"]
    assert journal.key_of_last("student-01", "91_exam") == ""


def test_a_name_that_is_no_text_has_its_record(journal):
    odd = os.fsdecode(b"student-\xff")
    journal.append("k1", record(odd))
    assert journal.last(odd, "91_exam").student == odd


def test_a_file_that_is_no_journal_is_named_and_left_alone(path):
    path.parent.mkdir()
    path.write_bytes(b"something else" * 100)
    with pytest.raises(ValueError, match=r"journal\.db cannot be read"):
        Journal(path)
    assert path.read_bytes() == b"something else" * 100


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
