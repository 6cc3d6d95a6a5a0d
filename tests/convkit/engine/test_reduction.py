"""Windows as slices: they are the windows, and spreading is the adjoint of summing."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convkit.engine.reduction import (
    BLOCK,
    adaptive_axis,
    blocks,
    largest,
    spread,
    total,
    window_axis,
)
from convkit.pooling import average_pooling, unpooling
from convkit.sliding.shapes import pool_output_size


def elements(axis, m):
    """The elements of each window in order, read off the slices."""
    found = [[] for _ in range(m)]
    for offset, outputs, inputs in axis.slices:
        windows = range(*outputs.indices(m))
        places = range(inputs.start, inputs.stop, inputs.step)[: len(windows)]
        for i, place in zip(windows, places, strict=True):
            assert place == axis.starts[i] + offset
            found[i].append(place)
    return found


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(1, 14), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.data())
def test_the_taps_of_a_window_are_its_elements(n, k, s, d, data):
    p = data.draw(st.integers(0, k // 2))
    if d * (k - 1) + 1 > n + 2 * p:
        return
    m = pool_output_size(n, k, s, p, d, data.draw(st.booleans()))
    expected = [[i * s - p + t * d for t in range(k)] for i in range(m)]
    expected = [[place for place in window if 0 <= place < n] for window in expected]
    assert elements(window_axis(n, m, k, s, p, d), m) == expected


@pytest.mark.parametrize("n", range(1, 13))
def test_adaptive_windows_are_the_formulas(n):
    for m in range(1, 16):
        expected = [[*range(i * n // m, -(-(i + 1) * n // m))] for i in range(m)]
        assert elements(adaptive_axis(n, m), m) == expected


AXES = {
    "windows": [window_axis(9, 5, 3, 2, 1), window_axis(8, 3, 2, 3)],
    "adaptive": [adaptive_axis(9, 4), adaptive_axis(8, 2)],
    "one": [adaptive_axis(9, 1), adaptive_axis(8, 1)],
    "one with holes": [window_axis(9, 1, 3, 1, 0, 3), window_axis(8, 1, 2, 9, 0, 6)],
    "one along one axis": [adaptive_axis(9, 1), adaptive_axis(8, 3)],
}


@pytest.mark.parametrize("name", AXES)
def test_totals_and_maxima_are_those_of_the_elements(name):
    axes = AXES[name]
    x = np.random.default_rng(0).normal(size=(2, 9, 8))
    rows, columns = (elements(axis, len(axis.starts)) for axis in axes)
    windows = [[x[:, r][:, :, c] for c in columns] for r in rows]
    for function, reduce in ((total, np.sum), (largest, np.max)):
        expected = [[reduce(w, axis=(1, 2)) for w in line] for line in windows]
        expected = np.array(expected).transpose(2, 0, 1)
        np.testing.assert_allclose(function(x, axes), expected, rtol=1e-12)


@pytest.mark.parametrize("name", AXES)
def test_spreading_is_the_adjoint_of_summing(name):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 9, 8))
    y = total(x, AXES[name])
    g = rng.normal(size=y.shape)
    there, back = np.vdot(y, g), np.vdot(x, spread(g, AXES[name], (9, 8)))
    np.testing.assert_allclose(there, back, rtol=1e-12)


@pytest.mark.parametrize("shape", [(7, 3, 100, 100), (1000, 1, 8, 8), (2, 64, 224, 224), (0, 3)])
def test_blocks_are_the_whole_batch_in_order(shape):
    x = np.empty(shape, np.float32)
    parts = blocks(x)
    assert [i for part in parts for i in range(len(x))[part]] == [*range(len(x))]
    assert all(x[part].nbytes <= max(BLOCK, x[:1].nbytes) for part in parts)


def scratch(function, *arrays):
    """Bytes used at the worst moment, beyond the result."""
    tracemalloc.start()
    result = function(*arrays)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - result.nbytes


@pytest.mark.parametrize("name", ["avg_pool2d", "avg_pool2d_backward", "max_pool2d_backward"])
def test_scratch_memory_does_not_grow_with_the_batch(name):
    def run(batch):
        if name == "avg_pool2d":
            return scratch(lambda x: average_pooling.avg_pool2d(x, 3, 2, 1), images(batch, 64))
        shape, g = (batch, 16, 64, 64), images(batch, 32)
        if name == "avg_pool2d_backward":
            return scratch(lambda g: average_pooling.avg_pool2d_backward(g, shape, 3, 2, 1), g)
        return scratch(unpooling.max_pool2d_backward, g, np.zeros(g.shape, np.int64), shape)

    def images(batch, size):
        return np.zeros((batch, 16, size, size), np.float32)

    assert run(64) < 1.2 * run(8) < 4e6
