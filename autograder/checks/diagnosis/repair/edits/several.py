"""Edits of several places at once: on both axes, two names exchanged, a setting forgotten."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from autograder.checks.diagnosis.repair.edits import statements
from autograder.checks.diagnosis.repair.edits.edit import Change, Edit
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    binary,
    children,
    constant,
    load,
    names_in,
)

#: kinds of mistakes that are made throughout a line, as `len(a) - len(b)` for sizes
ON_ONE_LINE = {"function", "axis", "rounding"}


def both_axes(singles: list[tuple[Edit, Change]], scope: Scope) -> Iterator[Edit]:
    """The same change wherever an expression stands that differs by the axis only."""
    alike: dict[tuple, list[Edit]] = defaultdict(list)
    canon = Canon(scope)
    for edit, change in singles:
        if change.tag and edit.cost <= 3:
            node = edit.places[0][0]
            alike[change.kind, change.tag, canon(node)].append(edit)
            if change.kind in ON_ONE_LINE:
                alike[change.kind, change.tag, node.lineno].append(edit)
    for group in alike.values():
        if not 2 <= len(group) <= 8:
            continue
        cost = group[0].cost + 0.25
        yield Edit(group[0].kind, cost, [p for edit in group for p in edit.places])
        if len(group) > 2:
            for one, two in pairwise(group):
                yield Edit(group[0].kind, cost, one.places + two.places)


class Canon:
    """An expression as a text in which names of one kind, as `kh` and `kw`, are the same."""

    def __init__(self, scope: Scope):
        self.scope = scope
        self.known: dict[int, str] = {}

    def __call__(self, node: ast.AST) -> str:
        if id(node) not in self.known:
            self.known[id(node)] = self.text(node)
        return self.known[id(node)]

    def text(self, node: ast.AST) -> str:
        match node:
            case ast.Name(id=name):
                return "|".join(sorted(self.scope.twins.get(name, (name,))))
            case ast.Constant(value=value):
                return repr(value)
            case ast.Subscript(value=ast.Attribute(attr="shape")):
                return "shape[]"
        inner = ",".join(self(child) for _, _, child in children(node))
        extra = getattr(node, "attr", None) or getattr(node, "arg", "")
        return f"{type(node).__name__}{extra}({inner})"


def exchanges(function: ast.FunctionDef, scope: Scope) -> Iterator[Edit]:
    """Two names exchanged, throughout and in single statements; two loops' ranges exchanged."""
    pairs = {tuple(sorted(pair)) for name, group in scope.twins.items() for pair in pairs_of(group)}
    pairs |= set(pairs_of(scope.parameters))
    each = [list(loads(statement)) for statement in statements.simple(function)]
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.While)) and len(node.body) > 1:
            each.append([name for statement in node.body for name in loads(statement)])
    throughout = list(loads(function))
    for one, two in sorted(pairs):
        if (one in scope.whole) != (two in scope.whole):
            continue
        cost = 1 if two in scope.twins.get(one, ()) else 1.5
        places = exchange(throughout, one, two)
        if places:
            yield Edit("exchanged", cost + 0.25, places, names=(one, two))
        for names in each:
            some = exchange(names, one, two)
            if some and len(some) < len(places):
                yield Edit("exchanged", cost, some, names=(one, two))
    for outer in ast.walk(function):
        if isinstance(outer, ast.For) and isinstance(outer.body[0], ast.For):
            inner = outer.body[0]
            if not names_in(inner.iter) & names_in(outer.target):
                places = [(outer.iter, inner.iter), (inner.iter, outer.iter)]
                if ast.dump(outer.iter) != ast.dump(inner.iter):
                    yield Edit("loops", 1, places)


def pairs_of(names: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]


def loads(node: ast.AST) -> Iterator[ast.Name]:
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield child


def exchange(names: list[ast.Name], one: str, two: str) -> list[tuple[ast.expr, ast.expr]]:
    """The places of an exchange; [] if only one of the two is read there."""
    if not {one, two} <= {name.id for name in names}:
        return []
    other = {one: two, two: one}
    return [(name, load(other[name.id], name)) for name in names if name.id in other]


def factors(function: ast.FunctionDef, scope: Scope) -> Iterator[Edit]:
    """A step, a rate or a padding forgotten: `i` where `i * s`, `i - p` or `n + 2 * p` is meant."""
    steps = [name for name in scope.variables if name in scope.settings and name in scope.whole]
    for statement in statements.simple(function):
        names = [name for name in loads(statement) if name.id in scope.whole]
        for name in dict.fromkeys(n.id for n in names):
            for step in steps:
                if step == name:
                    continue
                twins = twin(scope, name, step)
                for one in (twins, {name: step}) if len(twins) > 1 else (twins,):
                    places = [n for n in names if n.id in one]
                    if len(one) > 1 and name != min(one, key=scope.variables.index):
                        continue
                    yield from missing(places, one)


def twin(scope: Scope, name: str, step: str) -> dict[str, str]:
    """name -> step, and for the other axis its name -> its step."""
    names, steps = scope.twins.get(name, (name,)), scope.twins.get(step, (step,))
    if len(names) == len(steps) and name in names and not set(names) & set(steps):
        return dict(zip(names, steps, strict=True))
    return {name: step} if step not in names or len(names) == 1 else {}


def missing(places: list[ast.Name], step: dict[str, str]) -> Iterator[Edit]:
    if not places:
        return

    def edit(op: ast.operator, twice: bool, kind: str, more: float) -> Edit:
        found: list[tuple[ast.expr, ast.expr]] = []
        for name in places:
            other: ast.expr = load(step[name.id], name)
            if twice:
                other = binary(constant(2, name), ast.Mult(), other, name)
            found.append((name, binary(name, op, other, name)))
        return Edit(kind, 2.0 + more, found)

    yield edit(ast.Mult(), False, "factor", 0)
    yield edit(ast.Sub(), False, "missing", 0.75)
    yield edit(ast.Add(), False, "missing", 0.75)
    yield edit(ast.Add(), True, "missing", 0.5)
    yield edit(ast.FloorDiv(), False, "factor", 0.75)
