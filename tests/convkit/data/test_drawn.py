"""Pictures drawn by code show what their names say."""

import numpy as np

from convkit import data


def test_bars_have_vertical_edges_only():
    x = data.bars()
    np.testing.assert_array_equal(np.diff(x, axis=0), 0)
    np.testing.assert_array_equal(np.diff(x, axis=1)[0], [0, -1, 0, 0, 0, 1, 0])


def test_no_symmetry_leaves_the_stamp_as_it_was():
    x = data.stamp()
    others = [x[::-1], x[:, ::-1], x[::-1, ::-1]]
    assert all(not np.array_equal(x, other) for other in others)
    square = np.pad(x, ((0, 0), (1, 1)))
    assert not np.array_equal(square, square.T)


def test_checkerboard_cells_alternate():
    x = data.checkerboard(6, 9, cell=3)
    assert x[0, 0] == 0 and x.dtype == np.float64
    np.testing.assert_array_equal(x[:3, 3:6], 1)
    np.testing.assert_array_equal(x[3:], 1 - x[:3])


def test_texture_fills_zero_to_one_and_repeats():
    x = data.texture(20, 30)
    assert x.shape == (20, 30) and x.min() == 0 and x.max() == 1
    np.testing.assert_array_equal(x, data.texture(20, 30))
    assert not np.array_equal(x, data.texture(20, 30, seed=1))


def test_the_square_moves_one_pixel_a_frame():
    film = data.moving_square()
    assert film.shape == (6, 8, 10)
    np.testing.assert_array_equal(film[1:, :, 1:], film[:-1, :, :-1])
    np.testing.assert_array_equal(film.sum(axis=(1, 2)), 9)
