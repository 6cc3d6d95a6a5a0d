"""Where submissions are graded: in processes of this machine, or of a dask cluster's workers."""

from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Protocol

from autograder.exam.bundle import Bundle
from autograder.grade import under_way, worker
from autograder.grade.under_way import Trace
from autograder.grade.worker import Collected, Task, Unchanged
from autograder.sandbox.sandbox import SandboxError, available

CONNECT_SECONDS = 10
PLUGIN = "autograder"


class Workers(Protocol):
    """Where works are sent; if a worker dies, it is known what was under way."""

    def submit(self, function: Callable, task: Task, /) -> Future: ...

    def left(self, task: Task, error: BrokenProcessPool | None) -> Trace | None: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


class Here:
    """Processes of this machine."""

    def __init__(self, jobs: int):
        self.jobs = jobs

    def start(self, level: str, bundles: Sequence[Bundle], secret: bytes) -> Workers:
        """An executor whose workers are ready to grade these lessons."""
        return pool(shared_out(self.jobs), level, bundles, secret)

    def close(self) -> None:
        """There is nothing to let go of: an executor ends its own processes."""


class Cluster:
    """The workers of a dask cluster; each starts a grading process for every thread it has.

    Raises
    ------
    SandboxError
        if there is no cluster to be had
    """

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ModuleNotFoundError:
            reason = "a cluster needs dask; install it with: pip install distributed"
            raise SandboxError(reason) from None
        try:
            self.client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise SandboxError(f"there is no dask scheduler at {address}: {error}") from None
        self.jobs = sum(self.client.nthreads().values())
        if not self.jobs:
            raise SandboxError(f"the dask cluster at {address} has no workers; start some")

    def start(self, level: str, bundles: Sequence[Bundle], secret: bytes) -> Workers:
        """An executor whose workers are ready to grade these lessons."""
        from distributed import WorkerPlugin

        class Plugin(WorkerPlugin):
            """A pool of grading processes; a worker that joins later gets one too."""

            name = PLUGIN
            pool = None

            def setup(self, worker: Any) -> None:
                self.pool = on_cluster(worker.state.nthreads, level, bundles, secret)

            def teardown(self, worker: Any) -> None:
                if self.pool:
                    self.pool.shutdown(cancel_futures=True)

        self.client.register_plugin(Plugin())
        return Remote(self.client, Processes(1, worker.begin_collecting, bundles, secret))

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close()


class Remote:
    """Sends work to whichever worker of a cluster is free.

    It is collected in a process here: the machines of a cluster may not see the same files.
    """

    def __init__(self, client: Any, collectors: Processes):
        self.client = client
        self.executor = client.get_executor(pure=False)
        self.collectors = collectors

    def submit(self, function: Callable, task: Task, /) -> Future:
        """As `worker.grade` on it; `function` is that."""
        whole: Future = Future()
        whole.set_running_or_notify_cancel()

        def examine(collecting: Future) -> None:
            try:
                collected = collecting.result()
                if isinstance(collected, Unchanged):
                    whole.set_result(collected)
                else:
                    self.executor.submit(there, collected).add_done_callback(hand_on)
            except BaseException as error:
                whole.set_exception(error)

        def hand_on(examining: Future) -> None:
            try:
                whole.set_result(examining.result())
            except BaseException as error:
                whole.set_exception(error)

        self.collectors.submit(worker.collect, task).add_done_callback(examine)
        return whole

    def left(self, task: Task, error: BrokenProcessPool | None) -> Trace | None:
        return error.trace if isinstance(error, DiedThere) else self.collectors.left(task, error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.collectors.shutdown(wait, cancel_futures=cancel_futures)
        self.executor.shutdown(wait)
        self.client.unregister_worker_plugin(PLUGIN)


class DiedThere(BrokenProcessPool):
    """A process of a cluster's worker has died; `trace` is what is left of a work there."""

    def __init__(self, trace: Trace | None):
        super().__init__(trace)
        self.trace = trace


def there(collected: Collected) -> Any:
    """Run on a worker of the cluster: hand on to its pool."""
    from distributed import get_worker

    plugin: Any = get_worker().plugins[PLUGIN]
    if not plugin.pool:
        raise SandboxError(f"the dask worker on {socket.gethostname()} cannot grade, see its log")
    try:
        return plugin.pool.submit(worker.examine, collected).result()
    except BrokenProcessPool as error:
        raise DiedThere(plugin.pool.left(collected.task, error)) from None


def on_cluster(jobs: int, level: str, bundles: Sequence[Bundle], secret: bytes) -> Processes:
    """The pool of a cluster's worker; it says what it lacks."""
    reason = available(level)
    if multiprocessing.current_process().daemon:
        reason = "its dask workers must not be daemons: set DASK_DISTRIBUTED__WORKER__DAEMON=False"
    if reason:
        raise SandboxError(f"on {socket.gethostname()}: {reason}")
    return pool([set()] * jobs, level, bundles, secret)


class Processes:
    """Processes of this machine, and a folder where they note what is under way."""

    def __init__(self, count: int, begin: Callable, *given: Any):
        # workers are forked from a server that has torch: a new one is there at once
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["torch", "autograder.grade.worker"])
        self.folder = tempfile.TemporaryDirectory(prefix="under-way-", ignore_cleanup_errors=True)
        given = (*given, Path(self.folder.name))
        self.executor = ProcessPoolExecutor(count, context, begin, given)

    def submit(self, function: Callable, task: Any, /) -> Future:
        return self.executor.submit(function, task)

    def left(self, task: Task, error: BrokenProcessPool | None) -> Trace | None:
        return under_way.left(Path(self.folder.name), task.name)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.executor.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self.folder.cleanup()


def pool(
    cores: Sequence[set[int]], level: str, bundles: Sequence[Bundle], secret: bytes
) -> Processes:
    """Grading processes, one for each set of cores; it stays on them unless the set is empty."""
    queue = multiprocessing.get_context("forkserver").SimpleQueue()
    for some in cores:
        queue.put(some)
    return Processes(len(cores), worker.begin, level, bundles, secret, queue)


def shared_out(jobs: int) -> list[set[int]]:
    """The cores of each worker; an empty set is any, where there is not one for each."""
    there = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [{core} for core in there[:jobs]] if jobs <= len(there) else [set()] * jobs
