"""What a function does in one place and may have forgotten in another.

An argument that a call's sister has, a function that is put around other values, a margin that
other slices have, a mask that other comparisons have, a key that stands elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from autograder.checks.diagnosis.repair.edits.calls import BUILT_IN
from autograder.checks.diagnosis.repair.edits.edit import Change, Edit
from autograder.checks.diagnosis.repair.edits.nodes import (
    Scope,
    binary,
    called,
    changed,
    constant,
    load,
    make,
    names_in,
)

#: a text that may be a key, a number in it, and how many others are tried in its place
KEY, NUMBER, KEYS = re.compile(r"[A-Za-z_][\w.]{0,40}"), re.compile(r"\d+"), 16


def borrowed(function: ast.FunctionDef, scope: Scope) -> Iterator[tuple[Edit, Change]]:
    """Every edit that puts something of the function itself in a second place."""
    for node, change in [
        *settings_of_sisters(function),
        *wrapped_values(function),
        *margins(function, scope),
        *masks(function),
        *keys(function),
    ]:
        yield Edit(change.kind, change.cost, [(node, change.node)]), change


def settings_of_sisters(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, Change]]:
    """An argument by name that another call of the same function has."""
    sisters: dict[str, list[ast.Call]] = defaultdict(list)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and called(node) not in BUILT_IN:
            sisters[ast.unparse(node.func)].append(node)
    for calls in sisters.values():
        known = {ast.dump(k): k for call in calls for k in call.keywords if k.arg}
        for call in calls:
            given = {k.arg for k in call.keywords}
            for keyword in known.values():
                if keyword.arg not in given:
                    more = changed(call, keywords=[*call.keywords, keyword])
                    yield call, Change("too few", 1.75, more, f"{keyword.arg}=")


def wrapped_values(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, Change]]:
    """A value without the function that other values are given to, such as a ReLU."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    around = {
        ast.unparse(call.func): call.func
        for call in calls
        if len(call.args) == 1 and not call.keywords and called(call) not in BUILT_IN
        and not isinstance(call.args[0], ast.Starred) and stands_alone(call.func)
    }  # fmt: skip
    for node in ast.walk(function):
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)):
            continue
        value = node.value
        if not isinstance(value, (ast.Call, ast.BinOp, ast.Name, ast.Subscript)):
            continue
        for name, func in around.items():
            if not (isinstance(value, ast.Call) and ast.unparse(value.func) == name):
                wrapped = make(ast.Call, value, func=func, args=[value], keywords=[])
                yield value, Change("around", 2, wrapped, f"{name}()")


def stands_alone(func: ast.expr) -> bool:
    """Whether it is a function, and no method of some value: ``relu``, ``np.exp``."""
    owner = func.value if isinstance(func, ast.Attribute) else func
    return isinstance(owner, ast.Name) and (owner is func or owner.id in ("np", "F", "math"))


def margins(function: ast.FunctionDef, scope: Scope) -> Iterator[tuple[ast.expr, Change]]:
    """A slice that should begin earlier or end later, by what another slice or bound has."""
    slices = [node for node in ast.walk(function) if isinstance(node, ast.Slice)]
    terms = {
        part.id
        for node in ast.walk(function)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
        for part in (node.left, node.right)
        if isinstance(part, ast.Name) and part.id in scope.whole
    }
    for node in slices:
        for name in sorted(terms):
            number = load(name, node)
            for side, op in (("lower", ast.Sub()), ("upper", ast.Add())):
                bound = getattr(node, side)
                if bound is not None and name not in names_in(bound):
                    wider = changed(node, **{side: binary(bound, op, number, node)})
                    yield node, Change("bound", 2.25, wider, f"{side} {name}")


def masks(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, Change]]:
    """A comparison that leaves out what another one is masked by."""
    nodes = list(ast.walk(function))
    both = [n for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.BitAnd)]
    known = {
        ast.unparse(part): part
        for node in both
        for part in (node.left, node.right)
        if isinstance(part, (ast.Name, ast.Compare))
    }
    inside = {id(part) for node in both for part in ast.walk(node)}
    for node in nodes:
        if isinstance(node, ast.Compare) and id(node) not in inside:
            for text, mask in known.items():
                if text != ast.unparse(node):
                    masked = binary(node, ast.BitAnd(), mask, node)
                    yield node, Change("mask", 2, masked, f"& {text}")


def keys(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, Change]]:
    """A text that something is looked up by: another one of the function, or the next by number."""
    places = []
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript):
            places.append(node.slice)
        elif isinstance(node, ast.Call):
            places += [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Compare):
            places += [node.left, *node.comparators]
    found = [(place, key) for place in places if (key := key_of(place))]
    texts = dict.fromkeys(key for _, key in found)
    for node, key in found:
        for text in [*numbered(key), *texts][:KEYS]:
            if text != key:
                yield node, Change("name", 1.25, constant(text, node), repr(text))


def key_of(node: ast.expr) -> str:
    """A text that may be a key; "" for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and KEY.fullmatch(value) else ""


def numbered(key: str) -> Iterator[str]:
    """The keys before and after one with a number: "bn1", "bn3" for "bn2"."""
    for found in NUMBER.finditer(key):
        for step in (1, -1):
            yield f"{key[: found.start()]}{int(found[0]) + step}{key[found.end() :]}"
