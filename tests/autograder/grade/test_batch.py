"""Many works through an executor: each ends, and only what kills a worker is given up."""

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from autograder.grade import batch
from autograder.grade.batch import DIED, HUNG, GivenUp, blamed, run_all
from autograder.grade.under_way import Trace
from autograder.grade.worker import Task
from autograder.sandbox.sandbox import SandboxError


def tasks(*names):
    return [Task(name, "91_exam", Path()) for name in names]


class Workers(Executor):
    """A pool of one worker that some works kill; the works after it are lost with it."""

    def __init__(self, kills=(), hangs=()):
        self.kills, self.hangs, self.dead = kills, hangs, False

    def submit(self, function, task):
        future = Future()
        self.dead = self.dead or task.student in (*self.kills, *self.hangs)
        if self.dead:
            future.set_exception(BrokenProcessPool("it died"))
        elif task.student == "error":
            future.set_exception(ValueError("no"))
        else:
            future.set_result(f"graded {task.student}")
        return future

    def left(self, task, error):
        if task.student in self.hangs:
            return Trace("key", True)
        return Trace("key", False) if task.student in self.kills else None

    def shutdown(self, wait=True, cancel_futures=False):
        self.down = True


def became(names, **rest):
    made = []

    def make():
        made.append(Workers(**rest))
        return made[-1]

    found = {task.student: outcome for task, outcome in run_all(tasks(*names), make, 1)}
    assert all(pool.down for pool in made)
    return found


def test_every_work_is_graded_and_an_error_is_its_own():
    found = became(["a", "error", "b", "c", "d"])
    assert isinstance(found.pop("error"), ValueError)
    assert found == {name: f"graded {name}" for name in "abcd"}


def test_what_hung_is_given_up_and_the_others_are_graded():
    found = became("abcde", hangs=("b",))
    assert found.pop("b") == GivenUp("key", HUNG)
    assert found == {name: f"graded {name}" for name in "acde"}


def test_what_kills_its_worker_is_tried_once_more_alone():
    found = became("abcde", kills=("c",))
    assert found.pop("c") == GivenUp("key", DIED)
    assert found == {name: f"graded {name}" for name in "abde"}


def test_who_hung_is_to_blame_alone():
    a, b, c = tasks(*"abc")
    hung, running = Trace("k", True), Trace("k", False)
    assert blamed({a: hung, b: running, c: None}, [a]) == ({a: hung}, [])
    assert blamed({a: None, b: running, c: None}, [a]) == ({}, [b])
    assert blamed({a: None, b: None}, [a]) == ({}, [a])


def test_workers_that_cannot_even_start_are_told_so(monkeypatch):
    workers = Workers(kills=("a",))
    monkeypatch.setattr(workers, "left", lambda task, error: None)
    assert isinstance(batch.alone(*tasks("a"), lambda: workers), SandboxError)


def test_the_second_time_is_a_short_one():
    given = []
    workers = Workers()
    workers.submit = lambda function, task: (
        given.append(task) or Workers.submit(workers, None, task)
    )
    assert batch.alone(*tasks("a"), lambda: workers) == "graded a"
    assert given[0].seconds == batch.SECOND_SECONDS
