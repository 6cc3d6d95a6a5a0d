"""Many submissions through an executor, whatever becomes of its workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.exam.handed_in.submission import Work
from autograder.grade import worker
from autograder.sandbox.sandbox import SandboxError


def watched(
    works: Iterator[Work], total: int, make: Callable[[], Executor], jobs: int, console: Console
):
    """What `run_all` gives, with a line that shows how far it is and how long it will take."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("grading", total=total)
        for finished in run_all(works, make, jobs):
            progress.advance(bar)
            yield finished


def run_all(works: Iterator[Work], make: Callable[[], Executor], jobs: int):
    """Send works to an executor, a few ahead; yield (work, result or exception) as they finish.

    A worker that dies takes its pool along: what was under way is tried again alone, and only what
    kills a worker by itself is given up.
    """
    executor = make()
    try:
        pending: dict[Future, Work] = {}
        source = iter(works)
        exhausted = False
        while pending or not exhausted:
            while not exhausted and len(pending) < 3 * jobs:
                work = next(source, None)
                if work is None:
                    exhausted = True
                    break
                pending[executor.submit(worker.grade, work)] = work
            if not pending:
                break
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            broken: list[Work] = []
            for future in done:
                work = pending.pop(future)
                try:
                    yield work, future.result()
                except BrokenProcessPool:
                    broken.append(work)
                except Exception as error:
                    yield work, error
            if broken:
                broken += pending.values()
                pending = {}
                executor.shutdown(cancel_futures=True)
                for work in broken:
                    executor = make()
                    yield work, alone(work, executor)
                    executor.shutdown()
                executor = make()
    finally:
        executor.shutdown(cancel_futures=True)


def alone(work: Work, executor: Executor) -> worker.Graded | BaseException:
    """The result of one work in a pool of its own."""
    try:
        return executor.submit(worker.grade, work).result()
    except BrokenProcessPool:
        return SandboxError("the worker process died on it twice; grade it by hand")
    except Exception as error:
        return error
