"""All edits of a function in one function, compiled once.

Where an expression may be edited, ``other if _edit == 17 else original`` stands for it, and a
statement that an edit takes away stands under ``if _edit != 17``. Loops count their turns, because
an edited loop may never end.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.nodes import as_value, children, constant, load, make

#: names that the woven function reads: the edit in force, and what counts turns
EDIT, TICK = "_edit", "_tick"


def weave(functions: Sequence[ast.stmt], edits: Sequence[Edit]) -> ast.Module:
    """A module of these functions in which the edits are numbered from 1, and 0 is none."""
    loom = Loom(edits)
    return ast.Module(body=loom.block(list(functions)), type_ignores=[])


class Loom:
    """Puts edits into a tree, which itself stays as it is."""

    def __init__(self, edits: Sequence[Edit]):
        self.places: dict[int, list[tuple[int, ast.expr]]] = defaultdict(list)
        self.gone: dict[int, list[int]] = defaultdict(list)
        self.before: dict[int, list[tuple[int, list[ast.stmt]]]] = defaultdict(list)
        self.after: dict[int, list[tuple[int, list[ast.stmt]]]] = defaultdict(list)
        for number, edit in enumerate(edits, 1):
            edit.number = number
            for node, other in edit.places:
                self.places[id(node)].append((number, other))
            for statement in edit.gone:
                self.gone[id(statement)].append(number)
            for statement, others in edit.before:
                self.before[id(statement)].append((number, others))
            for statement, others in edit.after:
                self.after[id(statement)].append((number, others))

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in statements:
            key = id(statement)
            for number, others in self.before.get(key, ()):
                found.append(under(statement, [number], list(others)))
            woven = self.statement(statement)
            if key in self.gone:
                woven = under(statement, self.gone[key], [woven], unless=True)
            found.append(woven)
            for number, others in self.after.get(key, ()):
                found.append(under(statement, [number], list(others)))
        return found

    def statement(self, statement: ast.stmt) -> ast.stmt:
        woven = self.inside(statement)
        if isinstance(woven, (ast.For, ast.While)):
            tick = make(ast.Call, statement, func=load(TICK, statement), args=[], keywords=[])
            woven.body.insert(0, make(ast.Expr, statement, value=tick))
        return woven

    def inside(self, node: Any) -> Any:
        """A node with everything in it woven."""
        fields: dict[str, Any] = {}
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                fields[name] = self.block(value)
            elif isinstance(value, list):
                fields[name] = [self.any(v) for v in value]
            else:
                fields[name] = self.any(value)
        if hasattr(node, "lineno"):
            return make(type(node), node, **fields)
        return type(node)(**fields)

    def any(self, node: Any) -> Any:
        if not isinstance(node, ast.AST) or isinstance(node, (ast.expr_context, ast.operator)):
            return node
        if not any(True for _ in children(node)) and id(node) not in self.places:
            return node
        woven = self.inside(node)
        others = self.places.get(id(node))
        return choice(node, others, woven) if others else woven


def choice(at: Any, others: list[tuple[int, ast.expr]], woven: ast.expr) -> ast.expr:
    """``woven`` unless one of the edits is in force."""
    chain = as_value(others[-1][1])
    for number, other in reversed(others[:-1]):
        chain = make(
            ast.IfExp, at, test=compare(at, ast.Eq(), constant(number, at)),
            body=as_value(other), orelse=chain,
        )  # fmt: skip
    numbers = [number for number, _ in others]
    return make(
        ast.IfExp, at, test=one_of(at, numbers, unless=True), body=as_value(woven), orelse=chain
    )


def one_of(at: ast.AST, numbers: list[int], unless: bool) -> ast.expr:
    """Whether one of these edits is in force, or none of them."""
    if len(numbers) == 1:
        return compare(at, ast.NotEq() if unless else ast.Eq(), constant(numbers[0], at))
    some = make(ast.Set, at, elts=[constant(number, at) for number in numbers])
    return compare(at, ast.NotIn() if unless else ast.In(), some)


def compare(at: ast.AST, op: ast.cmpop, other: ast.expr) -> ast.Compare:
    return make(ast.Compare, at, left=load(EDIT, at), ops=[op], comparators=[other])


def under(
    at: ast.AST, numbers: list[int], statements: list[ast.stmt], unless: bool = False
) -> ast.If:
    return make(ast.If, at, test=one_of(at, numbers, unless), body=statements, orelse=[])
