"""Grades for other systems: CSV, Canvas, Moodle, Blackboard.

The systems match a file by their own ids and column names, so the sure way is to fill in a file
they exported: give it as `fill`. Without one, a file with the student ids of submitted/ is made.
Also nbgrader's exporter interface:
``nbgrader export --exporter=autograder.output.export.Exporter``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from autograder.store.atomic_write import write_file
from autograder.store.database import url_of
from autograder.store.gradebook import Writer
from autograder.store.totals import Total, totals
from autograder.untrusted_text import for_csv


@dataclass(frozen=True)
class System:
    """How a learning management system writes its gradebook file."""

    ids: tuple[str, ...]  # columns that may hold the student's id, the best first
    first: tuple[str, ...]  # the columns of a file made without one to fill in
    delimiter: str = ","
    encoding: str = "utf-8-sig"


SYSTEMS = {
    "canvas": System(
        ("SIS Login ID", "SIS User ID", "ID", "Student"),
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
    ),
    "moodle": System(
        ("Username", "ID number", "Email address", "Identifier"),
        ("Username", "ID number", "Email address"),
    ),
    "blackboard": System(
        ("Username", "Student ID"),
        ("Last Name", "First Name", "Username", "Student ID"),
        delimiter="\t",
        encoding="utf-16",
    ),
}
FORMATS = ("csv", *SYSTEMS)
Scores = Mapping[str, Mapping[str, Total]]  # lesson -> student -> total


@dataclass
class Filled:
    """A file for another system, and what did not fit."""

    data: bytes
    entered: int = 0
    unknown: list[str] = field(default_factory=list)  # graded, but not in their file
    missing: list[str] = field(default_factory=list)  # lessons with no column in their file


def export(
    course: Path,
    format: str = "csv",
    *,
    fill: Path | None = None,
    to: Path | None = None,
    lessons: Sequence[str] = (),
    db: str | None = None,
) -> tuple[Path, Filled]:
    """Write the grades of a course for another system; the file and what did not fit.

    Raises
    ------
    ValueError
        if the format is unknown, nothing is graded, or the file to fill in is not of this system
    """
    if format not in FORMATS:
        raise ValueError(f"format {format!r} is not one of {', '.join(FORMATS)}")
    writer = Writer(url_of(course, db))
    try:
        scores = scores_of(writer.book, lessons)
    finally:
        writer.close()
    if not scores:
        raise ValueError(f"nothing is graded in {course} yet; run `autograder grade`")
    path = to or course / f"grades-{format}.csv"
    filled = make(scores, format, fill.read_bytes() if fill else None)
    write_file(path, filled.data)
    return path, filled


def scores_of(book: Gradebook, lessons: Sequence[str] = ()) -> dict[str, dict[str, Total]]:
    """Every student's total in every lesson of the gradebook that has any."""
    names = [a.name for a in book.assignments if not lessons or a.name in lessons]
    found = {name: {t.student: t for t in totals(book, name)} for name in sorted(names)}
    return {name: by_student for name, by_student in found.items() if by_student}


def make(scores: Scores, format: str, template: bytes | None = None) -> Filled:
    """The bytes of a file in this format."""
    if format == "csv":
        return plain(scores)
    system = SYSTEMS[format]
    return from_scratch(scores, system) if template is None else fill_in(scores, system, template)


def plain(scores: Scores) -> Filled:
    """One line a student and lesson."""
    rows = [["student", "lesson", "score", "points"]]
    for lesson, by_student in scores.items():
        rows += [
            [for_csv(t.student), for_csv(lesson), f"{final(t):g}", f"{t.points:g}"]
            for t in by_student.values()
        ]
    return Filled(written(rows, ",", "utf-8"), len(rows) - 1)


def from_scratch(scores: Scores, system: System) -> Filled:
    """One line a student, one column a lesson; the id in every column that may hold one."""
    students = sorted({s for by_student in scores.values() for s in by_student})
    rows = [[*system.first, *map(for_csv, scores)]]
    for student in students:
        ids = [for_csv(student) if name in system.ids else "" for name in system.first]
        found = [by_student.get(student) for by_student in scores.values()]
        rows.append([*ids, *("" if t is None else f"{final(t):g}" for t in found)])
    return Filled(written(rows, system.delimiter, system.encoding), len(students))


def fill_in(scores: Scores, system: System, template: bytes) -> Filled:
    """Their own file with the grades in it; every other cell stays as it was."""
    rows = list(csv.reader(io.StringIO(decoded(template), newline=""), delimiter=system.delimiter))
    if not rows:
        raise ValueError("the file to fill in is empty")
    ids = [rows[0].index(name) for name in system.ids if name in rows[0]]
    if not ids:
        wanted = ", ".join(system.ids)
        raise ValueError(f"the file to fill in has none of the columns {wanted}")
    columns = {lesson: column(rows[0], lesson) for lesson in scores}
    filled = Filled(b"", missing=[lesson for lesson, place in columns.items() if place is None])
    seen: dict[str, set[str]] = {lesson: set() for lesson in scores}
    for row in rows[1:]:
        names = {row[i].strip() for i in ids if i < len(row)}
        for lesson, place in columns.items():
            found = sorted(names & scores[lesson].keys())
            if place is None or not found:
                continue
            row += [""] * (place + 1 - len(row))
            row[place] = f"{final(scores[lesson][found[0]]):g}"
            seen[lesson].add(found[0])
            filled.entered += 1
    absent = {s for lesson in scores if columns[lesson] is not None
              for s in scores[lesson].keys() - seen[lesson]}  # fmt: skip
    filled.unknown = sorted(absent)
    filled.data = written(rows, system.delimiter, system.encoding)
    return filled


def column(header: Sequence[str], lesson: str) -> int | None:
    """The column of a lesson: the systems add numbers, points and kinds around its name."""
    pattern = re.compile(rf"(?<![\w]){re.escape(lesson)}(?![\w])", re.I)
    places = [i for i, name in enumerate(header) if pattern.search(name)]
    return places[0] if places else None


def final(total: Total) -> float:
    """The score less the late penalty, as nbgrader counts it."""
    return max(0.0, total.score - total.penalty)


def decoded(data: bytes) -> str:
    """Text of a file that may come from any of the systems."""
    for encoding in ("utf-16", "utf-8-sig"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("the file to fill in is neither UTF-8 nor UTF-16 text")


def written(rows: Sequence[Sequence[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding, "replace")


class Exporter(ExportPlugin):
    """nbgrader's exporter interface: ``--Exporter.format=canvas`` and ``--to=FILE``."""

    format = Enum(FORMATS, default_value="csv", help="csv or a system's format").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the gradebook's scores."""
        scores = scores_of(gradebook, self.assignment)
        if self.student:
            scores = {
                lesson: {s: t for s, t in by_student.items() if s in self.student}
                for lesson, by_student in scores.items()
            }
        write_file(Path(self.to or f"grades-{self.format}.csv"), make(scores, self.format).data)
