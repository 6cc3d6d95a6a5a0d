"""What a candidate may read where Landlock's rules take the place of walls."""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.sandbox.levels.bubblewrap import SYSTEM, base_python
from autograder.student_side.confinement import landlock, syscalls

#: where Python packages are that no lesson allows
PACKAGES = ("site-packages", "dist-packages")
CAP_DAC_READ_SEARCH = 2


def unavailable() -> str:
    """Why the rung cannot be had here; empty if it can."""
    if not sys.platform.startswith("linux"):
        return "landlock needs Linux"
    if not landlock.abi():
        return "this kernel has no Landlock (it needs Linux 5.13 or later with Landlock turned on)"
    if not syscalls.known():
        return (
            f"landlock needs a filter of system calls, which is not known for {os.uname().machine}"
        )
    return ""


def description(files: Iterable[Path], site: Path, own: Path) -> dict:
    """What a zygote needs to know: the places, and who its candidates are."""
    listed: list[str] = []
    readable = [str(path.resolve()) for path in files]
    for place in {*SYSTEM, Path(sys.base_prefix, "lib"), Path(sysconfig.get_path("stdlib"))}:
        if place.exists():
            readable += map(str, without_packages(place.resolve(), listed))
    readable += [base_python(), str(site), "/etc/ld.so.cache"]
    rules = {"readable": readable, "listed": listed, "writable": [str(own), os.devnull]}
    root = os.geteuid() == 0
    uid = 1_000_000_000 + os.getpid() if root else None
    if uid is not None:
        os.chmod(own.parent, 0o711)
        for folder in (site, *site.iterdir()):
            if not folder.is_symlink():
                os.chmod(folder, 0o755)
        os.chown(own, uid, uid)
    reached = not root or all(map(for_everybody, readable))
    return {"rules": rules, "uid": uid, "keep": 0 if reached else 1 << CAP_DAC_READ_SEARCH}


def without_packages(place: Path, listed: list[str]) -> Iterator[Path]:
    """What is in a place but the packages in it; the folders that were taken apart are listed."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inner = [
        place.joinpath(*way, name) for way in ((), ("python3",), (version,)) for name in PACKAGES
    ]
    if not any(path.is_dir() for path in inner):
        yield place
        return
    listed.append(str(place))
    for path in sorted(place.iterdir()):
        if path in inner:
            continue
        if any(path == other.parent for other in inner if other.is_dir()):
            yield from without_packages(path, listed)
        else:
            yield path


def for_everybody(place: str) -> bool:
    """Whether another user can read a place and pass through the folders above it."""
    path = Path(place)
    try:
        mode = path.stat().st_mode
        ways = [parent.stat().st_mode for parent in path.parents]
    except OSError:
        return True  # not there: nobody reads it
    return bool(mode & stat.S_IROTH) and all(way & stat.S_IXOTH for way in ways)
