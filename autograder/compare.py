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

RTOL = 1e-9
#: axis names by number of dimensions, outermost first
AXES = {
    1: ("position",),
    2: ("row", "column"),
    3: ("channel", "row", "column"),
    4: ("image", "channel", "row", "column"),
    5: ("image", "channel", "slice", "row", "column"),
}


@dataclass
class Difference:
    """Where a result is wrong: the tier, a sentence, more facts, and the wrong entries."""

    tier: str
    sentence: str
    facts: list[str] = field(default_factory=list)
    wrong: np.ndarray | None = None
    expected: Any = None
    got: Any = None


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
    if ok:
        return None
    yours, right = told_apart(got, expected)
    return Difference(
        "values", f"{what} is {yours}; it should be {right}.", [], expected=expected, got=got
    )


def same_number(expected: Number, got: Number, rtol: float) -> bool:
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
    facts = [*relation(expected, got), *where(expected, got, ~right, axes)]
    share = f"{np.count_nonzero(~right)} of {right.size}"
    sentence = f"{what} has the right shape, but {share} values are wrong."
    if got.dtype.kind == "f" and close(expected, got, 1e-5).all():
        sentence = (
            f"{what} agrees to single precision only: "
            "somewhere the numbers pass through float32 or are rounded. Keep float64 all the way."
        )
        facts = []
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


def close(expected: np.ndarray, got: np.ndarray, rtol: float) -> np.ndarray:
    """Elementwise |got - expected| <= rtol (|expected| + max |expected|); whole numbers exactly."""
    if expected.dtype.kind in "biu":
        return np.asarray(got == expected)
    finite = np.abs(expected[np.isfinite(expected)])
    scale = finite.max() if finite.size else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(got - expected)
        near = error <= rtol * (np.abs(expected) + scale)
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    return np.asarray(near & np.isfinite(expected) | same)


def axis_names(ndim: int, axes: Sequence[str] | None = None) -> Sequence[str]:
    """What the axes of an array are called: as asked for if that fits, else by their number."""
    if axes is not None and len(axes) == ndim:
        return axes
    return AXES.get(ndim, tuple(f"axis {i}" for i in range(ndim)))


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


@np.errstate(all="ignore")  # a wrong answer may hold anything
def relation(expected: np.ndarray, got: np.ndarray) -> list[str]:
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
        facts += border(wrong) or lines(wrong, names)
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


def lines(wrong: np.ndarray, names: Sequence[str]) -> list[str]:
    """The single row, column, channel or image that is wrong, or the only one that is right."""
    for axis, name in enumerate(names):
        n = wrong.shape[axis]
        other = tuple(i for i in range(wrong.ndim) if i != axis)
        hit = wrong.any(axis=other)
        if n > 1 and hit.sum() == 1:
            return [f"Only {name} {int(np.argmax(hit))} is wrong (counted from 0)."]
        if n > 2 and hit.sum() == n - 1:
            return [f"Only {name} {int(np.argmin(hit))} is right (counted from 0)."]
    return []


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
    return f"{float(value):.{digits}g}"


def plural(name: str, count: int) -> str:
    return name if count == 1 else name + "s"


def is_real(*values: Any) -> bool:
    return all(np.asarray(v).dtype.kind in "biuf" for v in values)
