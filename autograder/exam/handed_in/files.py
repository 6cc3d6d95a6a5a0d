"""The notebooks in a submission's folder, in the folders in it and in zip files.

Nothing in the folder is trusted: no link is followed, no size is believed, nothing is unpacked to
disk. What is left out becomes a note.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.exam.notebook import Unreadable

SIZE_LIMIT = 20 << 20
TOTAL_LIMIT = 60 << 20  # of all notebooks in a folder, packed and unpacked
TOO_LARGE = f"The notebooks are larger than {TOTAL_LIMIT >> 20} MB together."
FILES_LIMIT = 200
ENTRY, ENTRIES_LIMIT = b"PK\x01\x02", 10_000  # what the entry of a file in a zip begins with
NAMES_SHOWN = 5
#: browsers and mail programs add an ending to what they take for text
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)


class TooMuch(Unreadable):
    """All the notebooks together are too much to read."""


@dataclass(frozen=True)
class Found:
    """A notebook that was handed in."""

    name: str
    data: bytes
    time: float  # when it was last changed; 0 if that is not known
    place: str = ""  # the folder or the zip file that it was in


def is_notebook(name: str) -> bool:
    return bool(NOTEBOOK.search(name))


def is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def is_of(name: str, lesson: str) -> bool:
    """Whether a file's name says that it is a notebook of the lesson, packed or not."""
    word = rf"(?<![0-9a-z]){re.escape(lesson)}(?![0-9a-z])"
    return (is_notebook(name) or is_zip(name)) and bool(re.search(word, name, re.I))


def is_debris(name: str) -> bool:
    """Whether programs leave files and folders of this name, which people do not see."""
    return name.startswith((".", "__MACOSX"))


def notebooks(folder: Path, notes: list[str], only: Sequence[str] | None = None) -> list[Found]:
    """Every notebook in a folder, or in the files `only` of it, or a note on why it was left out.

    Raises
    ------
    Unreadable
        if there are too many files, or too large ones, or no notebook
    """
    reader = Reader(notes)
    names = sorted(os.listdir(folder)) if only is None else list(only)
    if len(names) > FILES_LIMIT:
        raise Unreadable(f"The folder has {len(names)} files; at most {FILES_LIMIT} are looked at.")
    for name in names:
        if is_debris(name):
            continue
        if stat.S_ISDIR(os.lstat(folder / name).st_mode):
            reader.folder(folder / name)
        else:
            reader.file(folder / name)
    if not reader.found:
        raise Unreadable(
            notes.pop() if notes else f"There is no notebook in the folder{has(names)}."
        )
    return reader.found


def has(names: list[str]) -> str:
    """What there is in place of a notebook."""
    names = [name for name in names if not is_debris(name)]
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"; it has {', '.join(names[:NAMES_SHOWN])}{more}" if names else ""


class Reader:
    """Reads notebooks into memory, as long as they fit."""

    def __init__(self, notes: list[str]):
        self.notes = notes
        self.found: list[Found] = []
        self.packed = self.unpacked = 0

    def fits(self) -> None:
        if max(self.packed, self.unpacked) > TOTAL_LIMIT:
            raise TooMuch(TOO_LARGE)
        if len(self.found) > FILES_LIMIT:
            raise TooMuch(f"There are more than {FILES_LIMIT} notebooks.")

    def folder(self, folder: Path) -> None:
        """The files in a folder in the folder, but not what is still deeper."""
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            self.notes.append(f"{folder.name}/ cannot be read: {error.strerror}.")
            return
        if len(names) > FILES_LIMIT:
            self.notes.append(f"{folder.name}/ has {len(names)} files; it was left out.")
            return
        for name in names:
            if not is_debris(name):
                self.file(folder / name, f"{folder.name}/")

    def file(self, path: Path, place: str = "") -> None:
        """A notebook, or a zip file; any other file is none of ours."""
        if not is_notebook(path.name) and not is_zip(path.name):
            return
        try:
            data, changed = read_file(path, SIZE_LIMIT)
            self.packed += len(data)
            self.fits()
            if is_zip(path.name):
                self.zip(f"{place}{path.name}", data)
            else:
                self.keep(Found(path.name, data, changed, place))
        except TooMuch:
            raise
        except Unreadable as error:
            self.notes.append(str(error))

    def keep(self, notebook: Found) -> None:
        self.found.append(notebook)
        self.unpacked += len(notebook.data)
        self.fits()

    def zip(self, name: str, data: bytes, outer: bool = True) -> None:
        """The notebooks in a zip file, and in the zip files in it, but not what is deeper."""
        if data.count(ENTRY) > ENTRIES_LIMIT:  # it would take long to read their names
            raise Unreadable(f"{name} has more than {ENTRIES_LIMIT} files.")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in members(archive):
                    self.member(name, archive, member, outer)
        except Unreadable:
            raise
        except Exception as error:  # zipfile and the decompressors have many ways to fail
            raise Unreadable(f"{name} cannot be unpacked: {error}.") from None

    def member(
        self, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, outer: bool
    ) -> None:
        inner = member.filename.rsplit("/", 1)[-1]
        if is_zip(inner) and not outer:
            self.notes.append(f"{inner} is a zip file too deep in others; it was left out.")
            return
        with archive.open(member) as file:
            content = file.read(SIZE_LIMIT + 1)
        if len(content) > SIZE_LIMIT or is_zip(inner):
            self.unpacked += len(content)  # work too, though it is not kept
            self.fits()
        if len(content) > SIZE_LIMIT:
            self.notes.append(f"{inner} in {name} is larger than {SIZE_LIMIT >> 20} MB.")
        elif is_zip(inner):
            self.zip(f"{inner} in {name}", content, outer=False)
        else:
            self.keep(Found(inner, content, changed_at(member), name))


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What may be a notebook, or have one in it."""
    able = []
    for member in archive.infolist():
        *folders, name = member.filename.split("/")
        hidden = any(is_debris(folder) for folder in folders if folder not in (".", ".."))
        if (is_notebook(name) or is_zip(name)) and not is_debris(name) and not hidden:
            able.append(member)
    return able[:FILES_LIMIT]


def changed_at(member: zipfile.ZipInfo) -> float:
    try:
        return datetime(*member.date_time).timestamp()
    except (ValueError, OverflowError, OSError):  # a month 13
        return 0.0


def read_file(path: Path, limit: int) -> tuple[bytes, float]:
    """(bytes, time of change) of a regular file; links, devices, what is too large are refused."""
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
        # what says it is too large is not read at all
        data = file.read(limit + 1) if found.st_size <= limit else b""
    if max(found.st_size, len(data)) > limit:
        unit, name = (1 << 20, "MB") if limit >= 1 << 20 else (1, "bytes")
        size = f"{found.st_size / unit:.0f} {name}; at most {limit // unit} are read"
        raise Unreadable(f"{path.name} has {size}.")
    return data, found.st_mtime
