"""What a worker was busy with when it died: a file for every work that is under way.

A file is made when a work is begun and removed when it is finished. After a worker has died, those
that are there are of works that may have killed it; one that holds the words of the watchdog did.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Trace:
    """What is left of a work that was under way."""

    key: str  # of its record; empty if the worker had not come so far
    hung: bool  # whether the watchdog has ended the worker for it


def place(folder: Path, name: str) -> Path:
    return folder / hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


@contextlib.contextmanager
def begun(folder: Path | None, name: str, seconds: float) -> Iterator[Callable[[str], None]]:
    """Note that a work is under way; after so many seconds the watchdog ends this process.

    There are limits for everything that can be interrupted. The watchdog is for what cannot: it
    needs no turn of Python's. Yields a function that notes the key of the work's record.
    """
    if folder is None:
        yield lambda key: None
        return
    path = place(folder, name)
    with open(path, "w") as file:

        def note(key: str) -> None:
            file.write(f"{key}\n")
            file.flush()

        faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        try:
            yield note
        finally:
            faulthandler.cancel_dump_traceback_later()
            os.unlink(path)


def left(folder: Path, name: str) -> Trace | None:
    """What is left of a work; None if it was not under way."""
    try:
        lines = place(folder, name).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    key = lines[0] if lines and not lines[0].startswith("Timeout") else ""
    return Trace(key, any(line.startswith("Timeout") for line in lines[:2]))
