"""The reference: a page for each file of convkit, one for its pictures, one for the commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import convkit
import convkit.plot

from .course import checks_names, commands

#: a line `    sliding.shapes      how large the output is` of the package's text
ROW = re.compile(r"^    ([\w.]+) {2,}(.+)$", re.M)


def pages() -> Iterator[tuple[str, str]]:
    """(path below docs/reference, its text) of every page that is made from the code."""
    files = ROW.findall(convkit.__doc__)
    yield "convkit.rst", convkit_page([name for name, _ in files])
    for name, says in files:
        yield f"convkit/{path_of(name)}.rst", module_page(f"convkit.{name}", name, says)
    yield "plot.rst", plot_page()
    yield "checks.rst", checks_page()
    yield "commands.md", "\n".join(commands_page())


def path_of(module: str) -> str:
    return module.replace(".", "/")


def heading(text: str, under: str = "=") -> str:
    return f"{text}\n{under * len(text)}\n"


def convkit_page(names: list[str]) -> str:
    listed = "\n".join(f"   convkit/{path_of(name)}" for name in names)
    return (
        heading("convkit")
        + "\nConvolution in NumPy, equal to PyTorch and readable like a book. The files, in reading"
        + f" order:\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}\n"
    )


def module_page(module: str, name: str, says: str) -> str:
    return (
        heading(name)
        + f"\n*{says}*\n\n.. automodule:: {module}\n   :members:\n   :member-order: bysource\n"
    )


def plot_page() -> str:
    names = sorted(convkit.plot.__all__)
    shown = "\n".join(f".. autofunction:: convkit.plot.{name}" for name in names)
    return (
        heading("convkit.plot")
        + "\nEvery picture of the course. Each function returns a ``Picture``: the notebook shows"
        + " it, ``.alt`` says what it shows, ``.save`` writes it as SVG, PNG or PDF, ``.data``"
        + f" holds the arrays that were drawn.\n\n{shown}\n"
    )


def checks_page() -> str:
    shown = "\n".join(f".. autofunction:: autograder.{name}" for name in checks_names())
    return (
        heading("Checks")
        + "\nWhat a check cell of a lesson uses: ``from autograder import check, case, normal``."
        + f"\n\n{shown}\n"
    )


def commands_page() -> Iterator[str]:
    yield "# Commands\n\nEverything the program `autograder` does, as its `--help` says it.\n"
    for verb, text in commands().items():
        yield f"## autograder {verb}\n\n```text\n{text.strip()}\n```\n"


def keep_blocks(app, what: str, name: str, thing, options, lines: list[str]) -> None:
    """A file's own text has formulas and tables, set in by four spaces: they stay as they are."""
    if what != "module":
        return
    shown, inside = [], False
    for line in lines:
        if line.startswith("    ") and not inside and not (shown and shown[-1]):
            shown += ["::", ""]
            inside = True
        elif line and not line.startswith(" "):
            inside = False
        shown.append(line)
    lines[:] = shown


def write(folder: Path) -> None:
    """Write the pages that differ from what is there; remove those that are no more."""
    made = {folder / path: text for path, text in pages()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in [*folder.rglob("*.rst"), *folder.rglob("*.md")]:
        if path not in made:
            path.unlink()
