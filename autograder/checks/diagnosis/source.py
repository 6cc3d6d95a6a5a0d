"""The text of a student's function, and the functions of its cell that it calls."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


@dataclass
class Source:
    """A function's definition and those of its cell that it uses, as a syntax tree."""

    name: str
    cell: str
    lines: list[str]
    target: ast.FunctionDef | ast.ClassDef
    definitions: list[ast.stmt]

    def line(self, number: int) -> str:
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""


def source_of(function: Callable) -> Source | None:
    """Where a function or class was written; None if that cannot be told."""
    if hasattr(function, "cell_text"):  # it lives in a candidate
        cell, text = function.cell_text()
        return parse(text, function.__name__, cell)
    code = code_of(function)
    if code is None:
        return None
    text = "".join(linecache.getlines(code.co_filename))
    return parse(text, getattr(function, "__name__", ""), code.co_filename)


def parse(text: str, name: str, cell: str = "") -> Source | None:
    """The last definition of `name` in a cell's text, with what it uses of the cell."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    known = {node.name: node for node in tree.body if isinstance(node, DEFINITIONS)}
    if name not in known:
        return None
    wanted, todo = [name], [name]
    while todo:
        used = {n.id for n in ast.walk(known[todo.pop()]) if isinstance(n, ast.Name)}
        for other in sorted(used & known.keys() - set(wanted)):
            wanted.append(other)
            todo.append(other)
    order = sorted(wanted, key=lambda n: known[n].lineno)
    return Source(name, cell, text.splitlines(), known[name], [known[n] for n in order])


def code_of(function: Any) -> Any:
    """The code of a function, or of a class's first method."""
    if isinstance(function, type):
        for method in vars(function).values():
            if hasattr(method, "__code__"):
                return method.__code__
        return None
    return getattr(function, "__code__", None)


def functions(source: Source) -> list[ast.FunctionDef]:
    """The functions in a source, and the methods of its classes."""
    found: list[ast.FunctionDef] = []
    for node in source.definitions:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        found += [n for n in inside if isinstance(n, ast.FunctionDef)]
    return found
