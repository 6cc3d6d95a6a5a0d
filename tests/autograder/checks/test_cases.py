"""Cases: what is drawn, what the same seed gives, what a smaller case is."""

import numpy as np
import pytest

from autograder.checks.cases import (
    case,
    constant,
    drawn,
    integers,
    normal,
    show,
    smaller_numbers,
    ties,
    uniform,
    whole_number,
)

DRAWS = {
    "normal": (normal(3, 4), "float64", -np.inf, np.inf),
    "uniform": (uniform(3, 4, low=2, high=3), "float64", 2, 3),
    "integers": (integers(3, 4, low=0, high=256, dtype="uint8"), "uint8", 0, 255),
    "ties": (ties(3, 4), "float64", -5, 1),
}


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize("kind", DRAWS)
def test_a_draw_has_its_shape_its_dtype_and_its_range(kind, rng):
    draw, dtype, low, high = DRAWS[kind]
    array = draw.draw(rng)
    assert array.shape == (3, 4) and array.dtype == dtype and array.flags.c_contiguous
    assert array.min() >= low and array.max() <= high
    assert len(np.unique(array)) > 1


def test_a_constant_is_the_array_itself_and_a_copy():
    values = np.arange(6).reshape(2, 3)
    given = constant(values).draw(np.random.default_rng(0))
    assert given.tolist() == values.tolist() and not np.shares_memory(given, values)


def test_the_same_seed_draws_the_same_arguments_in_order():
    one = case(x=normal(4), n=3, k=ties(2))
    first, second = (one.draw(np.random.default_rng(5)) for _ in range(2))
    assert [type(a) for a in first] == [np.ndarray, int, np.ndarray] and first[1] == 3
    assert np.array_equal(first[0], second[0]) and np.array_equal(first[2], second[2])
    assert not np.array_equal(first[0], one.draw(np.random.default_rng(6))[0])


def test_a_case_is_fixed_if_nothing_in_it_is_drawn():
    assert case(x=constant([1, 2]), n=3).fixed
    assert not case(x=normal(2)).fixed
    assert not case(n=whole_number(1, 3)).fixed


def test_a_whole_number_has_both_ends(rng):
    numbers = {whole_number(1, 3).draw(rng) for _ in range(60)}
    assert numbers == {1, 2, 3}
    pair = whole_number(1, 3, count=2).draw(rng)
    assert isinstance(pair, tuple) and len(pair) == 2


def test_whole_makes_normal_numbers_small_and_whole_and_leaves_the_rest(rng):
    one = case(x=normal(50), y=uniform(2), n=2).whole()
    x, y, n = one.draw(rng)
    assert np.array_equal(x, np.trunc(x)) and x.min() >= -4 and x.max() <= 4
    assert not np.array_equal(y, np.trunc(y)) and n == 2


def test_smaller_cases_shrink_one_length_wherever_it_occurs():
    sizes = [
        tuple(a.shape for a in smaller.arguments.values())
        for smaller in case(x=normal(5, 3), k=normal(3, 3)).smaller()
    ]
    assert sizes == [
        ((2, 3), (3, 3)),
        ((4, 3), (3, 3)),
        ((5, 2), (2, 2)),
    ]


def test_smaller_cases_shrink_numbers_and_end():
    step, count = case(n=5), 0
    while (smaller := next(step.smaller(), None)) is not None:
        assert smaller.arguments["n"] < step.arguments["n"]
        step, count = smaller, count + 1
    assert step.arguments == {"n": 1} and count < 5


def test_smaller_numbers_of_a_tuple_change_one_at_a_time():
    assert list(smaller_numbers((1, 4))) == [(1, 1), (1, 2), (1, 3)]
    assert list(smaller_numbers(True)) == [] and list(smaller_numbers(1)) == []


def test_a_case_is_shown_in_short():
    assert repr(case(x=normal(3, 5), n=2, f=np.sum, d=drawn(lambda rng: 1))) == (
        "case(x=3×5 array, n=2, f=sum, d=drawn)"
    )
    assert show(np.zeros(())) == "array of 1"


def test_what_is_large_is_shown_in_short_too():
    weights = {f"layer {n}": np.zeros((2, 3)) for n in range(6)}
    assert show(weights) == (
        "{" + ", ".join(f"'layer {n}': 2×3 array" for n in range(4)) + ", and 2 more}"
    )
    assert show(list(range(500))) == "[0, 1, 2, 3, and 496 more]"
    assert show((np.zeros(3),) * 50).startswith("(array of 3, ") and len(show("x" * 999)) < 250
    assert show((1, 2)) == "(1, 2)" and show({}) == "{}"
