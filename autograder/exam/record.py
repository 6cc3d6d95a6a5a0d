"""What became of one submission: the record that is journaled, shown and entered."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class CheckResult:
    """One check cell: its points, and why they were not earned."""

    grade_id: str
    points: float
    score: float = 0.0
    failure: dict[str, Any] | None = None
    extra: float = 0.0  # extra credit, given by a person
    by_hand: bool = False  # whether a person gave the score


@dataclass
class ExerciseResult:
    """One exercise: its checks, and the student's code where one of them failed."""

    name: str
    checks: list[CheckResult]
    cell: str = ""
    seconds: float = 0.0
    comment: str = ""  # of a person
    code: str = ""
    optional: bool = False  # its points are above those of the lesson
    title: str = ""  # as its task has it: "1.3 · Cross-correlation in two dimensions"

    @property
    def score(self) -> float:
        return sum(c.score + c.extra for c in self.checks)

    @property
    def points(self) -> float:
        return sum(c.points for c in self.checks)


@dataclass
class EssayResult:
    """A written answer; `score` is None until a person gives one."""

    grade_id: str
    points: float
    score: float | None = None
    extra: float = 0.0
    comment: str = ""
    by_hand: bool = False
    optional: bool = False


@dataclass
class Record:
    """What became of one submission, as it is written to the journal."""

    student: str
    lesson: str
    exercises: list[ExerciseResult] = field(default_factory=list)
    essays: list[EssayResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)  # why a person should look
    problem: str = ""
    timestamp: str = ""
    seconds: float = 0.0
    penalty: float = 0.0  # for handing in late

    @property
    def score(self) -> float:
        essays = sum((e.score or 0.0) + e.extra for e in self.essays)
        return sum(e.score for e in self.exercises) + essays

    @property
    def points(self) -> float:
        """What the lesson is worth; a score may be above it by what is optional."""
        essays = sum(e.points for e in self.essays if not e.optional)
        return sum(e.points for e in self.exercises if not e.optional) + essays

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        exercises = [
            ExerciseResult(**{**e, "checks": [CheckResult(**c) for c in e["checks"]]})
            for e in data["exercises"]
        ]
        essays = [EssayResult(**e) for e in data["essays"]]
        return cls(**{**data, "exercises": exercises, "essays": essays})
