"""What a dead worker leaves behind tells which work it was busy with, and who is to blame."""

import subprocess
import sys

from autograder.grade import under_way
from autograder.grade.batch import blamed
from autograder.grade.under_way import Trace
from autograder.grade.worker import Task

HANGS = """
import re, sys
from pathlib import Path
from autograder.grade import under_way
with under_way.begun(Path(sys.argv[1]), "a", 0.5) as note:
    note("the key")
    re.match(r"(a*)*b", "a" * 99)
"""


def test_a_work_that_was_finished_leaves_nothing(tmp_path):
    with under_way.begun(tmp_path, "a/b", 60) as note:
        note("key")
        assert under_way.left(tmp_path, "a/b") == Trace("key", hung=False)
    assert under_way.left(tmp_path, "a/b") is None
    assert under_way.left(tmp_path, "another") is None


def test_a_work_that_fails_leaves_nothing(tmp_path):
    try:
        with under_way.begun(tmp_path, "a", 60):
            raise ValueError
    except ValueError:
        assert under_way.left(tmp_path, "a") is None


def test_what_cannot_be_interrupted_is_ended_and_its_key_is_known(tmp_path):
    words = [sys.executable, "-c", HANGS, str(tmp_path)]
    assert subprocess.run(words, timeout=60).returncode == 1
    assert under_way.left(tmp_path, "a") == Trace("the key", hung=True)


def test_who_hung_is_to_blame_alone_and_else_all_that_were_under_way(tmp_path):
    a, b, c = (Task(name, "lesson", tmp_path) for name in "abc")
    hung, died = Trace("key", hung=True), Trace("", hung=False)
    assert blamed({a: hung, b: died, c: None}, [a]) == ({a: hung}, [])
    assert blamed({a: died, b: died, c: None}, [a]) == ({}, [a, b])
    assert blamed({a: None, b: None}, [b]) == ({}, [b])  # the workers cannot even start
