"""What a student's function gave on the cases of a check, to be set beside what others give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.compare.values import compare, plain
from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome, StudentError


@dataclass(frozen=True)
class Outcomes:
    """The arguments of every case, the right answers, and what the student's function gave.

    ``ask(function, arguments, views)`` is the outcome of another function, used as theirs is.
    """

    drawn: list[list[Any]]
    right: list[Any]
    given: list[Outcome]
    ask: Callable[..., Outcome]
    rtol: float
    fresh: bool | None

    def agree(self, other: Callable, shape: bool = False) -> bool:
        """Whether another function gives these outcomes (or only their shapes) on every case.

        Where both raise what the case did not ask for, or only ever raise, the messages must agree
        too: many mistakes end in the same kind of error. But the words of a function's own `raise`
        are its author's: where other cases give results, that both raise is enough.
        """
        silent = all(outcome.error for outcome in self.given)
        for arguments, outcome, right in zip(self.drawn, self.given, self.right, strict=False):
            theirs = self.ask(other, arguments)
            if not same_outcome(theirs, outcome, self.rtol, shape, self.fresh):
                return False
            asked = isinstance(right, Refused) and not silent
            errors = [one.error for one in (theirs, outcome) if one.error]
            if errors and not asked and len({error.message for error in errors}) > 1:
                if silent or not all(map(own_raise, errors)):
                    return False
        return True


def own_raise(error: StudentError) -> bool:
    """Whether an error comes from a `raise` in the student's own lines."""
    return bool(error.frames) and error.frames[-1].source.startswith("raise")


def same_outcome(
    theirs: Outcome, outcome: Outcome, rtol: float, shape: bool = False, fresh: bool | None = None
) -> bool:
    """Whether two functions did the same: the same error type, or equal values of equal kind."""
    if theirs.error or outcome.error:
        one, two = theirs.error, outcome.error
        return bool(one and two and (one.kind, one.type_name) == (two.kind, two.type_name))
    if shape:
        return shapes(theirs.value) == shapes(outcome.value)
    if theirs.changed != outcome.changed or (
        fresh is not None and theirs.aliases != outcome.aliases
    ):
        return False
    a, b = plain(theirs.value), plain(outcome.value)
    if a is None or b is None:
        return a is b
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.dtype != b.dtype:
        return False
    try:
        return compare(a, b, rtol) is None
    except Exception:  # values no comparison was made for
        return False


def shapes(value: Any) -> Any:
    """The shape of an array; of a tuple, list or dictionary, the shapes of what is in it."""
    if isinstance(value, (tuple, list)):
        return [shapes(v) for v in value]
    if isinstance(value, dict):
        return {key: shapes(v) for key, v in value.items()}
    return np.shape(value)
