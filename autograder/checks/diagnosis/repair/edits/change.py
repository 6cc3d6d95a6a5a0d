"""One other expression for one that stands there, as data."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Another expression for one that stands there."""

    kind: str
    cost: float
    node: ast.expr
    tag: str = ""
