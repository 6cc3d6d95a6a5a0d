"""Grading on a dask cluster's workers leaves what grading here leaves."""

import contextlib
import os
import shutil
import signal
import threading
import time

import dask
import pytest
from distributed import Client, LocalCluster

from autograder.grade import pool as executors
from tests.autograder.grade.test_crash import canonical
from tests.autograder.helpers import journaled

pytestmark = pytest.mark.filterwarnings("default")  # dask's own are nobody's here


@pytest.fixture
def cluster():
    """Two machines in small: a process each, with one thread."""

    def make(daemon=False):
        entered.enter_context(dask.config.set({"distributed.worker.daemon": daemon}))
        return entered.enter_context(
            LocalCluster(
                n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
            )
        )

    with contextlib.ExitStack() as entered:
        yield make


@pytest.fixture
def class_of_twelve(course):
    wrong = course.new().solve().answer(double="def double(x): return x * x")
    for i in range(3, 12):
        course.hand_in(f"student-{i:02}", wrong if i % 2 else course.new().solve())
    endless = "def pair():\n    while True: pass"
    course.hand_in("student-12", course.new().solve().answer(pair=endless))
    return course


def test_a_cluster_gives_the_same_gradebook_pages_and_csv(class_of_twelve, cluster, tmp_path):
    here = class_of_twelve
    (here.path / ".grade").mkdir()
    (here.path / ".grade" / "secret").write_text("the same in both")
    shutil.copytree(here.path, tmp_path / "there")
    there = type(here)(tmp_path / "there", here.new)
    assert there.grade(cluster=cluster().scheduler_address) == here.grade(jobs=2)
    assert canonical(there.path) == canonical(here.path)
    assert "12 graded" in there.said


def test_a_worker_that_is_lost_costs_nothing(class_of_twelve, cluster):
    scheduler = cluster()
    with Client(scheduler) as client:
        pids = list(client.run(os.getpid).values())

    def lose():
        while not journaled(class_of_twelve.path):
            time.sleep(0.05)
        os.kill(pids[0], signal.SIGKILL)

    thread = threading.Thread(target=lose)
    thread.start()
    assert class_of_twelve.grade(cluster=scheduler.scheduler_address) == 0
    thread.join()
    assert len(class_of_twelve.scores()) == 12


def test_what_is_missing_is_said_in_one_line_and_nothing_is_touched(course, cluster, monkeypatch):
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.5)
    assert course.grade(cluster="tcp://127.0.0.1:1") == 4
    assert "there is no dask scheduler at tcp://127.0.0.1:1" in course.said
    assert course.grade(cluster=cluster(daemon=True).scheduler_address) == 4
    assert "DASK_DISTRIBUTED__WORKER__DAEMON=False" in course.said
    assert not (course.path / "grades.csv").exists()
