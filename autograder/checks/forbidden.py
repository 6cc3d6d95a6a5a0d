"""Functions that use a module which the lesson does without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.checks.message.failure import Failure
from autograder.checks.session import current
from autograder.student_side.allowed_imports import Violation, violations


def forbidden(student: Callable, name: str) -> Failure | None:
    """The failure for a function that uses a module the lesson does not allow."""
    allow = current().allow
    found = uses_outside(student, allow)
    if not found:
        return None
    first = found[0]
    used = first.module.partition(".")[0]
    by = [f"{first.through}, which that line calls, uses {used}."] if first.through else []
    return Failure(
        name,
        "forbidden",
        f"It uses {used}, which this exercise does without.",
        facts=[
            f"Line {first.line}: {first.source}",
            *by,
            f"Allowed here: {', '.join(allow) or 'the standard library'}.",
        ],
        found_by="kind",
    )


def uses_outside(student: Callable, allow: Sequence[str]) -> list[Violation]:
    """Where a function, wherever it lives, uses modules that are not in `allow`."""
    if current().rehearses is not None:
        return []
    current().narrowed.append(tuple(allow))
    elsewhere: Any = student
    if hasattr(student, "invoke"):
        return elsewhere.violations(allow)
    return violations(student, allow)
