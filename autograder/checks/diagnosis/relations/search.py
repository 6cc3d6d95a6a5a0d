"""Answers that are right to another question, or right but for what was done to them.

"Your results are what comes out with `padding` 0" is a fact about the student's numbers, found by
asking the oracle and comparing on every case; it needs no list of known mistakes, only names and
shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import getitem
from typing import Any

import numpy as np

from autograder.checks.clock import Clock
from autograder.checks.compare.values import compare, plain
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.relations.changed_answers import (
    line_by_line,
    proportional,
    told,
)
from autograder.checks.diagnosis.relations.changed_questions import asked, of_texts
from autograder.checks.diagnosis.relations.displaced import cut, displaced
from autograder.checks.diagnosis.relations.relation import Relation, Seen, of_value
from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome

#: how many wrong numbers a relation must explain: whole numbers agree by chance
LEAST, LEAST_WHOLE = 1, 3
#: and how much more, if two things were changed
LEAST_OF_TWO = 4


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
    search = Search(question.names, seen, question.answer, outcomes.rtol, clock)
    return search.whole() or search.part()


@dataclass
class Search:
    """One search: what was seen, the wrong cases first, and how to ask for more."""

    names: Sequence[str]
    seen: list[Seen]
    answer: Callable[[list], Any]
    rtol: float
    clock: Clock

    def whole(self) -> str:
        """A relation of the results, or two: a changed question whose answer is changed."""
        first = self.seen[0]
        strings = list(of_texts(self.names, [case.arguments for case in self.seen]))
        questions = [*strings, *asked(self.names, first.arguments)]
        for one in [*questions, *told(self.names, first)]:
            if not self.clock:
                return ""
            if self.explains(one):
                return one.sentence
        return self.both(questions) or proportional(self.seen)

    def both(self, questions: Sequence[Relation]) -> str:
        """A changed question, and the answer to it changed."""
        first = self.seen[0]
        for question in questions:
            if not self.clock:
                break
            try:
                value = question.value(first, self.answer)
            except Exception:  # the question makes no sense when changed
                continue
            if type(value) is type(first.right) and not equal(value, first.right, self.rtol):
                changed = Seen(first.arguments, value, first.outcome, True)
                for one in told(self.names, changed):
                    if self.explains(question.then(one), LEAST_OF_TWO):
                        return question.then(one).sentence
        return ""

    def part(self) -> str:
        """A relation of one of several values, the first that is wrong."""
        key = first_wrong(self.seen, self.rtol)
        if key is None:
            return ""
        seen = [part for case in self.seen if (part := part_of(case, key, self.rtol))]
        seen.sort(key=lambda case: not case.wrong)
        answer = partial(self.answer_of, key)
        sentence = Search(self.names, seen, answer, self.rtol, self.clock).whole()
        return of_value(sentence, named(key, self.seen[0].right))

    def answer_of(self, way: tuple, arguments: list) -> Any:
        answer = self.answer(arguments)
        return answer if isinstance(answer, Refused) else reduce(getitem, way, answer)

    def explains(self, one: Relation, least: float = 1) -> bool:
        """Whether every case came out as the relation has it, and enough of them are wrong."""
        evidence = 0.0
        for case in self.seen:
            if isinstance(case.right, Refused) and not case.wrong:
                continue  # what is refused is looked at before anything is computed
            try:
                value = one.value(case, self.answer)
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
            if not equal(value, case.outcome.value, self.rtol):
                return False
            if case.wrong:
                evidence += weight(value, case.right)
        return evidence >= max(least, one.least)


def parts(value: Any) -> dict[tuple, Any]:
    """The single values of an answer that has several, by the numbers and names that lead there."""
    value = plain(value)
    inside = value if isinstance(value, dict) else {}
    if isinstance(value, (tuple, list)) and len(value) > 1:
        inside = dict(enumerate(value))
    found: dict[tuple, Any] = {}
    for key, one in inside.items():
        further = parts(one)
        found |= {(key, *way): v for way, v in further.items()} if further else {(key,): one}
    return found


def named(way: tuple, value: Any) -> str:
    """What one of several values is called: "The entry 'w' of value 2 of 2", say."""
    names = []
    for key in way:
        entry = isinstance(value, dict)
        names.append(f"entry {key!r}" if entry else f"value {key + 1} of {len(value)}")
        value = value[key]
    told = " of ".join(reversed(names))
    return f"The {told}" if told.startswith("entry") else told[0].upper() + told[1:]


def first_wrong(seen: Sequence[Seen], rtol: float) -> Any:
    """What leads to the first of several values that is wrong; None if there is none."""
    wrong = set()
    for case in seen:
        right, got = parts(case.right), parts(case.outcome.value)
        if right.keys() == got.keys():
            wrong |= {key for key in right if not equal(right[key], got[key], rtol)}
    return next((key for key in parts(seen[0].right) if key in wrong), None) if seen else None


def part_of(case: Seen, key: Any, rtol: float) -> Seen | None:
    """A case as one about one value of its result; None if that cannot be told."""
    if isinstance(case.right, Refused) or case.outcome.error is not None:
        return None if not case.wrong else Seen(case.arguments, case.right, case.outcome, True)
    right, got = parts(case.right), parts(case.outcome.value)
    if key not in right:  # there is less of it in this case
        return None
    if right.keys() != got.keys():
        return Seen(case.arguments, case.right, case.outcome, True)
    wrong = not equal(right[key], got[key], rtol)
    return Seen(case.arguments, right[key], Outcome(got[key]), wrong)


def amiss(question: Question, tier: str) -> str:
    """That the results are the right ones in wrong places or with lines amiss; "" if not."""
    if tier not in ("shape", "values"):
        return ""
    outcomes = question.outcomes
    cases = zip(outcomes.drawn, outcomes.right, outcomes.given, strict=False)
    wrong = [Seen(*case, True) for i, case in enumerate(cases) if i in question.wrong]
    alike, key = partial(equal, rtol=outcomes.rtol), first_wrong(wrong, outcomes.rtol)
    if key is None:
        return in_place(wrong, tier, alike)
    of_one = [part for case in wrong if (part := part_of(case, key, outcomes.rtol)) and part.wrong]
    return of_value(in_place(of_one, tier, alike), named(key, wrong[0].right))


def in_place(wrong: Sequence[Seen], tier: str, alike: Callable[[Any, Any], bool]) -> str:
    """What is amiss with results of the wrong shape, or of the right one with wrong numbers."""
    if tier == "shape":
        return cut(wrong, alike)
    return displaced(wrong, alike) or proportional(wrong) or line_by_line(wrong)


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
