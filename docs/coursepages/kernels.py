"""Kernels that start warm, as forks of one process that has imported what lessons import."""

from __future__ import annotations

import atexit
import json
import os
import sys
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient import NotebookClient
from nbformat import NotebookNode

#: a kernel's own warnings are no part of a lesson
QUIET = "--log-level=40"


@cache
def warm() -> Popen:
    """The process that is forked; it ends when this one does."""
    program = str(Path(__file__).with_name("warm.py"))
    process = Popen([sys.executable, "-P", program], stdin=PIPE, stdout=PIPE, text=True)
    atexit.register(process.communicate)  # it reads its end
    return process


class Process:
    """A process that is not ours, with the names of `subprocess.Popen` that a provisioner uses."""

    stdout = stderr = stdin = None

    def __init__(self, pid: int):
        self.pid = pid

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def poll(self) -> int | None:
        """None while it runs; who started it knows how it ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    wait = poll


class Forked(LocalProvisioner):
    """Has the warm process forked where others start a new one."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        given = ["-f", self.parent.connection_file, QUIET]
        request = [given, options["cwd"], options["env"]]
        print(json.dumps(request), file=warm().stdin, flush=True)
        self.process = Process(int(warm().stdout.readline()))
        self.pid = self.process.pid
        return self.connection_info


class Manager(AsyncKernelManager):
    """The manager of a kernel that starts warm."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        kernel = {"kernel_id": str(uuid4()), "kernel_spec": self.kernel_spec}
        self.provisioner = Forked(parent=self, **kernel)


def run(notebook: NotebookNode, folder: Path, **options: Any) -> None:
    """Run a notebook's cells in a kernel of its own, in a folder, each for at most ten minutes.

    Parameters
    ----------
    notebook : the notebook, which gets the outputs
    folder : where its data lies
    **options : those of `NotebookClient`

    Raises
    ------
    CellExecutionError
        if a cell raises, unless ``allow_errors=True``
    """
    if hasattr(os, "fork"):
        options["kernel_manager_class"] = Manager
    options |= {"resources": {"metadata": {"path": str(folder)}}, "extra_arguments": [QUIET]}
    NotebookClient(notebook, timeout=600, **options).execute()
