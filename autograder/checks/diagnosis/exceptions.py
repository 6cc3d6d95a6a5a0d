"""What an error means for the arrays in the line that raised it."""

from __future__ import annotations

import re

from autograder.student_side.calls import StudentError

BROADCAST = re.compile(r"could not be broadcast|could not broadcast|mismatch")
#: sums over pairs of axes: of `tensordot` and `einsum`, which are told the pairs, and of `@`
PAIRS = re.compile(r"shape-mismatch for sum|remapped|of label|signature \(n\),\(n\)")
PRODUCT = re.compile(r"not aligned|signature \(n\?,k\)")
INTO = re.compile(r"broadcast input array from shape \(([\d,]*)\) into shape \(([\d,]*)\)")
CAST = re.compile(r"Cannot cast ufunc .* from dtype\('(\w+)'\) to dtype\('(\w+)'\)")
UNKNOWN = re.compile(
    r"name '(\w+)' is not defined|local variable '(\w+)' where it is not associated"
)
TRUTH = re.compile("truth value of an array")
FROM_THE_END = (
    "the last axis",
    "the last but one axis",
    "the third axis from the end",
    "the fourth axis from the end",
)
SHAPE = re.compile(r"shape \(([\d, ]*)\)")


def explanation(error: StudentError) -> str:
    """The operands of the line that failed, in a sentence; "" if nothing is known of them."""
    place = f"Line {error.frames[-1].line}: " if error.frames else ""
    if TRUTH.search(error.message):
        return place + (
            "an array as a whole is neither true nor false. Ask what you mean: `is not None`, "
            "`.any()` or `.all()`."
        )
    if name := UNKNOWN.search(error.message):
        return (
            place + f"`{name[1] or name[2]}` is read here, but no line before has given it a value."
        )
    known = [(code, what) for code, what in error.operands if code != what]
    if cast := CAST.search(error.message):
        return place + (
            f"the array that is written into holds {cast[2]} numbers and cannot take {cast[1]} "
            "ones. Make a new array: `a = a / 2` does, `a /= 2` does not."
        )
    if found := INTO.search(error.message):
        return place + into(sizes(found[1]), sizes(found[2]))
    if not known:
        return ""
    shapes = [(code, shape) for code, what in known if (shape := shape_of(what)) is not None]
    if len(shapes) >= 2 and meets(error):
        way = product if PRODUCT.search(error.message) else broadcast
        way = summed if PAIRS.search(error.message) else way
        return place + way(*shapes[0], *shapes[1])
    if error.type_name == "IndexError" and shapes:
        return place + out_of_bounds(shapes[0], [k for k in known if k[0] != shapes[0][0]])
    if error.type_name in ("TypeError", "ValueError", "ZeroDivisionError", "AttributeError"):
        return place + " and ".join(f"`{code}` {is_(what)}" for code, what in known[:3]) + " here."
    return ""


def is_reason(error: StudentError) -> bool:
    """Whether the explanation says why the error came, and not only what the values were."""
    others = (CAST, TRUTH, UNKNOWN)
    return meets(error) or any(said.search(error.message) for said in others)


def meets(error: StudentError) -> bool:
    """Whether two arrays did not go together."""
    return any(said.search(error.message) for said in (BROADCAST, PAIRS, PRODUCT))


def shape_of(what: str) -> tuple[int, ...] | None:
    match = SHAPE.fullmatch(what)
    return sizes(match[1]) if match else None


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in text.split(",") if n.strip())


def into(given: tuple[int, ...], place: tuple[int, ...]) -> str:
    """Why an array does not fit where it is written."""
    told = f"what is written has shape {given}, and there is room for {place}"
    if 0 in given and 0 not in place:
        return f"{told}. A slice is empty: it ends where it begins, or before, as `[:-0]` does."
    for back in range(1, min(len(given), len(place)) + 1):
        if given[-back] not in (1, place[-back]):
            return f"{told}: on {axis(back)}, {given[-back]} meets {place[-back]}."
    return f"{told}."


def is_(what: str) -> str:
    return f"has {what}" if what.startswith("shape ") else f"is {what}"


def broadcast(one: str, a: tuple[int, ...], two: str, b: tuple[int, ...]) -> str:
    """Why two shapes do not go together: lined up from the right, which sizes meet."""
    told = f"`{one}` has shape {a} and `{two}` has shape {b}"
    for back in range(1, min(len(a), len(b)) + 1):
        if a[-back] != b[-back] and 1 not in (a[-back], b[-back]):
            return f"{told}: on {axis(back)}, {a[-back]} meets {b[-back]}."
    if len(a) != len(b):
        return f"{told}: one has {len(a)} axes, the other {len(b)}."
    return f"{told}."


def product(one: str, a: tuple[int, ...], two: str, b: tuple[int, ...]) -> str:
    """Why a product of matrices is none: the last axis of one meets the last but one of two."""
    told = f"`{one}` has shape {a} and `{two}` has shape {b}"
    if not a or not b or a[-1] == b[max(len(b) - 2, 0)]:
        return f"{told}."
    where = axis(2) if len(b) > 1 else "the axis"
    return f"{told}: {axis(1)} of the first, {a[-1]}, meets {where} of the second, {b[-2:][0]}."


def summed(one: str, a: tuple[int, ...], two: str, b: tuple[int, ...]) -> str:
    """Why a sum over named axes is none."""
    return f"`{one}` has shape {a} and `{two}` has shape {b}: two axes that meet differ in size."


def axis(back: int) -> str:
    """An axis, counted from the last one, which is 1."""
    return FROM_THE_END[back - 1] if back <= len(FROM_THE_END) else f"axis -{back}"


def out_of_bounds(array: tuple[str, tuple[int, ...]], indices: list[tuple[str, str]]) -> str:
    told = f"`{array[0]}` has shape {array[1]}"
    given = [f"`{code}` is {what}" for code, what in indices if not what.startswith("shape ")]
    return f"{told}, and {' and '.join(given)} here." if given else f"{told} here."
