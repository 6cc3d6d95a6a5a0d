"""What the pictures of correlation show is what PyTorch computes."""

import numpy as np
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


def test_window_writes_the_sum_it_shows():
    picture = plot.window([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]], at=(1, 1))
    assert picture.alt.endswith("Output row 1, column 1: 4·0 + 5·1 + 7·2 + 8·3 = 43.")
    np.testing.assert_array_equal(picture.data["output"], [[19, 25], [37, 43]])


def test_window_of_a_vector_speaks_of_columns():
    alt = plot.window([1, -2, 3], [1, -1], at=(0, 1)).alt
    assert alt.endswith("Output column 1: (−2)·1 + 3·(−1) = −5.")
    assert "Input 3: 1 −2 3." in alt


def test_flipped_shows_both_operations():
    x, k = RNG.normal(size=(7, 5)), RNG.normal(size=(3, 2))
    data = plot.flipped(x, k).data
    np.testing.assert_allclose(data["correlation"], F.conv2d(to_torch(x), to_torch(k))[0, 0])
    turned = to_torch(k[::-1, ::-1].copy())
    np.testing.assert_allclose(data["convolution"], F.conv2d(to_torch(x), turned)[0, 0])


def test_kernels_show_the_response_of_each():
    image, k = RNG.random((12, 15)), RNG.normal(size=(3, 2))
    data = plot.kernels(image, {"one": k}).data
    np.testing.assert_allclose(data["one"], F.conv2d(to_torch(image), to_torch(k))[0, 0])


def test_a_kernel_that_sums_to_one_gives_a_picture_again():
    image = np.full((6, 7), 0.25)
    shown = plot.kernels(image, {"identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]]}).figure
    (drawn,) = shown.axes[0].images
    np.testing.assert_allclose(np.unique(drawn.get_array()), 0.25)


def test_overhang_slides_the_turned_kernel_over_both_ends():
    x, k = RNG.normal(size=4), RNG.normal(size=3)
    full = F.conv_transpose1d(to_torch(x[None])[0], to_torch(k[None])[0])[0, 0]
    np.testing.assert_allclose(plot.overhang(x, k).data["output"], full)
    assert "0·5 + 2·3 + 7·1 = 13" in plot.overhang([2, 7], [1, 3, 5]).alt
