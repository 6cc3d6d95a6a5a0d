"""explore: the learner's function called, compared, shown; its errors become sentences."""

import numpy as np
import torch
import torch.nn.functional as F

from convkit import plot
from convkit.plot.living.widget import widget


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


def ask(tried, **change):
    """The answer to the state after a change, as the figure asks."""
    return tried.answer({**tried.state, **change})


def test_only_the_options_the_function_has_are_offered():
    def short(x, k, s=1, d=1):
        return None

    assert plot.explore(right).settings["options"] == ["s", "p"]
    assert plot.explore(short).settings["options"] == ["s", "d"]
    assert plot.explore(flips).settings["options"] == []


def test_every_question_calls_the_function_again():
    tried = plot.explore(right)
    x = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3], [5, 8, 9, 7, 9], [3, 2, 3, 8, 4]], dtype=float)
    expected = right(x, np.array([[1, 2], [0, -1.0]]), 2)
    answer = ask(tried, s=[2, 2])
    np.testing.assert_allclose(answer["yours"], expected)
    assert answer["right"]
    assert answer["message"] == tried.message == "Equal to the right answer."


def test_a_pixel_and_a_weight_can_be_typed_over():
    tried = plot.explore(right)
    x = [[100, *tried.state["x"][0][1:]], *tried.state["x"][1:]]
    assert ask(tried, x=x)["yours"][0][0] == 100 + 2 * 1 - 2
    assert ask(tried, x=x, k=[[-1, 2], [0, -1]])["yours"][0][0] == -100 + 2 * 1 - 2


def test_wrong_numbers_are_marked_and_a_wrong_shape_is_not_right():
    answer = ask(plot.explore(flips))
    assert not answer["right"]
    assert np.all(answer["wrong"])
    shape = ask(plot.explore(lambda x, k: x))
    assert not shape["right"]
    assert not np.any(shape["wrong"])


def test_the_callers_arrays_stay_as_they_were():
    x, k = np.arange(12.0).reshape(3, 4), np.ones((2, 2))

    def spoils(x, k):
        x[...] = k[...] = 0
        return right(x, k)

    tried = plot.explore(spoils, x, k)
    ask(tried)
    np.testing.assert_array_equal(x, np.arange(12.0).reshape(3, 4))
    np.testing.assert_array_equal(k, np.ones((2, 2)))
    assert np.any(tried.picture.data["expected"])


def test_what_fits_nowhere_is_a_message():
    tried = plot.explore(lambda x, k, dilation=1: None, np.ones((3, 3)), np.ones((2, 2)))
    answer = ask(tried, d=[3, 3])
    assert answer["message"].startswith("The window reaches over 4 × 4 cells")
    assert answer["yours"] is None


def test_an_interrupted_function_says_where_it_was():
    def endless(x, k):
        while True:
            raise KeyboardInterrupt

    answer = ask(plot.explore(endless))
    assert answer["message"].startswith("Stopped by you while endless was running: line 3: raise")


def test_messages_are_escaped():
    def fails(x, k):
        raise ValueError("<script>alert(1)</script>")

    tried = plot.explore(fails)
    assert "<script>alert" not in tried._repr_mimebundle_()["text/html"]


def test_pooling_with_batches_and_channels():
    def pool(x, kernel_size, stride=None, padding=0):
        return F.max_pool2d(torch.from_numpy(x), kernel_size, stride, padding).numpy()

    tried = plot.explore(pool, kernel=2, operation="max_pool", batched=True)
    assert tried.message == "Equal to the right answer."
    assert ask(tried, p=[1, 1])["right"]
    assert ask(tried, k=[[1, 1, 1], [1, 1, 1], [1, 1, 1]])["right"]


def test_transposed_convolution_of_vectors():
    def stamp(x, w, stride=1, padding=0):
        y = F.conv_transpose1d(
            *(torch.from_numpy(a)[None, None] for a in (x, w)), stride=stride, padding=padding
        )
        return y[0, 0].numpy()

    tried = plot.explore(stamp, [1, 2, 3], [1, 2, 1], "conv_transpose")
    for stride, padding in ((2, 0), (2, 1), (3, 1)):
        assert ask(tried, s=[1, stride], p=[0, padding])["right"]


def test_options_may_be_given_as_pairs():
    def wants_pairs(x, k, stride, padding):
        (sh, sw), (ph, pw) = stride, padding
        return right(x, k, (sh, sw), (ph, pw))

    tried = plot.explore(wants_pairs, pairs=True)
    assert tried.message == "Equal to the right answer."
    assert ask(tried, s=[2, 3], p=[1, 0])["right"]
    assert "TypeError" in plot.explore(wants_pairs).message


def test_outside_a_notebook_it_needs_no_kernel():
    bundle = plot.explore(right)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "data:image/svg+xml" in bundle["text/html"]
    assert "convkitLiving" in bundle["text/html"]
    assert "Equal to the right answer." in bundle["text/plain"]


def test_the_widget_answers_a_question_by_its_number():
    shown = widget(plot.explore(flips))
    assert shown.settings["options"] == []
    shown.question = {"id": 7, "state": shown.settings["state"]}
    assert shown.answer["id"] == 7
    assert shown.answer["message"] == "12 of 12 numbers differ."
    assert "export default" in shown._esm
