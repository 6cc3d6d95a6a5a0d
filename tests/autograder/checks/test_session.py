"""Which lesson is checked, for whom, with which seed, and what a session keeps."""

import types

import pytest

from autograder.checks import session
from autograder.checks.session import HIDDEN, SHOWN, Session


def double(x):
    return x + x


def test_a_seed_depends_on_secret_lesson_exercise_and_student_and_on_nothing_else():
    def seed(lesson="01", student="student-01", secret=b"a", exercise="conv"):
        return Session(lesson, secret=secret, student=student).seed(exercise)

    assert seed() == seed()
    others = [seed("02"), seed(student="student-02"), seed(secret=b"b"), seed(exercise="pool")]
    assert len({seed(), *others}) == 5
    assert 0 <= seed() < 1 << 48


def test_names_that_run_together_have_different_seeds():
    one = Session("01", student="x").seed("a")
    other = Session("01a", student="x").seed("")
    assert one != other


def test_an_exam_is_in_force_inside_and_gone_afterwards(exam):
    assert session.current() is exam
    with session.exam("other", misconceptions=types.ModuleType("m")) as inner:
        assert session.current() is inner and inner.exam
    assert session.current() is exam


def test_an_exam_is_gone_after_an_error(exam):
    with pytest.raises(KeyError), session.exam("other", misconceptions=types.ModuleType("m")):
        raise KeyError
    assert session.current() is exam


def test_no_lesson_but_its_own_is_opened_in_an_exam(exam):
    assert session.open_lesson("test") is exam
    with pytest.raises(ValueError, match="this is an exam of test, not of 01_other"):
        session.open_lesson("01_other")


def test_a_lesson_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(ValueError, match="there is no lesson '99_nothing'"):
        session.load("99_nothing")


def test_a_misconception_and_what_is_said_of_it():
    assert session.because("xcorr2d__flipped") == "Your kernel is flipped."
    assert session.misconception("xcorr2d__flipped").__doc__ == "Your kernel is flipped."
    with pytest.raises(KeyError, match="there are: xcorr2d__flipped, xcorr2d__wide"):
        session.because("xcorr2d__other")


def test_the_misconceptions_of_a_function_are_those_of_its_name(exam):
    assert list(exam.tempting("xcorr2d")) == ["xcorr2d__flipped", "xcorr2d__wide"]
    assert exam.tempting("xcorr") == {} and Session().tempting("xcorr2d") == {}


def test_a_docstring_of_several_lines_is_told_as_one():
    def wrong():
        """You forget
        the padding.
        """

    assert session.explanation(wrong) == "You forget the padding."
    assert session.explanation(double) == ""


def test_a_function_defined_again_has_passed_nothing():
    opened = Session()
    opened.remember(double, "cases 1", lambda other: True)
    opened.remember(double, "cases 2", lambda other: False)
    assert len(opened.passed_by(double)) == 2
    again = types.FunctionType(double.__code__, {}, "double")
    assert opened.passed_by(again) == []
    opened.remember(again, "cases 1", lambda other: True)
    assert len(opened.passed_by(again)) == 1 and opened.passed_by(double) == []


def test_in_the_hidden_part_what_stands_before_the_hidden_tests_is_passed_over(exam):
    exam.part = HIDDEN
    assert exam.passed_over
    session.hidden_tests()
    assert not exam.passed_over
    exam.part, exam.reached = SHOWN, False
    assert not exam.passed_over


def test_a_variant_is_the_same_for_one_student_and_notes_that_it_was_drawn(exam):
    numbers = session.variant("design").integers(1 << 40)
    assert exam.drawn and session.variant("design").integers(1 << 40) == numbers
    exam.student = "student-02"
    assert session.variant("design").integers(1 << 40) != numbers


def test_views_are_taken_by_the_function_that_took_them_only():
    opened = Session()
    opened.remember(double, "cases 1", lambda other: True)
    assert not opened.took_views(double)
    opened.remember(double, "cases 2", lambda other: True, on_views=True)
    opened.remember(double, "cases 3", lambda other: True)
    assert opened.took_views(double)
    again = types.FunctionType(double.__code__, {}, "double")
    assert not opened.took_views(again)
