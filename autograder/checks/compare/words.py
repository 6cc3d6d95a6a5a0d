"""Words for values: kinds, numbers in few digits, names of axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from numbers import Number
from typing import Any

import numpy as np

#: axis names by number of dimensions, outermost first
AXES = {
    1: ("position",),
    2: ("row", "column"),
    3: ("channel", "row", "column"),
    4: ("image", "channel", "row", "column"),
    5: ("image", "channel", "slice", "row", "column"),
}


def axis_names(ndim: int, axes: Sequence[str] | None = None) -> Sequence[str]:
    """What the axes of an array are called: as asked for if that fits, else by their number."""
    if axes is not None and len(axes) == ndim:
        return axes
    return AXES.get(ndim, tuple(f"axis {i}" for i in range(ndim)))


def kind(value: Any) -> str:
    """A value's kind, with its article."""
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    names = {
        bool: "a truth value", int: "a whole number", float: "a number", str: "a text",
        list: "a list", tuple: "a tuple", dict: "a dictionary", type(None): "None",
    }  # fmt: skip
    return names.get(type(value), f"an object of type {type(value).__name__}")


def told_apart(got: Any, expected: Any) -> tuple[str, str]:
    """Two different values in as few digits as show that they differ."""
    for digits in (5, 9, 13, 17):
        yours, right = number(got, digits), number(expected, digits)
        if yours != right:
            break
    return yours, right


def parts_amiss(expected: str, got: str) -> str:
    """What a text that lists things has too many of, and what it lacks; "" if it lists nothing."""
    mark = "; " if "; " in expected + got else ", "
    right, yours = Counter(expected.split(mark)), Counter(got.split(mark))
    listed = mark in expected + got and not set("()[]{}") & set(expected + got)
    if not listed or not right & yours:
        return ""
    told = [
        f"{word}: {mark.join(found.elements())}"
        for word, found in (("has too many", yours - right), ("lacks", right - yours))
        if found
    ]
    return " and ".join(told)


def number(value: Any, digits: int = 5) -> str:
    """A number in a few digits."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Number):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, complex):
        return f"{value:.{digits - 1}g}"
    return f"{float(value):.{digits}g}"  # type: ignore[arg-type]


def plural(name: str, count: int) -> str:
    return name if count == 1 else name + "s"
