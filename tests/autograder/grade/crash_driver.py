"""Grade a course again and again, killing each run at a random moment; run by test_crash.py.

    python -m tests.autograder.grade.crash_driver COURSE KILLS SEED

Every run is a fork of this warm process, so that the moments fall into the work and not into the
start. The last run is left alone. Prints how many runs were killed before they were done.
"""

import io
import os
import random
import signal
import sys
import time
from pathlib import Path

from rich.console import Console

from autograder.grade import pool as executors
from autograder.grade import run as running
from autograder.grade import worker
from autograder.sandbox.sandbox import Sandbox
from tests.autograder.inline import Inline


def start(self, level, bundles, secret):
    # a sandbox of this run's own: it is to end with it
    worker.take(Sandbox(level), bundles, secret)
    return Inline()


def grade(course: Path) -> int:
    return running.grade(course, [], console=Console(file=io.StringIO()))


def main(course: Path, kills: int, seed: int) -> int:
    executors.Here.start = start
    moments = random.Random(seed)
    import torch  # noqa: F401 (the forks have it)

    killed, length = 0, 2.0
    while killed < kills:
        child = os.fork()
        if child == 0:
            os._exit(grade(course))
        begun = time.monotonic()
        time.sleep(moments.uniform(0, length))
        done, _ = os.waitpid(child, os.WNOHANG)
        if done:
            # everything is graded: begin anew, with what a person has entered in between
            length = max(0.2, 0.8 * length)
            for page in course.glob("feedback/*/*/*.html"):
                page.unlink()
            continue
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed += 1
        length = max(length, 1.2 * (time.monotonic() - begun))
    code = grade(course)
    print(killed, code)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
