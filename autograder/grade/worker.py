"""What runs in each worker process: one sandbox, the lessons, one submission after another.

Everything that a submission can make long is done here and has its limit of time: collecting and
unpacking, finding the answers, running and judging them, drawing the pages. What cannot be
interrupted is ended by a watchdog, see `under_way`.
"""

from __future__ import annotations

import gc
import hmac
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.exam.bundle import Bundle
from autograder.exam.examiner import bare, grade_one
from autograder.exam.find_answers import Recovery
from autograder.exam.handed_in import submission
from autograder.exam.handed_in.submission import Work
from autograder.exam.record import Record
from autograder.grade import under_way
from autograder.output import pages
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.threads import one_thread
from autograder.sandbox.time_limit import Budgets, TooSlow, at_most
from autograder.store.journal import key
from autograder.student_side.confinement import limits


@dataclass(frozen=True)
class Task:
    """A submission to be graded, unless its record would have the key that is known."""

    student: str
    lesson: str
    submitted: Path
    known: str = ""
    seconds: float = 0.0  # a shorter time for all of it than is usual, if not 0

    @property
    def name(self) -> str:
        return f"{self.student}/{self.lesson}"


@dataclass(frozen=True)
class Unchanged:
    """A submission of which there is a record already."""

    key: str


@dataclass(frozen=True)
class Collected:
    """A submission that was read."""

    task: Task
    work: Work
    key: str


@dataclass(frozen=True)
class Graded:
    """A record and the files that go with it."""

    key: str
    record: Record
    autograded: bytes
    feedback: bytes
    secret: str  # of nbgrader's exchange


#: seconds after the last limit at which the watchdog ends the worker
GRACE = 15
#: bytes a worker may take besides what it begins with: a check may be led to ask for more than
#: there is, and that is to fail in the check
MEMORY = 4 << 30
_folder: Path | None = None  # where it is noted what is under way
_sandbox: Sandbox | None = None
_bundles: dict[str, Bundle] = {}
_secret = b""
_budgets = Budgets()


def begin(
    level: str, bundles: Sequence[Bundle], secret: bytes, cores: SimpleQueue, folder: Path
) -> None:
    """Make this process a worker: it dies with the main one, and leaves Ctrl-C to it.

    It stays on one core, if `cores` has one for it: it and its candidates take turns, and what
    both need lies in that core's cache (a sixth of the time, with two workers on two cores).
    """
    one_thread()
    if core := cores.get():
        os.sched_setaffinity(0, core)
    begin_collecting(bundles, secret, folder)
    sandbox = Sandbox(level)
    Finalize(None, sandbox.close, exitpriority=0)  # no process is left to be killed from outside
    take(sandbox, bundles, secret)


def begin_collecting(bundles: Sequence[Bundle], secret: bytes, folder: Path) -> None:
    """Make this process a worker that only collects."""
    global _folder
    gc.freeze()  # what is here stays: nobody looks through torch for what can go
    _folder = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    limits.prctl(limits.PR_SET_DUMPABLE, 0)  # no candidate reads this memory
    most = limits.address_space() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    take(None, bundles, secret)


def end_with_parent() -> None:
    """Wait until the main process is gone, however it went; then go too."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def take(
    sandbox: Sandbox | None,
    bundles: Sequence[Bundle],
    secret: bytes,
    budgets: Budgets | None = None,
) -> None:
    """Have what grading needs."""
    global _sandbox, _secret, _budgets
    _sandbox, _secret, _budgets = sandbox, secret, budgets or Budgets()
    _bundles.update({b.lesson: b for b in bundles})


def grade(task: Task) -> Graded | Unchanged:
    """Collect and grade one submission and draw its pages."""
    with under_way.begun(_folder, task.name, watchdog(task)) as note:
        collected = read(task)
        if isinstance(collected, Unchanged):
            return collected
        note(collected.key)
        return judge(collected)


def collect(task: Task) -> Collected | Unchanged:
    """Collect one submission."""
    with under_way.begun(_folder, task.name, watchdog(task)):
        return read(task)


def examine(collected: Collected) -> Graded:
    """Grade one submission that was collected, and draw its pages."""
    task = collected.task
    with under_way.begun(_folder, task.name, watchdog(task)) as note:
        note(collected.key)
        return judge(collected)


def watchdog(task: Task) -> float:
    """Seconds after which a submission's worker is ended."""
    return (task.seconds or _budgets.submission) + _budgets.drawing + GRACE


def read(task: Task) -> Collected | Unchanged:
    bundle = _bundles[task.lesson]
    begun = time.monotonic()
    try:
        with at_most(_budgets.reading):
            work = submission.collect(task.submitted, task.student, task.lesson, bundle)
    except TooSlow:
        problem = f"Collecting it took longer than {_budgets.reading:g} seconds."
        work = Work(task.student, task.lesson, problem=problem)
    except MemoryError:
        problem = "There was not enough memory to collect it."
        work = Work(task.student, task.lesson, problem=problem)
    its_key = key(work, bundle, _secret)
    if its_key == task.known:
        return Unchanged(its_key)
    work.seconds = time.monotonic() - begun
    return Collected(task, work, its_key)


def judge(collected: Collected) -> Graded:
    """Grade one submission and draw its pages.

    The hidden cases depend on the submission too: numbers that one has printed into its feedback
    are of no use to the next.
    """
    if _sandbox is None:
        raise RuntimeError("this process was not made a worker; see `begin`")
    task, work = collected.task, collected.work
    bundle = _bundles[work.lesson]
    secret = hmac.digest(_secret, work.data, "sha256")
    budgets = replace(_budgets, submission=task.seconds or _budgets.submission)
    record, recovery = grade_one(work, bundle, secret, _sandbox, budgets)
    return Graded(collected.key, record, *drawn(record, recovery, bundle), work.secret)


def drawn(record: Record, recovery: Recovery, bundle: Bundle) -> tuple[bytes, bytes]:
    """The two pages; if they take too long, without what made them so."""
    try:
        with at_most(_budgets.drawing):
            return pages.autograded(record, recovery, bundle), pages.feedback(record, bundle)
    except TooSlow:
        record.person.append(
            f"Drawing the pages took longer than {_budgets.drawing:g} seconds; what the student "
            "wrote and why points are missing is not on them."
        )
        plain = bare(record)
        return pages.autograded(plain, Recovery(), bundle), pages.feedback(plain, bundle)
