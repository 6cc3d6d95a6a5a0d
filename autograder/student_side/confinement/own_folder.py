"""Emptying a candidate's own folder, whatever its code has left in it.

A folder can be so deep that no path names its end, and may forbid even its owner to look into it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from itertools import count, islice

AT_ONCE = 1000  # entries of a folder
EVERYTHING = stat.S_IRWXU


def empty(place: str) -> None:
    """Remove all that is in a folder.

    Inner folders are moved up before they are looked into: no path becomes long, nothing recurs.

    Raises
    ------
    OSError
        if something cannot be removed
    """
    os.chmod(place, EVERYTHING)
    aside = tempfile.mkdtemp(dir=place)
    waiting, number = [place], count()
    while waiting:
        folder = waiting.pop()
        while left := [entry for entry in entries(folder) if entry.path != aside]:
            for entry in left:
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, EVERYTHING)  # else it may be neither read nor moved
                    waiting.append(f"{aside}/{next(number)}")
                    os.rename(entry.path, waiting[-1])
                else:
                    os.unlink(entry.path)
        if folder != place:
            os.rmdir(folder)
    os.rmdir(aside)


def entries(folder: str) -> list[os.DirEntry[str]]:
    """Some of what is in a folder; none if there is nothing."""
    with os.scandir(folder) as found:
        return list(islice(found, AT_ONCE))


def remove(place: str) -> None:
    """Remove a folder and all in it, as far as that can be done."""
    with contextlib.suppress(OSError):
        empty(place)
        os.rmdir(place)
