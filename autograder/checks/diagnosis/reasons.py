"""Why an answer is wrong, by the first means that speaks.

    misconception   a known wrong answer gives the same results on every case
    relation        the results are those of the oracle for a changed question
    repair          one edit of the student's own code makes it right
    sign            what can be seen in the text, whatever the numbers
    refusal         an error where none is asked, or none where one is
    exception       what the arrays were in the line that raised an error

A reason is only told where it is true of every case. Where none is found, the message says where
the numbers are wrong, and no more.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checks.clock import Clock
from autograder.checks.compare.values import plain
from autograder.checks.diagnosis.exceptions import explanation, is_reason
from autograder.checks.diagnosis.outcomes import own_raise
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.relations.search import amiss, relation
from autograder.checks.diagnosis.repair.asserted import repair_of_assert
from autograder.checks.diagnosis.repair.search import Repair, repair
from autograder.checks.diagnosis.repair.words import VAGUE, sentence
from autograder.checks.diagnosis.sign import Sign
from autograder.checks.diagnosis.signs import (
    other_defaults,
    other_signs,
    sure_signs,
    two_names,
    unused,
)
from autograder.checks.diagnosis.source import source_of
from autograder.checks.message.failure import Failure
from autograder.checks.oracle import Refused
from autograder.checks.session import Session
from autograder.student_side.calls import RAISED, Frame, Outcome, StudentError, invoke

#: where it is told that a search ended in an error: of a stranger's code, or of ours
log = logging.getLogger(__name__)
#: which part of the time goes to asking the oracle other questions
ASKING = 0.4


def explain(failure: Failure, question: Question, case: int, clock: Clock) -> None:
    """Add the reason to a failure that is no known mistake, if one is found.

    Parameters
    ----------
    failure : what is known so far
    question : the check that failed
    case : the case the failure is of
    clock : when to give up
    """
    if failure.tier == "manners":  # its sentence is the reason
        failure.found_by = "manners"
        return
    outcome, right = question.outcomes.given[case], question.outcomes.right[case]
    try:
        search(failure, question, clock)
    except (Exception, StudentError):  # a stranger's code took part: no reason is found
        log.debug("no reason for %s", failure.exercise, exc_info=True)
        failure.because = ""
    if outcome.error is not None and (told := explanation(outcome.error)):
        if failure.because or not is_reason(outcome.error):
            failure.facts.append(told)
        else:
            failure.because, failure.found_by = told, "exception"
    if not failure.because:
        refusal(failure, outcome, right)
    if not failure.found_by and question.session.exam:
        failure.alike = fingerprint(question)


def seen_beside(failure: Failure, student: Any) -> None:
    """Add what is made and never used to a known mistake: its results may have come that way."""
    try:
        source = source_of(student)
        signs = [*sure_signs(source), *unused(source)] if source else []
    except (Exception, StudentError):  # a stranger's code took part: nothing is added
        return
    failure.facts += [str(sign) for sign in signs[:1]]


def beside_assert(session: Session, student: Any) -> str:
    """What is said beside an assert that a function does not fulfil: an edit with which it does.

    The check cell's own words come first; "" if nothing is found to go with them.
    """
    with session.patience.clock(hasattr(student, "invoke")) as clock:
        try:
            source = source_of(student)
            if source is None:
                return ""
            if sure := [*sure_signs(source), *two_names(source)]:
                return str(sure[0])
            if told := sentence(repair_of_assert(session, student, source, clock)):
                return told
            signs = other_signs(source)
        except (Exception, StudentError):  # a stranger's code took part: nothing is added
            log.debug("nothing beside an assert", exc_info=True)
            return ""
    return str(signs[0]) if signs else ""


def fingerprint(question: Question) -> str:
    """What the function gives on numbers that are the same for everybody, in a few letters."""
    case = question.cases[min(question.wrong)]
    try:
        arguments = case.draw(np.random.default_rng(0))
        outcome = invoke(question.used(question.student), arguments)
    except (Exception, StudentError):
        return ""
    error = outcome.error
    told = error.sentence() if error else repr(rounded(plain(outcome.value)))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def rounded(value: object) -> object:
    """A value whose digits that depend on the order of sums are cut off."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return (value.shape, [f"{v:.6g}" for v in value.ravel().tolist()])
    if isinstance(value, np.ndarray):
        return (value.shape, value.ravel().tolist())
    if isinstance(value, (tuple, list)):
        return [rounded(v) for v in value]
    return f"{value:.6g}" if isinstance(value, float) else value


def search(failure: Failure, question: Question, clock: Clock) -> None:
    """A relation, a repair, or a sign: the first that speaks."""
    for told, by, found in means(failure, question, clock):
        if told:
            failure.because, failure.found_by = told, by
            if found:
                failure.frames = lines(found)
            return


def means(
    failure: Failure, question: Question, clock: Clock
) -> Iterator[tuple[str, str, Repair | None]]:
    """What each means has to say, its name, and the repair behind it if it is one."""
    if failure.tier != "type":
        yield relation(question, clock.part(ASKING)), "relation", None
    source = source_of(question.student)
    if source:
        yield first(sure_signs(source)), "sign", None
    found = repair(question, clock)
    told = sentence(found.edits) if found else ""
    vague = bool(told) and found is not None and found.edits[0].kind in VAGUE
    yield "" if vague else told, "repair", found
    yield amiss(question, failure.tier), "relation", None
    if source:  # in the exam the task's own text is at hand
        yield first(other_defaults(source, question.session.solution)), "sign", None
        yield first(other_signs(source)), "sign", None
    yield told, "repair", found


def first(signs: Sequence[Sign]) -> str:
    return str(signs[0]) if signs else ""


def refusal(failure: Failure, outcome: Outcome, right: object) -> None:
    """An error where none is asked, or none where one is: that is the reason in itself."""
    error = outcome.error
    if isinstance(right, Refused):
        if error is None and right.reason and not failure.found_by:
            failure.found_by = "refusal"
    elif error is None and failure.tier == "type":
        failure.found_by = failure.found_by or "kind"  # its headline says which kind is asked
    elif error is not None and error.kind == RAISED and error.frames:
        line = error.frames[-1]
        if own_raise(error) and line.function == failure.exercise:
            failure.because = (
                f"Line {line.line}: you refuse this input, but it has an answer. What you look at "
                "before you raise is not right."
            )
            failure.found_by = "refusal"


def lines(found: Repair) -> list[Frame]:
    """The lines that a repair speaks of."""
    source = found.source
    cell = source.cell if source.cell.startswith("cell ") else ""
    return [Frame(cell, n, source.line(n), source.name) for n in found.edits[0].lines[:3]]
