"""What is said of wrong shapes and wrong values."""

import numpy as np
import pytest
import torch

from autograder import case
from autograder.checks.compare.values import compare
from tests.autograder.checks.solutions import CASES, failure, loops, oracle

pytestmark = pytest.mark.smoke


def test_a_wrong_shape_is_told_by_rows_and_columns():
    found = failure(lambda x, k: loops(x, k)[1:])
    assert found.tier == "shape"
    assert "4 rows where 5 are asked" in found.headline


def test_a_shape_that_one_misconception_gives_names_it_carefully():
    found = failure(lambda x, k: np.ones((1, 1)))
    assert found.misconception == ""
    assert "A result of this shape comes out when: One for all." in found.facts


LOCATED = {
    "twice": (lambda y: 2 * y, "Every value is 2 times what it should be."),
    "sign": (lambda y: -y, "Every value has the wrong sign."),
    "zero": (lambda y: 0 * y, "Every value is zero."),
    "offset": (lambda y: y + 1, "Every value is too large by 1."),
    "below": (lambda y: y - 1, "Every value is too small by 1."),
    "reversed": (lambda y: y[::-1], "The rows are in reverse order."),
    "late": (lambda y: np.roll(y, 1, 1), "Every column is one too late."),
    "sorted": (lambda y: np.sort(y, None).reshape(y.shape), "All the right numbers are there"),
    "one row": (lambda y: np.vstack([y[:-1], y[-1:] + 1]), "Only row 4 is wrong (counted from 0)."),
    "rim": (lambda y: np.pad(y[1:-1, 1:-1], 1), "Only values at the border are wrong."),
}


@pytest.mark.parametrize("what", LOCATED)
def test_a_wrong_array_is_located(what):
    change, fact = LOCATED[what]
    found = failure(lambda x, k: change(loops(x, k)), on=CASES[:1])
    assert found.tier == "values"
    assert fact in " ".join(found.facts)


def test_float32_on_the_way_is_called_so():
    found = failure(lambda x, k: loops(x.astype("f4"), k.astype("f4")).astype("f4"))
    assert found.tier == "values"
    assert "float32" in found.headline
    assert found.found_by == "kind"  # that is the reason
    assert not found.panels  # in the digits shown, yours and the right ones are the same


def test_numbers_that_nearly_agree_are_written_so_that_they_differ():
    found = failure(lambda x: x + 1e-7, on=[case(x=1.0)], against=lambda x: x, name="f")
    assert "is 1.0000001; it should be 1." in found.headline


def test_a_part_of_a_part_is_called_by_both_names():
    right = {"a": (1, 2), "b": [{"c": 3}]}
    for wrong, words in (
        ({**right, "a": (1, 5)}, "Value 2 of 2 of the entry 'a' is 5; it should be 2."),
        ({**right, "b": [{"c": 5}]}, "The entry 'c' of value 1 of 1 of the entry 'b' is 5"),
    ):
        found = failure(lambda x, w=wrong: w, on=[case(x=1)], against=lambda x: right, name="f")
        assert words in found.headline


def test_the_counterexample_is_small_and_wrong():
    found = failure(lambda x, k: loops(x, k.T) if k.shape[0] == k.shape[1] else loops(x, k) + 1)
    shapes = {p.label: p.shape for p in found.panels}
    assert shapes["x"] == (2, 2) and shapes["k"] == (2, 2)
    values = {p.label: np.array(p.cells).reshape(p.shape) for p in found.panels}
    assert (
        values["expected"] == oracle(*map(torch.tensor, (values["x"], values["k"]))).numpy()
    ).all()
    assert (values["yours"] != values["expected"]).any()


def test_a_seed_replays_the_numbers():
    seen = []

    def spy(x, k):
        seen.append(x)
        return loops(x, k) + 1

    first = failure(spy)
    seen.clear()
    failure(spy, seed=first.seed)
    again = seen[0]
    seen.clear()
    failure(spy, seed=first.seed + 1)
    assert not np.array_equal(again, seen[0])
    seen.clear()
    failure(spy)
    assert np.array_equal(again, seen[0])


@pytest.mark.parametrize("got", [2.5 + 0j, 2.5 + 1e-12j, np.complex128(2.5 + 1e-12j)])
def test_a_complex_number_is_no_real_one(got):
    found = compare(2.5, got)
    assert found is not None and found.tier == "manners"
    assert ".real" in found.facts[0]
    assert compare(2.5 + 1j, 2.5 + 1j) is None


def test_what_must_hold_is_told_in_the_words_of_the_check():
    def right(x):
        return {"no weight is too large": True, "even": True}

    found = failure(
        lambda x: {**right(x), "no weight is too large": False},
        on=[case(x=1)], against=right, name="f",
    )  # fmt: skip
    assert found.headline == "It does not hold that no weight is too large."
    assert found.found_by == "kind"
    found = failure(lambda x: {**right(x), "even": False}, on=[case(x=1)], against=right, name="f")
    assert found.headline == "The entry 'even' is False; it should be True."
