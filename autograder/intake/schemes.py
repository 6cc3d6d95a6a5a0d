"""How the systems name what they hand out: from a file's path to who handed it in.

The groups of the patterns have the names that nbgrader's FileNameCollectorPlugin gives them. A
course that needs another pattern sets that plugin's ``named_regexp`` in `nbgrader_config.py`; it
comes first here, too.

Sources: Canvas, `lib/content_zipper.rb`; Moodle, `mod/assign/downloadrequest` and
`mod/assign/feedback/file/importziplib.php`; nbgrader, `exchange/default/submit.py`; Blackboard's
*Assignment File Download*.
"""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from autograder.intake.archive import Entry

# sortablename_LATE_user_attachment_file; of an anonymous assignment LATE_anon_id_attachment_file
CANVAS = re.compile(
    r"(?:(?P<name>\w*?)_)??(?P<late>LATE_)?(?P<student_id>\d+|anon_[^\W_]+)_(?P<number>\d+)_"
    r"(?P<file_id>.+)"
)
# what was typed or linked in place of a file
CANVAS_TEXT = re.compile(
    r"(?:(?P<name>\w*?)_)??(?P<late>LATE_)?(?P<student_id>\d+|anon_[^\W_]+)_"
    r"(?P<file_id>(?:text|link)\.html)"
)
# a folder "Full name_participant_assignsubmission_file", up to Moodle 4.0 with a _ behind it; of
# what looks so the last, for a name is what its owner says; or, where nobody wanted folders, the
# same before the name of the file
MOODLE = re.compile(
    r"(?P<name>[^/]+)_(?P<student_id>\d+)_assignsubmission_[a-z]+_?/(?P<file_id>.+)"
)
MOODLE_FLAT = re.compile(
    r"(?P<name>[^/]+?)_(?P<student_id>\d+)_assignsubmission_[a-z]+_(?P<file_id>[^/]+)"
)
# "Title_user_attempt_time_file"; without a file it is the receipt. A user may have a _ as well:
# the receipt tells where the title ends. What the student named the file may look the same: the
# first such name counts.
BLACKBOARD = re.compile(
    r"(?P<name>.+?)_(?P<student_id>[^_]+)_[^\W\d_]+_(?P<timestamp>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<file_id>.+)|(?P<receipt>\.txt))"
)
RECEIPT = re.compile(r"^[^:\n]+: *(?P<name>.*?) *\((?P<student_id>[^()\n]+)\) *$", re.M)
RECEIPT_LIMIT = 100_000
# user+lesson+time, as nbgrader's exchange names the folders in inbound/; a Windows unzip has no :
EXCHANGE = re.compile(
    r"(?P<student_id>[^/]+)\+(?P<lesson>[^/+]+)\+(?P<timestamp>\d{4}-\d\d-\d\d \d\d.\d\d.\d\d)"
    r"(?P<fraction>\.\d+)? (?P<zone>[^/+]+)(?:\+[^/+]*)?/(?P<file_id>.+)"
)


@dataclass(frozen=True)
class HandedIn:
    """A file, and what its path tells of it."""

    entry: Entry
    system: str
    key: str  # by which the system knows the student, at least in this assignment
    file: str  # the student's own name of the file, with the student's own folders
    name: str = ""  # of the person, as far as it is told
    lesson: str = ""
    time: datetime | None = None
    late: bool = False
    number: int = 0  # a later one is greater
    receipt: bool = False
    back: str = ""  # before the name of a file that goes back to this student

    @property
    def attempt(self) -> str:
        return f"attempt_{self.time:%Y-%m-%d-%H-%M-%S}_" if self.time else ""


def canvas(path: str) -> dict | None:
    name = path.rpartition("/")[2]
    if text := CANVAS_TEXT.fullmatch(name):
        return {"key": text["student_id"], "file": text["file_id"], "name": text["name"] or "",
                "late": bool(text["late"])}  # fmt: skip
    found = CANVAS.fullmatch(name)
    return found and {
        "key": found["student_id"],
        "file": found["file_id"],
        "name": found["name"] or "",
        "late": bool(found["late"]),
        "number": int(found["number"][:18]),
        "back": name[: found.start("file_id")],
    }


def moodle(path: str) -> dict | None:
    found = last(MOODLE, path) or last(MOODLE_FLAT, path)
    return found and {
        "key": found["student_id"],
        "file": found["file_id"],
        "name": found["name"].strip(),
        "back": f"{found['name']}_{found['student_id']}_assignsubmission_file/",
    }


def blackboard(path: str) -> dict | None:
    found = BLACKBOARD.fullmatch(path.rpartition("/")[2])
    if not found:
        return None
    try:  # in the time of the server, which is taken to be that of this machine
        time = datetime.strptime(found["timestamp"], "%Y-%m-%d-%H-%M-%S").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return {
        "key": found["student_id"],
        "file": found["file_id"] or "receipt.txt",
        "time": time,
        "receipt": bool(found["receipt"]),
    }


def exchange(path: str) -> dict | None:
    found = last(EXCHANGE, path)
    if not found:
        return None
    digits = re.sub(r"\D", " ", found["timestamp"])
    try:
        time = datetime.strptime(digits, "%Y %m %d %H %M %S").replace(tzinfo=UTC)
    except ValueError:
        return None
    lesson = found["lesson"]
    return {"key": found["student_id"], "file": found["file_id"], "time": time, "lesson": lesson}


def last(pattern: re.Pattern, path: str) -> re.Match | None:
    """The match in a path which some folder was put around; of several folders the outermost."""
    parts = path.split("/")
    tails = ("/".join(parts[i:]) for i in range(len(parts)))
    return next((m for tail in tails if (m := pattern.fullmatch(tail))), None)


#: what the download of each tells of a file
SYSTEMS: dict[str, Callable[[str], dict | None]] = {
    "exchange": exchange,
    "moodle": moodle,
    "blackboard": blackboard,
    "canvas": canvas,
}


def tree(lessons: Sequence[str]) -> Callable[[str], dict | None]:
    """nbgrader's own folders: student/lesson/file, as in submitted/."""
    known = {lesson.casefold(): lesson for lesson in lessons}

    def scheme(path: str) -> dict | None:
        parts = path.split("/")
        for i, part in enumerate(parts[1:-1], 1):
            if lesson := known.get(part.casefold()):
                return {
                    "key": parts[i - 1],
                    "lesson": lesson,
                    "file": "/".join(parts[i + 1 :]),
                }
        return None

    return scheme


def own(pattern: str) -> Callable[[str], dict | None]:
    """The pattern of the course's nbgrader_config.py, read as nbgrader reads it."""
    from nbgrader.plugins import FileNameCollectorPlugin

    quiet = logging.Logger("autograder.intake")  # it warns of every file that does not match
    plugin = FileNameCollectorPlugin(named_regexp=pattern, log=quiet)
    quiet.addHandler(logging.NullHandler())

    def scheme(path: str) -> dict | None:
        plugin.valid_ext = [os.path.splitext(path)[1]]
        found = plugin.collect(path)
        if not found or not found.get("student_id") or not found.get("file_id"):
            return None
        extension = re.search(r"(\.[A-Za-z0-9]+)?$", path)
        file = found["file_id"]
        if extension and not file.endswith(extension[0]):
            file += extension[0]
        name = " ".join(found[k] for k in ("first_name", "last_name") if found.get(k))
        time = read_time(found.get("timestamp") or "")
        return {"key": found["student_id"], "file": file, "name": name, "time": time}

    return scheme


def read_time(text: str) -> datetime | None:
    """A time as nbgrader reads it: UTC, if it does not say otherwise."""
    from nbgrader.utils import parse_utc

    if digits := re.fullmatch(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)", text):
        text = "{} {}:{}:{}".format(*digits.groups())
    try:
        return parse_utc(text).replace(tzinfo=UTC) if text else None
    except Exception:  # dateutil has many ways to fail
        return None


def recognise(
    entries: Sequence[Entry],
    lessons: Sequence[str],
    pattern: str,
    read: Callable[[Entry], bytes],
    system: str = "",
) -> tuple[str, list[HandedIn], list[Entry]]:
    """(system, files with what their paths tell, files that tell nothing) of a download.

    It is of the system whose names most of its files have, if it is not told which.

    Raises
    ------
    ValueError
        if it may be of two systems: a part of the names is the students' own
    """
    schemes: dict[str, Callable[[str], dict | None]] = {**SYSTEMS, "nbgrader": tree(lessons)}
    if pattern:
        schemes = {"own": own(pattern), **schemes}
    found = {name: [(e, scheme(e.path)) for e in entries] for name, scheme in schemes.items()}
    count = Counter({name: sum(told is not None for _, told in f) for name, f in found.items()})
    likely = [name for name in schemes if count[name] and count[name] == max(count.values())]
    if not likely:
        return "", [], list(entries)
    if not system and len(likely) > 1 and likely[0] != "own":
        raise ValueError(
            f"the names of the files may be those of {' or of '.join(likely)}; say whose they are, "
            "with --system"
        )
    system = system or likely[0]
    handed = [HandedIn(e, system, **told) for e, told in found[system] if told is not None]
    if system == "blackboard":
        handed = with_receipts(handed, read)
    return system, handed, [e for e, told in found[system] if told is None]


def with_receipts(handed: list[HandedIn], read: Callable[[Entry], bytes]) -> list[HandedIn]:
    """Blackboard's files with users and names as the receipts beside them have them."""
    told: dict[str, re.Match] = {}
    for one in handed:
        if one.receipt:
            text = read(one.entry)[:RECEIPT_LIMIT].decode("utf-8-sig", "replace")
            if found := RECEIPT.search(text):
                told[stem(one)] = found
    better = []
    for one in handed:
        found = told.get(stem(one))
        user = found["student_id"].strip() if found else ""
        # only where the name of the file says the same: a receipt has the student's words in it
        if found and stem(one).endswith(f"_{user}"):
            one = replace(one, key=user, name=found["name"])
        better.append(one)
    return better


def stem(one: HandedIn) -> str:
    """Of a Blackboard file what stands before the attempt: title_user."""
    found = BLACKBOARD.fullmatch(one.entry.path.rpartition("/")[2])
    assert found is not None
    return f"{found['name']}_{found['student_id']}"
