"""What was handed in: find the notebook of a submission.

Nothing in a submission's folder is trusted: no link is followed, no size is believed, no error in
it stops the batch. What cannot be used becomes a sentence for the instructor and the student.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from autograder.exam.bundle import Bundle
from autograder.exam.handed_in.choice import choose
from autograder.exam.handed_in.files import (
    FILES_LIMIT,
    has,
    is_debris,
    is_of,
    notebooks,
    read_file,
)
from autograder.exam.handed_in.timestamp import read_stamp
from autograder.exam.notebook import Unreadable
from autograder.untrusted_text import clean

TIMESTAMP_LIMIT = SECRET_LIMIT = 200  # bytes


@dataclass
class Work:
    """A student's notebook: its bytes, and what had to be said on the way to them."""

    student: str
    lesson: str
    data: bytes = b""
    notes: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)  # why a person should look
    problem: str = ""
    timestamp: str = ""
    secret: str = ""  # what nbgrader's exchange gave the student to fetch the feedback with
    seconds: float = 0.0  # that it took to collect it


def students(submitted: Path) -> list[str]:
    """Everyone who has a folder."""
    if not submitted.is_dir():
        return []
    with os.scandir(submitted) as entries:
        return sorted(e.name for e in entries if not e.name.startswith(".") and not is_file(e))


def left_out(submitted: Path) -> list[str]:
    """Folders that begin with a dot: `students` has them not."""
    with os.scandir(submitted) as entries:
        return sorted(e.name for e in entries if e.name.startswith(".") and not is_file(e))


def is_file(entry: os.DirEntry) -> bool:
    return entry.is_file(follow_symlinks=False)


def handed_in(submitted: Path, student: str, lesson: str) -> bool:
    """Whether there is anything of this student for this lesson, or no way to know."""
    try:
        os.lstat(submitted / student / lesson)
    except PermissionError:
        return True
    except OSError:
        names = names_in(submitted / student)
        return any(same(name, lesson) or is_of(name, lesson) for name in names)
    return True


def not_recognised(submitted: Path, student: str) -> str:
    """What there is in a folder in which no lesson was found."""
    folder = submitted / student
    if folder.is_symlink():
        return f"{student} is a link to another place; it was not followed."
    return f"{student}: no lesson was recognised in the folder{has(names_in(folder))}."


def names_in(folder: Path) -> list[str]:
    """What is in a student's folder, the first of it if that is too much; no link is followed."""
    if folder.is_symlink():
        return []
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in islice(entries, FILES_LIMIT))
    except OSError:
        return []
    return [name for name in names if not is_debris(name)]


def same(name: str, lesson: str) -> bool:
    return name.casefold() == lesson.casefold()


def place_of(
    submitted: Path, student: str, lesson: str, notes: list[str]
) -> tuple[Path, list[str] | None]:
    """(folder, files in it that are this lesson's; None for all) of a submission."""
    home = submitted / student
    if home.is_symlink():
        raise Unreadable(f"{student}/ is a link to another place; it was not followed.")
    if os.path.lexists(home / lesson):
        return home / lesson, None
    names = names_in(home)
    alike = [name for name in names if same(name, lesson)]
    if len(alike) > 1:
        raise Unreadable(f"Which is the folder {lesson}: {', '.join(alike)}?")
    if alike:
        notes.append(f"The folder is named {alike[0]}; it was read as {lesson}.")
        return home / alike[0], None
    direct = [name for name in names if is_of(name, lesson)]
    if direct:
        notes.append(f"There is no folder {lesson}; what lies beside it was read.")
        return home, direct
    return home / lesson, None


def collect(submitted: Path, student: str, lesson: str, bundle: Bundle | None = None) -> Work:
    """Read a submission's notebook; a problem is noted, never raised.

    Of several notebooks it takes the lesson itself, `bundle`, to see which is filled in.
    """
    work = Work(student, lesson)
    try:
        folder, only = place_of(submitted, student, lesson, work.notes)
        if folder.is_symlink():
            raise Unreadable(f"{folder.name}/ is a link to another place; it was not followed.")
        if not folder.is_dir():
            raise Unreadable(f"{folder.name} is not a folder with a notebook in it.")
        found = notebooks(folder, work.notes, only)
        work.data = choose(found, lesson, bundle, work.notes, work.person)
        work.timestamp = timestamp(folder / "timestamp.txt", work.notes)
        work.secret = secret(folder / "submission_secret.txt")
    except Unreadable as error:
        work.problem = str(error)
    except OSError as error:
        work.problem = f"The submission cannot be read: {error.strerror}."
    work.notes = [clean(note) for note in work.notes]  # there are names of files in them
    work.person = [clean(reason) for reason in work.person]
    work.problem = clean(work.problem)
    return work


def timestamp(path: Path, notes: list[str]) -> str:
    """When it was handed in, if that can be read: no notebook is worth less without it."""
    if not os.path.lexists(path):
        return ""
    try:
        return read_stamp(read_file(path, TIMESTAMP_LIMIT)[0])
    except ValueError as error:
        notes.append(f"The time of handing in is not known: {str(error).rstrip('.')}.")
        return ""


def secret(path: Path) -> str:
    """What nbgrader's exchange names the feedback page by; empty if there is none of use."""
    try:
        return read_file(path, SECRET_LIMIT)[0].decode()
    except (Unreadable, UnicodeDecodeError):
        return ""
