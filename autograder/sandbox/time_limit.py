"""A limit on the time that something here takes: a submission can be made to be slow to judge."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator

#: seconds after which an interruption is tried again: one that falls into a finaliser is lost,
#: and nobody needs to hear of it
AGAIN = 1.0
_deadlines: tuple[float, ...] = ()  # of the limits under way, the innermost last
_busy = 0  # how many parts are under way that must come to their end
_late = False  # an interruption waits for them


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
