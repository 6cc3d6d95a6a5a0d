"""What runs in each worker process: one sandbox, the lessons, one submission after another."""

from __future__ import annotations

import faulthandler
import gc
import hmac
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from typing import IO

from autograder.exam.bundle import Bundle
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.submission import Work
from autograder.exam.record import Record
from autograder.output import pages
from autograder.sandbox.conversation import Budgets
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.threads import one_thread
from autograder.student_side.confinement import limits


@dataclass(frozen=True)
class Graded:
    """A record and the files that go with it."""

    record: Record
    autograded: bytes
    feedback: bytes


#: a worker that is busy with one notebook for so long is ended, whatever it is doing; there is a
#: limit for everything that can be interrupted, and this one is for what cannot
HANGING_SECONDS = 900
#: bytes a worker may take besides what it begins with: a check may be led to ask for more than
#: there is, and that is to fail in the check
MEMORY = 4 << 30
_watched: IO | None = None  # where its last words go
_sandbox: Sandbox | None = None
_bundles: dict[str, Bundle] = {}
_secret = b""
_budgets = Budgets()


def begin(level: str, bundles: Sequence[Bundle], secret: bytes, cores: SimpleQueue) -> None:
    """Make this process a worker: it dies with the main one, and leaves Ctrl-C to it.

    It stays on one core, if `cores` has one for it: it and its candidates take turns, and what
    both need lies in that core's cache (a sixth of the time, with two workers on two cores).
    """
    global _watched
    one_thread()
    gc.freeze()  # what is here stays: nobody looks through torch for what can go
    _watched = open(os.devnull, "w")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if core := cores.get():
        os.sched_setaffinity(0, core)
    threading.Thread(target=end_with_parent, daemon=True).start()
    limits.prctl(limits.PR_SET_DUMPABLE, 0)  # no candidate reads this memory
    most = limits.address_space() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sandbox = Sandbox(level)
    Finalize(None, sandbox.close, exitpriority=0)  # no process is left to be killed from outside
    take(sandbox, bundles, secret)


def end_with_parent() -> None:
    """Wait until the main process is gone, however it went; then go too."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def take(
    sandbox: Sandbox, bundles: Sequence[Bundle], secret: bytes, budgets: Budgets | None = None
) -> None:
    """Have what grading needs."""
    global _sandbox, _secret, _budgets
    _sandbox, _secret, _budgets = sandbox, secret, budgets or Budgets()
    _bundles.update({b.lesson: b for b in bundles})


def grade(work: Work) -> Graded:
    """Grade one submission and draw its pages.

    The hidden cases depend on the submission too: numbers that one has printed into its feedback
    are of no use to the next.
    """
    if _sandbox is None:
        raise RuntimeError("this process was not made a worker; see `begin`")
    bundle = _bundles[work.lesson]
    secret = hmac.digest(_secret, work.data, "sha256")
    if _watched:
        faulthandler.dump_traceback_later(HANGING_SECONDS, exit=True, file=_watched)
    try:
        record, recovery = grade_one(work, bundle, secret, _sandbox, _budgets)
        return Graded(
            record, pages.autograded(record, recovery, bundle), pages.feedback(record, bundle)
        )
    finally:
        if _watched:
            faulthandler.cancel_dump_traceback_later()
