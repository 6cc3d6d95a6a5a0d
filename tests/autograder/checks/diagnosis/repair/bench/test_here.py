"""Edited functions of this process: they end, take little, and leave nothing behind."""

import ast
import gc
import resource
import sys

import numpy as np
import pytest

from autograder import CheckFailed, case, check, normal
from autograder.checks.clock import GRACE, Clock
from autograder.checks.diagnosis.repair.bench.here import Bench, copies, own, quiet, read_by
from autograder.checks.diagnosis.repair.bench.weave import EDIT
from tests.autograder.checks.diagnosis.repair.mistaken import defined, told


def test_an_edit_that_never_ends_is_given_up():
    text = "def down(n):\n    steps = 0\n    while n > 0:\n        n -= 2\n        steps += 1\n    return steps\n"
    assert "Line 4" in told(text, lambda n: n, [case(n=n) for n in range(1, 9)], "down")


def test_what_an_edit_does_to_the_names_of_the_notebook_is_forgotten():
    text = "seen = []\ndef double(x):\n    seen.append(1)\n    return x + x + 1\n"
    function = defined(text, "double")
    with pytest.raises(CheckFailed) as info:
        check(function, against=lambda x: 2 * x, on=[case(x=normal(4)), case(x=normal(3))])
    assert info.value.failure.found_by == "repair"
    calls = len(function.__globals__["seen"])
    assert calls < 20  # those of the check itself


def bench(text, student, name="f", used=lambda function: function):
    return Bench(student, name, ast.parse(text), used)


def test_each_edit_is_called_on_copies_and_an_error_is_an_outcome():
    text = f"def f(x):\n    x += 1\n    return x if {EDIT} != 1 else x / None\n"
    x = np.zeros(2)
    first, second, third = bench(text, defined("def f(x): pass", "f")).each([0, 1, 2], [x])
    assert first.value.tolist() == third.value.tolist() == [1, 1] and x.tolist() == [0, 0]
    assert second.error.type_name == "TypeError"


def test_an_endless_loop_ends_as_a_timeout_no_except_of_the_students_holds():
    text = f"def f():\n    while {EDIT}:\n        try:\n            _tick()\n"
    text += "        except Exception:\n            pass\n    return 1\n"
    one = bench(text, defined("def f(): pass", "f"))
    assert [o.value for o in one.each([0, 1], [])] == [1, None]
    with pytest.raises(TimeoutError, match="round and round"):
        one.edited(1)()


def test_an_edit_may_take_longer_than_usual_but_not_much(monkeypatch):
    monkeypatch.setattr("autograder.checks.diagnosis.repair.bench.here.LEAST", 10)
    text = f"def f(n):\n    for i in range(n * (1 + {EDIT})):\n        _tick()\n    return n\n"
    one = bench(text, defined("def f(n): pass", "f"))
    assert one.edited(0)(100) == 100
    assert one.edited(18)(100) == 100
    with pytest.raises(TimeoutError):
        one.edited(20)(100)


def test_the_notebooks_names_are_read_and_not_changed():
    text = "seen = [1]\nother = 3\ndef f():\n    seen.append(other)\n    return len(seen)\n"
    student = defined(text, "f")
    function = "def f():\n    seen.append(other)\n    return len(seen)\n"
    assert bench(function, student).edited(0)() == 2
    assert student.__globals__["seen"] == [1]
    names = dict(own({"a": [1], "b": 2, "c": 3}, {"a", "b"}))
    assert names == {"a": [1], "b": 2}


def test_names_that_code_within_code_reads_are_found():
    code = compile("def f():\n    def g():\n        return deep\n    return top(g)\n", "c", "exec")
    assert {"deep", "top"} <= read_by(code)


def test_lists_of_arrays_are_copied_with_them():
    x = np.zeros(2)
    array, inside, other = copies([x, [x], (1, "a")])
    array += 1
    inside[0] += 2
    assert x.tolist() == [0, 0] and other == (1, "a")


def test_where_it_is_quiet_nothing_is_printed_and_limits_come_back(capsys):
    before = resource.getrlimit(resource.RLIMIT_AS), sys.getrecursionlimit(), gc.isenabled()
    with quiet():
        print("nobody hears")
        assert np.isnan(np.float64(0) / np.float64(0)) and not gc.isenabled()
        with pytest.raises(MemoryError):
            np.ones(1 << 32)
    after = resource.getrlimit(resource.RLIMIT_AS), sys.getrecursionlimit(), gc.isenabled()
    assert before == after and capsys.readouterr().out == ""


def test_an_edited_loop_stops_when_its_time_is_over():
    text = "def f(n):\n    for _ in range(n):\n        _tick()\n    return n\n"
    student = defined("def f(n):\n    return n\n", "f")
    made = Bench(student, "f", ast.parse(text), lambda f: f, Clock(-GRACE))
    assert made.edited(0)(3) == 3  # the clock is looked at now and then
    with pytest.raises(TimeoutError):
        made.edited(0)(100)
    assert bench(text, student).edited(0)(100) == 100
