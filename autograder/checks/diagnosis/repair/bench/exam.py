"""Edited functions of a student's in the exam: one more cell, run where the student's code runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from autograder.checks.clock import Clock
from autograder.checks.diagnosis.repair.bench.here import LEAST, MOST, TURNS
from autograder.checks.diagnosis.repair.bench.weave import EDIT, TICK
from autograder.checks.diagnosis.repair.edits.nodes import CEIL, FLOOR, SLICE
from autograder.student_side.calls import TIMEOUT, Outcome, StudentError, invoke

#: how many edits are asked for together
TOGETHER = 64
#: what stands in the cell before the woven functions; as `bench.Bench` has it
PRELUDE = f"""
class _TooLong(BaseException):
    pass

{EDIT}, {SLICE} = 0, slice
_left = _turns = {LEAST}

def {CEIL}(x):
    return -int(-x // 1)

def {FLOOR}(x):
    return int(x // 1)

def {TICK}():
    global _left
    _left -= 1
    if _left < 0:
        raise _TooLong

def _edited(number, *arguments):
    global {EDIT}, _left, _turns
    {EDIT} = number
    _left = _turns if number else {MOST}
    try:
        return NAME(*arguments)
    except _TooLong:
        raise TimeoutError("an edited function goes round and round") from None
    except Exception as error:  # where it was raised is of no interest
        raise error.with_traceback(None) from None
    finally:
        if number == 0:
            _turns = max(_turns, {TURNS} * ({MOST} - _left))
"""


class ExamBench:
    """All edits of one function that lives in a candidate.

    Parameters
    ----------
    student : its handle
    name : what it is called in `module`
    module : the woven functions, see `repair.weave`
    used : a function as the cases use it
    seconds : how long one call may take
    fresh : see `calls.invoke`
    clock : when no edited function is called any more
    """

    def __init__(
        self,
        student: Any,
        name: str,
        module: ast.Module,
        used: Callable[[Callable], Callable],
        seconds: float,
        fresh: bool | None,
        clock: Clock | None = None,
    ):
        text = PRELUDE.replace("NAME", name) + ast.unparse(module)
        self.function = student.under_edits(text, seconds)
        self.name, self.used, self.fresh, self.clock = name, used, fresh, clock

    def each(self, numbers: Sequence[int], arguments: Sequence[Any]) -> Iterator[Outcome]:
        """What the function gives under each edit, many asked for together."""
        if self.used(self.edited) != self.edited:  # it is not simply called
            for number in numbers:
                yield invoke(self.used(self.edited(number)), arguments, fresh=self.fresh)
            return
        rest = iter(numbers)
        while some := list(islice(rest, TOGETHER)):
            calls = [(number, arguments) for number in some]
            outcomes = self.function.call(calls, fresh=self.fresh)
            yield from outcomes
            if len(outcomes) < len(some):
                return

    def edited(self, number: int) -> EditedHandle:
        """The function under one edit."""
        return EditedHandle(self.function, number, self.name, self.clock)

    def close(self) -> None:
        """End the process."""
        self.function.close()


class EditedHandle:
    """What a check may do with a function under one edit: call it."""

    def __init__(self, function: Any, number: int, name: str, clock: Clock | None = None):
        self.function, self.number, self.__name__ = function, number, name
        self.clock = clock

    def invoke(
        self,
        args: Sequence[Any],
        views: bool = False,
        fresh: bool | None = None,
        allow: Sequence[str] | None = None,
    ) -> Outcome:
        if self.clock is not None and self.clock.long_over():
            return Outcome(error=StudentError(TIMEOUT, "", "There is no time for edits any more."))
        return self.function.call([(self.number, args)], views, fresh)[0]

    def __call__(self, *args: Any) -> Any:
        outcome = self.invoke(args)
        if outcome.error:
            raise outcome.error
        return outcome.value
