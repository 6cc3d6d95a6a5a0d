"""A dry run: whose score would change, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from rich.console import Console

from autograder.grade.worker import Graded, Task, Unchanged
from autograder.output.tally import Tally
from autograder.store.journal import Journal
from autograder.untrusted_text import for_terminal


def compare(
    path: Path,
    graded: Iterable[tuple[Task, Graded | Unchanged | BaseException]],
    tally: Tally,
    console: Console,
) -> int:
    """Say whose score differs from that in the journal at `path`; the exit code."""
    before: dict[tuple[str, str], float] = {}
    if path.exists():
        with closing(Journal(path)) as journal:
            before = {(r.student, r.lesson): r.score for r in journal.records()}
    changes = total = 0
    for work, outcome in graded:
        total += 1
        if not isinstance(outcome, Graded):
            tally.failed.append(f"{work.student}, {work.lesson}: {outcome}")
            continue
        record = outcome.record
        tally.count(record)
        old = before.get((work.student, work.lesson))
        if old != record.score:
            changes += 1
            was = "not graded" if old is None else f"{old:g}"
            step = "" if old is None else f" ({record.score - old:+g})"
            line = f"{work.student}, {work.lesson}: {was} → {record.score:g}{step}"
            console.print(for_terminal(line))
    for line in tally.failed:
        console.print(f"Not graded: {for_terminal(line)}", style="red")
    console.print(f"{changes} of {total} scores would change; nothing was written.")
    return tally.code
