"""One student's exam: the candidates, what was found in the notebook, the record to be filled."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.checks.clock import Patience
from autograder.checks.session import SHOWN, exam_patience
from autograder.exam.find_answers import Recovery
from autograder.exam.record import Record
from autograder.sandbox.candidate import Candidate
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

    given: dict[tuple[str, bool, int], tuple[int, list]] = field(default_factory=dict)

    def given_by(self, candidate: Candidate, check: str, again: bool, part: str) -> list:
        """What the calls in the shown part of a check gave: to be filled there, then used.

        Objects of a process that is gone are not used: the calls are made once more.
        """
        key = check, again, id(candidate)
        if part == SHOWN:
            self.given[key] = candidate.generation, []
            return self.given[key][1]
        generation, values = self.given.get(key, (-1, []))
        return list(values) if generation == candidate.generation else []

    @contextlib.contextmanager
    def until(self, deadline: float) -> Iterator[list]:
        """Stop at the deadline; what is to be known of it is put into the list."""
        try:
            with at_most(deadline - time.monotonic()):
                yield []
        except TooSlow:
            self.candidates.close()  # they may have been in the middle of an answer
