"""The text of a function and of what it uses; None where there is none."""

import ast
import linecache

from autograder.checks.diagnosis.source import code_of, functions, parse, source_of

TEXT = """
import numpy as np

def unused(x):
    return x

def inner(x):
    return deep(x)

def conv(x):
    return inner(x) + np.sum(x)

def deep(x):
    return 1

class Layer:
    size = 3

    def forward(self, x):
        return conv(x)
"""


def names(source):
    return [node.name for node in source.definitions]


def test_a_function_comes_with_what_it_uses_in_the_order_of_the_cell():
    source = parse(TEXT, "conv", "cell 3")
    assert names(source) == ["inner", "conv", "deep"] and source.target.name == "conv"
    assert (source.name, source.cell) == ("conv", "cell 3")
    assert source.line(5) == "return x" and source.line(0) == source.line(99) == ""


def test_the_last_definition_counts():
    source = parse("def f():\n    return 1\n\ndef f():\n    return 2\n", "f")
    assert ast.unparse(source.target).endswith("return 2")


def test_what_is_no_python_or_has_no_such_function_is_none():
    for text in ("def f(:\n", "f = lambda: 1\n", "def f():\n  pass\n\0", "(" * 500):
        assert parse(text, "f") is None


def test_the_text_is_found_by_the_functions_code():
    linecache.cache["cell 9"] = (len(TEXT), None, TEXT.splitlines(True), "cell 9")
    space = {}
    exec(compile(TEXT, "cell 9", "exec"), space)
    source = source_of(space["conv"])
    assert names(source) == ["inner", "conv", "deep"] and source.cell == "cell 9"
    layer = source_of(space["Layer"])
    assert layer.target.name == "Layer" and [f.name for f in functions(layer)][-1] == "forward"
    assert len(functions(layer)) == 4


def test_one_in_a_candidate_is_asked_for_its_text():
    class Handle:
        __name__ = "conv"

        def cell_text(self):
            return "cell 4", TEXT

    assert source_of(Handle()).cell == "cell 4"


def test_what_has_no_code_has_no_source():
    assert source_of(len) is None and code_of(type("Empty", (), {})) is None
