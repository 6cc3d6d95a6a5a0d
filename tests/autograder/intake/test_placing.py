"""Putting submissions into submitted/: whole, and never over newer work."""

import os
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from autograder.intake import placing
from autograder.intake.placing import KEPT, NEW, REPLACED, UNCHANGED, Submission
from autograder.store.collected import Taken

LESSON = "91_exam"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def handed(text=b"1", time=None, before=None, **taken):
    new = Submission("ada", LESSON, {"a.ipynb": text}, time, Taken("canvas", "1", **taken), before)
    new.taken.digest = placing.digest(new.whole)
    return new


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "submitted" / "ada" / LESSON


def test_it_is_put_there_with_its_time_as_nbgrader_writes_it(tmp_path, folder):
    assert placing.place(tmp_path, handed(time=NOON)) == (NEW, "")
    assert (folder / "a.ipynb").read_bytes() == b"1"
    assert (folder / "timestamp.txt").read_text() == "2026-03-01 12:00:00 UTC"
    assert os.listdir(folder.parent) == [LESSON]
    assert placing.place(tmp_path, handed(time=NOON)) == (UNCHANGED, "")
    assert placing.place(tmp_path, handed()) == (UNCHANGED, "")


@pytest.mark.parametrize(
    ("first", "second", "done"),
    [
        ({"time": NOON}, {"time": NOON + timedelta(1)}, REPLACED),
        ({"time": NOON}, {"time": NOON - timedelta(1)}, KEPT),
        ({"number": 5}, {"number": 6}, REPLACED),
        ({"number": 5}, {"number": 4}, KEPT),
        ({"changed": 5.0}, {"changed": 6.0}, REPLACED),
        ({"changed": 5.0}, {"changed": 4.0}, KEPT),
        ({"changed": 5.0}, {"changed": 5.0}, KEPT),
        ({}, {}, KEPT),
    ],
)
def test_only_what_is_surely_newer_takes_the_place(tmp_path, folder, first, second, done):
    before = handed(**first)
    placing.place(tmp_path, before)
    found, reason = placing.place(tmp_path, handed(b"2", before=before.taken, **second))
    assert found == done and bool(reason) == (done == KEPT)
    assert (folder / "a.ipynb").read_bytes() == (b"2" if done == REPLACED else b"1")


def test_what_was_replaced_is_still_there(tmp_path):
    before = None
    for number in (1, 2, 3):
        new = handed(b"%d" % number, number=number, before=before)
        placing.place(tmp_path, new)
        before = new.taken
    kept = tmp_path / ".grade" / "replaced" / LESSON / "ada"
    assert [(kept / n / "a.ipynb").read_bytes() for n in ("1", "2")] == [b"1", b"2"]


def test_what_somebody_changed_by_hand_is_kept_unless_it_is_asked(tmp_path, folder):
    before = handed(number=1)
    placing.place(tmp_path, before)
    (folder / "a.ipynb").write_bytes(b"mended by hand")
    new = handed(b"2", number=2, before=before.taken)
    done, reason = placing.place(tmp_path, new)
    assert done == KEPT and "changed since" in reason
    assert (folder / "a.ipynb").read_bytes() == b"mended by hand"
    assert placing.place(tmp_path, new, replace=True) == (REPLACED, "")


def test_what_nbgrader_collected_is_replaced_by_what_was_handed_in_later(tmp_path, folder):
    folder.mkdir(parents=True)
    (folder / "a.ipynb").write_bytes(b"0")
    (folder / "timestamp.txt").write_text("2026-03-01 11:00:00 UTC")
    assert placing.place(tmp_path, handed(time=NOON)) == (REPLACED, "")


def test_a_time_that_was_not_known_is_added(tmp_path, folder):
    placing.place(tmp_path, handed())
    assert placing.place(tmp_path, handed(time=NOON)) == (REPLACED, "")
    assert (folder / "timestamp.txt").exists()


def test_no_link_is_written_through(tmp_path, folder):
    other = tmp_path / "elsewhere"
    other.mkdir()
    folder.parent.mkdir(parents=True)
    folder.symlink_to(other)
    assert placing.place(tmp_path, handed(), replace=True)[0] == KEPT
    folder.unlink()
    folder.parent.rmdir()
    folder.parent.symlink_to(other)
    assert placing.place(tmp_path, handed(), replace=True)[0] == KEPT
    assert os.listdir(other) == []


def test_a_students_folder_in_another_unicode_form_is_the_students(tmp_path):
    there = tmp_path / "submitted" / unicodedata.normalize("NFD", "zoë")
    there.mkdir(parents=True)
    new = handed()
    new.student = "zoë"
    assert placing.place(tmp_path, new) == (NEW, "")
    assert os.listdir(tmp_path / "submitted") == [there.name]


def test_a_students_folder_in_other_letters_is_another_students(tmp_path):
    (tmp_path / "submitted" / "ADA").mkdir(parents=True)
    placing.place(tmp_path, handed())
    assert sorted(os.listdir(tmp_path / "submitted")) == ["ADA", "ada"]


def test_a_lessons_folder_in_other_letters_and_a_notebook_beside_it_count(tmp_path, folder):
    (folder.parent / "91_EXAM").mkdir(parents=True)
    (folder.parent / "91_EXAM" / "a.ipynb").write_bytes(b"0")
    assert placing.place(tmp_path, handed())[0] == KEPT
    (folder.parent / "91_EXAM" / "a.ipynb").rename(folder.parent / "91_exam.ipynb")
    (folder.parent / "91_EXAM").rmdir()
    done, reason = placing.place(tmp_path, handed())
    assert done == KEPT and "in ada/ itself" in reason


def test_a_crash_in_the_middle_leaves_what_was_there(tmp_path, folder, monkeypatch):
    before = handed(number=1)
    placing.place(tmp_path, before)
    new = handed(b"2", number=2, before=before.taken)
    new.files["b" * 300] = b""  # no disk takes this name
    with pytest.raises(OSError):
        placing.place(tmp_path, new)
    assert (folder / "a.ipynb").read_bytes() == b"1"
    del new.files["b" * 300]
    assert placing.place(tmp_path, new) == (REPLACED, "")
    assert os.listdir(folder.parent) == [LESSON]


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("a.ipynb", "a.ipynb"),
        ("mine/a.ipynb", "mine/a.ipynb"),
        ("one/two/a.ipynb", "one/two_a.ipynb"),
        ("../../a.ipynb", "a.ipynb"),
        ("a:b?.ipynb", "a_b_.ipynb"),
        ("a\x1b[2J\n.ipynb", "a_[2J_.ipynb"),
        (".hidden", "hidden"),
    ],
)
def test_names_are_safe_on_every_system(path, safe):
    assert placing.safe_path(path, {}) == safe


def test_a_long_name_keeps_its_ending_and_an_equal_one_has_a_number():
    name = placing.safe_path("ö" * 300 + ".ipynb", {})
    assert len(name.encode()) <= 255 and name.endswith("ö.ipynb")
    assert placing.safe_path("A.ipynb", {"a.ipynb": b""}) == "A (2).ipynb"


def test_no_name_is_in_the_way_of_another():
    there = {"a": b"", "b/x.ipynb": b""}
    assert placing.safe_path("..", {}) == placing.safe_path(".", {}) == "_"
    assert placing.safe_path("a /x.ipynb", there) == "a (2)/x.ipynb"
    assert placing.safe_path("B", there) == "B (2)"
    assert placing.safe_path("b/X.ipynb", there) == "b/X (2).ipynb"
    assert placing.safe_path("timestamp.txt/x", {}) == "timestamp (2).txt/x"
    assert len(placing.safe_path(f"{'ä' * 200}/x", {}).encode()) < 255
