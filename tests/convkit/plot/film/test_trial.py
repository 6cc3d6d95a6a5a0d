"""A trial of one's own function: what came back is compared, errors become sentences, it is drawn."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot
from convkit.plot.film.frames import film
from convkit.plot.film.trial import RIGHT, Trial, accepts, draw_trial, run_trial


def test_errors_are_sentences_with_the_learners_own_line():
    def fails(x, k):
        y = np.zeros((2, 2))
        return x + y

    message = plot.explore(fails).message
    assert message.startswith("ValueError: operands could not be broadcast")
    assert message.endswith("In line 3: return x + y")


def todo(x, k):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (todo, "Not written yet"),
        (lambda x, k: None, "returned None. Is a return missing?"),
        (lambda x, k: "text", "returned str, which is no array"),
        (lambda x, k: x, "Your shape is (4, 5), it should be (3, 4)."),
        (lambda x, k: 3.0, "Your shape is (), it should be (3, 4)."),
        (lambda x, k: np.zeros((50, 50)), "Your shape is (50, 50), it should be (3, 4)."),
        (lambda x, k: np.full((3, 4), np.nan), "12 of 12 numbers differ."),
    ],
)
def test_what_else_can_come_back(function, message):
    tried = plot.explore(function)
    assert message in tried.message
    assert tried.picture.data["expected"].shape == (3, 4)


def test_a_required_bias_is_given_as_zero():
    def layer(x, w, b, stride=1):
        tensors = (torch.from_numpy(a) for a in (x, w, b))
        return F.conv2d(*tensors, stride=stride).numpy()

    assert plot.explore(layer, batched=True).message == "Equal to the right answer."


MADE = film("conv", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])


def fours(x, k):
    return np.full((2, 2), -4)


def test_the_options_a_function_names_are_found_in_any_spelling():
    assert accepts(lambda x, k: 0) == {}
    assert accepts(lambda x, k, padding, s=1: 0) == {"stride": "s", "padding": "padding"}
    assert accepts(lambda x, s, d=1, op=0: 0) == {"dilation": "d", "output_padding": "op"}


def test_a_function_is_given_copies_and_the_options_it_names():
    given = {}

    def own(x, k, *, step):
        given.update(x=x.copy(), k=k.copy(), step=step)
        x[...] = k[...] = 0
        return fours(x, k)

    trial = run_trial(own, MADE, {"stride": 1, "padding": 0})
    assert trial.message == RIGHT
    assert not trial.wrong.any()
    assert given["step"] == 1
    np.testing.assert_array_equal(given["x"], MADE.input)
    np.testing.assert_array_equal(given["k"], MADE.kernel)
    assert MADE.input.all()


def test_what_a_function_prints_is_not_shown(capsys):
    run_trial(lambda x, k: print("noise"), MADE, {})
    assert capsys.readouterr() == ("", "")


def test_numbers_that_differ_are_counted_and_marked():
    trial = run_trial(lambda x, k: fours(x, k) + np.eye(2, k=1), MADE, {})
    assert trial.message == "1 of 4 numbers differs."
    assert trial.wrong.tolist() == [[False, True], [False, False]]


def test_a_trial_is_drawn_with_what_came_and_what_was_expected():
    trial = run_trial(lambda x, k: fours(x, k) + 1, MADE, {})
    picture = draw_trial(MADE, MADE.frames[0], trial)
    assert picture.alt.endswith(trial.message)
    assert "Expected" in picture.alt and "Yours" in picture.alt
    np.testing.assert_array_equal(picture.data["expected"], MADE.output)
    np.testing.assert_array_equal(picture.data["yours"], trial.yours)
    nothing = draw_trial(MADE, MADE.frames[0], Trial(None, None, "Not yet."))
    assert "Yours" not in nothing.alt
    assert nothing.data["yours"] is None
