"""Budgets of time: one search's, and what the searches of one notebook share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

#: seconds in which what was begun in time may end
GRACE = 0.15


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

    def long_over(self) -> bool:
        """Whether the budget was used up some time ago: what was begun in time may end."""
        return self.now() > self.end + GRACE

    def part(self, share: float) -> Clock:
        """A clock for a part of what is left; it ends no later than this one."""
        some = Clock(0)
        some.now = self.now
        some.end = self.now() + share * self.left
        return some


class Patience:
    """What searches may take: each so many seconds, and all of them together so many."""

    def __init__(self, each: float, together: float = inf):
        self.each, self.left = each, together

    @contextmanager
    def clock(self, elsewhere: bool = False) -> Iterator[Clock]:
        """The clock of one search; what it takes is gone for those after it."""
        clock = Clock(min(self.each, self.left), elsewhere)
        begun = clock.now()
        try:
            yield clock
        finally:
            self.left = max(0.0, self.left - (clock.now() - begun))
