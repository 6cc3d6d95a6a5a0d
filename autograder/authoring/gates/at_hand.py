"""Which functions that a candidate has at hand compute what an exercise asks.

Of convkit a candidate has what its lesson allows and what that stands on. To find an answer in it,
every one of these functions, and every public one of convkit, is called with the arguments of an
exercise in many orders; each function on the way that gives the right answer, or a part of it, is
noted by what it returns, whatever its own arguments are.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, permutations, product
from types import FrameType
from typing import Any

import numpy as np

import convkit
from autograder.authoring.lesson import Exercise
from autograder.authoring.workbench import Workbench
from autograder.checks.comparison import Comparison
from autograder.checks.diagnosis.relations.search import equal
from autograder.checks.oracle import Refused, answer
from autograder.sandbox.readable_files import Parts, definitions, imported
from autograder.student_side.allowed_imports import allowed
from autograder.student_side.calls import prepare

#: how many orders of the arguments are tried
ORDERS = 24
#: among how many arrays one is given as its size too: an input's, beside weights and a gradient
SIZED = 3
#: (name of the function, which part of the answer it gives; -1 is all of it)
Found = tuple[str, int]
Asked = tuple[dict[str, Any], Any]
Way = Callable[[dict[str, Any]], tuple[list, dict[str, Any]]]


def answers_at_hand(bench: Workbench) -> Iterator[str]:
    """A line for every answer, or part of one, that a candidate has at hand unasked."""
    lesson = bench.lesson
    setup = imported(cell.source for cell in lesson.setup("all"))
    given = {n for n in (*lesson.allow, *setup) if n.startswith("convkit")}
    if not given:
        return
    public = {f"{f.__module__}.{f.__qualname__}": f for f in map(convkit_name, dir(convkit)) if f}
    for exercise in lesson.exercises:
        narrowed = bench.narrowed(exercise)
        there = functions_of({n for n in given if all(allowed(n, a) for a in narrowed)})
        for name in sorted(there):
            if name.rpartition(".")[2] in exercise.functions:
                yield f"{exercise.name}: {name} has its name, and candidates have it"
        found = computed(bench, exercise, {**public, **there})
        parts = {part for name, part in found if name in given}
        for name, part in sorted(found):
            if name in there and (part < 0 or part not in parts):
                what = "it" if part < 0 else f"value {part + 1} of it"
                yield f"{exercise.name}: {name} computes {what}, and candidates have it"


def convkit_name(name: str) -> Callable | None:
    """A public function of convkit that computes something: `convkit.data` loads pictures."""
    value = getattr(convkit, name)
    if not callable(value) or isinstance(value, type):
        return None
    return None if value.__module__.startswith("convkit.data") else value


def functions_of(given: set[str]) -> dict[str, Callable]:
    """What candidates have with these names of convkit: every function, with those behind it."""
    parts = Parts()
    for name in sorted(given):
        parts.want(name)
    found = {}
    for module, names in parts.needed.items():
        for name in names:
            if isinstance(definitions(module)[name], ast.FunctionDef):
                found[f"{module}.{name}"] = getattr(importlib.import_module(module), name)
    return found


def computed(bench: Workbench, exercise: Exercise, functions: dict[str, Callable]) -> set[Found]:
    """Which functions give the right answers to some check of the exercise, or a part of them."""
    found: set[Found] = set()
    for comparison in bench.asked(exercise)[0]:
        if comparison.via is None:
            with bench.checks.session():
                cases = asked(comparison)
            tried = [(way, *way(cases[0][0])) for way in ways(cases[0][0])] if cases else []
            with np.printoptions(threshold=1, edgeitems=1):  # of what is refused; nobody reads it
                for function in functions.values():
                    found |= by_any_order(cases, function, tried)
    return found


def asked(comparison: Comparison) -> list[Asked]:
    """A few cases that tell answers apart: arguments by name and the right answer."""
    cases = []
    some = comparison.cases[:3]
    for case, drawn in zip(some, comparison.draw(some, comparison.root), strict=True):
        right = answer(comparison.oracle, drawn)
        if not isinstance(right, Refused) and told_apart(right):
            cases.append((dict(zip(case.arguments, drawn, strict=True)), right))
    return cases


def by_any_order(
    cases: Sequence[Asked], function: Callable, tried: Sequence[tuple[Way, list, dict]]
) -> set[Found]:
    """What one function, and those it calls, give of the answers: called in some way.

    Parameters
    ----------
    cases : arguments and right answers
    function : the function
    tried : every way to give the arguments, and what it makes of those of the first case
    """
    found: set[Found] = set()
    takes = taking(function)
    for way, given, rest in tried:
        if not takes(len(given), tuple(rest)):
            continue
        seen: set[Found] | None = None
        for i, (named, right) in enumerate(cases):
            if named.keys() != cases[0][0].keys():
                break
            args, others = way(named) if i else (given, rest)
            here = given_on_the_way(function, args, others, right)
            seen = here if seen is None else seen & here
            if not seen:
                break
        found |= seen or set()
    return found


def taking(function: Callable) -> Callable[[int, tuple[str, ...]], bool]:
    """Whether a function can be called with so many arguments and others of these names."""
    signature = inspect.signature(function)

    @cache
    def takes(count: int, names: tuple[str, ...]) -> bool:
        try:
            signature.bind(*range(count), **dict.fromkeys(names))
        except TypeError:
            return False
        return True

    return takes


def ways(named: dict[str, Any]) -> Iterator[Way]:
    """How arguments are given: some arrays, or a size, in any order, then the rest."""
    arrays = [name for name, value in named.items() if isinstance(value, np.ndarray)]
    manners = (False, True) if len(named) > len(arrays) else (False,)
    for count in range(len(arrays), 0, -1):
        for order in islice(permutations(arrays, count), ORDERS):
            sizes = (None, *order) if count <= SIZED else (None,)
            for size, by_name in product(sizes, manners):

                def way(
                    named: dict[str, Any],
                    order: Sequence[str] = order,
                    size: str | None = size,
                    by_name: bool = by_name,
                ) -> tuple[list, dict[str, Any]]:
                    given = [named[n].shape if n == size else named[n] for n in order]
                    rest = {n: v for n, v in named.items() if n not in arrays}
                    return (given, rest) if by_name else ([*given, *rest.values()], {})

                yield way


def told_apart(right: Any) -> bool:
    """Whether an answer is more than a number that many things give."""
    return np.size(right) > 1 if isinstance(right, np.ndarray) else isinstance(right, tuple)


def given_on_the_way(
    function: Callable, arguments: Sequence[Any], named: dict[str, Any], right: Any
) -> set[Found]:
    """The functions of convkit that return the answer, or a part of it, in one call."""
    found: set[Found] = set()
    wanted = [(-1, right)]
    if isinstance(right, tuple):
        wanted += [(i, part) for i, part in enumerate(right) if np.size(part) > 1]

    def look(frame: FrameType, event: str, value: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "return" and module.startswith("convkit"):
            name = f"{module}.{frame.f_code.co_qualname}"
            found.update((name, i) for i, part in wanted if alike(part, value))

    def called() -> Any:
        return function(*(prepare(a) for a in arguments), **named)

    try:
        values = called()
    except Exception:  # most orders make no sense
        return found
    values = values if isinstance(values, tuple) else (values,)
    # what was given is not computed: a mean that stays as it was
    given = [a for a in arguments if isinstance(a, np.ndarray)] if len(wanted) > 1 else []
    wanted = [(i, w) for i, w in wanted if i < 0 or not any(np.array_equal(w, a) for a in given)]
    if not any(alike(part, v) for _, part in wanted for v in (values, *values)):
        return found
    before = sys.getprofile()
    sys.setprofile(look)
    try:
        called()
    finally:
        sys.setprofile(before)
    return found


def alike(right: Any, value: Any) -> bool:
    """Whether a value is the answer, whatever axes of length 1 it has besides."""
    if isinstance(right, np.ndarray) and isinstance(value, np.ndarray):
        if right.size != value.size or right.squeeze().shape != value.squeeze().shape:
            return False
        return equal(right.squeeze(), value.squeeze(), 1e-9)
    return type(right) is type(value) and equal(right, value, 1e-9)
