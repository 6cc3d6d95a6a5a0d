"""Mistakes that can be seen in the text of a function, whatever the numbers.

Each sign is true by construction: a loop whose body returns ends in its first turn, a value that is
not kept is lost, an argument that is never read has no effect.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from autograder.checks.diagnosis.array_signs import aliases, empty_arrays, flat_widths
from autograder.checks.diagnosis.repair.edits.nodes import called
from autograder.checks.diagnosis.sign import Sign, reads, short, walked
from autograder.checks.diagnosis.source import Source, functions

#: methods and functions whose result is all they give
PURE = {
    "difference", "union", "intersection", "reshape", "transpose", "astype", "copy", "flip",
    "sum", "mean", "max", "min", "round", "clip", "ravel", "flatten", "squeeze", "swapaxes",
    "sorted", "pad", "maximum", "minimum", "sqrt", "abs", "concatenate", "stack", "moveaxis",
    "expand_dims", "repeat", "roll", "rot90", "reversed", "replace", "dot", "matmul",
}  # fmt: skip
#: methods that change their object and give None
IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "update", "fill", "add", "shuffle"}


def sure_signs(source: Source) -> list[Sign]:
    """What is a mistake in any function."""
    return seen(source, early_returns, shared_defaults, lost_values, returned_errors, powers)


def other_signs(source: Source) -> list[Sign]:
    """What is a mistake in a function that is wrong."""
    found = seen(source, empty_arrays, overwritten, only_the_last, aliases, flat_widths, unread)
    for function in functions(source):
        if function is source.target or isinstance(source.target, ast.ClassDef):
            found += no_return(function)
    return found


def unused(source: Source) -> list[Sign]:
    """Arguments that are never read, and values that are computed for nothing."""
    return seen(source, unread)


def two_names(source: Source) -> list[Sign]:
    """Arrays that have two names, and are changed by one of them."""
    return seen(source, aliases)


def other_defaults(source: Source, solution: str) -> list[Sign]:
    """Defaults that the task has otherwise."""
    theirs = {n.name: n.args for n in ast.parse(solution).body if isinstance(n, ast.FunctionDef)}
    found = []
    for function in functions(source):
        if function.name in theirs:
            right = defaults_of(theirs[function.name])
            found += [
                Sign(value.lineno, f"the default of `{name}` is not the one of the task.")
                for name, value in defaults_of(function.args).items()
                if name in right and ast.dump(value) != ast.dump(right[name])
            ]
    return found


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """The default of each argument that has one."""
    names = [a.arg for a in arguments.args]
    return dict(zip(names[::-1], arguments.defaults[::-1], strict=False))


def seen(source: Source, *kinds: Callable[[ast.FunctionDef], Iterable[Sign]]) -> list[Sign]:
    return [sign for function in functions(source) for kind in kinds for sign in kind(function)]


def shared_defaults(function: ast.FunctionDef) -> Iterator[Sign]:
    """A default value that all calls change together."""
    arguments = function.args
    defaults = [d for d in [*arguments.defaults, *arguments.kw_defaults] if d is not None]
    for default in defaults:
        if isinstance(default, (ast.List, ast.Dict, ast.Set, ast.ListComp)):
            told = f"the default `{short(default)}` is made once, and all calls share it."
            yield Sign(default.lineno, told)


def early_returns(function: ast.FunctionDef) -> Iterator[Sign]:
    for loop in walked(function):
        if isinstance(loop, (ast.For, ast.While)) and isinstance(loop.body[-1], ast.Return):
            skipping = any(isinstance(n, ast.Continue) for n in ast.walk(loop))
            if not skipping:
                line = loop.body[-1].lineno
                yield Sign(line, "`return` stands inside the loop, which ends in its first turn.")


def lost_values(function: ast.FunctionDef) -> Iterator[Sign]:
    """Values that are made and not kept; None that is kept."""
    for node in walked(function):
        match node:
            case ast.Expr(value=ast.Call() as call) if called(call) in PURE:
                if not any(k.arg == "out" for k in call.keywords):
                    yield Sign(node.lineno, f"the result of `{short(call)}` is not kept.")
            case ast.Expr(value=ast.Compare(ops=[ast.Eq()]) as compare):
                told = f"`{short(compare)}` compares; it assigns nothing."
                yield Sign(node.lineno, told)
            case ast.Expr(value=ast.BinOp() as value):
                yield Sign(node.lineno, f"the result of `{short(value)}` is not kept.")
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr=name)) as call):
                if name in IN_PLACE and not is_module(getattr(call.func, "value", call)):
                    told = f"`{short(call)}` changes its object and gives None."
                    yield Sign(node.lineno, told)


def returned_errors(function: ast.FunctionDef) -> Iterator[Sign]:
    for node in walked(function):
        value = node.value if isinstance(node, (ast.Return, ast.Expr)) else None
        kind = value.func if isinstance(value, ast.Call) else value
        name = getattr(kind, "id", "")
        if isinstance(node, ast.stmt) and name.endswith(("Error", "Exception")):
            way = "returned" if isinstance(node, ast.Return) else "made"
            yield Sign(node.lineno, f"the error is {way}, not raised: `raise {name}(...)`.")


def overwritten(function: ast.FunctionDef) -> Iterator[Sign]:
    """A loop variable that takes the name of an argument, or of the loop around it."""
    names = {a.arg for a in function.args.args}

    def walk(node: ast.AST, outer: set[str]) -> Iterator[Sign]:
        for child in ast.iter_child_nodes(node):
            inside = outer
            if isinstance(child, ast.For):
                mine = {n.id for n in ast.walk(child.target) if isinstance(n, ast.Name)} - {"_"}
                for name in sorted(mine & outer):
                    what = "the argument" if name in names else "the variable of the outer loop"
                    yield Sign(child.lineno, f"the loop's `{name}` overwrites {what} `{name}`.")
                inside = outer | mine
            yield from walk(child, inside)

    yield from walk(function, names)


def only_the_last(function: ast.FunctionDef) -> Iterator[Sign]:
    """A result made anew in each turn of a loop, of which the last is left when it ends."""
    for loop in walked(function):
        if not isinstance(loop, (ast.For, ast.While)) or stops_early(loop):
            continue
        nodes = [node for statement in loop.body for node in ast.walk(statement)]
        mine = {id(node) for node in nodes}
        for statement in loop.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                name = statement.targets[0].id
                read_here = any(reads(node, name) for node in nodes)
                others = [n for n in walked(function) if reads(n, name) and id(n) not in mine]
                if not read_here and others and getattr(others[-1], "lineno", 0) > loop.lineno:
                    told = f"`{name}` is made anew in each turn of the loop; only the last is left."
                    yield Sign(statement.lineno, told)


def stops_early(loop: ast.For | ast.While) -> bool:
    """Whether a loop looks for something: what it finds is meant to be the last."""
    ends = (ast.Break, ast.If, ast.While, ast.Return)
    return isinstance(loop, ast.While) or any(isinstance(n, ends) for n in ast.walk(loop))


def powers(function: ast.FunctionDef) -> Iterator[Sign]:
    for node in walked(function):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor) and raised(node):
            yield Sign(node.lineno, f"`^` in `{short(node)}` is no power in Python; `**` is.")


def raised(node: ast.BinOp) -> bool:
    """Whether a power may be meant: of or by a number. Of two masks, `^` is what differs."""
    numbers = [n.value for n in (node.left, node.right) if isinstance(n, ast.Constant)]
    return any(isinstance(n, (int, float)) and n > 1 for n in numbers)


def unread(function: ast.FunctionDef) -> Iterator[Sign]:
    """Arguments that are never read, and variables that are computed and never used."""
    read = {
        n.id for n in walked(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }  # fmt: skip
    read |= {
        n.target.id for n in walked(function)
        if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)
    }  # fmt: skip
    for argument in function.args.args:
        if argument.arg not in read | {"self"} and not argument.arg.startswith("_"):
            yield Sign(function.lineno, f"the argument `{argument.arg}` is never used.")
    for node in walked(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name not in read and not name.startswith("_"):
                yield Sign(node.lineno, f"`{name}` is computed here and never used.")


def no_return(function: ast.FunctionDef) -> Iterator[Sign]:
    """A function that gives nothing back."""
    if function.name.startswith("__") or any(
        isinstance(n, (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise)) and gives_something(n)
        for n in walked(function)
    ):
        return
    for node in walked(function):
        if isinstance(node, ast.Call) and called(node) == "print":
            yield Sign(node.lineno, "the result is printed, not returned: `return` it.")
            return


def gives_something(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) or getattr(node, "value", None) is not None


def is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math", "rng", "random")
