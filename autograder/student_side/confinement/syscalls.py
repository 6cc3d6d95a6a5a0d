"""System calls a candidate may not make, refused by the kernel (seccomp) with "not permitted".

These are the ones that escape the other limits: memory that belongs to no process (System V and
POSIX queues, shared memory, memory files), keys that outlive it, new namespaces with privileges
of their own inside, mounts, other processes' memory, and kernel interfaces nobody needs here.
Signals go to itself only, so that none ends those it depends on, and no other core is taken.
Locks, leases and watches of files are among them: every candidate sees the same files, and whoever
locks a byte of one, or opens it, tells that to all others.
Numbers are those of the kernel's tables; from 424 on they are the same on every machine.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # the second with an error number in its low bits
NO = REFUSE | errno.EPERM
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
            "ioprio_set": 251,
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
            "ioprio_set": 30,
        },
    ),
}  # fmt: skip
EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "memfd_secret": 447, "pidfd_send_signal": 424,
}  # fmt: skip
#: machine -> calls that send a signal, to itself only: kill, tkill, tgkill, rt_sigqueueinfo and
#: rt_tgsigqueueinfo
SIGNALS = {"x86_64": (62, 200, 234, 129, 297), "aarch64": (129, 130, 131, 138, 240)}
#: machine -> (prctl, ioctl), and what of them is refused: to live on when the parent is gone, to
#: have signals sent by a file
PRCTL_IOCTL = {"x86_64": (157, 16), "aarch64": (167, 29)}
PR_SET_PDEATHSIG, FIOSETOWN, SIOCSPGRP = 1, 0x8901, 0x8902


Line = tuple[int, int, int, int]


def program(machine: str, own: int = 1) -> bytes:
    """The filter: a BPF program of eight-byte instructions (code, jump if, jump if not, value).

    `own` is the number of the process it is for.
    """
    architecture, clone, fcntl, refused = MACHINES[machine]
    prctl, ioctl = PRCTL_IOCTL[machine]
    numbers = sorted({*refused.values(), *EVERYWHERE.values()})
    lines: list[Line] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, NO),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, NO),
        # its flags lie in memory, where a filter cannot look: libc then falls back to clone
        (EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, REFUSE | errno.ENOSYS),
    ]
    for number in numbers:
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, NO)]
    lines += looked_at(clone, FIRST_ARGUMENT, [(ANY_BIT, 0, 1, NEW_NAMESPACES)])
    lines += looked_at(fcntl, SECOND_ARGUMENT, [(EQUAL, 0, 1, n) for n in LOCKING.values()])
    lines += looked_at(prctl, FIRST_ARGUMENT, [(EQUAL, 0, 1, PR_SET_PDEATHSIG)])
    lines += looked_at(ioctl, SECOND_ARGUMENT, [(EQUAL, 0, 1, n) for n in (FIOSETOWN, SIOCSPGRP)])
    for number in SIGNALS[machine]:
        lines += looked_at(number, FIRST_ARGUMENT, [(EQUAL, 1, 0, own)])
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def looked_at(number: int, argument: int, tests: list[Line]) -> list[Line]:
    """A call of which an argument decides: refused if one of the tests goes to the next line."""
    lines: list[Line] = [(LOAD, 0, 0, argument)]
    for test in tests:
        lines += [test, (RETURN, 0, 0, NO)]
    lines.append((RETURN, 0, 0, ALLOW))
    return [(EQUAL, 0, len(lines), number), *lines]


def refuse() -> None:
    """Refuse these calls from here on, in this process and all it starts.

    Where the machine is unknown nothing is refused; the self-test at the start says so.
    """
    if os.uname().machine not in MACHINES:
        return
    code = program(os.uname().machine, os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    filter = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(filter), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
