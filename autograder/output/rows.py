"""Whose row a row of another system's table is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from autograder.untrusted_text import for_csv


class Students:
    """Finds students by an id as another system writes it.

    Parameters
    ----------
    ids : our students
    aliases : what else a system knows some of them by
    """

    def __init__(self, ids: Iterable[str], aliases: Mapping[str, str] | None = None):
        self.ids = frozenset(ids)
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._alike: defaultdict[str, set[str]] = defaultdict(set)
        for student in self.ids:
            self._name(student, student)
        known = [(name, s) for name, id in (aliases or {}).items() for s in self.find(id)]
        for name, student in known:
            self._name(name, student)

    def _name(self, name: str, student: str) -> None:
        for form in {name, for_csv(name)}:  # as a file made here has it
            self._exact[normal(form)].add(student)
            self._alike[normal(form).casefold()].add(student)

    def find(self, name: str) -> set[str]:
        """Who is named so: in the same letters, else in letters of another case."""
        name = normal(name)
        return self._exact.get(name) or self._alike.get(name.casefold()) or set()


def normal(name: str) -> str:
    """A name in one of the forms that Unicode has for it: a Mac writes ``é`` as two signs."""
    return normalize("NFC", name).strip()


@dataclass
class Matched:
    """The rows that are surely one student's, and what was not sure."""

    students: dict[int, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # who is in some row, sure or not


def match(
    rows: Sequence[Sequence[str]], columns: Mapping[str, Sequence[str]], students: Students
) -> Matched:
    """Find every student's row.

    One column that has all the students is enough, the best that has. Else every column counts; a
    row that is two students by different columns is nobody's, and of several rows of a student it
    is the one that the best column names.

    Parameters
    ----------
    rows : as they are told of
    columns : the cells of every column that may hold an id, by its name, the best first
    """
    hits = {
        name: {i: found for i, cell in enumerate(cells) if (found := students.find(cell))}
        for name, cells in columns.items()
    }
    whole = [n for n, found in hits.items() if set().union(*found.values()) == students.ids]
    if whole:
        hits = {whole[0]: hits[whole[0]]}
    matched = Matched()
    rank = {name: i for i, name in enumerate(hits)}
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # (rank, row) of a student
    for i in sorted({row for found in hits.values() for row in found}):
        by = {s: name for name in reversed(hits) for s in hits[name].get(i, ())}
        matched.seen |= by.keys()
        if len(by) > 1:
            who = " and ".join(f"{s} by {name}" for s, name in sorted(by.items()))
            matched.doubtful.append(f"row {i + 2} ({about(rows[i])}) is {who}; it was not filled")
            continue
        ((student, name),) = by.items()
        places[student].append((rank[name], i))
    for student, found_at in sorted(places.items()):
        best = min(r for r, _ in found_at)
        mine = [i for r, i in found_at if r == best]
        if len(mine) == 1:
            matched.students[mine[0]] = student
        else:
            which = ", ".join(str(i + 2) for i in mine)
            matched.doubtful.append(f"{student} is in rows {which}; none was filled")
    return matched


def about(row: Sequence[str]) -> str:
    """The first words of a row."""
    return ", ".join(cell.strip() for cell in row[:3] if cell.strip())[:80]
