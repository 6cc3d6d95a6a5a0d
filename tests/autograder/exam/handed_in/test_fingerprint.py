"""A folder that changed looks different; one that did not, the same."""

import os
import time

import pytest

from autograder.exam.handed_in import fingerprint as module
from autograder.exam.handed_in.files import FILES_LIMIT
from autograder.exam.handed_in.fingerprint import fingerprint


@pytest.fixture(autouse=True)
def long_ago(monkeypatch):
    """What was just made counts as old."""
    monkeypatch.setattr(module, "GRAIN", -60)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "student-01"
    (folder / "01_a").mkdir(parents=True)
    (folder / "01_a" / "01_a.ipynb").write_text("{}")
    return folder


def test_it_is_the_same_twice(folder):
    assert fingerprint(folder) == fingerprint(folder) != ""


def test_another_text_of_the_same_size_and_time_is_seen(folder):
    before = fingerprint(folder)
    path = folder / "01_a" / "01_a.ipynb"
    times = path.stat()
    time.sleep(0.05)
    path.write_text("[]")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert fingerprint(folder) not in ("", before)


@pytest.mark.parametrize("name", ["01_a/more.ipynb", "notes.txt", "02_b"])
def test_whatever_comes_or_goes_is_seen(folder, name):
    before = fingerprint(folder)
    (folder / name).write_text("")
    with_it = fingerprint(folder)
    (folder / name).unlink()
    assert len({before, with_it, fingerprint(folder)}) == 3


def test_what_has_just_changed_says_nothing(folder, monkeypatch):
    monkeypatch.setattr(module, "GRAIN", 60)
    assert fingerprint(folder) == ""


def test_too_many_files_or_none_say_nothing(folder, tmp_path):
    assert fingerprint(tmp_path / "nobody") == ""
    for i in range(FILES_LIMIT + 1):
        (folder / f"{i}.txt").touch()
    assert fingerprint(folder) == ""


def test_no_link_is_followed(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (folder / "link").symlink_to(other)
    before = fingerprint(folder)
    (other / "new").touch()
    assert fingerprint(folder) == before
