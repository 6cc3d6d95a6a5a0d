"""From a failing case to one small enough to check by hand.

Starts with the same shapes and small whole numbers, then shrinks one axis or number at a time
for as long as the student's answer stays wrong.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.calls import FATAL, StudentError
from autograder.cases import Case
from autograder.cases import show as shown
from autograder.compare import number, plain
from autograder.failure import Panel

if TYPE_CHECKING:
    from autograder.check import Check

#: how many smaller cases are tried, and how long: a check should answer at once
TRIALS, SECONDS = 150, 0.3
#: an array with more numbers than this is not drawn
ROOM = 80


def counterexample(check: Check, case: Case, seed: int) -> list[Panel]:
    """Panels for the arguments, the student's answer and the right one; [] if none is small."""
    try:
        smallest = shrink(check, case, seed)
    except StudentError:
        return []
    if smallest is None:
        return []
    case, arguments, expected, got, difference = smallest
    panels = []
    for name, value in zip(case.arguments, arguments, strict=True):
        role = "kernel" if name in ("k", "w", "kernel", "weight", "K", "wT") else "input"
        if isinstance(value, (np.ndarray, int, float, list)):
            panels += panels_of(name, role, value)
        else:  # a size, a mode, a function
            panels.append(Panel(name, role, (), [shown(value)]))
    yours = panels_of("yours", "yours", got, difference.wrong)
    right = panels_of("expected", "expected", expected)
    if not yours or not right:
        return []
    if [told(p) for p in yours] == [told(p) for p in right]:
        return []  # they differ in digits that are not shown
    panels += yours + right
    # nothing to see, yet planes without end: an array of shape (10**6, 0, 1)
    fits = all(0 < np.prod(p.shape, dtype=int) <= ROOM for p in panels)
    return panels if fits else []


def shrink(check: Check, case: Case, seed: int) -> tuple | None:
    """The smallest failing case found in the time there is, with everything about it."""
    deadline = time.perf_counter() + SECONDS
    best = failing(check, case.whole(), seed)
    if best is None:
        return None
    trials = TRIALS
    candidates = best[0].smaller()
    while trials and time.perf_counter() < deadline:
        smaller = next(candidates, None)
        if smaller is None:
            break
        trials -= 1
        trial = failing(check, smaller, seed)
        if trial:
            best = trial
            candidates = best[0].smaller()
    return best


def failing(check: Check, case: Case, seed: int) -> tuple | None:
    """(case, arguments, expected, got, difference) if the student's answer is there and wrong."""
    from autograder.check import Refused

    try:
        arguments = case.draw(np.random.default_rng([seed, 0]))
        expected = check.answer(arguments)
    except Exception:  # too small for the oracle
        return None
    if isinstance(expected, Refused) or any(map(empty, arguments)):
        return None
    if isinstance(expected, np.ndarray) and not expected.any():  # zeros show no mistake
        return None
    outcome = check.outcome(check.student, arguments)
    if outcome.error:
        if outcome.error.kind in FATAL:  # it hangs or dies on this one: no more of it
            raise outcome.error
        return None
    difference = check.difference(expected, outcome)
    if difference is None or difference.tier not in ("shape", "values"):
        return None
    return case, arguments, expected, plain(outcome.value), difference


def empty(value: Any) -> bool:
    """Whether an argument is an array, a list or a tuple with nothing in it."""
    return not value if isinstance(value, (list, tuple)) else 0 in np.shape(value)


def told(panel: Panel) -> tuple:
    """What is to be seen of a panel."""
    return panel.shape, [number(cell) for cell in panel.cells]


def panels_of(label: str, role: str, value: Any, wrong: np.ndarray | None = None) -> list[Panel]:
    """One panel for an array or a number, several for a tuple of them."""
    if isinstance(value, (np.ndarray, int, float, bool)):
        array = np.asarray(value)
        if label == "yours" and array.ndim == 0:
            wrong = np.array(True)
        marks = wrong if wrong is not None and wrong.shape == array.shape else None
        return [Panel.of(label, role, array, marks)] if array.dtype.kind in "biuf" else []
    if isinstance(value, (tuple, list)):
        found = []
        for i, item in enumerate(value):
            found += panels_of(f"{label}[{i}]", role, item)
        return found
    if value is None or isinstance(value, str):
        return [Panel(label, role, (), [str(value)])]
    return []
