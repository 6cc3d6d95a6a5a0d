"""What is told of a repair: where the mistake is and of what kind, never what to write instead."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from autograder.checks.diagnosis.repair.edits.edit import Edit

#: kind of an edit -> what is told of the code that stands there now
SENTENCES = {
    "one": "{code} {is_} one too many or one too few.",
    "number": "look at the number {code}.",
    "number in": "look at the number {names} in {code}.",
    "name": "{code} {is_} not what belongs here.",
    "sign": "the sign of {code} is wrong.",
    "operation": "look at the operation in {code}.",
    "order": "the two sides of {code} are the wrong way round.",
    "brackets": "look at what belongs together in {code}: brackets.",
    "mask": "what is left out elsewhere still counts in {code}.",
    "in turn": "look at what is done first in {code}.",
    "middle": "{code} {is_} not the middle of an even number of places.",
    "comparison": "look at the comparison {code}.",
    "logic": "look at `and` and `or` in {code}.",
    "condition": "look at when this happens: the condition {code}.",
    "term": "something in {code} is too much.",
    "factor": "a factor is missing at {code}.",
    "missing": "something is missing at {code}.",
    "sequence": "look at the order of the entries in {code}.",
    "entry": "there is one entry too many in {code}.",
    "whole": "{code} {is_} no whole number, and should be one.",
    "indices": "the indices in {code} are in the wrong order.",
    "index": "look at the index in {code}.",
    "one of all": "{code} picks one along an axis, where all are needed.",
    "all of one": "all along an axis are taken in {code}, where one is needed.",
    "bound": "look at where the slice {code} begins and ends.",
    "step": "look at the step of the slice {code}.",
    "turned": "look at the order of the numbers in {code} here: reversed or transposed.",
    "axes": "look at the shape of {code} here: the wrong axes meet.",
    "reshaped": "axes must change places in {code}: `reshape` keeps the order of the numbers.",
    "axis": "look at the axis in {code}.",
    "counted": "look at which axis {code} counts.",
    "rounding": "{code}: the rounding goes to the wrong side.",
    "function": "another function is needed than the one in {code}.",
    "arguments": "the arguments in {code} are in the wrong order.",
    "argument": "one argument in {code} is too much.",
    "too few": "an argument is missing in {code}.",
    "call": "one function too many is applied in {code}.",
    "absolute": "the sign of what {code} looks at should not matter.",
    "letters": "look at the letters in {code}.",
    "truth": "{code} {is_} the wrong way round.",
    "range": "look at where {code} begins and ends.",
    "stride": "look at the step of {code}: how far it goes from one number to the next.",
    "around": "a function is missing around {code}.",
    "loops": "the ranges of these two loops are exchanged.",
    "moved": "this line stands in the wrong place: look at which loop it belongs to.",
    "swapped": "this line and the one after it are in the wrong order.",
    "statement": "this line should not be here.",
    "assignment": "look at the assignment: does it replace, or add to what is there?",
    "repeated": "where an index occurs twice, `+=` adds only once.",
    "other": "something else in place of {code} would make it right. Look at what goes in, too.",
    "lacking above": "something more above this line would make it right.",
    "lacking below": "something more below this line would make it right.",
    "made above": "{names} is not what it should be here: look at the lines that make it.",
    "exception": "this is not the kind of error that is asked.",
    "exchanged": "{names} are exchanged.",
}
#: something is done too late, or not at all
ABOVE = {"lacking above", "made above"}
#: what tells the place, and hardly what is wrong there
VAGUE = {"other", "lacking below", *ABOVE}
#: longer code is not quoted
ROOM = 60


def sentence(edits: list[Edit]) -> str:
    """The sentence for the cheapest right edits of a function; "" if they do not agree.

    They agree if they lie on one line, or if the first exchanges two names.
    """
    if not edits:
        return ""
    best = edits[0]
    lines = {line for edit in edits for line in edit.lines}
    if best.kind == "exchanged":
        return one(best)
    if best.kind in ABOVE:  # the last place where it would still be in time
        return one(max(edits, key=lambda edit: edit.lines))
    if len(lines) == 1 or len({edit.lines for edit in edits}) == 1:
        return on_one_line(edits)
    firsts = {edit.lines: edit for edit in reversed(edits)}
    if len(firsts) == 2 and all(len(lines) == 1 for lines in firsts):
        first, second = (firsts[lines] for lines in sorted(firsts))
        return f"One change is enough, in one of two places. {one(first)} Or {lowered(one(second))}"
    return ""


def on_one_line(edits: list[Edit]) -> str:
    """What is told of edits in one place: of different kinds, that it may be one or the other."""
    kinds = {edit.kind: edit for edit in reversed(edits)}
    told = list(dict.fromkeys(one(kinds[edit.kind]) for edit in edits))
    if len(told) == 2:
        start = place(edits[0].lines) + ": "
        return f"{told[0]} Or: {told[1].removeprefix(start)}"
    return told[0] if len(told) == 1 else f"{place(edits[0].lines)}: one change here is enough."


def one(edit: Edit) -> str:
    """What is told of one edit."""
    names = tuple(sorted({text(node) for node, _ in edit.places}))
    others = {text(other) for _, other in edit.places}
    kind = edit.kind
    if kind == "name" and len(names) == 2 and set(names) == others:
        kind = "exchanged"
    told = SENTENCES[kind].format(
        code=code(edit),
        is_="are" if len(names) > 1 else "is",
        names=joined(map(quoted, edit.names or names)),
    )
    return f"{place(edit.lines)}: {told}"


def place(lines: tuple[int, ...]) -> str:
    """ "Line 4", "Lines 4 and 7"."""
    return f"Line{'s' if len(lines) > 1 else ''} {joined(map(str, lines))}"


def code(edit: Edit) -> str:
    """The code that stands there now, quoted: each different piece once."""
    nodes = [edit.about] if edit.about else [node for node, _ in edit.places]
    pieces = dict.fromkeys(map(text, nodes))
    short = [quoted(piece) for piece in pieces if len(piece) <= ROOM]
    return joined(short[:3]) if short else "this line"


def text(node: ast.AST) -> str:
    return ast.unparse(node)


def quoted(piece: str) -> str:
    return f"`{piece}`"


def joined(parts: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    *first, last = parts
    return f"{', '.join(first)} and {last}"


def lowered(told: str) -> str:
    return told[0].lower() + told[1:]
