"""Who is who: from the key by which a system knows a student to the id that the student has here.

The sure way is the table that the system exports, given as the roster. Without it, who was taken in
before keeps the id; a new student gets the system's own: Canvas' number, Blackboard's and the
exchange's user name, Moodle's full name (its numbers are new in every assignment).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dateutil import parser

from autograder.intake.schemes import HandedIn
from autograder.output.rows import normal
from autograder.output.sheet import Sheet, read
from autograder.output.systems import SYSTEMS, System, cells
from autograder.store.collected import Collected

ID_LIMIT = 128  # of nbgrader's column
#: systems that number people in their downloads, and the column of these numbers in their tables
NUMBERED = {"canvas": "ID", "moodle": "Identifier"}
PARTICIPANT = re.compile(r"\D*(\d+)")
HANDED_IN = "Last modified (submission)"


@dataclass
class Person:
    """A row of the roster."""

    id: str
    name: str
    time: datetime | None = None


@dataclass
class Roster:
    """The people of a table, by what downloads tell of them.

    Canvas and Moodle number them, which says nothing to anybody else: 50 may be one's number and
    another's ID here. The others tell user names.
    """

    numbers: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, Person] = field(default_factory=dict)
    names: dict[str, list[Person]] = field(default_factory=dict)

    @property
    def people(self) -> list[Person]:
        return list({p.id: p for found in self.names.values() for p in found}.values())

    def find(self, one: HandedIn) -> Person | None:
        known = self.numbers if one.system in NUMBERED else self.keys
        if person := known.get(one.key.casefold()):
            return person
        found = self.names.get(plain(one.name), [])
        return found[0] if len(found) == 1 else None


def plain(name: str) -> str:
    """A name without what file names do not have: Canvas writes "Lovelace, Ada" ``lovelaceada``."""
    return re.sub(r"[\W_]", "", normal(name)).casefold()


def roster_of(path: Path) -> Roster:
    """Read a table that a system exported.

    Raises
    ------
    ValueError
        if it is of none of them
    """
    data = path.read_bytes()
    for name, system in SYSTEMS.items():
        names = [*system.ids, *(n for names in system.names for n in names)]
        sheet = read(data, names, system.delimiter)
        # enough to be told from the others, all of which have some Username or ID
        if len(sheet.places(names)) >= 2:
            return people_of(sheet, name, system)
    raise ValueError(f"{path} is no table that Canvas, Moodle or Blackboard exports of a class")


def people_of(sheet: Sheet, name: str, system: System) -> Roster:
    roster = Roster()
    names = [("Student",)] if name == "canvas" else list(system.names)
    # Moodle's own number is no id: it is another in every assignment
    ids = sheet.places([n for n in system.ids if n not in ("Identifier", "Student")])
    full = next((sheet.places(n) for n in names if len(sheet.places(n)) == len(n)), [])
    found: list[tuple[list[str], Person]] = []
    for row in sheet.rows[1:]:
        called = cells(row, full)
        id = next((v for i in ids if (v := cells(row, [i]))), called)
        if not id or called.lower().startswith("points possible"):
            continue
        person = Person(id, called, time_in(cells(row, sheet.places([HANDED_IN]))))
        told = cells(row, sheet.places([NUMBERED.get(name, "")]))
        number = PARTICIPANT.fullmatch(told) if name == "moodle" else None
        if told:
            roster.numbers.setdefault((number[1] if number else told).casefold(), person)
        roster.names.setdefault(plain(called), []).append(person)
        found.append((row, person))
    for i in [*sheet.places(["Username"]), *ids]:  # column by column: a user name comes first
        for row, person in found:
            if key := cells(row, [i]):
                roster.keys.setdefault(key.casefold(), person)
    return roster


def time_in(text: str) -> datetime | None:
    """A time as Moodle's worksheet has it, in English, and in the time of this machine."""
    if not re.search(r"\d{4}", text) or not re.search(r"\d:\d\d", text):
        return None
    try:
        return parser.parse(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def identify(
    handed: Iterable[HandedIn], roster: Roster | None, collected: Collected
) -> tuple[dict[str, str], list[str]]:
    """(the id of everybody who handed in something, by the system's key; what is not sure).

    Whoever would share an id with another has none.
    """
    people = {one.key: one for one in handed}
    named = Counter(plain(one.name) for one in people.values())
    ids: dict[str, str] = {}
    notes = []
    for key, one in sorted(people.items()):
        person = roster.find(one) if roster else None
        alone = named[plain(one.name)] == 1
        id = person.id if person else remembered(one, collected, alone)
        if id is None and one.system == "moodle" and one.name:
            id = one.name if alone else f"{one.name} ({key})"
            if not alone:
                notes.append(f"Several are named {one.name}: {id} is one of them; give a roster.")
        ids[key] = normal(id or key)
    shared = {id for id, count in Counter(ids.values()).items() if count > 1}
    for key, id in sorted(ids.items()):
        if id in shared:
            notes.append(f"{people[key].name or key} is one of several that are {id}; left out.")
    return {key: id for key, id in ids.items() if id not in shared}, notes


def remembered(one: HandedIn, collected: Collected, alone: bool) -> str | None:
    """The id with which somebody was taken in before."""
    mine = [
        (student, taken)
        for by_student in collected.lessons.values()
        for student, taken in by_student.items()
        if taken.system == one.system
    ]
    found = [(student, taken.name) for student, taken in mine if taken.key == one.key]
    if one.system != "moodle":
        return found[0][0] if found else None
    # the same number in another assignment is somebody else's
    same = [student for student, name in found if plain(name) == plain(one.name)]
    if not same and alone and one.name:
        same = [student for student, taken in mine if plain(taken.name) == plain(one.name)]
    return same[0] if len(set(same)) == 1 else None


def unfit(student: str) -> str:
    """Why an id cannot name a student's folder; empty if it can."""
    if not student.strip() or student.startswith("."):
        return f"{student!r} cannot be the name of a folder"
    if re.search(r"[/\\\x00-\x1f\x7f]", student) or not student.isprintable():
        return f"{student!r} cannot be the name of a folder"
    if len(student) > ID_LIMIT or len(student.encode("utf-8", "replace")) > 255:
        return f"{student[:40]}… is too long, a gradebook takes {ID_LIMIT} characters"
    return ""


def not_there(roster: Roster, ids: Sequence[str]) -> list[str]:
    """Who is in the roster and handed in nothing."""
    return sorted({p.id for p in roster.people} - set(ids))
