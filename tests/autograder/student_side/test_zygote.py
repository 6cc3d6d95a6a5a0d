"""One candidate at a time: forked alike in every run, and ended with all it has started."""

import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.sandbox import Policy, Sandbox
from autograder.student_side import zygote as zygotes
from autograder.student_side.calls import invoke
from autograder.student_side.confinement.limits import Limits


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_what_is_drawn_without_a_seed_is_the_same_in_every_run(level):
    source = """
import random
DRAWN = [random.random(), np.random.rand(), list({"a", "b", "c", "d", "e"})]
def f(): return DRAWN
"""
    drawn = []
    for _ in range(2):
        with Sandbox(level) as fresh:
            cells = [
                CodeCell("setup 1", "import numpy as np", (), True),
                CodeCell("cell 1", source, ("f",)),
            ]
            candidate = Candidate(fresh.zygote(Policy(("numpy",))), cells)
            drawn.append(Handle(candidate, "f", "f")())
            candidate.close()
    assert drawn[0] == drawn[1]


def test_who_would_outlive_the_zygote_does_not(plain, tmp_path):
    zygote = plain.zygote(Policy(("numpy",)))
    source = "import ctypes, os, signal, time\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n"
    source += "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef f(): return os.getpid()"
    candidate = Candidate(zygote, [CodeCell("cell 1", source, ("f",))])
    number = Handle(candidate, "f", "f")()
    zygote.process.kill()
    zygote.process.wait()
    for _ in range(100):
        if not Path(f"/proc/{number}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{number}").exists()
    candidate.close()


def processes_with(marker):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                text = file.read()
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                text += file.read()
            with open(f"/proc/{pid}/comm", "rb") as file:
                text += file.read()
        except OSError:
            continue
        if marker in text:
            found.append(int(pid))
    return found


SPAWN = """
import ctypes, os, time
def f(name):
    for _ in range(4):
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)  # its name in the process list
            import signal
            for s in range(1, 32):
                try: signal.signal(s, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True: time.sleep(1)
    time.sleep(0.3)
    return 1
"""


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_no_process_outlives_its_candidate(level, at_level):
    sandbox = at_level(level)
    name = f"left-{level[:4]}-{os.getpid()}"[:15]
    zygote = sandbox.zygote(Policy(("numpy",)))
    limits = Limits(processes=4096)
    candidate = Candidate(zygote, [CodeCell("cell 1", SPAWN, ("f",))], limits)
    invoke(Handle(candidate, "f", "f"), [name])
    assert len(processes_with(name.encode())) == 4
    candidate.close()
    assert processes_with(name.encode()) == []


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_when_the_worker_is_gone_everything_is(level):
    with Sandbox(level) as sandbox:
        zygote = sandbox.zygote(Policy(("numpy",)))
        name = f"gone-{level[:4]}-{os.getpid()}"[:15]
        candidate = Candidate(zygote, [CodeCell("cell 1", SPAWN, ("f",))], Limits(processes=4096))
        invoke(Handle(candidate, "f", "f"), [name])
        zygote.control.close()  # as if the worker had been killed
        for _ in range(100):
            if not processes_with(name.encode()):
                break
            time.sleep(0.05)
        assert processes_with(name.encode()) == []
        zygote.process.wait(5)
        assert zygote.folder is None or not os.path.exists(zygote.folder.name)
        candidate.channel.close()
        candidate.channel = None


def test_how_long_a_process_waited_for_a_processor_is_read_where_it_is_known():
    waited = zygotes.queued(os.getpid())
    assert 0 <= waited <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert zygotes.queued(os.getpid()) >= waited
    assert zygotes.queued(2**22 + 1) == 0  # no process has this number


def test_numbers_drawn_after_settling_are_always_the_same():
    state, others = np.random.get_state(), random.getstate()
    try:
        drawn = []
        for _ in range(2):
            zygotes.settle()
            drawn.append((random.random(), np.random.rand()))
    finally:
        np.random.set_state(state)
        random.setstate(others)
    assert drawn[0] == drawn[1]


def test_a_zygote_answers_for_the_one_candidate_it_has_and_then_for_none(plain):
    zygote = plain.zygote(Policy(("numpy",)))
    candidate = Candidate(zygote, [CodeCell("cell 1", "def f(): return 1", ("f",))])
    assert Handle(candidate, "f", "f")() == 1
    assert zygote.queued() >= 0
    assert os.WTERMSIG(zygote.kill()) == signal.SIGKILL
    assert zygote.kill() is None
    assert zygote.queued() == 0
    assert zygote.process.poll() is None
    candidate.channel.close()
    candidate.channel = None
