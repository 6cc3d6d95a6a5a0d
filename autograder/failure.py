"""What a failed check has to say: one message, as data that can be stored, sent and drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from autograder.calls import Frame

#: the tiers, in the order in which they are looked at
TIERS = ("type", "forbidden", "shape", "values", "manners", "property")

#: longer texts are cut: nobody reads them, and a page must stay a page
TEXT_LIMIT = 2000


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text from outside: bounded, with no control characters but line ends.

    Raises
    ------
    TypeError
        if it is not text
    """
    if not isinstance(text, str):
        raise TypeError(f"text is needed; {type(text).__name__} came")
    text = text[:limit].encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


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

    ``headline`` is the one sentence to read; ``because`` the misconception's explanation if one
    was recognised; ``facts`` what else is known; ``panels`` the counterexample. What a student's
    code gave may be quoted in headline and facts, so they are cleaned.
    """

    exercise: str
    tier: str
    headline: str
    because: str = ""
    misconception: str = ""
    facts: list[str] = field(default_factory=list)
    call: str = ""
    panels: list[Panel] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    seed: int | None = None

    def __post_init__(self) -> None:
        self.headline = clean(self.headline)
        self.facts = [clean(fact) for fact in self.facts]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Failure:
        panels = [Panel(**{**p, "shape": tuple(p["shape"])}) for p in data["panels"]]
        frames = [Frame(**f) for f in data["frames"]]
        return cls(**{**data, "panels": panels, "frames": frames})


class CheckFailed(AssertionError):
    """A check failed. An `AssertionError`, so nbgrader takes it as a failed test.

    In Jupyter the traceback is the message itself, in the fewest lines: nobody learns from the
    checker's own frames.
    """

    def __init__(self, failure: Failure, shown: bool = False):
        from autograder.render import text

        super().__init__(text(failure))
        self.failure = failure
        self.shown = shown  # a rich form of it stands above already

    def _render_traceback_(self) -> list[str]:
        return (
            [f"CheckFailed: {self.failure.because or self.failure.headline}"]
            if self.shown
            else [str(self)]
        )
