"""sliding_windows against its formula."""

import numpy as np
import pytest

from convkit import sliding_windows


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"),
    [((3, 2), 1, 1), ((2, 3), (2, 1), (1, 2)), ((1, 1), 3, 4), ((7, 6), 1, 1)],
)
def test_each_window_holds_what_the_formula_says(kernel, stride, dilation):
    x = np.random.default_rng(1).normal(size=(2, 7, 6))
    windows = sliding_windows(x, kernel, stride, dilation)
    s, d = np.broadcast_to(stride, 2), np.broadcast_to(dilation, 2)
    for n, i, j, a, b in np.ndindex(windows.shape):
        assert windows[n, i, j, a, b] == x[n, s[0] * i + d[0] * a, s[1] * j + d[1] * b]
    rows, columns = ((z - t * (k - 1) - 1) // u + 1
                     for z, k, u, t in zip((7, 6), kernel, s, d, strict=True))  # fmt: skip
    assert windows.shape == (2, rows, columns, *kernel)


@pytest.mark.parametrize("x", [np.zeros((4, 5)), np.zeros((5, 4)).T, np.zeros((8, 10))[::2, ::-2]])
def test_nothing_is_copied_and_nothing_can_be_written(x):
    windows = sliding_windows(x, (2, 2))
    assert np.shares_memory(windows, x)
    with pytest.raises(ValueError, match="read-only"):
        windows[0, 0, 0, 0] = 1


def test_a_kernel_larger_than_the_input_is_refused():
    with pytest.raises(ValueError, match="covers 5 places but the padded input has 4"):
        sliding_windows(np.zeros((4, 9)), (3, 3), dilation=2)
    with pytest.raises(ValueError, match="2 window axes, input has 1"):
        sliding_windows(np.zeros(9), (3, 3))
    with pytest.raises(TypeError, match="one number per axis, got 3"):
        sliding_windows(np.zeros((9, 9)), 3)
