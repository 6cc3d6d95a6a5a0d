"""Answers that are right to another question: the oracle asked with changed arguments.

"Your results are what comes out with `padding` 0" is a fact about the student's numbers, found by
asking the oracle and comparing on every case; it needs no list of known mistakes, only names and
shapes. Other relations change the oracle's answer: transposed, turned, divided by a size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checks.compare.values import compare, plain
from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.repair.clock import Clock
from autograder.checks.oracle import Refused
from autograder.student_side.calls import Outcome

ASKED = "Your results are what comes out {}."
TOLD = "Your results are the right ones, {}."
#: how many wrong numbers a relation must explain: whole numbers agree by chance
LEAST, LEAST_WHOLE = 1, 3


@dataclass(frozen=True)
class Relation:
    """A changed question or a changed answer, and what is told if it explains every case.

    `ask` makes changed arguments, `tell` a changed answer from the right one and the arguments;
    each gives None where it does not apply.
    """

    sentence: str
    ask: Callable[[list], list | None] | None = None
    tell: Callable[[Any, list], Any] | None = None


@dataclass
class Seen:
    """One case: its arguments, the right answer, and what came."""

    arguments: list
    right: Any
    outcome: Outcome
    wrong: bool


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
    strings = list(of_texts(question.names, [case.arguments for case in seen]))
    for one in [
        *strings,
        *asked(question.names, seen[0].arguments),
        *told(question.names, seen[0]),
    ]:
        if not clock:
            break
        if explains(one, seen, question.answer, outcomes.rtol):
            return one.sentence
    return ""


def explains(
    one: Relation, seen: Sequence[Seen], answer: Callable[[list], Any], rtol: float
) -> bool:
    """Whether every case came out as the relation has it, and enough of them are wrong."""
    evidence = 0.0
    for case in seen:
        try:
            if one.ask is not None:
                arguments = one.ask(case.arguments)
                value = None if arguments is None else answer(arguments)
            else:
                refused = isinstance(case.right, Refused)
                value = None if refused else one.tell(case.right, case.arguments)
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
        if not equal(value, case.outcome.value, rtol):
            return False
        if case.wrong:
            evidence += weight(value, case.right)
    return evidence >= 1


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


# -- changed questions ---------------------------------------------------------------------


def asked(names: Sequence[str], arguments: Sequence[Any]) -> Iterator[Relation]:
    """The oracle asked with changed arguments."""
    for i, (name, value) in enumerate(zip(names, arguments, strict=False)):
        if isinstance(value, np.ndarray):
            yield from of_array(i, name, value, arguments)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield from of_number(i, name, value)
        elif isinstance(value, tuple) and value and all(isinstance(v, int) for v in value):
            yield from of_tuple(i, name, value)
    pairs = [i for i, value in enumerate(arguments) if isinstance(value, tuple) and len(value) > 1]
    if len(pairs) > 1:
        yield every(pairs, "are read in reverse order", names, lambda v: v[::-1])
        yield every(pairs, "are used by their first number only", names, first_only)
    for i, j in combinations(range(min(len(names), len(arguments))), 2):
        if exchangeable(arguments[i], arguments[j]):
            sentence = ASKED.format(f"when `{names[i]}` and `{names[j]}` are exchanged")
            yield Relation(sentence, lambda a, i=i, j=j: put(put(a, i, a[j]), j, a[i]))


def every(
    which: list[int], what: str, names: Sequence[str], change: Callable[[Any], Any]
) -> Relation:
    """The question with several arguments changed in the same way."""

    def ask(arguments: list) -> list:
        return [change(a) if i in which else a for i, a in enumerate(arguments)]

    told = " and ".join(f"`{names[i]}`" for i in which)
    return Relation(ASKED.format(f"when {told} {what}"), ask)


def first_only(value: tuple) -> tuple:
    return (value[0],) * len(value)


def exchangeable(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return one.ndim == two.ndim
    return type(one) is type(two) and isinstance(one, (int, tuple)) and not isinstance(one, bool)


def put(arguments: list, i: int, value: Any) -> list:
    return [*arguments[:i], value, *arguments[i + 1 :]]


def changing(i: int, sentence: str, change: Callable[[Any], Any]) -> Relation:
    """The question with argument `i` changed."""

    def ask(arguments: list) -> list | None:
        value = change(arguments[i])
        return None if value is None else put(arguments, i, value)

    return Relation(ASKED.format(sentence), ask)


def of_texts(names: Sequence[str], cases: Sequence[list]) -> Iterator[Relation]:
    """Two texts that an argument may be, such as two modes, taken for each other."""
    for i, name in enumerate(names):
        values = sorted({a[i] for a in cases if len(a) > i and isinstance(a[i], str)})
        for one, two in combinations(values, 2):
            other = {one: two, two: one}
            yield changing(
                i,
                f"when `{name}` {one!r} and {two!r} are exchanged",
                lambda v, other=other: other.get(v, v),
            )


def of_array(i: int, name: str, array: np.ndarray, arguments: Sequence[Any]) -> Iterator[Relation]:
    def made(sentence: str, change: Callable[[np.ndarray], np.ndarray | None]) -> Relation:
        return changing(i, sentence.format(f"`{name}`"), lambda a: contiguous(change(a)))

    if array.dtype.kind not in "fiu" or array.ndim == 0:
        return
    if array.ndim == 1:
        yield made("when {} is reversed", lambda a: a[::-1])
        yield made("when {} is all zeros: it is left out", np.zeros_like)
        yield made("when every entry of {} is the first one", lambda a: np.full_like(a, a[0]))
    if array.ndim >= 2:
        flips = (-2, -1)
        yield made("when {} is turned by half a turn", lambda a: np.flip(a, flips))
        yield made("when {} is mirrored left to right", lambda a: np.flip(a, -1))
        yield made("when {} is mirrored top to bottom", lambda a: np.flip(a, -2))
        yield made("when rows and columns of {} are exchanged", lambda a: a.swapaxes(-1, -2))
        yield made("when {} is turned by a quarter", lambda a: np.rot90(a, 1, (-2, -1)))
        yield made("when {} is turned back by a quarter", lambda a: np.rot90(a, -1, (-2, -1)))
    if array.ndim >= 3:
        first = FIRST.get(array.ndim, ("entry of the first axis", "entry of the second axis"))
        for axis, what in enumerate(first[: array.ndim - 2]):
            what = of_weights(name, axis, array.ndim) or what
            yield made(
                f"when every {what} of {{}} is like its first",
                lambda a, axis=axis: np.repeat(a.take([0], axis), a.shape[axis], axis),
            )
            yield made(
                f"when the {what}s of {{}} are in reverse order",
                lambda a, axis=axis: np.flip(a, axis),
            )
        if array.ndim >= 4:
            yield made("when the first two axes of {} are exchanged", lambda a: a.swapaxes(0, 1))
    yield made("when {} has the opposite sign", lambda a: -a if a.dtype.kind != "u" else None)
    yield made("when {} is rounded to whole numbers", lambda a: np.trunc(a))


FIRST = {
    3: ("channel",), 4: ("image", "channel"), 5: ("image", "channel", "slice"),
}  # fmt: skip


def of_weights(name: str, axis: int, ndim: int) -> str:
    """What an axis of a weight is called."""
    if name not in ("w", "W", "weight", "k", "kernel", "filters"):
        return ""
    return ("filter", "channel", "slice")[axis] if ndim >= 4 else "channel"


def contiguous(array: np.ndarray | None) -> np.ndarray | None:
    return None if array is None else np.ascontiguousarray(array)


def of_number(i: int, name: str, value: int) -> Iterator[Relation]:
    for number in (0, 1):
        if name.lower() not in ("i", "j", "n", "x"):
            yield changing(i, f"when `{name}` is always {number}", lambda v, number=number: number)
    yield changing(i, f"with twice `{name}`", lambda v: 2 * v)
    yield changing(i, f"with half of `{name}`", lambda v: v // 2)
    yield changing(i, f"when `{name}` is one larger", lambda v: v + 1)
    yield changing(i, f"when `{name}` is one smaller", lambda v: v - 1)


def of_tuple(i: int, name: str, value: tuple) -> Iterator[Relation]:
    size = len(value)
    yield changing(i, f"when `{name}` is read in reverse order", lambda v: v[::-1])
    for number in (0, 1):
        yield changing(
            i,
            f"when `{name}` is {number} throughout: what is given is not used",
            lambda v, number=number: (number,) * len(v),
        )
    for k in range(size):
        place = ("first", "second", "third", "fourth")[min(k, 3)]
        yield changing(
            i,
            f"when the {place} number of `{name}` is used for every axis",
            lambda v, k=k: (v[k],) * len(v) if k < len(v) else None,
        )
        for number in (0, 1):
            yield changing(
                i,
                f"when the {place} number of `{name}` is taken as {number}",
                lambda v, k=k, number=number: (*v[:k], number, *v[k + 1 :]),
            )
    yield changing(i, f"with twice `{name}`", lambda v: tuple(2 * n for n in v))
    yield changing(i, f"with half of `{name}`", lambda v: tuple(n // 2 for n in v))


# -- changed answers -----------------------------------------------------------------------


def told(names: Sequence[str], first: Seen) -> Iterator[Relation]:
    """The oracle's answer, changed."""

    def made(sentence: str, change: Callable[[Any], Any]) -> Relation:
        return Relation(TOLD.format(sentence), None, lambda answer, _: change(answer))

    right = first.right
    if isinstance(right, (tuple, list)) and len(right) > 1:
        yield made("in reverse order", lambda a: type(a)(a[::-1]))
        for i, place in zip(range(len(right)), ("first", "second", "third"), strict=False):
            yield made(f"but only the {place} of them", lambda a, i=i: a[i])
        return
    if isinstance(right, np.ndarray) and right.dtype.kind == "f":
        yield made("with a negative sign", lambda a: -a)
        yield made("without their signs", np.abs)
        yield made("but what is below 0 has become 0", lambda a: np.maximum(a, 0))
        if right.ndim >= 2:
            yield made("with rows and columns exchanged", lambda a: a.swapaxes(-1, -2))
            yield made("turned by half a turn", lambda a: np.flip(a, (-2, -1)))
            yield made("mirrored left to right", lambda a: np.flip(a, -1))
            yield made("mirrored top to bottom", lambda a: np.flip(a, -2))
        if right.ndim == 1:
            yield made("in reverse order", lambda a: a[::-1])
        if right.ndim >= 4:
            yield made("with the first two axes exchanged", lambda a: a.swapaxes(0, 1))
    yield from scaled(names, first)
    if isinstance(right, (int, float)) and not isinstance(right, bool):
        yield made("one too large", lambda a: a + 1)
        yield made("one too small", lambda a: a - 1)
        yield made("squared", lambda a: a * a)
        if isinstance(right, float):
            yield made("with a negative sign", lambda a: -a)
            yield made("without their signs", abs)
            yield made("before the square root is taken", lambda a: a * a)
            yield made("but the square root is taken", lambda a: math.sqrt(a))


def scaled(names: Sequence[str], first: Seen) -> Iterator[Relation]:
    """The answer multiplied or divided by a size of an argument, or by 2."""
    ratio = ratio_of(first.right, plain(first.outcome.value))
    if ratio is None:
        return
    for text, size in sizes(names, first.arguments):
        for way, factor in (("times", lambda s: s), ("divided by", lambda s: 1 / s if s else None)):
            value = size(first.arguments)
            number = factor(value) if value else None
            if number and number != 1 and math.isclose(number, ratio, rel_tol=1e-6):
                yield Relation(
                    TOLD.format(f"{way} {text}"),
                    None,
                    lambda a, args, size=size, factor=factor: a * factor(size(args)),
                )


def ratio_of(right: Any, got: Any) -> float | None:
    """How many times too large a result is, if it is the same everywhere."""
    try:
        r, g = np.asarray(right, float), np.asarray(got, float)
    except (TypeError, ValueError, OverflowError):
        return None
    if r.shape != g.shape or not r.any() or not np.isfinite(g).all() or not np.isfinite(r).all():
        return None
    ratio = float((g * r).sum() / (r * r).sum())
    return ratio if ratio and np.allclose(ratio * r, g, rtol=1e-6) else None


def sizes(
    names: Sequence[str], arguments: Sequence[Any]
) -> Iterator[tuple[str, Callable[[list], float]]]:
    """Sizes an answer may be scaled by: how they are written, and how they are found."""
    for i, (name, value) in enumerate(zip(names, arguments, strict=False)):
        if isinstance(value, np.ndarray):
            for axis in range(value.ndim):
                text = f"`len({name})`" if axis == 0 else f"`{name}.shape[{axis}]`"
                yield text, lambda a, i=i, axis=axis: a[i].shape[axis]
            if value.ndim > 1:
                yield f"`{name}.size`", lambda a, i=i: a[i].size
            if value.ndim > 2:
                text = f"`{name}.shape[-2] * {name}.shape[-1]`"
                yield text, lambda a, i=i: a[i].shape[-2] * a[i].shape[-1]
        elif isinstance(value, int) and not isinstance(value, bool):
            yield f"`{name}`", lambda a, i=i: a[i]
            yield f"`{name}` squared", lambda a, i=i: a[i] ** 2
        elif isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int):
            yield f"the product of `{name}`", lambda a, i=i: a[i][0] * a[i][1]
    yield "2", lambda a: 2
    yield "4", lambda a: 4
