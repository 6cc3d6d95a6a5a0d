"""Layers that learn nothing do forward and backward what PyTorch's do."""

import numpy as np
import pytest
import torch

from convkit import AvgPool2d, Flatten, MaxPool2d, ReLU

LAYERS = {
    "ReLU": (ReLU(), torch.nn.ReLU()),
    "Flatten": (Flatten(), torch.nn.Flatten()),
    "MaxPool2d": (MaxPool2d(2), torch.nn.MaxPool2d(2)),
    "MaxPool2d, all options": (
        MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2), ceil_mode=True),
        torch.nn.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2), ceil_mode=True),
    ),
    "MaxPool2d, with overlap": (MaxPool2d((3, 2), 2, 1), torch.nn.MaxPool2d((3, 2), 2, 1)),
    "AvgPool2d": (AvgPool2d((2, 3)), torch.nn.AvgPool2d((2, 3))),
    "AvgPool2d, all options": (
        AvgPool2d((3, 2), (2, 1), (1, 0), True, False),
        torch.nn.AvgPool2d((3, 2), (2, 1), (1, 0), True, False),
    ),
    "AvgPool2d, another divisor": (
        AvgPool2d(2, divisor_override=3),
        torch.nn.AvgPool2d(2, divisor_override=3),
    ),
}


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(2, 3, 6, 7))


@pytest.mark.parametrize("name", LAYERS)
def test_forward_and_backward_are_those_of_pytorch(name, x):
    ours, theirs = LAYERS[name]
    assert ours.parameters() == []
    given = torch.tensor(x, requires_grad=True)
    right = theirs(given)
    output = ours.forward(x)
    assert output.shape == right.shape and np.allclose(output, right.detach().numpy())
    cotangent = np.random.default_rng(1).normal(size=output.shape)
    right.backward(torch.tensor(cotangent))
    assert np.allclose(ours.backward(cotangent), given.grad.numpy())


def test_the_gradient_at_zero_is_that_of_pytorch():
    layer = ReLU()
    layer.forward(np.array([[-1.0, 0.0, 1.0]]))
    assert layer.backward(np.ones((1, 3))).tolist() == [[0, 0, 1]]


def test_a_maximum_that_is_not_trained_is_the_same_and_has_no_way_back(x):
    layer = MaxPool2d(2)
    trained = layer.forward(x)
    layer.training = False
    assert np.array_equal(layer.forward(x), trained)


def test_they_leave_their_input_as_it_is(x):
    before = x.copy()
    for ours, _ in LAYERS.values():
        ours.forward(x)
    assert np.array_equal(x, before)
