"""Ratios of every benchmark, written to ratios.json and compared with the committed ones.

Only ratios are kept, ours over the peer's, never times: they mean something on another machine.
Each table carries the commit and the machine it was measured on.
"""

import json
import platform
import subprocess
from pathlib import Path

__all__ = ["FILE", "compare", "keep"]

FILE = Path(__file__).with_name("ratios.json")
GROWTH = 1.2  # a ratio that grows by more than a fifth is told
RED, PLAIN = "\033[31m", "\033[0m"


def keep(table, ratios, file=FILE):
    """Write the ratios of one table, by row, and print those that grew since the last commit.

    Parameters
    ----------
    table : str
        Such as "convolution forward".
    ratios : dict of str to float
        Smaller is better.
    file : Path, optional
    """
    for line in compare(ratios, committed(file).get(table, {})):
        print(f"{RED}{line}{PLAIN}")
    tables = json.loads(file.read_text("utf-8")) if file.exists() else {}
    rows = {name: round(ratio, 2) for name, ratio in ratios.items()}
    tables[table] = {"commit": git("rev-parse", "--short", "HEAD"), "machine": machine()}
    tables[table]["ratios"] = rows
    file.write_text(json.dumps(tables, indent=1, sort_keys=True) + "\n", "utf-8")


def compare(ratios, before):
    """A line for every ratio that is more than a fifth larger than `before`, a table of keep's.

    Examples
    --------
    >>> compare({"a": 1.3, "b": 1.1}, {"commit": "1a2b3c", "ratios": {"a": 1.0, "b": 1.0}})
    ['a: 1.30, it was 1.00 at 1a2b3c']
    """
    old = before.get("ratios", {})
    return [
        f"{name}: {ratio:.2f}, it was {old[name]:.2f} at {before['commit']}"
        for name, ratio in ratios.items()
        if name in old and ratio > GROWTH * old[name]
    ]


def committed(file):
    """The tables of the last commit; none if the file is new."""
    text = git("show", f"HEAD:./{file.name}", folder=file.parent)
    return json.loads(text) if text else {}


def git(*arguments, folder=FILE.parent):
    """What git prints, or nothing if it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def machine():
    """The processor's name, as far as the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
