"""What known mistakes give is asked for on the smallest case first, and once only."""

import numpy as np
import torch

from autograder.checks.diagnosis.outcomes import Outcomes, key_of, same_outcome
from autograder.student_side.calls import Outcome

LARGE, SMALL = [np.arange(12.0)], [np.arange(3.0)]


class Asked:
    """The oracle's side of a comparison that remembers what it was asked."""

    def __init__(self):
        self.sizes = []

    def __call__(self, function, arguments, views=False):
        self.sizes.append(arguments[0].size)
        return Outcome(function(*arguments))


def outcomes(kept=None, via=None, drawn=(LARGE, SMALL)):
    asked = Asked()
    given = [Outcome(2 * x) for (x,) in drawn]
    return Outcomes(list(drawn), [x for (x,) in drawn], given, asked, 1e-9, None, kept, via), asked


def thrice(x):
    return 3 * x


def twice(x):
    return 2 * x


def test_what_disagrees_on_the_smallest_case_is_asked_no_more():
    found, asked = outcomes()
    assert not found.agree(thrice)
    assert asked.sizes == [3]


def test_what_was_given_is_kept_for_later_checks():
    kept = {}
    for _ in range(2):
        found, asked = outcomes(kept)
        assert found.agree(twice)
    assert asked.sizes == []
    found, asked = outcomes(kept, drawn=(LARGE, [np.ones(3)]))
    assert found.agree(twice)
    assert asked.sizes == [3]  # the other case is known


def test_another_way_of_using_a_function_is_another_question():
    kept = {}
    outcomes(kept)[0].agree(twice)
    found, asked = outcomes(kept, via=lambda f, x: f(x))
    assert found.agree(twice) and len(asked.sizes) == 2
    found, asked = outcomes(kept, via=lambda f, x: f(x + 0))
    assert found.agree(twice) and len(asked.sizes) == 2


def test_without_a_place_to_keep_it_nothing_is_kept():
    for _ in range(2):
        found, asked = outcomes()
        assert found.agree(twice)
        assert len(asked.sizes) == 2


def test_the_size_of_what_is_no_array_is_not_asked_for():
    given = [[(torch.ones(2), [np.ones(3), 4])], [SMALL[0]]]
    found = Outcomes(given, [1, 2], [Outcome(1), Outcome(2)], Asked(), 1e-9, None)
    assert found.order == [1, 0]


def test_tensors_are_compared_by_their_shapes():
    one, other = (Outcome(torch.zeros(1, 3, n)) for n in (24, 17))
    assert same_outcome(one, one, 1e-9, shape=True)
    assert not same_outcome(one, other, 1e-9, shape=True)


def test_a_tensor_is_known_again_by_its_numbers():
    first, again = torch.arange(3.0), torch.arange(3.0, requires_grad=True)
    assert key_of([first]) == key_of([again])
    assert key_of(first) != key_of(torch.arange(4.0))
    assert key_of(first) != key_of(first.double())
    assert key_of(first) != key_of(first.numpy())
