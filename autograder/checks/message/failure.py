"""What a failed check has to say: one message, as data that can be stored, sent and drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from autograder.student_side.calls import Frame
from autograder.untrusted_text import clean

#: the tiers, in the order in which they are looked at
TIERS = ("type", "forbidden", "shape", "values", "manners", "property")


@dataclass
class Panel:
    """One array of a counterexample: a label, its role in the course's pictures, its numbers.

    A cell may also be a text, which is cleaned.
    """

    label: str
    role: str
    shape: tuple[int, ...]
    cells: list
    wrong: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = [clean(c) if isinstance(c, str) else c for c in self.cells]

    @classmethod
    def of(cls, label: str, role: str, array: np.ndarray, wrong: np.ndarray | None = None) -> Panel:
        array = np.asarray(array)
        marks = [] if wrong is None else np.asarray(wrong, bool).ravel().tolist()
        return cls(label, role, array.shape, array.ravel().tolist(), marks)


@dataclass
class Failure:
    """Why a check failed.

    ``headline`` is the one sentence to read; ``because`` the reason if one was found, and
    ``found_by`` how (``misconception`` is its name if it is a known one); ``alike`` is the same for
    answers without a reason that did the same on the same numbers; ``facts`` what else is
    known; ``note`` what to know before reading the rest; ``panels`` the counterexample. What a
    student's code gave may be quoted in all of these, so they are cleaned.
    """

    exercise: str
    tier: str
    headline: str
    because: str = ""
    misconception: str = ""
    found_by: str = ""
    alike: str = ""
    facts: list[str] = field(default_factory=list)
    note: str = ""
    call: str = ""
    panels: list[Panel] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    seed: int | None = None

    def __post_init__(self) -> None:
        self.headline = clean(self.headline)
        self.because = clean(self.because)
        self.note = clean(self.note)
        self.facts = [clean(fact) for fact in self.facts]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Failure:
        panels = [Panel(**{**p, "shape": tuple(p["shape"])}) for p in data["panels"]]
        frames = [Frame(**f) for f in data["frames"]]
        return cls(**{**data, "panels": panels, "frames": frames})
