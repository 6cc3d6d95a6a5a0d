"""One student's exam: the candidates, what was found in the notebook, the record to be filled."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.grade.candidates import Candidates
from autograder.grade.patience import TooSlow, at_most
from autograder.grade.record import Record
from autograder.grade.recover import Recovery


@dataclass
class Sitting:
    """One student's exam."""

    candidates: Candidates
    record: Record
    recovery: Recovery
    secret: bytes
    answered: set[str] = field(default_factory=set)  # checks passed by more than raising errors

    @contextlib.contextmanager
    def until(self, deadline: float) -> Iterator[list]:
        """Stop at the deadline; what is to be known of it is put into the list."""
        try:
            with at_most(deadline - time.monotonic()):
                yield []
        except TooSlow:
            self.candidates.close()  # they may have been in the middle of an answer
