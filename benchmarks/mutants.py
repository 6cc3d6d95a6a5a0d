"""Which small changes to the right answers the checks let pass.

Every solution is changed in one place at a time: a number, an operator, an order, a name. What
still passes its checks, hidden cases included, is a survivor. Either it gives another right answer
(`WITNESSES`), or it does the same on all legal input (same.txt, with the reasons), or the checks
accept a wrong answer, and it is printed. ``LESSONS=04,05`` looks at these lessons only.
"""

import ast
import difflib
import os
import resource
import signal
import time
import warnings
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from autograder.authoring.lesson_files import find_lessons
from autograder.authoring.lesson_rules import read
from autograder.authoring.workbench import Workbench

MEMORY = 6 << 30
#: functions that have many right answers
WITNESSES = {
    "noncommuting_pair", "kernel_zoo", "killers", "design_stack", "colour_filters",
    "maxpool_not_linear", "shift_pair", "not_an_inverse", "inverse_after_all", "design_rf",
}  # fmt: skip
OPERATORS = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div, ast.Add], ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Mod, ast.Mult], ast.Mod: [ast.FloorDiv], ast.Pow: [ast.Mult],
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt], ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.And: [ast.Or], ast.Or: [ast.And],
}  # fmt: skip
TURNED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
PAIRS = "min max minimum maximum argmin argmax any all floor ceil append insert sum mean".split()
OTHER = dict(zip(PAIRS, (PAIRS[i ^ 1] for i in range(len(PAIRS))), strict=True))
#: calls that do not mind the order of their two arguments
SYMMETRIC = {"maximum", "minimum", "max", "min", "swapaxes", "gcd", "allclose"}


class Late(BaseException):
    """A mutant ran out of time; no `except Exception` of a check swallows it."""


def mutants(source):
    """Yield (function, new text) for every single change of a solution.

    Docstrings and the texts of errors are left alone.
    """
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            alike = names_alike(function)
            for node, put in places(function):
                for changed in changes(node, alike):
                    put(changed)
                    text = ast.unparse(tree)
                    put(node)
                    if text not in seen:
                        seen.add(text)
                        yield function.name, text


def places(parent):
    """Yield every node of a function, with what puts another in its place."""
    for name, value in ast.iter_fields(parent):
        for i, node in enumerate(value if isinstance(value, list) else [value]):
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not isinstance(node, ast.AST) or docstring:
                continue
            put = value.__setitem__ if isinstance(value, list) else partial(setattr, parent)
            yield node, partial(put, i if isinstance(value, list) else name)
            if not isinstance(node, (ast.Raise, ast.FunctionDef, ast.JoinedStr)):
                yield from places(node)


def names_alike(function):
    """Name -> the names it may be mistaken for: parameters, and those unpacked beside it."""
    groups = [[a.arg for a in function.args.args]]
    for node in ast.walk(function):
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            groups.append([n.id for n in node.elts if isinstance(n, ast.Name) and n.id != "_"])
    alike = {}
    for group in groups:
        for name in group:
            alike.setdefault(name, set()).update(set(group) - {name})
    return alike


def changes(node, alike):
    """Yield what may stand in the place of a node."""
    match node:
        case ast.FunctionDef() | ast.Pass():
            return
        case ast.stmt():
            yield ast.Pass()
            if isinstance(node, ast.AugAssign):
                yield ast.Assign([node.target], node.value, lineno=node.lineno)
                yield from (ast.AugAssign(node.target, op, node.value) for op in others(node.op))
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield from (ast.Constant(n) for n in (node.value + 1, node.value - 1))
        case ast.Constant(value=str(text)) if "->" in text:  # two letters of an einsum
            for i in range(len(text) - 1):
                if text[i : i + 2].isalpha():
                    yield ast.Constant(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
        case ast.BinOp():
            yield from (ast.BinOp(node.left, op, node.right) for op in others(node.op))
            if isinstance(node.op, TURNED):
                yield ast.BinOp(node.right, node.op, node.left)
        case ast.Compare(ops=[op]):
            yield from (ast.Compare(node.left, [o], node.comparators) for o in others(op))
        case ast.BoolOp():
            yield from (ast.BoolOp(op, node.values) for op in others(node.op))
            yield from node.values
        case ast.UnaryOp():
            yield node.operand
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.Tuple() | ast.List():
            yield from (type(node)(some, node.ctx) for some in swaps(node.elts))
        case ast.Slice():
            parts = {"lower": node.lower, "upper": node.upper, "step": node.step}
            for part, bound in parts.items():
                if bound:
                    yield ast.Slice(**{**parts, part: None})
                    yield ast.Slice(**{**parts, part: ast.UnaryOp(ast.USub(), bound)})
        case ast.Attribute() if node.attr in OTHER:
            yield ast.Attribute(node.value, OTHER[node.attr], node.ctx)
        case ast.Name(ctx=ast.Load()):
            names = {*alike.get(node.id, ()), OTHER.get(node.id, node.id)}
            yield from (ast.Name(n, node.ctx) for n in sorted(names))
        case ast.Call(func=function, args=args, keywords=keywords):
            name = getattr(function, "attr", None) or getattr(function, "id", "")
            if name not in SYMMETRIC:
                yield from (ast.Call(function, some, keywords) for some in swaps(args))
            for i in range(len(keywords)):
                yield ast.Call(function, args, keywords[:i] + keywords[i + 1 :])
            if len(args) > 1:
                yield ast.Call(function, args[:-1], keywords)


def others(operator):
    return [kind() for kind in OPERATORS.get(type(operator), ())]


def swaps(items):
    return [[*items[:i], items[i + 1], items[i], *items[i + 2 :]] for i in range(len(items) - 1)]


def passes(bench, exercise, source, seconds):
    """Whether an exercise's checks, hidden cases included, accept this text of its solution."""
    try:
        with in_time(seconds):
            functions = bench.functions(exercise, source)
            # what a wrong answer is told takes time
            return not bench.failures(exercise, functions, visible=False, explain=False)
    except (Exception, Late):
        return False


@contextmanager
def in_time(seconds):
    """Raise `Late` in what is done here when it takes longer."""

    def late(*_):
        raise Late

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def survivors(lesson):
    """Return (how many mutants there are, [(function, what is changed), ...] that pass)."""
    bench = Workbench(lesson)
    count, found = 0, []
    for exercise in lesson.exercises:
        source = exercise.solution.source
        started = time.perf_counter()
        assert passes(bench, exercise, source, 120), f"the solution of {exercise.name} fails"
        seconds = 3 + 5 * (time.perf_counter() - started)
        for function, mutant in mutants(source):
            count += 1
            if passes(bench, exercise, mutant, seconds):
                found.append((function, difference(source, mutant)))
    return count, found


def difference(source, mutant):
    """The lines in which a mutant differs: `old  ->  new`."""
    lines = difflib.ndiff(ast.unparse(ast.parse(source)).split("\n"), mutant.split("\n"))
    return "  ->  ".join(line[2:].strip() for line in lines if line[0] in "-+")


def main():
    """Print a line for each lesson, and the survivors nobody has accounted for."""
    here = Path(__file__).resolve()
    same = set((here.parent / "same.txt").read_text(encoding="utf-8").splitlines())
    wanted = tuple(os.environ.get("LESSONS", "").split(","))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(f"{'lesson':30}{'mutants':>9}{'killed':>9}{'right too':>11}{'the same':>10}{'wrong':>7}")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for path in find_lessons(here.parents[1]):
            if path.name.startswith(wanted):
                count, found = survivors(read(path))
                lines = [f"{f}: {change}" for f, change in found if f not in WITNESSES]
                left = [line for line in lines if line not in same]
                counts = (count, count - len(found), len(found) - len(lines))
                counts = (*counts, len(lines) - len(left), len(left))
                print(f"{path.stem:30}{{:9}}{{:9}}{{:11}}{{:10}}{{:7}}".format(*counts))
                print(*(f"    {line}" for line in left), sep="\n", end="\n" if left else "")
