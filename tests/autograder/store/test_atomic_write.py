"""A file is written whole or not at all."""

import os

import pytest

from autograder.store.atomic_write import write_file


def test_a_file_is_written_with_its_folders_and_its_mode(tmp_path):
    path = tmp_path / "a" / "b" / "secret"
    write_file(path, b"text", 0o600)
    assert path.read_bytes() == b"text" and path.stat().st_mode & 0o777 == 0o600
    write_file(path, b"new")
    assert path.read_bytes() == b"new" and os.listdir(path.parent) == ["secret"]


def test_what_fails_half_way_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "grades.csv"
    write_file(path, b"old")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_what_was_left_half_written_is_written_over(tmp_path):
    (tmp_path / ".grades.csv.part").write_bytes(b"half of a longer text")
    write_file(tmp_path / "grades.csv", b"new")
    assert (tmp_path / "grades.csv").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["grades.csv"]
