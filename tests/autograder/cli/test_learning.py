"""The verbs for learners: lab copies and opens, handout packs, progress shows."""

import os
import subprocess
import sys
import time

import pytest

from autograder.cli.learning import until_stopped
from tests.autograder.helpers import run


def test_lab_copies_once_and_never_over_answers(tiny, capsys):
    run("build", "--course", str(tiny))
    assert run("lab", "--no-open", "--course", str(tiny)) == 0
    mine = tiny / "work" / "90_tiny" / "90_tiny.ipynb"
    mine.write_text("my answers")
    assert run("lab", "--no-open", "--course", str(tiny)) == 0
    assert mine.read_text() == "my answers"
    assert "0 notebooks copied, 1 already there" in capsys.readouterr().out


def test_whoever_ends_lab_ends_what_it_runs(tmp_path):
    mark = tmp_path / "pid"
    inner = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    program = (
        "import sys; from autograder.cli.learning import until_stopped; "
        f"sys.exit(until_stopped([sys.executable, '-c', {inner!r}]))"
    )
    ours = subprocess.Popen([sys.executable, "-c", program])
    for _ in range(300):
        if mark.exists() and mark.read_text():
            break
        time.sleep(0.1)
    ours.terminate()
    ours.wait(20)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize("root", [True, False])
def test_lab_says_what_root_has_to_say(tiny, capsys, monkeypatch, root):
    run("build", "--course", str(tiny))
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("autograder.cli.learning.until_stopped", lambda command: 0)
    assert run("lab", "--course", str(tiny)) == (1 if root else 0)
    assert run("lab", "--course", str(tiny), "--", "--allow-root") == 0
    assert ("--allow-root" in capsys.readouterr().err) == root


def test_a_programs_exit_code_is_the_verbs_and_signals_are_as_before():
    import signal

    before = signal.getsignal(signal.SIGTERM)
    assert until_stopped(["sh", "-c", "exit 7"]) == 7
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_handout_is_of_the_lessons_that_are_named(tmp_path, capsys, monkeypatch):
    given = []

    def handout(course, names, to):
        given.append((course, names, to))
        path = tmp_path / "handout.zip"
        path.write_bytes(b"x" * 1_500_000)
        return path

    monkeypatch.setattr("autograder.output.handout.handout", handout)
    for name in ("01_one", "02_two"):
        (tmp_path / "notebooks" / name).mkdir(parents=True)
    assert run("handout", "02", "--course", str(tmp_path)) == 0
    assert given == [(tmp_path, ["02_two"], None)]
    assert capsys.readouterr().out.endswith("handout.zip: 1 lesson, 1.5 MB\n")
    run("handout", "--course", str(tmp_path))
    assert given[1][1] == [] and "2 lessons" in capsys.readouterr().out
