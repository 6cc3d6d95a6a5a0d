"""System calls a candidate may not make, refused by the kernel (seccomp) with "not permitted".

These are the ones that escape the other limits: memory that belongs to no process (System V and
POSIX queues, shared memory, memory files), keys that outlive it, new namespaces with privileges
of their own inside, mounts, other processes' memory, and kernel interfaces nobody needs here.
Locks, leases and watches of files are among them: every candidate sees the same files, and whoever
locks a byte of one, or opens it, tells that to all others. So does who has a page of one kept in
memory, or dropped from it: nobody asks which are there. No candidate takes another core than its
worker's. Sockets are of no use behind walls, and some kinds of them know no namespace.
What a later kernel adds is not there, as far as it is not known here to reach nobody.
Where there are no walls (`Alone`), those are among them too that reach other processes of the same
user, change a file's rights or times, or open a socket: Landlock's rules are not about them.
Numbers are those of the kernel's tables; from 424 on they are the same on every machine.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN, AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # the second with an error number in its low bits
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = (
    0,
    4,
    16,
    24,
)  # places in struct seccomp_data
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW... flag of clone()
X32 = 0x40000000  # x86-64's second numbering, which nothing uses
CLONE3 = 435

#: the commands of fcntl() that lock, lease or watch a file, and those that ask about it
LOCKING = {
    "F_GETLK": 5, "F_SETLK": 6, "F_SETLKW": 7, "F_OFD_GETLK": 36, "F_OFD_SETLK": 37,
    "F_OFD_SETLKW": 38, "F_SETLEASE": 1024, "F_GETLEASE": 1025, "F_NOTIFY": 1026,
    "F_SETOWN": 8, "F_SETSIG": 10, "F_SETOWN_EX": 15,
}  # fmt: skip

#: machine -> (audit architecture, numbers of clone and fcntl, what is refused)
MACHINES = {
    "x86_64": (
        0xC000003E,
        56,
        72,
        {
            "shmget": 29, "shmat": 30, "shmctl": 31, "shmdt": 67,
            "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220,
            "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71,
            "mq_open": 240, "mq_unlink": 241, "memfd_create": 319,
            "add_key": 248, "request_key": 249, "keyctl": 250,
            "unshare": 272, "setns": 308, "mount": 165, "umount2": 166,
            "pivot_root": 155, "chroot": 161, "open_by_handle_at": 304,
            "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311,
            "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
            "flock": 73, "inotify_init": 253, "inotify_init1": 294, "inotify_add_watch": 254,
            "fanotify_init": 300, "fanotify_mark": 301, "name_to_handle_at": 303,
            "sched_setaffinity": 203, "sched_setattr": 314, "sched_setscheduler": 144,
            "mincore": 27, "readahead": 187, "fadvise64": 221, "preadv2": 327, "pwritev2": 328,
            "io_setup": 206, "io_submit": 209, "sysinfo": 99,
        },
    ),
    "aarch64": (
        0xC00000B7,
        220,
        25,
        {
            "shmget": 194, "shmctl": 195, "shmat": 196, "shmdt": 197,
            "semget": 190, "semctl": 191, "semtimedop": 192, "semop": 193,
            "msgget": 186, "msgctl": 187, "msgrcv": 188, "msgsnd": 189,
            "mq_open": 180, "mq_unlink": 181, "memfd_create": 279,
            "add_key": 217, "request_key": 218, "keyctl": 219,
            "unshare": 97, "setns": 268, "mount": 40, "umount2": 39,
            "pivot_root": 41, "chroot": 51, "open_by_handle_at": 265,
            "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
            "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
            "flock": 32, "inotify_init1": 26, "inotify_add_watch": 27,
            "fanotify_init": 262, "fanotify_mark": 263, "name_to_handle_at": 264,
            "sched_setaffinity": 122, "sched_setattr": 274, "sched_setscheduler": 119,
            "mincore": 232, "readahead": 213, "fadvise64": 223, "preadv2": 286, "pwritev2": 287,
            "io_setup": 0, "io_submit": 2, "sysinfo": 179,
        },
    ),
}  # fmt: skip
#: machine -> numbers of what is refused where there are no walls
WITHOUT_WALLS = {
    "x86_64": {
        "socket": 41, "truncate": 76, "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92,
        "fchown": 93, "lchown": 94, "fchownat": 260, "setxattr": 188, "lsetxattr": 189,
        "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
        "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280, "rt_sigqueueinfo": 129,
        "rt_tgsigqueueinfo": 297, "setpriority": 141, "sched_setparam": 142,
        "sched_setscheduler": 144, "sched_setaffinity": 203, "sched_setattr": 314,
        "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279, "kcmp": 312, "statfs": 137,
        "fstatfs": 138,
    },
    "aarch64": {
        "socket": 198, "truncate": 45, "fchmod": 52, "fchmodat": 53, "fchown": 55, "fchownat": 54,
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "utimensat": 88, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
        "setpriority": 140, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setaffinity": 122, "sched_setattr": 274, "ioprio_set": 30, "migrate_pages": 238,
        "move_pages": 239, "kcmp": 272, "statfs": 43, "fstatfs": 44,
    },
}  # fmt: skip
WITHOUT_WALLS_EVERYWHERE = {
    "pidfd_send_signal": 424, "process_madvise": 440, "process_mrelease": 448, "fchmodat2": 452,
}  # fmt: skip
#: those of them that send signals to others, refused wherever others can be named
TO_OTHERS = {"pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}
#: calls whose first argument is a process: allowed to name this one (0 is it too, but for signals)
OF_A_PROCESS = {
    "x86_64": {"kill": 62, "tkill": 200, "tgkill": 234, "prlimit64": 302},
    "aarch64": {"kill": 129, "tkill": 130, "tgkill": 131, "prlimit64": 261},
}
#: (number, place of an argument, its value): to live on when the parent is gone, which is prctl's,
#: and to have signals sent by a file, which is ioctl's
ALSO_WITHOUT_WALLS = {
    machine: [
        (prctl, FIRST_ARGUMENT, 1),
        (ioctl, SECOND_ARGUMENT, 0x8901),
        (ioctl, SECOND_ARGUMENT, 0x8902),
    ]
    for machine, prctl, ioctl in (("x86_64", 157, 16), ("aarch64", 167, 29))
}
#: new processes, refused as a limit would refuse them
FORKS = {"x86_64": (56, 57, 58), "aarch64": (220,)}
#: socketpair is what an event loop is made with; a stream that is connected reaches nobody else
SOCKETPAIR = {"x86_64": 53, "aarch64": 199}
SOCK_STREAM, TYPE = 1, 0xF
EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "memfd_secret": 447,
}  # fmt: skip
#: from here on calls are the same everywhere, and those that are not named are unknown
NEWER = 424
KNOWN = {
    "pidfd_send_signal": 424, "pidfd_open": 434, "close_range": 436, "openat2": 437,
    "faccessat2": 439, "process_madvise": 440, "epoll_pwait2": 441, "process_mrelease": 448,
    "futex_waitv": 449, "fchmodat2": 452, "futex_wake": 454, "futex_wait": 455,
    "futex_requeue": 456, "mseal": 462,
}  # fmt: skip


@dataclass(frozen=True)
class Alone:
    """A process without walls around it."""

    pid: int
    forks: bool  # whether it may start others
    files: bool  # whether it may do with files and sockets what its user may


def program(machine: str, alone: Alone | None = None) -> bytes:
    """The filter: a BPF program of eight-byte instructions (code, jump if, jump if not, value)."""
    architecture, clone, fcntl, refused = MACHINES[machine]
    numbers = sorted({*refused.values(), *EVERYWHERE.values()})
    if alone is None:
        numbers.append(WITHOUT_WALLS[machine]["socket"])
    no, unknown = REFUSE | errno.EPERM, REFUSE | errno.ENOSYS
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, no),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, no),
        # its flags lie in memory, where a filter cannot look: libc then falls back to clone
        (EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, unknown),
    ]
    for number in numbers:
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, no)]
    left = [NEWER, *KNOWN.values()]
    lines.append((AT_LEAST, 0, len(left), left.pop(0)))
    while left:
        lines.append((EQUAL, len(left), 0, left.pop(0)))
    lines.append((RETURN, 0, 0, unknown))
    if alone:
        lines += without_walls(machine, alone)
    lines += [
        (EQUAL, 0, 4, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, no),
        (RETURN, 0, 0, ALLOW),
        (EQUAL, 0, 1 + 2 * len(LOCKING), fcntl),
        (LOAD, 0, 0, SECOND_ARGUMENT),
    ]
    for command in LOCKING.values():
        lines += [(EQUAL, 0, 1, command), (RETURN, 0, 0, no)]
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def without_walls(machine: str, alone: Alone) -> list[tuple[int, int, int, int]]:
    """The part of the filter that takes the place of walls."""
    no = REFUSE | errno.EPERM
    lines = []
    numbers = {**WITHOUT_WALLS[machine], **WITHOUT_WALLS_EVERYWHERE}
    for name, number in numbers.items():
        if alone.files and name not in TO_OTHERS:
            continue
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, no)]
    for name, number in OF_A_PROCESS[machine].items():
        lines += [
            (EQUAL, 0, 5 if name == "prlimit64" else 4, number),
            (LOAD, 0, 0, FIRST_ARGUMENT),
            *([(EQUAL, 1, 0, 0)] if name == "prlimit64" else []),
            (EQUAL, 0, 1, alone.pid),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, no),
        ]
    for number, place, what in ALSO_WITHOUT_WALLS[machine]:
        lines += [
            (EQUAL, 0, 4, number),
            (LOAD, 0, 0, place),
            (EQUAL, 0, 1, what),
            (RETURN, 0, 0, no),
            (LOAD, 0, 0, NUMBER),
        ]
    if alone.files:
        return lines
    lines += [
        (EQUAL, 0, 5, SOCKETPAIR[machine]),
        (LOAD, 0, 0, SECOND_ARGUMENT),
        (AND, 0, 0, TYPE),
        (EQUAL, 0, 1, SOCK_STREAM),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, no),
    ]
    if not alone.forks:
        for number in FORKS[machine]:
            lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | errno.EAGAIN)]
    return lines


def known() -> bool:
    """Whether the numbers of this machine's calls are."""
    return os.uname().machine in MACHINES


PROGRAM = program(os.uname().machine) if known() else b""


def refuse(alone: Alone | None = None) -> None:
    """Refuse these calls from here on, in this process and all it starts.

    Where the machine is unknown nothing is refused; the self-test at the start says so.
    """
    if not PROGRAM:
        return
    code = program(os.uname().machine, alone) if alone else PROGRAM
    buffer = ctypes.create_string_buffer(code, len(code))
    filter = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(filter), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
