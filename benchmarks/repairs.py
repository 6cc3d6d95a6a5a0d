"""How often the search for one change finds the line of a mistake, on changed solutions.

Every `EVERY`-th of the mutants that the checks kill is explained by its own text alone: no list of
known mistakes, no relation speaks first. Told is a line: the changed one, or another, where one
change makes the function right as well. A statement left out has no line; those are counted apart,
and told is any reason. ``LESSONS=04,05`` looks at these lessons only.
"""

import ast
import os
import re
import resource
import warnings
from pathlib import Path

import numpy as np

from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.workbench import Workbench
from autograder.checks import comparison
from autograder.checks.diagnosis import reasons
from autograder.checks.message.render import CheckFailed
from autograder.checks.session import exam_patience
from benchmarks.mutants import MEMORY, WITNESSES, Late, in_time, mutants

EVERY = int(os.environ.get("EVERY", "12"))
SECONDS = 20


def told(bench, exercise, mutant):
    """The lines of the reason that is told, 0 for any reason; None if there is nothing to tell."""
    options = {"patience": exam_patience(), "solution": exercise.solution.source}
    functions = bench.functions(exercise, mutant)
    found = bench.failures(exercise, functions, visible=False, all_cells=False, **options)
    if not found or not isinstance(found[0], CheckFailed):
        return None  # it passes, or an assert of the lesson's speaks
    failure = found[0].failure
    if failure.tier in ("manners", "forbidden"):
        return None
    lines = re.findall(r"[Ll]ines? ([\d, and]+)", failure.because)
    numbers = {int(n) for some in lines for n in re.findall(r"\d+", some)}
    return numbers | {0} if failure.because or failure.found_by else numbers


def pointed(lesson):
    """Mutants, those told a line, the changed line; statements left out, those told a reason."""
    bench, found = Workbench(lesson), np.zeros(5, dtype=int)
    for exercise in lesson.exercises:
        if WITNESSES & set(exercise.functions):
            continue
        source = ast.unparse(ast.parse(exercise.solution.source))
        for n, (_, mutant) in enumerate(mutants(source)):
            if n % EVERY:
                continue
            try:
                with in_time(SECONDS):
                    lines = told(bench, exercise, mutant)
            except (Exception, Late):
                continue
            if lines is None:
                continue
            pairs = zip(source.split("\n"), mutant.split("\n"), strict=False)
            changed, new = next((n, b) for n, (a, b) in enumerate(pairs, 1) if a != b)
            if new.strip() == "pass":
                found += 0, 0, 0, 1, bool(lines)
            else:
                found += 1, bool(lines - {0}), changed in lines, 0, 0
    return found


def main():
    """Print a line for each lesson, and the shares of all."""
    reasons.relation = lambda question, clock: ""
    comparison.name_misconception = lambda *_: None
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wanted = tuple(os.environ.get("LESSONS", "").split(","))
    total = np.zeros(5, dtype=int)
    print(f"{'lesson':30}{'mutants':>9}{'told':>7}{'the line':>10}{'left out':>10}{'told':>7}")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for path in find_lessons(Path(__file__).resolve().parents[1]):
            if path.name.startswith(wanted):
                found = pointed(read(path))
                total += found
                print(f"{path.stem:30}{{:9}}{{:7}}{{:10}}{{:10}}{{:7}}".format(*found), flush=True)
    count, spoken, right, lacking, reasons_told = (int(n) for n in total)
    print(f"the line is told of {right / count:.1%}, another of {(spoken - right) / count:.1%};")
    print(f"of statements left out {reasons_told / lacking:.1%} are told a reason")
