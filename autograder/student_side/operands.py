"""What the values were at the place where a student's line failed: shapes, numbers, None.

Python tells which part of a line failed. Its operands are looked up again, without calling
anything: only names, indices and attributes.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import numpy as np

#: what may be looked up again without running code of anybody's
SAFE = (
    ast.Expression, ast.Name, ast.Load, ast.Constant, ast.Subscript, ast.Slice, ast.Tuple,
    ast.UnaryOp, ast.USub, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Attribute,
)  # fmt: skip
ATTRIBUTES = {"T", "shape", "size", "ndim"}
#: how many operands are told, and how long one may be
MOST, LENGTH = 4, 60


def operands(step: TracebackType) -> list[list[str]]:
    """[code, what it was] for the operands of what failed in one step of a traceback."""
    try:
        node = failed(step)
        if node is None:
            return []
        frame = step.tb_frame
        found = []
        for part in parts(node):
            text = ast.unparse(part)
            value = looked_up(part, frame.f_globals, frame.f_locals)
            if value is not None and len(text) <= LENGTH and [text, value] not in found:
                found.append([text, value])
        return found[:MOST]
    except Exception:  # a line that is not there any more, a value that cannot be told
        return []


def failed(step: TracebackType) -> ast.AST | None:
    """The expression or assignment that failed."""
    code = step.tb_frame.f_code
    places = list(code.co_positions())
    line, last, start, end = places[step.tb_lasti // 2]
    if line is None or last is None or start is None or end is None:
        return None
    lines = [linecache.getline(code.co_filename, n) for n in range(line, last + 1)]
    lines[-1] = lines[-1].encode()[:end].decode()
    lines[0] = lines[0].encode()[start:].decode()
    text = "".join(lines).strip()
    tree = ast.parse(text if "\n" not in text else f"({text})")
    node = tree.body[0] if tree.body else None
    return node.value if isinstance(node, ast.Expr) else node


def parts(node: ast.AST) -> Iterator[ast.expr]:
    """What a failed operation worked on."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.AugAssign(target=target, value=value):
            yield from (load(target), value)
        case ast.Compare(left=left, comparators=[right]):
            yield from (left, right)
        case ast.Call(func=ast.Attribute(value=value), args=args):
            yield from (value, *args)
        case ast.Call(args=args):
            yield from args
        case ast.Subscript(value=value, slice=index):
            yield value
            yield from index.elts if isinstance(index, ast.Tuple) else [index]
        case ast.Attribute(value=value):
            yield value
        case ast.Name():
            yield node


def load(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def looked_up(node: ast.expr, names: dict, local: dict) -> str | None:
    """What a part of the line was; None if that cannot be told without running code."""
    if isinstance(node, ast.Constant):
        return None
    for part in ast.walk(node):
        if not isinstance(part, SAFE):
            return None
        if isinstance(part, ast.Attribute) and part.attr not in ATTRIBUTES:
            return None
        if isinstance(part, ast.Name):
            value = local.get(part.id, names.get(part.id))
            if type(value) not in (np.ndarray, int, float, tuple, list, type(None), bool):
                return None
    code = compile(ast.fix_missing_locations(ast.Expression(load(node))), "<operand>", "eval")
    return told(eval(code, {"__builtins__": {}}, {**names, **local}))


def told(value: Any) -> str | None:
    """A value in a few letters."""
    if isinstance(value, np.ndarray):
        return f"shape {value.shape}"
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)[:LENGTH]
    if isinstance(value, np.generic):
        return repr(value.item())[:LENGTH]
    if isinstance(value, (tuple, list)) and len(value) < 6:
        return repr(value)[:LENGTH] if not any(np.ndim(v) for v in value) else None
    return None
