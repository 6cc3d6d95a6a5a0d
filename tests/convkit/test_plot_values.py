"""What stills show is what the operations compute: their data against PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convkit import plot

RNG = np.random.default_rng(0)


def to_torch(x):
    return torch.from_numpy(np.asarray(x, dtype=float))[None, None]


def support(f, shape, cell):
    """Gradient of one output of ``f`` at an input of ones."""
    x = torch.ones(1, 1, *shape, dtype=torch.float64, requires_grad=True)
    f(x)[(0, 0, *cell)].backward()
    return x.grad[0, 0].numpy()


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


def test_a_marked_piece_of_a_photograph_is_named():
    image = RNG.random((12, 15))
    assert plot.photograph(image, mark=(2, 3, 4, 5)).alt.endswith("rows 2 to 5, columns 3 to 7.")
    assert "Framed" not in plot.photograph(image).alt


def test_kernels_show_the_response_of_each():
    image, k = RNG.random((12, 15)), RNG.normal(size=(3, 2))
    data = plot.kernels(image, {"one": k}).data
    np.testing.assert_allclose(data["one"], F.conv2d(to_torch(image), to_torch(k))[0, 0])


@pytest.mark.parametrize(
    "case",
    [(8, 3, 2, 1, 1), (9, 2, 3, 0, 1), (10, 3, 1, 2, 3), (5, 5, 1, 0, 1), (10, 3, 4, 1, 1)],
)
def test_sizes_count_what_fits_and_what_is_never_read(case):
    n, k, s, p, d = case
    picture = plot.sizes(n, k, stride=s, padding=p, dilation=d)
    x = torch.ones(1, 1, n, requires_grad=True)
    y = F.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    y.sum().backward()
    assert picture.data["size"] == y.shape[2]
    assert picture.data["unread"].tolist() == np.flatnonzero(x.grad[0, 0] == 0).tolist()


def test_reads_count_the_windows_over_every_pixel():
    counts = plot.reads((6, 8), (2, 3), stride=(2, 4), padding=(1, 0)).data["counts"]
    x = torch.ones(1, 1, 6, 8, requires_grad=True)
    F.conv2d(x, torch.ones(1, 1, 2, 3), stride=(2, 4), padding=(1, 0)).sum().backward()
    np.testing.assert_array_equal(counts, x.grad[0, 0])


def test_pad_modes_pad():
    x = RNG.random((5, 6))
    data = plot.pad_modes(x, 2).data
    for mode, shown in data.items():
        np.testing.assert_array_equal(shown, F.pad(to_torch(x), (2, 2, 2, 2), mode=mode)[0, 0])


def test_feature_maps_mix_the_planes():
    image, w = RNG.random((12, 10, 3)), RNG.normal(size=(2, 3, 3, 2))
    maps = F.conv2d(torch.from_numpy(image).permute(2, 0, 1)[None], torch.from_numpy(w))[0]
    data = plot.feature_maps(image, w, ("a", "b")).data
    np.testing.assert_allclose([data["a"], data["b"]], maps)


@pytest.mark.parametrize(("k", "s"), [(2, 2), (3, 2), ((2, 3), (1, 2))])
def test_winners_are_those_of_torch(k, s):
    x = RNG.normal(size=(6, 7))
    picture = plot.winners(x, k, s)
    y, index = F.max_pool2d(to_torch(x), k, s, return_indices=True)
    np.testing.assert_array_equal(picture.data["output"], y[0, 0])
    np.testing.assert_array_equal(picture.data["index"], index[0, 0])


def test_of_equal_numbers_the_first_wins():
    index = plot.winners([[1, 7, 7, 0], [7, 7, 0, 7]], 2).data["index"]
    assert (
        index.tolist()
        == F.max_pool2d(to_torch([[1, 7, 7, 0], [7, 7, 0, 7]]), 2, return_indices=True)[1][
            0, 0
        ].tolist()
    )


def test_shift_response_marks_what_changed():
    x = RNG.normal(size=(4, 8))
    pool = lambda a: F.max_pool2d(to_torch(a), 2)[0, 0].numpy()  # noqa: E731
    by_one, by_two = (plot.shift_response(x, pool, shift).data for shift in (1, 2))
    np.testing.assert_array_equal(by_one["after"], pool(np.roll(x, 1, axis=1)))
    assert by_one["changed"].any()
    assert not by_two["changed"].any()


def test_columns_are_unfold():
    x = RNG.normal(size=(4, 5))
    shown = plot.columns(x, (2, 3), at=1, padding=1).data["columns"]
    np.testing.assert_array_equal(shown, F.unfold(to_torch(x), (2, 3), padding=1)[0])


def test_columns_steps_are_unfold():
    x = RNG.normal(size=(3, 4))
    shown = plot.columns_steps(x, (2, 3)).data["columns"]
    np.testing.assert_array_equal(shown, F.unfold(to_torch(x), (2, 3))[0])


def test_adjoint_adds_up_both_ways():
    a, x, y = RNG.normal(size=(3, 5)), RNG.normal(size=5), RNG.normal(size=3)
    data = plot.adjoint(a, x, y).data
    np.testing.assert_allclose(data["rows"], y * (a @ x))
    np.testing.assert_allclose(data["columns"], x * (a.T @ y))
    np.testing.assert_allclose(data["total"], (a @ x) @ y)


def test_channel_sum_is_one_number_of_conv2d():
    x, w = RNG.integers(-4, 5, (3, 4, 5)), RNG.integers(-4, 5, (3, 2, 3))
    expected = F.conv2d(to_torch(x)[0], to_torch(w)[0])[0, 0]
    data = plot.channel_sum(x, w, at=(2, 1)).data
    np.testing.assert_array_equal(data["output"], expected)
    assert data["total"] == expected[2, 1] == sum(data["sums"])


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize(
    ("n", "k", "s", "p"), [(5, 2, 2, 0), (3, 2, 2, 1), (6, 3, 2, 1), (7, 2, 3, 0)]
)
def test_pool_windows_are_those_of_torch(n, k, s, p, ceil_mode):
    data = plot.pool_windows(n, k, s, p, ceil_mode).data
    x = torch.arange(float(n), requires_grad=True)
    y = F.max_pool1d(x[None], k, s, p, ceil_mode=ceil_mode)[0]
    assert data["size"] == len(y)
    last = np.minimum(data["starts"] + k, n) - 1  # the largest of a rising row is its last
    np.testing.assert_array_equal(last, y.detach())
    read = {i for a in data["starts"] for i in range(a, a + k)}
    assert data["unread"].tolist() == sorted(set(range(n)) - read)


@pytest.mark.parametrize(("n", "m"), [(7, 3), (5, 4), (8, 5), (6, 3), (4, 1)])
def test_adaptive_windows_are_those_of_torch(n, m):
    data = plot.adaptive_windows(n, m).data
    x = torch.ones(1, n, requires_grad=True)
    (jacobian,) = torch.autograd.functional.jacobian(lambda v: F.adaptive_avg_pool1d(v, m), x)
    read = jacobian[:, 0] != 0  # (m, n)
    spans = [(int(r.nonzero()[0]), int(r.nonzero()[-1]) + 1) for r in read]
    assert data["windows"] == spans
    assert data["times"].tolist() == read.sum(0).tolist()


@pytest.mark.parametrize(("s", "p"), [(1, 0), (2, 1)])
def test_blame_is_the_gradient(s, p):
    k = RNG.normal(size=(3, 2))
    picture = plot.blame((6, 7), k, output=(1, 2), input=(3, 2), stride=s, padding=p)

    def f(x):
        return F.conv2d(x, to_torch(k), stride=s, padding=p)

    np.testing.assert_allclose(picture.data["gradient"], support(f, (6, 7), (1, 2)))
    jacobian = torch.autograd.functional.jacobian(f, torch.zeros(1, 1, 6, 7, dtype=torch.float64))
    np.testing.assert_allclose(picture.data["fed"], jacobian[0, 0, :, :, 0, 0, 3, 2])


def test_stamps_add_up_to_the_transposed_convolution():
    x, k = RNG.integers(-4, 5, 5), RNG.integers(-4, 5, 4)
    shown = plot.stamps(x, k, stride=2, padding=1).data["output"]
    expected = F.conv_transpose1d(to_torch(x)[0], to_torch(k)[0][None], stride=2, padding=1)
    np.testing.assert_allclose(shown[0], expected[0])


def test_overlaps_and_checkerboard_count_stamps():
    for k, s in [(2, 2), (3, 2), (4, 2), (5, 3)]:
        ones = torch.ones(1, 1, 5), torch.ones(1, 1, k)
        expected = F.conv_transpose1d(*ones, stride=s)[0, 0].numpy()
        np.testing.assert_array_equal(plot.overlaps(5, [(k, s)]).data[f"k{k}s{s}"], expected)
        board = plot.checkerboard(5, [(k, s)]).data[f"k {k}, s {s}"]
        np.testing.assert_allclose(board, np.outer(expected, expected))


@pytest.mark.parametrize("rates", [(1, 2, 4), (2, 2, 2), (1, 2, 3, 2), (3,)])
@pytest.mark.parametrize("k", [2, 3])
def test_coverage_is_the_support_of_the_gradient(rates, k):
    def f(x):
        for d in rates:
            x = F.conv2d(x, torch.ones(1, 1, 1, k, dtype=torch.float64), dilation=(1, d))
        return x

    reach = 1 + (k - 1) * sum(rates)
    read = support(f, (1, reach), (0, 0))[0]
    data = plot.coverage(rates, k).data
    assert (data["reach"], data["used"]) == (reach, np.count_nonzero(read))


@pytest.mark.parametrize("unit", [0, 1, 3])
@pytest.mark.parametrize(
    "layers", [((3, 2, 0, 1), (3, 1, 1, 1)), ((3, 1, 1, 1), (3, 2, 2, 2), (2, 1, 0, 3)), ()]
)
def test_reach_is_the_support_of_the_gradient(layers, unit):
    def f(x):
        for k, s, p, d in layers:
            w = torch.ones(1, 1, 1, k, dtype=torch.float64)
            x = F.conv2d(x, w, stride=(1, s), padding=(0, p), dilation=(1, d))
        return x

    read = support(f, (1, 14), (0, unit))[0]
    data = plot.reach(layers, 14, unit).data
    assert data["seen"] == np.flatnonzero(read).tolist()


def test_reach_into_the_padding_sees_nothing():
    picture = plot.reach(((3, 1, 4, 1),), 5, 0)
    assert picture.data["seen"] == []
    assert "sees nothing but padding: no pixel" in picture.alt


@pytest.mark.parametrize(("sizes", "k", "d"), [((5, 4, 3), 3, 1), ((5, 1, 2, 4), 3, 2)])
def test_a_chunk_and_its_state_give_the_outputs_of_the_whole_signal(sizes, k, d):
    x, w = torch.tensor(RNG.normal(size=(1, 1, 12))), torch.tensor(RNG.normal(size=(1, 1, k)))
    data = plot.chunks(12, sizes, k, dilation=d).data
    whole = F.conv1d(F.pad(x, (data["keep"], 0)), w, dilation=d)
    start, answers = 0, []
    for size, state in zip(sizes, data["states"], strict=True):
        steps = [*state, *range(start, start + size)]
        values = [x[0, 0, t] if t >= 0 else x.new_zeros(()) for t in steps]
        answers.append(F.conv1d(torch.stack(values)[None, None], w, dilation=d))
        start += size
    torch.testing.assert_close(torch.cat(answers, dim=2), whole)


def test_taps_reach_as_far_as_a_dilated_convolution():
    x = torch.zeros(1, 1, 20, 20)
    for d, (h, w) in zip((1, 2, 3), plot.taps((3, 2), (1, 2, 3)).data["reach"], strict=True):
        y = F.conv2d(x, torch.zeros(1, 1, 3, 2), dilation=d)
        assert (h, w) == (21 - y.shape[2], 21 - y.shape[3])


def test_low_rank_keeps_the_largest_parts():
    kernel, image = RNG.normal(size=(4, 5)), RNG.random((12, 12))
    picture = plot.low_rank(kernel, image, (1, 3))
    for r in (1, 3):
        shown = picture.data[f"rank {r}"]
        assert np.linalg.matrix_rank(shown) == r
        error = np.linalg.norm(kernel - shown)
        best = np.sqrt((np.linalg.svd(kernel)[1][r:] ** 2).sum())
        np.testing.assert_allclose(error, best)


@pytest.mark.parametrize(("channels", "groups"), [(6, 3), (8, 2), (12, 4)])
def test_influence_is_the_support_of_two_grouped_layers(channels, groups):
    def reach(shuffle):
        def f(x):
            w = torch.ones(channels, channels // groups, 1, 1, dtype=torch.float64)
            x = F.conv2d(x, w, groups=groups)
            x = F.channel_shuffle(x, groups) if shuffle else x
            return F.conv2d(x, w, groups=groups)

        x = torch.zeros(1, channels, 1, 1, dtype=torch.float64)
        return torch.autograd.functional.jacobian(f, x)[0, :, 0, 0, 0, :, 0, 0].numpy() > 0

    data = plot.influence(channels, groups).data
    np.testing.assert_array_equal(data["without a shuffle"], reach(False))
    np.testing.assert_array_equal(data["with a shuffle"], reach(True))


def test_receptive_field_sizes_are_those_of_the_gradient():
    layers = [(5, 2, 1), (3, 3, 1), (3, 1, 2), (4, 2, 1)]
    sizes = []
    for depth in range(1, 5):

        def f(x, depth=depth):
            for k, s, d in layers[:depth]:
                ones = torch.ones(1, 1, k, k, dtype=torch.float64)
                x = F.conv2d(x, ones, stride=s, dilation=d)
            return x

        columns = np.flatnonzero(support(f, (80, 80), (0, 0)).any(0))  # holes count too
        sizes.append(int(columns[-1] - columns[0]) + 1)
    shown = plot.receptive_field(np.zeros((80, 80)), layers).data["sizes"]
    assert shown == sizes == [5, 9, 33, 51]


def test_volume_counts_the_places_of_a_3d_convolution():
    y = F.conv3d(torch.zeros(1, 1, 4, 5, 6), torch.zeros(1, 1, 2, 3, 3))
    assert plot.volume((4, 5, 6), (2, 3, 3), (1, 1, 2)).data["output"] == tuple(y.shape[2:])


def test_causal_reads_nothing_later():
    data = plot.causal(12, 3, dilation=2, at=5).data
    assert data["causal"].tolist() == [1, 3, 5]
    assert data["centred"].tolist() == [3, 5, 7]


def test_effective_field_says_how_few_pixels_hold_half_of_the_weight():
    field = np.zeros((5, 5))
    field[1:4, 1:4] = 1
    field[2, 2] = 8
    picture = plot.effective_field(field)
    assert picture.data["half"] == 1
    assert "theoretical field 3 × 3" in picture.alt


def test_confusion_names_the_most_common_mistake():
    alt = plot.confusion([[5, 1, 0], [0, 4, 3], [0, 0, 6]], ["cat", "dog", "cow"]).alt
    assert "15 of 19 right, 78.9 %" in alt
    assert "Most often wrong: dog taken for cow 3 times; cat taken for dog 1 times" in alt


def test_matrix_counts_its_zeros():
    alt = plot.matrix(np.kron(np.eye(2), np.ones((2, 3))), "A", row=1, blocks=2).alt
    assert "12 of 24 entries are zero" in alt
    assert "Row 1 is framed: columns [0, 1, 2] are not zero" in alt
    assert "2 blocks of 2 × 3" in alt


def test_marks_name_the_wrong_cells():
    wrong = np.array([[False, True], [False, False]])
    alt = plot.arrays(("yours", [[1, 2], [3, 4]]), marks={"yours": wrong}).alt
    assert "Marked as wrong: (0, 1)" in alt
