"""The ledger of a stack, against running it in PyTorch."""

import pytest
import torch
from torch import nn

from convkit.networks.network_cost import Row, activation_bytes, ledger
from tests.convkit.networks.test_cost import torch_cost

STACKS = {
    "a classifier": (
        (3, 28, 28),
        nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Sequential(nn.Conv2d(32, 64, (3, 5), stride=(2, 1), bias=False), nn.ReLU()),
            nn.AvgPool2d(3, 2, 1, ceil_mode=True),
            nn.Flatten(),
            nn.Linear(64 * 4 * 6, 10),
        ),
    ),
    "down and up": (
        (4, 13, 10),
        nn.Sequential(
            nn.Conv2d(4, 8, 3, padding="same", dilation=2, groups=2),
            nn.Conv2d(8, 8, 4, stride=2, padding=1, groups=8),
            nn.BatchNorm2d(8, affine=False),
            nn.ConvTranspose2d(8, 6, 3, 2, 1, output_padding=(0, 1), groups=2, bias=False),
        ),
    ),
    "a signal": (
        (2, 50),
        nn.Sequential(nn.Conv1d(2, 5, 7, padding="valid"), nn.MaxPool1d(3, 2, 1, dilation=2)),
    ),
    "a volume": (
        (2, 6, 8, 9),
        nn.Sequential(nn.Conv3d(2, 3, (1, 2, 3)), nn.AvgPool3d(2), nn.ConvTranspose3d(3, 2, 2)),
    ),
}


@pytest.mark.parametrize("name", STACKS)
def test_every_line_is_what_pytorch_runs(name):
    shape, stack = STACKS[name]
    stack.eval()
    rows = ledger(stack, shape)
    x = torch.zeros(1, *shape)
    assert rows[0] == Row("input", shape, 0, 0)
    modules = [m for m in stack.modules() if not isinstance(m, nn.Sequential)]
    assert len(rows) == len(modules) + 1
    for row, module in zip(rows[1:], modules, strict=True):
        parameters, macs = torch_cost(module, x)
        x = module(x)
        assert row == Row(type(module).__name__, tuple(x.shape[1:]), parameters, macs)


def test_memory_when_training_is_all_outputs_and_otherwise_the_largest_pair():
    _, stack = STACKS["a classifier"]
    rows = ledger(stack, (3, 28, 28))
    kept, x = [3 * 28 * 28], torch.zeros(1, 3, 28, 28)
    for module in (m for m in stack.modules() if not isinstance(m, nn.Sequential)):
        x = module(x)
        kept.append(x.numel())
    assert activation_bytes(rows, training=True, itemsize=8) == 8 * sum(kept)
    assert activation_bytes(rows) == 4 * 2 * 32 * 28 * 28
    assert activation_bytes(rows[:1]) == 4 * 3 * 28 * 28


@pytest.mark.parametrize(
    ("layers", "shape", "error", "message"),
    [
        ([nn.Conv2d(4, 2, 3)], (3, 8, 8), ValueError, r"1, Conv2d: needs 4 channels, got .*\(3"),
        ([nn.ReLU(), nn.Linear(7, 2)], (8,), ValueError, r"2, Linear: needs 7 features, got .*8"),
        ([nn.Conv2d(3, 2, 9)], (3, 8, 8), ValueError, "1, Conv2d: the kernel covers 9 places"),
        ([nn.BatchNorm2d(4)], (3, 8, 8), ValueError, "needs 4 channels"),
        ([nn.LSTM(3, 4)], (3, 8), TypeError, "no cost is known for a layer LSTM"),
    ],
)
def test_a_layer_that_does_not_fit_is_named(layers, shape, error, message):
    with pytest.raises(error, match="^ledger: .*" + message):
        ledger(layers, shape)
