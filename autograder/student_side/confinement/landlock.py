"""Landlock: a process gives up all files but those under a few places, and TCP, for good.

Needs no privilege and no namespace, only Linux 5.13 or later. What a kernel can enforce is the
version of its interface (ABI): 2 files moved between folders, 3 files emptied, 4 TCP, 5 commands
to devices, 6 abstract sockets and signals to others. What it does not know is left out.
References: https://docs.kernel.org/userspace-api/landlock.html and landlock(7).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every machine
VERSION = 1
PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
READ = READ_FILE | READ_DIR
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15
#: rights over files that are known from an ABI on: all up to this bit
BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NET = 0b11  # to bind and to connect TCP, from ABI 4
SCOPED = 0b11  # abstract sockets and signals, from ABI 6
_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    return max(0, _libc.syscall(CREATE_RULESET, None, 0, VERSION))


def ruleset(readable: Iterable[str], listed: Iterable[str], writable: Iterable[str]) -> int:
    """A descriptor of the rules: what is under these places may be read, listed, changed.

    No file may be executed. Places that are not there are left out.
    """
    version = abi()
    every = (1 << BITS[min(version, max(BITS))]) - 1
    net = NET if version >= 4 else 0
    scoped = SCOPED if version >= 6 else 0
    rules = struct.pack("=QQQ", every, net, scoped)
    # an older kernel takes a shorter one, or a longer one with nothing in it
    fd = _libc.syscall(CREATE_RULESET, rules, len(rules), 0)
    if fd < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for places, rights in ((readable, READ), (listed, READ_DIR), (writable, every & ~EXECUTE)):
        for place in places:
            grant(fd, place, rights)
    return fd


def grant(fd: int, place: str, rights: int) -> None:
    """Allow some rights beneath a place."""
    try:
        beneath = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(place):
        rights &= FILE_RIGHTS
    try:
        rule = struct.pack("=Qi", rights, beneath)
        if _libc.syscall(ADD_RULE, fd, PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), f"landlock_add_rule {place}")
    finally:
        os.close(beneath)


def restrict(fd: int) -> None:
    """Keep these rules from here on, in this process and all it starts; no way leads back.

    It has to have given up new privileges before.
    """
    if _libc.syscall(RESTRICT_SELF, fd, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
