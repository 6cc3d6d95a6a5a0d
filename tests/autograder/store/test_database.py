"""The gradebook's version, course and copy: looked at before anything is written."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text

from autograder.output import tally
from autograder.store import database
from autograder.store.database import GradebookError, backup, make_tables, reading
from autograder.store.gradebook import Writer
from tests.autograder.helpers import Course, nbgrader
from tests.autograder.inline import grade_inline

HEAD = "e43177bfe90b"
#: what each of nbgrader's versions had added, the newest first: undone, an older gradebook is left
STEPS = {
    "282d30a0218e": ["alter table assignment drop column course_id", "drop table course"],
    "167914646830": ["alter table student drop column lms_user_id"],
    "724cde206c17": [
        "create table grade_cell (id varchar(32) not null, name varchar(128) not null, "
        "max_score float not null, cell_type varchar(8) not null, notebook_id varchar(32))",
        "create table solution_cell (id varchar(32) not null, name varchar(128) not null, "
        "max_score float not null, cell_type varchar(8) not null, notebook_id varchar(32))",
        "drop table grade_cells",
        "drop table solution_cells",
        "drop table task_cells",
        "drop table base_cell",
    ],
    "50a4d84c131a": ["alter table grade drop column extra_credit"],
    "b6d005d67074": ["alter table notebook drop column kernelspec"],
    None: ["drop table alembic_version"],
}


def age(path, version):
    """Make a gradebook one of an older nbgrader."""
    with closing(sqlite3.connect(path)) as book:
        ddl = book.execute("select sql from sqlite_master where name = 'assignment'").fetchone()[0]
        for name, statements in STEPS.items():
            for statement in statements:
                if "course_id" in statement:  # SQLite drops no column that a key is on
                    rows = book.execute("select id, name, duedate from assignment").fetchall()
                    book.execute("drop table assignment")
                    book.execute("create table assignment (id varchar(32) primary key, "
                                 "name varchar(128) not null unique, duedate datetime)")  # fmt: skip
                    book.executemany("insert into assignment values (?, ?, ?)", rows)
                else:
                    book.execute(statement)
            if name is not None:
                book.execute("update alembic_version set version_num = ?", (name,))
            if name == version:
                break
        book.commit()
    assert ddl


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "gradebook.db"
    make_tables(f"sqlite:///{path}")
    return path


@pytest.mark.parametrize("version", STEPS)
def test_an_older_gradebook_is_refused_with_what_to_do_and_left_as_it_is(
    course, version, monkeypatch, walls
):
    grade_inline(monkeypatch, walls)
    path = course.path / "gradebook.db"
    make_tables(f"sqlite:///{path}")
    good = path.with_name("gradebook.db.bak")
    good.write_bytes(path.read_bytes())
    age(path, version)
    before, kept = path.read_bytes(), good.read_bytes()
    assert course.grade() == tally.REFUSED
    said = " ".join(course.said.split())
    assert "of an older nbgrader" in said and "nbgrader db upgrade --db sqlite:///" in said
    assert path.read_bytes() == before and good.read_bytes() == kept
    assert {p.name for p in course.path.glob("gradebook.db*")} == {
        "gradebook.db",
        "gradebook.db.bak",
    }
    with pytest.raises(GradebookError, match="of an older nbgrader"):
        with reading(course.path, None):
            pass
    with pytest.raises(GradebookError, match="of an older nbgrader"):
        Writer(f"sqlite:///{path}")
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("version", ["724cde206c17", "282d30a0218e"])
def test_what_the_refusal_says_to_do_brings_grading_on(course, version, monkeypatch, walls):
    grade_inline(monkeypatch, walls)
    make_tables(f"sqlite:///{course.path / 'gradebook.db'}")
    with closing(sqlite3.connect(course.path / "gradebook.db")) as book:
        book.execute("insert into student (id) values ('from before')")
        book.commit()
    age(course.path / "gradebook.db", version)
    assert course.grade() == tally.REFUSED
    nbgrader(course.path, "db", "upgrade", "--db", f"sqlite:///{course.path}/gradebook.db")
    assert course.grade() == 0, course.said
    assert course.sql("select count(*) from student") == [(3,)]
    assert course.scores() == {"student-01": 8, "student-02": 0}


def test_a_newer_gradebook_is_refused(book):
    with closing(sqlite3.connect(book)) as changed:
        changed.execute("update alembic_version set version_num = 'f00df00df00d'")
        changed.commit()
    with pytest.raises(GradebookError, match="newer nbgrader"):
        make_tables(f"sqlite:///{book}")


def test_a_gradebook_that_was_stamped_as_new_is_told(book):
    with closing(sqlite3.connect(book)) as changed:
        changed.execute("alter table notebook drop column kernelspec")
        changed.commit()
    with pytest.raises(GradebookError, match=r"has no notebook\.kernelspec; put a copy"):
        make_tables(f"sqlite:///{book}")


def test_a_crash_between_tables_and_version_is_made_good(book):
    with closing(sqlite3.connect(book)) as changed:
        changed.execute("drop table alembic_version")
        changed.execute("drop table comment")
        changed.commit()
    make_tables(f"sqlite:///{book}")
    with closing(sqlite3.connect(book)) as found:
        assert found.execute("select count(*) from alembic_version").fetchone() == (1,)
        assert found.execute("select count(*) from comment").fetchone() == (0,)


def test_the_password_in_a_url_is_not_said(monkeypatch, book):
    engine = create_engine(f"sqlite:///{book}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'b6d005d67074'"))
    with pytest.raises(GradebookError) as told:
        database.check_version(engine, "postgresql://ada:secret@host/book")
    assert "secret" not in str(told.value) and "host/book" in str(told.value)


# -- the copy --------------------------------------------------------------------------------


def enter(path, *scores):
    with closing(sqlite3.connect(path)) as book:
        book.execute("delete from grade")
        for i, score in enumerate(scores):
            book.execute(
                "insert into grade (id, cell_id, notebook_id, auto_score, needs_manual_grade) "
                "values (?, ?, 'n', ?, 0)",
                (str(i), str(i), score),
            )
        book.commit()


def scores(path):
    with closing(sqlite3.connect(path)) as book:
        return [s for (s,) in book.execute("select auto_score from grade order by id")]


def test_a_damaged_gradebook_does_not_take_the_place_of_a_good_copy(book, tmp_path):
    enter(book, *range(3000))
    copy = backup(tmp_path, None)
    data = bytearray(book.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\x55" * 20_000
    book.write_bytes(data)
    with pytest.raises(GradebookError, match=r"damaged|cannot be copied"):
        backup(tmp_path, None)
    assert len(scores(copy)) == 3000
    assert not list(tmp_path.glob("*.part"))


def test_an_emptied_gradebook_does_not_take_the_place_of_a_full_copy(book, tmp_path):
    enter(book, 1, 2)
    backup(tmp_path, None)
    enter(book)
    assert scores(backup(tmp_path, None)) == []
    assert scores(tmp_path / "gradebook.db.bak.1") == [1, 2]
    enter(book, 1, 2, 3)
    backup(tmp_path, None)
    enter(book, 1)
    backup(tmp_path, None)
    assert scores(tmp_path / "gradebook.db.bak.2") == [1, 2, 3]


def test_an_ordinary_run_leaves_one_copy(book, tmp_path):
    for some in ([1], [1, 2], [3, 4]):
        enter(book, *some)
        assert scores(backup(tmp_path, None)) == some
    assert {p.name for p in tmp_path.iterdir()} == {"gradebook.db", "gradebook.db.bak"}


def test_reading_cannot_write(book, tmp_path):
    with pytest.raises(GradebookError, match="readonly"):
        with reading(tmp_path, None) as session:
            session.execute(text("insert into student (id) values ('ada')"))
    with reading(tmp_path / "nowhere", None) as session:
        assert session is None


# -- another course --------------------------------------------------------------------------


def configure(course, name):
    (course / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {name!r}\n"
    )


def test_a_gradebook_of_another_course_is_refused_and_named(
    course, tmp_path, database, monkeypatch, walls
):
    """Lessons and students of two terms are named alike."""
    grade_inline(monkeypatch, walls)
    url = database or f"sqlite:///{tmp_path / 'shared.db'}"
    configure(course.path, "spring")
    assert course.grade(db=url) == 0
    other = shutil.copytree(course.path, tmp_path / "other")
    shutil.rmtree(other / ".grade")
    configure(other, "autumn")
    autumn = Course(other, course.new)
    autumn.hand_in("student-01", course.new())
    assert autumn.grade(db=url) == tally.REFUSED
    said = " ".join(autumn.said.split())
    assert "is of the course spring, not of autumn" in said and "own --db" in said
    with reading(other, url) as session:
        scores = session.execute(text("select sum(auto_score) from grade")).scalar()
        courses = session.execute(text("select distinct id from course")).scalars().all()
    assert scores == 8 and courses == ["spring"]


def test_another_term_of_a_course_is_refused_by_its_directory(
    course, tmp_path, database, monkeypatch, walls
):
    """Its name, its lessons and some of its students are the same."""
    grade_inline(monkeypatch, walls)
    url = database or f"sqlite:///{tmp_path / 'shared.db'}"
    assert course.grade(db=url) == 0
    other = Course(shutil.copytree(course.path, tmp_path / "next"), course.new)
    shutil.rmtree(other.path / ".grade")
    other.hand_in("student-01", course.new())
    assert other.grade(db=url) == tally.REFUSED
    said = " ".join(other.said.split())
    assert f":{course.path}, not of the one here" in said and "copy .grade/secret" in said
    with reading(other.path, url) as session:
        assert session.execute(text("select sum(auto_score) from grade")).scalar() == 8
    shutil.copy(course.path / ".grade" / "secret", other.path / ".grade")
    assert other.grade(db=url) == 0
    assert course.grade(db=url) == 0


def test_the_own_gradebook_may_have_another_name_for_the_course(course, monkeypatch, walls):
    """As `nbgrader db upgrade` leaves it: everything is of default_course."""
    grade_inline(monkeypatch, walls)
    assert course.grade() == 0
    configure(course.path, "spring")
    assert course.grade(force=True) == 0


def test_versions_are_looked_at_in_postgresql_too(postgres):
    engine = create_engine(postgres)
    make_tables(postgres)
    with engine.begin() as connection:
        connection.execute(text("alter table notebook drop column kernelspec"))
        connection.execute(text("update alembic_version set version_num = 'b6d005d67074'"))
    try:
        with pytest.raises(GradebookError, match="of an older nbgrader"):
            make_tables(postgres)
        with pytest.raises(GradebookError, match="of an older nbgrader"):
            with reading(None, postgres):
                pass
        with engine.begin() as connection:
            connection.execute(text("alter table notebook add column kernelspec varchar(1024)"))
            connection.execute(text(f"update alembic_version set version_num = '{HEAD}'"))
        with pytest.raises(GradebookError, match="read-only"):
            with reading(None, postgres) as session:
                session.execute(text("insert into student (id) values ('ada')"))
    finally:
        engine.dispose()
