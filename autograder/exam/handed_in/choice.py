"""Which of several notebooks counts: the one with most answers, of these the newest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.exam.bundle import Bundle
from autograder.exam.handed_in.files import Found
from autograder.exam.notebook import SubmittedCell, Unreadable, read_cells

#: Blackboard's "attempt_2026-03-01-12-00-00"
ATTEMPT = re.compile(r"attempt_(\d{4}(?:-\d\d){2,5})")
#: Canvas' "-1", a browser's " (1)"; not JupyterLab's "-Copy1", which may be the older one
NUMBERED = re.compile(r"(?:-|\s?\()(\d{1,3})\)?$")
MINUTE = 60


@dataclass
class Candidate:
    """A notebook, as it stands beside the others."""

    found: Found
    lesson: str
    bundle: Bundle | None

    @cached_property
    def answers(self) -> dict[str, str]:
        """The text of every exercise and written answer that is not as it was given out."""
        if self.bundle is None:
            return {}
        try:
            cells = read_cells(self.found.data, [])
        except (Unreadable, RecursionError, MemoryError):
            return {}
        answers = {}
        for exercise in self.bundle.exercises:
            names = (exercise.name, *exercise.functions)
            texts = [c.source for c in cells if is_for(c, exercise.name) or defines(c, names)]
            answers[exercise.name] = "\n".join(t for t in texts if differs(t, exercise.stub))
        for essay in self.bundle.essays:
            texts = [c.source for c in cells if is_for(c, essay.grade_id)]
            answers[essay.grade_id] = "\n".join(t for t in texts if differs(t, essay.stub))
        return {name: text for name, text in answers.items() if text}

    @property
    def exact(self) -> bool:
        return self.found.name == f"{self.lesson}.ipynb"

    @cached_property
    def version(self) -> tuple[str, int]:
        """What programs write into the name of a later one; a left-over checkpoint is the first."""
        name = self.found.name.partition(".ipynb")[0]
        attempt, numbered = ATTEMPT.search(name), NUMBERED.search(name)
        if name.endswith("-checkpoint"):
            return "", -1
        if self.exact:
            return "", 0
        return attempt[1] if attempt else "", int(numbered[1]) if numbered else 0

    @cached_property
    def rank(self) -> tuple[Any, ...]:
        alike = (self.exact, self.found.data.count(b"grade_id"))
        # where none is filled in there is nothing to tell by but the name
        return (
            len(self.answers),
            *((-1, -1) if self.answers else alike),
            *self.version,
            self.found.time // MINUTE,
            *alike,
        )

    def surely_after(self, other: Candidate) -> bool:
        """Whether its name says so, and the time does not say otherwise."""
        return self.version > other.version and self.found.time > other.found.time - MINUTE


def is_for(cell: SubmittedCell, name: str) -> bool:
    return name in (cell.grade_id, cell.id)


def defines(cell: SubmittedCell, names: tuple[str, ...]) -> bool:
    return any(
        word in names for word in re.findall(r"^(?:def|class)[ \t]+(\w+)", cell.source, re.M)
    )


def differs(text: str, stub: str) -> bool:
    """Whether something was written; what is empty is no answer."""
    return "".join(text.split()) not in ("", "".join(stub.split()))


def choose(
    found: list[Found], lesson: str, bundle: Bundle | None, notes: list[str], person: list[str]
) -> bytes:
    """The notebook that counts; said, if it is not the only one with the lesson's name.

    Parameters
    ----------
    found : the notebooks, at least one
    bundle : the lesson as it was given out; without it nothing is known to be filled in
    notes : is given what was chosen
    person : is given why a person should look, if it may be the wrong one
    """
    able = [Candidate(f, lesson, bundle) for f in found]
    first = max(able, key=lambda c: c.rank) if len(able) > 1 else able[0]
    name, place = first.found.name, first.found.place
    if place:
        notes.append(f"The notebook was taken from {place}.")
    if len(able) == 1:
        if not first.exact:
            notes.append(f"No notebook is named {lesson}.ipynb; {name} counts.")
        return first.found.data
    why = ""
    if first.answers:
        equal = [c for c in able if len(c.answers) == len(first.answers)]
        why = (
            ", the newest of those with most answers," if len(equal) > 1 else ", with most answers,"
        )
    named = "" if any(c.exact for c in able) else f", none named {lesson}.ipynb"
    notes.append(f"{len(able)} notebooks were handed in{named}; {name}{why} counts.")
    rivals = [
        c.found.name
        for c in able
        if not c.answers.items() <= first.answers.items() and not first.surely_after(c)
    ]
    if rivals:
        which = ", ".join(rivals[:5])
        person.append(f"{name} counts, but {which} has other answers and may be the one meant.")
    return first.found.data
