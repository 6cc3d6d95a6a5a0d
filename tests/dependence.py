"""Which cells of a notebook depend on a student's answers, by the names that cells bind and use."""

import symtable
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Names:
    """The global names of a cell: those it binds, it uses, and its functions use when called."""

    bound: set[str]
    used: set[str]
    later: set[str]


def names_of(source: str) -> Names:
    top = symtable.symtable(TransformerManager().transform_cell(source), "cell", "exec")
    names = Names(set(), set(), set())

    def look(table: symtable.SymbolTable) -> None:
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                names.used.add(name)
                if table is not top:
                    names.later.add(name)
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                if table is top or symbol.is_declared_global():
                    names.bound.add(name)
        for child in table.get_children():
            look(child)

    look(top)
    return names


def with_answers(cells: list[Names], answers: set[int], asking: set[int]) -> list[bool]:
    """For each cell whether it is an answer, asks for one, or depends on one in any way.

    Parameters
    ----------
    cells : the cells' names, in order
    answers : the places of the answers
    asking : the places of the cells that check them
    """
    depend: set[str] = set()  # the names that stand for something that depends on an answer
    later: dict[str, set[str]] = {}
    found = []
    for place, names in enumerate(cells):
        reached, new = set(), names.used
        while new:  # and what the functions it may call use
            reached |= new
            new = set().union(*(later.get(name, set()) for name in new)) - reached
        touched = place in answers or place in asking or bool(reached & depend)
        depend = depend | names.bound if touched and place not in asking else depend - names.bound
        later |= dict.fromkeys(names.bound, names.later)
        found.append(touched)
    return found


def and_their_needs(cells: list[Names], chosen: list[bool]) -> list[bool]:
    """The chosen cells, and with them every cell that binds what they need."""
    needed: set[str] = set()
    found = []
    for names, wanted in zip(reversed(cells), reversed(chosen), strict=True):
        found.append(wanted or bool(names.bound & needed))
        needed |= names.used if found[-1] else set()
    return found[::-1]
