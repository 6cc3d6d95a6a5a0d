"""conv1d, conv2d and conv3d: one table of cases for every way to compute them, then PyTorch."""

import itertools
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

import convkit
from convkit import conv1d, conv2d, conv3d
from convkit.convolution import conv
from convkit.engine import im2col, memory, shifts
from tests.oracle import close, same_or_refused
from tests.strategies import convolutions, parity, to_torch

OURS = {1: conv1d, 2: conv2d, 3: conv3d}
THEIRS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


def loops(x, weight, stride, pads, dilation, groups, sizes):
    """The formula at the head of conv.py, read out number by number."""
    y = np.zeros((len(x), len(weight), *sizes))
    lane_in, lane_out = weight.shape[1], len(weight) // groups
    for n, f in np.ndindex(y.shape[:2]):
        for i in np.ndindex(*sizes):
            for c, *a in np.ndindex(weight.shape[1:]):
                place = [
                    s * o + d * t - p
                    for s, o, d, t, (p, _) in zip(stride, i, dilation, a, pads, strict=True)
                ]
                if all(0 <= q < size for q, size in zip(place, x.shape[2:], strict=True)):
                    lane = f // lane_out
                    y[(n, f, *i)] += weight[(f, c, *a)] * x[(n, lane * lane_in + c, *place)]
    return y


def by_windows(x, weight, stride, pads, dilation, groups, sizes):
    return conv.correlate_windows(x, weight, stride, pads, dilation, groups)


IMPLEMENTATIONS = [by_windows, im2col.correlate]
CASES = [
    # stride, pads, dilation, groups
    ((1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ((2, 1), ((1, 1), (2, 2)), (1, 1), 1),
    ((3, 2), ((0, 1), (2, 0)), (1, 2), 1),
    ((1, 3), ((2, 2), (1, 1)), (2, 1), 2),
    ((2, 2), ((1, 2), (0, 3)), (3, 2), 4),
]


@pytest.mark.parametrize("correlate", IMPLEMENTATIONS)
@pytest.mark.parametrize(("stride", "pads", "dilation", "groups"), CASES)
def test_every_way_gives_the_numbers_of_the_formula(correlate, stride, pads, dilation, groups):
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 4, 9, 8)), rng.normal(size=(8, 4 // groups, 3, 2))
    how = stride, pads, dilation
    sizes = conv.output_sizes("conv2d", x.shape[2:], w.shape[2:], *how)
    wanted = loops(x, w, *how, groups, sizes)
    np.testing.assert_allclose(correlate(x, w, *how, groups, sizes), wanted, atol=1e-12)


def test_depthwise_goes_by_shifts_and_the_rest_by_im2col():
    assert conv.quickest((6, 1, 3, 3), 6) is shifts
    assert conv.quickest((6, 1, 3, 3), 1) is im2col
    assert conv.quickest((6, 2, 3, 3), 3) is im2col


@pytest.mark.parametrize("n", [1, 2, 3])
def test_forward_parity(n):
    @parity(400, "conv1d conv2d conv3d")
    @given(arguments=convolutions(n))
    def check(arguments):
        terms = arguments["weight"][0].size
        same_or_refused(OURS[n], THEIRS[n], arguments, terms)

    check()


SMALL = {"input": np.zeros((2, 4, 7, 6)), "weight": np.zeros((6, 2, 3, 2)), "groups": 2}
REFUSED = {
    "channels": ({"groups": 1}, "4 channels.* needs 2"),
    "groups do not divide": ({"groups": 4}, "must divide the 6"),
    "no groups": ({"groups": 0}, "groups must be at least 1, got 0"),
    "another dtype": ({"weight": np.zeros((6, 2, 3, 2), np.float32)}, "float64, got float32"),
    "bias of another dtype": ({"bias": np.zeros(6, np.float32)}, "bias .*float64, got float32"),
    "bias of one": ({"bias": np.zeros(1)}, r"bias must have shape \(6,\), got \(1,\)"),
    "bias of two axes": ({"bias": np.zeros((6, 1))}, r"bias must have shape \(6,\)"),
    "axes of the input": ({"input": np.zeros((1, 2, 4, 7, 6))}, "input needs 4 axes, or 3"),
    "axes of the weight": ({"weight": np.zeros((6, 2, 3))}, "weight needs 4 axes"),
    "no kernels": ({"weight": np.zeros((0, 2, 3, 2))}, "at least one kernel"),
    "empty image": ({"input": np.zeros((2, 4, 0, 6)), "padding": 2}, "empty image axis"),
    "kernel too large": ({"dilation": 4}, "covers 9 places but the padded input has 7"),
    "stride 0": ({"stride": 0}, "stride must be at least 1, got 0"),
    "stride of three": ({"stride": (1, 1, 1)}, "stride must be one integer or 2"),
    "stride a float": ({"stride": 2.0}, "stride must be an integer"),
    "stride a truth value": ({"stride": True}, "stride must be an integer"),
    "dilation 0": ({"dilation": (1, 0)}, "dilation must be at least 1"),
    "padding below 0": ({"padding": -1}, "padding must be at least 0"),
    "another word": ({"padding": "full"}, "'valid' or 'same', got 'full'"),
    "same with a stride": ({"padding": "same", "stride": 2}, "'same' needs stride 1"),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused_with_need_and_got(change, message):
    arguments = SMALL | change
    tensors = {k: to_torch(v) if isinstance(v, np.ndarray) else v for k, v in arguments.items()}
    with pytest.raises((RuntimeError, TypeError)):
        F.conv2d(**tensors)
    with pytest.raises((ValueError, TypeError), match=f"conv2d: .*{message}"):
        conv2d(**arguments)


def test_lists_are_not_turned_into_arrays():
    with pytest.raises(TypeError, match="conv1d: input must be a NumPy array, got list"):
        conv1d([[1.0, 2.0]], np.ones((1, 1, 1)))


def test_integers_stay_integers():
    rng = np.random.default_rng(4)
    x, w = rng.integers(-9, 9, (2, 3, 7, 6)), rng.integers(-9, 9, (4, 3, 3, 2))
    got, wanted = conv2d(x, w, stride=2), F.conv2d(to_torch(x), to_torch(w), stride=2)
    assert got.dtype == np.int64
    np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize(
    ("mode", "torch_mode"), [("reflect",) * 2, ("replicate",) * 2, ("circular",) * 2]
)
def test_other_borders_by_padding_first(mode, torch_mode):
    layer = torch.nn.Conv2d(3, 4, (3, 2), padding=(2, 1), padding_mode=torch_mode).double()
    x = np.random.default_rng(5).normal(size=(2, 3, 6, 7))
    bordered = convkit.pad(x, (1, 1, 2, 2), mode)
    w, b = (t.detach().numpy() for t in (layer.weight, layer.bias))
    close(conv2d(bordered, w, b), layer(torch.from_numpy(x)), terms=18)


def scratch(function, *arguments):
    """The most memory a call held beyond what it returns, in bytes.

    What earlier calls had kept is forgotten first, so it is counted too.
    """
    memory._kept.__dict__.clear()
    tracemalloc.start()
    try:
        result = function(*arguments)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    returned = sum(a.nbytes for a in (result if isinstance(result, tuple) else (result,)))
    assert most > returned
    return most - returned


@pytest.mark.parametrize("groups", [1, 4, 32])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scratch_memory_stays_below_64_mb_whatever_the_batch(groups, dtype):
    w = np.ones((32, 32 // groups, 3, 3), dtype)
    used = {}
    for batch in (2, 16, 96):
        x = np.ones((batch, 32, 40, 40), dtype)
        how = 1, 1, 1, groups
        used[batch] = scratch(conv2d, x, w, None, *how)
        assert used[batch] < 64e6
        assert scratch(convkit.conv2d_backward, x, x, w, *how) < 64e6
    assert used[96] < 1.1 * used[16] + 1e6


def test_scratch_memory_stays_below_64_mb_with_a_long_stride():
    x, w = np.ones((1, 4, 128, 128, 128)), np.ones((4, 1, 4, 4, 4))
    assert scratch(conv3d, x, w, None, 4, 0, 1, 4) < 64e6
    y = np.ones((1, 4, 32, 32, 32))
    assert scratch(convkit.conv3d_backward, y, x, w, 4, 0, 1, 4) < 64e6


def test_cost_grows_linearly_with_the_batch(monkeypatch):
    product, work = np.matmul, []

    def counted(rows, columns, out):
        work.append(rows.shape[-2] * columns.size)
        return product(rows, columns, out=out)

    monkeypatch.setattr(np, "matmul", counted)
    w = np.ones((16, 8, 3, 3), np.float32)
    totals = {}
    for batch in (1, 8, 64):
        work.clear()
        y = conv2d(np.ones((batch, 8, 32, 32), np.float32), w, padding=1)
        totals[batch] = sum(work)
        assert totals[batch] == y.size * w[0].size  # not a product more than the formula has
        assert len(work) <= batch
    assert totals[64] == 8 * totals[8] == 64 * totals[1]


@pytest.mark.parametrize("groups", [1, 4])
def test_a_result_is_not_touched_by_later_calls_nor_by_other_threads(groups):
    rng = np.random.default_rng(7)
    inputs = rng.normal(size=(20, 2, 4, 30, 30))
    w = rng.normal(size=(4, 4 // groups, 3, 3))
    alone = [conv2d(x, w, padding=1, groups=groups).copy() for x in inputs]
    with ThreadPoolExecutor(4) as pool:
        together = [*pool.map(lambda x: conv2d(x, w, padding=1, groups=groups), inputs)]
    np.testing.assert_array_equal(together, alone)


def test_named_cases_of_stride_padding_dilation_and_groups():
    rng = np.random.default_rng(6)
    x, b = rng.normal(size=(2, 4, 9, 8)), rng.normal(size=6)
    choices = [1, 2, (1, 3)], [0, 1, (2, 0), "valid"], [1, (2, 1)], [1, 2]
    for stride, padding, dilation, groups in itertools.product(*choices):
        w = rng.normal(size=(6, 4 // groups, 3, 2))
        tensors = map(to_torch, (x, w, b))
        wanted = F.conv2d(*tensors, stride, padding, dilation, groups)
        close(conv2d(x, w, b, stride, padding, dilation, groups), wanted, terms=24)
