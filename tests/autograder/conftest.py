"""Small courses that tests may bend and grade, the sandboxes they are graded in, gradebooks."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from autograder.authoring import build
from autograder.exam import bundle
from autograder.exam.examiner import grade_one
from autograder.exam.handed_in.submission import Work
from autograder.sandbox.sandbox import Sandbox
from tests.autograder.helpers import LESSON, LESSONS, SECRET, Course, Notebook

collect_ignore = ["lessons"]  # texts for the tests, not tests


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The course, built once. Not to be changed."""
    course = tmp_path_factory.mktemp("exam")
    (course / "lessons").mkdir()
    shutil.copy(LESSONS / f"{LESSON}.py", course / "lessons")
    build.write(build.build(course))
    return course


@pytest.fixture(scope="session")
def exam(built):
    return bundle.load(built, LESSON)


@pytest.fixture(scope="session")
def walls():
    """The strong sandbox, shared: what one submission does must not matter to the next."""
    with Sandbox("bubblewrap") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def landlocked():
    """The sandbox without namespaces."""
    with Sandbox("landlock") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def at_level(request):
    """The shared sandbox of a level."""
    names = {"bubblewrap": "walls", "landlock": "landlocked", "process": "plain"}
    return lambda level: request.getfixturevalue(names[level])


@pytest.fixture(scope="session")
def plain():
    """The weak sandbox."""
    with Sandbox("process") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def small_lesson(tmp_path_factory, walls):
    """Build one of `lessons/`; a function that grades answers to its exercises."""

    def make(name, **options):
        course = tmp_path_factory.mktemp(name)
        (course / "lessons").mkdir()
        shutil.copy(LESSONS / f"{name}.py", course / "lessons")
        build.write(build.build(course))
        lesson = bundle.load(course, name)

        def grade(**answers):
            data = Notebook(lesson.release).answer(**answers).data
            work = Work("student-01", name, data)
            return grade_one(work, lesson, SECRET, walls, **options)[0]

        return grade

    return make


@pytest.fixture
def notebook(exam) -> Notebook:
    return Notebook(exam.release)


@pytest.fixture
def new_notebook(exam):
    return lambda: Notebook(exam.release)


@pytest.fixture
def graded(exam, walls):
    """Grade a notebook (or bytes) and give its record."""

    def grade(work, **budgets):
        data = work if isinstance(work, bytes) else work.data
        return grade_one(Work("student-01", LESSON, data), exam, SECRET, walls, **budgets)[0]

    return grade


@pytest.fixture
def scores():
    """Points by exercise."""
    return lambda record: {e.name: e.score for e in record.exercises}


@pytest.fixture
def said():
    """Every message of an exercise in one text."""

    def messages(record, exercise):
        checks = next(e.checks for e in record.exercises if e.name == exercise)
        return " ".join(
            " ".join([c.failure["because"], c.failure["headline"], *c.failure["facts"]])
            for c in checks
            if c.failure
        )

    return messages


@pytest.fixture
def course(built, tmp_path, new_notebook):
    path = tmp_path / "course"
    shutil.copytree(built, path)
    course = Course(path, new_notebook)
    course.hand_in("student-01", new_notebook().solve())
    course.hand_in("student-02", new_notebook())
    return course


@pytest.fixture
def tiny(tmp_path) -> Path:
    """A course folder with one good lesson, 90_tiny: a function, a class and a witness."""
    lesson = tmp_path / "lessons" / "90_tiny.py"
    lesson.parent.mkdir()
    shutil.copy(LESSONS / "90_tiny.py", lesson)
    return tmp_path


@pytest.fixture
def bend(tiny):
    """Replace text in the lesson and read it: `bend(old, new)` gives the path."""

    def change(old: str, new: str) -> Path:
        path = tiny / "lessons" / "90_tiny.py"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The URL of a PostgreSQL server of our own."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [
        os.path.dirname(shutil.which("initdb") or "")
    ]
    if not programs[-1]:
        pytest.fail("these tests need PostgreSQL's server: apt-get install postgresql")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = Path("/tmp") / f"autograder-postgres-{os.getpid()}"
    place.mkdir(mode=0o700)
    user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(place, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = str(place / "data")
    tool = {"check": True, "capture_output": True, "cwd": place, **user}
    subprocess.run(
        [f"{programs[-1]}/initdb", "-N", "-D", data, "-A", "trust", "-U", "grader"], **tool
    )
    server = subprocess.Popen(
        [
            f"{programs[-1]}/postgres",
            "-F",  # nothing in it is kept: nobody waits for a disk
            "-D",
            data,
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            place,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        **user,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # do not wait for open connections
        server.wait()
        shutil.rmtree(place)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """A gradebook URL; None for the default one."""
    if request.param == "sqlite":
        yield None
        return
    import sqlalchemy

    url = request.getfixturevalue("postgres")
    name = f"book{time.monotonic_ns()}"
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(f"create database {name}"))
    engine.dispose()
    yield url.rsplit("/", 1)[0] + "/" + name
