"""Pieces of the lesson's solution in a student's function: tried, and never told."""

import ast

import numpy as np
import pytest

from autograder import CheckFailed, check
from autograder.checks.clock import Patience
from autograder.checks.diagnosis import reasons
from autograder.checks.diagnosis.repair.edits.nodes import Scope
from autograder.checks.diagnosis.repair.edits.solution import edits, expressions, renamed
from autograder.checks.diagnosis.repair.edits.tiers import sites
from tests.autograder.checks.diagnosis.repair.mistaken import (
    CASES,
    RIGHT,
    defined,
    oracle,
    parsed,
    told,
    under,
)


@pytest.fixture
def alone(monkeypatch):
    """Nothing else speaks where only the place of a repair is known."""
    monkeypatch.setattr(reasons, "amiss", lambda question, tier: "")
    monkeypatch.setattr(reasons, "other_signs", lambda source: [])


def test_what_says_more_goes_before_a_piece_of_the_solution(exam):
    exam.solution, exam.patience = RIGHT, Patience(2)
    lacking = RIGHT.replace("            total = np.sum(window * w)\n", "").replace(
        "y = np.zeros((Ho, Wo))", "y, total = np.zeros((Ho, Wo)), 0"
    )
    with pytest.raises(CheckFailed) as caught:
        check(defined(lacking), against=oracle, on=CASES)
    assert caught.value.failure.because == "Line 14: `window` is computed here and never used."


def test_pieces_of_the_solution_are_tried_where_there_is_one(exam, alone):
    text = RIGHT.replace("(H - kh) // sh + 1,", "max(W - kh, 1) // sw,")
    text = text.replace("for i in range(Ho)", "for i in range(len(y))")
    assert text != RIGHT and told(text) == ""
    exam.solution = RIGHT.replace("conv(x, w,", "conv(picture, w,").replace("pad(x", "pad(picture")
    exam.patience = Patience(2)
    sentence = told(text)
    assert sentence.startswith("Line 10: ") and "would make it right" in sentence
    assert "H - kh" not in sentence


def test_a_statement_that_is_lacking_is_told_by_its_place(exam, alone):
    lacking = RIGHT.replace("            total = np.sum(window * w)\n", "").replace(
        "y = np.zeros((Ho, Wo))", "y, total = np.zeros((Ho, Wo)), 0"
    )
    exam.patience = Patience(2)
    assert told(lacking) == ""
    exam.solution = RIGHT
    it = "`total` is not what it should be here: look at the lines that make it."
    assert told(lacking) == f"Line 15: {it}"


STUDENT = "def f(a, n):\n    y = a[::n]\n    return y\n"
SOLUTION = "def f(x, step):\n    y = x[::step]\n    y = y - len(x)\n    return y * step\n"


def made(student=STUDENT, solution=SOLUTION):
    function = parsed(student)
    scope = Scope(function, {"n"})
    places = [node for node, _ in sites(function)]
    return function, list(edits(function, scope, places, parsed(solution)))


def test_a_piece_replaces_what_shares_a_name_with_it():
    _, found = made()
    pairs = {(ast.unparse(now), ast.unparse(other)) for edit in found for now, other in edit.places}
    assert ("y", "y * n") in pairs and ("a[::n]", "a") in pairs
    assert not any(now == other for now, other in pairs)
    assert not any("step" in other or "x" in other for _, other in pairs)


def test_a_lacking_statement_is_put_above_and_below_every_line():
    function, found = made()
    kinds = ("lacking above", "lacking below", "made above")
    lacking = [e for e in found if e.kind in kinds]
    run = under(function, found)
    given = []
    for edit in lacking:
        try:
            given.append(run(edit.number, np.zeros(4), 2).tolist())
        except UnboundLocalError:
            given.append("too early")
    assert [-4.0, -4.0] in given and "too early" in given
    assert {e.kind for e in lacking} == {"lacking below", "made above"}
    assert {e.names for e in lacking if e.kind == "made above"} == {("y",)}


def test_a_statement_that_makes_nothing_of_the_next_line_is_lacking_above_it():
    _, found = made(solution="def f(x, step):\n    x.sort()\n    return x[::step]\n")
    kinds = {e.kind for e in found if e.before}
    assert kinds == {"lacking above"}


def test_what_needs_a_name_that_the_student_has_not_is_left_out():
    _, found = made(
        solution="def f(x, step):\n    inner = x + 1\n    return inner[::step] + step\n"
    )
    assert not any("inner" in ast.unparse(o) for edit in found for _, o in edit.places)
    assert not any(edit.kind.startswith("lacking") for edit in found)


def test_the_solution_is_renamed_by_the_places_of_its_parameters_and_stays():
    solution = parsed(SOLUTION)
    other = renamed(solution, Scope(parsed(STUDENT)))
    assert "a[::n]" in ast.unparse(other) and "x[::step]" in ast.unparse(solution)


def test_small_expressions_come_first_and_each_once():
    found = [ast.unparse(e) for e in expressions(parsed(SOLUTION))]
    assert len(found) == len(set(found)) and found[0] in ("x", "step", "y", "len")
    assert found.index("y") < found.index("y * step")


def test_a_break_of_the_solution_is_put_nowhere():
    solution = SOLUTION.replace(
        "    return", "    for i in range(step):\n        break\n    return"
    )
    function, found = made(solution=solution)
    assert under(function, found)(0, np.zeros(4), 2).tolist() == [0, 0]
