"""The import policy follows a function to whatever it really uses."""

import functools
import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.signal import correlate2d

from autograder.student_side import allowed_imports
from autograder.student_side.allowed_imports import allowed, violations
from convkit.sliding.padding import pad

pytestmark = pytest.mark.smoke

alias = F.conv2d


def helper(x):
    return torch.relu(x)


def clean(x):
    return np.linalg.norm(list(itertools.chain(x)))


def by_module(x):
    return torch.relu(x)


def by_import(x):
    import torch as t

    return t


def by_alias(x):
    return alias(x, x)


def by_helper(x):
    return helper(x)


def by_lambda(x):
    return (lambda y: F.relu(y))(x)


def by_scipy(x):
    return correlate2d(x, x)


def by_convkit(x):
    return pad(x, (1, 1))


def by_closure():
    inner = torch.relu
    return lambda x: inner(x)


class ByMethod:
    def forward(self, x):
        return F.relu(x)


@functools.lru_cache
def cached(x):
    return torch.relu(x)


@pytest.mark.parametrize(
    ("function", "module"),
    [
        (by_module, "torch"),
        (by_import, "torch"),
        (by_alias, "torch"),
        (by_helper, "torch"),
        (by_lambda, "torch"),
        (by_scipy, "scipy"),
        (by_convkit, "convkit"),
        (by_closure(), "torch"),
        (ByMethod, "torch"),
        (cached, "torch"),
        (functools.partial(by_module, 1), "torch"),
    ],
)
def test_a_forbidden_module_is_found_however_it_is_reached(function, module):
    found = violations(function, ["numpy"])
    assert found and found[0].module.partition(".")[0] == module
    assert found[0].line > 0


def test_what_is_allowed_is_not_reported():
    assert violations(clean, ["numpy"]) == []
    assert violations(by_convkit, ["numpy", "convkit.sliding.padding"]) == []
    assert violations(by_module, ["numpy", "torch"]) == []


def test_of_convkit_single_functions_are_allowed():
    def by_import(x):
        from convkit.sliding.padding import insert_zeros

        return insert_zeros(x, 2)

    def by_module(x):
        import convkit.sliding.padding as p

        return p.pad(x, (1, 1))

    allow = ["numpy", "convkit.sliding.padding.pad"]
    assert violations(by_convkit, allow) == []
    assert violations(by_module, allow) == []
    assert violations(by_convkit, ["numpy", "convkit.sliding.padding.insert_zeros"])
    assert violations(by_import, allow)
    assert not violations(by_import, ["convkit.sliding.padding.insert_zeros"])


def test_numpy_itself_must_be_named():
    assert violations(clean, [])[0].module.startswith("numpy")


def test_a_prefix_is_not_a_package():
    assert not allowed("numpyro", ["numpy"])
    assert allowed("numpy.fft", ["numpy"])


def torch_twice(x):
    return torch.add(x, x)


def step(x):
    return torch_twice(x)


def by_an_oracle(x):
    y = x + 1
    return torch_twice(y)


def by_two_steps(x):
    return step(x)


@pytest.mark.parametrize(
    ("function", "line"),
    [(by_an_oracle, "return torch_twice(y)"), (by_two_steps, "return step(x)")],
)
def test_the_line_that_is_quoted_is_the_functions_own(function, line):
    first = violations(function, ["numpy"])[0]
    assert (first.module, first.source, first.through) == ("torch", line, "torch_twice")


def plain(x):
    return np.sum([x[i : i + 2] * [y for y in range(2)] for i in range(len(x) - 1)])


def smuggled(x):
    return np.smuggled(x)


def in_a_helper(x):
    def inside(y):
        return torch.relu(y)

    return inside(x)


def test_most_answers_are_seen_through_without_reading_their_lines(monkeypatch):
    monkeypatch.setattr(allowed_imports, "uses", None)
    assert violations(plain, ["numpy"]) == []


def test_what_a_student_puts_into_an_allowed_module_is_found_there(monkeypatch):
    monkeypatch.setattr(np, "smuggled", torch.relu, raising=False)
    assert violations(smuggled, ["numpy"])[0].module == "torch"
    monkeypatch.setattr(np, "smuggled", torch)
    assert violations(smuggled, ["numpy"])[0].module == "torch"


def test_one_look_is_not_enough_where_there_may_be_something_to_find():
    for function in (by_module, by_import, by_alias, by_helper, by_closure(), in_a_helper):
        assert not allowed_imports.keeps_to(function, ["numpy"])
    assert violations(in_a_helper, ["numpy"])[0].module == "torch"
