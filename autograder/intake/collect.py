"""`autograder collect`: from a download to submitted/, and a table of who handed in what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.exam.handed_in.files import FILES_LIMIT, TOTAL_LIMIT, is_notebook, is_zip
from autograder.exam.notebook import Unreadable
from autograder.intake import placing
from autograder.intake.archive import Archive, opened
from autograder.intake.due import Due, due_dates
from autograder.intake.lessons import Lessons
from autograder.intake.people import Roster, identify, not_there, unfit
from autograder.intake.placing import KEPT, SECRET, STAMP, UNCHANGED, Submission, safe_path
from autograder.intake.schemes import HandedIn, recognise
from autograder.store.collected import Collected, Taken


@dataclass
class Row:
    """What became of one student's submission for one lesson."""

    student: str
    name: str
    lesson: str
    time: datetime | None
    late: str
    files: list[str]
    done: str
    reason: str = ""


@dataclass
class Collection:
    """What a download had in it, and what became of it."""

    system: str = ""
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was left out, or is not sure
    missing: list[str] = field(default_factory=list)  # in the roster, but not in the download

    @property
    def for_a_person(self) -> bool:
        return bool(self.notes or any(row.done == KEPT for row in self.rows))


def collect(
    course: Path,
    source: Path,
    *,
    lessons: Sequence[str],
    lesson: str = "",
    roster: Roster | None = None,
    due: datetime | None = None,
    replace: bool = False,
    pattern: str = "",
    system: str = "",
    db: str | None = None,
) -> Collection:
    """Take what a system handed out into submitted/.

    Parameters
    ----------
    source : the zip file, or the folder it was unpacked to
    lessons : those of the course
    lesson : the one it is all of; without it the names of the files say so, else their cells
    roster : the system's table of the class, which tells ids by keys
    replace : takes these submissions in place of others, newer or not
    pattern : of the names of the files, if they are of none of the systems
    system : whose download it is; without it the names of the files say so

    Raises
    ------
    ValueError
        if it is no download, or its files are named as no system does, or as two do
    """
    collection = Collection()
    collected = Collected(course)
    with opened(source, collection.notes) as archive:
        intake = Intake(course, archive, collection, collected, Lessons(course, list(lessons)))
        intake.lesson = lesson or intake.lessons.named(source.stem)
        intake.due = due_dates(course, db, lessons, due)
        intake.roster, intake.replace = roster, replace
        try:
            intake.go(pattern, system)
        finally:
            collected.save()
    return collection


class Intake:
    """One download on its way in."""

    due: Due
    lesson: str
    roster: Roster | None
    replace: bool

    def __init__(
        self,
        course: Path,
        archive: Archive,
        collection: Collection,
        collected: Collected,
        lessons: Lessons,
    ):
        self.course = course
        self.archive = archive
        self.collection = collection
        self.collected = collected
        self.lessons = lessons

    def go(self, pattern: str, told: str) -> None:
        notes = self.collection.notes
        system, handed, unknown = recognise(
            self.archive.entries(), self.lessons.names, pattern, self.archive.read, told
        )
        if not handed:
            raise ValueError(
                f"in {self.archive.source.name} no file is named as Canvas, Moodle, Blackboard or "
                "nbgrader's exchange do; for another system set "
                "c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py"
            )
        self.collection.system = system
        notes += [f"{entry.path} was not recognised." for entry in unknown]
        ids, unsure = identify(handed, self.roster, self.collected)
        notes += unsure
        by_student: defaultdict[str, list[HandedIn]] = defaultdict(list)
        for one in handed:
            if one.key not in ids:
                continue
            if reason := unfit(ids[one.key]):
                notes.append(f"{one.entry.path}: {reason}; it was left out.")
            else:
                by_student[ids[one.key]].append(one)
        later: list[tuple[str, list[HandedIn]]] = []
        for student, mine in sorted(by_student.items()):
            try:
                if rest := self.student(student, mine):
                    later.append((student, rest))
            except OSError as error:  # one's names are nobody else's business
                notes.append(f"{student}: it could not be put in place ({error}).")
        found = {row.lesson for row in self.collection.rows}
        for student, mine in later:
            self.unnamed(student, mine, next(iter(found)) if len(found) == 1 else "")
        self.collection.rows.sort(key=lambda row: (row.student, row.lesson))
        if self.roster:
            self.collection.missing = not_there(self.roster, list(by_student))

    def student(self, student: str, mine: list[HandedIn]) -> list[HandedIn]:
        """Place what one student handed in; gives back what is of no lesson that is known."""
        files: defaultdict[str, list[tuple[HandedIn, bytes]]] = defaultdict(list)
        for one, data in self.read(student, newest(mine)):
            files[self.lesson_of(one, data)].append((one, data))
        rest = files.pop("", [])
        if len(files) == 1:  # the pictures and texts beside a notebook
            next(iter(files.values())).extend(rest)
            rest = []
        for lesson, found in sorted(files.items()):
            self.place(student, lesson, found)
        return [one for one, _ in rest]

    def unnamed(self, student: str, mine: list[HandedIn], lesson: str) -> None:
        """Place what does not say of which lesson it is, if all the others are of one."""
        what = ", ".join(one.file for one in mine[:3])
        if lesson:
            self.collection.notes.append(
                f"{student}: {what} is named for no lesson; taken for {lesson}."
            )
            self.place(student, lesson, list(self.read(student, mine)))
        else:
            self.collection.notes.append(
                f"{student}: of which lesson is {what}? Say so with --lesson."
            )

    def read(self, student: str, mine: list[HandedIn]):
        """The files of a student, as long as they fit."""
        size = 0
        for count, one in enumerate(mine):
            forged = safe_path(one.file, {}).casefold() in (STAMP, SECRET) and not self.trusted
            if one.receipt or forged:
                if forged:
                    self.collection.notes.append(f"{student}: {one.file} is a student's; left out.")
                continue
            try:
                data = self.archive.read(one.entry)
            except Unreadable as error:
                self.collection.notes.append(f"{student}: {error}")
                continue
            size += len(data)
            if size > TOTAL_LIMIT or count >= FILES_LIMIT:
                self.collection.notes.append(
                    f"{student} handed in more than {TOTAL_LIMIT >> 20} MB or {FILES_LIMIT} files; "
                    f"from {one.file} on it was left out."
                )
                return
            yield one, data

    @property
    def trusted(self) -> bool:
        """Whether nbgrader wrote the times that are in the download."""
        return self.collection.system in ("exchange", "nbgrader")

    def lesson_of(self, one: HandedIn, data: bytes) -> str:
        """The lesson that a file is of; empty if it is not told."""
        if one.lesson:
            known = [n for n in self.lessons.names if n.casefold() == one.lesson.casefold()]
            return known[0] if known else ""
        name = one.file.rpartition("/")[2]
        own = self.lessons.named(name) or self.lessons.of_notebook(name, data)
        if self.lesson and own not in ("", self.lesson):
            self.collection.notes.append(
                f"{one.name or one.key}: {one.file} looks like {own}; taken for {self.lesson}."
            )
        return self.lesson or own

    def place(self, student: str, lesson: str, found: list[tuple[HandedIn, bytes]]) -> None:
        """Put the files of one lesson into the student's folder, and a row into the table."""
        last = max((one for one, _ in found), key=lambda one: (one.time or EVER, one.number))
        attempts = {one.time for one, _ in found}
        new = Submission(student, lesson, before=self.collected.get(lesson, student))
        for one, data in found:
            several = one.attempt if len(attempts) > 1 else ""
            new.files[safe_path(with_prefix(one.file, several), new.files)] = data
        person = self.roster.find(last) if self.roster else None
        new.time = last.time or (person.time if person else None)
        if new.time is None and self.trusted:
            new.time = placing.stamp_of(new.files)
        new.taken = Taken(
            last.system,
            last.key,
            last.name,
            last.back,
            number=max(one.number for one, _ in found),
            changed=max(one.entry.changed for one, _ in found),
            time=new.time.isoformat() if new.time else "",
        )
        new.taken.digest = placing.digest(new.whole)
        done, reason = placing.place(self.course, new, self.replace)
        if done != KEPT and not (done == UNCHANGED and new.before):
            self.collected.note(lesson, student, new.taken)
        if done == UNCHANGED and new.time is None and new.before and new.before.time:
            new.time = datetime.fromisoformat(new.before.time)  # as a roster told before
        late = self.due.late(student, lesson, new.time, last.late)
        shown = [p for p in new.files if p not in (STAMP, SECRET)]
        if not any(is_notebook(p) or is_zip(p) for p in shown):
            self.collection.notes.append(
                f"{student}: there is no notebook in {', '.join(shown[:5])}."
            )
        name = person.name if person else last.name
        row = Row(student, name, lesson, new.time, late, shown, done, reason)
        self.collection.rows.append(row)


EVER = datetime.min.replace(tzinfo=UTC)


def with_prefix(path: str, prefix: str) -> str:
    """A path with something before the name of the file."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{prefix}{name}"


def newest(mine: list[HandedIn]) -> list[HandedIn]:
    """Of what was handed in several times as a whole, as in the exchange, the last."""
    if mine[0].system != "exchange":
        return mine
    last: Counter[str] = Counter()
    for one in mine:
        last[one.lesson] = max(last[one.lesson], int((one.time or EVER).timestamp()))
    return [one for one in mine if int((one.time or EVER).timestamp()) == last[one.lesson]]
