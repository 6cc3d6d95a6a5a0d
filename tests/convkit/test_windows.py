"""sliding_windows against its formula, and the boxes of tiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convkit import sliding_windows
from convkit.tiles import add_region, boxes, reads, region


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"),
    [((3, 2), 1, 1), ((2, 3), (2, 1), (1, 2)), ((1, 1), 3, 4), ((7, 6), 1, 1)],
)
def test_each_window_holds_what_the_formula_says(kernel, stride, dilation):
    x = np.random.default_rng(1).normal(size=(2, 7, 6))
    windows = sliding_windows(x, kernel, stride, dilation)
    s, d = np.broadcast_to(stride, 2), np.broadcast_to(dilation, 2)
    for n, i, j, a, b in np.ndindex(windows.shape):
        assert windows[n, i, j, a, b] == x[n, s[0] * i + d[0] * a, s[1] * j + d[1] * b]
    rows, columns = ((z - t * (k - 1) - 1) // u + 1
                     for z, k, u, t in zip((7, 6), kernel, s, d, strict=True))  # fmt: skip
    assert windows.shape == (2, rows, columns, *kernel)


@pytest.mark.parametrize("x", [np.zeros((4, 5)), np.zeros((5, 4)).T, np.zeros((8, 10))[::2, ::-2]])
def test_nothing_is_copied_and_nothing_can_be_written(x):
    windows = sliding_windows(x, (2, 2))
    assert np.shares_memory(windows, x)
    with pytest.raises(ValueError, match="read-only"):
        windows[0, 0, 0, 0] = 1


def test_a_kernel_larger_than_the_input_is_refused():
    with pytest.raises(ValueError, match="covers 5 places but the padded input has 4"):
        sliding_windows(np.zeros((4, 9)), (3, 3), dilation=2)
    with pytest.raises(ValueError, match="2 window axes, input has 1"):
        sliding_windows(np.zeros(9), (3, 3))
    with pytest.raises(TypeError, match="one number per axis, got 3"):
        sliding_windows(np.zeros((9, 9)), 3)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(1, 50))
def test_boxes_cover_the_grid_once(sizes, most):
    count = np.zeros(sizes, int)
    for box in boxes(sizes, most):
        count[box] += 1
        assert np.prod([s.stop - s.start for s in box]) <= most
    assert (count == 1).all()


@given(st.lists(st.tuples(st.integers(-4, 9), st.integers(0, 8)), min_size=2, max_size=2))
def test_add_region_is_the_transpose_of_region(starts):
    places = [(start, start + length) for start, length in starts]
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3, 5, 6))
    piece = region(x, places)
    assert piece.shape == (3, *(length for _, length in starts))
    y, back = rng.normal(size=piece.shape), np.zeros_like(x)
    add_region(back, places, y)
    assert np.sum(piece * y) == pytest.approx(np.sum(x * back))
    assert np.abs(back).sum() <= np.abs(y).sum() + 1e-9


def test_a_region_inside_is_a_view_and_outside_is_zero():
    x = np.arange(1.0, 7).reshape(2, 3)
    assert np.shares_memory(region(x, [(0, 2), (1, 3)]), x)
    np.testing.assert_array_equal(region(x, [(-1, 1), (2, 5)]), [[0, 0, 0], [3, 0, 0]])


def test_a_box_reads_what_its_windows_cover():
    # Outputs 1 and 2 of a 3-tap kernel with stride 2, dilation 2 and 3 zeros before.
    assert reads((slice(1, 3),), (3,), (2,), ((3, 0),), (2,)) == [(-1, 6)]
