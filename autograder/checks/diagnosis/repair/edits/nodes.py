"""Small tools for syntax trees: nodes made in place of another, and what an expression is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
#: functions of whole numbers that give one
WHOLE = {"len", "int", "min", "max", "abs", "range"}

#: what the built-in `slice` is called in a woven function
SLICE = "_slice"
#: and rounding up and down
CEIL, FLOOR = "_ceil", "_floor"


def make(cls: type, at: Any, **fields: Any) -> Any:
    """A node that stands where `at` stands."""
    return cls(
        **fields,
        lineno=at.lineno,
        col_offset=at.col_offset,
        end_lineno=at.end_lineno,
        end_col_offset=at.end_col_offset,
    )


def load(name: str, at: ast.AST) -> ast.Name:
    return make(ast.Name, at, id=name, ctx=ast.Load())


def constant(value: Any, at: ast.AST) -> ast.Constant:
    return make(ast.Constant, at, value=value)


def binary(left: ast.expr, op: ast.operator, right: ast.expr, at: ast.AST) -> ast.BinOp:
    return make(ast.BinOp, at, left=left, op=op, right=right)


def plus(node: ast.expr, number: int) -> ast.expr:
    op = ast.Add() if number > 0 else ast.Sub()
    return binary(node, op, constant(abs(number), node), node)


def negative(node: ast.expr) -> ast.expr:
    return make(ast.UnaryOp, node, op=ast.USub(), operand=node)


def as_value(node: Any) -> ast.expr:
    """An index as an expression that may stand anywhere: ``a:b`` is ``slice(a, b)``."""
    if isinstance(node, ast.Slice):
        none = constant(None, node)
        parts = [
            as_value(p) if p is not None else none for p in (node.lower, node.upper, node.step)
        ]
        return make(ast.Call, node, func=load(SLICE, node), args=parts, keywords=[])
    if isinstance(node, ast.Tuple) and any(isinstance(e, ast.Slice) for e in node.elts):
        return make(ast.Tuple, node, elts=[as_value(e) for e in node.elts], ctx=ast.Load())
    return node


def call(name: str, *args: ast.expr, at: ast.AST) -> ast.Call:
    return make(ast.Call, at, func=load(name, at), args=list(args), keywords=[])


def index(node: ast.expr, *parts: ast.expr) -> ast.Subscript:
    """``node[parts]``."""
    inner = parts[0] if len(parts) == 1 else make(ast.Tuple, node, elts=list(parts), ctx=ast.Load())
    return make(ast.Subscript, node, value=node, slice=inner, ctx=ast.Load())


def backwards(node: ast.expr) -> ast.Slice:
    return make(ast.Slice, node, lower=None, upper=None, step=negative(constant(1, node)))


def everything(node: ast.expr) -> ast.Slice:
    return make(ast.Slice, node, lower=None, upper=None, step=None)


def changed(node: Any, **fields: Any) -> Any:
    """A copy of a node in which some fields are different."""
    old = {name: getattr(node, name, None) for name in node._fields}
    return make(type(node), node, **{**old, **fields})


def children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """(field, position in its list or None, node) of every child."""
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield field, i, item
        elif isinstance(value, ast.AST):
            yield field, None, value


def exchanged(items: list, i: int, j: int) -> list:
    items = list(items)
    items[i], items[j] = items[j], items[i]
    return items


def names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def called(node: ast.Call) -> str:
    """The last part of what a call calls: ``sum`` of ``np.sum(...)``."""
    return str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))


class Scope:
    """The names of one function: its variables in order, which belong together, which count.

    Parameters
    ----------
    function : the function
    whole : parameters that were given whole numbers
    """

    def __init__(self, function: ast.FunctionDef, whole: set[str] | None = None):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        self.parameters = [a.arg for a in arguments if a.arg != "self"]
        self.variables = list(self.parameters)
        self.whole = set(whole or ())
        self.twins: dict[str, tuple[str, ...]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                if node.id not in self.variables and node.id != "_":
                    self.variables.append(node.id)
            elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
                group = tuple(n.id for n in node.elts if isinstance(n, ast.Name) and n.id != "_")
                for name in group[-3:]:
                    self.twins.setdefault(name, group[-3:])
        self.settings = set(self.parameters)
        self.turns = self.pair_loops(function)
        for _ in range(2):
            self.count(function)

    def pair_loops(self, function: ast.FunctionDef) -> list[str]:
        """Pair the variables of nested loops, and names such as `ph` and `pw`; the loops' names."""
        loops = [
            node.target.id
            for node in ast.walk(function)
            if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name)
        ]
        for one, two in pairwise(loops):
            follows = len(one) == len(two) == 1 and ord(two) == ord(one) + 1
            if one != two and (follows or {one, two} <= {"r", "c", "row", "col", "column"}):
                self.twins[one] = self.twins[two] = (one, two)
        for one in self.variables:
            for two in self.variables:
                if one[:-1] == two[:-1] and one[-1:] + two[-1:] in ("hw", "HW", "01", "12", "yx"):
                    self.twins[one] = self.twins[two] = (one, two)
        return list(dict.fromkeys(loops))

    def count(self, function: ast.FunctionDef) -> None:
        """Find the names that hold whole numbers."""
        for node in ast.walk(function):
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
                if isinstance(node.target, ast.Tuple) and node.iter.id in self.parameters:
                    # rows of numbers, as layers: what is none fails under the edit
                    self.whole |= {t.id for t in node.target.elts if isinstance(t, ast.Name)}
            elif isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
                kind = called(node.iter)
                targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
                if kind == "enumerate":
                    targets = targets[:1]
                elif kind not in ("range", "ndindex", "product"):
                    continue
                self.whole |= {t.id for t in targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.assign(target, node.value)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name) and self.is_whole(value):
            self.whole.add(target.id)
        elif isinstance(target, ast.Tuple):
            if names_in(value) <= self.settings | {"pair"} and "shape" not in ast.dump(value):
                self.settings |= names_in(target)
            parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            if len(parts) == len(target.elts):
                for t, v in zip(target.elts, parts, strict=True):
                    sizes = isinstance(v, ast.Attribute) and v.attr == "shape"
                    pair = isinstance(v, ast.Call) and called(v) == "pair"
                    pair = pair or (isinstance(v, ast.Name) and v.id in self.whole)
                    if isinstance(t, ast.Name) and (sizes or pair or self.is_whole(v)):
                        self.whole.add(t.id)
                    elif isinstance(t, ast.Tuple):
                        self.assign(t, v)

    def is_whole(self, node: ast.expr) -> bool:
        """Whether an expression is surely a whole number."""
        match node:
            case ast.Name(id=name):
                return name in self.whole
            case ast.Constant(value=value):
                return isinstance(value, int) and not isinstance(value, bool)
            case ast.BinOp(left=left, op=op, right=right):
                return isinstance(op, ARITHMETIC) and self.is_whole(left) and self.is_whole(right)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.is_whole(operand)
            case ast.Call(func=ast.Name(id=name)):
                return name in WHOLE
            case ast.Subscript(value=ast.Attribute(attr="shape"), slice=part):
                return not isinstance(part, ast.Slice)
            case ast.Attribute(attr="size" | "ndim"):
                return True
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_whole(body) and self.is_whole(orelse)
            case _:
                return False
