"""Many submissions through an executor, whatever becomes of its workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.grade import worker
from autograder.grade.pool import Workers
from autograder.grade.under_way import Trace
from autograder.grade.worker import Graded, Task, Unchanged
from autograder.sandbox.sandbox import SandboxError

#: for a work that was under way when a worker died, the second time
SECOND_SECONDS = 60


@dataclass(frozen=True)
class GivenUp:
    """A submission that nothing can be known of: it takes the worker along."""

    key: str
    reason: str


Outcome = Graded | Unchanged | GivenUp | BaseException
HUNG = (
    "It kept a worker busy with something that cannot be interrupted until its time was over; "
    "nothing in it was graded."
)
DIED = "The worker process died on it twice; nothing in it was graded."


def watched(
    tasks: Sequence[Task], make: Callable[[], Workers], jobs: int, console: Console
) -> Iterator[tuple[Task, Outcome]]:
    """What `run_all` gives, with a line that shows how far it is and how long it will take."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("grading", total=len(tasks))
        for finished in run_all(tasks, make, jobs):
            progress.advance(bar)
            yield finished


def run_all(
    tasks: Iterable[Task], make: Callable[[], Workers], jobs: int
) -> Iterator[tuple[Task, Outcome]]:
    """Send works to an executor, a few ahead; yield (task, what became of it) as they finish.

    A worker that dies takes its pool along. A work that has kept it until the watchdog came is
    given up; where none has, those that were under way are tried again, alone and not for long.
    The others only waited, and go on waiting.
    """
    executor = make()
    try:
        waiting: Iterator[Task] = iter(tasks)
        again: deque[Task] = deque()
        pending: dict[Future, Task] = {}
        while True:
            while len(pending) < 3 * jobs:
                task = again.popleft() if again else next(waiting, None)
                if task is None:
                    break
                pending[executor.submit(worker.grade, task)] = task
            if not pending:
                break
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            broken: dict[Task, BrokenProcessPool] = {}
            for future in done:
                task = pending.pop(future)
                try:
                    yield task, future.result()
                except BrokenProcessPool as error:
                    broken[task] = error
                except Exception as error:
                    yield task, error
            if broken:
                traces = {task: executor.left(task, broken.get(task)) for task in pending.values()}
                traces |= {task: executor.left(task, error) for task, error in broken.items()}
                pending = {}
                executor.shutdown(cancel_futures=True)
                guilty, suspects = blamed(traces, broken)
                again.extend(task for task in traces if task not in (*guilty, *suspects))
                for task, trace in guilty.items():
                    yield task, GivenUp(trace.key, HUNG)
                for task in suspects:
                    yield task, alone(task, make)
                executor = make()
    finally:
        executor.shutdown(cancel_futures=True)


def blamed(
    traces: dict[Task, Trace | None], broken: Iterable[Task]
) -> tuple[dict[Task, Trace], list[Task]]:
    """(works that have surely killed a worker, works of which one may have)."""
    guilty = {task: trace for task, trace in traces.items() if trace and trace.hung}
    if guilty:
        return guilty, []
    # where none was under way, the workers cannot even start: each is told so
    return {}, [task for task, trace in traces.items() if trace] or list(broken)


def alone(task: Task, make: Callable[[], Workers]) -> Outcome:
    """What becomes of one work in a pool of its own."""
    executor = make()
    try:
        return executor.submit(worker.grade, replace(task, seconds=SECOND_SECONDS)).result()
    except BrokenProcessPool as error:
        trace = executor.left(task, error)
        if trace is None:
            return SandboxError("the worker processes cannot be started")
        return GivenUp(trace.key, HUNG if trace.hung else DIED)
    except Exception as error:
        return error
    finally:
        executor.shutdown()
