"""convkit.data: offline, in range, the layouts agree, and nothing shared between calls."""

import numpy as np
import pytest

from convkit import data


@pytest.mark.parametrize("name", ["china", "flower"])
def test_layouts_hold_the_same_photograph(name):
    hwc = data.photograph(name, crop=(10, 20, 31, 47))
    assert hwc.shape == (31, 47, 3)
    chw = data.photograph(name, crop=(10, 20, 31, 47), layout="CHW")
    np.testing.assert_array_equal(chw, hwc.transpose(2, 0, 1))
    nchw = data.photograph(name, crop=(10, 20, 31, 47), layout="NCHW")
    np.testing.assert_array_equal(nchw[0], chw)
    grey = data.photograph(name, crop=(10, 20, 31, 47), layout="HW")
    r, g, b = chw
    np.testing.assert_allclose(grey, 0.299 * r + 0.587 * g + 0.114 * b, rtol=1e-12)
    assert all(a.flags.c_contiguous for a in (hwc, chw, nchw, grey))


def test_a_photograph_is_the_file_scaled_to_one():
    from sklearn.datasets import load_sample_image

    file = load_sample_image("china.jpg")
    np.testing.assert_array_equal(data.photograph("china", dtype=np.uint8), file)
    np.testing.assert_array_equal(data.photograph("china"), file / 255)
    assert data.photograph("china", dtype=np.float32).dtype == np.float32


def test_crop_keeps_the_asked_rectangle_and_shrink_takes_block_means():
    full = data.photograph("flower")
    np.testing.assert_array_equal(
        data.photograph("flower", crop=(50, 60, 7, 9)), full[50:57, 60:69]
    )
    small = data.photograph("flower", shrink=5)
    assert small.shape == (85, 128, 3)
    np.testing.assert_allclose(small[3, 7], full[15:20, 35:40].mean(axis=(0, 1)))


def test_the_two_photographs_differ():
    assert not np.array_equal(data.photograph("china"), data.photograph("flower"))


def test_changing_a_picture_does_not_change_the_next_one():
    data.photograph("china")[:] = 0
    assert data.photograph("china").max() > 0.5
    images, _ = data.digits()
    images[:] = 0
    assert data.digits()[0].max() == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "lena"}, r"photograph: name must be .*, got 'lena'"),
        ({"layout": "WH"}, r"layout must be HWC, CHW, NCHW or HW, got 'WH'"),
        ({"dtype": int}, r"dtype must be float64, float32 or uint8, got int64"),
        ({"crop": (400, 0, 30, 30)}, r"inside 427 by 640, got \(400, 0, 30, 30\)"),
        ({"crop": (0, 0, 0, 3)}, "must lie inside"),
        ({"shrink": 0}, "shrink must be 1 to 427 .*, got 0"),
        ({"shrink": 500}, "got 500"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        data.photograph(**arguments)


def test_digits_are_scaled_and_labelled():
    images, labels = data.digits(dtype=np.float32)
    assert images.shape == (1797, 1, 8, 8) and images.dtype == np.float32
    assert images.min() == 0 and images.max() == 1
    np.testing.assert_array_equal(np.unique(labels), np.arange(10))


def test_the_split_is_a_repeatable_partition():
    images, labels = data.digits()
    train, train_labels, test, test_labels = data.digits_split(held_out=300, seed=3)
    assert len(test) == len(test_labels) == 300
    both = np.concatenate([train, test]).reshape(1797, -1)
    both_labels = np.concatenate([train_labels, test_labels])
    key = np.column_stack([both, both_labels])
    original = np.column_stack([images.reshape(1797, -1), labels])
    np.testing.assert_array_equal(key[np.lexsort(key.T)], original[np.lexsort(original.T)])
    np.testing.assert_array_equal(test, data.digits_split(held_out=300, seed=3)[2])
    assert not np.array_equal(test, data.digits_split(held_out=300, seed=4)[2])
    for held_out in (0, 1797):
        with pytest.raises(ValueError, match=f"held_out must be .*, got {held_out}"):
            data.digits_split(held_out=held_out)


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


def test_importing_the_module_does_not_import_scikit_learn():
    import subprocess
    import sys

    code = "import sys, convkit.data; print('sklearn' in sys.modules, 'torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]
