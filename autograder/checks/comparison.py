"""One comparison: a student's function and the oracle on the same cases, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.cases import show as shown
from autograder.checks.compare.values import Difference, compare, plain
from autograder.checks.diagnosis.match_misconceptions import name_in_views, name_misconception
from autograder.checks.diagnosis.outcomes import Outcomes, refusal_difference
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.reasons import explain, seen_beside
from autograder.checks.forbidden import forbidden
from autograder.checks.message.counterexample import Trial, counterexample, smallest_trial
from autograder.checks.message.failure import TIERS, Failure
from autograder.checks.message.jupyter import passed, report
from autograder.checks.oracle import Oracle, Refused, answer
from autograder.checks.session import current
from autograder.student_side.calls import (
    FATAL,
    FORBIDDEN,
    RAISED,
    Outcome,
    invoke,
    invoke_each,
    name_of,
    stops,
)

Via = Callable[..., Any]
#: which part of the time goes to making the failing case smaller
SHRINKING = 0.4
#: errors whose own words say what is to be mended
SPELLING = ("SyntaxError", "IndentationError", "TabError")


@dataclass
class Comparison:
    """A student's function, the cases, what is right on them, and how a result is used."""

    student: Callable
    cases: list[Case]
    oracle: Oracle
    via: Via | None
    fresh: bool | None
    rtol: float
    axes: Sequence[str] | None
    seed: int | None

    def __post_init__(self) -> None:
        if not self.cases:
            raise ValueError("check: on= has no cases; an empty check cannot fail")
        self.session = current()
        self.name = name_of(self.student)
        self.root = self.session.seed(self.name) if self.seed is None else self.seed

    def run(self) -> None:
        """Compare on every case; the first thing that is wrong is raised as `CheckFailed`."""
        session = self.session
        varied = [case for case in self.cases if not case.fixed]
        session.drawn |= bool(varied) and not session.passed_over
        if session.passed_over:
            self.cases = []
        elif session.again:
            self.cases = varied[:1]
        # an answer kept from other numbers shows in the first case that has new ones
        other = self.draw(varied[:1], self.other_root) if session.twice and varied else []
        drawn = self.draw(self.cases, self.root) if self.cases else []
        if not drawn and not other:
            return
        once = bool(drawn) and not session.again
        # the first case once more, with arrays that are views: it is the same for all checks
        arrays = once and any(isinstance(a, np.ndarray) for a in drawn[0])
        first = drawn[:1] if arrays and not session.took_views(self.student) else []
        student, allow = self.used(self.student), session.allow
        given = invoke_each(student, [*drawn, *other, *first], bool(first), self.fresh, allow)
        of_other = slice(len(drawn), len(drawn) + len(other))
        session.answered |= any(outcome.error is None for outcome in given[: of_other.stop])
        if session.record:
            session.record(self, given)
            return
        if once and not stops(given[-1]) and (broken := forbidden(self.student, self.name)):
            report(broken)
        outcomes, on_views = self.outcomes(drawn, given[: len(drawn)]), given[of_other.stop :]
        failure = self.judge(outcomes)
        if on_views and not failure:
            failure = self.views(outcomes, on_views[0])
        if failure:
            report(failure)
        if drawn:
            session.remember(self.student, repr(self.cases), outcomes.agree, bool(on_views))
        if other:
            self.cases, self.root = varied[:1], self.other_root
            if failure := self.judge(self.outcomes(other, given[of_other])):
                report(failure)
        if not session.exam:
            passed(self.name, len(self.cases))

    # -- drawing, calling ------------------------------------------------------------------

    def draw(self, cases: Sequence[Case], root: int) -> list[list[Any]]:
        """The arguments of these cases; a generator takes longer to make than to use."""
        rng = np.random.default_rng([root, 0])
        return [case.draw(rng) for case in cases]

    @property
    def other_root(self) -> int:
        """What other numbers are drawn from."""
        return self.session.seed(self.name, again=True)

    def outcomes(self, drawn: list[list[Any]], given: list[Outcome]) -> Outcomes:
        """What was asked, as far as it was answered, with the right answers."""
        right = [answer(self.oracle, arguments) for arguments in drawn[: len(given)]]
        return Outcomes(
            drawn, right, given, self.outcome, self.rtol, self.fresh, self.session.kept, self.via
        )

    def outcome(self, function: Callable, arguments: Sequence[Any], views: bool = False) -> Outcome:
        """What a function (the student's or a misconception) makes of the arguments."""
        return invoke(self.used(function), arguments, views, self.fresh)

    def used(self, function: Callable) -> Callable:
        """A function as the cases use it."""
        via = self.via
        if via is None:
            return function

        @wraps(function, assigned=(), updated=())  # whose lines are shown when it raises
        def used(*given: Any) -> Any:
            return via(function, *given)

        return used

    # -- judging ---------------------------------------------------------------------------

    def judge(self, outcomes: Outcomes) -> Failure | None:
        """The message for the first tier in which some case is wrong."""
        worst: tuple[int, int] | None = None
        differences: dict[int, Difference] = {}
        for i, (expected, outcome) in enumerate(zip(outcomes.right, outcomes.given, strict=True)):
            difference = self.difference(expected, outcome)
            if difference and not self.of_another(expected, outcomes.drawn[i]):
                differences[i] = difference
                rank = (TIERS.index(difference.tier), i)
                worst = min(worst, rank) if worst else rank
        if worst is None:
            return None
        i = worst[1]
        difference = differences[i]
        failure = Failure(self.name, difference.tier, difference.sentence, facts=difference.facts)
        error = outcomes.given[i].error
        if error and error.kind != RAISED:
            failure.tier = "forbidden" if error.kind == FORBIDDEN else "type"
            failure.frames = error.frames
            return failure
        failure.call, failure.seed = self.call_text(self.cases[i]), self.root
        failure.found_by = "kind" if difference.is_reason else ""
        failure.frames = error.frames if error else []
        if self.session.explain:
            self.explain(failure, outcomes, differences, i)
        return failure

    def explain(
        self, failure: Failure, outcomes: Outcomes, wrong: dict[int, Difference], i: int
    ) -> None:
        """Add to a failure in case `i` its reason, and an example to check by hand."""
        name_misconception(failure, self.session, self.student, outcomes)
        with self.session.patience.clock(hasattr(self.student, "invoke")) as clock:
            smallest = None
            if failure.tier in ("shape", "values"):
                smallest = smallest_trial(self.cases[i], self.trial, clock.part(SHRINKING))
                failure.panels = counterexample(smallest)
            if failure.because:
                seen_beside(failure, self.student)
            else:
                explain(failure, self.question(outcomes, wrong, smallest), i, clock)

    def question(
        self, outcomes: Outcomes, wrong: dict[int, Difference], smallest: Trial | None
    ) -> Question:
        """All that may help to find the reason."""
        return Question(
            self.session, self.student, self.cases, outcomes, wrong, self.used,
            partial(answer, self.oracle), self.difference,
            (smallest.arguments, smallest.expected, smallest.got) if smallest else None,
        )  # fmt: skip

    def difference(self, expected: Any, outcome: Outcome) -> Difference | None:
        """How one outcome differs from the right answer."""
        if isinstance(expected, Refused):
            return refusal_difference(expected, outcome)
        if outcome.error:
            spelt = outcome.error.type_name in SPELLING
            return Difference("type", outcome.error.sentence(), is_reason=spelt)
        found = compare(expected, plain(outcome.value), self.rtol, self.axes)
        return found or self.manners(outcome)

    def of_another(self, expected: Any, arguments: list[Any]) -> bool:
        """Whether, in a rehearsal, an error is missing that was not raised before the edit."""
        before = self.session.rehearses
        if before is None or not isinstance(expected, Refused):
            return False
        return refusal_difference(expected, self.outcome(before, arguments)) is not None

    def manners(self, outcome: Outcome) -> Difference | None:
        """What a right result did that it should not: to its arguments, or with their memory."""
        if outcome.changed:
            return Difference(
                "manners",
                f"The result is right, but the function changes its argument "
                f"{self.argument_names(outcome.changed)}.",
                ["Work on a copy: whoever calls the function still needs the original."],
            )
        if self.fresh is True and outcome.aliases:
            return Difference(
                "manners",
                "The result is right, but it shares memory with an argument.",
                ["Whoever writes into the result would change the input. Return a copy."],
            )
        if self.fresh is False and not outcome.aliases:
            return Difference(
                "manners",
                "The result is right, but it is a copy; a view of the argument is asked.",
                ["A view shares the argument's memory and costs nothing, however large it is."],
            )
        return None

    def views(self, outcomes: Outcomes, outcome: Outcome) -> Failure | None:
        """What came of read-only arrays that are not contiguous in memory, in the first case."""
        right = outcomes.right[0]
        difference = self.difference(right, outcome)
        if difference is None or self.of_another(right, outcomes.drawn[0]):
            return None
        failure = Failure(
            self.name,
            "manners",
            "It is right on ordinary arrays, but not on a read-only view with gaps in memory.",
            facts=[
                difference.sentence,
                "Such views come from slicing and transposing. Do not write into the "
                "arguments and do not assume how their numbers lie in memory.",
            ],
            call=self.call_text(self.cases[0]),
            frames=list(outcome.error.frames) if outcome.error else [],
            seed=self.root,
        )
        if self.session.explain:
            name_in_views(failure, self.session, outcomes, outcome)
        return failure

    def trial(self, case: Case) -> Trial | None:
        """A smaller case, if the student's answer to it is there and wrong."""
        try:
            arguments = case.draw(np.random.default_rng([self.root, 0]))
            expected = answer(self.oracle, arguments)
        except Exception:  # too small for the oracle
            return None
        if isinstance(expected, Refused) or any(map(empty, arguments)):
            return None
        if isinstance(expected, np.ndarray) and not expected.any():  # zeros show no mistake
            return None
        outcome = self.outcome(self.student, arguments)
        if outcome.error:
            if outcome.error.kind in FATAL:  # it hangs or dies on this one: no more of it
                raise outcome.error
            return None
        difference = self.difference(expected, outcome)
        if difference is None or difference.tier not in ("shape", "values"):
            return None
        return Trial(case, arguments, expected, plain(outcome.value), difference.wrong)

    def call_text(self, case: Case) -> str:
        arguments = ", ".join(f"{k}={shown(v)}" for k, v in case.arguments.items())
        return f"{self.name}({arguments})"

    def argument_names(self, positions: tuple[int, ...]) -> str:
        names = list(self.cases[0].arguments)
        return " and ".join(f"`{names[i]}`" if i < len(names) else str(i) for i in positions)


def empty(value: Any) -> bool:
    """Whether an argument is an array, a list or a tuple with nothing in it."""
    return not value if isinstance(value, (list, tuple)) else 0 in np.shape(value)
