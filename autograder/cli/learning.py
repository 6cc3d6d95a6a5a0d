"""Verbs for learners, and what they are given: lab, handout, progress."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click

from autograder.cli.options import lessons, names_of, out, verb


@verb("autograder lab -- --no-browser")
@click.option("--no-open", is_flag=True, help="Copy only.")
@click.argument("jupyter", nargs=-1)
def lab(course: Path, no_open: bool, jupyter: tuple[str, ...]) -> int:
    """Copy notebooks/ to work/ (never over what is there) and open JupyterLab.

    What follows -- goes to jupyter lab.
    """
    releases = sorted((course / "notebooks").glob("*/*.ipynb"))
    if not releases:
        raise ValueError(f"no notebooks in {course / 'notebooks'}; run `autograder build`")
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
    if no_open:
        return 0
    if os.name == "posix" and os.geteuid() == 0 and "--allow-root" not in jupyter:
        raise ValueError(
            "JupyterLab does not start as root. Be an ordinary user, or, in a container of your "
            "own, say: autograder lab -- --allow-root"
        )
    command = [sys.executable, "-m", "jupyter", "lab", "--notebook-dir", str(course / "work")]
    return until_stopped([*command, *jupyter])


def until_stopped(command: list[str]) -> int:
    """Run a program to its end; who ends us, by Ctrl-C or by a signal, ends it too."""
    program = subprocess.Popen(command)
    before = signal.signal(signal.SIGTERM, lambda number, frame: program.terminate())
    try:
        return program.wait()
    except KeyboardInterrupt:  # it has had the same one
        return program.wait()
    finally:
        signal.signal(signal.SIGTERM, before)


@verb("autograder handout 03")
@lessons
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE", help="Where (default: handout/)."
)
def handout(course: Path, lesson: tuple[str, ...], to: Path | None) -> int:
    """Write the zip for students: notebooks, packages, how to start; no solutions."""
    from autograder.authoring.lesson_files import named
    from autograder.output.handout import handout as write

    there = sorted((course / "notebooks").glob("*/"))
    names = [named(there, name).name for name in lesson]
    path = write(course, names, to)
    count = len(names) or len(there)
    noun = "lesson" if count == 1 else "lessons"
    out.print(f"wrote {path}: {count} {noun}, {path.stat().st_size / 1e6:.1f} MB", markup=False)
    return 0


@verb("autograder progress 01")
@lessons
def progress(course: Path, lesson: tuple[str, ...]) -> int:
    """Say what passes in your own work/, what fails and why, what is next."""
    from autograder.grade.progress import progress as show

    show(course, names_of(course, lesson), console=out)
    return 0
