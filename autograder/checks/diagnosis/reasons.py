"""Why an answer is wrong, by the first means that speaks.

    misconception   a known wrong answer gives the same results on every case
    relation        the results are those of the oracle for a changed question
    repair          one edit of the student's own code makes it right

A reason is only told where it is true of every case. Where none is found, the message says where
the numbers are wrong, and no more.
"""

from __future__ import annotations

from autograder.checks.diagnosis.misconceptions import name_misconception
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.relations import relation
from autograder.checks.diagnosis.repair.clock import Clock
from autograder.checks.diagnosis.repair.search import Repair, repair
from autograder.checks.diagnosis.repair.words import sentence
from autograder.checks.message.failure import Failure
from autograder.student_side.calls import Frame


def explain(failure: Failure, question: Question) -> None:
    """Add the reason to a failure, if one is found."""
    name_misconception(failure, question.session, question.student, question.outcomes)
    if failure.because or failure.tier == "manners":
        return
    clock = Clock(question.session.patience, hasattr(question.student, "invoke"))
    if failure.tier != "type" and (told := relation(question, clock)):
        failure.because, failure.found_by = told, "relation"
    else:
        found = repair(question, clock)
        told = sentence(found.edits) if found else ""
        if told:
            failure.because, failure.found_by = told, "repair"
            failure.frames = lines(found)


def lines(found: Repair) -> list[Frame]:
    """The lines that a repair speaks of."""
    source = found.source
    cell = source.cell if source.cell.startswith("cell ") else ""
    return [Frame(cell, n, source.line(n), source.name) for n in found.edits[0].lines[:3]]
