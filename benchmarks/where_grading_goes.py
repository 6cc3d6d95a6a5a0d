"""Where the processor time of grading one submission goes, part by part.

Lesson 01, solved, again and again in one process, behind bubblewrap. Of the grading process the
parts are added up from a profile by processor time, so waiting for the student's process counts
nowhere; the shares are what to look at, a profile makes everything slower. The student's side is
the time of all other processes.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import resource
import tempfile
import time
from pathlib import Path

import psutil

from autograder.exam import bundle as bundles
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.submission import Work
from autograder.output import pages
from autograder.sandbox.sandbox import BUBBLEWRAP, Sandbox
from autograder.sandbox.threads import one_thread
from benchmarks.grading import LESSON, ROOT, adopt_orphans, class_of

MANY = 30
#: a part of grading, and where its code stands; the first that fits counts
PARTS = {
    "reading the notebook, finding the answers": ("/exam/notebook.py", "/exam/find_answers.py",
        "/exam/needed.py", "/exam/given_cells.py", "/ast.py", "symtable"),
    "messages to the student's process and back": ("/sandbox/", "/student_side/channel.py",
        "/student_side/wire.py", "/student_side/arguments.py", "/json/", "socket", "selectors"),
    "drawing cases": ("/checks/cases.py", "hmac", "hashlib", "bit_generator"),
    "right answers": ("/checks/oracle.py", "/convkit/", "/torch/", "torch."),
    "comparing": ("/checks/compare/",),
    "pages": ("/output/", "/templates/", "/jinja2/", "/checks/message/"),
    "running the checks": ("/checks/", "/exam/", "/student_side/", LESSON),
}  # fmt: skip


def main() -> None:
    """Print the table."""
    adopt_orphans()
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        course = class_of(Path(place) / "course", 1)
        data = (course / "submitted" / "student-00000" / LESSON / f"{LESSON}.ipynb").read_bytes()
    bundle = bundles.load(ROOT, LESSON)
    with Sandbox(BUBBLEWRAP) as sandbox:

        def grade(number: int) -> None:
            work = Work(f"student-{number}", LESSON, data)
            record, found = grade_one(work, bundle, os.urandom(16), sandbox)
            assert not any(c.failure for e in record.exercises for c in e.checks)
            json.dumps(record.to_json())
            pages.autograded(record, found, bundle), pages.feedback(record, bundle)

        grade(0)
        mine, theirs = used()
        for number in range(MANY):
            grade(number)
        after = used()
        mine, theirs = after[0] - mine, after[1] - theirs
        profile = cProfile.Profile(time.process_time)
        profile.enable()
        for number in range(MANY):
            grade(number)
        profile.disable()
    shares = by_part(pstats.Stats(profile))
    total = sum(shares.values())
    print(f"{1000 * (mine + theirs) / MANY:.0f} ms of processor a submission:")
    for part, share in shares.items():
        print(f"  {part:44}{1000 * mine / MANY * share / total:6.1f} ms")
    print(f"  {'the students process: fork, cells, calls':44}{1000 * theirs / MANY:6.1f} ms")


def used() -> tuple[float, float]:
    """Seconds of processor of this process, and of all that it has started."""
    time.sleep(0.2)  # what has just been ended is counted with its parent
    own, ended = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    running = [p.cpu_times() for p in psutil.Process().children(recursive=True)]
    others = sum(t.user + t.system + t.children_user + t.children_system for t in running)
    return own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime + others


def by_part(stats: pstats.Stats) -> dict[str, float]:
    """The time of each part; that of built-in functions goes to those that called them."""
    found = dict.fromkeys([*PARTS, "the rest"], 0.0)
    for where, (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if where[0] != "~":
            found[part_of(where)] += own
        else:
            for caller, (_, _, spent, _) in callers.items():
                found[part_of(caller)] += spent
    return found


def part_of(where: tuple[str, int, str]) -> str:
    text = f"{where[0]} {where[2]}"
    return next((p for p, marks in PARTS.items() if any(m in text for m in marks)), "the rest")


if __name__ == "__main__":
    main()
