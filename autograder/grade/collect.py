"""What was handed in: find the notebook of a submission and read its cells.

Nothing in a submission's folder is trusted: no link is followed, no size is believed, no error in
it stops the batch. What cannot be used becomes a sentence for the instructor and the student.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SIZE_LIMIT = 20 << 20
CELL_LIMIT = 200_000
TEXT_LIMIT = 2 << 20
CELLS_LIMIT = 2000
FILES_LIMIT = 200


class Unreadable(ValueError):
    """A submission, or one of its files, cannot be used; the message is for people."""


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in; `number` counts all cells from 1."""

    number: int
    kind: str
    source: str
    id: str = ""
    grade_id: str = ""

    @property
    def label(self) -> str:
        return f"cell {self.number}"


@dataclass
class Work:
    """A student's notebook: its bytes, and what had to be said on the way to them."""

    student: str
    lesson: str
    data: bytes = b""
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    timestamp: str = ""


def students(submitted: Path) -> list[str]:
    """Everyone who has a folder."""
    if not submitted.is_dir():
        return []
    with os.scandir(submitted) as entries:
        return sorted(e.name for e in entries if not e.name.startswith(".") and not is_file(e))


def is_file(entry: os.DirEntry) -> bool:
    return entry.is_file(follow_symlinks=False)


def handed_in(submitted: Path, student: str, lesson: str) -> bool:
    """Whether there is anything of this student for this lesson."""
    return os.path.lexists(submitted / student / lesson)


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
        work.data = choose(list(notebooks(folder, work.notes)), lesson, work.notes)
        if os.path.lexists(folder / "timestamp.txt"):
            work.timestamp = read_file(folder / "timestamp.txt", 200).decode().strip()
    except Unreadable as error:
        work.problem = str(error)
    except (OSError, UnicodeDecodeError) as error:
        work.problem = f"The submission cannot be read: {getattr(error, 'strerror', error)}."
    return work


def notebooks(folder: Path, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every notebook in the folder and in the zip files in it."""
    names = sorted(os.listdir(folder))
    if len(names) > FILES_LIMIT:
        raise Unreadable(f"The folder has {len(names)} files; at most {FILES_LIMIT} are looked at.")
    for name in names:
        if name.lower().endswith((".ipynb", ".zip")) and not name.startswith("."):
            try:
                data = read_file(folder / name, SIZE_LIMIT)
                if name.lower().endswith(".zip"):
                    yield from unzip(name, data, notes)
                else:
                    yield name, data
            except Unreadable as error:
                notes.append(str(error))


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
        size = f"{found.st_size / (1 << 20):.0f} MB" if limit >= 1 << 20 else "too large"
        raise Unreadable(f"{path.name} has {size}; at most {limit >> 20} MB are read.")
    return data


def unzip(name: str, data: bytes, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """The notebooks in a zip file, read in memory: nothing is unpacked to disk."""
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
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
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


def read_cells(data: bytes, notes: list[str]) -> list[Cell]:
    """The cells of a notebook's JSON.

    Raises
    ------
    Unreadable
        with what is wrong, if there are no cells to be had
    """
    if not data.strip():
        raise Unreadable("The notebook file is empty.")
    try:
        notebook = json.loads(data)
    except RecursionError:
        raise Unreadable("The notebook's JSON is nested too deeply.") from None
    except ValueError as error:
        raise Unreadable(f"The file is not a notebook: it is not valid JSON ({error}).") from None
    if not isinstance(notebook, dict):
        raise Unreadable("The file is not a notebook: it is JSON, but has no cells.")
    kernel = as_dict(as_dict(notebook.get("metadata")).get("kernelspec"))
    language = kernel.get("language", "python")
    if isinstance(language, str) and language.lower() != "python":
        notes.append(f"The notebook's kernel is for {language[:40]}; it was graded as Python.")
    raw = notebook.get("cells")
    if raw is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3
        raw = [c for w in notebook["worksheets"] for c in as_dict(w).get("cells") or ()]
    if not isinstance(raw, list):
        raise Unreadable("The file is not a notebook: it has no list of cells.")
    if len(raw) > CELLS_LIMIT:
        notes.append(f"The notebook has {len(raw)} cells; the first {CELLS_LIMIT} were read.")
    cells, size = [], 0
    for number, item in enumerate(raw[:CELLS_LIMIT], 1):
        cell = read_cell(number, item, notes)
        size += len(cell.source) if cell else 0
        if size > TEXT_LIMIT:
            notes.append(f"The cells have too much text; they were read up to cell {number - 1}.")
            break
        if cell:
            cells.append(cell)
    return cells


def read_cell(number: int, item: object, notes: list[str]) -> Cell | None:
    """One cell; None, and a note, if it is not one."""
    item = as_dict(item)
    source = item.get("source", item.get("input"))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        notes.append(f"Cell {number} has no text; it was left out.")
        return None
    if len(source) > CELL_LIMIT:
        notes.append(
            f"Cell {number} has {len(source)} characters; cells over {CELL_LIMIT} are left out."
        )
        return None
    source = source.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\0", "")
    flags = as_dict(as_dict(item.get("metadata")).get("nbgrader"))
    kind = item.get("cell_type")
    return Cell(
        number,
        kind if kind in ("code", "markdown") else "raw",
        source,
        as_text(item.get("id")),
        as_text(flags.get("grade_id")),
    )


def as_dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""
