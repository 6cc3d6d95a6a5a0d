"""The gradebook's database: where it is, its version, its copy before a run, its tables."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from alembic.script import ScriptDirectory
from nbgrader.api import Assignment, Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

#: what people and checks have entered; a gradebook that has less of it than its copy is no better
ENTERED = (
    "select count(*) from grade",
    "select count(manual_score) from grade",
    "select count(manual_comment) from comment",
)


class GradebookError(ValueError):
    """The gradebook cannot be opened or written; says which, and why."""


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Say in one line that, and why, the gradebook cannot be used."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise GradebookError(f"the gradebook cannot be {what}: {reason}") from None


def url_of(course: Path, db: str | None) -> str:
    return db or f"sqlite:///{(course / 'gradebook.db').resolve()}"


def file_of(url: str) -> str | None:
    """The file of an SQLite gradebook."""
    place = re.fullmatch(r"sqlite:///(.+)", url)
    return place[1] if place else None


# -- reading -------------------------------------------------------------------------------------


def read_only(url: str) -> Engine:
    """An engine that cannot change a gradebook, nor make one."""
    place = file_of(url)
    if place is None:
        engine = create_engine(url, poolclass=NullPool)
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(postgresql_readonly=True)
        return engine
    address = f"file:{quote(place)}?mode=ro"
    return create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )


@contextlib.contextmanager
def reading(course: Path, db: str | None) -> Iterator[Session | None]:
    """A session that only reads the gradebook; None if there is no file of it."""
    url = url_of(course, db)
    place = file_of(url)
    if place is not None and not os.path.exists(place):
        yield None
        return
    with told("read"):
        engine = read_only(url)
        try:
            check_version(engine, url)
            with Session(engine) as session:
                yield session
        finally:
            engine.dispose()


# -- its version ---------------------------------------------------------------------------------


def check_version(engine: Engine, url: str) -> None:
    """Refuse a gradebook of another nbgrader than the one that is installed.

    Raises
    ------
    GradebookError
        with what to do
    """
    there = inspect(engine)
    names = set(there.get_table_names())
    ours = [table for table in Base.metadata.sorted_tables if table.name in names]
    lacking = [
        f"{table.name}.{column}"
        for table in ours
        for column in sorted(
            set(table.columns.keys()) - {c["name"] for c in there.get_columns(table.name)}
        )
    ]
    found = None
    if "alembic_version" in names:
        with engine.connect() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    script = ScriptDirectory(ALEMBIC_DIR)
    head = script.get_current_head()
    if not lacking and found in (None, head):  # None: new, or a crash came before the version
        return
    what = make_url(url).render_as_string(hide_password=True)
    if found == head:
        raise GradebookError(
            f"the gradebook {what} says that it is up to date, but has no {lacking[0]}; "
            "put a copy of it back that was made before"
        )
    if found is None or found in {revision.revision for revision in script.walk_revisions()}:
        raise GradebookError(
            f"the gradebook {what} is of an older nbgrader; bring it up to date with "
            f"`nbgrader db upgrade --db {what}`, which keeps a copy"
        )
    raise GradebookError(
        f"the gradebook {what} is of a newer nbgrader (version {found}); update nbgrader"
    )


@dataclass(frozen=True)
class Owner:
    """The course that a shared gradebook is of; two terms of a course have one name.

    Parameters
    ----------
    key : the same in all copies of the course's directory
    place : where the directory is, for people
    """

    course_id: str
    key: str
    place: str


#: a table of our own beside nbgrader's, in gradebooks that several directories may know of
OWNER = """CREATE TABLE IF NOT EXISTS autograder_course (course_id VARCHAR(128) PRIMARY KEY,
 owner VARCHAR(64) NOT NULL, place VARCHAR(1024) NOT NULL)"""


def check_owner(engine: Engine, url: str, owner: Owner) -> None:
    """Refuse a gradebook in which another course is: lessons and students may be named alike.

    Raises
    ------
    GradebookError
        with the other course's name, or its directory where the names are the same
    """
    what = make_url(url).render_as_string(hide_password=True)
    there = inspect(engine)
    if there.has_table(Assignment.__tablename__):
        with Session(engine) as session:
            mine = Assignment.course_id == owner.course_id
            others = session.scalars(select(Assignment.course_id).where(~mine).distinct()).all()
        if others:
            raise GradebookError(
                f"the gradebook {what} is of the course {', '.join(sorted(others))}, not of "
                f"{owner.course_id}: give each course its own --db; if it is the same course, give "
                "it the same course_id in nbgrader_config.py"
            )
    if there.has_table("autograder_course"):
        query = text("SELECT owner, place FROM autograder_course WHERE course_id = :id")
        with engine.connect() as connection:
            found = connection.execute(query, {"id": owner.course_id}).first()
        if found is not None and found[0] != owner.key:
            raise GradebookError(
                f"the gradebook {what} is of the course {owner.course_id} in {found[1]}, not of "
                "the one here: give each course its own --db; if it is the same course, copy "
                ".grade/secret from there, from which hidden cases are drawn"
            )


def own(engine: Engine, owner: Owner) -> None:
    """Note whose gradebook it is, if that is not noted."""
    values = {"id": owner.course_id, "owner": owner.key, "place": owner.place[:1024]}
    with engine.begin() as connection:
        connection.execute(text(OWNER))
        query = text("SELECT 1 FROM autograder_course WHERE course_id = :id")
        if connection.execute(query, {"id": owner.course_id}).first() is None:
            connection.execute(
                text("INSERT INTO autograder_course VALUES (:id, :owner, :place)"), values
            )


# -- its copy ------------------------------------------------------------------------------------


def backup(course: Path, db: str | None) -> Path | None:
    """Copy an SQLite gradebook before a run writes to it; the copy's path.

    A copy that was made before stays until there is a good one to take its place, and for good if
    that one has less in it.

    Raises
    ------
    GradebookError
        if the gradebook cannot be copied, is damaged, or is of another nbgrader
    """
    url = url_of(course, db)
    place = file_of(url)
    if place is None or not os.path.exists(place):
        return None
    target, partial = Path(f"{place}.bak"), Path(f"{place}.bak.part")
    try:
        with told("copied"):
            source, copy = sqlite3.connect(place), sqlite3.connect(partial)
            with contextlib.closing(source), contextlib.closing(copy):
                source.backup(copy)  # sees a consistent state, whatever a crash has left behind
            with contextlib.closing(sqlite3.connect(partial)) as copy:
                state = copy.execute("pragma quick_check(1)").fetchone()[0]
        if state != "ok":
            last = f"; the last good copy is {target}" if target.exists() else ""
            raise GradebookError(f"the gradebook {place} is damaged ({state.strip()}){last}")
        check_version(read_only(f"sqlite:///{partial}"), url)
        less = target.exists() and any(
            now < before for now, before in zip(entered(partial), entered(target), strict=True)
        )
        if less:
            os.replace(target, unused(target))
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def entered(path: Path) -> list[int]:
    """How much is in a gradebook; nothing if it is none."""
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as book:
        try:
            return [book.execute(query).fetchone()[0] for query in ENTERED]
        except sqlite3.Error:
            return [0 for _ in ENTERED]


def unused(path: Path) -> Path:
    """A numbered name beside a path that no file has."""
    number = 1
    while (found := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return found


# -- its tables ----------------------------------------------------------------------------------


def make_tables(url: str, owner: Owner | None = None) -> None:
    """Have nbgrader's tables and its schema version in the database.

    nbgrader does so too, but asks a program on the PATH for the version; and a crash between the
    tables and the version would leave a gradebook its `nbgrader db upgrade` does not know.

    Parameters
    ----------
    owner : refuses a gradebook that is of another course

    Raises
    ------
    GradebookError
        if what is there is of another nbgrader or course; then nothing is written
    """
    engine = create_engine(url)
    try:
        check_version(engine, url)
        if owner is not None:
            check_owner(engine, url, owner)
            own(engine, owner)
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"
                )
            )
            if connection.execute(text("SELECT version_num FROM alembic_version")).first() is None:
                head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:head)"), {"head": head}
                )
    finally:
        engine.dispose()
