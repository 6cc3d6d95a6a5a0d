"""Candidates that serve a few cells, at every level of isolation."""

import os
import subprocess
import sys

import psutil
import pytest

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.sandbox import Policy
from autograder.student_side.confinement.limits import Limits
from tests.autograder.sandbox.asked import QUICK


@pytest.fixture(params=["bubblewrap", "landlock", "process"])
def sandbox(request, at_level):
    """The sandbox of each level in turn."""
    return at_level(request.param)


@pytest.fixture
def serve(sandbox):
    """Serve cells; a function that gives the handle of a name."""
    candidates = []

    def start(*sources, names=("f",), budgets=QUICK, limits=None):
        cells = [CodeCell("setup 1", "import numpy as np", (), True)]
        owners = [names] if len(sources) == 1 else [(name,) for name in names]
        pairs = zip(sources, owners, strict=True)
        cells += [CodeCell(f"cell {i}", s, own) for i, (s, own) in enumerate(pairs, 1)]
        zygote = sandbox.zygote(Policy(("numpy",)))
        candidate = Candidate(zygote, cells, limits or Limits(), budgets)
        candidates.append(candidate)
        return lambda name="f": Handle(candidate, name, name)

    yield start
    for candidate in candidates:
        candidate.close()


@pytest.fixture
def crowded(sandbox):
    """A processor on which the candidates are alone with three others."""
    processor = {min(os.sched_getaffinity(0))}
    zygote = sandbox.zygote(Policy(("numpy",)))
    threads = [psutil.Process(zygote.process.pid)]
    threads += threads[0].children(recursive=True)
    before = [os.sched_getaffinity(thread.pid) for thread in threads]
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    for pid in [other.pid for other in others] + [thread.pid for thread in threads]:
        os.sched_setaffinity(pid, processor)
    yield
    for other in others:
        other.kill()
        other.wait()
    for thread, cores in zip(threads, before, strict=True):
        os.sched_setaffinity(thread.pid, cores)
