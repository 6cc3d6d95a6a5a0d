"""Right numbers in the wrong places: with lines too many or missing, or all moved to one side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from autograder.checks.compare.values import plain
from autograder.checks.diagnosis.relations.relation import Seen

#: how far results are looked for, along one axis
FURTHEST = 8
#: a result with fewer numbers says nothing of it
FEWEST = 9
#: what it is called to stand too far to either side, along the last axis and the one before
SIDES = (("to the left", "to the right"), ("up", "down"))


def cut(wrong: Sequence[Seen], equal: Callable[[Any, Any], bool]) -> str:
    """A result that is the right one with lines too many, or with some missing; "" if not."""
    large = [case for case in wrong if min(size(case.right), size(case.outcome.value)) > 1]
    told = {cut_of(case, equal) for case in large}
    return told.pop() if len(told) == 1 else ""


def cut_of(case: Seen, equal: Callable[[Any, Any], bool]) -> str:
    right, got = case.right, plain(case.outcome.value)
    arrays = isinstance(right, np.ndarray) and isinstance(got, np.ndarray)
    if case.outcome.error is not None or not arrays or right.ndim != got.ndim or not right.any():
        return ""
    more = [g - r for g, r in zip(got.shape, right.shape, strict=True)]
    large, small = (got, right) if max(more) > 0 else (right, got)
    if not any(more) or (max(more) > 0 and min(more) < 0):
        return ""
    for where, start in (
        ("end", lambda n: 0),
        ("beginning", lambda n: n),
        ("ends", lambda n: n // 2),
    ):
        inner = tuple(
            slice(start(abs(n)), start(abs(n)) + size)
            for n, size in zip(more, small.shape, strict=True)
        )
        if equal(small, large[inner]) if large is got else equal(large[inner], small):
            place = "both ends" if where == "ends" else f"the {where}"
            if large is got:
                return f"Your result is the right one with something more at {place} of an axis."
            return f"Your result is the right one, but something is missing at {place} of an axis."
    return ""


def displaced(wrong: Sequence[Seen], equal: Callable[[Any, Any], bool]) -> str:
    """A result that is the right one, moved the same way in every case; "" if not."""
    steps = [step_of(case, equal) for case in wrong if size(case.right) >= FEWEST]
    if not steps or not all(steps):
        return ""
    ways = {tuple(np.sign(step)) for step in steps}
    if len(ways) != 1:
        return ""
    way = ways.pop()
    told = [SIDES[back][int(side > 0)] for back, side in enumerate(reversed(way)) if side]
    return (
        f"Your results are the right ones, moved too far {' and '.join(told[::-1])}: look at where "
        "the padding, the windows or what you cut out begin."
    )


def step_of(case: Seen, equal: Callable[[Any, Any], bool]) -> tuple[int, ...]:
    """How many places a result stands too far on, along its last axes; () if it does not."""
    right, got = case.right, plain(case.outcome.value)
    if not isinstance(right, np.ndarray) or not isinstance(got, np.ndarray):
        return ()
    if right.shape != got.shape or right.dtype.kind not in "fiu" or not right.ndim:
        return ()
    steps = product(range(-FURTHEST, FURTHEST + 1), repeat=min(2, right.ndim))
    for step in sorted(steps, key=lambda step: sum(map(abs, step))):
        there, here = kept(right, [-n for n in step]), kept(got, step)
        enough = max(4, right.size // 4) <= there.size and len(np.unique(there)) > 3
        if any(step) and enough and np.allclose(there, here) and equal(there, here):
            return step
    return ()


def size(value: Any) -> int:
    """How many numbers an array has; 0 for what is none."""
    value = plain(value)
    return value.size if isinstance(value, np.ndarray) else 0


def kept(array: np.ndarray, step: Sequence[int]) -> np.ndarray:
    """What of an array another one shows that is moved back by so many places on its last axes."""
    parts = [slice(n, None) if n > 0 else slice(0, n or None) for n in step]
    return array[(..., *parts)]
