"""The cells of a notebook that was handed in, whatever state it is in, as plain Python."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

CELL_LIMIT = 200_000
TEXT_LIMIT = 2 << 20
CELLS_LIMIT = 2000
MAGIC_LIMIT = 20_000
MAGICS_LIMIT = 50  # lines in a cell that may be one
PYLAB = re.compile(r"^([ \t]*)%pylab\b.*$", re.M)
LINE_MAGIC = re.compile(r"^([ \t]*)[%!]\w.*$", re.M)
#: cell magics around ordinary Python, which is kept
WRAPPERS = ("time", "timeit", "capture", "prun", "python", "python3")


class Unreadable(ValueError):
    """A submission, or one of its files, cannot be used; the message is for people."""


@dataclass(frozen=True)
class SubmittedCell:
    """A cell as it was handed in; `number` counts all cells from 1."""

    number: int
    kind: str
    source: str
    id: str = ""
    grade_id: str = ""

    @property
    def label(self) -> str:
        return f"cell {self.number}"


def read_cells(data: bytes, notes: list[str]) -> list[SubmittedCell]:
    """The cells of a notebook's JSON.

    Raises
    ------
    Unreadable
        with what is wrong, if there are no cells to be had
    """
    if not data.strip():
        raise Unreadable("The notebook file is empty.")
    try:
        notebook = json.loads(data)
    except RecursionError:
        raise Unreadable("The notebook's JSON is nested too deeply.") from None
    except ValueError as error:
        raise Unreadable(f"The file is not a notebook: it is not valid JSON ({error}).") from None
    if not isinstance(notebook, dict):
        raise Unreadable("The file is not a notebook: it is JSON, but has no cells.")
    kernel = as_dict(as_dict(notebook.get("metadata")).get("kernelspec"))
    language = kernel.get("language", "python")
    if isinstance(language, str) and language.lower() != "python":
        notes.append(f"The notebook's kernel is for {language[:40]}; it was graded as Python.")
    raw = notebook.get("cells")
    if raw is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3
        raw = [c for w in notebook["worksheets"] for c in as_dict(w).get("cells") or ()]
    if not isinstance(raw, list):
        raise Unreadable("The file is not a notebook: it has no list of cells.")
    if len(raw) > CELLS_LIMIT:
        notes.append(f"The notebook has {len(raw)} cells; the first {CELLS_LIMIT} were read.")
    cells, size = [], 0
    for number, item in enumerate(raw[:CELLS_LIMIT], 1):
        cell = read_cell(number, item, notes)
        size += len(cell.source) if cell else 0
        if size > TEXT_LIMIT:
            notes.append(f"The cells have too much text; they were read up to cell {number - 1}.")
            break
        if cell:
            cells.append(cell)
    return cells


def read_cell(number: int, item: object, notes: list[str]) -> SubmittedCell | None:
    """One cell; None, and a note, if it is not one."""
    item = as_dict(item)
    source = item.get("source", item.get("input"))
    if isinstance(source, list):
        with contextlib.suppress(TypeError):  # a line that is no text
            source = "".join(source)
    if not isinstance(source, str):
        notes.append(f"Cell {number} has no text; it was left out.")
        return None
    if len(source) > CELL_LIMIT:
        notes.append(
            f"Cell {number} has {len(source)} characters; cells over {CELL_LIMIT} are left out."
        )
        return None
    if not source.isascii():
        source = source.encode("utf-8", "replace").decode()
    source = source.replace("\r\n", "\n").replace("\0", "")
    flags = as_dict(as_dict(item.get("metadata")).get("nbgrader"))
    kind = item.get("cell_type")
    return SubmittedCell(
        number,
        kind if kind in ("code", "markdown") else "raw",
        source,
        as_text(item.get("id")),
        as_text(flags.get("grade_id")),
    )


def as_dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


@lru_cache(maxsize=2048)
def parsed(source: str) -> ast.Module | None:
    """A text as Python; None if it is not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def python(source: str) -> str:
    """A cell as plain Python; what is not is read as IPython does.

    Magics, shell escapes and help become harmless calls, indented cells and prompts plain lines.
    """
    first, _, rest = source.lstrip().partition("\n")
    while first.startswith("%%") and first[2:].partition(" ")[0] in WRAPPERS:
        source = rest
        first, _, rest = source.lstrip().partition("\n")
    source = PYLAB.sub(r"\1from pylab import *", source)
    if parsed(source):
        return source
    magics = sum(any(c in line for c in "%!?") for line in source.splitlines())
    if len(source) > MAGIC_LIMIT or magics > MAGICS_LIMIT:  # IPython would be long at it
        plain = LINE_MAGIC.sub(r"\1get_ipython()", source)
        return plain if parsed(plain) else source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except (SyntaxError, RuntimeError):  # not Python, or more magics than IPython takes
        return source
