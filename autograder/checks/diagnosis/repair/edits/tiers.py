"""Every single edit of a function that is worth trying, found in its syntax tree.

An `Edit` replaces one expression or moves one statement; the same change on a second axis, or two
names exchanged throughout, are one edit with several places.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from autograder.checks.diagnosis.repair.edits import statements
from autograder.checks.diagnosis.repair.edits.change import Change
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.expressions import changes
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    binary,
    call,
    children,
    constant,
    load,
    make,
    names_in,
    negative,
)
from autograder.checks.diagnosis.repair.edits.subscripts import turned

#: edits are tried in tiers of this cost, each compiled when the one before has found nothing
TIERS = (1.5, 2.25, 4)
#: how much likelier an edit is on a line that has to do with an error
NEAR = 0.5
#: kinds that are told of a part of a condition; of others, that the condition is wrong
TOLD_IN_TESTS = {"comparison", "logic", "exchanged", "truth"}
#: kinds of mistakes that are made throughout a line, as `len(a) - len(b)` for sizes
ON_ONE_LINE = {"function", "axis", "rounding"}
#: no more edits than this are tried in one tier
MOST = 2500


def tiers(
    functions: Sequence[ast.FunctionDef],
    whole: Mapping[str, set[str]],
    suspects: Collection[int] = (),
) -> Iterator[list[Edit]]:
    """The edits of some functions, tier by tier, the likeliest first.

    Parameters
    ----------
    functions : the function and those it calls
    whole : function name -> its parameters that were given whole numbers
    suspects : lines that are likelier than others to hold the mistake
    """
    scopes = [Scope(function, whole.get(function.name)) for function in functions]
    both = list(zip(functions, scopes, strict=True))
    found: list[Edit] = []
    for function, scope in both:
        singles = list(single(function, scope))
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
            edit = Edit(change.kind, change.cost, [(node, change.node)])
            if test is not None and change.kind not in TOLD_IN_TESTS:
                edit.kind, edit.about = "condition", test  # what it asks is wrong, not this part
            if isinstance(parent, ast.Subscript) and isinstance(node, ast.Tuple):
                edit.about = edit.about or parent
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
        yield Change("missing", 3, call("int", node, at=node), "int")
        if not scope.is_whole(node) and not isinstance(node, ast.Subscript):
            yield from turned(node)


# -- several places ------------------------------------------------------------------------


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
