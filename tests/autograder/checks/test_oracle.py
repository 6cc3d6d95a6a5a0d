"""The oracle is given tensors; its answer is plain, or that it refuses."""

import numpy as np
import pytest
import torch

from autograder.checks.oracle import Refuse, Refused, answer


def test_arrays_are_given_as_tensors_and_the_answer_comes_back_as_an_array():
    seen = []

    def oracle(x, n):
        seen.extend([type(x), type(n)])
        return x * n

    got = answer(oracle, [np.arange(3.0), 2])
    assert seen == [torch.Tensor, int]
    assert isinstance(got, np.ndarray) and got.tolist() == [0, 2, 4]


def test_what_the_oracle_does_to_its_arguments_stays_with_it():
    x = np.arange(3.0)
    answer(lambda t: t.mul_(0), [x])
    assert x.tolist() == [0, 1, 2]


def test_a_view_that_runs_backwards_can_be_given():
    assert answer(lambda t: t, [np.arange(3)[::-1]]).tolist() == [2, 1, 0]


def test_a_refusal_has_the_error_that_is_asked_for():
    def oracle(x):
        raise Refuse(TypeError, "not of this kind")

    got = answer(oracle, [1])
    assert isinstance(got, Refused) and (got.error, got.reason) == (TypeError, "not of this kind")


@pytest.mark.parametrize("error", [ValueError, RuntimeError])
def test_what_torch_refuses_is_a_value_error_with_the_first_line(error):
    def oracle(x):
        raise error("too small\nat somewhere in C++")

    got = answer(oracle, [1])
    assert (got.error, got.reason) == (ValueError, "too small")


def test_a_mistake_in_the_oracle_is_no_refusal():
    with pytest.raises(ZeroDivisionError):
        answer(lambda x: x / 0, [1])
