"""What a run leaves to look at: the table on the terminal and grades.csv."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from autograder.exam.bundle import Bundle
from autograder.output.tally import Tally
from autograder.store.atomic_write import write_file
from autograder.store.journal import Journal
from autograder.store.totals import totals
from autograder.untrusted_text import for_csv, for_terminal

ROWS = 40
WARNINGS = 30
NAMED = 12  # students in one line
SPELT_OUT = 3  # lessons whose names fit side by side; of more there are only the numbers
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
        table.add_row(for_terminal(student), *("–" if s is None else f"{s:g}" for s in scores))
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
        console.print(for_terminal(line), style="yellow")
    if len(lines) > WARNINGS:
        console.print(f"… and {len(lines) - WARNINGS} more lines like these; see grades.csv.")
    for line in tally.failed:
        console.print(f"Not graded: {for_terminal(line)}", style="red")
    if tally.waiting:
        many = sum(by_student.total() for by_student in tally.waiting.values())
        console.print(
            f"Written answers that wait for a person: {many}. In JupyterLab, started in the course "
            "directory: Nbgrader > Formgrader > Manual Grading, then:"
        )
        for lesson, by_student in sorted(tally.waiting.items()):
            console.print(for_terminal(f"  {lesson}: {named(sorted(by_student))}"))
    console.print(f"{tally.graded} graded, {tally.kept} unchanged, {len(tally.failed)} not graded.")
    console.print(
        f"gradebook.db, grades.csv, autograded/ and feedback/ are in {escape(str(course))}"
    )


def named(students: list[str]) -> str:
    """The students, as many as fit on a line or two.

    >>> named(["a", "b"])
    'a, b'
    """
    more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
    return ", ".join(students[:NAMED]) + more


def write_csv(path: Path, db: Session, journal: Journal) -> None:
    """grades.csv: a line a student and lesson, scores as the gradebook has them."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    remarks = {
        (r.student, r.lesson): (bool(r.person), " ".join(dict.fromkeys(r.person + r.limits)))
        for r in journal.records()
    }
    for lesson in journal.lessons():
        for row in totals(db, lesson):
            person, remark = remarks.get((row.student, lesson), (False, ""))
            rows.writerow(
                [
                    for_csv(row.student),
                    for_csv(lesson),
                    f"{row.score:g}",
                    f"{row.points:g}",
                    f"{row.penalty:g}",
                    "yes" if row.person or person else "",
                    for_csv(remark),
                ]
            )
    write_file(path, out.getvalue().encode("utf-8", "replace"))
