"""The time that things may take: a submission can be made to be slow to judge."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

#: seconds after which an interruption is tried again: one that falls into a finaliser is lost,
#: and nobody needs to hear of it
AGAIN = 1.0
_deadlines: tuple[float, ...] = ()  # of the limits under way, the innermost last
_busy = 0  # how many parts are under way that must come to their end
_late = False  # an interruption waits for them


@dataclass(frozen=True)
class Budgets:
    """Seconds a submission may take."""

    call: float = 5
    cell: float = 10
    notebook: float = 60
    #: of these, all cells that no answer needs: the rest is kept for what is graded
    scratch: float = 20
    #: for collecting it, and for finding the answers in it; a thousand times what it takes
    reading: float = 20
    #: for the checks of one exercise, the student's own time included
    exercise: float = 60
    #: for all of it but the pages
    submission: float = 180
    drawing: float = 20


class TooSlow(BaseException):
    """Raised wherever the work is; nothing on the way catches it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` after so many seconds; without a limit outside of the main thread.

    Within another limit the earlier of both counts: once the outer one is over, whatever catches
    what was raised here is interrupted again.
    """
    global _late, _deadlines
    if threading.current_thread() is not threading.main_thread():
        yield  # no signals here
        return
    outer = _deadlines
    _late = _late and bool(outer)
    before, unraisable = signal.signal(signal.SIGALRM, stop), sys.unraisablehook
    sys.unraisablehook = lambda lost: lost.exc_type is TooSlow or unraisable(lost)
    try:
        try:
            _deadlines = (*outer, time.monotonic() + seconds)
            set_alarm()
            yield
        finally:
            _deadlines = outer
            set_alarm()
    finally:  # reached even if the alarm falls into the lines above
        _deadlines = outer
        set_alarm()
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = unraisable


def set_alarm() -> None:
    """Have the alarm ring at the first deadline, and again until it is heard."""
    left = max(min(_deadlines) - time.monotonic(), 0.001) if _deadlines else 0
    signal.setitimer(signal.ITIMER_REAL, left, AGAIN if left else 0)


def stop(number: int, frame: object) -> None:
    """Interrupt what is going on, or note that it is to be interrupted."""
    global _late
    if _busy:
        _late = True
    else:
        raise TooSlow


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let `TooSlow` wait until this is done: half of it would be worse than late.

    A flag, not a blocked signal: the kernel gives a blocked one to any other thread, and Python
    runs its handler in the main thread all the same.
    """
    global _busy
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _busy += 1
    try:
        yield
    finally:
        _busy -= 1
        if _late and not _busy:
            interrupt()


def interrupt() -> None:
    """Raise the interruption that has waited."""
    global _late
    _late = False
    raise TooSlow
