"""Marks stand where they should, and what is marked is said."""

import numpy as np
import pytest

from convkit.plot.draw.canvas import Box, Canvas
from convkit.plot.draw.marking import dot, mark_unread, mark_wrong, padded_grid, tap_marks
from convkit.plot.film.frames import film

BOX = Box(0, 0, 60, 60, 20)


@pytest.fixture
def canvas():
    return Canvas()


def test_taps_that_touch_have_one_frame():
    (mark,) = tap_marks(BOX, np.array([[0, 1], [0, 2], [1, 1], [1, 2]]), (1, 1))
    assert mark.box == Box(20, 0, 40, 40, 20) and mark.tint


def test_dilated_taps_have_one_each_and_a_thin_one_around_all():
    marks = tap_marks(BOX, np.array([[0, 0], [0, 2]]), (1, 2))
    assert [m.box for m in marks] == [
        Box(0, 0, 20, 20, 20),
        Box(40, 0, 20, 20, 20),
        Box(0, 0, 60, 20, 20),
    ]
    assert marks[-1].dash and not marks[-1].tint


def test_wrong_cells_are_said_and_marked(canvas):
    before = len(canvas.axes.patches)
    told = mark_wrong(canvas, BOX, np.array([[False, True], [True, False]]))
    assert told == " Marked as wrong: (0, 1), (1, 0)."
    assert len(canvas.axes.patches) == before + 2
    assert mark_wrong(canvas, BOX, np.zeros((2, 2), bool)) == " No cell is marked."


def test_a_dot_is_full_if_it_is_read(canvas):
    dot(canvas, 10, 10, 5, "input", True)
    dot(canvas, 30, 10, 5, "input", False)
    full, empty = canvas.axes.patches
    assert full.get_facecolor() != empty.get_facecolor()
    assert (canvas.left, canvas.right) == (5, 35)


def test_cells_that_no_window_reads_have_arrows_and_a_note(canvas):
    mark_unread(canvas, BOX, [1, 2], 70, 60)
    texts = [t.get_text() for t in canvas.axes.texts]
    assert texts == ["↑", "↑", "no window reads these"]


def test_padding_is_around_the_input(canvas):
    made = film("conv", np.arange(1.0, 5).reshape(2, 2), np.ones((2, 2)), padding=1)
    box = padded_grid(canvas, 0, 0, made, 20)
    assert (box.w, box.h) == (80, 80)
    texts = [t.get_text() for t in canvas.axes.texts]
    assert texts.count("0") == 12 and {"1", "2", "3", "4"} <= set(texts)
