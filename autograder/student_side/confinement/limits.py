"""What a candidate process gives up before the student's first line: files, rights, limits.

Linux calls that Python 3.11 has no name for go through ctypes. Everything here runs in a fork of
the zygote, before any of the student's code.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import asdict, dataclass

from . import syscalls

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 1, 4, 38, 24
PR_SET_CHILD_SUBREAPER, PR_SET_KEEPCAPS = 36, 8
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNS = 0x10000000, 0x20000000, 0x20000
CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS = 0x40000000, 0x8000000, 0x4000000
MS_RDONLY, MS_REMOUNT, MS_BIND = 1, 32, 4096
MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
#: what bubblewrap mounts below /dev: the system's own devices, whose times everybody may set to now
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "pts")


@dataclass(frozen=True)
class Limits:
    """Budgets of one candidate process."""

    cpu: int = 60  # seconds of the whole notebook
    memory: int = 1 << 30  # bytes on top of what the zygote has
    file: int = 16 << 20  # bytes of the largest file
    files: int = 64  # open files
    processes: int = 1  # none besides itself; threads count too

    def to_json(self) -> dict:
        return asdict(self)


def prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def own_namespaces(uid: int | None, scratch: str) -> None:
    """Leave the zygote's namespaces; the next fork is process 1 of its own.

    `uid` is the user to become first, where the zygote is root. Afterwards there is an empty
    private `scratch` folder, no /proc, no network and no other process in sight.
    """
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    prctl(PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root
    user, group = os.geteuid(), os.getegid()
    flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    if _libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    for name in DEVICES:
        make_unchangeable(f"/dev/{name}")
    mount_empty(scratch, "size=16m,nr_inodes=4k,mode=700")
    mount_empty("/proc", "size=4k,mode=500")


def make_unchangeable(place: str) -> None:
    """Mount what is mounted at a place as read-only; a device there can still be written to."""
    kept = os.statvfs(place).f_flag & MS_NOSUID_NODEV_NOEXEC
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | kept
    if _libc.mount(None, place.encode(), None, flags, None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {place}")


def mount_empty(place: str, options: str) -> None:
    done = _libc.mount(b"tmpfs", place.encode(), b"tmpfs", MS_NOSUID_NODEV_NOEXEC, options.encode())
    if done != 0:
        raise OSError(ctypes.get_errno(), f"mount {place}")


def become(uid: int, keep: int) -> None:
    """Be another user, with no privilege of root's but those of the mask `keep`."""
    os.setgroups([])
    prctl(PR_SET_KEEPCAPS, 1)
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    drop_capabilities(keep)


def drop_capabilities(keep: int = 0) -> None:
    """Give up every capability but those of a mask, those within the own namespaces included."""
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if _libc.capset(header, (ctypes.c_uint32 * 6)(keep, keep)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def close_files(keep: set[int]) -> None:
    """Close every open file but `keep`, and point 0, 1 and 2 at nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 4096)


def apply(limits: Limits, mapped: int, walls: bool, files: bool = False) -> None:
    """Set the rlimits and refuse system calls; `mapped` is what the zygote has mapped already.

    Without walls more calls are refused: those that reach others, and unless `files` are left to it
    those that reach past them.
    """
    both = {
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_AS: mapped + limits.memory,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_CORE: 0,
    }
    for which, value in both.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write too many is an OSError
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    alone = syscalls.Alone(os.getpid(), limits.processes > 1, files)
    syscalls.refuse(None if walls else alone)


def address_space() -> int:
    """Bytes mapped by this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
