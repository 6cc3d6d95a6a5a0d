"""Processes that run side by side reckon in one thread each, whatever the user has set or not."""

import json
import os
import subprocess
import sys

import pytest
from threadpoolctl import threadpool_info

from autograder.grade import pool as pools
from autograder.sandbox.threads import ONE_THREAD

PROGRAM = """
import json
{first}
from autograder.sandbox.threads import one_thread
one_thread()
import numpy, torch
from threadpoolctl import threadpool_info
print(json.dumps([torch.get_num_threads(), *(p["num_threads"] for p in threadpool_info())]))
"""


def without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ONE_THREAD}


@pytest.mark.parametrize("first", ["", "import numpy, torch", "import numpy"])
def test_one_thread_holds_before_and_after_the_libraries_are_loaded(first):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first)],
        env={**without_settings(), "OMP_NUM_THREADS": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(json.loads(done.stdout)) == {1}


def threads(task: object) -> set[int]:
    import torch

    return {torch.get_num_threads(), *(p["num_threads"] for p in threadpool_info())}


@pytest.mark.processes
def test_the_grading_workers_have_one_thread_each(monkeypatch):
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "7")
    processes = pools.pool([set()], "process", [], b"secret")
    try:
        assert processes.submit(threads, None).result() == {1}
    finally:
        processes.shutdown()
