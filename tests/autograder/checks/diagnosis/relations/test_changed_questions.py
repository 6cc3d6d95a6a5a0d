"""The questions that are asked instead: each changes the arguments as its sentence says."""

import numpy as np
import pytest

from autograder.checks.diagnosis.relations.changed_questions import asked, of_texts

NAMES = ["x", "w", "stride", "padding", "n", "b"]
X = np.arange(24.0).reshape(2, 3, 4)
W = np.arange(48.0).reshape(2, 2, 3, 4) + 0.5
B = np.array([1.0, 2.0, 3.0])
ARGUMENTS = [X, W, (2, 1), (3, 4), 5, B]


def changed(what):
    """The arguments of the question whose sentence ends so."""
    (one,) = (r for r in asked(NAMES, ARGUMENTS) if r.sentence.endswith(f" {what}."))
    return one.ask(list(ARGUMENTS))


QUESTIONS = {
    "when `x` is turned by half a turn": (0, X[:, ::-1, ::-1]),
    "when `x` is mirrored left to right": (0, X[:, :, ::-1]),
    "when rows and columns of `x` are exchanged": (0, X.swapaxes(1, 2)),
    "when `x` is turned by a quarter": (0, np.rot90(X, 1, (1, 2))),
    "when every channel of `x` is like its first": (0, np.stack([X[0], X[0]])),
    "when the filters of `w` are in reverse order": (1, W[::-1]),
    "when the first two axes of `w` are exchanged": (1, W.swapaxes(0, 1)),
    "when `w` is rounded to whole numbers": (1, np.floor(W)),
    "when `stride` is read in reverse order": (2, (1, 2)),
    "when `stride` is 1 throughout: what is given is not used": (2, (1, 1)),
    "when the second number of `padding` is used for every axis": (3, (4, 4)),
    "when the first number of `padding` is taken as 0": (3, (0, 4)),
    "with half of `padding`": (3, (1, 2)),
    "when every entry of `b` is the first one": (5, np.ones(3)),
    "when `b` is all zeros: it is left out": (5, np.zeros(3)),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_one_argument_is_changed_and_the_others_stay(what):
    place, expected = QUESTIONS[what]
    found = changed(what)
    for i, (new, old) in enumerate(zip(found, ARGUMENTS, strict=True)):
        assert np.array_equal(new, expected if i == place else old)
        if isinstance(new, np.ndarray):
            assert new.flags.c_contiguous


def test_two_pairs_are_changed_together():
    found = changed("when `stride` and `padding` are read in reverse order")
    assert found[2:4] == [(1, 2), (4, 3)]
    found = changed("when `stride` and `padding` are used by their first number only")
    assert found[2:4] == [(2, 2), (3, 3)]


def test_two_arguments_of_one_kind_are_exchanged():
    found = changed("when `stride` and `padding` are exchanged")
    assert found[2:4] == [(3, 4), (2, 1)]
    sentences = " ".join(r.sentence for r in asked(NAMES, ARGUMENTS))
    assert "`x` and `w` are exchanged" not in sentences  # of other dimensions
    assert "`padding` and `n` are exchanged" not in sentences


def test_a_whole_number_is_changed_and_an_index_is_not_made_constant():
    (one,) = (r for r in asked(["dilation"], [5]) if "is always 1" in r.sentence)
    assert one.ask([5]) == [1]
    assert not any("always" in r.sentence for r in asked(["i"], [5]))
    assert list(asked(["flag"], [True])) == []


def test_two_texts_are_taken_for_each_other():
    cases = [[1, "same"], [1, "full"], [1, "same"]]
    (one,) = of_texts(["x", "mode"], cases)
    assert one.sentence.endswith("when `mode` 'full' and 'same' are exchanged.")
    assert [one.ask(case)[1] for case in cases] == ["full", "same", "full"]


@pytest.mark.parametrize(("where", "first"), [("before the first", 6), ("behind the last", 0)])
def test_all_of_a_padding_on_one_side(where, first):
    """X is padded by (3, 4) on both sides: here by 6 and 8 on one."""
    (one,) = (r for r in asked(NAMES, ARGUMENTS) if f"stands {where}" in r.sentence)
    x, _, _, padding, *_ = one.ask(list(ARGUMENTS))
    assert padding == (0, 0) and x.shape == (2, 9, 12)
    assert np.array_equal(x[:, first : first + 3, 8 * (first > 0) :][..., :4], X)
    assert one.ask([X, W, 1, 2])[0].shape == (2, 7, 8)
