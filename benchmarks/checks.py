"""How long a learner waits for a check: every exercise, right and with every mistake.

The bars are for 95 of 100 warm checks: 150 ms where the answer is right, 400 ms where it is wrong.
Then the known mistakes are tried, and a small counterexample and a reason are looked for.
``LESSONS=04,05`` looks at these lessons only.
"""

import os
import time
import warnings
from pathlib import Path

import numpy as np

from autograder.authoring.lesson import defined
from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.workbench import Workbench

RUNS = 5
BARS = {"right": 0.150, "wrong": 0.400}


def timings(lesson):
    """(exercise, what was checked, seconds) for every exercise of a lesson, warm."""
    bench = Workbench(lesson)
    for exercise in lesson.exercises:
        tries = {"right": bench.functions(exercise)}
        for cell in exercise.misconceptions:
            tries[defined(cell.source)[0]] = bench.with_mistake(exercise, cell)
        for what, functions in tries.items():
            bench.failures(exercise, functions, visible=True)
            for _ in range(RUNS):
                started = time.perf_counter()
                bench.failures(exercise, functions, visible=True)
                yield exercise.name, what, time.perf_counter() - started


def main():
    """Print the median, the 95th percentile and the slowest check of every lesson."""
    course = Path(__file__).resolve().parents[1]
    chosen = os.environ.get("LESSONS", "").split(",")
    print(f"{'lesson':28}{'answer':>8}{'checks':>8}{'median':>10}{'p95':>10}{'slowest':>10}  which")
    everything = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for path in find_lessons(course):
            if path.stem.startswith(tuple(chosen)):
                found = list(timings(read(path)))
                everything += found
                lines(path.stem, found)
    lines("all", everything)


def lines(name, found):
    """A line for right answers, and one for wrong ones."""
    for kind, bar in BARS.items():
        some = [one for one in found if (one[1] == "right") == (kind == "right")]
        seconds = np.array([s for _, _, s in some])
        worst = some[int(seconds.argmax())]
        p95 = np.quantile(seconds, 0.95)
        verdict = "" if p95 <= bar else f"  above {bar * 1e3:.0f} ms"
        which = worst[0] if kind == "right" else worst[1]
        print(
            f"{name:28}{kind:>8}{len(some):8}{np.median(seconds) * 1e3:8.1f}ms{p95 * 1e3:8.1f}ms"
            f"{seconds.max() * 1e3:8.1f}ms  {which}{verdict}"
        )
