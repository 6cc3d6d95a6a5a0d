"""The command line that puts a program behind bubblewrap's walls."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

from autograder.sandbox.threads import ONE_THREAD

#: the one place a candidate behind walls can write to; not /tmp, where a Python may be installed
SCRATCH = "/scratch"
#: where a Python that is not the system's is behind walls: the way to it here is nobody's business
PYTHON = Path("/python")
SYSTEM = tuple(map(Path, ("/usr/lib", "/usr/lib64", "/lib", "/lib64")))
ENVIRONMENT = {
    "HOME": SCRATCH,
    "TMPDIR": SCRATCH,
    "LANG": "C.UTF-8",
    "PATH": "",
    "PYTHONHASHSEED": "0",  # the order of a set is the same in every run
    **ONE_THREAD,
}


def base_python() -> str:
    """The interpreter behind a virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def bubblewrap(files: dict[str, Path], command: list[str]) -> list[str]:
    """The command line that puts `command` behind walls."""
    python = Path(base_python())
    prefix = Path(sys.base_prefix).resolve()
    words = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--hostname", "candidate"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    if os.geteuid() == 0:
        # root needs no user namespace to build the walls, and changes user behind them
        for capability in ("SETUID", "SETGID", "KILL"):
            words += ["--cap-add", f"CAP_{capability}"]
    else:
        words += ["--unshare-user"]
    words += ["--proc", "/proc", "--dev", "/dev", "--dir", SCRATCH]
    words += ["--perms", "0755", "--dir", "/usr"]
    for place in SYSTEM:
        if place.is_symlink():
            words += ["--symlink", os.readlink(place), str(place)]
        elif place.exists():
            words += ["--ro-bind", str(place), str(place)]
    stdlib = Path(sysconfig.get_path("stdlib")).resolve()
    moves = prefix != Path("/usr") and python.is_relative_to(prefix)

    def inside(place: Path) -> Path:
        moved = moves and place.is_relative_to(prefix)
        return PYTHON / place.relative_to(prefix) if moved else place

    needed = [python, prefix / "lib", stdlib, Path("/etc/ld.so.cache")]
    # the folders on the way are made for the caller only; the candidate is another user
    ways = [*(Path("/site", name) for name in files), *map(inside, needed)]
    for place in sorted({p for way in ways for p in way.parents} - {Path("/"), Path("/usr")}):
        if not any(place.is_relative_to(top) for top in SYSTEM):
            words += ["--perms", "0755", "--dir", str(place)]
    for place in needed:
        if place.exists():
            words += ["--ro-bind", str(place), str(inside(place))]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    covered = [Path("/usr/lib"), prefix / "lib"]
    for lib in {*covered, Path("/usr/local/lib")}:
        for name in ("python3", version):
            for packages in ("site-packages", "dist-packages"):
                place = lib / name / packages
                if place.is_dir() and any(place.is_relative_to(c) for c in covered):
                    words += ["--tmpfs", str(inside(place))]
    for name, path in sorted(files.items()):
        words += ["--ro-bind", str(path), f"/site/{name}"]
    if moves:
        words += ["--setenv", "LD_LIBRARY_PATH", str(inside(prefix / "lib"))]
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/", "--remount-ro", "/dev"]  # nothing to leave for the next
    return [*words, "--chdir", "/", "--", str(inside(python)), *command]
