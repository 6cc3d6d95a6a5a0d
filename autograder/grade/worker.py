"""What runs in each worker process: one sandbox, the lessons, one submission after another."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait

from autograder.grade import pages
from autograder.grade.bundle import Bundle
from autograder.grade.candidate import Budgets
from autograder.grade.collect import Work
from autograder.grade.examiner import Record, grade_one
from autograder.grade.inside import limits
from autograder.grade.sandbox import Sandbox


@dataclass(frozen=True)
class Graded:
    """A record and the files that go with it."""

    record: Record
    autograded: bytes
    feedback: bytes


_sandbox: Sandbox | None = None
_bundles: dict[str, Bundle] = {}
_secret = b""
_budgets = Budgets()


def begin(level: str, bundles: Sequence[Bundle], secret: bytes) -> None:
    """Make this process a worker: it dies with the main one, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    limits.prctl(limits.PR_SET_DUMPABLE, 0)  # no candidate reads this memory
    take(Sandbox(level), bundles, secret)


def end_with_parent() -> None:
    """Wait until the main process is gone, however it went; then go too."""
    wait([multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def take(
    sandbox: Sandbox, bundles: Sequence[Bundle], secret: bytes, budgets: Budgets | None = None
) -> None:
    """Have what grading needs."""
    global _sandbox, _secret, _budgets
    _sandbox, _secret, _budgets = sandbox, secret, budgets or Budgets()
    _bundles.update({b.lesson: b for b in bundles})


def grade(work: Work) -> Graded:
    """Grade one submission and draw its pages."""
    bundle = _bundles[work.lesson]
    record, recovery = grade_one(work, bundle, _secret, _sandbox, _budgets)
    return Graded(
        record, pages.autograded(record, recovery, bundle), pages.feedback(record, bundle)
    )
