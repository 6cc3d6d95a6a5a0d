"""Boxes cover the grid once, and a region goes back where it came from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convkit.engine.boxes import add_region, boxes, input_ranges, region


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(1, 50))
def test_boxes_cover_the_grid_once(sizes, most):
    count = np.zeros(sizes, int)
    for box in boxes(sizes, most):
        count[box] += 1
        assert np.prod([s.stop - s.start for s in box]) <= most
    assert (count == 1).all()


@given(st.lists(st.tuples(st.integers(-4, 9), st.integers(0, 8)), min_size=2, max_size=2))
def test_add_region_is_the_transpose_of_region(starts):
    ranges = [(start, start + length) for start, length in starts]
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3, 5, 6))
    piece = region(x, ranges)
    assert piece.shape == (3, *(length for _, length in starts))
    y, back = rng.normal(size=piece.shape), np.zeros_like(x)
    add_region(back, ranges, y)
    assert np.sum(piece * y) == pytest.approx(np.sum(x * back))
    assert np.abs(back).sum() <= np.abs(y).sum() + 1e-9


def test_a_region_inside_is_a_view_and_outside_is_zero():
    x = np.arange(1.0, 7).reshape(2, 3)
    assert np.shares_memory(region(x, [(0, 2), (1, 3)]), x)
    np.testing.assert_array_equal(region(x, [(-1, 1), (2, 5)]), [[0, 0, 0], [3, 0, 0]])


def test_a_box_reads_what_its_windows_cover():
    # Outputs 1 and 2 of a 3-tap kernel with stride 2, dilation 2 and 3 zeros before.
    assert input_ranges((slice(1, 3),), (3,), (2,), ((3, 0),), (2,)) == [(-1, 6)]
