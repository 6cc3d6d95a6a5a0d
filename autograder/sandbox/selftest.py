"""What the sandbox really keeps out, tried on the spot by a candidate of our own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.readable_files import Policy
from autograder.sandbox.sandbox import BUBBLEWRAP, LANDLOCK, PROCESS, Sandbox, SandboxError
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.confinement import landlock
from autograder.student_side.confinement.limits import Limits

PROBE = '''
import ctypes, fcntl, os, resource, socket, stat

PLACES = [f"{place}/probe" for place in ("", "/tmp", "/dev", "/dev/shm", "/site", "/usr/lib")]

def tries(action):
    """Whether something that should be impossible works."""
    try:
        return bool(action())
    except BaseException:
        return False

def connects():
    with socket.socket() as s:
        s.settimeout(0.2)
        return s.connect_ex(("127.0.0.1", 9)) not in (101,)  # 101: network is unreachable

def has_interface():
    return any(name != "lo" for _, name in socket.if_nameindex())

def locks():
    with open(os.__file__) as file:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return True

def looks_into_the_cache():
    with open(os.__file__) as file:
        try:
            return os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)
        except BlockingIOError:
            return True

def probe(course, parent, user, home, things, marker):
    return {
        "network": tries(has_interface) or tries(connects),
        "course": tries(lambda: os.listdir(course)),
        "home": tries(lambda: set(os.listdir(home)) & set(things)),
        "processes": tries(lambda: [p for p in os.listdir("/proc") if p.isdigit()]),
        "signals": tries(lambda: os.kill(parent, 0) or True),
        "writing": any(tries(lambda p=p: open(p, "w")) for p in (marker, *PLACES)),
        "torch": tries(lambda: __import__("importlib.util").util.find_spec("torch")),
        "namespaces": tries(lambda: ctypes.CDLL(None).unshare(0x10000000) == 0),
        "leftovers": tries(lambda: ctypes.CDLL(None).shmget(0, 4096, 0o1600) >= 0),
        "locks": tries(locks),
        "devices": tries(lambda: os.utime("/dev/null") or True),
        "cache": tries(looks_into_the_cache),
        "others": tries(lambda: resource.prlimit(parent, resource.RLIMIT_CORE)),
        "rights": tries(lambda: os.chmod(course, stat.S_IMODE(os.stat(course).st_mode)) or True),
        "details": tries(lambda: os.stat(course)),
        "user": os.getuid() == user,
        "privileges": not ctypes.CDLL(None).prctl(39, 0, 0, 0, 0),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY,
        "cpu": resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY,
    }
'''

#: what is tried -> how it is said
SAID = {
    "network": "no network",
    "course": "no course directory",
    "home": "no home directory",
    "processes": "no other process to be seen",
    "signals": "no other process to be reached",
    "writing": "no writing outside its own folder",
    "torch": "no module outside the lesson's list",
    "namespaces": "no namespaces of its own",
    "leftovers": "no memory that outlives it",
    "locks": "no lock that another can see",
    "devices": "no time of a device that another can see",
    "cache": "no asking which files others have read",
    "others": "no limits of another process",
    "rights": "no rights of a file to be changed",
    "details": "no size or time of a file outside",
    "user": "another user than yours",
    "privileges": "no new privileges",
    "memory": "limited memory",
    "cpu": "limited processor time",
}
#: what a level must keep out
MUST = {
    BUBBLEWRAP: set(SAID) - {"user"},
    LANDLOCK: set(SAID) - {"user", "details"},
    PROCESS: {"privileges", "memory", "cpu"},
}
#: the first version of Landlock that keeps a file from being emptied by who may only read it
EMPTYING = 3


@dataclass(frozen=True)
class Report:
    """What is enforced and what is not."""

    level: str
    kept: tuple[str, ...]
    open: tuple[str, ...]

    def line(self) -> str:
        text = f"Isolation {self.level}, as was tried just now: {', '.join(self.kept)}."
        return text + (f" NOT enforced: {', '.join(self.open)}." if self.open else "")


def run(sandbox: Sandbox, course: Path) -> Report:
    """Try everything.

    Raises
    ------
    SandboxError
        if the level does not keep out what it must
    """
    candidate = Candidate(
        sandbox.zygote(Policy(())),
        [CodeCell("probe", PROBE, ("probe",), True)],
        Limits(),
        Budgets(),
    )
    marker = course / ".probe"
    try:
        handle = Handle(candidate, "probe", "probe")
        home = Path.home()
        things = os.listdir(home)
        user = os.geteuid()
        outcome = handle.invoke([str(course), os.getpid(), user, str(home), things, str(marker)])
    finally:
        candidate.close()
        marker.unlink(missing_ok=True)
    if outcome.error:
        raise SandboxError(f"the self-test of the sandbox failed: {outcome.error.sentence()}")
    got = outcome.value
    # behind walls it does not matter whose number a process has
    asked = [name for name in SAID if (sandbox.level, name) != (BUBBLEWRAP, "user")]
    kept = tuple(SAID[name] for name in asked if got.get(name) is False)
    left = tuple(SAID[name] for name in asked if got.get(name) is not False)
    if sandbox.level == LANDLOCK and (version := landlock.abi()) < EMPTYING:
        left += (f"no emptying of what it may read (Landlock's version here is {version})",)
    failed = [SAID[name] for name in MUST[sandbox.level] if got.get(name) is not False]
    if failed:
        raise SandboxError(
            f"the sandbox ({sandbox.level}) does not hold here: not enforced are "
            f"{', '.join(sorted(failed))}"
        )
    return Report(sandbox.level, kept, left)
