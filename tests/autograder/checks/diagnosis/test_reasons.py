"""The reason is told by the first means that speaks, and none where none is true of every case."""

import numpy as np
import pytest

from autograder import CheckFailed, case, check, check_raises, normal
from autograder.checks.clock import Patience
from autograder.checks.diagnosis.reasons import refusal, rounded, seen_beside
from autograder.checks.message.failure import Failure
from autograder.checks.oracle import Refused
from autograder.student_side.calls import RAISED, Frame, Outcome, StudentError
from tests.autograder.checks.diagnosis.repair.mistaken import defined
from tests.autograder.checks.solutions import failure, loops


def found(text, right, cases, name="f"):
    with pytest.raises(CheckFailed) as info:
        check(defined(text, name), against=right, on=cases)
    return info.value.failure


X = [case(x=normal(4)), case(x=normal(3))]


def test_a_relation_goes_before_a_repair():
    told = found("def f(x):\n    return -x\n", lambda x: x, X)
    assert (told.found_by, told.because) == (
        "relation",
        "Your results are the right ones, with a negative sign.",
    )


def test_a_repair_shows_its_line():
    text = "def f(x, n):\n    y = x * n\n    return y + n\n"
    cases = [case(x=normal(4), n=n) for n in (2, 3, 5)]
    told = found(text, lambda x, n: x * n + x, cases)
    assert told.found_by == "repair" and [f.line for f in told.frames] == [3]
    assert told.because == "Line 3: `n` is not what belongs here."


def test_an_error_is_told_by_what_the_arrays_were():
    told = found(
        "def f(x):\n    return x @ np.zeros((7, 2)) + x * 0\n", lambda x: x * x.abs().sum(), X
    )
    assert told.found_by == "exception" and told.because


def test_bad_manners_are_their_own_reason():
    def xcorr2d(x, k):
        y = loops(x, k)
        x[:] = 0
        return y

    assert failure(xcorr2d).found_by == "manners"


def test_a_result_of_another_kind_is_told_by_its_headline():
    told = failure(lambda x, k: "text")
    assert (told.tier, told.found_by, told.because) == ("type", "kind", "")


def test_where_nothing_is_true_of_every_case_nothing_is_told_but_what_is_alike(exam):
    def xcorr2d(x, k):
        return np.cos(loops(x, k)) + x.shape[0] * np.arange(x.shape[1] - k.shape[1] + 1) ** 2.5

    exam.patience = Patience(0.02)
    told = failure(xcorr2d)
    assert (told.because, told.found_by) == ("", "") and len(told.alike) == 12
    assert failure(xcorr2d).alike == told.alike
    assert failure(lambda x, k: np.sin(xcorr2d(x, k))).alike != told.alike
    exam.exam = False
    assert failure(xcorr2d).alike == ""


def test_a_mistake_in_the_search_costs_the_reason_and_not_the_message(monkeypatch):
    def broken(*arguments):
        raise KeyError

    monkeypatch.setattr("autograder.checks.diagnosis.reasons.relation", broken)
    assert failure(lambda x, k: -loops(x, k)).because == ""


def test_an_input_that_has_an_answer_is_not_to_be_refused():
    error = StudentError(RAISED, "ValueError", "no", [Frame("", 3, "raise ValueError('no')", "f")])
    told = Failure("f", "type", "It raised.")
    refusal(told, Outcome(error=error), np.ones(2))
    assert told.found_by == "refusal" and told.because.startswith("Line 3: you refuse this input")
    other = Failure("g", "type", "It raised.")  # raised by a helper of another name
    refusal(other, Outcome(error=error), np.ones(2))
    assert (other.found_by, other.because) == ("", "")


def test_an_input_that_has_none_is_to_be_refused():
    told = Failure("f", "type", "It should refuse.")
    refusal(told, Outcome(1), Refused(ValueError, "too small"))
    assert told.found_by == "refusal" and told.because == ""
    with pytest.raises(CheckFailed):
        check_raises(defined("def f(n):\n    return n\n", "f"), on=[case(n=-1)])


def test_digits_that_depend_on_the_order_of_sums_are_cut():
    assert rounded(0.1 + 0.2) == rounded(0.3)
    assert rounded([np.array([0.1 + 0.2])]) == rounded((np.array([0.3]),))
    assert rounded(np.zeros((1, 2))) != rounded(np.zeros((2, 1)))
    assert rounded(np.array([1, 2])) == ((2,), [1, 2]) and rounded("a") == "a"


def test_right_answers_have_no_reason():
    check(defined("def f(x):\n    return x + 0\n", "f"), against=lambda x: x, on=X)


def test_what_is_never_used_is_told_beside_a_known_mistake():
    text = "def f(x):\n    turned = x[::-1]\n    return x * 2\n"
    told = Failure("f", "values", "wrong", because="You did not turn x.")
    seen_beside(told, defined(text, "f"))
    assert told.facts == ["Line 2: `turned` is computed here and never used."]
    seen_beside(told, defined("def f(x):\n    return x * 2\n", "f"))
    seen_beside(told, len)
    assert len(told.facts) == 1


#: answers of every kind, made of an array
KINDS = {
    "an array": "x[:, None] * x",
    "arrays": "(x, x[:, None] * x)",
    "arrays and numbers": "(x, x.sum(), len(x))",
    "lists": "[[float(v)] * n for n, v in enumerate(x)]",
    "as many as there are": "[x * n for n in range(len(x))]",
    "names": "{'x': x, 'n': len(x), 'text': 'abc', 'inside': {'y': 2 * x}}",
    "rows of a table": "[{'layer': str(n), 'cost': n * len(x)} for n in range(len(x))]",
    "nothing": "None",
    "a text": "'abc' * len(x)",
    "a truth value": "bool(len(x) > 4)",
    "a number": "float(x.sum())",
}


@pytest.mark.parametrize("wrong", KINDS)
@pytest.mark.parametrize("right", [kind for kind in KINDS if kind != "nothing"])
def test_whatever_comes_the_search_for_a_reason_ends_in_no_error(right, wrong, caplog):
    caplog.set_level("DEBUG", "autograder.checks.diagnosis.reasons")
    oracle = eval(f"lambda x: {KINDS[right]}")
    cases = [case(x=normal(n)) for n in (4, 2, 5)]
    found(
        f"def f(x):\n    x = np.append(x, 1) + 1\n    return {KINDS[wrong]}\n",
        lambda x: oracle(x.numpy()),
        cases,
    )
    assert not caplog.text
