"""Parameters and MACs, counted by PyTorch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from convkit.networks.cost import conv_cost, linear_cost
from tests.strategies import parity


def torch_cost(module, x):
    """Parameters by numel, MACs as half of PyTorch's floating-point operations."""
    counter = FlopCounterMode(display=False)
    with counter:
        module(x)
    flops = counter.get_total_flops()
    assert flops % 2 == 0
    return sum(p.numel() for p in module.parameters()), flops // 2


@parity(150)
@given(st.data())
def test_conv_cost_parity(data):
    n = data.draw(st.sampled_from([1, 2, 3]), label="axes")
    groups = data.draw(st.integers(1, 3), label="groups")
    lanes_in, lanes_out = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)), label="lanes")
    kernel = data.draw(st.tuples(*[st.integers(1, 3)] * n), label="kernel")
    bias = data.draw(st.booleans(), label="bias")
    window = {
        "stride": data.draw(st.tuples(*[st.integers(1, 2)] * n), label="stride"),
        "padding": data.draw(st.tuples(*[st.integers(0, 2)] * n), label="padding"),
        "dilation": data.draw(st.tuples(*[st.integers(1, 2)] * n), label="dilation"),
    }
    c, o = lanes_in * groups, lanes_out * groups
    x = torch.zeros(1, c, *(5 + axis for axis in range(n)))
    for kind, transposed in (("Conv", False), ("ConvTranspose", True)):
        module = getattr(torch.nn, f"{kind}{n}d")(
            c, o, kernel, **window, groups=groups, bias=bias, dtype=torch.float32
        )
        try:
            output = module(x)
        except RuntimeError:  # an output without places
            continue
        places = (x if transposed else output).shape[2:]
        ours = conv_cost(c, o, kernel, places, groups, bias)
        assert ours == torch_cost(module, x)


@pytest.mark.parametrize("bias", [True, False])
def test_linear_cost_is_pytorchs(bias):
    assert linear_cost(7, 5, bias) == torch_cost(torch.nn.Linear(7, 5, bias), torch.zeros(1, 7))


def test_groups_must_divide_the_channels():
    with pytest.raises(ValueError, match="conv_cost: groups=2 must divide in_channels=3"):
        conv_cost(3, 4, (3, 3), (5, 5), groups=2)
    with pytest.raises(ValueError, match="conv_cost: groups=4 must divide out_channels=6"):
        conv_cost(8, 6, (3, 3), (5, 5), groups=4)
