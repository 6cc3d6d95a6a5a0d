"""Grades for other systems: CSV, Canvas, Moodle, Blackboard.

The systems match a file by their own ids and column names, so the sure way is to fill in a file
they exported: give it as `fill`. Without one, a file with the student ids of submitted/ is made.
Also nbgrader's exporter interface:
``nbgrader export --exporter=autograder.output.export.Exporter``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Assignment, Gradebook
from nbgrader.plugins import ExportPlugin
from sqlalchemy import select
from sqlalchemy.orm import Session
from traitlets import Enum

from autograder.output.rows import Students, match
from autograder.output.sheet import Sheet, read
from autograder.output.systems import (
    SYSTEMS,
    WORKSHEET,
    System,
    cells,
    columns_of,
    id_columns,
    is_worksheet,
    most,
)
from autograder.store.atomic_write import write_file
from autograder.store.collected import Collected
from autograder.store.database import reading
from autograder.store.totals import Total, totals
from autograder.untrusted_text import for_csv

FORMATS = ("csv", *SYSTEMS)
Scores = Mapping[str, Mapping[str, Total]]  # lesson -> student -> total


@dataclass(frozen=True)
class Template:
    """The file to fill in, and what is known of it.

    Parameters
    ----------
    name : of the file; Moodle writes the assignment into it
    id, column : the columns to use, where they are not to be guessed
    aliases : by lesson, what a system calls our students
    """

    data: bytes
    name: str = ""
    id: str | None = None
    column: str | None = None
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass
class Filled:
    """A file for another system, and what did not fit."""

    data: bytes
    entered: int = 0
    unknown: list[str] = field(default_factory=list)  # graded, but not in their file
    missing: list[str] = field(default_factory=list)  # lessons with no column in their file
    doubtful: list[str] = field(default_factory=list)  # what was not filled, as it was not clear
    notes: list[str] = field(default_factory=list)


def export(
    course: Path,
    format: str = "csv",
    *,
    fill: Path | None = None,
    to: Path | None = None,
    lessons: Sequence[str] = (),
    db: str | None = None,
    id: str | None = None,
    column: str | None = None,
) -> tuple[Path, Filled]:
    """Write the grades of a course for another system; the file and what did not fit.

    The gradebook is only read.

    Raises
    ------
    ValueError
        if the format is unknown, nothing is graded, or the file to fill in is not of this system
    """
    if format not in FORMATS:
        raise ValueError(f"format {format!r} is not one of {', '.join(FORMATS)}")
    with reading(course, db) as session:
        scores = scores_of(session, lessons) if session else {}
    if not scores:
        raise ValueError(f"nothing is graded in {course} yet; run `autograder grade`")
    path = to or course / f"grades-{format}.csv"
    template = None
    if fill:
        aliases = Collected(course).aliases(format)
        template = Template(fill.read_bytes(), fill.name, id, column, aliases)
    filled = make(scores, format, template)
    write_file(path, filled.data)
    return path, filled


def scores_of(db: Session, lessons: Sequence[str] = ()) -> dict[str, dict[str, Total]]:
    """Every student's total in every lesson of the gradebook that has any."""
    names = [n for n in db.scalars(select(Assignment.name)) if not lessons or n in lessons]
    found = {name: {t.student: t for t in totals(db, name)} for name in sorted(names)}
    return {name: by_student for name, by_student in found.items() if by_student}


def make(scores: Scores, format: str, template: Template | bytes | None = None) -> Filled:
    """The bytes of a file in this format."""
    if format == "csv":
        return plain(scores)
    system = SYSTEMS[format]
    if template is None:
        return from_scratch(scores, system)
    return fill_in(scores, system, Template(template) if isinstance(template, bytes) else template)


def plain(scores: Scores) -> Filled:
    """One line a student and lesson."""
    rows = [["student", "lesson", "score", "points"]]
    for lesson, by_student in scores.items():
        rows += [
            [for_csv(t.student), for_csv(lesson), f"{final(t):g}", f"{t.points:g}"]
            for t in by_student.values()
        ]
    return Filled(Sheet(rows).data, len(rows) - 1)


def from_scratch(scores: Scores, system: System) -> Filled:
    """One line a student, one column a lesson; the id in every column that may hold one."""
    students = sorted({s for by_student in scores.values() for s in by_student})
    rows = [[*system.first, *map(for_csv, scores)]]
    for student in students:
        ids = [for_csv(student) if name in system.ids else "" for name in system.first]
        found = [by_student.get(student) for by_student in scores.values()]
        rows.append([*ids, *("" if t is None else f"{final(t):g}" for t in found)])
    sheet = Sheet(rows, system.delimiter, system.encoding, system.bom)
    return Filled(sheet.data, len(students))


def fill_in(scores: Scores, system: System, template: Template) -> Filled:
    """Their own file with the grades in it; every other cell stays as it was.

    Raises
    ------
    ValueError
        if the file is of another kind, or it is not clear of which lesson it is
    """
    names = [*system.ids, *(name for names in system.names for name in names)]
    sheet = read(template.data, [*names, *([template.id] if template.id else [])], system.delimiter)
    filled = Filled(b"")
    if is_worksheet(sheet) and template.column is None:
        scores = of_worksheet(scores, template.name)
        columns: dict[str, int] = {lesson: sheet.places(WORKSHEET)[0] for lesson in scores}
    else:
        columns = find_columns(sheet, scores, system, template.column, filled)
    aliases: dict[str, str] = {}
    for lesson in scores if is_worksheet(sheet) else template.aliases:
        aliases |= template.aliases.get(lesson, {})
    students = {s for lesson in columns for s in scores[lesson]}
    ids = id_columns(sheet, system, template.id)
    matched = match(sheet.rows[1:], ids, Students(students, aliases))
    filled.doubtful += matched.doubtful
    for lesson, place in columns.items():
        enter(sheet, place, scores[lesson], matched.students, filled)
    filled.unknown = sorted(students - matched.seen)
    filled.data = sheet.data
    return filled


def of_worksheet(scores: Scores, name: str) -> Scores:
    """The one lesson that Moodle's grading worksheet is of."""
    named = [lesson for lesson in scores if lesson.casefold() in name.casefold()]
    found = list(scores) if len(scores) == 1 else named
    if len(found) != 1:
        raise ValueError(
            "a grading worksheet is of one assignment; say which lesson it is: "
            + ", ".join(f"`autograder export {lesson}`" for lesson in scores)
        )
    return {found[0]: scores[found[0]]}


def find_columns(
    sheet: Sheet, scores: Scores, system: System, only: str | None, filled: Filled
) -> dict[str, int]:
    """The column of each lesson that has one for sure."""
    if only is not None:
        if len(scores) != 1:
            raise ValueError("one column is of one lesson; name the lesson")
        places = sheet.places([only])
        if not places:
            raise ValueError(f"the file to fill in has no column {only!r}")
        return {lesson: places[0] for lesson in scores}
    columns = {}
    for lesson in scores:
        exact, others = columns_of(sheet.header, lesson, system)
        able = exact or others
        names = ", ".join(repr(sheet.header[i]) for i in able)
        if not able:
            filled.missing.append(lesson)
        elif len(able) > 1:
            filled.doubtful.append(f"{lesson} may be {names}; none was filled, name one (--column)")
        elif not exact and has_grades(sheet, able[0]):
            filled.doubtful.append(
                f"{names} is not named {lesson} alone and has grades; if it is the one, "
                "name it (--column)"
            )
        else:
            columns[lesson] = able[0]
            if not exact:
                filled.notes.append(f"{names} was taken for {lesson}.")
    return columns


def has_grades(sheet: Sheet, place: int) -> bool:
    """Whether people have anything in a column: Canvas has rows above theirs."""
    people = [r for r in sheet.rows[1:] if r and r[0].strip() not in ("", "Points Possible")]
    return any(cells(row, [place]) not in ("", "-") for row in people)


def enter(
    sheet: Sheet, place: int, totals: Mapping[str, Total], rows: Mapping[int, str], filled: Filled
) -> None:
    """Write a lesson's scores into its column."""
    for i, student in rows.items():
        if student not in totals:
            continue
        row = sheet.rows[i + 1]
        row += [""] * (place + 1 - len(row))
        row[place] = sheet.number(final(totals[student]))
        filled.entered += 1
    points = max(t.points for t in totals.values())
    out_of = most(sheet, place)
    if out_of is not None and out_of != points:
        name = sheet.header[place].strip()
        filled.notes.append(
            f"{name} is out of {out_of:g} in their file, out of {points:g} here; "
            "the scores were entered as they are."
        )


def column(header: Sequence[str], lesson: str, system: System = SYSTEMS["canvas"]) -> int | None:
    """The column of a lesson: the one named so, else the only one in whose name it occurs."""
    exact, others = columns_of(header, lesson, system)
    able = exact or others
    return able[0] if len(able) == 1 else None


def final(total: Total) -> float:
    """The score less the late penalty, as nbgrader counts it."""
    return max(0.0, total.score - total.penalty)


class Exporter(ExportPlugin):
    """nbgrader's exporter interface: ``--Exporter.format=canvas`` and ``--to=FILE``."""

    format = Enum(FORMATS, default_value="csv", help="csv or a system's format").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the gradebook's scores."""
        scores = scores_of(gradebook.db, self.assignment)
        if self.student:
            scores = {
                lesson: {s: t for s, t in by_student.items() if s in self.student}
                for lesson, by_student in scores.items()
            }
        write_file(Path(self.to or f"grades-{self.format}.csv"), make(scores, self.format).data)
