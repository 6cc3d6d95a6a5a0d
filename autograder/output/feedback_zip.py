"""Feedback pages for a learning management system: a zip a lesson, named as the system reads it.

Moodle takes the zip back by *Upload multiple feedback files in a zip*: each page is in the folder
that the student had in the download. Canvas takes it by *Upload Submissions*: each page begins as
the student's file did. For the others the pages are named by student.
"""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from autograder.output.rows import Students, match
from autograder.output.sheet import read
from autograder.output.systems import SYSTEMS, cells, id_columns, is_worksheet
from autograder.store.atomic_write import write_file
from autograder.store.collected import Collected
from autograder.store.database import reading
from autograder.store.entered_by_hand import read_marks
from autograder.store.shown_marks import ShownMarks

PARTICIPANT = re.compile(r"\D*(\d+)")


@dataclass
class Returned:
    """A zip of pages, and who is not in it."""

    path: Path
    pages: int = 0
    unknown: list[str] = field(default_factory=list)  # no name in the system is known
    stale: list[str] = field(default_factory=list)  # the page shows other marks than the gradebook


def feedback(
    course: Path,
    format: str,
    *,
    lessons: Sequence[str] = (),
    fill: Path | None = None,
    to: Path | None = None,
    db: str | None = None,
) -> list[Returned]:
    """Write the zips of the lessons that have pages.

    Parameters
    ----------
    fill : Moodle's grading worksheet, for what was not taken in from Moodle's own download
    to : the file, of one lesson

    Raises
    ------
    ValueError
        if there are no pages, or it is not clear what goes where
    """
    there = sorted({page.parent.name for page in (course / "feedback").glob("*/*/*.html")})
    chosen = [lesson for lesson in there if not lessons or lesson in lessons]
    if not chosen:
        raise ValueError(f"there are no feedback pages in {course}; run `autograder grade`")
    if len(chosen) > 1 and (to or fill):
        raise ValueError(f"one file is of one lesson; name one of {', '.join(chosen)}")
    collected = Collected(course)
    return [feedback_of(course, format, lesson, collected, fill, to, db) for lesson in chosen]


def feedback_of(
    course: Path,
    format: str,
    lesson: str,
    collected: Collected,
    fill: Path | None,
    to: Path | None,
    db: str | None,
) -> Returned:
    """The zip of one lesson."""
    found = sorted((course / "feedback").glob(f"*/{lesson}/{lesson}.html"))
    pages = {page.parent.parent.name: page for page in found}
    names = names_in(format, lesson, pages, collected, fill)
    returned = Returned(to or course / f"feedback-{lesson}-{format}.zip")
    returned.unknown = sorted(pages.keys() - names.keys())
    returned.stale = stale(course, lesson, pages.keys() & names.keys(), db)
    if not names:
        raise ValueError(
            f"of {lesson} it is not known what {format} calls anybody: take its download in with "
            "`autograder collect`"
            + (", or give its grading worksheet with --fill" if format == "moodle" else "")
        )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for student, name in sorted(names.items()):
            changed = time.localtime(pages[student].stat().st_mtime)[:6]
            member = zipfile.ZipInfo(name, changed)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            packed.writestr(member, pages[student].read_bytes())
            returned.pages += 1
    write_file(returned.path, out.getvalue())
    return returned


def names_in(
    format: str,
    lesson: str,
    pages: Mapping[str, Path],
    collected: Collected,
    fill: Path | None,
) -> dict[str, str]:
    """The name of every page in the zip, by student."""
    if format not in ("moodle", "canvas"):
        return {student: f"{student}_{lesson}.html" for student in pages}
    taken = collected.lessons.get(lesson, {})
    known = Students(pages)
    names = {
        student: f"{one.back}{lesson}.html"
        for id, one in taken.items()
        for student in known.find(id)
        if one.system == format and one.back
    }
    if fill is not None:
        names |= from_worksheet(fill, lesson, known, collected.aliases(format))
    return names


def from_worksheet(
    fill: Path, lesson: str, known: Students, aliases: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """The folders that Moodle knows the students of its worksheet by."""
    system = SYSTEMS["moodle"]
    sheet = read(fill.read_bytes(), [*system.ids, "Full name"])
    if not is_worksheet(sheet):
        raise ValueError(f"{fill} is not a grading worksheet of Moodle")
    students = Students(known.ids, aliases.get(lesson))
    matched = match(sheet.rows[1:], id_columns(sheet, system), students)
    names = {}
    for i, student in matched.students.items():
        row = sheet.rows[i + 1]
        number = PARTICIPANT.fullmatch(cells(row, sheet.places(["Identifier"])))
        if number:
            # Moodle reads the number behind the first _ and no more of the name
            name = re.sub(r"[\W_]+", " ", cells(row, sheet.places(["Full name"]))).strip()
            names[student] = f"{name}_{number[1]}_assignsubmission_file/{lesson}.html"
    return names


def stale(course: Path, lesson: str, students: Iterable[str], db: str | None) -> list[str]:
    """Whose page does not show what a person entered since it was drawn."""
    shown = ShownMarks(course)
    with reading(course, db) as session:
        marks = read_marks(session, lesson) if session else {}
    found = []
    for student in sorted(students):
        digest = marks[student].digest if student in marks else ""
        if shown.changed(f"{lesson}/{student}", digest):
            found.append(student)
    return found
