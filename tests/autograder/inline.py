"""Grading in the tests' own process, in a sandbox that is up already: nobody waits for workers."""

from concurrent.futures import Executor, Future

from autograder.grade import pool as executors
from autograder.grade import worker


class Inline(Executor):
    """Does at once what it is given."""

    def submit(self, function, /, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future


def grade_inline(patch, sandbox, budgets=None):
    """From here on, until `patch` is undone, grade in this process."""

    def start(self, level, bundles, secret):
        worker.take(sandbox, bundles, secret, budgets)
        return Inline()

    patch.setattr(executors.Here, "start", start)
