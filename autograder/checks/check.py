"""`check`: run a student's function on cases, compare it with PyTorch, name the mistake.

The same code runs in the notebook and in the exam; only where the student's function lives
differs (`student_side.calls.invoke`). It looks at one thing after another, the first that is wrong
makes the message:

    type        not implemented, None, a list for an array, an exception
    forbidden   a module the lesson does not allow
    shape       by the names of the axes
    values      the reason if one is found (`diagnosis.reasons`), else the place
    manners     changed arguments, dtype, aliasing, read-only and non-contiguous views
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from autograder.checks.cases import Case
from autograder.checks.compare.wrong_places import RTOL
from autograder.checks.comparison import Comparison, Via
from autograder.checks.diagnosis.reasons import beside_assert
from autograder.checks.forbidden import forbidden
from autograder.checks.message.failure import Failure
from autograder.checks.message.jupyter import report, stoppable
from autograder.checks.oracle import Oracle, Refuse
from autograder.checks.session import SHOWN, current
from autograder.student_side.calls import FORBIDDEN, StudentError, invoke, name_of, stops


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
    rtol : relative tolerance, see `compare.values.compare`
    axes : names of the result's axes for messages, outermost first
    seed : replays a seed printed by an earlier failure

    Raises
    ------
    CheckFailed
        with the first thing that is wrong, as a `Failure` and as text
    """
    with stoppable(student):
        Comparison(student, list(on), against, via, fresh, rtol, axes, seed).run()


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

    with stoppable(student):
        Comparison(student, list(on), refuse, via, None, RTOL, None, seed).run()


def call(student: Callable, *arguments: Any) -> Any:
    """Call a student's function for a witness or a property; raise `CheckFailed` if it fails.

    The result is the student's, as Python values and arrays: `assert` what it must fulfil.
    """
    session = current()
    name = session.called = name_of(student)
    session.beside = partial(beside_assert, session, student)
    if session.passed_over and session.given:
        session.answered = True
        return session.given.pop(0)
    with stoppable(student):
        outcome = invoke(student, arguments, allow=session.allow)
    broken = forbidden(student, name) if not stops(outcome) else None
    if broken is None and outcome.error:
        broken = error_failure(name, outcome.error)
    if broken is None and outcome.value is None:
        broken = Failure(name, "type", "The result is None. Did you forget `return`?")
        broken.found_by = "kind"
    if broken:
        report(broken)
    session.answered = True
    if session.part == SHOWN:
        session.given.append(outcome.value)
    return outcome.value


def apart(text: str, name: str) -> Callable:
    """The function `name` of a program that a student's answer gave, as text.

    In the exam it lives in a process of its own, where nothing else of the student's is: what it
    gives is what the text does, and not what the student's code says of it.
    """
    start = current().start_apart
    if start is not None:
        return start(text, name)
    names: dict[str, Any] = {}
    exec(compile(text, "program", "exec"), names)
    return names[name]


def error_failure(name: str, error: StudentError) -> Failure:
    """The failure for a call that raised."""
    tier = "forbidden" if error.kind == FORBIDDEN else "type"
    return Failure(name, tier, error.sentence(), frames=list(error.frames))
