"""`autograder grade`: from submitted/ to gradebook, grades.csv, autograded/ and feedback/.

The order of events keeps everything whole under a crash at any moment: a worker grades, this
process writes the pages, then the journal's line, then, in batches, the gradebook. Whatever was
journaled is not graded again; whatever was not, is.
"""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.build import BuildError, named
from autograder.grade import bundle as bundles
from autograder.grade import collect, selftest, worker
from autograder.grade.collect import Work
from autograder.grade.examiner import Record
from autograder.grade.gradebook import GradebookError, Writer, backup, url_of
from autograder.grade.journal import Journal, key
from autograder.grade.sandbox import BUBBLEWRAP, Sandbox, SandboxError, available
from autograder.grade.summary import show, write_csv, write_file

ALL_GRADED, FOR_A_PERSON, SOME_NOT_GRADED, REFUSED = 0, 2, 3, 4
BATCH = 100
STATE = ".grade"
NAME_LIMIT = 128  # of nbgrader's column


class Refused(Exception):
    """Grading cannot begin; the message says why and what to do."""


@dataclass
class Options:
    course: Path
    jobs: int = 1
    students: tuple[str, ...] = ()
    force: bool = False
    changed: bool = False
    dry_run: bool = False
    isolation: str = BUBBLEWRAP
    db: str | None = None


@dataclass
class Tally:
    """What a run did."""

    graded: int = 0
    kept: int = 0
    waiting: int = 0  # written answers without a score
    for_a_person: bool = False
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    remarks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def count(self, record: Record) -> None:
        """Keep of a record what is shown at the end: thousands of them must fit."""
        place = record.student, record.lesson
        self.scores[place] = record.score
        if remarks := list(dict.fromkeys(record.person + record.limits)):
            self.remarks[place] = remarks
        waiting = sum(e.score is None for e in record.essays)
        self.waiting += waiting
        self.for_a_person = self.for_a_person or bool(waiting or record.person)

    @property
    def code(self) -> int:
        if self.failed:
            return SOME_NOT_GRADED
        return FOR_A_PERSON if self.for_a_person else ALL_GRADED


def grade(
    course: Path,
    lessons: list[str],
    *,
    jobs: int = 1,
    students: list[str] | tuple[str, ...] = (),
    force: bool = False,
    changed: bool = False,
    dry_run: bool = False,
    isolation: str | None = None,
    db: str | None = None,
    console: Console | None = None,
) -> int:
    """Grade what was handed in; the exit code (0 all graded, 2 some need a person, 3, 4)."""
    console = console or Console(highlight=False)
    options = Options(
        course, jobs, tuple(students), force, changed, dry_run, isolation or BUBBLEWRAP, db
    )
    try:
        with lock(course):
            return Run(options, lessons, console).go()
    except (Refused, BuildError, SandboxError, GradebookError) as error:
        console.print(f"Not graded: {escape(str(error))}", style="red")
        return REFUSED


@contextmanager
def lock(course: Path) -> Iterator[None]:
    """One run at a time in a course directory."""
    (course / STATE).mkdir(exist_ok=True, mode=0o700)
    with open(course / STATE / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another grading run is at work in {course}; wait for it") from None
        yield


class Run:
    """One grading run of a course."""

    def __init__(self, options: Options, lessons: list[str], console: Console):
        self.options = options
        self.course = options.course
        self.submitted = options.course / "submitted"
        self.console = console
        if reason := available(options.isolation):
            raise Refused(f"{reason} (or say --isolation process, for submissions you trust)")
        if not self.submitted.is_dir():
            raise Refused(f"there is no folder {self.submitted}; collect the submissions there")
        built = sorted((self.course / "solutions").glob("*/*.ipynb"))
        if not built:
            raise Refused(f"no lesson is built in {self.course}; run `autograder build`")
        chosen = [named(built, name) for name in lessons] or built
        self.lessons = list(dict.fromkeys(p.stem for p in chosen))
        self.bundles = {lesson: bundles.load(self.course, lesson) for lesson in self.lessons}
        self.secret = secret_of(self.course)
        self.url = url_of(self.course, options.db)
        self.tally = Tally()
        self.buffer: list[Record] = []

    def go(self) -> int:
        items = self.items()
        if not items and not self.tally.failed:
            self.console.print("There is nothing to grade: no submission of these lessons.")
            return ALL_GRADED
        with Sandbox(self.options.isolation) as sandbox:
            self.console.print(escape(selftest.run(sandbox, self.course).line()), style="dim")
        if self.options.dry_run:
            return self.compare(items)
        backup(self.course, self.options.db)
        with (
            closing(Journal(self.course / STATE / "journal.jsonl")) as self.journal,
            closing(Writer(self.url, course_id(self.course))) as self.writer,
        ):
            for lesson in self.lessons:
                source = self.course / "solutions" / lesson / f"{lesson}.ipynb"
                self.writer.prepare(lesson, source.read_text(encoding="utf-8"))
            try:
                self.work(items)
            finally:
                self.flush()
            write_csv(self.course / "grades.csv", self.writer, self.journal)
        show(self.console, self.tally, self.bundles, self.course, self.url)
        return self.tally.code

    def items(self) -> list[tuple[str, str]]:
        """(student, lesson) of every submission asked for."""
        there = collect.students(self.submitted)
        unknown = [s for s in self.options.students if s not in there]
        if unknown:
            raise Refused(f"there is no submission of {', '.join(unknown)} in {self.submitted}")
        chosen = [s for s in there if not self.options.students or s in self.options.students]
        for student in chosen:
            if reason := unfit(student):
                self.tally.failed.append(f"{student!r}: {reason}")
        chosen = [s for s in chosen if not unfit(s)]
        return [
            (student, lesson)
            for lesson in self.lessons
            for student in chosen
            if collect.handed_in(self.submitted, student, lesson)
        ]

    # grading -------------------------------------------------------------------------------

    def work(self, items: list[tuple[str, str]]) -> None:
        """Grade the items that are not in the journal; keep the others' records."""
        todo: list[tuple[str, str]] = []
        for student, lesson in items:
            work = collect.collect(self.submitted, student, lesson)
            record = self.journal.get(key(work, self.bundles[lesson], self.secret))
            if self.options.force or record is None or not self.pages_there(student, lesson):
                todo.append((student, lesson))
                continue
            self.tally.kept += 1
            self.tally.count(record)
            if not self.options.changed:
                self.enter(record)
        for work, outcome in self.graded(todo):
            if isinstance(outcome, BaseException):
                self.tally.failed.append(f"{work.student}, {work.lesson}: {outcome}")
                continue
            self.save(work, outcome)

    def graded(self, todo: list[tuple[str, str]]):
        """(work, what became of it) of every item, as they are finished."""
        if not todo:
            return
        self.needed = [self.bundles[name] for name in dict.fromkeys(name for _, name in todo)]
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=self.console, transient=True) as progress:
            bar = progress.add_task("grading", total=len(todo))
            for finished in run_all(
                (collect.collect(self.submitted, *item) for item in todo),
                self.executor,
                self.options.jobs,
            ):
                progress.advance(bar)
                yield finished

    def executor(self) -> Executor:
        # workers are forked from a server that has torch: a new one is there at once
        context = get_context("forkserver")
        context.set_forkserver_preload(["torch", "autograder.grade.worker"])
        return ProcessPoolExecutor(
            self.options.jobs,
            context,
            worker.begin,
            (self.options.isolation, self.needed, self.secret),
        )

    def save(self, work: Work, graded: worker.Graded) -> None:
        """Pages first, then the journal: a journaled record always has its pages."""
        for path, data in zip(
            self.pages(work.student, work.lesson), (graded.autograded, graded.feedback), strict=True
        ):
            write_file(path, data)
        if work.timestamp:
            stamp = self.pages(work.student, work.lesson)[0].with_name("timestamp.txt")
            write_file(stamp, work.timestamp.encode())
        self.journal.append(key(work, self.bundles[work.lesson], self.secret), graded.record)
        self.tally.graded += 1
        self.tally.count(graded.record)
        self.enter(graded.record)

    def pages(self, student: str, lesson: str) -> tuple[Path, Path]:
        return (
            self.course / "autograded" / student / lesson / f"{lesson}.ipynb",
            self.course / "feedback" / student / lesson / f"{lesson}.html",
        )

    def pages_there(self, student: str, lesson: str) -> bool:
        return all(p.is_file() for p in self.pages(student, lesson))

    def enter(self, record: Record) -> None:
        self.buffer.append(record)
        if len(self.buffer) >= BATCH:
            self.flush()

    def flush(self) -> None:
        if self.buffer:
            self.writer.write(self.buffer)
            self.buffer = []

    # comparing -----------------------------------------------------------------------------

    def compare(self, items: list[tuple[str, str]]) -> int:
        """A dry run: grade, write nothing, say whose score would change."""
        path = self.course / STATE / "journal.jsonl"
        before: dict[tuple[str, str], float] = {}
        if path.exists():
            journal = Journal(path)
            before = {(r.student, r.lesson): r.score for r in journal.records()}
            journal.close()
        changes = 0
        for work, outcome in self.graded(items):
            if isinstance(outcome, BaseException):
                self.tally.failed.append(f"{work.student}, {work.lesson}: {outcome}")
                continue
            record = outcome.record
            self.tally.count(record)
            old = before.get((work.student, work.lesson))
            if old != record.score:
                changes += 1
                was = "not graded" if old is None else f"{old:g}"
                step = "" if old is None else f" ({record.score - old:+g})"
                line = f"{work.student}, {work.lesson}: {was} → {record.score:g}{step}"
                self.console.print(escape(line))
        for line in self.tally.failed:
            self.console.print(f"Not graded: {escape(line)}", style="red")
        self.console.print(f"{changes} of {len(items)} scores would change; nothing was written.")
        return self.tally.code


def run_all(works: Iterator[Work], make: callable, jobs: int):
    """Send works to an executor, a few ahead; yield (work, result or exception) as they finish.

    A worker that dies takes its pool along: what was under way is tried again alone, and only what
    kills a worker by itself is given up.
    """
    executor = make()
    try:
        pending: dict[Future, Work] = {}
        source = iter(works)
        exhausted = False
        while pending or not exhausted:
            while not exhausted and len(pending) < 3 * jobs:
                work = next(source, None)
                if work is None:
                    exhausted = True
                    break
                pending[executor.submit(worker.grade, work)] = work
            if not pending:
                break
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            broken: list[Work] = []
            for future in done:
                work = pending.pop(future)
                try:
                    yield work, future.result()
                except BrokenProcessPool:
                    broken.append(work)
                except Exception as error:
                    yield work, error
            if broken:
                broken += pending.values()
                pending = {}
                executor.shutdown(cancel_futures=True)
                for work in broken:
                    executor = make()
                    yield work, alone(work, executor)
                    executor.shutdown()
                executor = make()
    finally:
        executor.shutdown(cancel_futures=True)


def alone(work: Work, executor: Executor) -> worker.Graded | BaseException:
    """The result of one work in a pool of its own."""
    try:
        return executor.submit(worker.grade, work).result()
    except BrokenProcessPool:
        return SandboxError("the worker process died on it twice; grade it by hand")
    except Exception as error:
        return error


def unfit(student: str) -> str:
    """Why a folder's name cannot be a student's id in a gradebook; empty if it can."""
    try:
        student.encode()
    except UnicodeEncodeError:
        return "the folder's name is not UTF-8; rename it"
    if len(student) > NAME_LIMIT:
        return f"the folder's name has {len(student)} characters, a gradebook takes {NAME_LIMIT}"
    return ""


def secret_of(course: Path) -> bytes:
    """The course's secret, from which hidden cases are drawn; made once."""
    path = course / STATE / "secret"
    if not path.exists():
        write_file(path, secrets.token_hex(32).encode(), mode=0o600)
    return path.read_bytes().strip()


def course_id(course: Path) -> str:
    """The course's name in the gradebook: that of nbgrader_config.py, if there is one."""
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    except ConfigFileNotFound:
        return "default_course"
    return config.get("CourseDirectory", {}).get("course_id") or "default_course"
