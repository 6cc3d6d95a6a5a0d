"""What a run leaves to look at: the table on the terminal and grades.csv."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.grade.bundle import Bundle
from autograder.grade.gradebook import Writer, totals
from autograder.grade.journal import Journal

if TYPE_CHECKING:
    from autograder.grade.tally import Tally

ROWS = 40
WARNINGS = 30
SPELT_OUT = 3  # lessons whose names fit side by side; of more there are only the numbers
#: where a formula would begin: at the start, or behind what may be a separator
FORMULA = re.compile(r"(^|[;,|])(?=\s*[=+\-@＝＋－＠])")
COLUMNS = ("student", "lesson", "score", "points", "late_penalty", "needs_person", "remark")


def show(
    console: Console, tally: Tally, bundles: dict[str, Bundle], course: Path, url: str
) -> None:
    """A table student × lesson, a line for everything a person should know, where things are."""
    graded = {lesson for _, lesson in tally.scores}
    bundles = {name: bundle for name, bundle in bundles.items() if name in graded}
    table = Table(box=None, pad_edge=False)
    table.add_column("student")
    for lesson, bundle in bundles.items():
        title = f"{escape(lesson)} ({bundle.points:g})"
        if len(bundles) > SPELT_OUT:
            title = f"{escape(lesson.partition('_')[0])}\n({bundle.points:g})"
        table.add_column(title, justify="right")
    students = sorted({student for student, _ in tally.scores})
    for student in students[:ROWS]:
        scores = [tally.scores.get((student, lesson)) for lesson in bundles]
        table.add_row(safe(student), *("–" if s is None else f"{s:g}" for s in scores))
    if students:
        console.print(table)
    if len(students) > ROWS:
        console.print(f"… and {len(students) - ROWS} more; all are in grades.csv.")
    lines = [
        f"{student}, {lesson}: {reason}"
        for (student, lesson), remarks in sorted(tally.remarks.items())
        for reason in remarks
    ]
    for line in lines[:WARNINGS]:
        console.print(safe(line), style="yellow")
    if len(lines) > WARNINGS:
        console.print(f"… and {len(lines) - WARNINGS} more lines like these; see grades.csv.")
    for line in tally.failed:
        console.print(f"Not graded: {safe(line)}", style="red")
    if tally.waiting:
        console.print(
            f"Written answers that wait for a person: {tally.waiting}; run `nbgrader formgrader`."
        )
    console.print(f"{tally.graded} graded, {tally.kept} unchanged, {len(tally.failed)} not graded.")
    console.print(
        f"gradebook.db, grades.csv, autograded/ and feedback/ are in {escape(str(course))}"
    )


def safe(text: str) -> str:
    """Text from outside for a terminal: no markup, no control characters."""
    return escape("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))


def write_csv(path: Path, writer: Writer, journal: Journal) -> None:
    """grades.csv: a line a student and lesson, scores as the gradebook has them."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    remarks = {
        (r.student, r.lesson): (bool(r.person), " ".join(dict.fromkeys(r.person + r.limits)))
        for r in journal.records()
    }
    for lesson in sorted({lesson for _, lesson in journal.latest}):
        for row in totals(writer.book, lesson):
            person, remark = remarks.get((row.student, lesson), (False, ""))
            rows.writerow(
                [
                    cell(row.student),
                    cell(lesson),
                    f"{row.score:g}",
                    f"{row.points:g}",
                    f"{row.penalty:g}",
                    "yes" if row.person or person else "",
                    cell(remark),
                ]
            )
    write_file(path, out.getvalue().encode("utf-8", "replace"))


def write_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
    os.replace(partial, path)


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula, whichever separator it splits lines at."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return FORMULA.sub(r"\1'", text)
