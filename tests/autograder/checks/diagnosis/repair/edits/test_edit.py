"""An edit says which lines it is about: what it replaces, or what it moves."""

import ast

from autograder.checks.diagnosis.repair.edits.edit import Edit

FIRST, SECOND, THIRD = ast.parse("x = 1\ny = x\nz = y\n").body


def test_lines_are_those_of_the_expressions_it_replaces_once_and_in_order():
    other = ast.Constant(0)
    edit = Edit(
        "number", 1, [(SECOND.value, other), (FIRST.value, other), (FIRST.targets[0], other)]
    )
    assert edit.lines == (1, 2) and edit.nodes == [SECOND.value, FIRST.value, FIRST.targets[0]]


def test_of_a_statement_that_is_moved_it_is_the_line_where_it_stands():
    assert Edit("moved", 1, gone=[THIRD], before=[(FIRST, [THIRD])]).lines == (3,)


def test_of_one_that_is_lacking_it_is_the_line_beside_it():
    assert Edit("lacking above", 1, before=[(SECOND, [FIRST])]).lines == (2,)
    assert Edit("lacking below", 1, after=[(THIRD, [FIRST])]).lines == (3,)
