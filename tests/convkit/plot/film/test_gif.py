"""A film as pixels: every step a picture of one size, and what it writes stays."""

import itertools

import numpy as np
import pytest

from convkit.plot.film.frames import film
from convkit.plot.film.gif import Sheet, reel


@pytest.fixture(scope="module")
def made():
    return film("conv", np.arange(1.0, 10).reshape(3, 3), np.ones((2, 2)))


@pytest.fixture(scope="module")
def frames(made):
    return list(reel(made, 40))


def test_there_is_a_picture_for_every_step_all_of_one_size(made, frames):
    assert len(frames) == len(made.frames) == 4
    assert len({frame.shape for frame in frames}) == 1 and frames[0].dtype == np.uint8
    assert frames[0].shape[2] == 3


def test_each_step_looks_different_and_is_a_picture_of_its_own(frames):
    for one, other in itertools.pairwise(frames):
        assert (one != other).any()
    assert not np.shares_memory(frames[0], frames[1])


def test_an_output_stays_where_it_was_written(made, frames):
    sheet = Sheet(made, 40)
    left, top, *_ = sheet.canvas.sheet
    box = sheet.stage.output.at(0, 0)
    x, y, side = (round(v * 40 / 72) for v in (box.x - left, box.y - top, box.w))
    cell = [frame[y + 2 : y + side - 2, x + 2 : x + side - 2] for frame in frames]
    assert cell[0].min() < 200  # the number is there from the first step on
    assert np.array_equal(cell[1], cell[2]) and np.array_equal(cell[2], cell[3])


def test_shade_colours_paper_and_leaves_ink():
    sheet = Sheet(film("conv", [1.0, 2.0], [1.0]), 40)
    before = sheet.pixels[..., :3].copy()
    sheet.shade(sheet.stage.output.at(0, 0), "#80ff00")
    changed = (sheet.pixels[..., :3] != before).any(-1)
    assert changed.any() and not changed.all()
    white = changed & (before == 255).all(-1)
    assert (sheet.pixels[white][:, :3] == [128, 255, 0]).all()
