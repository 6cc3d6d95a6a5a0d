"""Where candidates run: the zygote, and what is put around it.

Two rungs. *bubblewrap*: the zygote sees a read-only system, the modules the lesson allows and
nothing else, has no network, and every candidate gets namespaces of its own. *process*: fork and
rlimits only, for submissions one trusts.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox.levels import advice, landlock
from autograder.sandbox.levels.bubblewrap import ENVIRONMENT, SCRATCH, base_python, bubblewrap
from autograder.sandbox.readable_files import Policy, installed, site
from autograder.sandbox.time_limit import uninterrupted
from autograder.student_side.arguments import ArgumentMemory
from autograder.student_side.confinement import own_folder
from autograder.student_side.confinement.limits import Limits

BUBBLEWRAP, LANDLOCK, PROCESS = "bubblewrap", "landlock", "process"
LEVELS = (BUBBLEWRAP, LANDLOCK, PROCESS)
START_SECONDS = 60
BOOT = (
    "import sys, json; sys.path.insert(0, sys.argv[3]); "
    "from autograder.student_side.zygote import main; "
    "main(int(sys.argv[1]), json.loads(sys.argv[2]))"
)


class SandboxError(RuntimeError):
    """The place where candidates run cannot be made."""


def available(level: str) -> str:
    """Why a level cannot be had here; empty if it can."""
    if level == PROCESS:
        return ""
    if level == LANDLOCK:
        return landlock.unavailable()
    if not sys.platform.startswith("linux"):
        return "bubblewrap needs Linux"
    if shutil.which("bwrap") is None:
        return advice.not_installed()
    return ""


class Zygote:
    """A running zygote, and the one candidate it may have at a time."""

    def __init__(self, policy: Policy, level: str):
        self.policy = policy
        self.level = level
        self.folder: tempfile.TemporaryDirectory | None = None
        self.leave: Callable[[], Any] | None = None  # of whoever has the one candidate
        self.start()

    def start(self) -> None:
        """Start the process and wait until it is warm."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        walled = self.level == BUBBLEWRAP
        description: dict[str, Any] = {
            "preload": self.policy.preload,
            "namespaces": walled,
            "uid": None,
            "scratch": SCRATCH,
            "installed": sorted(installed()),
            "rules": None,
        }
        if walled and os.geteuid() == 0:
            description["uid"] = 1_000_000_000 + os.getpid()
        files = site(self.policy.modules)
        root = "/site" if walled else str(self._link(files))
        if self.level == LANDLOCK:
            own = Path(self._scratch())
            description |= landlock.description(files.values(), Path(root), own)
        # its last act is to remove it
        description["folder"] = None if walled else self._own_folder()
        # not -I, which would not listen to PYTHONHASHSEED
        command = ["-P", "-s", "-S", "-B", "-c", BOOT]
        command += [str(theirs.fileno()), json.dumps(description), root]
        if walled:
            command = bubblewrap(files, command)
        else:
            command = [base_python(), *command]
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is for the main process: nobody loses points by it
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            env={**ENVIRONMENT, "PATH": os.environ.get("PATH", "")} if walled else ENVIRONMENT,
        )
        theirs.close()
        self.control = ours
        self.control.settimeout(START_SECONDS)
        self._answer()

    def _own_folder(self) -> str:
        """Where the files of a zygote without walls are."""
        self.folder = self.folder or tempfile.TemporaryDirectory(
            prefix="candidate-", ignore_cleanup_errors=True
        )
        return self.folder.name

    def _link(self, files: dict[str, Path]) -> Path:
        root = Path(self._own_folder()) / "site"
        for name, path in files.items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                place.symlink_to(path)
        return root

    def _answer(self) -> dict:
        try:
            message = self.control.recv(65536)
        except OSError as error:
            message = b""
            reason = str(error)
        else:
            reason = "it ended"
        if message:
            return json.loads(message)
        self.errors.seek(0)
        lines = self.errors.read()[-600:].decode(errors="replace").strip().splitlines()
        last = lines[-1] if lines else ""
        self.close()
        if last.startswith("bwrap:"):
            raise SandboxError(advice.refused(last))
        raise SandboxError(f"the sandbox ({self.level}) {reason}: {last or 'silent'}")

    def fork(
        self, limits: Limits, memory: ArgumentMemory, leave: Callable[[], Any] | None = None
    ) -> socket.socket:
        """A new candidate, in place of the one there was; our end of its socket.

        `leave` is called when another takes its place: it knows then that its process is gone.
        """
        if self.leave is not None:
            self.leave()
        self.leave = leave
        ours, theirs = socket.socketpair()
        cwd = SCRATCH if self.level == BUBBLEWRAP else self._scratch()
        request = {"do": "fork", "limits": limits.to_json(), "cwd": cwd}
        request |= {"allow": self.policy.allow, "setup_allow": self.policy.setup_allow}
        with theirs:
            reply = self._ask(json.dumps(request).encode(), [theirs.fileno(), memory.file])
        if "error" in reply:
            ours.close()
            raise SandboxError(f"the sandbox ({self.level}) cannot fork: {reply['error']}")
        return ours

    def _scratch(self) -> str:
        """An empty folder; always the same one, which rules may name."""
        place = Path(self._own_folder()) / "tmp"
        place.mkdir(exist_ok=True)
        own_folder.empty(str(place))
        return str(place)

    def kill(self) -> int | None:
        """End the candidate and all it started; its wait status, if it could be had.

        What it has left in its folder is removed on its own time, not on the next one's.
        """
        status = self._ask(b'{"do": "kill"}', [])["status"]
        if self.level != BUBBLEWRAP:
            self._scratch()
        return status

    def queued(self) -> float:
        """Seconds the candidate was ready to run and had no processor; they are not its own."""
        return self._ask(b'{"do": "queued"}', [])["seconds"]

    def _ask(self, message: bytes, fds: list[int]) -> dict:
        for attempt in (1, 2):
            try:
                socket.send_fds(self.control, [message], fds)
                return self._answer()
            except (OSError, SandboxError):
                # without walls a student can kill the zygote itself: a new one takes over
                if attempt == 2:
                    raise
                self.close()
                self.start()
        raise AssertionError

    def close(self) -> None:
        """End the zygote and everything in it."""
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


class Sandbox:
    """The zygotes of one worker, one for each policy, started when first needed."""

    def __init__(self, level: str):
        if level not in LEVELS:
            raise ValueError(f"isolation is one of {', '.join(LEVELS)}; {level!r} came")
        if reason := available(level):
            raise SandboxError(reason)
        self.level = level
        self.zygotes: dict[Policy, Zygote] = {}

    def zygote(self, policy: Policy) -> Zygote:
        if policy not in self.zygotes:
            with uninterrupted():
                self.zygotes[policy] = Zygote(policy, self.level)
        return self.zygotes[policy]

    def close(self) -> None:
        for zygote in self.zygotes.values():
            zygote.close()
            if zygote.folder:
                own_folder.remove(zygote.folder.name)
                zygote.folder.cleanup()
        self.zygotes.clear()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
