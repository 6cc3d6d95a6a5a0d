"""Search the edits of a student's function for those that make it right.

Each edit is tried on the smallest failing case, then on every case of the check, then on fresh
smaller ones, where the oracle tells what is right, and by all other checks of the exercise that
are at hand. The cheapest that stand all of these are spoken of, and only if they agree on where the
mistake is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checks.clock import Clock
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.repair.bench.exam import ExamBench
from autograder.checks.diagnosis.repair.bench.here import Bench, quiet
from autograder.checks.diagnosis.repair.bench.weave import weave
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.tiers import tiers
from autograder.checks.diagnosis.repair.fresh_cases import fresh
from autograder.checks.diagnosis.repair.likely import (
    given_last,
    refuses,
    refusing,
    solution_of,
    suspects,
    wholes,
)
from autograder.checks.diagnosis.source import Source, functions, source_of
from autograder.checks.message.counterexample import numbers_in
from autograder.checks.oracle import Refused
from autograder.checks.rehearsal import at_hand
from autograder.student_side.calls import Outcome, invoke, name_of

#: how many fresh cases a repair must stand
FRESH = 12
#: an edited function may raise an error on one of so many of them, if not by a `raise` of its own
MAY_REFUSE = 3
#: how many right edits are enough to choose from
ENOUGH = 12
#: seconds that one call of an edited function may take in the exam
CALL_SECONDS = 0.5


@dataclass
class Repair:
    """The cheapest edits that make a function right, and its text."""

    source: Source
    edits: list[Edit] = field(default_factory=list)
    tried: int = 0


def repair(question: Question, clock: Clock) -> Repair | None:
    """The edits that make a student's function right on all cases and on fresh ones.

    Parameters
    ----------
    question : the check that failed
    clock : when to give up

    Returns
    -------
    None if the function's text cannot be had, or its edits do not behave as it does
    """
    source = source_of(question.student)
    if source is None:
        return None
    result = Repair(source)
    with quiet():
        whole = wholes(source, question.outcomes.drawn)
        theirs = solution_of(question.session.solution)
        all_tiers = tiers(functions(source), whole, suspects(source, question), theirs)
        for found in given_last(all_tiers, source, question.session):
            try:
                used, keeps = question.used, question.outcomes.fresh
                bench = bench_of(question.student, source, found, clock, used, keeps)
            except Exception:  # its definitions do not stand alone
                return None
            try:
                search = Search(question, bench, clock, refuses(source))
                if not search.begin():
                    return None
                if isinstance(search.expected, Refused):  # an error by accident refuses nothing
                    lines = refusing(functions(source))
                    found = [edit for edit in found if lines.issuperset(edit.lines)]
                result.edits = search.run(found)
                result.tried += search.tried
            finally:
                bench.close()
            if result.edits or not clock:
                break
    return result


def bench_of(
    student: Any,
    source: Source,
    found: list[Edit],
    clock: Clock,
    used: Callable[[Callable], Callable] = lambda function: function,
    fresh: bool | None = None,
) -> Bench | ExamBench:
    """The function under these edits, wherever it lives."""
    module = weave(source.definitions, found)
    if hasattr(student, "invoke"):
        return ExamBench(student, source.name, module, used, CALL_SECONDS, fresh, clock)
    return Bench(student, source.name, module, used, clock)


class Search:
    """One search: what is known of the cases, and what was tried."""

    def __init__(self, question: Question, bench: Bench | ExamBench, clock: Clock, refuses: bool):
        self.question, self.bench, self.clock, self.refuses = question, bench, clock, refuses
        self.cases = list(zip(question.outcomes.drawn, question.outcomes.right, strict=False))
        self.small, self.expected = question.small()
        self.earlier = question.earlier
        self.fresh_cases = fresh(question)
        self.fresh: list[tuple[list, Any]] = []
        self.rehearsal = at_hand(question.session, question.student)
        self.stood: set[tuple] = set()
        self.tried = 0

    def begin(self) -> bool:
        """Whether the woven function fails too, and not only refusals are asked."""
        if not (self.earlier or any(not isinstance(e, Refused) for _, e in self.cases)):
            return False
        return not self.right_on(0, self.small, self.expected)

    def run(self, found: Sequence[Edit]) -> list[Edit]:
        """The cheapest edits that are right, as far as the clock allows."""
        good: list[Edit] = []
        outcomes = self.bench.each([edit.number for edit in found], self.small)
        for edit, outcome in zip(found, outcomes, strict=False):
            if not self.clock or len(good) >= ENOUGH or (good and edit.cost > good[0].cost):
                break
            self.tried += 1
            if self.plausible(outcome) and self.thoroughly(edit.number) and self.stands(edit):
                good.append(edit)
        return good

    def plausible(self, outcome: Outcome) -> bool:
        """Whether an outcome on the small case may be right."""
        if isinstance(self.expected, Refused):
            return self.question.difference(self.expected, outcome) is None
        return outcome.error is None and alike(self.expected, outcome.value)

    def thoroughly(self, number: int) -> bool:
        """Whether an edit is right on every case, on those of earlier checks, and on fresh ones."""
        seen = [(self.small, self.expected), *self.cases]
        if not all(self.right_on(number, *case) for case in seen):
            return False
        function = self.bench.edited(number)
        if not all(agrees(function) for agrees in self.earlier):
            return False
        while len(self.fresh) < FRESH:
            case = next(self.fresh_cases, None)
            if case is None:
                break
            self.fresh.append(case)
        if not self.earlier and weight(self.cases + self.fresh) < 8:
            return False
        refused = 0  # a smaller case may be one that the task does not ask for
        for arguments, expected in self.fresh:
            outcome = self.under(number, arguments)
            if self.question.difference(expected, outcome) is not None:
                refused += 1
                accident = outcome.error is not None and not self.refuses
                if not accident or refused > len(self.fresh) // MAY_REFUSE:
                    return False
        return True

    def stands(self, edit: Edit) -> bool:
        """Whether no check of the exercise contradicts what is told of an edit.

        Of several edits of which the same is told one is enough.
        """
        told = (edit.kind, edit.lines)
        if told not in self.stood:
            session, name = self.question.session, name_of(self.question.student)
            function, before = self.bench.edited(edit.number), self.bench.edited(0)
            if not self.rehearsal.accepts(session, name, function, before):
                return False
            self.stood.add(told)
        return True

    def right_on(self, number: int, arguments: list, expected: Any) -> bool:
        return self.question.difference(expected, self.under(number, arguments)) is None

    def under(self, number: int, arguments: list) -> Outcome:
        function = self.question.used(self.bench.edited(number))
        return invoke(function, arguments, fresh=self.question.outcomes.fresh)


def alike(expected: Any, value: Any) -> bool:
    """Whether a value may be right: a look at its shape and numbers that costs little."""
    if isinstance(expected, np.ndarray):
        if not isinstance(value, np.ndarray) or value.shape != expected.shape:
            return expected.ndim == 0 and not isinstance(value, (list, tuple, dict))
        if expected.dtype.kind == "b":
            return np.array_equal(value, expected)
        try:
            finite = np.isfinite(expected)
            far = abs(value[finite] - expected[finite])
            strange = np.array_equal(finite, np.isfinite(value))
        except Exception:
            return False
        largest = abs(expected[finite]).max(initial=0)
        return strange and not (far > 1e-6 * (1 + largest)).any()
    if isinstance(expected, float) and isinstance(value, (float, np.floating)):
        return not bool(abs(float(value) - expected) > 1e-6 * (1 + abs(expected)))
    if isinstance(expected, (tuple, list)) and isinstance(value, (tuple, list)):
        return len(value) == len(expected) and all(map(alike, expected, value))
    if isinstance(expected, (int, str)) and isinstance(value, (int, float, str, np.number)):
        return bool(value == expected)
    return True


def weight(cases: list[tuple[list, Any]]) -> int:
    """How many numbers the cases ask for: a repair that fits two of them says nothing."""
    return sum(numbers_in(expected) for _, expected in cases)
