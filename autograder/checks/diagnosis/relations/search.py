"""Answers that are right to another question, or right but for what was done to them.

"Your results are what comes out with `padding` 0" is a fact about the student's numbers, found by
asking the oracle and comparing on every case; it needs no list of known mistakes, only names and
shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.clock import Clock
from autograder.checks.compare.values import compare, plain
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.relations.changed_answers import cut, told
from autograder.checks.diagnosis.relations.changed_questions import asked, of_texts
from autograder.checks.diagnosis.relations.relation import Relation, Seen
from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome

#: how many wrong numbers a relation must explain: whole numbers agree by chance
LEAST, LEAST_WHOLE = 1, 3


def relation(question: Question, clock: Clock) -> str:
    """The sentence of the first relation that explains every case; "" if none does."""
    outcomes = question.outcomes
    cases = zip(outcomes.drawn, outcomes.right, outcomes.given, strict=False)
    seen = [Seen(*case, i in question.wrong) for i, case in enumerate(cases)]
    seen.sort(key=lambda s: (not s.wrong, s.outcome.error is not None))
    if question.smallest is not None:  # the cheapest to ask about comes first
        arguments, right, got = question.smallest
        seen.insert(0, Seen(arguments, right, Outcome(got), True))
    if seen[0].outcome.error is not None or isinstance(seen[0].right, Refused):
        return ""  # it never gives a wrong result, only errors
    strings = list(of_texts(question.names, [case.arguments for case in seen]))
    for one in [
        *strings,
        *asked(question.names, seen[0].arguments),
        *told(question.names, seen[0]),
    ]:
        if not clock:
            break
        if explains(one, seen, question.answer, outcomes.rtol):
            return one.sentence
    return ""


def lines_amiss(question: Question) -> str:
    """That the results are the right ones but for lines too many or missing; "" if not."""
    outcomes = question.outcomes
    cases = zip(outcomes.drawn, outcomes.right, outcomes.given, strict=False)
    wrong = [Seen(*case, True) for i, case in enumerate(cases) if i in question.wrong]
    return cut(wrong, lambda e, g: equal(e, g, outcomes.rtol))


def explains(
    one: Relation, seen: Sequence[Seen], answer: Callable[[list], Any], rtol: float
) -> bool:
    """Whether every case came out as the relation has it, and enough of them are wrong."""
    evidence = 0.0
    for case in seen:
        try:
            if one.ask is not None:
                arguments = one.ask(case.arguments)
                value = None if arguments is None else answer(arguments)
            else:
                tell = one.tell if not isinstance(case.right, Refused) else None
                value = tell(case.right, case.arguments) if tell else None
        except Exception:  # the question makes no sense when changed
            return False
        if value is None:
            if case.wrong:
                return False
            continue
        if isinstance(value, Refused) or case.outcome.error is not None:
            if not (isinstance(value, Refused) and case.outcome.error is not None):
                return False
            continue
        if not equal(value, case.outcome.value, rtol):
            return False
        if case.wrong:
            evidence += weight(value, case.right)
    return evidence >= 1


def equal(expected: Any, got: Any, rtol: float) -> bool:
    """Whether two answers agree up to rounding; the kind of number does not matter."""
    try:
        found = compare(expected, plain(got), rtol)
    except Exception:
        return False
    return found is None or found.tier == "manners"


def weight(value: Any, right: Any) -> float:
    """How much a case speaks for a relation: whole numbers say less than others."""
    if isinstance(value, (tuple, list)):
        pairs = zip(value, right, strict=False) if isinstance(right, (tuple, list)) else ()
        return sum(weight(v, r) for v, r in pairs)
    if isinstance(value, dict):
        return 1.0
    array = np.asarray(value)
    if array.dtype.kind not in "fc":
        return array.size / LEAST_WHOLE
    whole = bool(np.all(array == np.round(array.real)))
    return array.size / (LEAST_WHOLE if whole else LEAST) if array.any() else 0.0
