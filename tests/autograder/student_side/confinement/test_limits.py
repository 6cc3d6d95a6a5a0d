"""What a process has given up is gone: files, rights, memory, processes, signals to others."""

import mmap
import os
import resource
import signal
import socket

from autograder.student_side.confinement.limits import (
    PR_SET_DUMPABLE,
    Limits,
    address_space,
    apply,
    close_files,
    drop_capabilities,
    prctl,
)


def test_limits_go_as_json_and_come_back():
    limits = Limits(cpu=5, files=9)
    assert Limits(**limits.to_json()) == limits


def test_what_is_mapped_is_counted():
    before = address_space()
    with mmap.mmap(-1, 64 << 20):
        assert address_space() - before >= 64 << 20


def test_every_limit_is_set_and_none_can_be_raised(in_child):
    def confined():
        apply(Limits(cpu=7, memory=1 << 30, file=4096, files=20), address_space(), walls=True)
        soft = [
            resource.getrlimit(which)
            for which in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
        ]
        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        return soft, most - (1 << 30) > 0, resource.getrlimit(resource.RLIMIT_CORE)

    assert in_child(confined) == [[[7, 7], [4096, 4096], [20, 20]], True, [0, 0]]


def test_memory_beyond_the_limit_is_refused(in_child):
    def confined():
        apply(Limits(memory=32 << 20), address_space(), walls=True)
        bytearray(16 << 20)
        try:
            bytearray(256 << 20)
        except MemoryError:
            return "refused"

    assert in_child(confined) == "refused"


def test_a_file_too_large_is_an_error_and_no_signal(in_child, tmp_path):
    def confined():
        apply(Limits(file=1000), address_space(), walls=True)
        with open(tmp_path / "large", "wb", buffering=0) as file:
            file.write(b"x" * 1000)
            try:
                file.write(b"x")
            except OSError as error:
                return error.strerror

    assert in_child(confined) == "File too large"


def test_without_walls_no_socket_no_process_and_no_signal_to_others(in_child, refused):
    def confined():
        apply(Limits(), address_space(), walls=False)
        os.kill(os.getpid(), 0)
        return (
            refused(socket.socket),
            refused(os.fork),
            refused(os.kill, os.getppid(), signal.SIGCONT),
        )

    assert in_child(confined) == ["PermissionError", "BlockingIOError", "PermissionError"]


def test_only_the_files_that_are_kept_stay_open(in_child, refused, tmp_path):
    def confined():
        files = [os.open(tmp_path / name, os.O_CREAT | os.O_RDWR) for name in "abc"]
        close_files({files[1], in_child.report})
        return [refused(os.fstat, file) for file in files], os.read(0, 1) == b""

    assert in_child(confined) == [["OSError", "", "OSError"], True]


def test_no_capability_is_left(in_child):
    def confined():
        drop_capabilities()
        with open("/proc/self/status") as file:
            found = dict(line.split(":\t") for line in file if line.startswith("Cap"))
        return [int(found[name], 16) for name in ("CapPrm", "CapEff")]

    assert in_child(confined) == [0, 0]


def test_what_the_kernel_refuses_is_an_error(in_child, refused):
    assert in_child(lambda: refused(prctl, PR_SET_DUMPABLE, 77)) == "OSError"
