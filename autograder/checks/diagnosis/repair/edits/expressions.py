"""What else an expression might have been meant to be: every single change worth trying.

A change has a kind (what is told of it, see `repair.words`), a cost (how far it is from what
stands there), and a tag, which is equal for the same change on another axis.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from autograder.checks.diagnosis.repair.edits.calls import of_call
from autograder.checks.diagnosis.repair.edits.edit import Change
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    binary,
    called,
    changed,
    constant,
    everything,
    exchanged,
    index,
    load,
    negative,
    plus,
)
from autograder.checks.diagnosis.repair.edits.subscripts import (
    of_sequence,
    of_slice,
    of_subscript,
    turned,
)

#: a number that may stand for infinity
LARGE = 99
OPERATIONS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div, ast.FloorDiv, ast.Sub, ast.MatMult, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult, ast.Mod, ast.Div),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def changes(node: ast.expr, scope: Scope, parent: ast.AST) -> Iterator[Change]:
    """Everything worth trying in the place of an expression."""
    match node:
        case ast.Name(ctx=ast.Load()):
            yield from of_name(node, scope, parent)
        case ast.Constant():
            yield from of_constant(node, parent)
        case ast.BinOp():
            yield from of_operation(node, scope, parent)
        case ast.UnaryOp():
            if not isinstance(node.operand, ast.Constant):
                yield Change("sign", 1, node.operand, "sign")
        case ast.Compare():
            yield from of_comparison(node)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield Change("logic", 1, changed(node, op=other), "logic")
            for i in range(len(node.values)):
                rest = node.values[:i] + node.values[i + 1 :]
                left = rest[0] if len(rest) == 1 else changed(node, values=rest)
                yield Change("term", 2, left, f"drop{i}")
        case ast.IfExp():
            yield Change("condition", 2, node.body, "body")
            yield Change("condition", 2, node.orelse, "else")
            yield Change(
                "condition", 2, changed(node, body=node.orelse, orelse=node.body), "turned"
            )
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()):
            yield from of_sequence(node, parent, scope)
        case ast.Slice():
            yield from of_slice(node, scope)
        case ast.Subscript(ctx=ast.Load()):
            yield from of_subscript(node)
        case ast.Attribute(ctx=ast.Load()):
            if node.attr in ("T", "mT"):
                yield Change("turned", 1, node.value, "untransposed")
            if node.attr in ("nan", "inf", "pi"):
                for number in (0.0, float("-inf"), float("inf")):
                    yield Change("number", 1.5, constant(number, node), f"to{number}")
        case ast.Call():
            yield from of_call(node, scope)
    if isinstance(node, (ast.Name, ast.Call, ast.BinOp, ast.Subscript)):
        yield from by_one(node, scope, parent)


def by_one(node: ast.expr, scope: Scope, parent: ast.AST) -> Iterator[Change]:
    """One more and one less, of the largest whole number that stands there."""
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Add, ast.Sub)):
        return  # the sum is changed instead
    if isinstance(node, ast.Name) and isinstance(parent, ast.Call) and called(parent) == "range":
        cost = 1.0
    elif isinstance(node, ast.Name):
        cost = 1.5
    else:
        cost = 1.0
    if getattr(node, "ctx", None) is None or isinstance(getattr(node, "ctx", None), ast.Load):
        if scope.is_whole(node):
            yield Change("one", cost, plus(node, 1), "+1")
            yield Change("one", cost, plus(node, -1), "-1")


def of_name(node: ast.Name, scope: Scope, parent: ast.AST) -> Iterator[Change]:
    name = node.id
    if name not in scope.variables or (isinstance(parent, ast.Call) and parent.func is node):
        return
    for other in scope.variables:
        if other != name:
            near = other in scope.twins.get(name, ())
            far = (other in scope.whole) != (name in scope.whole)  # a number for an array
            yield Change("name", 1 if near else 2 + far, load(other, node), f"name{near}")
    if name in scope.whole:
        if not (isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod)):
            yield Change("sign", 2.5, negative(node), "negative")
        twice = binary(constant(2, node), ast.Mult(), node, node)
        yield Change("factor", 2, twice, "twice")
        return
    yield from turned(node)
    if not isinstance(parent, (ast.Subscript, ast.Attribute)):
        n, all_ = constant(None, node), everything(node)
        yield Change("axes", 3, index(node, n), "None")
        yield Change("axes", 3, index(node, all_, n), ":None")
        yield Change("axes", 3, index(node, all_, n, n), ":NoneNone")
        yield Change("sign", 2.5, negative(node), "negative")


def of_constant(node: ast.Constant, parent: ast.AST) -> Iterator[Change]:
    value: Any = node.value
    number: Any
    if isinstance(value, bool):
        yield Change("truth", 1, constant(not value, node), "not")
    elif isinstance(value, int):
        half = [value // 2] if value % 2 == 0 else []
        for number in dict.fromkeys((value + 1, value - 1, -value, 2 * value, *half)):
            if number != value:
                near = abs(number - value) == 1
                kind = "axis" if isinstance(parent, ast.keyword) else "number"
                yield Change(kind, 1 if near else 2, constant(number, node), f"{number - value}")
        if value >= LARGE:
            yield Change("number", 1.5, constant(float("inf"), node), "to inf")
    elif isinstance(value, float) and value:
        for number in dict.fromkeys((-value, 2 * value, value / 2, 1 / value, 0.0, 1.0)):
            if number != value:
                yield Change("number", 2, constant(number, node), f"to{number}")
    elif isinstance(value, float):
        for number in (1.0, float("-inf"), float("inf")):
            yield Change("number", 1.5, constant(number, node), f"to{number}")
    elif isinstance(value, str) and "->" in value:
        for i, j in combinations(range(len(value)), 2):
            if value[i].isalpha() and value[j].isalpha() and value[i] != value[j] and j - i < 4:
                text = "".join(exchanged(list(value), i, j))
                yield Change("letters", 1, constant(text, node), f"{i}{j}")


def of_operation(node: ast.BinOp, scope: Scope, parent: ast.AST) -> Iterator[Change]:
    for other in OPERATIONS.get(type(node.op), ()):
        if other in (ast.Mult, ast.Div, ast.Pow) and getattr(node.right, "value", 0) == 1:
            continue  # that leaves the number out, which is another edit
        far = other in (ast.MatMult, ast.Pow) or isinstance(node.op, ast.MatMult)
        yield Change("operation", 2 if far else 1, changed(node, op=other()), other.__name__)
    if not isinstance(node.op, (ast.Add, ast.Mult)):
        yield Change("order", 1, changed(node, left=node.right, right=node.left), "order")
    yield Change("term", 1.5, node.left, "left only")
    yield Change("term", 1.5, node.right, "right only")
    if isinstance(node.op, ast.Mult):
        yield Change("term", 2, constant(1, node), "one")
    if isinstance(node.op, ast.FloorDiv):  # rounded up
        up = negative(binary(negative(node.left), ast.FloorDiv(), node.right, node))
        yield Change("rounding", 1, up, "up")
    left, right = node.left, node.right
    if isinstance(left, ast.BinOp):  # (a ∘ b) · c -> a ∘ (b · c)
        inner = binary(left.right, node.op, right, node)
        yield Change("brackets", 1, changed(left, right=inner), "into right")
        if isinstance(left.op, (ast.Add, ast.Sub)):
            inner = binary(left.left, node.op, right, node)
            yield Change("brackets", 2, changed(left, left=inner), "into left")
    if isinstance(right, ast.BinOp):  # a · (b ∘ c) -> (a · b) ∘ c
        inner = binary(left, node.op, right.left, node)
        yield Change("brackets", 1, changed(right, left=inner), "out of right")
    yield from into_call(node)
    if isinstance(node.op, ast.FloorDiv) and getattr(right, "value", 0) == 2:
        yield Change("middle", 1.5, binary(plus(left, -1), ast.Div(), right, node), "middle")
    if not scope.is_whole(node) and not isinstance(parent, ast.BinOp):
        yield Change("sign", 2, negative(node), "negative")


def into_call(node: ast.BinOp) -> Iterator[Change]:
    """A bracket that closes too early: ``f(a) + b`` and ``c * f(a) + b`` for ``f(a + b)``."""
    for side in ("left", "right"):
        part = getattr(node, side)
        times = part if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) else None
        inner = part if times is None else times.right
        if isinstance(inner, ast.Call) and len(inner.args) == 1 and not inner.keywords:
            value = changed(node, **{side: inner.args[0]})
            whole = changed(inner, args=[value])
            if times is not None:
                whole = changed(times, right=whole)
            yield Change("brackets", 1.75, whole, f"into call on the {side}")


def of_comparison(node: ast.Compare) -> Iterator[Change]:
    if len(node.ops) == 1:
        for other in COMPARISONS.get(type(node.ops[0]), ()):
            yield Change("comparison", 1, changed(node, ops=[other()]), other.__name__)
    else:
        for i, op in enumerate(node.ops):
            for other in COMPARISONS.get(type(op), ())[:1]:
                ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                yield Change("comparison", 1, changed(node, ops=ops), f"{i}{other.__name__}")
