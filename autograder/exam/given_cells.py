"""What of a lesson's own cells an answer needs: a picture, a signal, a small function.

Cells that are explanation are not run in the exam. Where an answer refers to a name of one, the
statements that make this name are, and nothing else of the cell. Those that take a module which
only checks may use (`data`) are run by the examiner, and their values are handed over.
"""

from __future__ import annotations

import ast
import base64
import builtins
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.exam.bundle import Bundle, normal
from autograder.exam.find_answers import Recovery
from autograder.exam.needed import Names, names_of, needed
from autograder.sandbox.candidate import CodeCell
from autograder.student_side.allowed_imports import allowed

#: characters of what is handed over of a cell
LENGTH = 1 << 20
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Part:
    """A statement of a given cell: in which cell it stands, and its names."""

    cell: int
    text: str
    names: Names

    @property
    def makes(self) -> frozenset[str]:
        return self.names.made | self.names.changed


@lru_cache(maxsize=64)
def parts_of(cells: tuple[str, ...]) -> tuple[Part, ...]:
    """The statements of given cells, in order; cells that are no plain Python have none."""
    found = []
    for number, source in enumerate(cells):
        try:
            statements = ast.parse(source).body
        except SyntaxError:
            continue
        texts = map(ast.unparse, statements)
        found += [Part(number, text, names_of(text)) for text in texts]
    return tuple(found)


@lru_cache(maxsize=256)
def names_made(source: str) -> frozenset[str]:
    """What a cell of the lesson makes."""
    return names_of(source).made


@lru_cache(maxsize=256)
def usable(source: str, allow: tuple[str, ...]) -> frozenset[str]:
    """What a cell of the lesson imports that is of use to a candidate."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, IMPORTS):
            home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = [alias for alias in node.names if allowed(home + alias.name, allow)]
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in names}
    return frozenset(found)


def run_first(recovery: Recovery, bundle: Bundle) -> set[int]:
    """The numbers of the cells that answers need, and below 0 of the parts of given cells.

    What a student's cell or a setup cell makes is not looked for in the given cells.
    """
    parts = parts_of(bundle.explaining)
    there = frozenset().union(*map(names_made, (*bundle.setup, bundle.names_of_checks)))
    return needed(recovery.run, [part.names for part in parts], there)


def given_parts(recovery: Recovery, bundle: Bundle) -> list[Part]:
    """The parts of given cells that answers need."""
    return [p for i, p in enumerate(parts_of(bundle.explaining), 1) if -i in recovery.first]


def as_cells(
    parts: Sequence[Part],
    shared: set[str],
    allow: tuple[str, ...],
    evaluate: Callable[[str], Mapping[str, Any]],
) -> dict[int, str]:
    """The text to run for each given cell, by its number.

    Parts that read names which are not `shared` with students are evaluated by the examiner, and
    so is what they stand on; of those only values that can be written down are left.
    """
    known = {name for part in parts for name in part.makes} | shared | set(dir(builtins))
    foreign = {n for p in parts if p.names.used - known for n in p.makes}
    for part in parts:
        if isinstance(ast.parse(part.text).body[0], IMPORTS):
            foreign |= part.makes - usable(part.text, allow)
    while more := {n for p in parts if p.names.used & foreign for n in p.makes} - foreign:
        foreign |= more
    texts: dict[int, str] = {}
    for i, part in enumerate(parts):
        lines = [part.text]
        if part.makes & foreign:
            values = evaluate("\n".join(before.text for before in parts[: i + 1]))
            there = [(name, written(values[name])) for name in sorted(part.makes & values.keys())]
            lines = [f"{name} = {text}" for name, text in there if text]
        text = "\n".join([texts.get(part.cell, ""), *lines]).lstrip("\n")
        if len(text) <= LENGTH:
            texts[part.cell] = text
    return texts


def given_runs(
    recovery: Recovery, bundle: Bundle, evaluate: Callable[[str], Mapping[str, Any]]
) -> list[tuple[int, CodeCell]]:
    """The given cells to run, each with its number in the notebook; with 0 if it is gone."""
    shared = {name for run in recovery.run for name in (*run.entries, *names_of(run.source).made)}
    shared |= {name for source in bundle.setup for name in names_made(source)}
    shared |= usable(bundle.names_of_checks, bundle.allow)
    shared |= {name for exercise in bundle.exercises for name in exercise.functions}
    texts = as_cells(given_parts(recovery, bundle), shared, bundle.allow, evaluate)
    places = {normal(cell.source): cell.number for cell in reversed(recovery.cells)}
    return [
        (places.get(normal(bundle.explaining[n]), 0), CodeCell(f"given cell {n + 1}", text))
        for n, text in texts.items()
    ]


def written(value: Any) -> str:
    """A value as Python; "" if it is not one of plain numbers, texts and arrays."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        data = base64.b85encode(zlib.compress(np.ascontiguousarray(value).tobytes(), 1)).decode()
        raw = f"__import__('zlib').decompress(__import__('base64').b85decode({data!r}))"
        array = f"__import__('numpy').frombuffer({raw}, {value.dtype.str!r})"
        return f"{array}.reshape({value.shape!r}).copy()"
    if isinstance(value, (list, tuple)):
        items = [written(item) for item in value]
        inside = ", ".join(items)
        if not all(items):
            return ""
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(items) == 1)})"
    if isinstance(value, dict):
        pairs = [(written(key), written(item)) for key, item in value.items()]
        return "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}" if all(map(all, pairs)) else ""
    return ""
