"""What a student's function gave on the cases of a check, to be set beside what others give."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any

import numpy as np

from autograder.checks.compare.values import Difference, compare, plain
from autograder.checks.oracle import Refused
from autograder.student_side.calls import RAISED, Outcome, StudentError

#: how many outcomes of known mistakes are kept at most
KEPT = 5000


@dataclass(frozen=True)
class Outcomes:
    """The arguments of every case, the right answers, and what the student's function gave.

    ``ask(function, arguments, views)`` is the outcome of another function, used as theirs is, which
    is by `via` if they are not simply called. What others gave is looked up in `kept`, and kept
    there for later checks.
    """

    drawn: list[list[Any]]
    right: list[Any]
    given: list[Outcome]
    ask: Callable[..., Outcome]
    rtol: float
    fresh: bool | None
    kept: dict | None = None
    via: Callable | None = None

    def agree(self, other: Callable, shape: bool = False) -> bool:
        """Whether another function gives these outcomes (or only their shapes) on every case.

        Where both raise what the case did not ask for, or only ever raise, the messages must agree
        too: many mistakes end in the same kind of error. But the words of a function's own `raise`
        are its author's: where other cases give results, that both raise is enough.
        """
        silent = all(outcome.error for outcome in self.given)
        for i in self.order:
            outcome, right = self.given[i], self.right[i]
            theirs = self.of(other, i)
            if not same_outcome(theirs, outcome, self.rtol, shape, self.fresh):
                return False
            asked = isinstance(right, Refused) and not silent
            errors = [one.error for one in (theirs, outcome) if one.error]
            if errors and not asked and len({error.message for error in errors}) > 1:
                if silent or not all(map(own_raise, errors)):
                    return False
        return True

    @cached_property
    def order(self) -> list[int]:
        """The cases, the smallest first: most of what disagrees does so on any."""
        return sorted(range(len(self.given)), key=lambda i: size(self.drawn[i]))

    @cached_property
    def known(self) -> dict:
        return {} if self.kept is None else self.kept

    @cached_property
    def keys(self) -> list[Hashable]:
        """What tells each case from all others."""
        way: Any = self.via
        if isinstance(way, FunctionType) and not way.__closure__:
            way = way.__code__  # a cell that runs again defines it anew
        return [(way, key_of(arguments)) for arguments in self.drawn]

    def of(self, other: Callable, i: int) -> Outcome:
        """What another function gives on case `i`."""
        key = (other, self.keys[i])
        if key not in self.known:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[key] = self.ask(other, self.drawn[i])
        return self.known[key]


def size(arguments: Any) -> int:
    """How many numbers there are in some arguments."""
    if isinstance(arguments, (list, tuple)):
        return sum(map(size, arguments))
    return arguments.size if isinstance(arguments, np.ndarray) else 1


def key_of(value: Any) -> Hashable:
    """Equal for equal plain values and arrays; an object of another kind is equal to itself."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if type(value).__module__ == "torch" and hasattr(value, "numpy"):  # a tensor
        return type(value), key_of(value.detach().numpy())
    if isinstance(value, (list, tuple)):
        return type(value), *map(key_of, value)
    if isinstance(value, dict):
        return dict, *((key_of(k), key_of(v)) for k, v in value.items())
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return type(value), repr(value)
    return Itself(value)


class Itself:
    """An object as a key: it is held, so that no other gets its place in memory."""

    def __init__(self, value: Any):
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def own_raise(error: StudentError) -> bool:
    """Whether an error comes from a `raise` or an `assert` in the student's own lines."""
    return bool(error.frames) and error.frames[-1].source.startswith(("raise", "assert"))


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
    """The shape of an array; of a tuple, list or dictionary, the shapes of what is in it.

    A plain value has no shape to be compared: it stands for itself.
    """
    if isinstance(value, (tuple, list)):
        return [shapes(v) for v in value]
    if isinstance(value, dict):
        return {key: shapes(v) for key, v in value.items()}
    is_array = isinstance(value, np.ndarray) or type(value).__module__ == "torch"
    return tuple(value.shape) if is_array else value


def refusal_difference(expected: Refused, outcome: Outcome) -> Difference | None:
    """How an outcome differs from the error that is asked."""
    error = outcome.error
    wanted = expected.error.__name__
    if error and error.kind == RAISED and error.type_name == wanted:
        return None
    if error and error.kind != RAISED:
        return Difference("type", error.sentence())
    reason, own = [], False
    if error:
        came = f"it raised {error.type_name}"
        own = own_raise(error)  # of the wrong kind, which the sentence says
    elif outcome.value is None:
        came = "it returned None"
    else:
        came = "it returned a result"
        reason = [expected.reason] if expected.reason else []  # it speaks of these
    return Difference("type", f"It must raise {wanted} here, but {came}.", reason, is_reason=own)
