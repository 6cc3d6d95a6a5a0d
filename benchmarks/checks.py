"""How long a learner waits for a check: every exercise, right and with every mistake.

The bar is 150 ms for 95 of 100 warm checks. A check of a wrong answer is the slow one: it tries
the known mistakes and looks for a small counterexample.
"""

import time
import warnings
from pathlib import Path

import numpy as np

from autograder.authoring.lesson import defined
from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.workbench import Workbench

RUNS = 5
BAR = 0.150


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
    print(f"{'lesson':28}{'checks':>8}{'median':>10}{'p95':>10}{'slowest':>10}  which")
    everything = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for path in find_lessons(course):
            found = list(timings(read(path)))
            everything += found
            line(path.stem, found)
    line("all", everything)


def line(name, found):
    seconds = np.array([s for _, _, s in found])
    worst = found[int(seconds.argmax())]
    p95 = np.quantile(seconds, 0.95)
    verdict = "" if p95 <= BAR else f"  above {BAR * 1e3:.0f} ms"
    print(
        f"{name:28}{len(found):8}{np.median(seconds) * 1e3:8.1f}ms{p95 * 1e3:8.1f}ms"
        f"{seconds.max() * 1e3:8.1f}ms  {worst[1]}{verdict}"
    )
