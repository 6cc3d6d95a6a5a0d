"""The files in a download: a zip file, or the folder that a browser has unpacked it to.

Nothing in it is trusted: no link is followed, no path leads outside, no size is believed. What is
left out becomes a note.
"""

from __future__ import annotations

import mmap
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

from autograder.exam.handed_in.files import ENTRY, SIZE_LIMIT, is_debris, read_file
from autograder.exam.notebook import Unreadable

ENTRIES_LIMIT = 200_000
UNPACKED_LIMIT = 8 << 30  # of all files that are read from one download
PATH_LIMIT = 1000
UTF8_NAME, ENCRYPTED = 0x800, 0x1  # bits of a zip entry's flags


@dataclass(frozen=True)
class Entry:
    """A file of a download, not yet read."""

    path: str  # its place in the download, with /
    changed: float  # when, as far as it is told; 0 if not
    origin: zipfile.ZipInfo | Path


class Archive:
    """An open download."""

    def __init__(self, source: Path, packed: zipfile.ZipFile | None, notes: list[str]):
        self.source = source
        self.packed = packed
        self.notes = notes
        self.unpacked = 0

    def entries(self) -> list[Entry]:
        """Every ordinary file, in the order of their paths; what cannot be one is noted."""
        found = self._members() if self.packed else self._files()
        return sorted((e for e in found if not hidden(e.path)), key=lambda e: e.path)

    def read(self, entry: Entry) -> bytes:
        """A file's bytes.

        Raises
        ------
        Unreadable
            if it is too large or damaged
        """
        name = entry.path.rpartition("/")[2]
        if isinstance(entry.origin, Path):
            data = read_file(entry.origin, SIZE_LIMIT)[0]
        else:
            assert self.packed is not None
            try:
                with self.packed.open(entry.origin) as file:
                    data = file.read(SIZE_LIMIT + 1)
            except Exception as error:  # zipfile and the decompressors have many ways to fail
                raise Unreadable(f"{name} cannot be unpacked: {error}.") from None
        self.unpacked += len(data)
        if self.unpacked > UNPACKED_LIMIT:
            raise ValueError(
                f"{self.source.name} unpacks to more than {UNPACKED_LIMIT >> 30} GB; "
                "the rest of it was not read"
            )
        if len(data) > SIZE_LIMIT:
            raise Unreadable(f"{name} is larger than {SIZE_LIMIT >> 20} MB.")
        return data

    def _members(self) -> Iterator[Entry]:
        assert self.packed is not None
        for member in self.packed.infolist():
            path = name_of(member)
            if path.endswith("/"):
                continue
            if reason := unfit(member, path):
                self.notes.append(f"{path[:PATH_LIMIT]} {reason}; it was left out.")
            else:
                yield Entry(path, changed_at(member), member)

    def _files(self) -> Iterator[Entry]:
        count = 0
        for folder, _, names in os.walk(self.source):  # follows no links
            for name in names:
                count += 1
                if count > ENTRIES_LIMIT:
                    raise ValueError(f"{self.source} has more than {ENTRIES_LIMIT} files")
                place = Path(folder) / name
                path = normalize("NFC", place.relative_to(self.source).as_posix())
                found = os.lstat(place)
                if stat.S_ISREG(found.st_mode):
                    yield Entry(path, 0.0, place)  # its time may be that of the unpacking
                elif not hidden(path):
                    self.notes.append(f"{path} is not an ordinary file; it was left out.")


@contextmanager
def opened(source: Path, notes: list[str]) -> Iterator[Archive]:
    """Open a zip file or a folder.

    Raises
    ------
    ValueError
        if it is neither
    """
    if source.is_dir():
        yield Archive(source, None, notes)
        return
    if not source.is_file():
        raise ValueError(f"there is no file {source}")
    if entries_in(source) > ENTRIES_LIMIT:  # it would take long to read their names
        raise ValueError(f"{source} has more than {ENTRIES_LIMIT} files")
    try:
        packed = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ValueError(f"{source} is not a zip file that can be read: {error}") from None
    with packed:
        yield Archive(source, packed, notes)


def entries_in(source: Path) -> int:
    """About how many files a zip has, without its names being read."""
    with open(source, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return 0
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            count = 0
            for _ in re.finditer(re.escape(ENTRY), data):
                count += 1
                if count > ENTRIES_LIMIT:
                    break
            return count


def name_of(member: zipfile.ZipInfo) -> str:
    """A path as people wrote it: some programs leave out that it is UTF-8, some write ``\\``."""
    name = member.filename
    if not member.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            pass  # it is in an old code page
    return normalize("NFC", name.replace("\\", "/"))


def unfit(member: zipfile.ZipInfo, path: str) -> str:
    """Why a member of a zip is not taken; empty if it is."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "is a link" if stat.S_ISLNK(kind) else "is not an ordinary file"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        return "leads outside the download"
    if len(path) > PATH_LIMIT:
        return "has too long a name"
    if member.flag_bits & ENCRYPTED:
        return "is encrypted"
    return ""


def hidden(path: str) -> bool:
    """Whether a program left it there, not a person."""
    return any(is_debris(part) for part in path.split("/") if part not in (".", ".."))


def changed_at(member: zipfile.ZipInfo) -> float:
    try:
        return datetime(*member.date_time).timestamp()
    except (ValueError, OverflowError, OSError):  # a month 13
        return 0.0
