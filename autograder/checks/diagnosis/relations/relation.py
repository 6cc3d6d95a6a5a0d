"""A relation between what a student's function gave and what the oracle gives, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.student_side.calls import Outcome

ASKED = "Your results are what comes out {}."
TOLD = "Your results are the right ones, {}."


@dataclass(frozen=True)
class Relation:
    """A changed question or a changed answer, and what is told if it explains every case.

    `ask` makes changed arguments, `tell` a changed answer from the right one and the arguments;
    each gives None where it does not apply.
    """

    sentence: str
    ask: Callable[..., list | None] | None = None
    tell: Callable[..., Any] | None = None


@dataclass
class Seen:
    """One case: its arguments, the right answer, and what came."""

    arguments: list
    right: Any
    outcome: Outcome
    wrong: bool
