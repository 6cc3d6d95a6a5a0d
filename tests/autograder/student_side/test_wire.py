"""What goes over the wire comes out the same; what is malformed is refused."""

import json
import math
import struct
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.student_side import wire
from autograder.student_side.wire import Packer, Unpacker, WireError


def there_and_back(value):
    packer = Packer()
    item = json.loads(json.dumps(packer.pack(value)))
    return Unpacker(b"".join(packer.body)).unpack(item)


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a), list(b)) and same(list(a.values()), list(b.values()))
    if isinstance(a, (np.ndarray, np.generic)):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
    return a == b


LEAVES = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats()
    | st.text() | st.binary() | st.complex_numbers(allow_nan=False)
)  # fmt: skip
ARRAYS = hnp.arrays(
    st.sampled_from(sorted(wire.DTYPES)).map(np.dtype), hnp.array_shapes(min_dims=0, max_side=3)
)
VALUES = st.recursive(
    LEAVES | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_a_value_comes_back_as_it_went(value):
    assert same(there_and_back(value), value)


@pytest.mark.parametrize(
    "value",
    [{1, 2, 3}, np.float32(2.5), np.bool_(True), np.zeros((0, 3)), np.arange(12.0).reshape(3, 4).T],
)
def test_sets_scalars_empty_and_turned_arrays_come_back(value):
    back = there_and_back(value)
    assert type(back) is type(value)
    assert np.array_equal(back, value) if isinstance(value, np.ndarray) else back == value


def test_a_fraction_goes_as_a_number():
    assert there_and_back([Fraction(1, 4), 2]) == [0.25, 2]


def test_a_big_endian_array_keeps_its_numbers():
    assert there_and_back(np.arange(3, dtype=">f8")).tolist() == [0, 1, 2]


def test_an_array_that_arrives_is_the_receivers_own():
    array = there_and_back(np.arange(3.0))
    array[0] = 7
    assert array.flags.owndata and array.flags.writeable


@pytest.mark.parametrize(
    "value", [object(), np.array([None]), np.array(["a"]), np.ma.zeros(2), len, range(3)]
)
def test_what_is_not_plain_data_needs_a_stand_in(value):
    with pytest.raises(WireError, match="cannot be sent"):
        Packer().pack(value)
    assert Packer(lambda v: ["h", 0, False, "x"]).pack(value) == ["h", 0, False, "x"]


def test_a_value_without_end_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(WireError, match="deep"):
        Packer().pack(loop)
    with pytest.raises(WireError, match="parts"):
        Packer().pack([0] * (wire.MAX_NODES + 1))


@pytest.mark.parametrize(
    "item",
    [
        ["a", "object", [1]],
        ["a", "float64", [-1]],
        ["a", "float64", [1 << 50]],
        ["a", "float64", [10**9, 10**9]],
        ["a", "float64", "12"],
        ["a", "float64", [True]],
        ["a", "float64", [2]],
        ["a", "float64", [1] * 40],
        ["a"],
        ["d", 1],
        ["d", [["l"], 1]],
        ["s", ["l"]],
        ["b", -1],
        ["b", 10**9],
        ["c", "x", 1],
        ["T", ["l"]],
        ["h", 0, True, "f"],
        ["nonsense"],
        [],
        [1],
        {"a": 1},
    ],
)
def test_a_malformed_item_is_refused(item):
    with pytest.raises(WireError):
        Unpacker(b"12345678").unpack(item)


def test_deep_nesting_is_refused():
    item = ["l"]
    for _ in range(wire.MAX_DEPTH + 2):
        item = ["l", item]
    with pytest.raises(WireError, match="deep"):
        Unpacker(b"").unpack(item)


def test_lone_surrogates_become_question_marks():
    assert there_and_back("a\ud800b") == "a?b"


def test_odd_bytes_make_proper_booleans():
    array = Unpacker(b"\x00\x02\xff").unpack(["a", "bool", [3]])
    assert array.tobytes() == b"\x00\x01\x01"


COLLIDING = [i * ((1 << 61) - 1) for i in range(1, 99_001)]  # their hashes are all the same


@pytest.mark.parametrize(
    "item",
    [
        ["s", *COLLIDING],
        ["d", *[[key, 0] for key in COLLIDING]],
        ["l", *[["s", *COLLIDING[i : i + 900]] for i in range(0, 90_000, 900)]],
        ["s", *[["t", key] for key in COLLIDING]],
        ["l", *[["h", 0, True, "x"]] * 190_000],
    ],
)
def test_what_was_forged_to_be_slow_or_large_is_refused_at_once(item):
    made = []
    begun = time.process_time()
    with pytest.raises(WireError, match="more than"):
        Unpacker(b"", lambda item: made.append(item) or made).unpack(item)
    assert time.process_time() - begun < 1
    assert len(made) <= wire.MAX_HANDLES


def test_a_set_as_large_as_an_exercise_may_need_comes_through():
    assert there_and_back(set(range(1500))) == set(range(1500))
