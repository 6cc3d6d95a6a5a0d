"""Gradebooks of both kinds: SQLite, and PostgreSQL of our own."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest


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
    subprocess.run([f"{programs[-1]}/initdb", "-D", data, "-A", "trust", "-U", "grader"], **tool)
    server = subprocess.Popen(
        [f"{programs[-1]}/postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", place],
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
