"""A function that uses a module outside the policy: which one, where, and what is allowed."""

import itertools

from autograder.checks.forbidden import forbidden, uses_outside


def helped(x):
    return list(itertools.chain(x, x))


def double(x):
    return helped(x)


def plain(x):
    return x + x


def test_a_function_that_keeps_to_the_policy_is_none():
    assert forbidden(plain, "plain") is None


def test_the_module_the_line_and_what_is_allowed_are_told(monkeypatch, exam):
    monkeypatch.setitem(helped.__globals__, "itertools", __import__("torch"))
    failure = forbidden(helped, "helped")
    assert (failure.tier, failure.found_by, failure.exercise) == ("forbidden", "kind", "helped")
    assert failure.headline == "It uses torch, which this exercise does without."
    line = helped.__code__.co_firstlineno + 1
    assert failure.facts[0] == f"Line {line}: return list(itertools.chain(x, x))"
    assert failure.facts[-1].startswith("Allowed here: numpy")


def test_a_function_that_is_called_is_looked_at_too(monkeypatch):
    monkeypatch.setitem(helped.__globals__, "itertools", __import__("torch"))
    failure = forbidden(double, "double")
    assert failure.facts[1] == "helped, which that line calls, uses torch."


def test_the_policy_asked_for_is_noted_and_a_candidate_is_asked_itself(exam):
    class Handle:
        def invoke(self):
            raise AssertionError("not called")

        def violations(self, allow):
            return [allow]

    assert uses_outside(Handle(), ["math"]) == [["math"]]
    assert exam.narrowed == [("math",)]
