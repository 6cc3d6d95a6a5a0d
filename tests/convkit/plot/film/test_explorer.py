"""explore: the learner's function called, compared, shown; its errors become sentences."""

import builtins

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot


def right(x, k, stride=1, padding=0):
    y = F.conv2d(
        torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None], None, stride, padding
    )
    return y[0, 0].numpy()


def flips(x, k):
    return right(x, k[::-1, ::-1].copy())


def test_a_right_function_is_told_so():
    tried = plot.explore(right)
    assert tried.message == "Equal to the right answer."
    np.testing.assert_allclose(tried.picture.data["yours"], tried.picture.data["expected"])


def test_a_wrong_function_has_its_differences_marked():
    tried = plot.explore(flips)
    data = tried.picture.data
    assert tried.message == "12 of 12 numbers differ."
    np.testing.assert_array_equal(data["wrong"], ~np.isclose(data["yours"], data["expected"]))


def test_only_the_options_the_function_has_are_offered():
    def short(x, k, s=1, d=1):
        return None

    assert {"stride", "padding"} <= set(plot.explore(right).controls)
    assert "dilation" not in plot.explore(right).controls
    assert {"stride", "dilation"} <= set(plot.explore(short).controls)
    assert not {"stride", "padding", "dilation"} & set(plot.explore(flips).controls)


def test_moving_a_slider_calls_the_function_again():
    tried = plot.explore(right)
    before = tried._picture.value
    tried.controls["stride"].value = 2
    x = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3], [5, 8, 9, 7, 9], [3, 2, 3, 8, 4]], dtype=float)
    expected = right(x, np.array([[1, 2], [0, -1.0]]), 2)
    np.testing.assert_allclose(tried.picture.data["expected"], expected)
    assert tried.message == "Equal to the right answer."
    assert tried._picture.value != before
    assert tried.controls["row"].max == expected.shape[0] - 1


def test_moving_the_window_writes_its_sum():
    tried = plot.explore(right)
    tried.controls["row"].value, tried.controls["column"].value = 1, 2
    assert "Output row 1, column 2: 6·1 + 5·2 + 9·0 + 7·(−1) = 9." in tried.picture.alt


def test_a_window_outside_a_smaller_output_moves_inside():
    tried = plot.explore(right)
    tried.controls["row"].value, tried.controls["column"].value = 2, 3
    tried.controls["stride"].value = 3
    assert (tried.controls["row"].value, tried.controls["column"].value) == (0, 1)
    assert "Output row 0, column 1" in tried.picture.alt


def test_a_pixel_and_a_weight_can_be_typed_over():
    tried = plot.explore(right)
    tried.controls["input 0 0"].value = 100
    assert tried.picture.data["expected"][0, 0] == 100 + 2 * 1 - 2
    tried.controls["kernel 0 0"].value = -1
    assert tried.picture.data["yours"][0, 0] == -100 + 2 * 1 - 2


def test_the_callers_arrays_stay_as_they_were():
    x, k = np.arange(12.0).reshape(3, 4), np.ones((2, 2))

    def spoils(x, k):
        x[...] = k[...] = 0
        return right(x, k)

    tried = plot.explore(spoils, x, k)
    tried.controls["input 0 0"].value = 5
    np.testing.assert_array_equal(x, np.arange(12.0).reshape(3, 4))
    np.testing.assert_array_equal(k, np.ones((2, 2)))
    assert tried.picture.data["expected"].any()


def test_what_fits_nowhere_is_a_message_and_the_last_picture_stays():
    tried = plot.explore(right, np.ones((2, 2)), np.ones((2, 2)))
    before = tried.picture
    tried.controls["stride"].value = 2
    assert tried.message == "Equal to the right answer."
    three = plot.explore(lambda x, k, dilation=1: None, np.ones((3, 3)), np.ones((2, 2)))
    shown = three.picture
    three.controls["dilation"].value = 3
    assert three.message.startswith("The window reaches over 4 × 4 cells")
    assert three.picture is shown
    assert before is not tried.picture


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


def test_messages_are_escaped():
    def fails(x, k):
        raise ValueError("<script>alert(1)</script>")

    tried = plot.explore(fails)
    assert "<script>" not in tried._verdict.value
    assert "<script>" not in tried._repr_mimebundle_()["text/html"]


def test_pooling_with_batches_and_channels():
    def pool(x, kernel_size, stride=None, padding=0):
        return F.max_pool2d(torch.from_numpy(x), kernel_size, stride, padding).numpy()

    tried = plot.explore(pool, kernel=2, operation="max_pool", batched=True)
    assert tried.message == "Equal to the right answer."
    tried.controls["padding"].value = 1
    assert tried.message == "Equal to the right answer."
    assert not any(name.startswith("kernel") for name in tried.controls)


def test_transposed_convolution_of_vectors():
    def stamp(x, w, stride=1, padding=0):
        y = F.conv_transpose1d(
            *(torch.from_numpy(a)[None, None] for a in (x, w)), stride=stride, padding=padding
        )
        return y[0, 0].numpy()

    tried = plot.explore(stamp, [1, 2, 3], [1, 2, 1], "conv_transpose")
    assert "row" not in tried.controls
    for stride, padding in ((2, 0), (2, 1), (3, 1)):
        tried.controls["stride"].value, tried.controls["padding"].value = stride, padding
        assert tried.message == "Equal to the right answer."


def test_a_required_bias_is_given_as_zero():
    def layer(x, w, b, stride=1):
        tensors = (torch.from_numpy(a) for a in (x, w, b))
        return F.conv2d(*tensors, stride=stride).numpy()

    assert plot.explore(layer, batched=True).message == "Equal to the right answer."


def test_options_may_be_given_as_pairs():
    def wants_pairs(x, k, stride, padding):
        (sh, sw), (ph, pw) = stride, padding
        return right(x, k, (sh, sw), (ph, pw))

    tried = plot.explore(wants_pairs, pairs=True)
    assert tried.message == "Equal to the right answer."
    tried.controls["stride"].value = 2
    tried.controls["padding"].value = 1
    assert tried.message == "Equal to the right answer."
    assert "TypeError" in plot.explore(wants_pairs).message


def test_outside_a_notebook_it_is_a_still_picture():
    bundle = plot.explore(right)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "data:image/svg+xml" in bundle["text/html"]
    assert "Equal to the right answer." in bundle["text/plain"]


def test_without_ipywidgets_it_is_a_still_picture(monkeypatch):
    original = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "ipywidgets":
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    tried = plot.explore(flips)
    assert tried.widget is None
    assert "12 of 12 numbers differ." in tried._repr_mimebundle_()["text/html"]
