"""Ratios are kept by table, and one that grew by more than a fifth is told with its commit."""

import json
import subprocess

import pytest

from benchmarks.ratios import compare, keep


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("config", "user.email", "a@example.org")
    git("config", "user.name", "a")
    file = tmp_path / "ratios.json"
    keep("table", {"slow": 1.0, "quick": 1.0, "gone": 1.0}, file)
    git("add", ".")
    git("commit", "-m", "ratios")
    return file


def test_what_grew_by_more_than_a_fifth_is_printed_in_red(repository, capsys):
    keep("table", {"slow": 1.25, "quick": 1.15, "new": 9.0}, repository)
    commit = json.loads(repository.read_text())["table"]["commit"]
    printed = capsys.readouterr().out
    assert printed.startswith("\033[31mslow: 1.25, it was 1.00 at ") and commit
    assert "quick" not in printed and "new" not in printed


def test_the_committed_ratios_are_the_measure_and_not_the_last_run(repository, capsys):
    keep("table", {"slow": 1.15}, repository)
    keep("table", {"slow": 1.3}, repository)
    assert "slow: 1.30, it was 1.00" in capsys.readouterr().out


def test_other_tables_are_kept(repository):
    keep("another", {"row": 0.5}, repository)
    tables = json.loads(repository.read_text())
    assert tables["another"]["ratios"] == {"row": 0.5}
    assert set(tables["table"]["ratios"]) == {"slow", "quick", "gone"}
    assert all(table["machine"] for table in tables.values())


def test_smaller_is_never_told():
    assert compare({"a": 0.1}, {"commit": "x", "ratios": {"a": 1.0}}) == []
