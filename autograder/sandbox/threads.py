"""One thread a process, where processes run side by side.

Two processes that each start a thread for every core wait for each other: two hundred submissions
took four times as long. Nobody's notebook is touched, only processes of this program.
"""

from __future__ import annotations

import os
import sys

#: what OpenMP, OpenBLAS and the others read when they are loaded
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")
}


def one_thread() -> None:
    """Let this process, and those it starts, reckon in one thread each."""
    os.environ.update(ONE_THREAD)
    if "numpy" in sys.modules:  # too late for the environment
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
