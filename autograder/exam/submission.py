"""What was handed in: find the notebook of a submission.

Nothing in a submission's folder is trusted: no link is followed, no size is believed, no error in
it stops the batch. What cannot be used becomes a sentence for the instructor and the student.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.exam.notebook import Unreadable
from autograder.untrusted_text import clean

SIZE_LIMIT = 20 << 20
TOTAL_LIMIT = 60 << 20  # of all notebooks in a folder, packed and unpacked
TOO_LARGE = f"The notebooks are larger than {TOTAL_LIMIT >> 20} MB together."
FILES_LIMIT = 200
TIMESTAMP_LIMIT = SECRET_LIMIT = 200  # bytes
ENTRY, ENTRIES_LIMIT = b"PK\x01\x02", 10_000  # what the entry of a file in a zip begins with


@dataclass
class Work:
    """A student's notebook: its bytes, and what had to be said on the way to them."""

    student: str
    lesson: str
    data: bytes = b""
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    timestamp: str = ""
    secret: str = ""  # what nbgrader's exchange gave the student to fetch the feedback with


def students(submitted: Path) -> list[str]:
    """Everyone who has a folder."""
    if not submitted.is_dir():
        return []
    with os.scandir(submitted) as entries:
        return sorted(e.name for e in entries if not e.name.startswith(".") and not is_file(e))


def is_file(entry: os.DirEntry) -> bool:
    return entry.is_file(follow_symlinks=False)


def handed_in(submitted: Path, student: str, lesson: str) -> bool:
    """Whether there is anything of this student for this lesson, or no way to know."""
    try:
        os.lstat(submitted / student / lesson)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def collect(submitted: Path, student: str, lesson: str) -> Work:
    """Read a submission's notebook; a problem is noted, never raised."""
    work = Work(student, lesson)
    try:
        folder = submitted / student / lesson
        for place in (submitted / student, folder):
            if place.is_symlink():
                raise Unreadable(f"{place.name}/ is a link to another place; it was not followed.")
        if not folder.is_dir():
            raise Unreadable(f"{lesson} is not a folder with a notebook in it.")
        work.data = choose(within(notebooks(folder, work.notes)), lesson, work.notes)
        work.timestamp = timestamp(folder / "timestamp.txt", work.notes)
        work.secret = secret(folder / "submission_secret.txt")
    except Unreadable as error:
        work.problem = str(error)
    except OSError as error:
        work.problem = f"The submission cannot be read: {error.strerror}."
    work.notes = [clean(note) for note in work.notes]  # there are names of files in them
    work.problem = clean(work.problem)
    return work


def timestamp(path: Path, notes: list[str]) -> str:
    """When it was handed in, if that can be read: no notebook is worth less without it."""
    if not os.path.lexists(path):
        return ""
    try:
        return read_file(path, TIMESTAMP_LIMIT).decode().strip()
    except (Unreadable, UnicodeDecodeError) as error:
        notes.append(f"The time of handing in is not known: {str(error).rstrip('.')}.")
        return ""


def secret(path: Path) -> str:
    """What nbgrader's exchange names the feedback page by; empty if there is none of use."""
    try:
        return read_file(path, SECRET_LIMIT).decode()
    except (Unreadable, UnicodeDecodeError):
        return ""


def notebooks(folder: Path, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every notebook in the folder and in the zip files in it."""
    names = sorted(os.listdir(folder))
    if len(names) > FILES_LIMIT:
        raise Unreadable(f"The folder has {len(names)} files; at most {FILES_LIMIT} are looked at.")
    size = 0
    for name in names:
        if size > TOTAL_LIMIT:
            raise Unreadable(TOO_LARGE)
        if name.lower().endswith((".ipynb", ".zip")) and not name.startswith("."):
            try:
                data = read_file(folder / name, SIZE_LIMIT)
                size += len(data)
                if name.lower().endswith(".zip"):
                    yield from unzip(name, data, notes)
                else:
                    yield name, data
            except Unreadable as error:
                notes.append(str(error))


def within(found: Iterator[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """All of them, as long as they fit into memory."""
    kept, size = [], 0
    for name, data in found:
        kept.append((name, data))
        size += len(data)
        if size > TOTAL_LIMIT:
            raise Unreadable(TOO_LARGE)
    return kept


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a regular file; links, devices and what is too large are refused."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise Unreadable(
                f"{path.name} is a link to another place; it was not followed."
            ) from None
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from None
    with open(fd, "rb") as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"{path.name} is not an ordinary file.")
        data = file.read(limit + 1)
    if len(data) > limit:
        unit, name = (1 << 20, "MB") if limit >= 1 << 20 else (1, "bytes")
        size = f"{found.st_size / unit:.0f} {name}; at most {limit // unit} are read"
        raise Unreadable(f"{path.name} has {size}.")
    return data


def unzip(name: str, data: bytes, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """The notebooks in a zip file, read in memory: nothing is unpacked to disk."""
    if data.count(ENTRY) > ENTRIES_LIMIT:  # the main process would be long at reading their names
        raise Unreadable(f"{name} has more than {ENTRIES_LIMIT} files.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist()[:FILES_LIMIT]:
                inner = member.filename.rsplit("/", 1)[-1]
                if not inner.endswith(".ipynb") or inner.startswith("."):
                    continue
                with archive.open(member) as file:
                    content = file.read(SIZE_LIMIT + 1)
                if len(content) > SIZE_LIMIT:
                    raise Unreadable(f"{inner} in {name} is larger than {SIZE_LIMIT >> 20} MB.")
                notes.append(f"The notebook was taken from {name}.")
                yield inner, content
    except Unreadable:
        raise
    except Exception as error:  # zipfile and the decompressors have many ways to fail
        raise Unreadable(f"{name} cannot be unpacked: {error}.") from None


def choose(found: list[tuple[str, bytes]], lesson: str, notes: list[str]) -> bytes:
    """The notebook that counts: the one with the lesson's name, else the one most like it."""
    if not found:
        raise Unreadable(notes.pop() if notes else "There is no notebook in the folder.")
    exact = [data for name, data in found if name == f"{lesson}.ipynb"]
    if exact:
        if len(found) > 1:
            notes.append(f"{len(found)} notebooks were handed in; {lesson}.ipynb counts.")
        return exact[0]
    name, data = max(found, key=lambda item: item[1].count(b"grade_id"))
    count = f"{len(found)} notebooks were handed in, none" if len(found) > 1 else "No notebook is"
    notes.append(f"{count} named {lesson}.ipynb; {name} counts.")
    return data
