"""Which of a function's lines are likelier to hold the mistake, and which hold it hardly ever."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from autograder.checks.diagnosis.question import Question
from autograder.checks.diagnosis.repair.edits.calls import BUILT_IN
from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.source import Source, functions
from autograder.checks.session import Session


def solution_of(text: str) -> dict[str, ast.FunctionDef]:
    """The functions of a solution's text, by name."""
    nodes = ast.parse(text).body
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def suspects(source: Source, question: Question) -> set[int]:
    """The lines that raised what nobody asked for, and those that led there.

    These are the conditions they stand under, and where what they read was made.
    """
    errors = [question.outcomes.given[i].error for i in question.wrong]
    raised = {error.frames[-1].line for error in errors if error and error.frames}
    if not raised:
        return set()
    found = set(raised)
    nodes = [node for function in functions(source) for node in ast.walk(function)]
    for node in nodes:
        if isinstance(node, ast.If) and raised & {s.lineno for s in node.body}:
            found.add(node.lineno)
    here = [n for n in nodes if isinstance(n, ast.Name) and n.lineno in raised]
    return found | made(nodes, here)


def refusing(found: Sequence[ast.FunctionDef]) -> set[int]:
    """The lines that have to do with what is refused.

    A `raise`, the conditions it stands under and where what these read was made; and calls of other
    functions of the lesson, which may refuse.
    """
    lines: set[int] = set()
    nodes = [node for function in found for node in ast.walk(function)]
    for node in nodes:
        if isinstance(node, (ast.Raise, ast.Assert)):
            lines |= {node.lineno, node.end_lineno or 0}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in {"", *BUILT_IN}:
            lines.add(node.lineno)
    tests = [
        node.test
        for node in nodes
        if isinstance(node, (ast.If, ast.While, ast.Assert))
        and any(isinstance(n, (ast.Raise, ast.Assert)) for n in ast.walk(node))
    ]
    asked = [n for test in tests for n in ast.walk(test)]
    lines |= {n.lineno for n in asked if isinstance(n, ast.expr)}
    return lines | made(nodes, asked)


def made(nodes: Iterable[ast.AST], some: Iterable[ast.AST]) -> set[int]:
    """The lines in which what some of the nodes read was made."""
    read = {n.id for n in some if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    stores = (n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {n.lineno for n in stores if n.id in read}


def refuses(source: Source) -> bool:
    """Whether a function raises errors of its own: those are no accident."""
    return any(isinstance(n, ast.Raise) for f in functions(source) for n in ast.walk(f))


def given_last(
    some: Iterable[list[Edit]], source: Source, session: Session
) -> Iterator[list[Edit]]:
    """The tiers of edits, those of lines that the task has written already after all others."""
    given = session.given_lines(source.name)
    late: list[Edit] = []
    for found in some:
        own: list[Edit] = []
        for edit in found:
            (late if given.issuperset(map(source.line, edit.lines)) else own).append(edit)
        if own:
            yield own
    if late:
        yield late


def wholes(source: Source, cases: Sequence[Sequence[Any]]) -> dict[str, set[str]]:
    """Which parameters of the function are whole numbers: in some case, or by default."""
    target = source.target
    if not isinstance(target, ast.FunctionDef):
        return {}
    parameters = [a.arg for a in target.args.args]
    defaults = target.args.defaults
    given = [pair for case in cases for pair in zip(parameters, case, strict=False)]
    given += [
        (name, default.value)
        for name, default in zip(parameters[::-1], defaults[::-1], strict=False)
        if isinstance(default, ast.Constant)
    ]
    return {target.name: {name for name, value in given if is_whole(value)}}


def is_whole(value: Any) -> bool:
    """Whether an argument is a whole number or a tuple of them, such as a padding."""
    if isinstance(value, tuple) and value:
        return all(map(is_whole, value))
    return isinstance(value, int) and not isinstance(value, bool)
