"""The probe rules: each is broken by what it is there for, and excused by a reason."""

import ast
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.authoring.gates.probes import (
    RULES,
    broken_in_cases,
    broken_in_text,
    broken_rules,
    is_affine,
    speaks,
)
from autograder.authoring.lesson import Exercise, LessonCell
from autograder.checks.cases import case, constant, normal

GOOD = "check(f, against=g, on=[case(x=normal(3, 4))])\n"


def exercise(text):
    cell = LessonCell("check", "f", text, 9, {"points": 1})
    return Exercise("f", None, LessonCell("solution", "f", "", 1), (), (cell,))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (GOOD, set()),
        ("try:\n    check(f)\nexcept ValueError:\n    pass\n", {"fails"}),
        ("if f:\n    check(f)\n", {"fails"}),
        ("f(3)\n", {"fails", "speaks"}),
        ("assert f(3) == 4\n", {"speaks"}),
        ("assert f(3) == 4\n'It is right.'\n", set()),
        ("assert np.allclose(f(x), y)\n'It is right.'\n", {"whole"}),
        ("check(f, on=[case(x=np.arange(4))])\n", {"random"}),
    ],
)
def test_what_a_cells_text_breaks(text, rules):
    assert set(broken_in_text(exercise(text))) == rules


def comparison(*cases, rtol=0.0):
    return SimpleNamespace(cases=list(cases), rtol=rtol)


@pytest.mark.parametrize(
    ("cases", "rules"),
    [
        ([case(x=normal(3, 4), stride=(1, 2))], set()),
        ([case(x=normal(3, 3)), case(x=normal(2, 5, 5))], {"rectangular"}),
        ([case(x=normal(3, 3)), case(x=normal(3, 4))], set()),
        ([case(x=normal(3, 4), stride=(2, 2))], {"unequal"}),
        ([case(x=normal(3, 4), stride=(2, 2)), case(x=normal(3, 4), stride=(2, 1))], set()),
        ([case(x=constant(np.arange(12.0).reshape(3, 4)))], {"random"}),
    ],
)
def test_what_the_cases_break(cases, rules):
    assert set(broken_in_cases([comparison(*cases)])) == rules


def test_a_loose_tolerance_compares_less_than_the_whole():
    assert set(broken_in_cases([comparison(case(x=normal(3, 4)), rtol=1e-3)])) == {"whole"}


def test_a_reason_in_the_cell_excuses_and_an_unknown_rule_is_told():
    lines = list(broken_rules(None, exercise("assert f(3) == 4\n"), []))
    assert lines == [f"f: probe rule 'speaks': {RULES['speaks']}"]
    assert (
        list(broken_rules(None, exercise("# probe: speaks: it plots\nassert f(3) == 4\n"), []))
        == []
    )
    assert len(list(broken_rules(None, exercise(GOOD), [], draws_nothing=True))) == 1
    excuse = "# probe: drawn: the answer is its own case\n"
    assert not list(broken_rules(None, exercise(excuse + GOOD), [], draws_nothing=True))
    (unknown,) = broken_rules(None, exercise(f"# probe: square: because\n{GOOD}"), [])
    assert unknown.startswith("f: there is no probe rule 'square'; there are rectangular")


def test_an_empty_cell_says_nothing():
    assert not speaks(ast.parse("")) and speaks(ast.parse("'Right.'"))


@pytest.mark.parametrize(
    ("values", "affine"),
    [
        (np.arange(12).reshape(3, 4), True),
        (np.ones((3, 3)), True),
        (np.array([1, 2, 4]), False),
        (np.array([1, 2]), False),
        (np.array(["a", "b", "c"]), False),
        (None, False),
    ],
)
def test_a_ramp_is_one_along_every_axis(values, affine):
    assert is_affine(values) is affine
