"""Mistakes with arrays that can be seen in the text of a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.checks.diagnosis.repair.edits.nodes import called
from autograder.checks.diagnosis.sign import Sign, reads, short, walked


def empty_arrays(function: ast.FunctionDef) -> Iterator[Sign]:
    """`np.empty` that is added to, or never filled."""
    for node in walked(function):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        target = node.targets[0]
        if called(node.value) not in ("empty", "empty_like") or not isinstance(target, ast.Name):
            continue
        stores = [
            n for n in walked(function)
            if isinstance(n, (ast.Assign, ast.AugAssign)) and writes(n, target.id)
        ]  # fmt: skip
        if not any(isinstance(n, ast.Assign) for n in stores):
            told = f"`{target.id}` holds whatever lay in memory: `np.empty` does not make zeros."
            yield Sign(node.lineno, told)


def writes(node: ast.Assign | ast.AugAssign, name: str) -> bool:
    """Whether a statement writes into an array of this name."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(t, ast.Subscript) and base(t) == name for t in targets)


def base(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return getattr(node, "id", "")


def aliases(function: ast.FunctionDef) -> Iterator[Sign]:
    """Two names for one array that is written into by one of them and read by the other."""
    for node in walked(function):
        if not isinstance(node, ast.Assign):
            continue
        names = [n.id for n in (*node.targets, node.value) if isinstance(n, ast.Name)]
        for one, two in combinations(dict.fromkeys(names), 2):
            for name, other in ((one, two), (two, one)):
                writing = [
                    n.lineno for n in walked(function)
                    if isinstance(n, (ast.Assign, ast.AugAssign)) and writes(n, name)
                ]  # fmt: skip
                first = min((n for n in writing if n > node.lineno), default=None)
                later = [n for n in walked(function) if reads(n, other)]
                if first and any(getattr(n, "lineno", 0) > first for n in later):
                    told = (
                        f"`{short(node)}` makes no copy: both names are one array, and what is "
                        "written into one is in the other."
                    )
                    yield Sign(node.lineno, told)
                    return


def flat_widths(function: ast.FunctionDef) -> Iterator[Sign]:
    """`np.pad` that is given the widths of two axes as if they were those of two sides."""
    for node in walked(function):
        if isinstance(node, ast.Call) and called(node) == "pad" and len(node.args) > 1:
            width = node.args[1]
            pair = width.elts if isinstance(width, ast.Tuple) else []
            if len(pair) == 2 and rows_and_columns(*pair):
                one, two = map(ast.unparse, pair)
                told = (
                    f"`{short(width)}` puts {one} before and {two} behind, on every axis. "
                    "Each axis has a pair of its own."
                )
                yield Sign(node.lineno, told)


def rows_and_columns(one: ast.expr, two: ast.expr) -> bool:
    """Whether two names are those of two axes: ``ph`` and ``pw``, ``p[0]`` and ``p[1]``."""
    a, b = ast.unparse(one), ast.unparse(two)
    ends = (a[-1:], b[-1:]) in (("h", "w"), ("H", "W"), ("y", "x"))
    return (ends and a[:-1] == b[:-1]) or (a.endswith("[0]") and b == f"{a[:-3]}[1]")
