"""What a learner waits for in a fresh kernel: the first pictures and checks of lesson 01.

Each cell of the solved notebook, one after the other, in a kernel of its own, by the clock; then
the size of the notebook with all that it shows. Times are printed, the ratio to starting an empty
kernel and importing NumPy in it is kept.
"""

import statistics
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from benchmarks.ratios import keep

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "solutions" / "01_cross_correlation" / "01_cross_correlation.ipynb"
BARS = {"first picture": 10.0, "first check": 1.0, "later checks, p95": 0.150}
LARGEST = 1.0  # MB of the notebook when all its cells have run
EMPTY = "import numpy"
ROUNDS = 3


def waits():
    """One fresh kernel: seconds by the clock {what is waited for: how long}, the notebook's MB."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place = {"metadata": {"path": str(ROOT)}}
    client = NotebookClient(notebook, timeout=600, resources=place, force_raise_errors=True)
    start = time.monotonic()
    found, checks = {}, []
    with client.setup_kernel():
        client.execute_cell(nbformat.v4.new_code_cell(EMPTY), 0)
        found["empty kernel"] = time.monotonic() - start
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            begun = time.monotonic()
            client.execute_cell(cell, index)
            if "first picture" not in found and any(map(is_picture, cell.outputs)):
                found["first picture"] = time.monotonic() - start
            if cell.metadata.get("nbgrader", {}).get("points"):
                checks.append(time.monotonic() - begun)
    found["first check"] = checks[0]
    found["later checks, p95"] = statistics.quantiles(checks[1:], n=20)[-1]
    return found, len(nbformat.writes(notebook).encode()) / 1e6


def is_picture(output):
    """Whether a cell's output shows one."""
    return any(kind.startswith("image/") or kind == "text/html" for kind in output.get("data", {}))


def main():
    """Print the medians of a few kernels, with the bars, and keep the ratios."""
    rounds, sizes = zip(*(waits() for _ in range(ROUNDS)), strict=True)
    median = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    for name, seconds in median.items():
        bar = BARS.get(name)
        late = f"  (bar {bar:g} s)" if bar else ""
        print(f"{name:20}{seconds:8.2f} s{late}{'  over the bar' if bar and seconds > bar else ''}")
    over = "  over the bar" if max(sizes) > LARGEST else ""
    print(f"{'finished notebook':20}{max(sizes):8.2f} MB  (bar {LARGEST:g} MB){over}")
    empty = median.pop("empty kernel")
    keep("felt, to an empty kernel", {name: seconds / empty for name, seconds in median.items()})


if __name__ == "__main__":
    main()
