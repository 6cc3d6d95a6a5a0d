"""Where an array is wrong: by a simple rule, at the border, on one line, and the first place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.compare.words import axis_names, number, plural, told_apart

RTOL = 1e-9


def close(expected: np.ndarray, got: np.ndarray, rtol: float) -> np.ndarray:
    """Elementwise |got - expected| <= rtol (|expected| + max |expected|); whole numbers exactly."""
    if expected.dtype.kind in "biu":
        return np.asarray(got == expected)
    size = np.abs(expected)
    finite = np.isfinite(size)
    scale = size.max(initial=0.0, where=finite)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - expected) <= rtol * (size + scale)
    if finite.all():
        return np.asarray(near)
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    return np.asarray(near & finite | same)


@np.errstate(all="ignore")  # a wrong answer may hold anything
def rule(expected: np.ndarray, got: np.ndarray) -> list[str]:
    """A simple rule that turns the right answer into the student's, if there is one."""
    e = np.asarray(expected, float) if is_real(expected, got) else None
    if (
        e is None
        or e.size < 2
        or not np.isfinite(e).all()
        or not np.isfinite(got).all()
        or not e.any()
    ):
        return []
    g = np.asarray(got, float)
    if not g.any():
        return ["Every value is zero."]
    if close(-e, g, RTOL).all():
        return ["Every value has the wrong sign."]
    ratio = float((g * e).sum() / (e * e).sum())
    if close(ratio * e, g, RTOL).all():
        return [f"Every value is {number(ratio)} times what it should be."]
    if close(e + (g - e).flat[0], g, RTOL).all():
        step = (g - e).flat[0]
        return [f"Every value is too {'large' if step > 0 else 'small'} by {number(abs(step))}."]
    names = axis_names(e.ndim)
    for axis, name in enumerate(names):
        if e.shape[axis] > 1 and close(np.flip(e, axis), g, RTOL).all():
            return [f"The {plural(name, 2)} are in reverse order."]
        if e.shape[axis] > 2:
            for step in (1, -1):
                inner = slice(1, None) if step == 1 else slice(None, -1)
                index = (slice(None),) * axis + (inner,)
                if close(np.roll(e, step, axis)[index], g[index], RTOL).all():
                    way = "late" if step == 1 else "early"
                    return [f"Every {name} is one too {way}."]
    if e.ndim >= 2 and e.shape[-1] == e.shape[-2] and close(np.swapaxes(e, -1, -2), g, RTOL).all():
        return ["Rows and columns are exchanged."]
    if e.size > 1 and close(np.sort(e, None), np.sort(g, None), RTOL).all():
        return ["All the right numbers are there, in the wrong places."]
    return []


def where(
    expected: np.ndarray, got: np.ndarray, wrong: np.ndarray, axes: Sequence[str] | None
) -> list[str]:
    """Where the wrong values are, and the first of them with both numbers."""
    names = axis_names(expected.ndim, axes)
    facts = []
    if not wrong.all():
        facts += border(wrong) or lines(expected, wrong, names)
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = ", ".join(f"{n} {i}" for n, i in zip(names, first, strict=True))
    yours, right = told_apart(got[first], expected[first])
    facts.append(f"First wrong value, at {place}: yours is {yours}, it should be {right}.")
    return facts


def border(wrong: np.ndarray) -> list[str]:
    """Whether exactly the rim of the last axes is wrong, or exactly what is inside it."""
    spatial = min(wrong.ndim, 2) if wrong.ndim < 4 else 2
    if any(n < 3 for n in wrong.shape[-spatial:]):
        return []
    inside = np.zeros(wrong.shape[-spatial:], bool)
    inside[(slice(1, -1),) * spatial] = True
    inside = np.broadcast_to(inside, wrong.shape)
    if not wrong[inside].any() and wrong[~inside].mean() > 0.5:
        return ["Only values at the border are wrong."]
    if not wrong[~inside].any():
        return ["Only values inside are wrong; the border is right."]
    return []


def lines(expected: np.ndarray, wrong: np.ndarray, names: Sequence[str]) -> list[str]:
    """The single row, column, channel or image that is wrong, or the only one that is right.

    A line on which one number is right throughout, as on padding, says nothing of what is right.
    """
    for axis, name in enumerate(names):
        n = wrong.shape[axis]
        other = tuple(i for i in range(wrong.ndim) if i != axis)
        hit = wrong.any(axis=other)
        if n > 1 and hit.sum() == 1:
            return [f"Only {name} {int(np.argmax(hit))} is wrong (counted from 0)."]
        if n > 2 and hit.sum() == n - 1:
            right = np.take(expected, int(np.argmin(hit)), axis)
            if right.ndim == 0 or (right != right[..., :1]).any():
                return [f"Only {name} {int(np.argmin(hit))} is right (counted from 0)."]
    return []


def is_real(*values: Any) -> bool:
    return all(np.asarray(v).dtype.kind in "biuf" for v in values)
