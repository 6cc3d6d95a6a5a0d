"""Learning: every step is PyTorch's, and a network learns the digits."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convkit.data import digits_split
from convkit.networks.batch_norm import BatchNorm2d
from convkit.networks.layers import Conv2d, Linear, Sequential
from convkit.networks.plain_layers import AvgPool2d, Flatten, MaxPool2d, ReLU
from convkit.networks.training import (
    SGD,
    Adam,
    accuracy,
    fit,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)


@pytest.mark.parametrize("scale", [1, 1000])
def test_the_loss_and_its_gradient_are_pytorchs(scale):
    rng = np.random.default_rng(0)
    logits, target = scale * rng.normal(size=(5, 7)), rng.integers(0, 7, 5)
    t = torch.from_numpy(logits).requires_grad_()
    expected = F.cross_entropy(t, torch.from_numpy(target))
    expected.backward()
    np.testing.assert_allclose(softmax_cross_entropy(logits, target), expected.item(), rtol=1e-12)
    np.testing.assert_allclose(
        softmax_cross_entropy_backward(logits, target), t.grad.numpy(), rtol=1e-9, atol=1e-15
    )


def our_net(seed, dtype):
    kind = {"rng": np.random.default_rng(seed), "dtype": dtype}
    return Sequential(
        Conv2d(1, 16, 3, padding=1, **kind),
        BatchNorm2d(16, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, padding=1, **kind),
        BatchNorm2d(32, dtype=dtype),
        ReLU(),
        AvgPool2d(2),
        Flatten(),
        Linear(128, 10, **kind),
    )


def their_net():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


OPTIMISERS = {
    "SGD": (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, 0.1)),
    "SGD with momentum": (
        lambda p: SGD(p, 0.05, momentum=0.9),
        lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
    ),
    "Adam": (
        lambda p: Adam(p, 0.01, betas=(0.8, 0.99), eps=1e-6),
        lambda p: torch.optim.Adam(p, 0.01, betas=(0.8, 0.99), eps=1e-6),
    ),
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_step_on_the_digits_is_pytorchs(name):
    ours, theirs = our_net(0, np.float64), their_net().double()
    with torch.no_grad():
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            q.copy_(torch.from_numpy(p.data))
    make_ours, make_theirs = OPTIMISERS[name]
    step, their_step = make_ours(ours.parameters()), make_theirs(theirs.parameters())
    images, labels, held_out, _ = digits_split()
    start = [p.data.copy() for p in ours.parameters()]
    for i in range(8):
        x, t = images[32 * i : 32 * i + 32], labels[32 * i : 32 * i + 32]
        logits = ours(x)
        loss = softmax_cross_entropy(logits, t)
        step.zero_grad()
        ours.backward(softmax_cross_entropy_backward(logits, t))
        step.step()
        expected = F.cross_entropy(theirs(torch.from_numpy(x)), torch.from_numpy(t))
        their_step.zero_grad()
        expected.backward()
        their_step.step()
        np.testing.assert_allclose(loss, expected.item(), rtol=1e-9)
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-8, atol=1e-12)
            np.testing.assert_allclose(p.data, q.detach().numpy(), rtol=1e-8, atol=1e-10)
    for p, before in zip(ours.parameters(), start, strict=True):
        if p.data.ndim > 1:  # batch norm takes away what a convolution's bias adds
            assert not np.allclose(p.data, before)
    theirs.eval()
    with torch.no_grad():
        expected = theirs(torch.from_numpy(held_out)).numpy()
    np.testing.assert_allclose(ours.train(False)(held_out), expected, rtol=1e-7, atol=1e-9)


def test_the_digits_are_learnt():
    images, labels, held_out, truth = digits_split(seed=0, dtype=np.float32)
    net = our_net(0, np.float32)
    losses = fit(net, SGD(net.parameters(), 0.05, momentum=0.9), images, labels, epochs=8)
    score = accuracy(net, held_out, truth)
    assert len(losses) == 8 * 45
    assert score >= 0.97
    assert np.mean(losses[-45:]) < 0.1 * losses[0]


def test_labels_shuffled_apart_from_the_images_are_not_learnt():
    images, labels, held_out, truth = digits_split(seed=0, dtype=np.float32)
    net, labels = our_net(0, np.float32), np.random.default_rng(0).permutation(labels)
    fit(net, SGD(net.parameters(), 0.05, momentum=0.9), images, labels, epochs=2)
    assert accuracy(net, held_out, truth) < 0.3


def test_fit_goes_through_every_image_once_an_epoch_in_changing_order():
    class Listener(Linear):
        def forward(self, x):
            seen.append(x[:, 0].astype(int))
            return super().forward(x)

    seen = []
    net = Listener(1, 2)
    x = np.arange(10, dtype=np.float32)[:, None]
    losses = fit(net, SGD(net.parameters(), 0.0), x, np.arange(10) % 2, epochs=2, batch_size=4)
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2 and len(losses) == 6
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    np.testing.assert_array_equal(np.sort(first), np.arange(10))
    np.testing.assert_array_equal(np.sort(second), np.arange(10))
    assert not np.array_equal(first, second)


def test_accuracy_uses_the_running_numbers_and_leaves_the_mode():
    net = our_net(0, np.float32)
    images, labels, *_ = digits_split(dtype=np.float32)
    before = net[1].running_mean.copy()
    assert 0 <= accuracy(net, images[:50], labels[:50]) <= 1
    np.testing.assert_array_equal(net[1].running_mean, before)
    assert net.training and net[1].training


@pytest.mark.parametrize(
    ("logits", "target", "message"),
    [
        (np.ones((2, 3)), np.array([0, 3]), "target must be from 0 to 2, got 0 to 3"),
        (np.ones((2, 3)), np.array([0, -1]), "got -1 to 0"),
        (np.ones((2, 3)), np.array([0, 1, 2]), r"target must be 2 integers, got int64 \(3,\)"),
        (np.ones((2, 3)), np.array([0.0, 1.0]), "target must be 2 integers, got float64"),
        (np.ones(3), np.array([0]), r"logits must be \(N, classes\) with N >= 1, got \(3,\)"),
        (np.ones((0, 3)), np.array([], int), r"got \(0, 3\)"),
    ],
)
def test_bad_targets_are_named(logits, target, message):
    with pytest.raises(ValueError, match="^softmax_cross_entropy: .*" + message):
        softmax_cross_entropy(logits, target)
    with pytest.raises(ValueError, match="^softmax_cross_entropy_backward: .*" + message):
        softmax_cross_entropy_backward(logits, target)


def test_fit_wants_a_label_for_every_image():
    net = Linear(1, 2)
    with pytest.raises(ValueError, match="fit: 3 images need as many labels, got 2"):
        fit(net, SGD(net.parameters(), 0.1), np.ones((3, 1)), np.zeros(2, int), epochs=1)
