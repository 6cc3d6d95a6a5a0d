"""What a failed check hands to those who look for the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checks.cases import Case
from autograder.checks.compare.values import Difference
from autograder.checks.diagnosis.outcomes import Outcomes
from autograder.checks.session import Session
from autograder.student_side.calls import Outcome


@dataclass(frozen=True)
class Question:
    """A student's function, what it gave on every case, and how to ask for more.

    ``used(function)`` is a function as the cases use it, ``answer(arguments)`` the oracle's answer,
    ``difference(expected, outcome)`` how an outcome differs from it. ``wrong`` are the cases that
    failed, by number, and ``smallest`` is a small failing case if one was found: its arguments, the
    right answer and what came.
    """

    session: Session
    student: Callable
    cases: Sequence[Case]
    outcomes: Outcomes
    wrong: dict[int, Difference]
    used: Callable[[Callable], Callable]
    answer: Callable[[Sequence[Any]], Any]
    difference: Callable[[Any, Outcome], Difference | None]
    smallest: tuple[list, Any, Any] | None = None

    @property
    def names(self) -> list[str]:
        """The names of the arguments."""
        return list(self.cases[0].arguments)

    @property
    def earlier(self) -> list[Callable]:
        """The checks that this very function has passed: whether another would."""
        return self.session.passed_by(self.student)

    def small(self) -> tuple[list, Any]:
        """The arguments of a failing case that costs little, and the right answer."""
        if self.smallest is not None:
            return self.smallest[:2]
        drawn = self.outcomes.drawn
        i = min(self.wrong, key=lambda i: sum(getattr(a, "size", 1) for a in drawn[i]))
        return drawn[i], self.outcomes.right[i]
