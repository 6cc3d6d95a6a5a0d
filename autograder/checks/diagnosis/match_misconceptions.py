"""Which of the lesson's misconceptions a failure is: the one that does the same on every case."""

from __future__ import annotations

from autograder.checks.diagnosis.outcomes import Outcomes, same_outcome
from autograder.checks.message.failure import Failure
from autograder.checks.session import Session
from autograder.student_side.calls import Outcome

#: of more than so many misconceptions that agree nothing can be said
MOST = 3


def name_misconception(
    failure: Failure, session: Session, student: object, outcomes: Outcomes
) -> None:
    """Add to a failure the misconception that gives the same results, if there is one.

    Of several, which these cases cannot tell apart, none is *the* one: all are told.
    """
    same, same_shape = [], []
    earlier = session.passed_by(student)
    for name, function in session.tempting(failure.exercise).items():
        if outcomes.agree(function):
            if all(agrees(function) for agrees in earlier):
                same.append(name)
        elif failure.tier == "shape" and outcomes.agree(function, shape=True):
            same_shape.append(session.because[name])
    if 0 < len(same) <= MOST:
        told = [session.because[name] for name in same]
        failure.because = " Or: ".join(told)
        failure.misconception = same[0] if len(same) == 1 else ""
        failure.found_by = "misconception"
        failure.facts = [f for f in failure.facts if f not in told]
    elif len(same_shape) == 1 and not same:
        failure.facts.append(f"A result of this shape comes out when: {same_shape[0]}")


def name_in_views(failure: Failure, session: Session, outcomes: Outcomes, view: Outcome) -> None:
    """Add the misconception that fails on a view of the first case as the student's answer does."""
    for name, function in session.tempting(failure.exercise).items():
        theirs = outcomes.ask(function, outcomes.drawn[0], True)
        if same_outcome(theirs, view, outcomes.rtol) and outcomes.agree(function):
            failure.misconception, failure.because = name, session.because[name]
            failure.found_by = "misconception"
            return
