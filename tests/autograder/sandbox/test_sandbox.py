"""The walls: what is inside them, and that they hold."""

import ast
import errno
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import sandbox as sandboxes
from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.levels import advice
from autograder.sandbox.readable_files import convkit_files
from autograder.sandbox.sandbox import Policy, Sandbox, SandboxError, site
from autograder.student_side.calls import arrays_in
from autograder.student_side.confinement import syscalls

ROOT = Path(__file__).resolve().parents[3]


def test_without_bubblewrap_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(sandboxes.shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        Sandbox("bubblewrap")


@pytest.mark.parametrize(
    ("place", "value", "why", "remedy"),
    [
        ("dockerenv", "", "this container may not make namespaces", "--cap-add SYS_ADMIN"),
        ("APPARMOR", "1", "AppArmor forbids", "apparmor_restrict_unprivileged_userns=0"),
        ("FORBIDDEN", "0", "forbids user namespaces", "sysctl user.max_user_namespaces"),
        ("", "", "bwrap: setting up uid map: Permission denied", "mend that"),
    ],
)
def test_where_bubblewrap_fails_two_lines_say_why_and_what_the_choices_are(
    place, value, why, remedy, tmp_path, monkeypatch
):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho bwrap: setting up uid map: Permission denied >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setattr(advice.os, "geteuid", lambda: 1000)
    nowhere, there = tmp_path / "nowhere", tmp_path / "there"
    there.write_text(value)
    monkeypatch.setattr(advice, "CONTAINERS", (there if place == "dockerenv" else nowhere,))
    monkeypatch.setattr(advice, "APPARMOR", there if place == "APPARMOR" else nowhere)
    setting = there if place == "FORBIDDEN" else nowhere
    monkeypatch.setattr(advice, "FORBIDDEN", ((setting, "user.max_user_namespaces=10000"),))
    with Sandbox("bubblewrap") as sandbox, pytest.raises(SandboxError) as caught:
        sandbox.zygote(Policy(("numpy",)))
    first, second = str(caught.value).splitlines()
    assert why in first
    assert remedy in second
    assert "--isolation landlock" in second
    assert "--isolation process" in second


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="'docker' came"):
        Sandbox("docker")


def test_only_allowed_modules_are_in_the_candidates_file_system():
    names = {name.split("/")[0] for name in site(["numpy"])}
    assert names == {"autograder", "numpy", "numpy.libs"} & (names | {"numpy"})
    assert "torch" in {name.split("/")[0] for name in site(["torch"])}
    assert "typing_extensions.py" in site(["torch"])  # what torch itself needs


def test_nothing_of_the_course_but_the_server_is_in_the_candidates_file_system():
    ours = {name for name in site(["numpy"]) if name.startswith("autograder")}
    assert ours == {"autograder/student_side"}


def test_an_allowed_function_of_convkit_brings_what_it_stands_on_and_no_more():
    files = site(["convkit.sliding.shapes.conv_output_size"])
    files = {n: path.read_text() for n, path in files.items() if n.startswith("convkit")}
    assert set(files) == {
        "convkit/__init__.py",
        "convkit/sliding/__init__.py",
        "convkit/sliding/shapes.py",
    }
    shapes = files["convkit/sliding/shapes.py"]
    assert "def conv_output_size" in shapes and "def effective_kernel" in shapes
    assert "def pool_output_size" not in shapes and "def same_padding" not in shapes


def test_a_convolution_comes_without_its_gradients():
    files = site(["convkit.convolution.conv.conv2d"])
    text = "".join(p.read_text() for n, p in files.items() if n.startswith("convkit"))
    assert "def conv2d" in text and "def correlate" in text
    assert "def adjoint" not in text and "gradient" not in text


def test_what_is_shipped_of_any_module_names_nothing_that_is_not_there(tmp_path):
    paths = [p.relative_to(ROOT).with_suffix("") for p in (ROOT / "convkit").rglob("[a-z]*.py")]
    for path in paths:
        if path.parts[1] not in ("plot", "data"):
            for name, file in convkit_files((".".join(path.parts),)).items():
                place = tmp_path / "_".join(path.parts) / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(file.read_text())
    ruff = Path(sys.executable).with_name("ruff")
    command = [ruff, "check", "--isolated", "--no-cache", "--select", "F821,F822", tmp_path]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


SHIPPED = """
import numpy as np
from convkit.convolution.conv import conv2d
from convkit.convolution.gradients import conv2d_backward
from convkit.convolution.transposed import conv_transpose2d
from convkit.networks.batch_norm import BatchNorm2d
from convkit.pooling.average_pooling import avg_pool2d
from convkit.pooling.max_pooling import max_pool2d
from convkit.pooling.unpooling import max_pool2d_backward
from convkit.sliding.padding import pad
def f(x, w, d):
    y = conv2d(x, w, stride=2, padding=1, dilation=2)
    z = conv2d(x, d, groups=3)
    return [
        y, z, conv2d_backward(y, x, w, stride=2, padding=1, dilation=2),
        conv_transpose2d(y, w, stride=2, padding=1), conv_transpose2d(z, d, groups=3),
        BatchNorm2d(3).forward(x), avg_pool2d(x, 2), max_pool2d(x, 2, padding=1),
        max_pool2d_backward(*max_pool2d(x, 2, return_indices=True), x.shape), pad(x, (1, 2, 0, 3), mode="reflect"),
    ]
"""


def test_what_is_shipped_does_what_the_whole_does(walls):
    names = [
        f"{n.module}.{a.name}"
        for n in ast.parse(SHIPPED).body
        if isinstance(n, ast.ImportFrom)
        for a in n.names
    ]
    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=s) for s in ((2, 3, 9, 8), (4, 3, 3, 2), (3, 1, 3, 3))]
    candidate = Candidate(walls.zygote(Policy(tuple(names))), [CodeCell("cell 1", SHIPPED, ("f",))])
    whole: dict = {}
    exec(SHIPPED, whole)
    try:
        outcome = Handle(candidate, "f", "f").invoke(arguments)
    finally:
        candidate.close()
    assert outcome.error is None, outcome.error.sentence()
    for got, right in zip(arrays_in(outcome.value), arrays_in(whole["f"](*arguments)), strict=True):
        np.testing.assert_array_equal(got, right)


def test_what_a_student_can_read_imports_the_standard_library_numpy_and_itself():
    for path in (ROOT / "autograder" / "student_side").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                root = name.split(".")[0]
                own = name.startswith("autograder.student_side")
                assert own or root == "numpy" or root in sys.stdlib_module_names, (path, name)


CALLS = """
import ctypes
def f(numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for number in numbers:
        ctypes.set_errno(0)
        libc.syscall(number, -1, 0, 0, 0, 0, 0)
        found.append(ctypes.get_errno())
    return found
"""


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_the_kernel_refuses_the_system_calls_that_get_around_the_limits(level, at_level):
    sandbox = at_level(level)
    _, clone, _, refused = syscalls.MACHINES[os.uname().machine]
    numbers = [*refused.values(), *syscalls.EVERYWHERE.values(), clone, syscalls.CLONE3]
    candidate = Candidate(sandbox.zygote(Policy(("numpy",))), [CodeCell("cell 1", CALLS, ("f",))])
    try:
        found = Handle(candidate, "f", "f")(numbers)
    finally:
        candidate.close()
    no_clone = errno.EAGAIN if level == "landlock" else errno.EPERM  # as a limit refuses it
    assert found == [errno.EPERM] * (len(numbers) - 2) + [no_clone, errno.ENOSYS]


LOCKS = """
import ctypes, fcntl, numpy, os
def tried(action):
    try:
        action()
        return "done"
    except OSError as error:
        return error.errno
def f():
    fd = os.open(numpy.__file__, os.O_RDONLY)
    there = fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC
    return there, [
        tried(lambda: fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)),
        tried(lambda: fcntl.lockf(fd, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 4711)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_OFD_GETLK, b"\\0" * 32)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_GETLK, b"\\0" * 32)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_GETLEASE)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_NOTIFY, fcntl.DN_ACCESS)),
        tried(lambda: fcntl.fcntl(fd, fcntl.F_SETSIG, 10)),
    ]
"""


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_no_candidate_tells_another_anything_by_a_lock_a_lease_or_a_watch(level, at_level):
    sandbox = at_level(level)
    candidate = Candidate(sandbox.zygote(Policy(("numpy",))), [CodeCell("cell 1", LOCKS, ("f",))])
    try:
        there, found = Handle(candidate, "f", "f")()
    finally:
        candidate.close()
    assert there == 1  # what fcntl is asked besides locks works as ever
    assert found == [errno.EPERM] * len(found)


REACHES = """
import ctypes, fcntl, os, signal, socket, struct
def tried(action):
    try:
        return action() or "done"
    except OSError as error:
        return error.errno
c = ctypes.CDLL(None, use_errno=True)
def raw(*numbers):
    return c.syscall(*map(ctypes.c_long, numbers)) and ctypes.get_errno()
def f(others):
    one, _ = socket.socketpair()
    return [tried(lambda p=p, s=s: os.kill(p, s)) for p in others for s in (0, 9)] + [
        tried(lambda: os.kill(-1, 9)), tried(lambda: os.kill(0, 9)),
        tried(lambda: os.killpg(others[0], 9)),
        tried(lambda: signal.pidfd_send_signal(os.pidfd_open(os.getpid()), 9)),
        tried(lambda: fcntl.ioctl(one, 0x8901, struct.pack("i", others[0]))),
        tried(lambda: os.sched_setaffinity(0, {0})),
        c.prctl(1, 0, 0, 0, 0) and ctypes.get_errno(),
    ]
def g():
    signal.signal(signal.SIGUSR1, lambda *a: None)
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    return sorted(os.sched_getaffinity(0)) != []
"""


def test_no_signal_goes_to_others_where_they_can_be_named(plain):
    zygote = plain.zygote(Policy(("numpy",)))
    candidate = Candidate(zygote, [CodeCell("cell 1", REACHES, ("f", "g"))])
    try:
        assert Handle(candidate, "g", "g")() is True
        found = Handle(candidate, "f", "f")([zygote.process.pid, os.getpid()])
    finally:
        candidate.close()
    assert found == [errno.EPERM] * len(found)
    assert zygote.process.poll() is None


@pytest.mark.parametrize(
    "alone", [None, syscalls.Alone(4711, False, False), syscalls.Alone(4711, True, True)]
)
@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_filter_is_a_program_the_kernel_takes(machine, alone):
    code = syscalls.program(machine, alone)
    lines = [struct.unpack("=HBBI", code[i : i + 8]) for i in range(0, len(code), 8)]
    assert lines[-1] == (syscalls.RETURN, 0, 0, syscalls.ALLOW)
    for i, (_, yes, no, _) in enumerate(lines):
        assert max(i + yes, i + no) + 1 < len(lines) or i == len(lines) - 1  # no jump leads out


TRAINS = """
import torch
def f(x):
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(288, 2))
    optimiser = torch.optim.Adam(net.parameters())
    for _ in range(3):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(torch.randn(64, 1, 8, 8)), torch.zeros(64).long()).backward()
        optimiser.step()
    x = x.requires_grad_()
    (torch.relu(x) ** 2).sum().backward()
    return x.grad
"""


def test_a_lesson_that_allows_torch_has_it(walls):
    candidate = Candidate(
        walls.zygote(Policy(("numpy", "torch"))),
        [CodeCell("cell 1", TRAINS, ("f",))],
    )
    import torch

    try:
        value = Handle(candidate, "f", "f")(torch.tensor([-1.0, 2.0]))
    finally:
        candidate.close()
    assert torch.equal(value, torch.tensor([0.0, 4.0]))


BURN = """
import multiprocessing, sys
from pathlib import Path
from autograder.grade import worker
from autograder.sandbox.candidate import Candidate
from autograder.sandbox.candidate import CodeCell
from autograder.sandbox.time_limit import Budgets
from autograder.sandbox.handle import Handle
from autograder.sandbox.readable_files import convkit_files
from autograder.sandbox.levels import advice
from autograder.sandbox.levels import landlock as levels
from autograder.sandbox.readable_files import Policy
from benchmarks.grading import adopt_orphans, measured
context = multiprocessing.get_context("fork")
def burn():
    cores = context.SimpleQueue()
    cores.put(set())
    worker.begin(sys.argv[1], [], b"", cores, Path(sys.argv[2]))
    source = "import time\\ndef f():\\n    while time.process_time() < 3: pass"
    cell = CodeCell("cell 1", source, ("f",))
    zygote = worker._sandbox.zygote(Policy(("numpy",)))
    candidate = Candidate(zygote, [cell], budgets=Budgets(call=60))  # on a busy machine too
    Handle(candidate, "f", "f")()
    candidate.close()
def action():
    process = context.Process(target=burn)
    process.start()
    process.join()
    assert process.exitcode == 0
adopt_orphans()
print(measured(action)[0])
"""


@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "process"])
def test_the_benchmark_counts_the_time_of_the_candidates(level, tmp_path):
    words = [sys.executable, "-c", BURN, level, str(tmp_path)]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert float(said) > 3


def test_a_killed_zygote_is_replaced(plain):
    zygote = plain.zygote(Policy(("numpy",)))
    zygote.process.kill()
    zygote.process.wait()
    candidate = Candidate(zygote, [CodeCell("cell 1", "def f(): return 1", ("f",))])
    assert Handle(candidate, "f", "f")() == 1
    candidate.close()


def test_a_candidate_starts_in_an_empty_folder_that_the_next_does_not_share(
    walls, landlocked, plain
):
    source = "import os\nopen('mark', 'w').close()\ndef f(): return os.listdir('.')"
    for sandbox in (walls, landlocked, plain):
        for _ in range(2):
            zygote = sandbox.zygote(Policy(("numpy",)))
            candidate = Candidate(zygote, [CodeCell("cell 1", source, ("f",))])
            assert Handle(candidate, "f", "f")() == ["mark"]
            candidate.close()
