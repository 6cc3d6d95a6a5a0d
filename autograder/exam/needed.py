"""Which cells of a notebook its answers need: these are run first.

A student may have tried things in cells of their own that take long. The time they take is not to
be missing for what is graded, so a cell that only tries things waits until the others have run.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.exam.find_answers import Runnable
from autograder.exam.notebook import parsed

#: what reaches names in ways that cannot be read off: a cell with one of these is needed
ANY_NAME = {"exec", "eval", "globals", "setattr", "*"}
#: `import *`; a text that only looks like it costs nothing but time
EVERYTHING = re.compile(r"\bimport\b[\s\\]*\*")


@dataclass(frozen=True)
class Names:
    """The global names of a cell."""

    used: frozenset[str]
    made: frozenset[str]  # bound here, by a definition, an assignment or an import
    own: frozenset[str]  # of these, what is no module of somebody else's
    changed: frozenset[str]  # an item or an attribute is set, or a method is called for its effect


def needed(
    cells: Sequence[Runnable], given: Sequence[Names] = (), there: frozenset[str] = frozenset()
) -> set[int]:
    """The numbers of the cells with answers, and of those with what these are made of.

    Parameters
    ----------
    cells : the student's
    given : what the statements of the lesson's cells make and use; their numbers are -1, -2, …
    there : names that need not be looked for in these; nor need those that a student's cell makes
    """
    found = {r.cell.number for r in cells if r.entries}
    if len(found) == len(cells) and not given:
        return found
    names = {r.cell.number: names_of(r.source) for r in cells}
    there = there.union(*(its.made for its in names.values()))
    own = {name for its in (*names.values(), *given) for name in its.own}
    makers: dict[str, list[int]] = {}
    for number, its in names.items():
        for name in its.made | its.changed & own:
            makers.setdefault(name, []).append(number)
    for number, its in enumerate(given, 1):
        for name in (its.made | its.changed & own) - there:
            makers.setdefault(name, []).append(-number)
    more = [number for number in names if number in found or names[number].used & ANY_NAME]
    names |= {-number: its for number, its in enumerate(given, 1)}
    seen: set[str] = set()
    while more:
        number = more.pop()
        found.add(number)
        new = names[number].used - seen
        seen |= new
        more += [maker for name in new for maker in makers.get(name, ()) if maker not in found]
    return found


def names_of(source: str) -> Names:
    """The global names of a cell; none if it is not Python."""
    tree = parsed(source)
    if tree is None:
        return Names(*[frozenset[str]()] * 4)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            top = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # what cannot be analysed may be anything
        return Names(frozenset(ANY_NAME), *[frozenset[str]()] * 3)
    used = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    own = {s.get_name() for s in top.get_symbols() if s.is_assigned()}
    imported = {s.get_name() for s in top.get_symbols() if s.is_imported()}
    for table in inner(top):
        for symbol in table.get_symbols():
            if symbol.is_global():
                used.add(symbol.get_name())
                if symbol.is_assigned():
                    own.add(symbol.get_name())
    if EVERYTHING.search(source):
        used.add("*")
    sets = used, own | imported, own, set(changes(tree.body))
    return Names(*map(frozenset, sets))


def inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """The tables of the functions, classes and comprehensions in a cell."""
    waiting = list(table.get_children())
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        yield table


def changes(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Names whose value is changed where it stands: ``a[0] = 1``, ``a.b = 1``, ``a.append(1)``."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            yield root(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if isinstance(node.value.func, ast.Attribute):
                yield root(node.value.func)
        waiting += ast.iter_child_nodes(node)


def root(node: ast.AST) -> str:
    """The name that a chain of attributes and items begins with; empty if it is something else."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
