"""What the pictures of convolution show is what PyTorch computes."""

import numpy as np
import torch
import torch.nn.functional as F

from convkit import plot
from tests.convkit.plot.pictures.planes import to_torch

RNG = np.random.default_rng(0)


def test_feature_maps_mix_the_planes():
    image, w = RNG.random((12, 10, 3)), RNG.normal(size=(2, 3, 3, 2))
    maps = F.conv2d(torch.from_numpy(image).permute(2, 0, 1)[None], torch.from_numpy(w))[0]
    data = plot.feature_maps(image, w, ("a", "b")).data
    np.testing.assert_allclose([data["a"], data["b"]], maps)


def test_channel_sum_is_one_number_of_conv2d():
    x, w = RNG.integers(-4, 5, (3, 4, 5)), RNG.integers(-4, 5, (3, 2, 3))
    expected = F.conv2d(to_torch(x)[0], to_torch(w)[0])[0, 0]
    data = plot.channel_sum(x, w, at=(2, 1)).data
    np.testing.assert_array_equal(data["output"], expected)
    assert data["total"] == expected[2, 1] == sum(data["sums"])


def test_filters_show_the_layer_with_its_bias():
    x, w, b = RNG.normal(size=(3, 4, 5)), RNG.normal(size=(2, 3, 3, 2)), RNG.normal(size=2)
    shown = plot.filters(x, w, b, stride=(1, 2)).data["output"]
    right = F.conv2d(*map(torch.tensor, (x[None], w, b)), stride=(1, 2))[0]
    np.testing.assert_allclose(shown, right)
