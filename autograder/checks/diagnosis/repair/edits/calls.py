"""What else a call might have been meant to be: another function, other arguments, another axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, permutations

from autograder.checks.diagnosis.repair.edits.edit import Change
from autograder.checks.diagnosis.repair.edits.nodes import (
    CEIL,
    FLOOR,
    Scope,
    call,
    called,
    changed,
    constant,
    exchanged,
    load,
    make,
    negative,
    plus,
)

#: functions one takes for another
ALIKE = [
    ("sum", "mean", "max", "min", "prod"), ("floor", "ceil", "round", "rint"),
    ("maximum", "minimum"), ("argmax", "argmin"), ("any", "all"),
    ("append", "insert"), ("hstack", "vstack"),
    ("zeros", "ones", "empty"), ("var", "std"), ("log", "log2", "exp"), ("fliplr", "flipud"),
    ("repeat", "tile"), ("convolve", "correlate"), ("dot", "outer"), ("zeros_like", "ones_like"),
    ("concatenate", "stack"), ("amax", "amin"), ("cumsum", "cumprod"),
]  # fmt: skip
OTHERS = {name: [o for o in group if o != name] for group in ALIKE for name in group}
#: calls that do not mind the order of their arguments
SYMMETRIC = {
    "maximum", "minimum", "max", "min", "gcd", "allclose", "multiply", "add", "zip", "arange",
}  # fmt: skip
REDUCTIONS = {
    "sum", "mean", "max", "min", "prod", "argmax", "argmin", "any", "all", "var", "std", "amax",
    "amin", "flip", "concatenate", "stack", "repeat", "roll", "cumsum", "softmax",
}  # fmt: skip
AXES = (None, 0, 1, 2, -1, -2, (0, 1), (1, 2), (-2, -1), (2, 3), (0, 2, 3), (1, 2, 3), (1, 3))

#: functions that no setting of an exercise is handed on to
BUILT_IN = {
    "range", "len", "int", "float", "abs", "min", "max", "sum", "round", "tuple", "list", "set",
    "zip", "enumerate", "isinstance", "print", "sorted", "reversed", "any", "all", "pair", "dict",
}  # fmt: skip


def of_call(node: ast.Call, scope: Scope) -> Iterator[Change]:
    name = called(node)
    yield from too_few(node, scope)
    yield from reshaped(node)
    for other in OTHERS.get(name, ()):
        func = (
            changed(node.func, attr=other)
            if isinstance(node.func, ast.Attribute)
            else load(other, node)
        )
        yield Change("function", 1.5, changed(node, func=func), other)
    if name not in SYMMETRIC:
        for i, j in combinations(range(len(node.args)), 2):
            args = exchanged(node.args, i, j)
            yield Change("arguments", 1, changed(node, args=args), f"{i}{j}")
    for i, keyword in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        yield Change("argument", 1.5, changed(node, keywords=rest), f"drop {keyword.arg}")
    if len(node.args) > 1:
        yield Change("argument", 2, changed(node, args=node.args[:-1]), "drop last")
        if name not in BUILT_IN and isinstance(node.func, ast.Name):
            for i in range(2, len(node.args)):
                args = [*node.args[:i], constant(None, node), *node.args[i:]]
                yield Change("too few", 2, changed(node, args=args), f"None{i}")
    yield from in_order(node)
    yield from in_turn(node)
    yield from out_of(node)
    yield from around(node, name)
    if name in REDUCTIONS:
        yield from over_axes(node)
    if name == "range":
        yield from of_range(node)


def too_few(node: ast.Call, scope: Scope) -> Iterator[Change]:
    """A setting that is not handed on to a function of the notebook."""
    given = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    if isinstance(node.func, ast.Attribute) and len(node.args) in (1, 2) and not node.keywords:
        for name in scope.variables:  # of a function of NumPy: an array, an axis
            if name not in given:
                args = [*node.args, load(name, node)]
                yield Change("too few", 3, changed(node, args=args), f"{name} last")
    if not isinstance(node.func, ast.Name) or node.func.id in BUILT_IN or not node.args:
        return
    for name in settings(node, scope):
        if name not in given:
            value = load(name, node)
            yield Change("too few", 2, changed(node, args=[*node.args, value]), f"{name} last")
            keywords = [*node.keywords, make(ast.keyword, node, arg=name, value=value)]
            yield Change("too few", 2, changed(node, keywords=keywords), f"{name}=")


def settings(node: ast.Call, scope: Scope) -> list[str]:
    """What may be handed on: arguments, what they are unpacked into; to `slice`, numbers alone."""
    names = [name for name in scope.variables if name in scope.settings]
    return [n for n in names if n in scope.whole] if called(node) == "slice" else names


def in_order(node: ast.Call) -> Iterator[Change]:
    """The axes of a transposition in every other order; two at a time are exchanged elsewhere."""
    args = node.args
    axes = [a.value for a in args if isinstance(a, ast.Constant) and isinstance(a.value, int)]
    if 2 < len(axes) == len(args) < 5 and sorted(axes) == list(range(len(axes))):
        for order in permutations(range(len(axes))):
            if sum(i != o for i, o in enumerate(order)) > 2:
                some = [args[i] for i in order]
                yield Change("arguments", 1.25, changed(node, args=some), f"{order}")


def in_turn(node: ast.Call) -> Iterator[Change]:
    """Two reductions after each other, the second one first: ``x.sum(1).max(0)``."""
    inner = getattr(node.func, "value", None)
    if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Attribute):
        return
    one, two = called(inner), called(node)
    if one != two and {one, two} <= REDUCTIONS:
        for args in ((inner, node), (node, inner)):
            first = method(inner.func.value, two, *args[0].args)
            first.keywords = args[0].keywords
            then = method(first, one, *args[1].args)
            then.keywords = args[1].keywords
            yield Change("in turn", 1.75, then, f"{two} first")


def out_of(node: ast.Call) -> Iterator[Change]:
    """A bracket that closes too late: ``f(a + b)`` for ``f(a) + b``."""
    value = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if isinstance(value, ast.BinOp):
        for side in ("left", "right"):
            part = changed(node, args=[getattr(value, side)])
            yield Change("brackets", 1.75, changed(value, **{side: part}), f"{side} alone")


def around(node: ast.Call, name: str) -> Iterator[Change]:
    """The call left out, or another one put around it."""
    if len(node.args) == 1 and not node.keywords and name not in ("range", "len", "zeros"):
        yield Change("call", 1.5, node.args[0], f"no {name}")
    if name == "round" and len(node.args) == 2:
        yield Change("call", 1.5, node.args[0], "no round")
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if owner is not None and getattr(owner, "id", "") not in ("np", "numpy", "math"):
        yield Change("call", 2, owner, f"no .{name}")
    if name == "len" and len(node.args) == 1:
        size = make(ast.Attribute, node, value=node.args[0], attr="size", ctx=ast.Load())
        yield Change("function", 1.5, size, "size")
    if isinstance(node.func, ast.Name) and name in ("round", "int"):
        for helper in (CEIL, FLOOR):
            yield Change("rounding", 1.5, changed(node, func=load(helper, node)), helper)
    if name in ("round", "int"):
        yield Change("rounding", 1.5, plus(node, 1), "+1")
        yield Change("rounding", 1.5, plus(node, -1), "-1")
    if name in ("max", "min", "sum") and isinstance(node.func, ast.Attribute):
        size = call("abs", *node.args[:1], at=node) if node.args else None
        if size is not None:
            args = [size, *node.args[1:]]
            yield Change("absolute", 2, changed(node, args=args), "abs inside")
    if name in ("dot", "sum", "max", "min", "mean"):
        yield Change("sign", 2.5, negative(node), "negative")
        yield Change("absolute", 2.5, call("abs", node, at=node), "abs")


def over_axes(node: ast.Call) -> Iterator[Change]:
    """The same reduction over other axes."""
    given = next((k for k in node.keywords if k.arg == "axis"), None)
    method = not (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("np", "numpy")
    )  # fmt: skip
    position = 0 if method else 1
    position += called(node) in ("roll", "repeat")  # they take a number first
    in_place = given is None and len(node.args) > position
    now = node.args[position] if in_place else given.value if given is not None else None
    for axes in AXES:
        value = constant(axes, node)
        if now is not None and ast.unparse(now) == ast.unparse(value):
            continue
        if given is not None:
            keywords = [k if k is not given else make(ast.keyword, k.value, arg="axis", value=value)
                        for k in node.keywords]  # fmt: skip
            yield Change("axis", 1.5, changed(node, keywords=keywords), f"axis{axes}")
        elif in_place:
            args = [*node.args[:position], value, *node.args[position + 1 :]]
            yield Change("axis", 1.5, changed(node, args=args), f"axis{axes}")
        elif axes is not None and (method is False or isinstance(node.func, ast.Attribute)):
            keywords = [*node.keywords, make(ast.keyword, node, arg="axis", value=value)]
            yield Change("axis", 2, changed(node, keywords=keywords), f"axis{axes}")


def of_range(node: ast.Call) -> Iterator[Change]:
    zero, one = constant(0, node), constant(1, node)
    if len(node.args) == 1:
        whole = node.args[0]
        yield Change("range", 1, changed(node, args=[one, whole]), "from 1")
        yield Change("range", 1, changed(node, args=[one, plus(whole, 1)]), "1 to n")
        yield Change("stride", 1.5, changed(node, args=[zero, whole, constant(2, node)]), "step")
        down = [plus(whole, -1), negative(one), negative(one)]
        yield Change("range", 2, changed(node, args=down), "down")
    elif len(node.args) >= 2:
        if getattr(node.args[0], "value", None) != 0:
            yield Change("range", 1, changed(node, args=[zero, *node.args[1:]]), "from 0")
        if len(node.args) == 3:
            yield Change("stride", 1, changed(node, args=node.args[:2]), "no step")


#: how many axes a reshaped array has at most, as far as it is tried to bring them in another order
AXES_AT_MOST = 5


def reshaped(node: ast.Call) -> Iterator[Change]:
    """Axes that change places before an array is reshaped, or after it."""
    if called(node) != "reshape" or not isinstance(node.func, ast.Attribute) or node.keywords:
        return
    owner, sizes = node.func.value, list(node.args)
    if getattr(owner, "id", "") == "np":
        if len(sizes) != 2:
            return
        owner, sizes = sizes[0], sizes[1:]
    for i, j in combinations(range(AXES_AT_MOST), 2):
        before = swapped(owner, i, j)
        yield Change("reshaped", 3.9, method(before, "reshape", *sizes), f"{i}{j}, then")
        for k in range(AXES_AT_MOST):
            if k not in (i, j):
                twice = method(swapped(before, j, k), "reshape", *sizes)
                yield Change("reshaped", 3.95, twice, f"{i}{j}{k}, then")
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple):
        sizes = sizes[0].elts
    for i, j in combinations(range(len(sizes)), 2):
        after = method(owner, "reshape", *exchanged(sizes, i, j))
        yield Change("reshaped", 2, swapped(after, i, j), f"then {i}{j}")


def swapped(array: ast.expr, i: int, j: int) -> ast.Call:
    return method(array, "swapaxes", constant(i, array), constant(j, array))


def method(owner: ast.expr, name: str, *arguments: ast.expr) -> ast.Call:
    func = make(ast.Attribute, owner, value=owner, attr=name, ctx=ast.Load())
    return make(ast.Call, owner, func=func, args=list(arguments), keywords=[])
