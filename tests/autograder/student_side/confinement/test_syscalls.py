"""The filter of system calls, run here as the kernel runs it, for every machine it knows."""

import errno
import struct

import pytest

from autograder.student_side.confinement.syscalls import (
    ALLOW,
    AND,
    ANY_BIT,
    AT_LEAST,
    CLONE3,
    EQUAL,
    EVERYWHERE,
    FORKS,
    KNOWN,
    LOAD,
    LOCKING,
    MACHINES,
    NEWER,
    OF_A_PROCESS,
    REFUSE,
    RETURN,
    SOCKETPAIR,
    WITHOUT_WALLS,
    X32,
    Alone,
    program,
)

NO, AGAIN, UNKNOWN = REFUSE | errno.EPERM, REFUSE | errno.EAGAIN, REFUSE | errno.ENOSYS
READ = {"x86_64": 0, "aarch64": 63}
PID = 4321


def answer(code, architecture, number, first=0, second=0):
    """What the kernel does with a call: it runs the program on struct seccomp_data."""
    data = struct.pack("=IIQQQ", number, architecture, 0, first, second)
    at, value = 0, 0
    while True:
        operation, yes, no, k = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        match operation:
            case _ if operation == LOAD:
                (value,) = struct.unpack_from("=I", data, k)
            case _ if operation == AND:
                value &= k
            case _ if operation == RETURN:
                return k
            case _:
                tests = {EQUAL: value == k, AT_LEAST: value >= k, ANY_BIT: bool(value & k)}
                at += yes if tests[operation] else no


@pytest.fixture(params=MACHINES)
def machine(request):
    return request.param


@pytest.fixture
def filtered(machine):
    """`filtered(number, …)`: what the filter says; behind walls, or with an `Alone` without."""

    def ask(*call, alone=None, architecture=MACHINES[machine][0]):
        return answer(program(machine, alone), architecture, *call)

    return ask


def test_what_is_listed_is_refused_and_other_calls_are_not(machine, filtered):
    for number in (*MACHINES[machine][3].values(), *EVERYWHERE.values()):
        assert filtered(number) == NO
    assert filtered(READ[machine]) == ALLOW


def test_behind_walls_there_are_no_sockets(machine, filtered):
    assert filtered(WITHOUT_WALLS[machine]["socket"]) == NO
    assert filtered(SOCKETPAIR[machine], 1, 1) == ALLOW


def test_of_later_calls_only_those_are_there_that_are_known(filtered):
    for number in KNOWN.values():
        assert filtered(number) == ALLOW
    listed = {CLONE3, *EVERYWHERE.values(), *KNOWN.values()}
    for number in set(range(NEWER, 600)) - listed:
        assert filtered(number) == UNKNOWN
    assert filtered(NEWER - 90) == ALLOW


def test_another_architecture_or_numbering_is_refused(machine, filtered):
    assert filtered(READ[machine], architecture=0x40000003) == NO
    assert filtered(READ[machine] | X32) == NO


def test_a_thread_may_be_made_and_a_namespace_may_not(machine, filtered):
    clone = MACHINES[machine][1]
    assert filtered(clone, 0x3D0F00) == ALLOW  # as libc starts a thread
    for flag in (0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x02000000):
        assert filtered(clone, 0x3D0F00 | flag) == NO
    assert filtered(CLONE3) == UNKNOWN  # so that libc takes clone


def test_fcntl_locks_nothing_and_does_the_rest(machine, filtered):
    fcntl = MACHINES[machine][2]
    for command in LOCKING.values():
        assert filtered(fcntl, 3, command) == NO
    assert filtered(fcntl, 3, 1) == ALLOW  # F_GETFD


@pytest.mark.parametrize("forks", [False, True])
def test_without_walls_more_is_refused(machine, filtered, forks):
    alone = Alone(PID, forks, files=False)
    for number in WITHOUT_WALLS[machine].values():
        assert filtered(number, alone=alone) == NO
    for number in FORKS[machine]:
        assert filtered(number, alone=alone) == (ALLOW if forks else AGAIN)
    assert filtered(SOCKETPAIR[machine], 1, 1 | 0x80000, alone=alone) == ALLOW  # a stream
    assert filtered(SOCKETPAIR[machine], 1, 2, alone=alone) == NO
    assert filtered(READ[machine], alone=alone) == ALLOW


def test_with_its_files_left_to_it_only_signals_to_others_are_refused(machine, filtered):
    alone = Alone(PID, True, files=True)
    numbers = WITHOUT_WALLS[machine]
    assert filtered(numbers["socket"], alone=alone) == ALLOW
    assert filtered(numbers["rt_sigqueueinfo"], alone=alone) == NO
    assert filtered(MACHINES[machine][3]["flock"], alone=alone) == NO


def test_a_process_may_name_itself_and_no_other(machine, filtered):
    alone = Alone(PID, False, False)
    for name, number in OF_A_PROCESS[machine].items():
        assert filtered(number, PID, alone=alone) == ALLOW
        assert filtered(number, PID + 1, alone=alone) == NO
        assert filtered(number, 0, alone=alone) == (ALLOW if name == "prlimit64" else NO)
        assert filtered(number, PID + 1) == ALLOW  # behind walls there is nobody else


def test_it_may_not_outlive_its_parent_nor_have_a_file_signal_for_it(machine, filtered):
    alone = Alone(PID, False, False)
    prctl, ioctl = {"x86_64": (157, 16), "aarch64": (167, 29)}[machine]
    assert filtered(prctl, 1, alone=alone) == NO and filtered(prctl, 38, alone=alone) == ALLOW
    assert filtered(ioctl, 3, 0x8901, alone=alone) == NO
    assert filtered(ioctl, 3, 0x5413, alone=alone) == ALLOW  # the size of a terminal
