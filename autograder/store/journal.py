"""The journal: the newest record of every student and lesson, on disk before it is told of.

A record is one row, written in a transaction of its own: whatever ends the program, the row is
there whole or not at all. Its key is a digest of everything the record depends on: looked up, it is
the cache; read through, the journal is what a rerun resumes from.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from autograder.exam.bundle import Bundle
from autograder.exam.handed_in.submission import Work
from autograder.exam.record import Record
from autograder.store import STATE

#: where a course keeps it
FILE = Path(STATE) / "journal.db"

TABLE = """
CREATE TABLE IF NOT EXISTS records (
    student TEXT, lesson TEXT, key TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (student, lesson)
)
"""
#: what a student's folder looked like when the newest record of a lesson was found or made
SEEN = """
CREATE TABLE IF NOT EXISTS seen (
    student TEXT, lesson TEXT, fingerprint TEXT NOT NULL, PRIMARY KEY (student, lesson)
)
"""


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
    """A table of records in a file of SQLite.

    Raises
    ------
    ValueError
        if the file is not a journal, or damaged; nothing is changed then
    """

    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = sqlite3.connect(path, isolation_level=None)  # every statement is a transaction
        try:
            self.file.execute("PRAGMA journal_mode = TRUNCATE")
            self.file.execute("PRAGMA synchronous = FULL")
            self.file.execute(TABLE)
            self.file.execute(SEEN)
        except sqlite3.DatabaseError as error:
            self.file.close()
            raise ValueError(
                f"{path} cannot be read ({error}); move it away, and everything is graded anew: "
                "marks entered by hand are in the gradebook and stay"
            ) from None

    def append(self, key: str, record: Record) -> None:
        """Write a record, in place of its student's older one, and wait until it is on disk."""
        text = json.dumps(record.to_json(), separators=(",", ":"), default=str)
        row = (plain(record.student), record.lesson, key, text)
        self.file.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)

    def key_of_last(self, student: str, lesson: str) -> str:
        """The key of the newest record of a student's lesson; empty if there is none."""
        query = "SELECT key, record FROM records WHERE student = ? AND lesson = ?"
        row = self.file.execute(query, (plain(student), lesson)).fetchone()
        return row[0] if row and read(row[1]) else ""

    def last(self, student: str, lesson: str) -> Record | None:
        """The newest record of a student's lesson."""
        query = "SELECT record FROM records WHERE student = ? AND lesson = ?"
        row = self.file.execute(query, (plain(student), lesson)).fetchone()
        return read(row[0]) if row else None

    def see(self, student: str, lesson: str, fingerprint: str) -> None:
        """Note what a student's folder looked like before it was read; nothing if that is empty."""
        if fingerprint and fingerprint != self.seen(student, lesson):
            row = (plain(student), lesson, fingerprint)
            self.file.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", row)

    def seen(self, student: str, lesson: str) -> str:
        """What `see` noted last; empty if it has not."""
        query = "SELECT fingerprint FROM seen WHERE student = ? AND lesson = ?"
        row = self.file.execute(query, (plain(student), lesson)).fetchone()
        return row[0] if row else ""

    def records(self) -> Iterator[Record]:
        """The newest record of every student and lesson, in order."""
        for (text,) in self.file.execute("SELECT record FROM records ORDER BY student, lesson"):
            record = read(text)
            if record is not None:
                yield record

    def lessons(self) -> list[str]:
        """The lessons of which there is a record."""
        rows = self.file.execute("SELECT DISTINCT lesson FROM records ORDER BY lesson")
        return [lesson for (lesson,) in rows]

    def close(self) -> None:
        self.file.close()


def plain(student: str) -> str:
    """A name of a folder, which may be no text, as SQLite takes it."""
    return student.encode("utf-8", "backslashreplace").decode()


def read(text: str) -> Record | None:
    """A record, or None for one that another version of this program wrote."""
    try:
        return Record.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
