"""Results of the wrong kind, forbidden modules, manners."""

from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import CheckFailed, case, check, constant, normal
from tests.autograder.checks.solutions import failure, loops

pytestmark = pytest.mark.smoke


def test_a_stub_is_called_not_implemented():
    def stub(x, k):
        raise NotImplementedError

    found = failure(stub)
    assert (found.tier, found.headline) == ("type", "It is not implemented yet.")


def test_none_asks_for_the_return():
    found = failure(lambda x, k: None)
    assert (found.tier, found.headline) == ("type", "The result is None. Did you forget `return`?")


def test_a_list_is_not_an_array():
    assert failure(lambda x, k: loops(x, k).tolist()).headline.startswith("The result is a list")


def test_nor_is_an_array_that_reckons_by_rules_of_its_own():
    # the exam's wire carries plain arrays only: the notebook must not let others pass
    found = failure(lambda x, k: np.ma.array(loops(x, k)))
    assert found.headline.startswith("The result is an object of type MaskedArray")
    assert "np.asarray" in found.headline


def test_an_exception_shows_the_students_line_only():
    def broken(x, k):
        return x[99, 0]

    found = failure(broken)
    assert (
        found.headline == "It raised IndexError: index 99 is out of bounds for axis 0 with size 7"
    )
    assert [f.source for f in found.frames][-1] == "return x[99, 0]"
    assert not any("autograder/check" in f.source for f in found.frames)


def test_a_value_that_compares_strangely_is_refused_not_believed():
    class Sly:
        def __eq__(self, other):
            return True

        def __len__(self):
            return 5

    assert failure(lambda x, k: Sly()).tier == "type"


def test_torch_inside_is_found_with_its_line():
    def cheat(x, k):
        return F.conv2d(torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None])[
            0, 0
        ].numpy()

    found = failure(cheat, name="cheat")
    assert found.tier == "forbidden"
    assert found.headline == "It uses torch, which this exercise does without."
    assert "F.conv2d" in found.facts[0]


def test_changing_an_argument_is_bad_manners():
    def rude(x, k):
        y = loops(x, k)
        x += 1
        return y

    found = failure(rude)
    assert found.tier == "manners"
    assert "changes its argument `x`" in found.headline


def test_changing_an_array_inside_an_argument_is_bad_manners():
    def rude(record):
        record["x"] *= 2
        return record["x"].sum()

    def oracle(record):
        return 2 * torch.tensor(record["x"]).sum()

    with pytest.raises(CheckFailed, match="changes its argument `record`"):
        check(rude, against=oracle, on=[case(record={"x": np.array([1.0, 5.0])})])


@pytest.mark.parametrize("wrong", [4.0, np.float64(4.0), np.array(4.0), Fraction(4)])
def test_a_float_where_a_whole_number_is_asked(wrong):
    on = [case(n=4)]
    for right in (4, np.int64(4), np.array(4)):
        check(lambda n, right=right: right, against=lambda n: n, on=on)
    found = failure(lambda n: wrong, on=on, against=lambda n: n)
    assert found.tier == "manners" and "not as a whole number" in found.headline
    found = failure(lambda n: (4, wrong), on=on, against=lambda n: (n, n))
    assert found.headline.startswith("Value 2 of 2")
    found = failure(lambda n: wrong + 1, on=on, against=lambda n: n)
    assert found.tier == "values"


def test_whole_numbers_where_floats_are_asked():
    on = [case(x=constant([[1.0, 2.0], [3.0, 4.0]]))]
    found = failure(lambda x: x.astype(int), on=on, against=lambda x: x)
    assert found.tier == "manners" and "int64" in found.headline
    ones = [case(x=constant([[1.0, 0.0]]))]
    found = failure(lambda x: x > 0, on=ones, against=lambda x: x)
    assert found.tier == "manners" and "True and False" in found.facts[0]


def test_a_solution_that_needs_contiguous_memory_is_told():
    def raw(x, k):
        s = x.shape[1] * 8
        H, W = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
        view = np.lib.stride_tricks.as_strided(x, (H, W, *k.shape), (s, 8, s, 8))
        return np.einsum("ijab,ab->ij", view, k)

    found = failure(raw)
    assert found.tier == "manners" and "read-only view with gaps" in found.headline


def test_a_function_that_was_right_on_views_is_asked_for_no_others():
    writable = []

    def total(x):
        writable.append(x.flags.writeable)
        return x.sum()

    for size in (4, 7):
        check(total, against=lambda x: x.sum(), on=[case(x=normal(size)), case(x=normal(2))])
    assert writable == [True, True, False, True, True]


def test_fresh_results_share_no_memory_with_arguments():
    on = [case(x=normal(3, 4))]
    check(lambda x: x.copy(), against=lambda x: x, on=on, fresh=True)
    found = failure(lambda x: x, on=on, against=lambda x: x, fresh=True)
    assert "shares memory" in found.headline


def test_a_view_can_be_asked_for():
    on = [case(x=normal(3, 4))]
    check(lambda x: x.T, against=lambda x: x.T, on=on, fresh=False)
    found = failure(lambda x: x.T.copy(), on=on, against=lambda x: x.T, fresh=False)
    assert "it is a copy; a view" in found.headline


def torch_xcorr2d(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


def test_an_answer_that_calls_the_oracle_is_quoted_with_its_own_line():
    def lazy(x, k):
        x, k = x + 0, k + 0
        return torch_xcorr2d(x, k)

    found = failure(lazy, against=lambda x, k: torch_xcorr2d(x, k))
    assert found.headline == "It uses torch, which this exercise does without."
    assert found.facts[0].endswith(": return torch_xcorr2d(x, k)")
    assert found.facts[1] == "torch_xcorr2d, which that line calls, uses torch."
