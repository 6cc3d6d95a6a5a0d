"""What the lesson's own solution has in the place of something that shares a name with it.

Used in the exam's report only: the edits are tried where the student's code lives, after the
submission is closed, and what is told is the line, never the replacement.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.edits.nodes import Scope, names_in
from autograder.checks.diagnosis.repair.edits.statements import blocks, simple

#: what an expression of the solution, and a statement of it, costs
OTHER, LACKING = 5.0, 6.0
#: statements that are put nowhere else: a `break` stands in a loop, or nothing compiles
STAYING = (ast.Return, ast.Break, ast.Continue)
#: no expression with more nodes than this is put anywhere
LARGEST = 30


def edits(
    function: ast.FunctionDef,
    scope: Scope,
    places: Sequence[ast.expr],
    solution: ast.FunctionDef,
) -> Iterator[Edit]:
    """Edits of a function that put pieces of the solution into it.

    Parameters
    ----------
    function : the student's function
    scope : its names
    places : its expressions that may be edited
    solution : the function of the same name in the solution
    """
    solution = renamed(solution, scope)
    made = {ast.unparse(t) for s in simple(function) for t in targets(s)}
    foreign = stored(solution) - set(scope.variables)
    pieces = [p for p in expressions(solution) if not names_in(p) & foreign]
    for node in places:
        names, now = names_in(node), ast.dump(node)
        for piece in pieces:
            if names & names_in(piece) and ast.dump(piece) != now:
                far = abs(size(piece) - size(node)) / LARGEST
                yield Edit("other", OTHER + min(far, 0.9), [(node, piece)])
    for statement in simple(solution):
        if names_in(statement) & foreign or isinstance(statement, STAYING):
            continue
        if any(ast.unparse(target) in made for target in targets(statement)):
            continue  # it is not lacking: what it makes is made, and made wrongly
        for block in blocks(function):
            for one in block:
                lacking = copy.deepcopy(statement)
                ast.copy_location(lacking, one)
                changed = remade(statement, one)
                kind = "made above" if changed else "lacking above"
                yield Edit(kind, LACKING, before=[(one, [lacking])], names=changed)
                if not isinstance(one, ast.Return):
                    yield Edit("lacking below", LACKING + 0.5, after=[(one, [lacking])])


def renamed(solution: ast.FunctionDef, scope: Scope) -> ast.FunctionDef:
    """The solution with its parameters called as the student calls them."""
    theirs = Scope(solution).parameters
    names = dict(zip(theirs, scope.parameters, strict=False))
    solution = copy.deepcopy(solution)
    for node in ast.walk(solution):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return solution


def targets(statement: ast.stmt) -> list[ast.expr]:
    """The places in an array or a dictionary that a statement gives values to."""
    places = statement.targets if isinstance(statement, ast.Assign) else []
    return [place for place in places if isinstance(place, ast.Subscript)]


def remade(statement: ast.stmt, before: ast.stmt) -> tuple[str, ...]:
    """The name that a statement gives another value to, if the one after it reads that name."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            read = {n.id for n in ast.walk(before) if isinstance(n, ast.Name)}
            return (name,) if name in read else ()
    return ()


def stored(function: ast.FunctionDef) -> set[str]:
    """The names that a function gives values to."""
    return {
        n.id for n in ast.walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }  # fmt: skip


def expressions(function: ast.FunctionDef) -> list[ast.expr]:
    """Every different expression of a function that reads a name, the small ones first."""
    found: dict[str, ast.expr] = {}
    for statement in function.body:
        for node in ast.walk(statement):
            if not isinstance(node, ast.expr) or isinstance(
                node, (ast.Starred, ast.JoinedStr, ast.Slice)
            ):
                continue
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                if names_in(node) and size(node) <= LARGEST:
                    found.setdefault(ast.dump(node), node)
    return sorted(found.values(), key=size)


def size(node: ast.AST) -> int:
    return sum(1 for _ in ast.walk(node))
