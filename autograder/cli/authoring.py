"""Verbs for course writers: build, verify, try."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import err, jobs, lessons, out, verb
from autograder.sandbox.threads import one_thread

if TYPE_CHECKING:
    from autograder.authoring.verify import Report


@verb("autograder build 01")
@lessons
@click.option("--check", is_flag=True, help="Write nothing; fail if a built file is out of date.")
def build(course: Path, lesson: tuple[str, ...], check: bool) -> int:
    """Make solutions, notebooks and misconceptions from the lessons."""
    from autograder.authoring.build import build as build_files
    from autograder.authoring.build import stale, write

    files = build_files(course, list(lesson))
    written = [] if check else write(files)
    for path in written:
        out.print(f"wrote {path.relative_to(course)}", markup=False)
    left = stale(course, files, everything=not lesson)
    for line in left:
        err.print(line, style="red", markup=False)
    if not check:
        out.print(f"{len(files)} files, {len(written)} changed.")
    elif not left:
        out.print(f"{len(files)} built files are as their lessons say.")
    return 1 if left else 0


@verb("autograder verify 01 --quiet")
@lessons
@click.option("--quiet", is_flag=True, help="Only the summary and what is wrong.")
@jobs("lessons")
def verify(course: Path, lesson: tuple[str, ...], quiet: bool, jobs: int) -> int:
    """Run every gate on the lessons and print the kill matrix."""
    one_thread()
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from autograder.authoring.lesson_files import find_lessons
    from autograder.authoring.lesson_rules import read
    from autograder.authoring.verify import verify as run_gates

    good = True
    found = [read(path) for path in find_lessons(course, list(lesson))]
    found.reverse()  # the last lessons train networks: what takes longest comes first
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        alone = len(found) == 1 or jobs == 1
        for report in (map if alone else pool.map)(run_gates, found):
            good = show(report, quiet) and good
    return 0 if good else 1


def show(report: Report, quiet: bool) -> bool:
    """Print what the gates found in a lesson; whether all of it is good."""
    from autograder.authoring.verify import matrix

    if not quiet:
        out.print(matrix(report))
    killed = sum(k.killed and k.own for k in report.kills)
    seen = sum(k.visible for k in report.kills)
    total = len(report.kills)
    out.print(
        f"{report.lesson}: {report.exercises} exercises, {total} misconceptions, "
        f"{killed} named, {seen} seen by the visible cases, {len(report.problems)} problems",
        style="green" if report.ok else "red",
        markup=False,
    )
    for line in report.problems:
        err.print("  " + line, style="red", markup=False)
    return report.ok


@verb("autograder try 01 answers.py --json", name="try")
@click.argument("lesson")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for programs.")
def try_answers(course: Path, lesson: str, file: Path, as_json: bool) -> int:
    """Run a file of answers through a lesson's checks and say how each fared.

    Each answer stands under a line `#### function | right or wrong | what it is`.
    """
    one_thread()
    import json
    from dataclasses import asdict

    from autograder.authoring import answers
    from autograder.authoring.lesson_files import find_lessons
    from autograder.authoring.lesson_rules import read

    [path] = find_lessons(course, [lesson])
    tried = []
    for one in answers.try_answers(read(path), file):
        tried.append(one)
        if not as_json:
            style = "red" if one.problem else None
            out.print(answers.line(one), style=style, markup=False)
    if as_json:
        print(json.dumps([asdict(one) for one in tried], indent=1, ensure_ascii=False))
    else:
        out.print(answers.summary(tried), markup=False)
    return 1 if any(one.problem for one in tried) else 0
