"""How learning management systems write the tables that they export and take back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.output.rows import normal
from autograder.output.sheet import Sheet


@dataclass(frozen=True)
class System:
    """How a system writes its gradebook file."""

    ids: tuple[str, ...]  # columns that may hold the student's id, the best first
    first: tuple[str, ...]  # the columns of a file made without one to fill in
    around: str  # a pattern of the name of a lesson's column, {} for the lesson
    names: tuple[tuple[str, ...], ...] = ()  # columns that give the person's name together
    delimiter: str = ","
    encoding: str = "utf-8"
    bom: bytes = b"\xef\xbb\xbf"


SYSTEMS = {
    "canvas": System(
        ("SIS Login ID", "SIS User ID", "ID", "Student"),
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        r"{}(\s*\(\d+\))?",
    ),
    "moodle": System(
        ("Username", "ID number", "Email address", "Identifier"),
        ("Username", "ID number", "Email address"),
        r"([^:]+:\s*)?{}(\s*\([^()]*\))?",
        names=(("Full name",), ("First name", "Last name"), ("First name", "Surname")),
    ),
    "blackboard": System(
        ("Username", "Student ID"),
        ("Last Name", "First Name", "Username", "Student ID"),
        r"{}(\s*\[.*)?",
        names=(("First Name", "Last Name"),),
        delimiter="\t",
        encoding="utf-16-le",
        bom=b"\xff\xfe",
    ),
}
#: of the ways in which Moodle exports one grade side by side, the one that it takes back
POINTS = re.compile(r"\(Real\)$", re.I)
#: the columns by which Moodle's grading worksheet, of one assignment, is known
WORKSHEET = ("Grade", "Maximum Grade")


def id_columns(sheet: Sheet, system: System, only: str | None = None) -> dict[str, list[str]]:
    """The cells of every column that may hold an id, by the column's name, the best first.

    Raises
    ------
    ValueError
        if there is none, or not the one that is asked for
    """
    wanted = system.ids if only is None else (only,)
    places = {sheet.header[i].strip(): [i] for i in sheet.places(wanted)}
    if only is None:
        for names in system.names:
            if len(found := sheet.places(names)) == len(names):
                places[" ".join(names)] = found
    if not places:
        raise ValueError(f"the file to fill in has none of the columns {', '.join(wanted)}")
    return {name: [cells(row, at) for row in sheet.rows[1:]] for name, at in places.items()}


def cells(row: Sequence[str], places: Sequence[int]) -> str:
    """The cells of a row at these places, as one text; what the row does not have is empty."""
    return " ".join(row[i].strip() for i in places if i < len(row)).strip()


def columns_of(header: Sequence[str], lesson: str, system: System) -> tuple[list[int], list[int]]:
    """(the columns named as the lesson, those in whose names it merely occurs)."""
    name = re.escape(lesson)
    exact = re.compile(system.around.format(name), re.I)
    loose = re.compile(rf"(?<![\w]){name}(?![\w])", re.I)
    named = [normal(n) for n in header]
    first = [i for i, n in enumerate(named) if exact.fullmatch(n)]
    if len(first) > 1:
        first = [i for i in first if POINTS.search(named[i])] or first
    others = [i for i, n in enumerate(named) if loose.search(n) and not exact.fullmatch(n)]
    return first, others


def is_worksheet(sheet: Sheet) -> bool:
    return len(sheet.places(WORKSHEET)) == len(WORKSHEET)


def most(sheet: Sheet, place: int) -> float | None:
    """The points that a column is out of, where its file says so."""
    if found := re.search(r"\[Total Pts:[^\d\]]*([\d.,]+)", sheet.header[place]):
        return as_number(found[1])
    if is_worksheet(sheet):
        ((_, at)) = sheet.places(WORKSHEET)
        values = {as_number(row[at]) for row in sheet.rows[1:] if at < len(row) and row[at].strip()}
        return values.pop() if len(values) == 1 else None
    for row in sheet.rows[1:3]:
        if row and row[0].strip() == "Points Possible" and place < len(row):
            return as_number(row[place])
    return None


def as_number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
