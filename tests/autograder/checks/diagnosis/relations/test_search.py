"""What was done to the question, or to the answer, is told where every case came out so."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import CheckFailed, case, check, normal
from tests.autograder.checks.solutions import CASES, loops


def told(function, against=None, on=CASES):
    with pytest.raises(CheckFailed) as info:
        check(
            function,
            against=against or (lambda x, k: torch.tensor(loops(x.numpy(), k.numpy()))),
            on=on,
        )
    failure = info.value.failure
    return failure.because if failure.found_by == "relation" else ""


def layer(x, w, b, stride, padding):
    return F.conv2d(x, w, b, stride=stride, padding=padding)


LAYER = [
    case(x=normal(2, 3, 7, 6), w=normal(4, 3, 3, 2), b=normal(4), stride=(2, 1), padding=(1, 2)),
    case(x=normal(1, 2, 5, 8), w=normal(3, 2, 2, 3), b=normal(3), stride=(1, 3), padding=(0, 1)),
]


def torch_layer(x, w, b, stride, padding):
    x, w, b = (torch.from_numpy(np.ascontiguousarray(a)) for a in (x, w, b))
    return F.conv2d(x, w, b, stride=stride, padding=padding).numpy()


QUESTIONS = {
    "`w` is turned by half a turn": lambda x, w, b, s, p: torch_layer(x, w[..., ::-1, ::-1], b, s, p),
    "`b` is all zeros": lambda x, w, b, s, p: torch_layer(x, w, 0 * b, s, p),
    "every entry of `b` is the first": lambda x, w, b, s, p: torch_layer(x, w, 0 * b + b[0], s, p),
    "`stride` is read in reverse order": lambda x, w, b, s, p: torch_layer(x, w, b, s[::-1], p),
    "`padding` is 0 throughout": lambda x, w, b, s, p: torch_layer(x, w, b, s, (0, 0)),
    "the first number of `padding` is used for every axis": lambda x, w, b, s, p: torch_layer(x, w, b, s, (p[0], p[0])),
    "with twice `padding`": lambda x, w, b, s, p: torch_layer(x, w, b, s, (2 * p[0], 2 * p[1])),
    "`stride` and `padding` are read in reverse order": lambda x, w, b, s, p: torch_layer(x, w, b, s[::-1], p[::-1]),
    "every filter of `w` is like its first": lambda x, w, b, s, p: torch_layer(x, np.repeat(w[:1], len(w), 0), b, s, p),
}  # fmt: skip


@pytest.mark.parametrize("what", QUESTIONS)
def test_a_changed_question_is_told(what):
    def conv2d(*arguments):
        return QUESTIONS[what](*arguments)

    assert f"Your results are what comes out when {what}" in told(conv2d, layer, LAYER).replace(
        "out with", "out when with"
    ), told(conv2d, layer, LAYER)


ANSWERS = {
    "with a negative sign": lambda y, k: -y,
    "divided by `k.size`": lambda y, k: y / k.size,
    "but what is below 0 has become 0": lambda y, k: np.maximum(y, 0),
    "mirrored left to right": lambda y, k: y[:, ::-1],
}


@pytest.mark.parametrize("what", [w for w in ANSWERS if ANSWERS[w]])
def test_a_changed_answer_is_told(what):
    def xcorr2d(x, k):
        return ANSWERS[what](loops(x, k), k)

    assert told(xcorr2d) == f"Your results are the right ones, {what}."


def test_one_of_several_values_is_told():
    def both(x):
        return x.sum(0), x.mean(1) * 2

    sentence = told(
        both, lambda x: (x.sum(0), x.mean(1)), [case(x=normal(3, 4)), case(x=normal(2, 5))]
    )
    assert sentence == "Value 2 of 2 is the right one, times 2."


def test_reshape_for_transpose_is_told():
    def turned(x):
        return x.reshape(x.shape[0], x.shape[2], x.shape[1])

    sentence = told(
        turned, lambda x: x.swapaxes(1, 2), [case(x=normal(2, 3, 4)), case(x=normal(3, 2, 5))]
    )
    assert "`reshape` keeps the order" in sentence


def test_a_result_with_a_line_missing_is_told():
    def short(x, k):
        return loops(x, k)[:-1]

    sentence = told(
        short, on=[case(x=normal(7, 5), k=normal(3, 2)), case(x=normal(6, 6), k=normal(2, 2))]
    )
    assert (
        sentence == "Your result is the right one, but something is missing at the end of an axis."
    )


def test_two_texts_taken_for_each_other_are_told():
    def pad(x, mode):
        return np.pad(x, 2, mode={"reflect": "edge", "edge": "reflect"}[mode])

    def right(x, mode):
        return np.pad(x.numpy(), 2, mode=mode)

    cases = [case(x=normal(5), mode="reflect"), case(x=normal(6), mode="edge")]
    assert "when `mode` 'edge' and 'reflect' are exchanged" in told(pad, right, cases)


def test_a_relation_must_hold_on_every_case():
    def xcorr2d(x, k):
        return -loops(x, k) if x.shape == (7, 5) else 2 * loops(x, k)

    assert told(xcorr2d) == ""


def test_one_whole_number_is_no_evidence():
    def count(n, k):
        return n - k

    assert told(count, lambda n, k: n - k + 1, [case(n=9, k=3)]) == ""


def test_a_factor_or_a_summand_of_each_case_is_told():
    cases = [case(x=normal(3, 4)), case(x=normal(5, 2))]
    assert told(lambda x: x / abs(x).max(), lambda x: x, cases) == (
        "Your results are the right ones, times a number: look at what you multiply with or "
        "divide by."
    )
    assert "plus the same number everywhere" in told(lambda x: x - x.mean(), lambda x: x, cases)
    assert told(lambda x: x * x, lambda x: x, cases) == ""


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda x: x - x.max(1, keepdims=True), "plus a number of its own for every row"),
        (lambda x: x / x.sum(0), "times a number of its own for every column"),
        (lambda x: x - x.mean(1), "plus a number of its own for every column"),
        (lambda x: x + np.arange(len(x) ** 2).reshape(x.shape) ** 2, ""),
    ],
)
def test_a_number_for_every_line_is_told(function, sentence):
    cases = [case(x=normal(4, 4)), case(x=normal(5, 5))]
    said = told(function, lambda x: x, cases)
    assert said.partition(":")[0] == (
        f"Your results are the right ones, {sentence}" * bool(sentence)
    )

    def named(line):
        return lambda x: {"sum": x.sum(), "line": line(x)}

    said = told(named(function), named(lambda x: x), cases)
    assert said.partition(":")[0] == (
        f"The entry 'line' is the right one, {sentence}" * bool(sentence)
    )


def test_a_value_inside_another_is_told_by_all_its_names():
    def both(change):
        return lambda x: (x.sum(), {"up": x, "down": {"w": change(2 * x)}})

    cases = [case(x=normal(3, 4)), case(x=normal(5, 2))]
    assert told(both(lambda y: -y), both(lambda y: y), cases) == (
        "The entry 'w' of entry 'down' of value 2 of 2 is the right one, with a negative sign."
    )


def test_one_number_for_an_array_is_told():
    cases = [case(x=normal(3, 2)), case(x=normal(4, 3))]
    assert told(lambda x: x.sum() * 2, lambda x: 2 * x, cases) == (
        "Your results are the right ones, added up to one number."
    )


def test_of_several_values_the_first_that_is_wrong_is_told():
    def both(x, n):
        return x.sum(0) * n, x.mean() + 3

    cases = [case(x=normal(3, 4), n=2), case(x=normal(2, 5), n=3)]
    assert told(both, lambda x, n: (x.sum(0), x.mean()), cases) == (
        "Value 1 of 2 is the right one, times `n`."
    )

    def asked(x, n):
        return x[::-1].cumsum(), n + 2

    def right(x, n):
        return x.cumsum(0), n

    sentence = told(asked, right, [case(x=normal(4), n=2), case(x=normal(5), n=3)])
    assert sentence == "Value 1 of 2 is what comes out when `x` is reversed."


def moved(x):
    there = np.roll(2 * x, 1, axis=1)
    there[:, 0] = 9
    return x.sum(1), there


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (moved, "moved too far to the right: look at where the padding"),
        (lambda x: (x.sum(1), 2 * x[:-1]), "but something is missing at the end of an axis."),
    ],
)
def test_of_several_arrays_the_one_in_the_wrong_place_is_told(function, sentence):
    on = [case(x=normal(6, 7)), case(x=normal(5, 9))]
    said = told(function, lambda x: (x.sum(1), 2 * x), on)
    assert said.startswith(f"Value 2 of 2 is the right one, {sentence}")


def test_axes_in_another_order_are_told_and_reshape_is_not():
    def inverse(x):
        return x.transpose(2, 0, 1, 3)

    cases = [case(x=normal(2, 3, 4, 5)), case(x=normal(3, 2, 5, 4))]
    assert told(inverse, lambda x: x.permute(0, 2, 3, 1), cases) == (
        "Your results are the right ones, but with their axes in another order."
    )
    squares = [case(x=normal(3, 3)), case(x=normal(4, 4))]
    sentence = told(lambda x: (x + 1).T, lambda x: x + 1, squares)
    assert "exchanged" in sentence and "reshape" not in sentence


def test_a_changed_question_with_a_changed_answer_is_told():
    def xcorr2d(x, k):
        return -loops(x, k[::-1, ::-1])

    assert told(xcorr2d) == (
        "Your results are what comes out when `k` is turned by half a turn, with a negative sign."
    )


def test_what_is_refused_says_nothing_against_a_relation():
    """Whoever takes two modes for each other still refuses what must be refused."""

    def pad(x, mode):
        if mode == "reflect" and len(x) < 3:
            raise ValueError("too short")
        return np.pad(x, 2, mode={"reflect": "edge", "edge": "reflect"}[mode])

    def right(x, mode):
        if mode == "reflect" and len(x) < 3:
            raise ValueError("too short")
        return np.pad(x.numpy(), 2, mode=mode)

    cases = [case(x=normal(n), mode=m) for n, m in ((5, "reflect"), (6, "edge"), (2, "reflect"))]
    assert "when `mode` 'edge' and 'reflect' are exchanged" in told(pad, right, cases)


def test_a_rank_says_little_of_what_is_like_its_first():
    """The largest rank of the channels is that of the first, more often than not."""

    def rank(w):
        return int(torch.linalg.matrix_rank(w.flatten(1)))

    def first(w):
        one = np.repeat(w[:, :1], w.shape[1], 1)
        return int(np.linalg.matrix_rank(one.reshape(len(w), -1)))

    few = [case(w=normal(5, n, 1, 2)) for n in (2, 3, 2, 3)]
    many = few + [case(w=normal(6, n, 1, 2)) for n in (2, 3, 3, 2, 3, 2)]
    assert "like its first" not in told(first, rank, few)
    assert "every channel of `w` is like its first" in told(first, rank, many)
