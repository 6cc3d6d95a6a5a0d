"""A dry run: whose score would change, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grade.journal import Journal
from autograder.grade.place import STATE
from autograder.grade.summary import safe

if TYPE_CHECKING:
    from autograder.grade.run import Run


def compare(run: Run, items: list[tuple[str, str]]) -> int:
    """Grade, write nothing, say whose score would change; the exit code."""
    path = run.course / STATE / "journal.jsonl"
    before: dict[tuple[str, str], float] = {}
    if path.exists():
        journal = Journal(path)
        before = {(r.student, r.lesson): r.score for r in journal.records()}
        journal.close()
    changes = 0
    for work, outcome in run.graded(items):
        if isinstance(outcome, BaseException):
            run.tally.failed.append(f"{work.student}, {work.lesson}: {outcome}")
            continue
        record = outcome.record
        run.tally.count(record)
        old = before.get((work.student, work.lesson))
        if old != record.score:
            changes += 1
            was = "not graded" if old is None else f"{old:g}"
            step = "" if old is None else f" ({record.score - old:+g})"
            line = f"{work.student}, {work.lesson}: {was} → {record.score:g}{step}"
            run.console.print(safe(line))
    for line in run.tally.failed:
        run.console.print(f"Not graded: {safe(line)}", style="red")
    run.console.print(f"{changes} of {len(items)} scores would change; nothing was written.")
    return run.tally.code
