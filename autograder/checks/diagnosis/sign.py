"""One thing that is seen in the text of a function, and how its tree is looked at."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Sign:
    """What is seen, at which line."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


@lru_cache(maxsize=16)
def walked(function: ast.FunctionDef) -> tuple[ast.AST, ...]:
    """All nodes of a function; every sign looks at them."""
    return tuple(ast.walk(function))


def reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def short(node: ast.AST, most: int = 50) -> str:
    text = ast.unparse(node)
    return text if len(text) <= most else text[: most - 1] + "…"
