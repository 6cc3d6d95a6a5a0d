"""A program that has imported what lessons import: each kernel that it is asked for is its fork.

A request is a line of JSON, the answer is the number of the process.
"""

import json
import os
import signal
import sys

# where a notebook's figures go; Matplotlib reads it when it is imported, which kernels do later
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"

import matplotlib.pyplot  # noqa: F401
import torch  # noqa: F401
from ipykernel.kernelapp import IPKernelApp


def be_kernel(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Serve one notebook, in its folder, and end with it or with the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(2, 1)  # where the program answers
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance(argv=[*arguments, parent])


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone
    while request := sys.stdin.buffer.raw.readline():
        kernel = os.fork()
        if kernel == 0:
            be_kernel(*json.loads(request))
            os._exit(0)
        print(kernel, flush=True)
