"""Every single edit of a function that is worth trying, found in its syntax tree.

An `Edit` replaces one expression or moves one statement; the same change on a second axis, or two
names exchanged throughout, are one edit with several places.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf

from autograder.checks.diagnosis.repair.edits import statements
from autograder.checks.diagnosis.repair.edits.borrowed import borrowed
from autograder.checks.diagnosis.repair.edits.edit import Change, Edit
from autograder.checks.diagnosis.repair.edits.expressions import changes
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    binary,
    call,
    called,
    children,
    constant,
    load,
    make,
    negative,
)
from autograder.checks.diagnosis.repair.edits.several import both_axes, exchanges, factors
from autograder.checks.diagnosis.repair.edits.solution import edits as of_solution
from autograder.checks.diagnosis.repair.edits.subscripts import turned

#: edits are tried in tiers of this cost, each compiled when the one before has found nothing
TIERS = (1.5, 2.25, 4)
#: how much likelier an edit is on a line that has to do with an error
NEAR = 0.5
#: kinds that are told of a part of a condition; of others, that the condition is wrong
TOLD_IN_TESTS = {"comparison", "logic", "exchanged", "truth"}
#: no more edits than this are tried in one tier
MOST = 2500


def tiers(
    functions: Sequence[ast.FunctionDef],
    whole: Mapping[str, set[str]],
    suspects: Collection[int] = (),
    solution: Mapping[str, ast.FunctionDef] | None = None,
) -> Iterator[list[Edit]]:
    """The edits of some functions, tier by tier, the likeliest first.

    Parameters
    ----------
    functions : the function and those it calls
    whole : function name -> its parameters that were given whole numbers
    solution : function name -> the lesson's own function, if pieces of it may be tried
    suspects : lines that are likelier than others to hold the mistake
    """
    scopes = [Scope(function, whole.get(function.name)) for function in functions]
    both = list(zip(functions, scopes, strict=True))
    found: list[Edit] = []
    for function, scope in both:
        singles = [*single(function, scope), *borrowed(function, scope)]
        found += statements.edits(function)
        found += [edit for edit, _ in singles]
        found += both_axes(singles, scope)
        found += exchanges(function, scope)
    likelier(found, suspects)
    yield tier(found, 0, TIERS[0])
    for function, scope in both:
        more = list(factors(function, scope))
        likelier(more, suspects)
        found += more
    for least, most in pairwise(TIERS):
        yield tier(found, least, most)
    pieces: list[Edit] = []
    for function, scope in both:
        if solution and function.name in solution:
            places = [node for node, _ in sites(function)]
            pieces += of_solution(function, scope, places, solution[function.name])
    if pieces:
        yield tier(pieces, 0, inf)


def likelier(edits: list[Edit], lines: Collection[int]) -> None:
    """Let edits on these lines come earlier."""
    for edit in edits:
        if lines and not {*edit.lines}.isdisjoint(lines):
            edit.cost -= NEAR


def tier(found: list[Edit], least: float, most: float) -> list[Edit]:
    some = [edit for edit in found if least < edit.cost <= most]
    return sorted(some, key=lambda edit: edit.cost)[:MOST]


# -- expressions ---------------------------------------------------------------------------


def sites(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """(expression, what it stands in) for every expression that may be edited."""
    for field_name, _, child in children(node):
        if field_name in ("decorator_list", "annotation", "returns", "args", "type_params") and (
            isinstance(node, (ast.FunctionDef, ast.Lambda, ast.AnnAssign, ast.arg))
        ):
            continue
        if isinstance(child, (ast.JoinedStr, ast.Raise, ast.Starred, ast.Import, ast.ImportFrom)):
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.expr) and not isinstance(getattr(child, "ctx", None), ast.Store):
            called_itself = isinstance(node, ast.Call) and field_name == "func"
            if not called_itself:
                yield child, node
        yield from sites(child)


def single(function: ast.FunctionDef, scope: Scope) -> Iterator[tuple[Edit, Change]]:
    """Every change of one expression."""
    tests = {
        id(node): statement.test
        for statement in ast.walk(function)
        if isinstance(statement, (ast.If, ast.While, ast.IfExp))
        for node in ast.walk(statement.test)
    }
    for node, parent in sites(function):
        test = tests.get(id(node))
        for change in changes(node, scope, parent):
            if isinstance(change.node, ast.Starred):
                continue  # it stands for several
            edit = Edit(change.kind, change.cost, [(node, change.node)])
            if test is not None and change.kind not in TOLD_IN_TESTS:
                edit.kind, edit.about = "condition", test  # what it asks is wrong, not this part
            if isinstance(parent, ast.Subscript) and isinstance(node, ast.Tuple):
                edit.about = edit.about or parent
            elif edit.kind == "number" and isinstance(parent, ast.expr):  # which of several it is
                edit.kind, edit.about = "number in", parent
            elif edit.kind == "turned" and isinstance(parent, ast.Call) and called(parent) == "len":
                edit.kind, edit.about = "counted", parent
            yield edit, change
        if isinstance(parent, (ast.If, ast.While)) and parent.test is node:
            for value in (True, False):
                yield from condition(node, constant(value, node), 2)
            yield from condition(node, make(ast.UnaryOp, node, op=ast.Not(), operand=node), 1.5)
        if isinstance(parent, (ast.Assign, ast.AugAssign, ast.Return)) and node is parent.value:
            for change in of_value(node, scope):
                yield Edit(change.kind, change.cost, [(node, change.node)]), change


def condition(node: ast.expr, other: ast.expr, cost: float) -> Iterator[tuple[Edit, Change]]:
    yield Edit("condition", cost, [(node, other)]), Change("condition", cost, other)


def of_value(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """What may be missing from the value of an assignment or of `return`."""
    for name in scope.variables:
        if name in scope.whole:
            other = load(name, node)
            yield Change("factor", 3, binary(node, ast.Mult(), other, node), f"*{name}")
            yield Change("factor", 3, binary(node, ast.Div(), other, node), f"/{name}")
            yield Change("missing", 3, binary(node, ast.Add(), other, node), f"+{name}")
            yield Change("missing", 3, binary(node, ast.Sub(), other, node), f"-{name}")
    for number in (2, 0.5):
        value = binary(node, ast.Mult(), constant(number, node), node)
        yield Change("factor", 3, value, f"*{number}")
    if not isinstance(node, (ast.Name, ast.Constant, ast.Tuple)):
        yield Change("sign", 2.5, negative(node), "negative")
        yield Change("missing", 3, call("abs", node, at=node), "abs")
        yield Change("whole", 3, call("int", node, at=node), "int")
        if not scope.is_whole(node) and not isinstance(node, ast.Subscript):
            yield from turned(node)
