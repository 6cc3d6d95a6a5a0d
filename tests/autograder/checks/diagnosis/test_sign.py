"""A sign is told by its line; long code is cut off."""

import ast

from autograder.checks.diagnosis.sign import Sign, reads, short


def test_a_sign_is_told_by_its_line():
    assert str(Sign(3, "`x` is lost.")) == "Line 3: `x` is lost."


def test_long_code_is_cut_off():
    assert short(ast.parse("a + b")) == "a + b"
    assert short(ast.parse("a + b + c"), 4) == "a +…"


def test_a_name_is_read_where_it_is_no_target():
    nodes = list(ast.walk(ast.parse("x = y")))
    assert [any(reads(n, name) for n in nodes) for name in "xy"] == [False, True]
