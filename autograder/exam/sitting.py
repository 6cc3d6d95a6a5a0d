"""One student's exam: the candidates, what was found in the notebook, the record to be filled."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.checks.clock import Patience
from autograder.checks.session import exam_patience
from autograder.exam.find_answers import Recovery
from autograder.exam.record import Record
from autograder.sandbox.candidates import Candidates
from autograder.sandbox.time_limit import TooSlow, at_most


@dataclass
class Sitting:
    """One student's exam."""

    candidates: Candidates
    record: Record
    recovery: Recovery
    secret: bytes
    answered: set[str] = field(default_factory=set)  # checks passed by more than raising errors
    patience: Patience = field(default_factory=exam_patience)  # of the searches for reasons

    @contextlib.contextmanager
    def until(self, deadline: float) -> Iterator[list]:
        """Stop at the deadline; what is to be known of it is put into the list."""
        try:
            with at_most(deadline - time.monotonic()):
                yield []
        except TooSlow:
            self.candidates.close()  # they may have been in the middle of an answer
