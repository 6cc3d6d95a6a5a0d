"""`autograder grade`: from submitted/ to gradebook, grades.csv, autograded/ and feedback/.

The order of events keeps everything whole under a crash at any moment: a worker collects and
grades, this process, which opens no file of a submission, writes the pages, then the journal's
row, then, in batches, the gradebook. Whatever was journaled is not graded again; whatever was not,
is.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.authoring.lesson_files import BuildError, named
from autograder.exam import bundle as bundles
from autograder.exam.examiner import nothing
from autograder.exam.find_answers import Recovery
from autograder.exam.handed_in.fingerprint import fingerprint
from autograder.exam.record import Record
from autograder.grade.batch import GivenUp, watched
from autograder.grade.course import Refused, asked_for, course_id, lock, secret_of
from autograder.grade.dry_run import compare
from autograder.grade.late import penalise, plugin_of
from autograder.grade.pool import Cluster, Here
from autograder.grade.worker import Graded, Task, Unchanged
from autograder.output.pages import autograded, feedback
from autograder.output.summary import show, write_csv
from autograder.output.tally import ALL_GRADED, REFUSED, Tally
from autograder.sandbox import selftest
from autograder.sandbox.sandbox import BUBBLEWRAP, Sandbox, SandboxError, available
from autograder.store.assignment import as_given_out
from autograder.store.atomic_write import write_file
from autograder.store.database import GradebookError, Owner, backup, url_of
from autograder.store.entered_by_hand import Marks, marked, read_marks
from autograder.store.gradebook import Writer, read_time
from autograder.store.journal import FILE as JOURNAL
from autograder.store.journal import Journal
from autograder.store.shown_marks import ShownMarks
from autograder.store.totals import automatic
from autograder.untrusted_text import for_terminal

BATCH = 100


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
    cluster: str | None = None


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
    cluster: str | None = None,
    console: Console | None = None,
) -> int:
    """Grade what was handed in; the exit code (0 all graded, 2 some need a person, 3, 4)."""
    console = console or Console(highlight=False)
    level = isolation or BUBBLEWRAP
    options = Options(course, jobs, tuple(students), force, changed, dry_run, level, db, cluster)
    try:
        with lock(course), closing(Run(options, lessons, console)) as run:
            return run.go()
    except (Refused, BuildError, SandboxError, GradebookError) as error:
        console.print(f"Not graded: {escape(str(error))}", style="red")
        return REFUSED


class Run:
    """One grading run of a course."""

    def __init__(self, options: Options, lessons: list[str], console: Console):
        self.options = options
        self.course = options.course
        self.submitted = options.course / "submitted"
        self.console = console
        if reason := available(options.isolation):
            raise Refused(reason)
        if not self.submitted.is_dir():
            raise Refused(f"there is no folder {self.submitted}; collect the submissions there")
        built = sorted((self.course / "solutions").glob("*/*.ipynb"))
        if not built:
            raise Refused(f"no lesson is built in {self.course}; run `autograder build`")
        chosen = [named(built, name) for name in lessons] or built
        self.known = [p.stem for p in built]
        self.lessons = list(dict.fromkeys(p.stem for p in chosen))
        self.bundles = {lesson: bundles.load(self.course, lesson) for lesson in self.lessons}
        self.secret = secret_of(self.course)
        self.url = url_of(self.course, options.db)
        self.pool = Cluster(options.cluster) if options.cluster else Here(options.jobs)
        self.tally = Tally()
        self.buffer: list[Record] = []
        self.marks: dict[str, dict[str, Marks]] = {}
        self.shown = ShownMarks(self.course)
        self.penalties = plugin_of(self.course)

    def go(self) -> int:
        items, lines, failed = asked_for(
            self.submitted, self.options.students, self.lessons, self.known
        )
        self.tally.failed += failed
        for line in lines:
            self.console.print(for_terminal(line), style="yellow")
        if not items and not self.tally.failed:
            self.console.print("There is nothing to grade: no submission of these lessons.")
            return ALL_GRADED
        if self.options.dry_run:
            journal = self.course / JOURNAL
            tasks = [Task(*item, self.submitted) for item in items]
            return compare(journal, self.graded(tasks), self.tally, self.console)
        backup(self.course, self.options.db)
        with (
            closing(Journal(self.course / JOURNAL)) as self.journal,
            closing(Writer(self.url, course_id(self.course), self.owner())) as self.writer,
        ):
            for lesson in dict.fromkeys(lesson for _, lesson in items):
                self.writer.prepare(lesson, as_given_out(self.course, lesson))
                self.marks[lesson] = read_marks(self.writer.book.db, lesson)
            for note in self.writer.notes:
                self.console.print(for_terminal(note), style="yellow")
            try:
                self.work(items)
            finally:
                self.flush()
            self.late()
            write_csv(self.course / "grades.csv", self.writer.book.db, self.journal)
        show(self.console, self.tally, self.bundles, self.course, self.url)
        return self.tally.code

    def owner(self) -> Owner | None:
        """This course, to a gradebook that another may know of."""
        if self.options.db is None:
            return None
        key = hashlib.sha256(b"gradebook\0" + self.secret).hexdigest()
        return Owner(course_id(self.course), key, f"{socket.gethostname()}:{self.course}")

    def close(self) -> None:
        self.pool.close()

    # grading -------------------------------------------------------------------------------

    def work(self, items: list[tuple[str, str]]) -> None:
        """Grade the items that are not in the journal; keep the others' records."""
        # with --changed, of those graded before only what a crash kept out of the gradebook
        entered = {}
        if self.options.changed:
            entered = {lesson: automatic(self.writer.book.db, lesson) for lesson in self.lessons}
        folders = {student: fingerprint(self.submitted / student) for student, _ in items}
        looks = {(s, lesson): self.look(folders[s], lesson) for s, lesson in items}
        tasks = []
        for item in items:
            task = self.task(*item)
            if task.known and looks[item] and looks[item] == self.journal.seen(*item):
                self.keep(task, entered)
            else:
                tasks.append(task)
        for task, outcome in self.graded(tasks):
            if isinstance(outcome, BaseException):
                self.tally.failed.append(f"{task.student}, {task.lesson}: {outcome}")
                continue
            if isinstance(outcome, Unchanged):
                self.keep(task, entered)
            else:
                self.save(outcome)
            self.journal.see(task.student, task.lesson, looks[task.student, task.lesson])

    def keep(self, task: Task, entered: dict[str, dict[str, float]]) -> None:
        """What was graded last stays; it is entered again unless it is known to be there."""
        if record := self.journal.last(task.student, task.lesson):
            self.tally.kept += 1
            self.show_marks(record)
            if not entered or entered[task.lesson].get(task.student) != record.score:
                self.enter(record)

    def look(self, folder: str, lesson: str) -> str:
        """A folder's fingerprint, with all else a record depends on; empty if there is none."""
        whole = f"{folder} {self.bundles[lesson].digest}".encode()
        return hmac.digest(self.secret, whole, "sha256").hex() if folder else ""

    def task(self, student: str, lesson: str) -> Task:
        """What a worker is to do, unless it finds what was graded last."""
        known = ""
        if not self.options.force and self.pages_there(student, lesson):
            known = self.journal.key_of_last(student, lesson)
        return Task(student, lesson, self.submitted, known)

    def graded(
        self, tasks: list[Task]
    ) -> Iterator[tuple[Task, Graded | Unchanged | BaseException]]:
        """(task, what became of it) of every task, as they are finished."""
        if not tasks:
            return
        with Sandbox(self.options.isolation) as sandbox:
            self.console.print(escape(selftest.run(sandbox, self.course).line()), style="dim")
        needed = [self.bundles[name] for name in dict.fromkeys(task.lesson for task in tasks)]
        make = partial(self.pool.start, self.options.isolation, needed, self.secret)
        for task, outcome in watched(tasks, make, self.pool.jobs, self.console):
            if isinstance(outcome, GivenUp):
                outcome = self.without(task, outcome)
            yield task, outcome

    def without(self, task: Task, given_up: GivenUp) -> Graded:
        """A record without points, where the worker is gone that was to make one."""
        bundle = self.bundles[task.lesson]
        record = nothing(task.student, task.lesson, bundle, given_up.reason)
        pages = autograded(record, Recovery(), bundle), feedback(record, bundle)
        return Graded(given_up.key, record, *pages, secret="")

    def save(self, graded: Graded) -> None:
        """Pages first, then the journal: a journaled record always has its pages."""
        record = graded.record
        places = self.pages(record.student, record.lesson)
        for path, data in zip(places, (graded.autograded, graded.feedback), strict=True):
            write_file(path, data)
        for page in places:
            # nbgrader's exchange gives feedback back by these; its feedback leaves a page that is
            # as new as they say, and its formgrader stumbles over a time it cannot read
            if read_time(record.timestamp):
                write_file(page.with_name("timestamp.txt"), record.timestamp.encode())
            if graded.secret:
                write_file(page.with_name("submission_secret.txt"), graded.secret.encode())
        self.journal.append(graded.key, record)
        self.tally.graded += 1
        self.show_marks(record, fresh=True)
        self.enter(record)

    def show_marks(self, record: Record, fresh: bool = False) -> None:
        """Count a record as a person left it, and draw its page anew where that has changed."""
        self.tally.count(self.draw(record, fresh))

    def draw(self, record: Record, fresh: bool = False) -> Record:
        """Draw a page anew where it would show other marks; the record with the marks."""
        marks = self.marks[record.lesson].get(record.student)
        whole = marked(record, marks)
        key, digest = f"{record.lesson}/{record.student}", marks.digest if marks else ""
        if (digest and fresh) or self.shown.changed(key, digest):
            _, page = self.pages(record.student, record.lesson)
            write_file(page, feedback(whole, self.bundles[record.lesson]))
            self.shown.note(key, digest)
        return whole

    def late(self) -> None:
        """Enter the penalties of those who were late, where the course asks for any."""
        for lesson in tuple(self.marks) if self.penalties else ():
            try:
                changed = penalise(self.writer.book.db, lesson, self.penalties)
            except Refused as error:
                self.tally.failed.append(f"{lesson}: {error}")
                continue
            self.marks[lesson] = read_marks(self.writer.book.db, lesson)
            for student in changed:
                if record := self.journal.last(student, lesson):
                    self.draw(record)

    def pages(self, student: str, lesson: str) -> tuple[Path, Path]:
        return (
            self.course / "autograded" / student / lesson / f"{lesson}.ipynb",
            self.course / "feedback" / student / lesson / f"{lesson}.html",
        )

    def pages_there(self, student: str, lesson: str) -> bool:
        # an empty one is what is left when the power goes
        return all(p.is_file() and p.stat().st_size for p in self.pages(student, lesson))

    def enter(self, record: Record) -> None:
        self.buffer.append(record)
        if len(self.buffer) >= BATCH:
            self.flush()

    def flush(self) -> None:
        if self.buffer:
            self.writer.write(self.buffer)
            self.buffer = []
