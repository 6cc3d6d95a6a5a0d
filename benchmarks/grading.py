"""Submissions graded per core-second, beside `nbgrader autograde`, and how grading scales.

The same notebooks of lesson 01, the same machine, one after the other in turns. Processor time is
that of the whole family of processes, so waiting for another core costs nobody anything. SIZES
names the class sizes of the second part; ``SIZES=100,1000,10000`` is the full curve.
"""

from __future__ import annotations

import copy
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from autograder.student_side.confinement import limits

ROOT = Path(__file__).resolve().parents[1]
LESSON = "01_cross_correlation"
ROUNDS = 2
THEIRS, OURS = 4, 200
WANTED = 35
SIZES = [int(n) for n in os.environ.get("SIZES", "100,1000").split(",")]
HOSTILE = [
    "import os\ndef xcorr1d(x, k): os._exit(0)",
    "def xcorr1d(x, k):\n    while True: pass",
    "def xcorr1d(x, k): return bytearray(1 << 40)",
    "import os\nwhile True: os.fork()",
    "def xcorr1d(x, k):",
]


def main() -> None:
    """Print both parts; fail if the scores differ or ours is not fast enough."""
    adopt_orphans()
    beside_nbgrader()
    for size in SIZES:
        curve(size)


def adopt_orphans() -> None:
    """Become the parent of all processes that lose theirs: their time is counted too."""
    limits.prctl(limits.PR_SET_CHILD_SUBREAPER, 1)


def beside_nbgrader() -> None:
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as place:
        for i in range(ROUNDS):
            course = class_of(Path(place) / f"theirs-{i}", THEIRS)
            nbgrader(course, "generate_assignment", LESSON, "--force")
            theirs.append(THEIRS / measured(lambda c=course: nbgrader(c, "autograde", LESSON))[0])
            nbgrader(course, "export")
            expected = read_scores(course, "student_id")
            course = class_of(Path(place) / f"ours-{i}", OURS)
            ours.append(OURS / measured(lambda c=course: autograder(c, 1))[0])
            found = read_scores(course, "student")
            different = [s for s in expected if expected[s] != found[s]]
            assert not different, f"scores differ for {different}"
    a, b = max(theirs), max(ours)
    print("submissions a core-second, the start of the program included, equal scores:")
    print(f"  nbgrader autograde, {THEIRS} at a time {a:10.2f}")
    print(f"  autograder grade, {OURS} at a time {b:10.2f}")
    print(f"  ratio {b / a:.1f} (wanted: {WANTED})")
    assert b / a >= WANTED, "slower than wanted"


def curve(size: int) -> None:
    """Grade a class of this size, 2 % of it hostile; time and largest memory."""
    with tempfile.TemporaryDirectory() as place:
        course = class_of(Path(place) / "course", size, hostile=50)
        memory = Peak()
        seconds, clock = measured(lambda: autograder(course, 2, memory))
        scores = read_scores(course, "student")
        assert len(scores) == size
        print(
            f"{size:6} submissions, 2 jobs: {clock:7.1f} s, {size / clock:5.1f} a second, "
            f"{seconds:7.1f} core-seconds, main process at most {memory.peak:4.0f} MB"
        )


def class_of(course: Path, size: int, hostile: int = 0) -> Path:
    """A course with submissions: right, wrong in one exercise or another, untouched."""
    for folder in ("solutions", "notebooks"):
        shutil.copytree(ROOT / folder / LESSON, course / folder / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    solved = json.loads((course / "solutions" / LESSON / f"{LESSON}.ipynb").read_text())
    release = json.loads((course / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text())
    answers = {c["id"]: c["source"] for c in solved["cells"]}
    names = [c["id"] for c in release["cells"] if is_solution(c)]
    for i in range(size):
        notebook = copy.deepcopy(release)
        left_out = names[i // 2 % len(names)] if i % 2 else None
        for cell in notebook["cells"]:
            if is_solution(cell) and cell["id"] != left_out:
                cell["source"] = answers[cell["id"]]
            if hostile and i % hostile == 0 and cell["id"] == "xcorr1d":
                cell["source"] = HOSTILE[i // hostile % len(HOSTILE)]
        place = course / "submitted" / f"student-{i:05}" / LESSON
        place.mkdir(parents=True)
        (place / f"{LESSON}.ipynb").write_text(json.dumps(notebook))
    return course


def is_solution(cell: dict) -> bool:
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


class Peak:
    """The largest resident memory of a process, looked at now and then."""

    def __init__(self) -> None:
        self.peak = 0.0

    def watch(self, pid: int) -> None:
        while True:
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except (OSError, IndexError):
                return
            self.peak = max(self.peak, pages * resource.getpagesize() / (1 << 20))
            time.sleep(0.2)


def measured(action) -> tuple[float, float]:
    """Processor seconds of all the processes an action starts, and seconds by the clock."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    action()
    clock = time.monotonic() - begun
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def run(course: Path, words: list[str], memory: Peak | None = None) -> None:
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, cwd=course, stdout=said, stderr=said, env=env)
        if memory:
            threading.Thread(target=memory.watch, args=(process.pid,), daemon=True).start()
        if process.wait() not in (0, 2):
            said.seek(0)
            raise RuntimeError(said.read().decode()[-3000:])


def nbgrader(course: Path, *words: str) -> None:
    run(course, [sys.executable, "-m", "nbgrader", *words])


def autograder(course: Path, jobs: int, memory: Peak | None = None) -> None:
    words = ["-m", "autograder", "grade", "--course", str(course), "--jobs", str(jobs)]
    run(course, [sys.executable, *words], memory)


def read_scores(course: Path, column: str) -> dict[str, float]:
    with open(course / "grades.csv", newline="") as file:
        return {row[column]: float(row["score"]) for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()
