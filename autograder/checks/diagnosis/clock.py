"""A budget of time that several parts of a search share."""

from __future__ import annotations

import time


class Clock:
    """True as long as there is time.

    Parameters
    ----------
    seconds : the budget
    elsewhere : whether the work is done in another process: then seconds on the wall count, else
        seconds of this thread's computing, which a busy machine does not shorten
    """

    def __init__(self, seconds: float, elsewhere: bool = False):
        self.now = time.monotonic if elsewhere else time.thread_time
        self.end = self.now() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self.end - self.now())

    def __bool__(self) -> bool:
        return self.now() < self.end
