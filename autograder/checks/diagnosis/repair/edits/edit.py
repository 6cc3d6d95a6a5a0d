"""One edit of a function, and one other expression for one that stands there, as data."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """Another expression for one that stands there."""

    kind: str
    cost: float
    node: ast.expr
    tag: str = ""


@dataclass
class Edit:
    """One edit: its kind and cost, what stands there now, and what would be put in its place.

    `places` are pairs of an expression and another for it; `gone`, `before` and `after` tell which
    statements fall away under the edit, and what is put before or after others. `about` is the code
    to be quoted, if it is not what is replaced.
    """

    kind: str
    cost: float
    places: list[tuple[ast.expr, ast.expr]] = field(default_factory=list)
    gone: list[ast.stmt] = field(default_factory=list)
    before: list[tuple[ast.stmt, list[ast.stmt]]] = field(default_factory=list)
    after: list[tuple[ast.stmt, list[ast.stmt]]] = field(default_factory=list)
    names: tuple[str, ...] = ()
    about: ast.expr | None = None
    number: int = 0

    @property
    def nodes(self) -> list[ast.expr] | list[ast.stmt]:
        """What stands there now."""
        moved = self.gone or [s for s, _ in self.before + self.after]
        return [node for node, _ in self.places] or moved

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(sorted({node.lineno for node in self.nodes}))
