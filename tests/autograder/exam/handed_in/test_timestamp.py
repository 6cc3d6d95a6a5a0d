"""When it was handed in: read as programs write it, or said that it was not."""

import pytest

from autograder.exam.handed_in.submission import timestamp
from autograder.exam.handed_in.timestamp import read_stamp
from autograder.store.gradebook import read_time

NOON = "2026-03-01 12:00:00 UTC"


@pytest.mark.parametrize(
    "data",
    [
        NOON.encode(),
        NOON.encode("utf-8-sig"),
        NOON.encode("utf-16"),
        f"\r\n{NOON}\r\nsubmitted by the LMS\r\n".encode(),
        f"Attempt 2 of 3\n{NOON}".encode(),
        b"1772366400\n",
        b"1772366400.25",
        b"1772366400000",
        b"2026-03-01T12:00:00Z",
        b"2026-03-01 13:00:00 +0100",
        b"2026-03-01 04:00:00.0 America/Los_Angeles",
        b"Sun, 1 Mar 2026 12:00:00",
    ],
)
def test_a_time_is_read_as_the_gradebook_reads_it(data):
    moment = read_time(read_stamp(data))
    assert moment.isoformat(" ").startswith("2026-03-01 12:00:00") or b"+0100" in data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xff", "not text"),
        (b"\xff\xfe\x00", "not text"),
        (b"  \n", "empty"),
        (b"tomorrow", "'tomorrow'"),
        (b"03:" + b"1" * 40, "not a date"),
        (b"2026-13-41 12:00:00 UTC", "not a date"),
        (b"17", "not a date"),
        (b"2026 " * 99, "at most 200"),
    ],
)
def test_what_is_no_time_is_told_and_costs_nothing(tmp_path, data, what):
    (tmp_path / "timestamp.txt").write_bytes(data)
    notes = []
    assert timestamp(tmp_path / "timestamp.txt", notes) == ""
    assert "time of handing in is not known" in notes[0] and what in notes[0]
