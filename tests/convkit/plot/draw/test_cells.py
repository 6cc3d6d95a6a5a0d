"""A grid of cells: numbers where they can be read, colours of their role, its size below."""

import numpy as np
import pytest

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.cells import grid, text_size
from convkit.plot.draw.style import LEAST, TEXT


@pytest.fixture
def canvas():
    return Canvas()


def texts(canvas):
    return [t.get_text() for t in canvas.axes.texts]


def test_text_is_as_large_as_its_cell_allows_and_never_too_small():
    assert text_size(["1"], 100) == TEXT
    assert LEAST <= text_size(["−0.25"], 36) <= TEXT
    assert text_size(["−123.25"], 8) is None and text_size([], 100) == TEXT


def test_every_number_stands_in_the_middle_of_its_cell(canvas):
    values = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert grid(canvas, 10, 20, values, cell=30) == (10, 20, 90, 60, 30)
    places = {t.get_text(): t.get_position() for t in canvas.axes.texts}
    assert places["1"] == (25, 35) and places["6"] == (85, 65)


def test_a_name_stands_above_and_the_size_below(canvas):
    grid(canvas, 0, 0, np.zeros((3, 4)), name="input", texts=False)
    assert "input" in " ".join(texts(canvas)) and "3 × 4" in texts(canvas)
    other = Canvas()
    grid(other, 0, 0, np.zeros((3, 4)), name="input", foot="below", texts=False)
    assert "below" in texts(other) and "3 × 4" not in texts(other)


def test_own_texts_replace_the_numbers_and_small_cells_have_none(canvas):
    grid(canvas, 0, 0, np.zeros((1, 2)), texts=np.array([["a", ""]]))
    assert texts(canvas) == ["a"]
    small = Canvas()
    grid(small, 0, 0, np.arange(4.0).reshape(2, 2), cell=4)
    assert texts(small) == []


def test_shades_go_from_dark_to_light_and_a_fill_goes_over_them(canvas):
    fill = np.array([[None, None, "#ff0000"]], dtype=object)
    grid(canvas, 0, 0, np.array([[0.0, 1.0, 0.5]]), shade=(0, 1), fill=fill)
    first, second, third = canvas.axes.collections[0].get_facecolors()
    assert first[:3].sum() < second[:3].sum() and third.tolist() == [1, 0, 0, 1]
