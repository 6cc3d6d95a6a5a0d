"""Edits of whole statements: in or out of a loop, left out, exchanged, `=` for `+=`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.nodes import as_value, changed, load, make

LOOPS = (ast.For, ast.While)
BLOCKS = ("body", "orelse", "finalbody")


def simple(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """Every statement that holds no other."""
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


def blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every block of statements, but for a docstring."""
    for child in ast.walk(node):
        for name in BLOCKS:
            block = getattr(child, name, None)
            if isinstance(block, list) and block:
                docstring = isinstance(block[0], ast.Expr) and isinstance(
                    block[0].value, ast.Constant
                )
                yield block[docstring:]


def edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Every edit of one statement of a function."""
    yield from of_block(function.body, [])


def of_block(block: list[ast.stmt], around: list[ast.stmt]) -> Iterator[Edit]:
    """The edits of one block, which stands in the loops `around`, innermost last."""
    for i, statement in enumerate(block):
        yield from alone(statement)
        if i + 1 < len(block):
            yield from beside(statement, block[i + 1])
        for name in BLOCKS:
            inner = getattr(statement, name, None)
            if inner and not isinstance(statement, ast.ClassDef):
                inside = [*around, statement] if isinstance(statement, LOOPS) else around
                yield from of_block(inner, inside)
        if isinstance(statement, LOOPS):
            yield from ends(statement, [*around, statement])


def ends(loop: ast.For | ast.While, around: list[ast.stmt]) -> Iterator[Edit]:
    """The first and the last statements of a loop taken out of it and of those around it."""
    first, last, two = loop.body[0], loop.body[-1], loop.body[-2:]
    for far, outer in enumerate(reversed(around)):
        cost = 1 + 0.25 * far
        # with one `break` outside of all loops, no edit of the function would compile
        bound = [s for s in loop.body if outer is around[0] and ends_a_turn(s)]
        if not isinstance(last, LOOPS) and last not in bound:
            yield Edit("moved", cost, gone=[last], after=[(outer, [last])])
        if (
            len(loop.body) > 2
            and not isinstance(two[0], LOOPS)
            and not any(s in bound for s in two)
        ):
            yield Edit("moved", cost + 0.5, gone=two, after=[(outer, two)])
        if not isinstance(first, LOOPS) and first is not last and first not in bound:
            yield Edit("moved", cost, gone=[first], before=[(outer, [first])])


def ends_a_turn(node: ast.AST) -> bool:
    """Whether a `break` or `continue` in a statement is about a loop that it stands in."""
    if isinstance(node, (ast.Break, ast.Continue)):
        return True
    inside = node.orelse if isinstance(node, LOOPS) else ast.iter_child_nodes(node)
    return any(map(ends_a_turn, inside))


def beside(one: ast.stmt, two: ast.stmt) -> Iterator[Edit]:
    """Two neighbours exchanged; one of them taken into a loop that the other is."""
    docstring = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    if docstring:
        return
    if not isinstance(one, LOOPS) and not isinstance(two, (*LOOPS, ast.Return)):
        # it is seldom what was meant, and right by accident sooner than an expression
        yield Edit("swapped", 2.75, gone=[one], after=[(two, [one])])
    loop, cost = two, 1.0
    while isinstance(loop, LOOPS) and isinstance(one, (ast.Assign, ast.AugAssign)):
        yield Edit("moved", cost, gone=[one], before=[(loop.body[0], [one])])
        loop, cost = loop.body[0], cost + 0.25
    loop, cost = one, 1.0
    while isinstance(loop, LOOPS) and not isinstance(two, (*LOOPS, ast.Return)):
        yield Edit("moved", cost, gone=[two], after=[(loop.body[-1], [two])])
        loop, cost = loop.body[-1], cost + 0.25


def alone(statement: ast.stmt) -> Iterator[Edit]:
    """Edits of a statement where it stands."""

    def instead(kind: str, cost: float, other: ast.stmt) -> Edit:
        return Edit(kind, cost, gone=[statement], before=[(statement, [other])])

    match statement:
        case ast.AugAssign(target=target, op=op, value=value):
            store = changed(target, ctx=ast.Store())
            yield instead(
                "assignment", 1, make(ast.Assign, statement, targets=[store], value=value)
            )
            if isinstance(op, ast.Add) and isinstance(target, ast.Subscript):
                yield instead("repeated", 1.5, add_at(target, value, statement))
            for other in (ast.Add, ast.Sub, ast.Mult, ast.Div):
                if not isinstance(op, other):
                    yield instead("assignment", 1.5, changed(statement, op=other()))
            yield Edit("statement", 2, gone=[statement])
        case ast.Assign(targets=[ast.Name() | ast.Subscript() as target], value=value):
            add = make(ast.AugAssign, statement, target=target, op=ast.Add(), value=value)
            yield instead("assignment", 1, add)
            yield Edit("statement", 2, gone=[statement])
        case ast.Assign():
            yield Edit("statement", 2, gone=[statement])
        case ast.If() | ast.Expr(value=ast.Call()) | ast.For():
            yield Edit("statement", 2.5, gone=[statement])
        case ast.Break():
            yield instead("statement", 1.5, make(ast.Continue, statement))
        case ast.Continue():
            yield instead("statement", 1.5, make(ast.Break, statement))
        case ast.Raise(exc=ast.expr() as raised):
            kind = raised.func if isinstance(raised, ast.Call) else raised
            if getattr(kind, "id", "") not in ("ValueError", "NotImplementedError"):
                right = load("ValueError", statement)
                yield instead("exception", 1, make(ast.Raise, statement, exc=right, cause=None))


def add_at(target: ast.Subscript, value: ast.expr, at: ast.stmt) -> ast.Expr:
    """``np.add.at(array, index, value)``, which adds as often as an index occurs."""
    ufunc = make(ast.Attribute, at, value=load("np", at), attr="add", ctx=ast.Load())
    func = make(ast.Attribute, at, value=ufunc, attr="at", ctx=ast.Load())
    args = [changed(target.value, ctx=ast.Load()), as_value(target.slice), value]
    return make(ast.Expr, at, value=make(ast.Call, at, func=func, args=args, keywords=[]))
