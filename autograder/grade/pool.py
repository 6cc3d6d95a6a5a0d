"""Where submissions are graded: in processes of this machine, or of a dask cluster's workers."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any

from autograder.exam.bundle import Bundle
from autograder.grade import worker
from autograder.sandbox.sandbox import SandboxError, available

CONNECT_SECONDS = 10
PLUGIN = "autograder"


class Here:
    """Processes of this machine."""

    def __init__(self, jobs: int):
        self.jobs = jobs

    def start(self, level: str, bundles: Sequence[Bundle], secret: bytes) -> Executor:
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

    def start(self, level: str, bundles: Sequence[Bundle], secret: bytes) -> Executor:
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
        return Remote(self.client)

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close()


class Remote(Executor):
    """Sends work to whichever worker of a cluster is free."""

    def __init__(self, client: Any):
        self.client = client
        self.executor = client.get_executor(pure=False)

    def submit(self, function: Callable, /, *args: Any, **options: Any) -> Future:
        return self.executor.submit(there, function, *args, **options)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.executor.shutdown(wait)
        self.client.unregister_worker_plugin(PLUGIN)


def there(function: Callable, *args: Any, **options: Any) -> Any:
    """Run on a worker of the cluster: hand on to its pool."""
    from distributed import get_worker

    plugin: Any = get_worker().plugins[PLUGIN]
    if plugin.pool:
        return plugin.pool.submit(function, *args, **options).result()
    raise SandboxError(f"the dask worker on {socket.gethostname()} cannot grade, see its log")


def on_cluster(jobs: int, level: str, bundles: Sequence[Bundle], secret: bytes) -> Executor:
    """The pool of a cluster's worker; it says what it lacks."""
    reason = available(level)
    if multiprocessing.current_process().daemon:
        reason = "its dask workers must not be daemons: set DASK_DISTRIBUTED__WORKER__DAEMON=False"
    if reason:
        raise SandboxError(f"on {socket.gethostname()}: {reason}")
    return pool([set()] * jobs, level, bundles, secret)


def pool(
    cores: Sequence[set[int]], level: str, bundles: Sequence[Bundle], secret: bytes
) -> ProcessPoolExecutor:
    """Grading processes, one for each set of cores; it stays on them unless the set is empty."""
    # workers are forked from a server that has torch: a new one is there at once
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["torch", "autograder.grade.worker"])
    queue = context.SimpleQueue()
    for some in cores:
        queue.put(some)
    return ProcessPoolExecutor(len(cores), context, worker.begin, (level, bundles, secret, queue))


def shared_out(jobs: int) -> list[set[int]]:
    """The cores of each worker; an empty set is any, where there is not one for each."""
    there = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [{core} for core in there[:jobs]] if jobs <= len(there) else [set()] * jobs
