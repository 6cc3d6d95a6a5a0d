"""Search the edits of a function for those with which it has a property that a check asserts.

There is no oracle here to compare with: the check cells themselves say what is right, on their own
numbers and on others.
"""

from __future__ import annotations

from typing import Any

from autograder.checks.clock import Clock
from autograder.checks.diagnosis.repair.bench.exam import ExamBench
from autograder.checks.diagnosis.repair.bench.here import Bench, quiet
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.tiers import tiers
from autograder.checks.diagnosis.repair.likely import given_last
from autograder.checks.diagnosis.repair.search import bench_of
from autograder.checks.diagnosis.source import Source, functions
from autograder.checks.rehearsal import Rehearsal, at_hand
from autograder.checks.session import Session

#: draws other numbers than anybody has
OTHER = b"other numbers"
#: how many right edits are enough to choose from: each costs whole check cells
ENOUGH = 6


def repair_of_assert(session: Session, student: Any, source: Source, clock: Clock) -> list[Edit]:
    """The cheapest edits with which all check cells at hand are passed, on other numbers too."""
    rehearsal = at_hand(session, student)
    if not rehearsal.cells:
        return []
    with quiet():
        for found in given_last(tiers(functions(source), {}), source, session):
            try:
                bench = bench_of(student, source, found, clock)
            except Exception:  # its definitions do not stand alone
                return []
            try:
                good = right(found, bench, rehearsal, session, source.name, clock)
            finally:
                bench.close()
            if good or not clock:
                return good
    return []


def right(
    found: list[Edit],
    bench: Bench | ExamBench,
    rehearsal: Rehearsal,
    session: Session,
    name: str,
    clock: Clock,
) -> list[Edit]:
    """Those of some edits that are right, as far as the clock allows."""
    good: list[Edit] = []
    before = bench.edited(0)
    if rehearsal.accepts(session, name, before, before):
        return good  # it is not what fails
    for edit in found:
        if edit.kind == "turned":  # of numbers one has thought of any order may do
            continue
        if not clock or len(good) >= ENOUGH or (good and edit.cost > good[0].cost):
            break
        function = bench.edited(edit.number)
        if rehearsal.accepts(session, name, function, before):
            if rehearsal.accepts(session, name, function, before, OTHER):
                good.append(edit)
    return good
