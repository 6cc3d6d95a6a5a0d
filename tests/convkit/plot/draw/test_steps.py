"""One step, drawn: what stands where, which numbers are known, what is marked."""

import numpy as np
import pytest

from convkit.plot.draw.canvas import INSIDE, Canvas
from convkit.plot.draw.steps import (
    cut_off,
    draw_step,
    evenly,
    output_texts,
    say_film,
    say_setting,
    set_stage,
    step_cell,
    step_marks,
    strip,
)
from convkit.plot.film.frames import film

X = np.arange(1.0, 10).reshape(3, 3)


@pytest.fixture
def made():
    return film("conv", X, np.ones((2, 2)))


def test_the_first_and_the_last_are_among_some():
    assert evenly(list("abcdefg"), 3) == ["a", "d", "g"]
    assert evenly(list("ab"), 5) == ["a", "b"] and evenly(list("abc"), 1) == ["a"]


def test_numbers_appear_as_they_become_known(made):
    texts = output_texts(made)
    assert texts[0].tolist() == [["12", ""], ["", ""]]
    assert texts[-1].tolist() == [["12", "16"], ["24", "28"]]


def test_a_step_marks_its_window_and_its_output(made):
    stage = set_stage(Canvas(), 0, 0, made, 20)
    window, output = step_marks(made, made.frames[3], stage)
    assert window.box == stage.input.at(1, 1, 2, 2) and window.role == "kernel"
    assert output.box == stage.output.at(1, 1) and output.role == "output"


def test_a_transposed_step_marks_its_input_and_where_it_is_added():
    made = film("conv_transpose", X, np.ones((2, 2)))
    stage = set_stage(Canvas(), 0, 0, made, 20)
    added, here = step_marks(made, made.frames[0], stage)
    assert added.box == stage.output.at(0, 0, 2, 2) and here.box == stage.input.at(0, 0)


def test_a_flat_kernel_moves_with_its_window_and_has_its_numbers():
    made = film("conv", [1.0, 2.0, 3.0, 4.0], [5.0, 6.0])
    stage = set_stage(Canvas(), 0, 0, made, 20)
    *_, first, second = step_marks(made, made.frames[1], stage)
    assert (first.text, second.text) == ("5", "6")
    assert first.box.x == stage.input.at(0, 1).x and second.box.x == stage.input.at(0, 2).x


def test_the_border_that_a_transposed_convolution_cuts_off_is_known(made):
    assert not cut_off(made).any()
    cut = cut_off(film("conv_transpose", X, np.ones((2, 2)), padding=1))
    assert not cut[1:-1, 1:-1].any() and cut.sum() == cut.size - (cut.shape[0] - 2) * (
        cut.shape[1] - 2
    )


def test_the_parts_stand_beside_each_other_and_fit(made):
    cell = step_cell(made)
    canvas = Canvas()
    stage = set_stage(canvas, 0, 0, made, cell)
    assert stage.input.right < stage.kernel.x < stage.kernel.right < stage.output.x
    assert stage.output.right <= INSIDE + 1
    assert step_cell(film("conv", np.ones((3, 40)), np.ones((2, 2)))) < cell
    assert draw_step(Canvas(), 0, 0, made, made.frames[0], cell) > stage.bottom


def test_a_still_of_some_steps_says_them(made):
    picture = strip(made, made.frames[:2])
    assert picture.alt.startswith("Input 3 × 3: 1 2 3; 4 5 6; 7 8 9. Kernel 2 × 2: ")
    assert "2 steps. Output row 0, column 0: 1·1 + 2·1 + 4·1 + 5·1 = 12." in picture.alt
    assert np.array_equal(picture.data["output"], made.output)


def test_the_setting_is_said_in_letters(made):
    assert say_setting(made) == "k 2  s 1  p 0"
    other = film("max_pool", X, (2, 1), stride=(1, 2), padding=0, dilation=(2, 1))
    assert say_setting(other) == "k 2×1  s 1×2  p 0  d 2×1"
    assert say_film(other).endswith("max over windows of 2 × 1.")
