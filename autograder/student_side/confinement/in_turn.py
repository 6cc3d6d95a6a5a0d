"""Threads, which a candidate cannot have: the limit on processes counts them.

What a `ThreadPoolExecutor` is given is done at once, in turn: its results are the same. Any other
thread or process is refused by the system, and `REFUSED` says so in the student's words.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from ..channel import Closed

REFUSED = (
    "no thread or process can be started while work is graded; "
    "a ThreadPoolExecutor works, one call after the other"
)


def submit(self: ThreadPoolExecutor, function: Any, /, *args: Any, **kwargs: Any) -> Future:
    """Call the function now; the future is done."""
    if self._shutdown:  # as the real one refuses it
        raise RuntimeError("cannot schedule new futures after shutdown")
    future: Future = Future()
    try:
        future.set_result(function(*args, **kwargs))
    except Closed:
        raise
    except BaseException as error:
        future.set_exception(error)
    return future


def install() -> None:
    """Change the executor of this process."""
    setattr(ThreadPoolExecutor, "submit", submit)  # noqa: B010 (it is another function)


def is_refusal(error: BaseException) -> bool:
    """Whether the system refused a thread, or a process."""
    started = type(error) is RuntimeError and error.args == ("can't start new thread",)
    return started or type(error) is BlockingIOError
