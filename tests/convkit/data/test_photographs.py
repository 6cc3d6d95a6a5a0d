"""Photographs: offline, in range, the layouts agree, and nothing shared between calls."""

import subprocess
import sys

import numpy as np
import pytest

from convkit import data


@pytest.mark.parametrize("name", data.PHOTOGRAPHS)
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
        ({"name": "lena"}, r"photograph: name must be one of astronaut, .*, got 'lena'"),
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


@pytest.mark.parametrize("name", data.PHOTOGRAPHS)
def test_every_photograph_has_its_author_and_licence(name):
    credit = data.PHOTOGRAPHS[name]
    assert all(credit), name
    assert credit.licence.startswith(("CC", "public domain", "no known copyright"))


def test_no_photograph_asks_for_the_network():
    import subprocess
    import sys

    code = (
        "import socket\n"
        "def refuse(*_): raise OSError('no network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from convkit import data\n"
        "for name in data.PHOTOGRAPHS: data.photograph(name)\n"
        "data.faces(); data.digits()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_grey_file_has_equal_planes_and_a_silhouette_is_black_or_white():
    x = data.photograph("coins", layout="CHW")
    np.testing.assert_array_equal(x[0], x[1])
    np.testing.assert_array_equal(x[0], x[2])
    assert set(np.unique(data.photograph("horse"))) == {0.0, 1.0}


def test_importing_the_module_imports_none_of_its_sources():
    import subprocess
    import sys

    code = "import sys, convkit.data; print({'sklearn', 'skimage', 'torch'} & {*sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_a_photograph_of_scikit_learn_does_not_wait_for_scikit_learn():
    code = "import sys; from convkit import data; data.photograph('flower'); print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert not any(name.startswith("sklearn") for name in loaded)
