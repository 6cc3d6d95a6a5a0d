"""Put a submission into submitted/: whole or not at all, and never over newer work."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

from autograder.exam.handed_in.files import FILES_LIMIT, TOTAL_LIMIT, read_file
from autograder.exam.handed_in.submission import handed_in, same
from autograder.exam.handed_in.timestamp import read_stamp
from autograder.exam.notebook import Unreadable
from autograder.store import STATE
from autograder.store.collected import Taken
from autograder.store.gradebook import read_time

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NEW, REPLACED, UNCHANGED, KEPT = "new", "replaced", "unchanged", "kept"
NAME_BYTES = 200


@dataclass
class Submission:
    """What one student handed in for one lesson."""

    student: str
    lesson: str
    files: dict[str, bytes] = field(default_factory=dict)  # by the path in the folder
    time: datetime | None = None
    taken: Taken = field(default_factory=lambda: Taken("", ""))
    before: Taken | None = None  # as it was taken in the last time

    @property
    def whole(self) -> dict[str, bytes]:
        """The files, with the time as nbgrader writes it."""
        if self.time is None:
            return self.files
        return {**self.files, STAMP: f"{self.time:%Y-%m-%d %H:%M:%S} UTC".encode()}


def place(course: Path, new: Submission, replace: bool = False) -> tuple[str, str]:
    """Put it where grading looks for it; (what was done, why nothing was).

    What was there is moved to .grade/replaced/, and only for what is surely newer: by the time of
    handing in, by the system's own numbers, else by the times of the files in the download.
    """
    submitted = course / "submitted"
    home = existing(submitted, new.student, same_letters)
    folder = existing(home, new.lesson, same)
    if home.is_symlink() or folder.is_symlink():
        return KEPT, "there is a link to another place"
    done = NEW
    if not os.path.lexists(folder):
        if handed_in(submitted, home.name, new.lesson) and not replace:
            return KEPT, f"a notebook of it is in {home.name}/ itself"
    else:
        there = files_in(folder)
        same_files = without_stamp(there) == without_stamp(new.files)
        if same_files and new.time in (None, stamp_of(there)):
            return UNCHANGED, ""
        only_time = same_files and stamp_of(there) is None
        if not (replace or only_time) and (reason := not_newer(new, there)):
            return KEPT, reason
        done = REPLACED
    write(course, home, folder, new)
    return done, ""


def existing(folder: Path, name: str, like: Callable[[str, str], bool]) -> Path:
    """The place of a name in a folder, as it is written there."""
    if not os.path.lexists(folder / name) and folder.is_dir() and not folder.is_symlink():
        found = [there for there in sorted(os.listdir(folder)) if like(there, name)]
        if found:
            return folder / found[0]
    return folder / name


def same_letters(one: str, other: str) -> bool:
    """Whether names differ in their Unicode form at most."""
    return normalize("NFC", one) == normalize("NFC", other)


def not_newer(new: Submission, there: Mapping[str, bytes]) -> str:
    """Why a submission may not take the place of the files that are there; empty if it may."""
    before = new.before
    stamp = stamp_of(there)
    if new.time is not None and stamp is not None and new.time != stamp:
        return "" if new.time > stamp else "what is there was handed in later"
    if before is None or before.digest != digest(there):
        return "what is there was not put there by this program, or was changed since"
    for mine, theirs in (
        (new.taken.number, before.number),
        (new.taken.changed, before.changed),
    ):
        if mine and theirs and mine != theirs:
            return "" if mine > theirs else "what is there is newer"
    return "it is not told which is newer; --replace takes this one"


def write(course: Path, home: Path, folder: Path, new: Submission) -> None:
    """The files into a folder beside the place, which then takes the place."""
    home.mkdir(parents=True, exist_ok=True)
    partial = home / f".{new.lesson}.part"
    shutil.rmtree(partial, ignore_errors=True)
    for path, data in new.whole.items():
        target = partial / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb") as file:
            file.write(data)
    if os.path.lexists(folder):
        aside = course / STATE / "replaced" / new.lesson / home.name
        aside.mkdir(parents=True, exist_ok=True)
        numbers = [int(name) for name in os.listdir(aside) if name.isdigit()]
        os.rename(folder, aside / str(max(numbers, default=0) + 1))
    os.rename(partial, folder)


def files_in(folder: Path) -> dict[str, bytes]:
    """The ordinary files in a folder and in the folders in it."""
    found: dict[str, bytes] = {}
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            try:
                data = read_file(path, TOTAL_LIMIT)[0]
            except Unreadable:
                data = b"\0"  # it equals nothing that is taken in
            size += len(data)
            if size > 2 * TOTAL_LIMIT or len(found) > 2 * FILES_LIMIT:
                return {"\0": b""}
            found[path.relative_to(folder).as_posix()] = data
    return found


def without_stamp(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path != STAMP}


def digest(files: Mapping[str, bytes]) -> str:
    """The same for the same files."""
    whole = hashlib.sha256()
    for path, data in sorted(files.items()):
        for part in (path.encode("utf-8", "surrogateescape"), data):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def stamp_of(files: Mapping[str, bytes]) -> datetime | None:
    """When it was handed in, as its timestamp.txt has it."""
    try:
        time = read_time(read_stamp(files.get(STAMP, b"")))
    except ValueError:
        return None
    return time and time.replace(tzinfo=UTC)


def safe_path(path: str, taken: Mapping[str, bytes]) -> str:
    """A path of at most one folder, of which every part may be a file's name on any system."""
    parts = [safe_name(part) for part in path.split("/") if part not in ("", ".", "..")] or ["_"]
    files = {p.casefold() for p in taken}
    folders = {folder for p in files if (folder := p.rpartition("/")[0])}
    if len(parts) == 1:
        return another(short(parts[0]), files | folders)
    own = {STAMP, SECRET} | files
    folder = another(short(parts[0]), own)
    return f"{folder}/{another(short('_'.join(parts[1:])), inside(files, folder))}"


def inside(files: Collection[str], folder: str) -> set[str]:
    """The names in a folder."""
    start = f"{folder.casefold()}/"
    return {p.removeprefix(start) for p in files if p.startswith(start)}


def another(name: str, there: Collection[str]) -> str:
    """A name that is not there yet: with a number where it is."""
    found, number = name, 1
    while found.casefold() in there:
        number += 1
        stem, dot, ending = name.partition(".")
        found = f"{stem} ({number}){dot}{ending}"
    return found


def safe_name(name: str) -> str:
    name = "".join(c if c.isprintable() else "_" for c in normalize("NFC", name))
    return re.sub(r'[/\\:*?"<>|]', "_", name).strip(" .") or "_"


def short(name: str) -> str:
    """A name that fits into a folder, with its ending."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    while len(stem.encode("utf-8", "replace")) > NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}"
