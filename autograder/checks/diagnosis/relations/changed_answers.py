"""The oracle's answer, changed: turned, scaled by a size, one of several, laid out otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations
from typing import Any

import numpy as np

from autograder.checks.compare.values import plain
from autograder.checks.compare.words import axis_names, plural
from autograder.checks.diagnosis.relations.relation import TOLD, Relation, Seen

#: how many numbers more than lines say that each line is off by one number
ENOUGH = 6


def told(names: Sequence[str], first: Seen) -> Iterator[Relation]:
    """The oracle's answer, changed."""

    def made(sentence: str, change: Callable[..., Any]) -> Relation:
        return Relation(TOLD.format(sentence), None, lambda answer, _: change(answer))

    right = first.right
    if isinstance(right, (tuple, list)) and len(right) > 1:
        yield made("in reverse order", lambda a: type(a)(a[::-1]))
        for i, place in zip(range(len(right)), ("first", "second", "third"), strict=False):
            yield made(f"but only the {place} of them", lambda a, i=i: a[i])
        return
    if isinstance(right, np.ndarray) and right.ndim > 1:
        yield from laid_out(first)
        yield from over_axes(right)
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
    got = plain(first.outcome.value)
    if isinstance(right, np.ndarray) and right.size > 1 and np.ndim(got) == 0:
        yield made("added up to one number", np.sum)
        yield made("averaged to one number", np.mean)
        yield made("but only the largest of them", np.max)
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


def laid_out(first: Seen) -> Iterator[Relation]:
    """The right numbers in another order: reshaped where axes are to be exchanged."""
    got = plain(first.outcome.value)
    if not isinstance(got, np.ndarray) or got.ndim != first.right.ndim or got.ndim > 4:
        return
    for order in list(permutations(range(got.ndim)))[1:]:
        turned = first.right.transpose(order)
        same = np.size(got) > 3 and got.shape == turned.shape != first.right.shape
        if same and np.allclose(first.right.ravel(), got.ravel(), rtol=1e-9):
            sentence = TOLD.format(
                "but laid out in another shape: the numbers and their order are right, so look at "
                "the sizes that `reshape` is given"
            )
            yield Relation(
                sentence, None, lambda a, _, order=order: a.reshape(a.transpose(order).shape)
            )
        if got.shape == turned.shape and np.allclose(turned, got, rtol=1e-9):
            rows = order[-2:] == (got.ndim - 1, got.ndim - 2) and order[:-2] == (
                *range(got.ndim - 2),
            )
            what = (
                "with rows and columns exchanged"
                if rows
                else "but with their axes in another order"
            )
            yield Relation(TOLD.format(what), None, lambda a, _, order=order: a.transpose(order))
        if got.shape == first.right.shape and np.allclose(turned.ravel(), got.ravel(), rtol=1e-9):
            sentence = TOLD.format(
                "but in another order: `reshape` keeps the order of the numbers; where axes change "
                "places, `transpose` or `swapaxes` is needed"
            )
            yield Relation(
                sentence, None, lambda a, _, order=order: a.transpose(order).reshape(a.shape)
            )


def over_axes(right: np.ndarray) -> Iterator[Relation]:
    """Sums, means and largest values over axes that should be kept apart."""
    names = axis_names(right.ndim)
    outer = range(max(1, right.ndim - 2))
    for axes in [(i,) for i in outer] + list(combinations(outer, 2)):
        over = " and ".join(plural(names[i], 2) for i in axes)
        for what, reduce in (("added up", np.sum), ("averaged", np.mean), ("the largest", np.max)):
            told = (
                f"{what} over the {over}" if reduce is not np.max else f"the largest of all {over}"
            )
            yield Relation(
                TOLD.format(told),
                None,
                lambda a, _, axes=axes, reduce=reduce: np.broadcast_to(
                    reduce(a, axis=axes, keepdims=True), a.shape
                ).copy(),
            )


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


def proportional(seen: Sequence[Seen]) -> str:
    """A result that is the right one but for one factor a case, or one summand; "" if not."""
    wrong = [case for case in seen if case.wrong]
    for case in wrong:
        if case.outcome.error is not None or not isinstance(case.right, np.ndarray):
            return ""
        if case.right.size < 3:
            return ""
    pairs = [(case.right, plain(case.outcome.value)) for case in wrong]
    factors = [ratio_of(right, got) for right, got in pairs]
    if pairs and all(factors):
        return TOLD.format("times a number: look at what you multiply with or divide by")
    if pairs and all(summand_of(right, got) is not None for right, got in pairs):
        return TOLD.format("plus the same number everywhere: look at what you add or leave out")
    return ""


def line_by_line(wrong: Sequence[Seen]) -> str:
    """Results that are the right ones but for a factor or a summand a line; "" if not."""
    pairs = [(case.right, plain(case.outcome.value)) for case in wrong]
    dims = {right.ndim if isinstance(right, np.ndarray) else 0 for right, _ in pairs}
    if len(dims) != 1 or min(dims) < 2:
        return ""
    for axis, name in enumerate(axis_names(dims.pop())):
        for way, of_line in LINES.items():
            if all(by_line(right, got, axis, of_line) for right, got in pairs):
                return TOLD.format(way.format(name))
    return ""


def by_line(right: np.ndarray, got: Any, axis: int, of_line: Callable[..., float | None]) -> bool:
    """Whether all that lies at one place of an axis is off by one number, and there is enough."""
    if not isinstance(got, np.ndarray) or got.shape != right.shape:
        return False
    lines = list(zip(np.moveaxis(right, axis, 0), np.moveaxis(got, axis, 0), strict=True))
    if right.size - len(lines) < ENOUGH:
        return False
    return all(np.allclose(r, g) or of_line(r, g) is not None for r, g in lines)


def summand_of(right: Any, got: Any) -> float | None:
    """How much too large a result is, if it is the same everywhere."""
    if not isinstance(right, np.ndarray) or not isinstance(got, np.ndarray):
        return None
    if right.shape != got.shape or right.dtype.kind not in "fiu" or got.dtype.kind not in "fiu":
        return None
    step = float((got - right).flat[0])
    return step if step and np.allclose(got - right, step, rtol=1e-6) else None


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
) -> Iterator[tuple[str, Callable[..., float]]]:
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


#: what was done to all that lies at one place of an axis, and the number of it
LINES = {
    "plus a number of its own for every {0}: look at what is added to a whole {0} or taken from "
    "it": summand_of,
    "times a number of its own for every {0}: look at what a whole {0} is multiplied with or "
    "divided by": ratio_of,
}
