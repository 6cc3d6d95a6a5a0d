"""The memory arguments lie in: what was put there, what became of it, what shares it."""

import numpy as np
import pytest

from autograder.student_side import arguments
from autograder.student_side.arguments import (
    LINE,
    ArgumentMemory,
    CallPacker,
    array_at,
    laid_out,
    shares_memory,
)
from autograder.student_side.wire import WireError

X = np.arange(6.0).reshape(2, 3)


@pytest.fixture
def memory():
    one = ArgumentMemory()
    yield one
    one.close()


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("array", [X, X.T, X > 2, np.zeros((0, 3)), X.astype("uint8")], ids=str)
def test_an_array_lies_where_it_was_put(memory, array, gaps):
    place = memory.put(laid_out(array, gaps))
    found = array_at(memory.memory, array.dtype.name, list(array.shape), place, gaps)
    assert np.array_equal(found, array) and found.dtype == array.dtype
    assert found.flags.writeable != gaps
    del found  # the memory cannot be given back while it is looked at


def test_places_begin_at_steps_and_do_not_overlap(memory):
    places = [memory.put(b"x" * n) for n in (1, LINE, LINE + 1, 5)]
    assert places == [0, LINE, 2 * LINE, 4 * LINE]


def test_at_the_end_it_begins_anew_and_what_is_larger_is_refused(memory, monkeypatch):
    monkeypatch.setattr(arguments, "SIZE", 4 * LINE)
    assert [memory.put(b"x" * LINE) for _ in range(5)] == [0, LINE, 2 * LINE, 3 * LINE, 0]
    assert memory.put(b"y" * 4 * LINE) == 0
    with pytest.raises(WireError, match="an argument is larger than"):
        memory.put(b"x" * (4 * LINE + 1))


def test_nobody_can_make_the_file_shorter(memory):
    import os

    with pytest.raises(PermissionError):
        os.ftruncate(memory.file, 10)


def packed(memory, *values, gaps=False):
    packer = CallPacker(None, memory, gaps)
    return packer, packer.pack_arguments(values)


def test_arrays_go_into_the_memory_and_the_rest_into_the_message(memory):
    packer, message = packed(memory, X, 3, [X > 2])
    assert message[0] == "l" and message[1] == ["m", "float64", [2, 3], 0, False]
    assert message[3][1][:2] == ["m", "bool"]
    assert [(p.argument, p.truths) for p in packer.placed] == [(0, False), (2, True)]
    assert packer.body == []


def test_a_changed_argument_is_seen_in_the_memory(memory):
    packer, _ = packed(memory, X, X)
    assert memory.changed(packer.placed) == ()
    array_at(memory.memory, "float64", [2, 3], packer.placed[1].place, False)[0, 0] = 9
    assert memory.changed(packer.placed) == (1,)


@pytest.mark.parametrize("array", [X, X > 2, X.astype(int)], ids=lambda a: a.dtype.name)
def test_what_shares_the_memory_turns_with_it(memory, array):
    packer, _ = packed(memory, array)
    place = packer.placed[0].place

    def seen():
        return array_at(memory.memory, array.dtype.name, [2, 3], place, False).copy()

    first = seen()
    memory.turn(packer.placed)
    second = seen()
    assert shares_memory(first, second, True) and shares_memory([first], [second], False)
    assert not shares_memory(first, first, False)
    half = np.where([[True] * 3, [False] * 3], second, first)
    assert shares_memory(first, half, False) and not shares_memory(first, half, True)
    memory.turn(packer.placed, back=True)
    assert np.array_equal(seen(), array) and memory.changed(packer.placed) == ()
