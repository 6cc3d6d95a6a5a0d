"""Behind bubblewrap's walls: a system to read, the lesson's modules, and nothing else."""

import os
import sys

import pytest

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.levels import bubblewrap as levels
from autograder.sandbox.sandbox import Policy


def test_without_it_torch_cannot_even_be_found(walls):
    source = "def f():\n    import importlib.util as u\n    return u.find_spec('torch') is None"
    candidate = Candidate(walls.zygote(Policy(("numpy",))), [CodeCell("cell 1", source, ("f",))])
    assert Handle(candidate, "f", "f")() is True
    candidate.close()


SHOW = """
import bz2, lzma, os, sqlite3, sys, zlib
def f(): return [sys.prefix, sys.executable, os.__file__, str(bz2), *sys.path]
"""


def test_where_python_lives_here_is_not_seen_and_its_modules_are_there(walls):
    candidate = Candidate(walls.zygote(Policy(("numpy",))), [CodeCell("cell 1", SHOW, ("f",))])
    places = Handle(candidate, "f", "f")()
    candidate.close()
    here = os.path.realpath(sys.base_prefix)
    home = here if here == "/usr" else "/python"
    assert places[0] == home
    for place in places[1:]:
        assert home in place or place == "/site", place
        assert home == here or here not in place, place


@pytest.fixture
def words(tmp_path):
    """The command line around one, with one file for the candidate."""
    file = tmp_path / "module.py"
    file.touch()
    return lambda: levels.bubblewrap({"part/module.py": file}, ["-c", "pass"])


def pairs(words, option):
    """The two words after each of an option."""
    return [tuple(words[i + 1 : i + 3]) for i, word in enumerate(words) if word == option]


def test_nothing_is_bound_that_can_be_written_and_what_runs_comes_last(words, tmp_path):
    line = words()
    assert line[0] == "bwrap"
    assert not {"--bind", "--bind-try", "--dev-bind"} & set(line)
    assert (str(tmp_path / "module.py"), "/site/part/module.py") in pairs(line, "--ro-bind")
    assert {"--unshare-net", "--unshare-pid", "--unshare-ipc", "--clearenv"} <= set(line)
    assert [line[i + 1] for i, w in enumerate(line) if w == "--remount-ro"] == ["/", "/dev"]
    assert line[line.index("--") + 2 :] == ["-c", "pass"]


def test_a_candidate_has_this_environment_and_one_place_to_write(words):
    setting = dict(pairs(words(), "--setenv"))
    assert levels.ENVIRONMENT.items() <= setting.items()
    assert set(setting) - set(levels.ENVIRONMENT) <= {"LD_LIBRARY_PATH"}
    assert setting["HOME"] == setting["TMPDIR"] == levels.SCRATCH
    assert setting["PYTHONHASHSEED"] == "0"


@pytest.mark.parametrize("user", [0, 1000])
def test_an_ordinary_user_needs_a_namespace_of_users_and_root_keeps_three_rights(
    words, user, monkeypatch
):
    monkeypatch.setattr(levels.os, "geteuid", lambda: user)
    line = words()
    rights = [line[i + 1] for i, word in enumerate(line) if word == "--cap-add"]
    assert ("--unshare-user" in line) is (user != 0)
    assert rights == ([] if user else ["CAP_SETUID", "CAP_SETGID", "CAP_KILL"])
