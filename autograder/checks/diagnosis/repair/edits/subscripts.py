"""What else an index, a slice or a sequence might have been meant to be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.checks.diagnosis.repair.edits.edit import Change
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    backwards,
    binary,
    changed,
    constant,
    everything,
    exchanged,
    index,
    load,
    make,
    negative,
)


def turned(node: ast.expr) -> Iterator[Change]:
    """An array back to front, on one axis or both, and transposed."""
    back, dots = backwards(node), constant(..., node)
    yield Change("turned", 2, index(node, back), "flip0")
    yield Change("turned", 2, index(node, dots, back), "flip-1")
    yield Change("turned", 2, index(node, dots, back, back), "flip-2-1")
    yield Change("turned", 2, index(node, dots, back, everything(node)), "flip-2")
    yield Change("turned", 2, make(ast.Attribute, node, value=node, attr="T", ctx=ast.Load()), "T")
    swap = make(ast.Attribute, node, value=node, attr="swapaxes", ctx=ast.Load())
    last, before = constant(-1, node), constant(-2, node)
    yield Change(
        "turned", 3, make(ast.Call, node, func=swap, args=[last, before], keywords=[]), "mT"
    )


def of_sequence(node: ast.Tuple | ast.List, parent: ast.AST, scope: Scope) -> Iterator[Change]:
    indices = isinstance(parent, ast.Subscript)
    kind = "indices" if indices else "sequence"
    for i, j in combinations(range(len(node.elts)), 2):
        if ast.dump(node.elts[i]) != ast.dump(node.elts[j]):
            cost = 1 if j == i + 1 else 1.5
            yield Change(kind, cost, changed(node, elts=exchanged(node.elts, i, j)), f"{i}{j}")
    if indices:
        yield from one_or_all(node, scope)
    if indices and len(node.elts) > 1:
        for i in range(len(node.elts)):
            rest = node.elts[:i] + node.elts[i + 1 :]
            if getattr(node.elts[i], "value", 0) is None:
                yield Change("axes", 2, changed(node, elts=rest), f"drop{i}")
        none = constant(None, node)
        for i in range(len(node.elts) + 1):
            elts = [*node.elts[:i], none, *node.elts[i:]]
            yield Change("axes", 2.5, changed(node, elts=elts), f"None{i}")
    elif len(node.elts) > 1:
        yield Change("entry", 3, changed(node, elts=node.elts[1:]), "without first")
        yield Change("entry", 3, changed(node, elts=node.elts[:-1]), "without last")


def of_slice(node: ast.Slice, scope: Scope) -> Iterator[Change]:
    yield from bounds(node, scope)
    parts = {"lower": node.lower, "upper": node.upper, "step": node.step}
    for part, bound in parts.items():
        if bound is not None:
            yield Change("bound", 1, changed(node, **{part: None}), f"no {part}")
            kind = "step" if part == "step" else "bound"
            yield Change(kind, 2, changed(node, **{part: negative(bound)}), f"-{part}")
    if node.lower is None and node.upper is not None:
        moved = changed(node, lower=node.upper, upper=None)
        yield Change("bound", 1.5, moved, "upper to lower")
    if node.upper is None and node.lower is not None:
        moved = changed(node, upper=node.lower, lower=None)
        yield Change("bound", 1.5, moved, "lower to upper")
    if node.lower is not None and node.upper is not None:
        width = binary(node.lower, ast.Add(), node.upper, node)
        yield Change("bound", 1, changed(node, upper=width), "from lower")


def of_subscript(node: ast.Subscript) -> Iterator[Change]:
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return
    yield Change("index", 2, node.value, "no index")
    yield from turned(node)


def one_or_all(node: ast.Tuple | ast.List, scope: Scope) -> Iterator[Change]:
    """One index of several that should be all, as `x[n, :]` for `x[n, c]`, and the other way."""
    for i, part in enumerate(node.elts):
        before, after = node.elts[:i], node.elts[i + 1 :]
        if isinstance(part, ast.Slice):
            if part.lower is part.upper is part.step is None:
                for name in scope.turns:
                    elts = [*before, load(name, part), *after]
                    yield Change("all of one", 2, changed(node, elts=elts), f"{i}{name}")
        elif getattr(part, "value", 0) is not None and getattr(part, "value", 0) is not ...:
            elts = [*before, everything(part), *after]
            yield Change("one of all", 2, changed(node, elts=elts), f"all{i}")


def bounds(node: ast.Slice, scope: Scope) -> Iterator[Change]:
    """A bound or a step that is lacking."""
    for name in scope.variables:
        if name not in scope.whole:
            continue
        number = load(name, node)
        if node.step is None and (node.lower is not None or node.upper is not None):
            yield Change("step", 2, changed(node, step=number), f"step {name}")
        if node.lower is not None and node.upper is None:
            upper = binary(node.lower, ast.Add(), number, node)
            yield Change("bound", 2, changed(node, upper=upper), f"to {name}")
        if node.lower is None and node.upper is not None:
            for lower in (number, negative(number)):
                yield Change("bound", 2, changed(node, lower=lower), f"from {name}")
            upper = binary(number, ast.Add(), node.upper, node)
            yield Change("bound", 3.9, changed(node, lower=number, upper=upper), f"on by {name}")
