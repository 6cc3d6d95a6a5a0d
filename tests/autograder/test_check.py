"""What `check` accepts, what it refuses, and what it says."""

import types
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import CheckFailed, call, case, check, check_raises, constant, normal, session
from autograder.failure import Failure

CASES = [
    case(x=normal(7, 5), k=normal(3, 2)),
    case(x=normal(4, 6), k=normal(1, 4)),
    case(x=normal(3, 2), k=normal(3, 2)),
]


def oracle(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


def loops(x, k):
    h, w = k.shape
    rows, columns = x.shape[0] - h + 1, x.shape[1] - w + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = (x[i : i + h, j : j + w] * k).sum()
    return y


def flipped(x, k):
    return loops(x, k[::-1, ::-1])


@pytest.fixture(autouse=True)
def exam():
    """A lesson with two misconceptions of xcorr2d."""
    module = types.ModuleType("misconceptions")
    module.xcorr2d__flipped = flipped
    module.xcorr2d__wide = lambda x, k: np.zeros((1, 1))
    module.EXERCISES = {
        "xcorr2d": {"xcorr2d__flipped": "Your kernel is flipped.", "xcorr2d__wide": "One for all."}
    }
    module.ALLOW = ("numpy",)
    with session.exam("test", misconceptions=module) as opened:
        yield opened


def failure(function, on=CASES, against=oracle, name="xcorr2d", **options) -> Failure:
    f = function
    function = types.FunctionType(f.__code__, f.__globals__, name, f.__defaults__, f.__closure__)
    with pytest.raises(CheckFailed) as info:
        check(function, against=against, on=on, **options)
    assert str(info.value).startswith(f"{name}: ")
    return info.value.failure


# -- right answers ---------------------------------------------------------------------------


def windows(x, k):
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(x, k.shape), k)


def fourier(x, k):
    shape = [a + b - 1 for a, b in zip(x.shape, k.shape, strict=True)]
    y = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(k[::-1, ::-1], shape), shape)
    return y[k.shape[0] - 1 : x.shape[0], k.shape[1] - 1 : x.shape[1]]


def recursive(x, k, i=0):
    if i == x.shape[0] - k.shape[0] + 1:
        return np.zeros((0, x.shape[1] - k.shape[1] + 1))
    return np.vstack([loops(x[i : i + k.shape[0]], k), recursive(x, k, i + 1)])


def shifts(image, kernel, stride=1, *, check_shape=False):
    h, w = kernel.shape
    H, W = image.shape[0] - h + 1, image.shape[1] - w + 1
    return sum(kernel[a, b] * image[a : a + H, b : b + W] for a in range(h) for b in range(w))


class Callable:
    def __call__(self, x, k):
        return loops(x, k)


@pytest.mark.parametrize("function", [loops, windows, fourier, recursive, shifts, partial(loops)])
def test_right_answers_pass_however_they_are_written(function):
    check(function, against=oracle, on=CASES)


def test_a_number_may_come_as_any_kind_of_number():
    for kind in (float, np.float64, np.asarray, lambda v: v):
        check(
            lambda x, kind=kind: kind(np.sum(x)), against=lambda x: x.sum(), on=[case(x=normal(4))]
        )


def test_a_fraction_is_a_number():
    for right in (Fraction(1, 3), Fraction(10**40 + 3, 3 * 10**40 + 9)):
        check(lambda n, f=right: f, against=lambda n: 1 / 3, on=[case(n=3)])


@pytest.mark.parametrize("wrong", [Fraction(1, 2), 10**30, 10**400, 1j])
def test_a_wrong_number_of_any_kind_is_wrong_and_no_crash(wrong):
    with pytest.raises(CheckFailed) as raised:
        check(lambda n: wrong, against=lambda n: 1 / 3, on=[case(n=3)])
    assert raised.value.failure.tier == "values"


def test_whole_numbers_are_compared_exactly_however_large():
    check(lambda n: n**50, against=lambda n: n**50, on=[case(n=10)])
    with pytest.raises(CheckFailed):
        check(lambda n: n**50 + 1, against=lambda n: n**50, on=[case(n=10)])


def test_a_tuple_may_come_as_a_list():
    check(lambda x: [x, 2 * x], against=lambda x: (x, 2 * x), on=[case(x=normal(4))])


def test_the_argument_stays_where_a_solution_returns_a_view_of_it():
    check(lambda x: x.T, against=lambda x: x.T, on=[case(x=normal(4, 3))])


# -- type ------------------------------------------------------------------------------------


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


# -- forbidden -------------------------------------------------------------------------------


def test_torch_inside_is_found_with_its_line():
    def cheat(x, k):
        return F.conv2d(torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None])[
            0, 0
        ].numpy()

    found = failure(cheat, name="cheat")
    assert found.tier == "forbidden"
    assert found.headline == "It uses torch, which this exercise does without."
    assert "F.conv2d" in found.facts[0]


# -- shape -----------------------------------------------------------------------------------


def test_a_wrong_shape_is_told_by_rows_and_columns():
    found = failure(lambda x, k: loops(x, k)[1:])
    assert found.tier == "shape"
    assert "4 rows where 5 are asked" in found.headline


def test_a_shape_that_one_misconception_gives_names_it_carefully():
    found = failure(lambda x, k: np.ones((1, 1)))
    assert found.misconception == ""
    assert "A result of this shape comes out when: One for all." in found.facts


# -- values ----------------------------------------------------------------------------------


def test_shapes_in_a_tuple_are_compared_one_by_one(exam):
    """Arrays of unlike shapes, which NumPy cannot make one array of."""

    def pair_of(x):
        return x, x.T[:1]

    exam.misconceptions.pair__turned = lambda x: (x.T, x[0])
    exam.misconceptions.EXERCISES["pair"] = {"pair__turned": "The first is turned."}
    found = failure(
        lambda x: (x.T + 1, x[0]), on=[case(x=normal(3, 2))], against=pair_of, name="pair"
    )
    assert (found.tier, found.misconception) == ("shape", "")
    assert "A result of this shape comes out when: The first is turned." in found.facts


def test_a_known_mistake_is_named():
    found = failure(flipped)
    assert (found.tier, found.misconception) == ("values", "xcorr2d__flipped")
    assert found.because == "Your kernel is flipped."


def test_a_mistake_is_named_only_if_it_agrees_on_every_case():
    def sometimes(x, k):
        return flipped(x, k) if x.shape == (7, 5) else loops(x, k)

    assert failure(sometimes).misconception == ""


def test_another_error_of_the_same_kind_is_not_the_known_mistake(exam):
    def own(x, k):
        raise ValueError("something else")

    def known(x, k):
        raise ValueError("the known one")

    exam.misconceptions.xcorr2d__raises = known
    exam.misconceptions.EXERCISES["xcorr2d"]["xcorr2d__raises"] = "It raises for no reason."
    assert failure(known).misconception == "xcorr2d__raises"
    assert failure(own).misconception == ""


def test_nor_is_an_unasked_error_in_one_case_only(exam):
    def raises(text):
        def solution(x, k):
            if k.shape == (2, 2):
                raise ValueError(text)
            return loops(x, k)

        return solution

    exam.misconceptions.xcorr2d__raises = raises("the known one")
    exam.misconceptions.EXERCISES["xcorr2d"]["xcorr2d__raises"] = "It raises for no reason."
    cases = [case(x=normal(5, 5), k=normal(2, 2)), case(x=normal(5, 5), k=normal(3, 2))]
    assert failure(raises("the known one"), on=cases).misconception == "xcorr2d__raises"
    assert failure(raises("something else"), on=cases).misconception == ""


LOCATED = {
    "twice": (lambda y: 2 * y, "Every value is 2 times what it should be."),
    "sign": (lambda y: -y, "Every value has the wrong sign."),
    "zero": (lambda y: 0 * y, "Every value is zero."),
    "offset": (lambda y: y + 1, "Every value is too large by 1."),
    "below": (lambda y: y - 1, "Every value is too small by 1."),
    "reversed": (lambda y: y[::-1], "The rows are in reverse order."),
    "late": (lambda y: np.roll(y, 1, 1), "Every column is one too late."),
    "sorted": (lambda y: np.sort(y, None).reshape(y.shape), "All the right numbers are there"),
    "one row": (lambda y: np.vstack([y[:-1], y[-1:] + 1]), "Only row 4 is wrong (counted from 0)."),
    "rim": (lambda y: np.pad(y[1:-1, 1:-1], 1), "Only values at the border are wrong."),
}


@pytest.mark.parametrize("what", LOCATED)
def test_a_wrong_array_is_located(what):
    change, fact = LOCATED[what]
    found = failure(lambda x, k: change(loops(x, k)), on=CASES[:1])
    assert found.tier == "values"
    assert fact in " ".join(found.facts)


def test_float32_on_the_way_is_called_so():
    found = failure(lambda x, k: loops(x.astype("f4"), k.astype("f4")).astype("f4"))
    assert found.tier == "values"
    assert "float32" in found.headline
    assert not found.panels  # in the digits shown, yours and the right ones are the same


def test_numbers_that_nearly_agree_are_written_so_that_they_differ():
    found = failure(lambda x: x + 1e-7, on=[case(x=1.0)], against=lambda x: x, name="f")
    assert "is 1.0000001; it should be 1." in found.headline


def test_a_part_of_a_part_is_called_by_both_names():
    right = {"a": (1, 2), "b": [{"c": 3}]}
    for wrong, words in (
        ({**right, "a": (1, 5)}, "Value 2 of 2 of the entry 'a' is 5; it should be 2."),
        ({**right, "b": [{"c": 5}]}, "The entry 'c' of value 1 of 1 of the entry 'b' is 5"),
    ):
        found = failure(lambda x, w=wrong: w, on=[case(x=1)], against=lambda x: right, name="f")
        assert words in found.headline


def test_the_counterexample_is_small_and_wrong():
    found = failure(lambda x, k: loops(x, k.T) if k.shape[0] == k.shape[1] else loops(x, k) + 1)
    shapes = {p.label: p.shape for p in found.panels}
    assert shapes["x"] == (2, 2) and shapes["k"] == (2, 2)
    values = {p.label: np.array(p.cells).reshape(p.shape) for p in found.panels}
    assert (
        values["expected"] == oracle(*map(torch.tensor, (values["x"], values["k"]))).numpy()
    ).all()
    assert (values["yours"] != values["expected"]).any()


def test_a_seed_replays_the_numbers():
    seen = []

    def spy(x, k):
        seen.append(x)
        return loops(x, k) + 1

    first = failure(spy)
    seen.clear()
    failure(spy, seed=first.seed)
    again = seen[0]
    seen.clear()
    failure(spy, seed=first.seed + 1)
    assert not np.array_equal(again, seen[0])
    seen.clear()
    failure(spy)
    assert np.array_equal(again, seen[0])


def test_seeds_depend_on_secret_student_and_exercise(exam):
    seeds = set()
    for secret in (b"one", b"two"):
        for student in ("student-01", "student-02"):
            with session.exam(
                "t", student=student, secret=secret, misconceptions=exam.misconceptions
            ) as s:
                seeds |= {s.seed("f"), s.seed("g")}
    assert len(seeds) == 8


# -- manners ---------------------------------------------------------------------------------


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


# -- raising ---------------------------------------------------------------------------------


def test_where_the_oracle_refuses_the_student_must_raise_value_error():
    big = [case(x=normal(2, 2), k=normal(3, 3))]

    def careful(x, k):
        if k.shape[0] > x.shape[0]:
            raise ValueError("too large")
        return loops(x, k)

    check(careful, against=oracle, on=big)
    assert (
        "It must raise ValueError here, but it returned a result." == failure(loops, big).headline
    )


def test_a_kind_of_value_error_is_a_value_error():
    class TooLarge(ValueError):
        pass

    def refuses(x):
        raise TooLarge("no")

    check_raises(refuses, ValueError, on=[case(x=normal(3))])


def test_check_raises_tells_why():
    with pytest.raises(CheckFailed, match=r"must raise ValueError(.|\n)*sizes must fit"):
        check_raises(
            loops, ValueError, on=[case(x=normal(2, 2), k=normal(3, 3))], because="sizes must fit"
        )


def test_the_reason_is_for_those_who_gave_a_result():
    for wrong, came in ((lambda x: None, "it returned None"), (lambda x: x[9], "IndexError")):
        with pytest.raises(CheckFailed) as info:
            check_raises(wrong, on=[case(x=normal(3))], because="you gave three numbers")
        assert came in str(info.value)
        assert "three numbers" not in str(info.value)


def test_check_raises_wants_this_error():
    def other(x):
        raise KeyError("x")

    with pytest.raises(CheckFailed, match="but it raised KeyError"):
        check_raises(other, ValueError, on=[case(x=1)])


def test_an_empty_check_cannot_be_written():
    with pytest.raises(ValueError, match="an empty check cannot fail"):
        check(loops, against=oracle, on=[])


# -- witnesses -------------------------------------------------------------------------------


def test_call_gives_the_result_or_the_message():
    assert call(lambda: (1, 2)) == (1, 2)

    def stub():
        raise NotImplementedError

    for broken, message in ((stub, "not implemented"), (lambda: None, "forget `return`"),
                            (lambda: 1 / 0, "ZeroDivisionError")):  # fmt: skip
        with pytest.raises(CheckFailed, match=message):
            call(broken)


def test_because_is_written_once_and_asked_for_by_name():
    from autograder import because

    assert because("xcorr2d__flipped") == "Your kernel is flipped."
    with pytest.raises(KeyError, match="no misconception 'nothing'"):
        because("nothing")


def test_an_exam_is_about_its_own_lesson(exam):
    from autograder import begin

    begin("test")
    with pytest.raises(ValueError, match="this is an exam of test, not of other"):
        begin("other")


def test_a_lesson_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="there is no lesson '77_nothing'"):
        session.load("77_nothing")


# -- telling ---------------------------------------------------------------------------------


def test_a_failure_survives_json():
    import json

    found = failure(flipped)
    assert Failure.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_html_is_escaped_and_says_what_the_text_says():
    from autograder import render

    def evil(x, k):
        raise ValueError("<script>alert(1)</script>")

    found = failure(evil)
    assert "<script>" not in render.html(found)
    assert "&lt;script&gt;" in render.html(found)
    found = failure(flipped)
    for part in ("Your kernel is flipped.", "yours", "expected"):
        assert part in render.html(found) and part in render.text(found)
    assert max(map(len, render.text(found).splitlines()[:-1])) <= 88


def test_wrong_cells_are_marked_without_colour():
    from autograder import render

    found = failure(flipped)
    assert render.html(found).count('title="wrong"') == sum(sum(p.wrong) for p in found.panels)
    assert "[" in render.text(found).split("by hand:")[1]


def test_jupyter_shows_one_line_under_the_message():
    found = failure(flipped)
    assert CheckFailed(found, shown=True)._render_traceback_() == [
        "CheckFailed: Your kernel is flipped."
    ]
    assert "small enough to check by hand" in CheckFailed(found)._render_traceback_()[0]
