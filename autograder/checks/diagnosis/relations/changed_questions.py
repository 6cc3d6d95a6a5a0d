"""The oracle asked with changed arguments: turned, exchanged, left out, the first for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checks.diagnosis.relations.relation import ASKED, Relation


def asked(names: Sequence[str], arguments: Sequence[Any]) -> Iterator[Relation]:
    """The oracle asked with changed arguments."""
    for i, (name, value) in enumerate(zip(names, arguments, strict=False)):
        if isinstance(value, np.ndarray):
            yield from of_array(i, name, value, arguments)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield from of_number(i, name, value)
        elif isinstance(value, tuple) and value and all(isinstance(v, int) for v in value):
            yield from of_tuple(i, name, value)
    yield from one_sided(names, arguments)
    pairs = [i for i, value in enumerate(arguments) if isinstance(value, tuple) and len(value) > 1]
    if len(pairs) > 1:
        yield every(pairs, "are read in reverse order", names, lambda v: v[::-1])
        yield every(pairs, "are used by their first number only", names, first_only)
    for i, j in combinations(range(min(len(names), len(arguments))), 2):
        if exchangeable(arguments[i], arguments[j]):
            sentence = ASKED.format(f"when `{names[i]}` and `{names[j]}` are exchanged")
            yield Relation(sentence, lambda a, i=i, j=j: put(put(a, i, a[j]), j, a[i]))


def one_sided(names: Sequence[str], arguments: Sequence[Any]) -> Iterator[Relation]:
    """A padding that stands on one side only, twice as wide."""
    arrays = [i for i, value in enumerate(arguments) if isinstance(value, np.ndarray)]
    places = [i for i, name in enumerate(names) if name in ("padding", "pad", "p")]
    if not arrays or not places or places[0] >= len(arguments):
        return
    array, place = arrays[0], places[0]
    for where, sides in (
        ("before the first pixel and none behind the last", lambda n: (2 * n, 0)),
        ("behind the last pixel and none before the first", lambda n: (0, 2 * n)),
    ):

        def ask(given: list, sides: Callable[[int], tuple[int, int]] = sides) -> list:
            value, padding = given[array], given[place]
            axes = padding if isinstance(padding, tuple) else (padding,) * min(2, value.ndim)
            width = [(0, 0)] * (value.ndim - len(axes)) + [sides(n) for n in axes]
            none = (0,) * len(axes) if isinstance(padding, tuple) else 0
            return put(put(given, array, np.pad(value, width)), place, none)

        told = f"when all of `{names[place]}` stands {where}"
        yield Relation(ASKED.format(told), ask)


def every(
    which: list[int], what: str, names: Sequence[str], change: Callable[..., Any]
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


def changing(i: int, sentence: str, change: Callable[..., Any], least: float = 1.0) -> Relation:
    """The question with argument `i` changed."""

    def ask(arguments: list) -> list | None:
        value = change(arguments[i])
        return None if value is None else put(arguments, i, value)

    return Relation(ASKED.format(sentence), ask, least=least)


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


#: ranks and other small numbers come out right of a part of an array, too
LEAST_OF_CONTENT = 3.0


def of_array(i: int, name: str, array: np.ndarray, arguments: Sequence[Any]) -> Iterator[Relation]:
    def made(sentence: str, change: Callable[..., Any], least: float = 1.0) -> Relation:
        told = sentence.format(f"`{name}`")
        return changing(i, told, lambda a: contiguous(change(a)), least)

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
                LEAST_OF_CONTENT,
            )
            yield made(
                f"when the {what}s of {{}} are in reverse order",
                lambda a, axis=axis: np.flip(a, axis),
            )
        if array.ndim >= 4:
            yield made("when the first two axes of {} are exchanged", lambda a: a.swapaxes(0, 1))
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
