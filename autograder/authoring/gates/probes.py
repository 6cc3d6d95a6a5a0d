"""The probe rules, held by looking at every check cell and at the cases it makes.

The rules are there because wrong solutions hide behind convenient inputs: square images, equal
strides, ramps that a flipped kernel leaves alone, a cotangent of ones, a sum instead of an array.
A check cell may answer for a rule it must break: ``# probe: RULE: reason`` in the cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.authoring.lesson import Exercise, Lesson
from autograder.checks.cases import Case, Draw
from autograder.checks.compare.wrong_places import RTOL
from autograder.checks.comparison import Comparison

#: rule -> what it asks
RULES = {
    "rectangular": "some image and some kernel have more rows than columns or fewer",
    "unequal": "stride, padding, dilation, ... given as a pair differ in the two axes somewhere",
    "random": "arrays are drawn at random, no ramp (arange, linspace) and not all ones",
    "whole": "whole arrays are compared: no sum, mean or first element, no loose tolerance",
    "fails": "a check raises: no `try`, no `if` around it, at least one check or assert",
    "drawn": "hidden tests draw something: else who collects their cases answers from a table",
    "speaks": "who passes is told so: by a `check`, or by a text as the last line one can see",
}
#: calls that shrink an array to less than it is
REDUCING = {"sum", "mean", "allclose"}


def broken_rules(
    lesson: Lesson, exercise: Exercise, comparisons: list[Comparison], draws_nothing: bool = False
) -> Iterator[str]:
    """One line for every probe rule an exercise breaks without a reason.

    `draws_nothing` is whether some hidden tests are the same for everybody.
    """
    excused = set()
    for cell in exercise.checks:
        excused |= set(re.findall(r"#\s*probe:\s*(\w+):\s*\S+", cell.source))
        for name in excused - RULES.keys():
            yield f"{exercise.name}: there is no probe rule {name!r}; there are {', '.join(RULES)}"
    broken = set(broken_in_text(exercise)) | set(broken_in_cases(comparisons))
    broken |= {"drawn"} if draws_nothing else set()
    for rule in RULES:
        if rule in broken and rule not in excused:
            yield f"{exercise.name}: probe rule {rule!r}: {RULES[rule]}"


def broken_in_text(exercise: Exercise) -> Iterator[str]:
    for cell in exercise.checks:
        tree = ast.parse(cell.source)
        checking = False
        for node in ast.walk(tree):
            if isinstance(node, ast.Try):
                yield "fails"
            if isinstance(node, ast.Assert):
                checking = True
                if any(reduces(part) for part in ast.walk(node.test)):
                    yield "whole"
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                checking |= name in ("check", "check_raises")
                if name == "case" and any(ramp(part) for part in ast.walk(node)):
                    yield "random"
        for node in tree.body:
            if isinstance(node, ast.If):
                yield "fails"
        if not checking:
            yield "fails"
        if not speaks(ast.parse(cell.visible())):
            yield "speaks"


def speaks(tree: ast.Module) -> bool:
    """Whether a cell that runs to its end shows a line."""
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant):
        return True
    names = {getattr(n.func, "id", "") for n in ast.walk(tree) if isinstance(n, ast.Call)}
    return bool(names & {"check", "check_raises"})


def reduces(node: ast.AST) -> bool:
    name = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
    return name in REDUCING


def ramp(node: ast.AST) -> bool:
    name = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
    return name in ("arange", "linspace", "ones", "ones_like")


def broken_in_cases(comparisons: list[Comparison]) -> Iterator[str]:
    for comparison in comparisons:
        if comparison.rtol > RTOL:
            yield "whole"
    cases = [case for comparison in comparisons for case in comparison.cases]
    planes = [d.shape[-2:] for d in draws(cases) if len(d.shape) >= 2]
    if planes and all(h == w for h, w in planes):
        yield "rectangular"
    for name in {n for c in cases for n in c.arguments}:
        pairs: list[Any] = [v for v in (c.arguments.get(name) for c in cases) if is_pair(v)]
        if pairs and all(len(set(p)) == 1 for p in pairs):
            yield "unequal"
        drawn = [v for v in (c.arguments.get(name) for c in cases) if isinstance(v, Draw)]
        if drawn and all(d.kind == "constant" and is_affine(d.values) for d in drawn):
            yield "random"


def draws(cases: list[Case]) -> Iterator[Draw]:
    for case in cases:
        yield from (v for v in case.arguments.values() if isinstance(v, Draw))


def is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int) for v in value)


def is_affine(values: np.ndarray | None) -> bool:
    """Whether an array is a ramp (or constant) along each of its axes."""
    if values is None or values.dtype.kind not in "biuf" or values.size < 3:
        return False
    array = values.astype(float)
    steps = [np.diff(array, n=2, axis=a) for a in range(array.ndim) if array.shape[a] > 2]
    return bool(steps) and all(np.allclose(s, 0) for s in steps)
