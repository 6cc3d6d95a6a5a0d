"""Smaller cases with other numbers, on which a repair must hold too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.diagnosis.question import Question
from autograder.checks.oracle import Refused

#: how many are tried to find enough
TRIALS = 40


def fresh(question: Question) -> Iterator[tuple[list, Any]]:
    """Smaller cases with other numbers, and the oracle's answers to them."""
    rng = np.random.default_rng(0)
    same = sizes_in_common(question.cases)
    for trial in range(TRIALS):
        case = question.cases[trial % len(question.cases)]
        for _ in range(int(rng.integers(0, 4))):
            smaller = [c for c in case.smaller() if same <= set(sizes(c))]
            if smaller:
                case = smaller[int(rng.integers(len(smaller)))]
        made = answered(question, case, int(rng.integers(1 << 30)))
        if made is not None:
            yield made


def sizes(case: Case) -> Iterator[tuple[str, int, int]]:
    """(argument, axis, length) of every array of a case."""
    for name, value in case.arguments.items():
        for axis, length in enumerate(getattr(value, "shape", ())):
            yield name, axis, length


def sizes_in_common(cases: Sequence[Case]) -> set[tuple[str, int, int]]:
    """What all of several cases have, as the three planes of a picture: no other may be legal."""
    return set.intersection(*(set(sizes(c)) for c in cases)) if len(cases) > 1 else set()


def answered(question: Question, case: Case, seed: int) -> tuple[list, Any] | None:
    """A case's arguments and the oracle's answer, unless it refuses."""
    try:
        arguments = case.draw(np.random.default_rng([seed, 0]))
        expected = question.answer(arguments)
    except Exception:
        return None
    return None if isinstance(expected, Refused) else (arguments, expected)
