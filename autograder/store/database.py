"""The gradebook's database: where it is, its copy before a run, its tables."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic.script import ScriptDirectory
from nbgrader.api import Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError


class GradebookError(RuntimeError):
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


def backup(course: Path, db: str | None) -> Path | None:
    """Copy an SQLite gradebook before a run writes to it; the copy's path."""
    place = re.fullmatch(r"sqlite:///(.+)", url_of(course, db))
    if place is None or not os.path.exists(place[1]):
        return None
    target = Path(place[1] + ".bak")
    partial = Path(place[1] + ".bak.part")
    with told("copied"):
        source, copy = sqlite3.connect(place[1]), sqlite3.connect(partial)
        with contextlib.closing(source), contextlib.closing(copy):
            source.backup(copy)  # sees a consistent state, whatever a crash has left behind
        os.replace(partial, target)
    return target


def make_tables(url: str) -> None:
    """Have nbgrader's tables and its schema version in the database.

    nbgrader does so too, but asks a program on the PATH for the version; and a crash between the
    tables and the version would leave a gradebook its `nbgrader db upgrade` does not know.
    """
    engine = create_engine(url)
    try:
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
