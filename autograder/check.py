"""`check`: run a student's function on cases, compare it with PyTorch, name the mistake.

The same code runs in the notebook and in the exam; only where the student's function lives
differs (`autograder.calls.invoke`). It looks at one thing after another, the first that is wrong
makes the message:

    type        not implemented, None, a list for an array, an exception
    forbidden   a module the lesson does not allow
    shape       by the names of the axes
    values      a known misconception if one gives the same results on every case, else the place
    manners     changed arguments, dtype, aliasing, read-only and non-contiguous views
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.calls import (
    FORBIDDEN,
    RAISED,
    Outcome,
    facts,
    invoke,
    invoke_each,
    name_of,
    prepare,
    stops,
)
from autograder.cases import Case
from autograder.cases import show as shown
from autograder.compare import RTOL, Difference, compare, plain
from autograder.failure import TIERS, CheckFailed, Failure
from autograder.notebook import show
from autograder.session import current

Oracle = Callable[..., Any]
Via = Callable[..., Any]


class Refused:
    """The oracle's answer to a case it refuses: the student must raise too."""

    def __init__(self, error: type[Exception], reason: str):
        self.error = error
        self.reason = reason


def check(
    student: Callable,
    *,
    against: Oracle,
    on: Iterable[Case],
    via: Via | None = None,
    fresh: bool | None = None,
    rtol: float = RTOL,
    axes: Sequence[str] | None = None,
    seed: int | None = None,
) -> None:
    """Compare `student` with an oracle on every case; raise `CheckFailed` with one message.

    Parameters
    ----------
    student : the student's function or class
    against : the oracle; gets torch tensors where the student gets arrays. Where it raises
        ``ValueError`` or ``RuntimeError`` the student must raise ``ValueError``.
    on : cases, made with `case`
    via : ``via(solution, *arguments)`` uses a solution that is not simply called (a class)
    fresh : True if the result must not share memory with the arguments, False if it must
    rtol : relative tolerance, see `autograder.compare.compare`
    axes : names of the result's axes for messages, outermost first
    seed : replays a seed printed by an earlier failure

    Raises
    ------
    CheckFailed
        with the first thing that is wrong, as a `Failure` and as text
    """
    Check(student, list(on), against, via, fresh, rtol, axes, seed).run()


def check_raises(
    student: Callable,
    error: type[Exception] = ValueError,
    *,
    on: Iterable[Case],
    because: str = "",
    via: Via | None = None,
    seed: int | None = None,
) -> None:
    """Demand that `student` raises `error` on every case; `because` tells why it should."""

    def refuse(*arguments: Any) -> Any:
        raise Refuse(error, because)

    Check(student, list(on), refuse, via, None, RTOL, None, seed).run()


def call(student: Callable, *arguments: Any) -> Any:
    """Call a student's function for a witness or a property; raise `CheckFailed` if it fails.

    The result is the student's, as Python values and arrays: `assert` what it must fulfil.
    """
    name = current().called = name_of(student)
    outcome = invoke(student, arguments)
    broken = forbidden(student, name) if not stops(outcome) else None
    broken = broken or error_failure(name, outcome, "")
    if broken is None and outcome.value is None:
        broken = Failure(name, "type", "The result is None. Did you forget `return`?")
    if broken:
        report(broken)
    current().answered = True
    return outcome.value


class Refuse(ValueError):
    """Raised by `check_raises`' oracle: which error, and why."""

    def __init__(self, error: type[Exception], reason: str):
        super().__init__(reason)
        self.error = error


@dataclass
class Check:
    """One check of one function: its cases, what is right, what the student gave."""

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
        if self.seed is None:
            self.seed = self.session.seed(self.name)

    def run(self) -> None:
        varied = [case for case in self.cases if not case.fixed]
        self.session.drawn |= bool(varied)
        if self.session.again:
            # an answer kept from other numbers shows in the first case that has new ones
            self.cases = varied[:1]
            if not self.cases:
                return
        drawn = [self.draw(case, i) for i, case in enumerate(self.cases)]
        outcomes = invoke_each(self.used(self.student), drawn)
        self.session.answered |= any(outcome.error is None for outcome in outcomes)
        if self.session.record:
            self.session.record(self, drawn, outcomes)
            return
        once = not self.session.again
        if once and not stops(outcomes[-1]) and (broken := forbidden(self.student, self.name)):
            report(broken)
        self.right = right = [self.answer(arguments) for arguments in drawn[: len(outcomes)]]
        failure = self.judge(drawn, right, outcomes)
        if once and not failure:
            failure = self.views(drawn, right, outcomes)
        if failure:
            report(failure)
        agrees = partial(self.agrees_with, drawn=drawn, outcomes=outcomes)
        self.session.remember(self.student, repr(self.cases), agrees)
        if not self.session.exam:
            noun = "case" if len(self.cases) == 1 else "cases"
            print(f"{self.name}: right on {len(self.cases)} {noun}.")

    # -- drawing, calling ------------------------------------------------------------------

    def draw(self, case: Case, index: int) -> list[Any]:
        return case.draw(np.random.default_rng([self.seed, index]))

    def outcome(self, solution: Callable, arguments: Sequence[Any], views: bool = False) -> Outcome:
        """What a solution (the student's or a misconception) makes of the arguments."""
        return invoke(self.used(solution), arguments, views)

    def used(self, solution: Callable) -> Callable:
        """A solution as the cases use it."""
        if self.via is None:
            return solution

        def used(*given: Any) -> Any:
            return self.via(solution, *given)

        used.__wrapped__ = solution  # whose lines are shown when it raises
        return used

    def answer(self, arguments: Sequence[Any]) -> Any:
        """The oracle's answer, or `Refused`."""
        import torch

        given = [
            torch.from_numpy(prepare(a)) if isinstance(a, np.ndarray) else a for a in arguments
        ]
        try:
            return plain(self.oracle(*given))
        except Refuse as refusal:
            return Refused(refusal.error, str(refusal))
        except (ValueError, RuntimeError) as error:
            return Refused(ValueError, str(error).partition("\n")[0])

    # -- judging ---------------------------------------------------------------------------

    def judge(self, drawn: list[list], right: list[Any], outcomes: list[Outcome]) -> Failure | None:
        """The message for the first tier in which some case is wrong."""
        worst: tuple[int, int] | None = None
        differences: dict[int, Difference] = {}
        for i, (expected, outcome) in enumerate(zip(right, outcomes, strict=True)):
            difference = self.difference(expected, outcome)
            if difference:
                differences[i] = difference
                rank = (TIERS.index(difference.tier), i)
                worst = min(worst, rank) if worst else rank
        if worst is None:
            return None
        i = worst[1]
        difference = differences[i]
        failure = Failure(
            self.name,
            difference.tier,
            difference.sentence,
            facts=difference.facts,
        )
        error = outcomes[i].error
        if error and error.kind != RAISED:
            failure.tier = "forbidden" if error.kind == FORBIDDEN else "type"
            failure.frames = error.frames
            return failure
        failure.call, failure.seed = self.call_text(self.cases[i]), self.seed
        failure.frames = error.frames if error else []
        self.diagnose(failure, drawn, outcomes)
        if difference.tier in ("shape", "values"):
            from autograder.counterexample import counterexample

            failure.panels = counterexample(self, self.cases[i], self.seed)
        return failure

    def difference(self, expected: Any, outcome: Outcome) -> Difference | None:
        """How one outcome differs from the right answer."""
        error = outcome.error
        if isinstance(expected, Refused):
            wanted = expected.error.__name__
            if error and error.kind == RAISED and error.type_name == wanted:
                return None
            if error and error.kind != RAISED:
                return Difference("type", error.sentence())
            reason = []
            if error:
                came = f"it raised {error.type_name}"
            elif outcome.value is None:
                came = "it returned None"
            else:
                came = "it returned a result"
                reason = [expected.reason] if expected.reason else []  # it speaks of these
            return Difference("type", f"It must raise {wanted} here, but {came}.", reason)
        if error:
            return Difference("type", error.sentence())
        found = compare(expected, plain(outcome.value), self.rtol, self.axes)
        if found:
            return found
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

    def views(self, drawn: list[list], right: list[Any], outcomes: list[Outcome]) -> Failure | None:
        """The first case once more, with read-only arrays that are not contiguous in memory."""
        if not any(isinstance(a, np.ndarray) for a in drawn[0]):
            return None
        outcome = self.outcome(self.student, drawn[0], views=True)
        difference = self.difference(right[0], outcome)
        if difference is None:
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
            seed=self.seed,
        )
        for name, function in self.session.tempting(self.name).items():
            theirs = self.outcome(function, drawn[0], views=True)
            if same_outcome(theirs, outcome, self.rtol) and self.agrees_with(
                function, drawn, outcomes
            ):
                failure.misconception, failure.because = name, self.session.because[name]
                break
        return failure

    # -- naming the mistake ----------------------------------------------------------------

    def diagnose(self, failure: Failure, drawn: list[list], outcomes: list[Outcome]) -> None:
        """Add the misconception that gives the same results on every case, if there is one."""
        same_shape = []
        earlier = self.session.passed_by(self.student)
        for name, function in self.session.tempting(self.name).items():
            if not all(agrees(function) for agrees in earlier):
                continue
            if self.agrees_with(function, drawn, outcomes):
                failure.misconception = name
                failure.because = self.session.because[name]
                failure.facts = [f for f in failure.facts if f != failure.because]
                return
            if failure.tier == "shape" and self.agrees_with(function, drawn, outcomes, shape=True):
                same_shape.append(self.session.because[name])
        if len(same_shape) == 1:
            failure.facts.append(f"A result of this shape comes out when: {same_shape[0]}")

    def agrees_with(
        self, other: Callable, drawn: list[list], outcomes: list[Outcome], shape: bool = False
    ) -> bool:
        """Whether another solution gives these outcomes (or only their shapes) on every case.

        Where both raise what the case did not ask for, or only ever raise, the messages must agree
        too: many mistakes end in the same kind of error.
        """
        silent = all(outcome.error for outcome in outcomes)
        for arguments, outcome, right in zip(drawn, outcomes, self.right, strict=False):
            theirs = self.outcome(other, arguments)
            if not same_outcome(theirs, outcome, self.rtol, shape, self.fresh):
                return False
            asked = isinstance(right, Refused) and not silent
            if outcome.error and not asked and theirs.error.message != outcome.error.message:
                return False
        return True

    # -- words -----------------------------------------------------------------------------

    def call_text(self, case: Case) -> str:
        arguments = ", ".join(f"{k}={shown(v)}" for k, v in case.arguments.items())
        return f"{self.name}({arguments})"

    def argument_names(self, positions: tuple[int, ...]) -> str:
        names = list(self.cases[0].arguments)
        return " and ".join(f"`{names[i]}`" if i < len(names) else str(i) for i in positions)


def same_outcome(
    theirs: Outcome, outcome: Outcome, rtol: float, shape: bool = False, fresh: bool | None = None
) -> bool:
    """Whether two solutions did the same: the same error type, or equal values of equal kind."""
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


def forbidden(student: Callable, name: str) -> Failure | None:
    """The failure for a function that uses a module the lesson does not allow."""
    found = facts(student, current().allow).violations
    if not found:
        return None
    first = found[0]
    allowed = ", ".join(current().allow) or "the standard library"
    return Failure(
        name,
        "forbidden",
        f"It uses {first.module.partition('.')[0]}, which this exercise does without.",
        facts=[f"Line {first.line}: {first.source}", f"Allowed here: {allowed}."],
    )


def error_failure(name: str, outcome: Outcome, call_text: str) -> Failure | None:
    error = outcome.error
    if error is None:
        return None
    tier = "forbidden" if error.kind == "forbidden" else "type"
    return Failure(name, tier, error.sentence(), call=call_text, frames=list(error.frames))


def report(failure: Failure) -> None:
    """Raise `CheckFailed`, after showing the failure in full where a notebook can."""
    raise CheckFailed(failure, shown=not current().exam and show(failure))
