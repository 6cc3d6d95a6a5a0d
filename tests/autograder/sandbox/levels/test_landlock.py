"""Without namespaces: what a candidate may read, and that it reaches nothing else."""

import os

import pytest

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.levels import advice
from autograder.sandbox.levels import landlock as levels
from autograder.sandbox.sandbox import Policy, Sandbox, SandboxError
from autograder.student_side.confinement import syscalls


def test_where_there_is_no_landlock_either_the_message_says_so(monkeypatch):
    monkeypatch.setattr(advice.landlock.landlock, "abi", lambda: 0)
    assert "landlock cannot be had either: this kernel has no Landlock" in advice.not_installed()
    with pytest.raises(SandboxError, match=r"Linux 5\.13"):
        Sandbox("landlock")


ESCAPES = """
import ctypes, os, resource, signal, socket
def tried(action):
    try:
        action()
        return "done"
    except OSError as error:
        return type(error).__name__
def f(course, secret, parent, group, tgkill):
    low = ctypes.CDLL(None, use_errno=True)
    def syscall(*words):
        if low.syscall(*words) < 0:
            raise OSError(ctypes.get_errno(), "")
    return {
        "list": tried(lambda: os.listdir(course)),
        "read": tried(lambda: open(secret).read()),
        "write": tried(lambda: open(secret, "a")),
        "make": tried(lambda: open(course + "/new", "w")),
        "link": tried(lambda: os.link(secret, "linked")),
        "symlink": tried(lambda: (os.symlink(secret, "s"), open("s"))),
        "remove": tried(lambda: os.unlink(secret)),
        "empty": tried(lambda: os.truncate(secret, 0)),
        "rights": tried(lambda: os.chmod(secret, 0o666)),
        "times": tried(lambda: os.utime(secret, (0, 0))),
        "attributes": tried(lambda: os.setxattr(secret, "user.a", b"b")),
        "run": tried(lambda: os.execv("/bin/true", ["true"])),
        "inet": tried(lambda: socket.socket()),
        "unix": tried(lambda: socket.socket(socket.AF_UNIX)),
        "netlink": tried(lambda: socket.socket(socket.AF_NETLINK)),
        "datagrams": tried(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)),
        "kill": tried(lambda: os.kill(parent, 0)),
        "killall": tried(lambda: os.kill(-1, 0)),
        "group": tried(lambda: os.killpg(group, 0)),
        "tgkill": tried(lambda: syscall(tgkill, parent, parent, 0)),
        "limits": tried(lambda: resource.prlimit(parent, resource.RLIMIT_CPU)),
        "priority": tried(lambda: os.setpriority(os.PRIO_PROCESS, parent, 5)),
        "cores": tried(lambda: os.sched_setaffinity(0, {0})),
        "fork": tried(os.fork),
        "proc": tried(lambda: open(f"/proc/{parent}/environ").read()),
        "memory": tried(lambda: open("/dev/shm/left", "w")),
        "tmp": tried(lambda: open("/tmp/left", "w")),
    }
def g():
    pair = socket.socketpair()
    pair[0].send(b"a")
    signal.raise_signal(0)
    open("own", "w").write("a")
    resource.getrlimit(resource.RLIMIT_CPU)
    with open(os.devnull, "w") as file: file.write("x")
    import sqlite3, xml.dom.minidom, zoneinfo, ctypes.util, curses.ascii
    return os.listdir("."), pair[1].recv(1)
"""


def test_without_namespaces_nothing_outside_can_be_read_changed_or_reached(landlocked, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    candidate = Candidate(
        landlocked.zygote(Policy(("numpy",))), [CodeCell("cell 1", ESCAPES, ("f", "g"))]
    )
    given = [str(tmp_path), str(secret), os.getpid(), os.getpgid(0)]
    given.append(syscalls.OF_A_PROCESS[os.uname().machine]["tgkill"])
    try:
        found = Handle(candidate, "f", "f")(*given)
        own = Handle(candidate, "g", "g")()
    finally:
        candidate.close()
    assert found.pop("fork") == "BlockingIOError"
    assert found.pop("link") in ("PermissionError", "OSError")  # as to another device
    assert set(found.values()) == {"PermissionError"}, found
    assert own == (["s", "own"], b"a") or own == (["own", "s"], b"a")
    assert secret.read_text() == "canary"


def test_where_another_user_could_not_read_python_it_can_all_the_same(landlocked):
    """As root: a right to walk through folders is kept then, and no other."""
    source = "def f():\n    import os, wave\n    return os.getuid(), os.getgid(), os.getgroups()"
    candidate = Candidate(
        landlocked.zygote(Policy(("numpy",))), [CodeCell("cell 1", source, ("f",))]
    )
    uid, gid, groups = Handle(candidate, "f", "f")()
    candidate.close()
    assert (uid, gid, groups) == (os.getuid(), os.getgid(), os.getgroups()) or (
        uid == gid == 1_000_000_000 + os.getpid() and groups == []
    )


def test_packages_that_no_lesson_allows_cannot_be_read_without_namespaces(landlocked):
    import numpy
    import torch

    source = (
        "def f(a):\n    try: return len(open(a).read(9))\n    except PermissionError: return -1"
    )
    candidate = Candidate(
        landlocked.zygote(Policy(("numpy",))), [CodeCell("cell 1", source, ("f",))]
    )
    read = Handle(candidate, "f", "f")
    found = [read(file) for file in (numpy.__file__, os.__file__, torch.__file__, __file__)]
    candidate.close()
    assert found == [9, 9, -1, -1]


def test_folders_of_packages_are_taken_apart(tmp_path):
    for name in ("a.py", "site-packages/torch.py", "python3/dist-packages/b.py", "python3/c.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    listed = []
    found = {str(p.relative_to(tmp_path)) for p in levels.without_packages(tmp_path, listed)}
    assert found == {"a.py", "python3/c.py"}
    assert listed == [str(tmp_path), str(tmp_path / "python3")]


def test_a_place_without_packages_is_left_whole(tmp_path):
    (tmp_path / "a.py").touch()
    listed = []
    assert list(levels.without_packages(tmp_path, listed)) == [tmp_path]
    assert listed == []


def test_another_user_reads_what_is_for_everybody_on_all_its_way():
    assert levels.for_everybody("/usr")
    assert levels.for_everybody("/nowhere/at/all")


def test_it_needs_linux_and_a_filter_of_system_calls_that_is_known(monkeypatch):
    assert levels.unavailable() == ""
    monkeypatch.setattr(levels.syscalls, "known", lambda: False)
    assert "filter of system calls" in levels.unavailable()
    monkeypatch.setattr(levels.sys, "platform", "darwin")
    assert levels.unavailable() == "landlock needs Linux"
