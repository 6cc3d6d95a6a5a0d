"""Verbs that meet a learning management system: collect, export."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.options import db, err, import_gradebook, lessons, names_of, out, verb

if TYPE_CHECKING:
    from autograder.intake.collect import Collection

NOTES = 60


class Time(click.ParamType):
    """A date and time, here if it does not say where."""

    name = "time"

    def convert(self, value: object, parameter: object, context: object) -> datetime:
        from dateutil import parser

        if isinstance(value, datetime):
            return value
        try:
            return parser.parse(str(value)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not a date and time")


@verb("autograder collect submissions.zip --lesson 03 --roster grades.csv")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--lesson", metavar="LESSON", help="What it is of (default: as its files say).")
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The table of the class that the system exports, for the students' ids.",
)
@click.option(
    "--system",
    type=click.Choice(["canvas", "moodle", "blackboard", "exchange", "nbgrader"]),
    help="Whose download it is (default: as the names of its files say).",
)
@click.option("--due", type=Time(), metavar="TIME", help="When (default: as the gradebook says).")
@click.option("--replace", is_flag=True, help="Take these, whether or not they are newer.")
@db
def collect(
    course: Path,
    source: Path,
    lesson: str | None,
    roster: Path | None,
    system: str | None,
    due: datetime | None,
    replace: bool,
    db: str | None,
) -> int:
    """Take what Canvas, Moodle, Blackboard or nbgrader's exchange hands out into submitted/.

    FILE is the zip, or the folder it was unpacked to. Running it again changes nothing; newer
    work is never replaced by older.
    """
    import_gradebook()
    from autograder.exam.bundle import lessons as lessons_of
    from autograder.grade.course import file_pattern, lock
    from autograder.intake.collect import collect as take_in
    from autograder.intake.people import roster_of

    (name,) = names_of(course, (lesson,)) if lesson else ("",)
    with lock(course):
        taken = take_in(
            course,
            source,
            lessons=lessons_of(course),
            lesson=name,
            roster=roster_of(roster) if roster else None,
            due=due,
            replace=replace,
            pattern=file_pattern(course),
            system=system or "",
            db=db,
        )
    show(taken)
    return 2 if taken.for_a_person else 0


def show(taken: Collection) -> None:
    """The table of who handed in what, what was left out, who is missing."""
    from collections import Counter

    from rich.table import Table

    from autograder.untrusted_text import for_terminal

    table = Table(box=None, pad_edge=False)
    for title in ("student", "name", "lesson", "handed in", "late", "files", ""):
        table.add_column(title, overflow="fold")
    for row in taken.rows:
        time = f"{row.time.astimezone():%Y-%m-%d %H:%M}" if row.time else "not told"
        files = ", ".join(row.files[:3]) + (
            f" and {len(row.files) - 3} more" if row.files[3:] else ""
        )
        done = f"{row.done}: {row.reason}" if row.reason else row.done
        cells = (row.student, row.name, row.lesson, time, row.late, files, done)
        table.add_row(*map(for_terminal, cells), style="yellow" if row.reason else None)
    out.print(table)
    for line in taken.notes[:NOTES]:
        out.print(for_terminal(line), style="yellow")
    if len(taken.notes) > NOTES:
        out.print(f"… and {len(taken.notes) - NOTES} more lines like these.")
    if taken.missing:
        out.print(for_terminal(f"Handed in nothing: {', '.join(taken.missing)}."))
    counts = Counter(row.done for row in taken.rows)
    what = ", ".join(f"{count} {name}" for name, count in counts.items())
    late = sum(bool(row.late) for row in taken.rows)
    out.print(f"{taken.system}: {what or 'nothing'}; {late} late.")


@verb("autograder export --format canvas --fill canvas.csv --to filled.csv")
@lessons
@click.option(
    "--format",
    type=click.Choice(("csv", "canvas", "moodle", "blackboard")),
    default="csv",
    help="Whose file (default: csv).",
)
@click.option(
    "--fill",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file that system exported.",
)
@click.option("--id", metavar="COLUMN", help="The column of the ids, where it is not found.")
@click.option("--column", metavar="COLUMN", help="The column of the lesson, where it is not found.")
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Where to write.")
@click.option("--feedback", is_flag=True, help="The pages in place of the grades, a zip a lesson.")
@db
def export(
    course: Path,
    lesson: tuple[str, ...],
    format: str,
    fill: Path | None,
    id: str | None,
    column: str | None,
    to: Path | None,
    feedback: bool,
    db: str | None,
) -> int:
    """Write the grades for another system, into its own file if one is given.

    With --feedback, write the zips of pages that Moodle and Canvas take back.
    """
    import_gradebook()
    from autograder.output.export import export as export_grades

    names = names_of(course, lesson)
    if feedback:
        return give_back(course, format, lessons=names, fill=fill, to=to, db=db)
    path, filled = export_grades(
        course, format, fill=fill, to=to, lessons=names, db=db, id=id, column=column
    )
    out.print(f"wrote {path}: {filled.entered} grades", markup=False)
    for line in filled.notes:
        err.print(line, style="yellow", markup=False)
    for line in filled.doubtful:
        err.print(line, style="red", markup=False)
    for student in filled.unknown:
        err.print(f"{student} is graded, but not in {fill}", style="red", markup=False)
    for name in filled.missing:
        err.print(f"{fill} has no column for {name}", style="red", markup=False)
    return 1 if filled.unknown or filled.missing or filled.doubtful else 0


def give_back(course: Path, format: str, **options: Any) -> int:
    """Write the zips of feedback; the exit code."""
    from autograder.output.feedback_zip import feedback as write_zips

    code = 0
    for zip in write_zips(course, format, **options):
        out.print(f"wrote {zip.path}: {zip.pages} pages", markup=False)
        for student in zip.unknown:
            err.print(f"{student} has a page, but no name in {format}", style="red", markup=False)
        if zip.stale:
            which = ", ".join(zip.stale[:10]) + (" …" if len(zip.stale) > 10 else "")
            line = (
                f"marks were entered since these pages were drawn; run `autograder grade`: {which}"
            )
            err.print(line, style="red", markup=False)
        if zip.unknown or zip.stale:
            code = 1
    return code
