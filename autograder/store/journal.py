"""The journal: one line a graded notebook, on disk before anything else is told of it.

A line is written whole and synced, so a crash leaves at most one torn line at the end, which is
cut off at the next start. The key of a line is a digest of everything the record depends on:
looked up, it is the cache; read through, it is what a rerun resumes from.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.exam.bundle import Bundle
from autograder.exam.handed_in.submission import Work
from autograder.exam.record import Record


def key(work: Work, bundle: Bundle, secret: bytes) -> str:
    """A digest of the submission, the lesson, the student and the seed."""
    parts = [
        work.student.encode("utf-8", "surrogateescape"),
        work.lesson.encode(),
        work.data,
        work.problem.encode("utf-8", "replace"),
        work.timestamp.encode(),
        "\n".join(work.notes).encode("utf-8", "replace"),
        "\n".join(work.person).encode("utf-8", "replace"),
        bundle.digest.encode(),
        secret,
    ]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class Journal:
    """An append-only file of records; only their places are kept in memory."""

    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "a+b")
        self.places: dict[str, tuple[int, int]] = {}  # key -> (offset, length)
        self.latest: dict[tuple[str, str], str] = {}  # (student, lesson) -> key
        self._read()

    def _read(self) -> None:
        self.file.seek(0)
        good = 0
        for line in self.file:
            entry = parse(line)
            if entry is None:
                if good + len(line) < os.fstat(self.file.fileno()).st_size:
                    good += len(line)  # damage in the middle: that line alone is lost
                    continue
                break
            self._note(entry, good, len(line))
            good += len(line)
        self.file.truncate(good)

    def _note(self, entry: dict[str, Any], offset: int, length: int) -> None:
        record = entry["record"]
        self.places[entry["key"]] = (offset, length)
        self.latest[record["student"], record["lesson"]] = entry["key"]

    def append(self, key: str, record: Record) -> None:
        """Write a record and wait until it is on disk."""
        entry = {"key": key, "record": record.to_json()}
        line = json.dumps(entry, separators=(",", ":"), default=str).encode() + b"\n"
        self.file.seek(0, os.SEEK_END)
        offset = self.file.tell()
        self.file.write(line)
        self.file.flush()
        os.fsync(self.file.fileno())
        self._note(entry, offset, len(line))

    def get(self, key: str) -> Record | None:
        """The record with this key, if there is one and none of its student's came after it.

        What came after it has drawn other pages.
        """
        if key not in self.places:
            return None
        offset, length = self.places[key]
        self.file.seek(offset)
        entry = parse(self.file.read(length))
        if entry is None:
            return None
        record = Record.from_json(entry["record"])
        return record if self.latest[record.student, record.lesson] == key else None

    def last(self, student: str, lesson: str) -> Record | None:
        """The newest record of a student's lesson."""
        found = self.latest.get((student, lesson))
        return self.get(found) if found else None

    def records(self) -> Iterator[Record]:
        """The newest record of every student and lesson, in order."""
        for student, lesson in sorted(self.latest):
            record = self.last(student, lesson)
            if record is not None:
                yield record

    def close(self) -> None:
        self.file.close()


def parse(line: bytes) -> dict[str, Any] | None:
    """An entry, or None for a torn or foreign line."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
        Record.from_json(entry["record"])
        return entry if isinstance(entry["key"], str) else None
    except (ValueError, KeyError, TypeError):
        return None
