"""When something was handed in, as `timestamp.txt` has it."""

from __future__ import annotations

import codecs
import re
import warnings
from datetime import UTC, datetime

from dateutil import parser

EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")  # seconds, or milliseconds
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_stamp(data: bytes) -> str:
    """A time as nbgrader writes it, from the first line that is one.

    Raises
    ------
    ValueError
        with what is there instead
    """
    coding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        lines = [line.strip() for line in data.decode(coding).splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise ValueError("timestamp.txt is not text") from None
    if not lines:
        raise ValueError("timestamp.txt is empty")
    for line in lines:
        if time := as_time(line):
            return time
    raise ValueError(f"timestamp.txt says {lines[0]!r}, which is not a date and time")


def as_time(line: str) -> str:
    """The line if it is a time, or the time that its number is; else empty."""
    if epoch := EPOCH.fullmatch(line):
        seconds = int(epoch[1]) if epoch[1] else int(epoch[2]) / 1000
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    # nbgrader's third word is the time zone, by a name of its own choice
    day, *words = line.split(" ")
    text = f"{day} {words[0]} UTC" if len(words) == 2 else line
    if not re.search(r"\d{4}", text) or not re.search(r"\d:\d\d", text):
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.parse(text)
    except Exception:  # dateutil has many ways to fail
        return ""
    return line
