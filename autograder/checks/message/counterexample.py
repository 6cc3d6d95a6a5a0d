"""From a failing case to one small enough to check by hand.

Starts with the same shapes and small whole numbers, then shrinks one axis or number at a time
for as long as the student's answer stays wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.cases import show as shown
from autograder.checks.clock import Clock
from autograder.checks.compare.words import number
from autograder.checks.message.failure import Panel
from autograder.student_side.calls import StudentError

#: how many smaller cases are tried
TRIALS = 150
#: an array with more numbers than this is not drawn
ROOM = 80


@dataclass(frozen=True)
class Trial:
    """A case on which the student's answer is there and wrong."""

    case: Case
    arguments: list[Any]
    expected: Any
    got: Any
    wrong: np.ndarray | None


Try = Callable[[Case], Trial | None]


def smallest_trial(case: Case, trial: Try, clock: Clock) -> Trial | None:
    """The smallest failing case found while there is time; None if there is none.

    ``trial(case)`` tries another case; it raises `StudentError` if no more may be tried.
    """
    try:
        return shrink(case, trial, clock)
    except StudentError:
        return None


def counterexample(smallest: Trial | None) -> list[Panel]:
    """Panels for the arguments, the student's answer and the right one; [] if none is small."""
    if smallest is None:
        return []
    panels = []
    for name, value in zip(smallest.case.arguments, smallest.arguments, strict=True):
        role = "kernel" if name in ("k", "w", "kernel", "weight", "K", "wT") else "input"
        if isinstance(value, (np.ndarray, int, float, list)):
            panels += panels_of(name, role, value)
        elif isinstance(value, dict):
            if numbers_in(value) > ROOM:
                return []  # nobody checks it by hand
            panels.append(Panel(name, role, (), [repr(value)]))
        else:  # a size, a mode, a function
            panels.append(Panel(name, role, (), [shown(value)]))
    yours = panels_of("yours", "yours", smallest.got, smallest.wrong)
    right = panels_of("expected", "expected", smallest.expected)
    if not yours or not right:
        return []
    if [told(p) for p in yours] == [told(p) for p in right]:
        return []  # they differ in digits that are not shown
    panels += yours + right
    # nothing to see, yet planes without end: an array of shape (10**6, 0, 1)
    fits = all(0 < np.prod(p.shape, dtype=int) <= ROOM for p in panels)
    return panels if fits else []


def numbers_in(value: Any) -> int:
    """How many numbers there are in an argument, in whatever it is made of."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(numbers_in, value)) if isinstance(value, (list, tuple)) else int(np.size(value))


def shrink(case: Case, trial: Try, clock: Clock) -> Trial | None:
    """The smallest failing case found in the time there is."""
    best = trial(case.whole())
    if best is None:
        return None
    trials = TRIALS
    candidates = best.case.smaller()
    while trials and clock:
        smaller = next(candidates, None)
        if smaller is None:
            break
        trials -= 1
        found = trial(smaller)
        if found:
            best = found
            candidates = best.case.smaller()
    return best


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
