"""The `autograder` program: one verb a wish, in a course directory.

Each verb is a function here that reads its flags and calls the module that does the work. Whatever
a person can get wrong ends as one line on stderr and a non-zero exit code, never as a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from autograder.authoring.build import BuildError, find_lessons
from autograder.authoring.lesson import LessonError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def main(argv: list[str] | None = None) -> int:
    """Run the program; its exit code."""
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except (LessonError, BuildError, OSError, ValueError) as error:
        err.print(f"autograder {arguments.verb}: {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        err.print(f"autograder {arguments.verb}: stopped; what was finished is kept.", style="red")
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="autograder", description="Build, verify and grade the convolution course."
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, run, summary: str, example: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=f"example:  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        sub.add_argument(
            "--course",
            type=Path,
            default=Path(),
            metavar="DIR",
            help="course directory (default: here)",
        )
        return sub

    def lessons(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("lesson", nargs="*", help="lesson names or numbers (default: all)")

    sub = verb(
        "build",
        build,
        "make solutions, notebooks and misconceptions from the lessons",
        "autograder build 01",
    )
    lessons(sub)
    sub.add_argument(
        "--check", action="store_true", help="write nothing; fail if a built file is out of date"
    )
    sub = verb(
        "verify",
        verify,
        "run every gate on the lessons and print the kill matrix",
        "autograder verify 01 --quiet",
    )
    lessons(sub)
    sub.add_argument("--quiet", action="store_true", help="only the summary and what is wrong")
    add_jobs(sub, "lessons")
    sub = verb(
        "try",
        try_answers,
        "run a file of answers through a lesson's checks and say how each fared",
        "autograder try 01 answers.py --json",
    )
    sub.add_argument("lesson", help="lesson name or number")
    sub.add_argument("file", type=Path, help="answers, each under `#### function | right | what`")
    sub.add_argument("--json", action="store_true", help="one JSON list, for programs")
    sub = verb(
        "lab",
        lab,
        "copy notebooks/ to work/ (never over what is there) and open JupyterLab",
        "autograder lab -- --no-browser",
    )
    sub.add_argument("--no-open", action="store_true", help="copy only")
    sub.add_argument("jupyter", nargs="*", help="arguments for jupyter lab, after --")

    sub = verb(
        "grade",
        grade,
        "grade the submissions in submitted/",
        "autograder grade 01 --jobs 2 --student student-07",
    )
    lessons(sub)
    add_grading(sub)
    sub = verb(
        "report",
        report,
        "write report.html and report.json of a graded class",
        "autograder report 01",
    )
    lessons(sub)
    sub = verb(
        "export",
        export,
        "write the grades for another system, into its own file if one is given",
        "autograder export --format canvas --fill canvas.csv --to filled.csv",
    )
    lessons(sub)
    sub.add_argument(
        "--format",
        choices=("csv", "canvas", "moodle", "blackboard"),
        default="csv",
        help="whose file (default: csv)",
    )
    sub.add_argument("--fill", type=Path, metavar="FILE", help="the file that system exported")
    sub.add_argument("--to", type=Path, metavar="FILE", help="where to write")
    add_db(sub)
    sub = verb(
        "progress",
        progress,
        "say what passes in your own work/, what fails and why, what is next",
        "autograder progress 01",
    )
    lessons(sub)
    sub = verb(
        "demo",
        demo,
        "hand in and grade the example class, in demo/: lessons 00 and 01, or those named",
        "autograder demo 07 08",
    )
    lessons(sub)
    add_grading(sub)
    return top


def add_jobs(sub: argparse.ArgumentParser, what: str) -> None:
    sub.add_argument(
        "--jobs",
        type=count,
        default=os.cpu_count() or 1,
        metavar="N",
        help=f"how many {what} at a time (default: one a core)",
    )


def add_grading(sub: argparse.ArgumentParser) -> None:
    add_jobs(sub, "notebooks")
    sub.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this student (may be given again)",
    )
    which = sub.add_mutually_exclusive_group()
    which.add_argument("--force", action="store_true", help="grade everything again")
    which.add_argument(
        "--changed", action="store_true", help="grade what changed since it was graded"
    )
    which.add_argument(
        "--dry-run",
        action="store_true",
        help="write nothing; say whose score would change and by how much",
    )
    sub.add_argument(
        "--isolation",
        choices=("bubblewrap", "process"),
        default=None,
        help="how strongly students' code is locked in (default: the strongest)",
    )
    sub.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on the workers of this dask scheduler, such as tcp://head:8786",
    )
    add_db(sub)


def add_db(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--db",
        metavar="URL",
        default=None,
        help="the gradebook, any SQLAlchemy URL (default: gradebook.db here)",
    )


def count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def course_of(arguments: argparse.Namespace) -> Path:
    course = arguments.course.resolve()
    if not course.is_dir():
        raise BuildError(f"there is no course directory {arguments.course}")
    return course


def build(arguments: argparse.Namespace) -> int:
    from autograder.authoring import build as builder

    course = course_of(arguments)
    files = builder.build(course, arguments.lesson)
    if not arguments.check:
        written = builder.write(files)
        for path in written:
            out.print(f"wrote {path.relative_to(course)}", markup=False)
        left = builder.stale(course, files, everything=not arguments.lesson)
        for line in left:
            err.print(line, style="red", markup=False)
        out.print(f"{len(files)} files, {len(written)} changed.")
        return 1 if left else 0
    lines = builder.stale(course, files, everything=not arguments.lesson)
    for line in lines:
        err.print(line, style="red", markup=False)
    if not lines:
        out.print(f"{len(files)} built files are as their lessons say.")
    return 1 if lines else 0


def verify(arguments: argparse.Namespace) -> int:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from autograder.authoring import build as builder
    from autograder.authoring import verify as gates
    from autograder.authoring.lesson_rules import read

    good = True
    paths = builder.find_lessons(course_of(arguments), arguments.lesson)
    lessons = [read(path) for path in paths]
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("forkserver")) as pool:
        alone = len(lessons) == 1 or arguments.jobs == 1
        for report in (map if alone else pool.map)(gates.verify, lessons):
            good = show_report(report, arguments.quiet) and good
    return 0 if good else 1


def show_report(report, quiet: bool) -> bool:
    """Print what the gates found in a lesson; whether all of it is good."""
    from autograder.authoring import verify as gates

    if not quiet:
        out.print(gates.matrix(report))
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


def try_answers(arguments: argparse.Namespace) -> int:
    import json
    from dataclasses import asdict

    from autograder.authoring import answers
    from autograder.authoring import build as builder
    from autograder.authoring.lesson_rules import read

    [path] = builder.find_lessons(course_of(arguments), [arguments.lesson])
    tried = []
    for one in answers.try_answers(read(path), arguments.file):
        tried.append(one)
        if not arguments.json:
            out.print(answers.line(one), style="red" if one.problem else None, markup=False)
    if arguments.json:
        print(json.dumps([asdict(one) for one in tried], indent=1, ensure_ascii=False))
    else:
        out.print(answers.summary(tried), markup=False)
    return 1 if any(one.problem for one in tried) else 0


def lab(arguments: argparse.Namespace) -> int:
    import shutil
    import subprocess

    course = course_of(arguments)
    releases = sorted((course / "notebooks").glob("*/*.ipynb"))
    if not releases:
        raise BuildError(f"no notebooks in {course / 'notebooks'}; run `autograder build`")
    copied = 0
    for source in releases:
        target = course / "work" / source.parent.name / source.name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        copied += 1
    kept = len(releases) - copied
    out.print(f"work/: {copied} notebooks copied, {kept} already there and left as they are.")
    if arguments.no_open:
        return 0
    command = [sys.executable, "-m", "jupyter", "lab", "--notebook-dir", str(course / "work")]
    try:
        return subprocess.call([*command, *arguments.jupyter])
    except KeyboardInterrupt:
        return 0


def grade(arguments: argparse.Namespace) -> int:
    from autograder.grade.run import grade as run

    return run(
        course_of(arguments),
        arguments.lesson,
        jobs=arguments.jobs,
        students=arguments.student,
        force=arguments.force,
        changed=arguments.changed,
        dry_run=arguments.dry_run,
        isolation=arguments.isolation,
        cluster=arguments.cluster,
        db=arguments.db,
        console=out,
    )


def report(arguments: argparse.Namespace) -> int:
    from autograder.output import report as reports

    for path in reports.write(course_of(arguments), names_of(arguments)):
        out.print(f"wrote {path}", markup=False)
    return 0


def export(arguments: argparse.Namespace) -> int:
    from autograder.output import export as exports

    path, filled = exports.export(
        course_of(arguments),
        arguments.format,
        fill=arguments.fill,
        to=arguments.to,
        lessons=names_of(arguments),
        db=arguments.db,
    )
    out.print(f"wrote {path}: {filled.entered} grades", markup=False)
    for student in filled.unknown:
        err.print(f"{student} is graded, but not in {arguments.fill}", style="red", markup=False)
    for lesson in filled.missing:
        err.print(f"{arguments.fill} has no column for {lesson}", style="red", markup=False)
    return 1 if filled.unknown or filled.missing else 0


def progress(arguments: argparse.Namespace) -> int:
    from autograder.grade.progress import progress as show

    show(course_of(arguments), names_of(arguments), console=out)
    return 0


def names_of(arguments: argparse.Namespace) -> list[str]:
    """The lessons asked for by number, name or file, as the names of solutions/."""
    from autograder.authoring.build import named

    solved = sorted((course_of(arguments) / "solutions").glob("*/"))
    return [named(solved, name).name for name in arguments.lesson]


def demo(arguments: argparse.Namespace) -> int:
    from autograder.authoring import example_class as examples

    course = course_of(arguments)
    chosen = [path.stem for path in find_lessons(course, arguments.lesson or ["00", "01"])]
    place = examples.hand_in(course, course / "demo", chosen)
    out.print(f"The example class has handed in, in {place.relative_to(course)}/submitted/.")
    arguments.course, arguments.lesson = place, chosen
    # these submissions ship with the project, so the weaker isolation will do where there is
    # no bubblewrap
    if arguments.isolation is None and not examples.can_isolate():
        arguments.isolation = "process"
    code = grade(arguments)
    if code in (0, 2) and not arguments.dry_run:
        report(arguments)
    return 0 if code == 2 else code  # some of them are meant to need a person
