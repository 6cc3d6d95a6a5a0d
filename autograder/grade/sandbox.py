"""Where candidates run: the zygote, and what is put around it.

Two rungs. *bubblewrap*: the zygote sees a read-only system, the modules the lesson allows and
nothing else, has no network, and every candidate gets namespaces of its own. *process*: fork and
rlimits only, for submissions one trusts.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.grade.inside.limits import Limits

PACKAGE = Path(__file__).resolve().parent.parent
BUBBLEWRAP, PROCESS = "bubblewrap", "process"
LEVELS = (BUBBLEWRAP, PROCESS)
INSTALL = "sudo apt-get install bubblewrap"
START_SECONDS = 60
#: the one place a candidate behind walls can write to; not /tmp, where a Python may be installed
SCRATCH = "/scratch"
SYSTEM = tuple(map(Path, ("/usr/lib", "/usr/lib64", "/lib", "/lib64")))
BOOT = (
    "import sys, json; sys.path.insert(0, sys.argv[3]); "
    "from autograder.grade.inside.zygote import main; "
    "main(int(sys.argv[1]), json.loads(sys.argv[2]))"
)
ENVIRONMENT = {
    "HOME": SCRATCH,
    "TMPDIR": SCRATCH,
    "LANG": "C.UTF-8",
    "PATH": "",
    **{
        f"{name}_NUM_THREADS": "1"
        for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")
    },
}


class SandboxError(RuntimeError):
    """The place where candidates run cannot be made."""


@dataclass(frozen=True)
class Policy:
    """What a lesson's candidates may import: the exercises, and the setup cells besides."""

    allow: tuple[str, ...]
    setup_allow: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[str, ...]:
        return tuple(sorted({"numpy", *self.allow, *self.setup_allow}))

    @property
    def preload(self) -> list[str]:
        warm = ["numpy", "numpy.random", "numpy.linalg", "numpy.fft"]
        return [*warm, "torch"] if "torch" in self.modules else warm


def site(modules: Iterable[str]) -> dict[str, Path]:
    """The candidate's import path, as relative name -> real file: the allowed modules only."""
    files = {
        "autograder/calls.py": PACKAGE / "calls.py",
        "autograder/policy.py": PACKAGE / "policy.py",
        "autograder/grade/inside": PACKAGE / "grade" / "inside",
    }
    for module in modules:
        root = module.partition(".")[0]
        if root == "convkit":
            files |= convkit_files(module)
        elif root not in sys.stdlib_module_names:
            for distribution in _distributions().get(root, [root]):
                files |= distribution_files(distribution)
    return files


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@cache
def distribution_files(name: str) -> dict[str, Path]:
    """Top-level entries of an installed distribution and of all it requires."""
    from packaging.requirements import Requirement

    files: dict[str, Path] = {}
    queue, seen = [name], set()
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            top = file.parts[0]
            if top != ".." and not top.endswith((".dist-info", ".pth")) and top != "__pycache__":
                files[top] = Path(str(distribution.locate_file(top)))
        for line in distribution.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                queue.append(requirement.name)
    return {top: path for top, path in files.items() if path.exists()}


def convkit_files(module: str) -> dict[str, Path]:
    """A convkit module and the convkit modules it imports itself."""
    import ast

    home = PACKAGE.parent / "convkit"
    files = {"convkit/__init__.py": home / "__init__.py"}
    queue = [module] if "." in module else [f"convkit.{p.stem}" for p in home.glob("*.py")]
    while queue:
        name = queue.pop().split(".")[1]
        path = home / f"{name}.py"
        if f"convkit/{name}.py" in files or not path.exists():
            continue
        files[f"convkit/{name}.py"] = path
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                origin = node.module or ""
                if node.level:
                    origin = f"convkit.{origin}".rstrip(".")
                names = (
                    [f"{origin}.{a.name}" for a in node.names] if origin == "convkit" else [origin]
                )
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            else:
                continue
            queue += [n for n in names if n.startswith("convkit.")]
    return files


def available(level: str) -> str:
    """Why a level cannot be had here; empty if it can."""
    if level == PROCESS:
        return ""
    if not sys.platform.startswith("linux"):
        return "bubblewrap needs Linux"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is not installed; install it with: {INSTALL}"
    return ""


def bubblewrap(files: dict[str, Path], command: list[str]) -> list[str]:
    """The command line that puts `command` behind walls."""
    python = Path(os.path.realpath(sys._base_executable))
    prefix = Path(sys.base_prefix).resolve()
    words = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    if os.geteuid() == 0:
        # root needs no user namespace to build the walls, and changes user behind them
        for capability in ("SETUID", "SETGID", "KILL"):
            words += ["--cap-add", f"CAP_{capability}"]
    else:
        words += ["--unshare-user"]
    words += ["--proc", "/proc", "--dev", "/dev", "--dir", SCRATCH]
    for place in SYSTEM:
        if place.is_symlink():
            words += ["--symlink", os.readlink(place), str(place)]
        elif place.exists():
            words += ["--ro-bind", str(place), str(place)]
    stdlib = Path(sysconfig.get_path("stdlib")).resolve()
    # the folders on the way are made for the caller only; the candidate is another user
    ways = [*(Path("/site", name) for name in files), python, prefix / "lib", stdlib]
    for place in sorted({p for way in ways for p in way.parents} - {Path("/"), Path("/usr")}):
        if not any(place.is_relative_to(top) for top in SYSTEM):
            words += ["--perms", "0755", "--dir", str(place)]
    for place in (python, prefix / "lib", stdlib, Path("/etc/ld.so.cache")):
        if place.exists():
            words += ["--ro-bind", str(place), str(place)]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    covered = [Path("/usr/lib"), prefix / "lib"]
    for lib in {*covered, Path("/usr/local/lib")}:
        for name in ("python3", version):
            for packages in ("site-packages", "dist-packages"):
                place = lib / name / packages
                if place.is_dir() and any(place.is_relative_to(c) for c in covered):
                    words += ["--tmpfs", str(place)]
    for name, path in sorted(files.items()):
        words += ["--ro-bind", str(path), f"/site/{name}"]
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/", "--remount-ro", "/dev"]  # nothing to leave for the next
    return [*words, "--chdir", "/", "--", str(python), *command]


class Zygote:
    """A running zygote, and the one candidate it may have at a time."""

    def __init__(self, policy: Policy, level: str):
        self.policy = policy
        self.level = level
        self.folder: tempfile.TemporaryDirectory | None = None
        self.start()

    def start(self) -> None:
        """Start the process and wait until it is warm."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        walled = self.level == BUBBLEWRAP
        description = {
            "preload": self.policy.preload,
            "namespaces": walled,
            "uid": None,
            "scratch": SCRATCH,
        }
        if walled and os.geteuid() == 0:
            description["uid"] = 1_000_000_000 + os.getpid()
        files = site(self.policy.modules)
        root = "/site" if walled else str(self._link(files))
        description["folder"] = None if walled else self.folder.name  # its last act: to remove it
        command = [
            "-I",
            "-S",
            "-B",
            "-c",
            BOOT,
            str(theirs.fileno()),
            json.dumps(description),
            root,
        ]
        if walled:
            command = bubblewrap(files, command)
        else:
            command = [os.path.realpath(sys._base_executable), *command]
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

    def _link(self, files: dict[str, Path]) -> Path:
        self.folder = self.folder or tempfile.TemporaryDirectory(
            prefix="candidate-", ignore_cleanup_errors=True
        )
        root = Path(self.folder.name) / "site"
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
        last = self.errors.read()[-600:].decode(errors="replace").strip().splitlines()
        self.close()
        raise SandboxError(f"the sandbox ({self.level}) {reason}: {last[-1] if last else 'silent'}")

    def fork(self, limits: Limits) -> socket.socket:
        """A new candidate, in place of the one there was; our end of its socket."""
        ours, theirs = socket.socketpair()
        cwd = SCRATCH if self.level == BUBBLEWRAP else self._scratch()
        request = {"do": "fork", "limits": limits.to_json(), "cwd": cwd}
        request |= {"allow": self.policy.allow, "setup_allow": self.policy.setup_allow}
        with theirs:
            reply = self._ask(json.dumps(request).encode(), [theirs.fileno()])
        if "error" in reply:
            ours.close()
            raise SandboxError(f"the sandbox ({self.level}) cannot fork: {reply['error']}")
        return ours

    def _scratch(self) -> str:
        place = Path(self.folder.name) / "tmp"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(exist_ok=True)
        return str(place)

    def kill(self) -> int | None:
        """End the candidate and all it started; its wait status, if it could be had."""
        return self._ask(b'{"do": "kill"}', [])["status"]

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
            self.zygotes[policy] = Zygote(policy, self.level)
        return self.zygotes[policy]

    def close(self) -> None:
        for zygote in self.zygotes.values():
            zygote.close()
            if zygote.folder:
                zygote.folder.cleanup()
        self.zygotes.clear()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
