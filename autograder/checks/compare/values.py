"""Comparing a student's result with the right one, and saying where they part.

`compare` gives None or one `Difference`: which tier it belongs to, one sentence, further facts,
and the mask of wrong entries. The sentences name axes (row, column, channel, image), because a
student thinks in those and not in indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Number
from typing import Any

import numpy as np

from autograder.checks.compare.words import (
    axis_names,
    kind,
    number,
    parts_amiss,
    plural,
    told_apart,
)
from autograder.checks.compare.wrong_places import RTOL, close, rule, where

KEEP = "Keep float64 all the way."


@dataclass
class Difference:
    """Where a result is wrong: the tier, a sentence, more facts, and the wrong entries.

    `is_reason` tells that the sentence says what is amiss, and not only where.
    """

    tier: str
    sentence: str
    facts: list[str] = field(default_factory=list)
    wrong: np.ndarray | None = None
    expected: Any = None
    got: Any = None
    is_reason: bool = False


def plain(value: Any) -> Any:
    """An oracle's answer as NumPy arrays and Python values: tensors, tuples and dicts unpacked."""
    if hasattr(value, "detach"):
        value = value.detach().numpy()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.item() if value.ndim == 0 else value
    if isinstance(value, (tuple, list)):
        return type(value)(plain(v) for v in value) if type(value) in (tuple, list) else value
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def compare(
    expected: Any, got: Any, rtol: float = RTOL, axes: Sequence[str] | None = None, name: str = ""
) -> Difference | None:
    """The first difference between a right answer and a student's, or None.

    Parameters
    ----------
    expected : array, number, bool, str, None, or a tuple, list or dict of them
    got : the student's result
    rtol : tolerance relative to |expected| plus its largest entry (so that rounding next to
        large numbers is forgiven and nothing else)
    axes : names of the axes, outermost first; by number of dimensions if not given
    name : what to call the result in sentences, as "the second value"
    """
    what = name or "The result"
    if got is None and expected is not None:
        hint = "" if name else " Did you forget `return`?"
        return Difference("type", f"{what} is None.{hint}", expected=expected, got=got)
    if isinstance(expected, np.ndarray):
        return compare_arrays(expected, got, rtol, axes, what)
    if isinstance(expected, (tuple, list)):
        return compare_sequences(expected, got, rtol, axes, what)
    if isinstance(expected, dict):
        return compare_dicts(expected, got, rtol, axes, what)
    return compare_scalars(expected, got, rtol, what)


def compare_scalars(expected: Any, got: Any, rtol: float, what: str) -> Difference | None:
    got = plain(got)
    if isinstance(got, np.ndarray) and got.size == 1 and isinstance(expected, Number):
        shape = "×".join(map(str, got.shape))
        return Difference("type", f"{what} is an array of shape {shape}; a plain number is asked.")
    if isinstance(expected, bool):
        ok = isinstance(got, (bool, int, float)) and got == expected
        kind_ok = isinstance(got, (bool, int))
    elif isinstance(expected, Number):
        kind_ok = isinstance(got, Number) and not isinstance(got, bool)
        ok = kind_ok and same_number(expected, got, rtol)
    else:
        kind_ok, ok = isinstance(got, type(expected)), False
        if kind_ok:
            ok = bool(got == expected)
    if not kind_ok:
        wanted = kind(expected)
        return Difference(
            "type",
            f"{what} is {kind(got)}; {wanted} is asked.",
            expected=expected,
            got=got,
        )
    if ok and isinstance(got, complex) and not isinstance(expected, complex):
        return Difference(
            "manners",
            f"{what} is {number(got)}: the right number, but as a complex one.",
            ["A real number is asked: take `.real`."],
            expected=expected,
            got=got,
        )
    if ok and isinstance(expected, int) and not isinstance(got, int):
        return Difference(
            "manners",
            f"{what} is {got}: the right number, but not as a whole number.",
            ["It counts something. `/` gives a float; `//` keeps whole numbers whole."],
            expected=expected,
            got=got,
        )
    if ok:
        return None
    if isinstance(expected, str) and (amiss := parts_amiss(expected, got)):
        return Difference("values", f"{what} {amiss}.", [], None, expected, got, is_reason=True)
    yours, right = told_apart(got, expected)
    return Difference(
        "values", f"{what} is {yours}; it should be {right}.", [], expected=expected, got=got
    )


def same_number(expected: Any, got: Any, rtol: float) -> bool:
    """Whole numbers exactly, however large; others, fractions too, as `close` has it."""
    if isinstance(expected, int):
        return bool(got == expected)
    try:
        return bool(close(np.asarray(expected), np.asarray(complex(got)), rtol))
    except OverflowError:
        return False


def compare_sequences(
    expected: Any, got: Any, rtol: float, axes: Sequence[str] | None, what: str
) -> Difference | None:
    if not isinstance(got, (tuple, list)):
        sentence = f"{what} is {kind(got)}; {len(expected)} values are asked, as a tuple."
        return Difference("type", sentence, expected=expected, got=got)
    if len(got) != len(expected):
        sentence = f"{what} has {len(got)} values; it should have {len(expected)}."
        return Difference("shape", sentence, expected=expected, got=got)
    for i, (e, g) in enumerate(zip(expected, got, strict=True)):
        found = compare(e, g, rtol, axes, f"Value {i + 1} of {len(expected)}{within(what)}")
        if found:
            return found
    return None


def compare_dicts(
    expected: dict, got: Any, rtol: float, axes: Sequence[str] | None, what: str
) -> Difference | None:
    if not isinstance(got, dict):
        sentence = f"{what} is {kind(got)}; a dictionary is asked."
        return Difference("type", sentence, expected=expected, got=got)
    missing = [repr(k) for k in expected if k not in got]
    extra = [repr(k) for k in got if k not in expected]
    if missing or extra:
        parts = [f"lacks {', '.join(missing)}"] if missing else []
        parts += [f"has {', '.join(extra)}, which nobody asked for"] if extra else []
        return Difference("shape", f"{what} {' and '.join(parts)}.", expected=expected, got=got)
    for key, e in expected.items():
        if e is True and got[key] is False and " " in str(key):  # what must hold, in words
            sentence = f"It does not hold that {key}."
            return Difference("values", sentence, expected=e, got=got[key], is_reason=True)
        found = compare(e, got[key], rtol, axes, f"The entry {key!r}{within(what)}")
        if found:
            return found
    return None


def within(what: str) -> str:
    """What a part is a part of, unless that is the whole result."""
    return "" if what == "The result" else f" of {what[0].lower()}{what[1:]}"


def compare_arrays(
    expected: np.ndarray, got: Any, rtol: float, axes: Sequence[str] | None, what: str
) -> Difference | None:
    if isinstance(got, (list, tuple)):
        sentence = f"{what} is {kind(got)}; a NumPy array is asked. `np.array(...)` makes one."
        return Difference("type", sentence, expected=expected, got=got)
    if type(got) is not np.ndarray and not isinstance(got, Number):
        # a matrix, or a masked array, reckons by rules of its own
        hint = " `np.asarray(...)` makes one." if isinstance(got, np.ndarray) else ""
        sentence = f"{what} is {kind(got)}; a NumPy array is asked.{hint}"
        return Difference("type", sentence, expected=expected, got=got)
    got = np.asarray(got)
    if got.dtype.kind not in "biufc":
        sentence = f"{what} has dtype {got.dtype}; an array of numbers is asked."
        return Difference("type", sentence, expected=expected, got=got)
    if got.shape != expected.shape:
        return Difference(
            "shape", shape_sentence(expected, got, axes, what), [], None, expected, got
        )
    right = close(expected, got, rtol)
    if right.all():
        return dtype_difference(expected, got, what)
    facts = [*rule(expected, got), *where(expected, got, ~right, axes)]
    share = f"{np.count_nonzero(~right)} of {right.size}"
    sentence = f"{what} has the right shape, but {share} values are wrong."
    if got.dtype.kind == "f" and close(expected, got, 1e-5).all():
        if np.array_equal(got, got.astype(np.float32)):
            sentence = f"{what} agrees to single precision only: its numbers are float32's. {KEEP}"
            return Difference("values", sentence, [], ~right, expected, got, is_reason=True)
        else:
            sentence = f"{what} is right to about five digits only."
            facts = [
                "Rounding makes no such difference. Something small is missing or added, or a "
                "number is nearly the right one."
            ]
    return Difference("values", sentence, facts, ~right, expected, got)


def dtype_difference(expected: np.ndarray, got: np.ndarray, what: str) -> Difference | None:
    """Right numbers of the wrong kind: integers or float32 where float64 is asked, or complex."""
    if expected.dtype.kind == "f" and got.dtype != expected.dtype:
        sentence = f"{what} has the right numbers as {got.dtype}; {expected.dtype} is asked."
        facts = []
        if got.dtype.kind == "c":
            facts = ["The imaginary parts are zero: take `.real`."]
        elif got.dtype.kind == "b":
            facts = ["True and False count as 1 and 0, but they are no numbers: `.astype(float)`."]
        elif got.dtype.kind in "iu":
            facts = ["Whole numbers lose everything after the point as soon as there is something."]
        return Difference("manners", sentence, facts, None, expected, got)
    if expected.dtype.kind == "b" and got.dtype.kind != "b":
        sentence = f"{what} has the right values as {got.dtype}; True and False are asked."
        return Difference("manners", sentence, [], None, expected, got)
    return None


def shape_sentence(
    expected: np.ndarray, got: np.ndarray, axes: Sequence[str] | None, what: str
) -> str:
    names = axis_names(expected.ndim, axes)
    if got.ndim != expected.ndim:
        axes_of = "axis" if got.ndim == 1 else "axes"
        return (
            f"{what} has shape {got.shape} ({got.ndim} {axes_of}); "
            f"it should have shape {expected.shape}."
        )
    parts = [
        f"{g} {plural(n, g)} where {e} {'is' if e == 1 else 'are'} asked"
        for n, g, e in zip(names, got.shape, expected.shape, strict=True)
        if g != e
    ]
    return f"{what} has {' and '.join(parts)}: its shape is {got.shape}, not {expected.shape}."
