"""A known mistake is named where it agrees on every case, and nowhere else."""

import pytest

from autograder import case, normal
from autograder.checks import session
from tests.autograder.checks.solutions import failure, flipped, loops

pytestmark = pytest.mark.smoke


def test_shapes_in_a_tuple_are_compared_one_by_one(exam):
    """Arrays of unlike shapes, which NumPy cannot make one array of."""

    def pair_of(x):
        return x, x.T[:1]

    def turned(x):
        """The first is turned."""
        return x.T, x[0]

    exam.misconceptions.pair__turned = turned
    exam.misconceptions.EXERCISES["pair"] = ("pair__turned",)
    found = failure(
        lambda x: (x.T + 1, x[0]), on=[case(x=normal(3, 2))], against=pair_of, name="pair"
    )
    assert (found.tier, found.misconception) == ("shape", "")
    assert "A result of this shape comes out when: The first is turned." in found.facts


def test_numbers_in_a_tuple_are_no_shape(exam):
    def sizes_of(x):
        return x.shape[0], (x.shape[1],)

    def three(x):
        """You gave three sizes."""
        return x.shape[0], (1, 1, x.shape[1])

    exam.misconceptions.sizes__three = three
    exam.misconceptions.EXERCISES["sizes"] = ("sizes__three",)
    cases = [case(x=normal(3, 2))]
    found = failure(lambda x: (3, (2, 2, 2)), on=cases, against=sizes_of, name="sizes")
    assert (found.tier, found.facts) == ("shape", [])
    found = failure(lambda x: (3, (1, 1, 2)), on=cases, against=sizes_of, name="sizes")
    assert found.misconception == "sizes__three"


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
    exam.misconceptions.EXERCISES["xcorr2d"] += ("xcorr2d__raises",)
    assert failure(known).misconception == "xcorr2d__raises"
    assert failure(own).misconception == ""


def sometimes_raising(exam, known, *others):
    """What is named where a known mistake, and others, fail on a kernel of 2 by 2 only."""

    def solution(fails):
        def solution(x, k):
            if k.shape == (2, 2):
                fails()
            return loops(x, k)

        return solution

    exam.misconceptions.xcorr2d__raises = solution(known)
    exam.misconceptions.EXERCISES["xcorr2d"] += ("xcorr2d__raises",)
    cases = [case(x=normal(5, 5), k=normal(2, 2)), case(x=normal(5, 5), k=normal(3, 2))]
    return [failure(solution(fails), on=cases).misconception for fails in (known, *others)]


def test_nor_is_an_unasked_error_in_one_case_only(exam):
    def index():
        return [][1]

    def sequence():
        return ()[1]

    assert sometimes_raising(exam, index, sequence) == ["xcorr2d__raises", ""]


def test_the_words_of_a_raise_are_its_authors(exam):
    def known():
        raise ValueError("the known one")

    def same():
        raise ValueError("in other words")

    def not_raised():
        return int("two")

    found = sometimes_raising(exam, known, same, not_raised)
    assert found == ["xcorr2d__raises", "xcorr2d__raises", ""]


def test_of_several_that_agree_none_is_the_one(exam):
    def turned(x, k):
        """You turn the kernel."""
        return flipped(x, k)

    exam.misconceptions.xcorr2d__turned = turned
    exam.misconceptions.EXERCISES["xcorr2d"] += ("xcorr2d__turned",)
    found = failure(flipped)
    assert found.misconception == "" and found.found_by == "misconception"
    assert found.because == "Your kernel is flipped. Or: You turn the kernel."


def test_a_mistake_that_refuses_too_much_is_named_whatever_it_says(exam):
    def timid(x, k):
        """You refuse a kernel that just fits."""
        if x.shape[0] <= k.shape[0]:
            raise ValueError("the kernel does not fit")
        return loops(x, k)

    def careful(x, k):
        if len(x) <= len(k):
            raise ValueError(f"{len(k)} rows on {len(x)}")
        return loops(x, k)

    def clumsy(x, k):
        if len(x) <= len(k):
            int("of another kind")
        return loops(x, k)

    exam.misconceptions.xcorr2d__timid = timid
    exam.misconceptions.EXERCISES["xcorr2d"] += ("xcorr2d__timid",)
    assert failure(careful).misconception == "xcorr2d__timid"
    assert failure(clumsy).misconception == ""


def test_seeds_depend_on_secret_student_and_exercise(exam):
    seeds = set()
    for secret in (b"one", b"two"):
        for student in ("student-01", "student-02"):
            with session.exam(
                "t", student=student, secret=secret, misconceptions=exam.misconceptions
            ) as s:
                seeds |= {s.seed("f"), s.seed("g")}
    assert len(seeds) == 8
