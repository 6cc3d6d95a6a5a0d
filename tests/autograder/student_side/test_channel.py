"""Frames go over a socket whole, in time and as they were; what is malformed is refused."""

import json
import socket
import struct
import threading
import time

import pytest

from autograder.student_side import channel, wire
from autograder.student_side.channel import Channel, Closed
from autograder.student_side.wire import Packer, WireError


@pytest.fixture
def pair():
    one, two = socket.socketpair()
    with one, two:
        yield Channel(one), two


def test_a_frame_goes_through_a_socket(pair):
    channel, other = pair
    Channel(other).send({"do": "x"}, [b"ab", b"c"])
    assert channel.receive(time.monotonic() + 5) == ({"do": "x"}, b"abc")


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("<II", channel.HEADER_LIMIT + 1, 0),
        struct.pack("<II", 2, wire.BODY_LIMIT + 1),
        struct.pack("<II", 3, 0) + b"not",
        struct.pack("<II", 2, 0) + b"[]",
        struct.pack("<II", 40_000, 0) + b"[" * 40_000,
        struct.pack("<II", 2, 0) + b"\xff\xff",
    ],
)
def test_a_malformed_frame_is_refused(pair, raw):
    channel, other = pair
    other.sendall(raw)
    with pytest.raises(WireError):
        channel.receive(time.monotonic() + 5)


def test_half_a_frame_is_waited_for_until_the_deadline_only(pair):
    channel, other = pair
    other.sendall(struct.pack("<II", 100, 0) + b"{")
    with pytest.raises(TimeoutError):
        channel.receive(time.monotonic() + 0.05)


def test_a_hang_up_is_told(pair):
    channel, other = pair
    other.close()
    with pytest.raises(Closed):
        channel.receive(time.monotonic() + 5)


def test_a_frame_weighs_what_its_header_becomes_in_memory():
    ours, theirs = socket.socketpair()
    a, b = Channel(ours), Channel(theirs)
    a.send({"a": [[]] * 100}, [b"x" * 50])
    b.receive()
    assert (
        b.weight
        == channel.HEADER_WEIGHT * len(json.dumps({"a": [[]] * 100}, separators=(",", ":"))) + 50
    )
    a.close()
    b.close()


def test_a_header_of_endless_lists_is_not_even_parsed():
    head = b'{"re":1,"answers":[{"value":["l",' + b",".join([b"[]"] * 1_300_000) + b"]}]}"
    ours, theirs = socket.socketpair()
    threading.Thread(target=ours.sendall, args=(struct.pack("<II", len(head), 0) + head,)).start()
    begun = time.process_time()
    with pytest.raises(WireError, match="too many parts"):
        Channel(theirs).receive()
    assert time.process_time() - begun < 1
    ours.close()
    theirs.close()


def test_the_largest_value_has_not_too_many_parts():
    value = {str(i): [] for i in range(wire.MAX_NODES // 2 - 1)}
    head = channel.encode({"value": Packer().pack(value)})
    assert head.count(b"[") + head.count(b"{") <= channel.MAX_LISTS


def test_what_comes_in_one_piece_is_read_frame_by_frame(pair):
    ours, other = pair
    other.sendall(channel.encode({"n": 1}, [b"a"]) + channel.encode({"n": 2}))
    assert ours.receive() == ({"n": 1}, b"a")
    assert ours.ready(time.monotonic())  # the second is here already
    assert ours.receive() == ({"n": 2}, b"")
    assert not ours.ready(time.monotonic() + 0.01)


def test_a_hang_up_is_something_to_be_read(pair):
    ours, other = pair
    other.close()
    assert ours.ready(time.monotonic() + 5)


def test_nothing_is_sent_after_the_deadline_or_to_nobody(pair):
    ours, other = pair
    with pytest.raises(TimeoutError):
        ours.send({}, deadline=time.monotonic() - 1)
    other.close()
    with pytest.raises(Closed):
        ours.send({})


def test_a_header_too_large_is_not_sent():
    with pytest.raises(WireError, match="larger than 4 MB"):
        channel.encode({"text": "x" * channel.HEADER_LIMIT})
