"""What a run did, and the exit code that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from autograder.exam.record import Record

ALL_GRADED, FOR_A_PERSON, SOME_NOT_GRADED, REFUSED = 0, 2, 3, 4


@dataclass
class Tally:
    """What a run did."""

    graded: int = 0
    kept: int = 0
    #: lesson -> student -> how many written answers wait for a person
    waiting: dict[str, Counter[str]] = field(default_factory=dict)
    for_a_person: bool = False
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    remarks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def count(self, record: Record) -> None:
        """Keep of a record what is shown at the end: thousands of them must fit."""
        place = record.student, record.lesson
        self.scores[place] = record.score
        if remarks := list(dict.fromkeys(record.person + record.limits)):
            self.remarks[place] = remarks
        waiting = sum(e.score is None for e in record.essays)
        if waiting:
            self.waiting.setdefault(record.lesson, Counter())[record.student] += waiting
        self.for_a_person = self.for_a_person or bool(waiting or record.person)

    @property
    def code(self) -> int:
        if self.failed:
            return SOME_NOT_GRADED
        return FOR_A_PERSON if self.for_a_person else ALL_GRADED
