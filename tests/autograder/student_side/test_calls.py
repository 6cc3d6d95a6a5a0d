"""A student's function is called on copies; whatever comes of it is an outcome."""

import json

import numpy as np
import pytest

from autograder.student_side.calls import (
    FATAL,
    MEMORY,
    RAISED,
    TEXT_LIMIT,
    Frame,
    Outcome,
    StudentError,
    arrays_in,
    class_names,
    describe_error,
    invoke,
    invoke_each,
    name_of,
    prepare,
    stops,
    text_of,
    type_name,
)


def fails(x):
    return x[9, 9]


def test_the_value_comes_back_and_the_arguments_stay():
    x = np.arange(3.0)

    def rude(y):
        y += 1
        return y.sum()

    outcome = invoke(rude, [x])
    assert (outcome.value, outcome.error, outcome.changed) == (6.0, None, (0,))
    assert x.tolist() == [0, 1, 2]


def test_which_argument_was_changed_and_whether_the_result_shares_memory():
    def both(x, pair, n):
        pair[1][0] = 7
        return {"a": [x[::2]]}

    outcome = invoke(both, [np.ones(4), [np.ones(2), np.ones(2)], 3])
    assert outcome.changed == (1,) and outcome.aliases
    assert not invoke(lambda x: x + 1, [np.ones(4)]).aliases


def test_views_are_read_only_and_have_gaps():
    seen = prepare(np.arange(6).reshape(2, 3), views=True)
    assert seen.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not seen.flags.writeable and not seen.flags.contiguous
    assert "read-only" in invoke(lambda x: x.fill(0), [np.ones(2)], views=True).error.message


def test_a_copy_is_in_c_order_and_containers_keep_their_kind():
    given = prepare({"a": (np.ones((2, 3)).T, [1, "x"])})
    assert given["a"][0].flags.c_contiguous and type(given["a"]) is tuple
    assert given["a"][1] == [1, "x"]
    assert len(list(arrays_in(given))) == 1


def test_an_error_has_the_students_lines_and_what_the_operands_were():
    error = invoke(fails, [np.ones((2, 2))]).error
    assert (error.kind, error.type_name) == (RAISED, "IndexError")
    assert [f.source for f in error.frames] == ["return x[9, 9]"]
    assert error.frames[0].function == "fails" and error.operands == [["x", "shape (2, 2)"]]
    assert error.sentence().startswith("It raised IndexError: index 9")


def test_a_stub_is_not_implemented_and_nothing_more_is_asked_of_it():
    calls = []

    def stub(n):
        calls.append(n)
        raise NotImplementedError

    (outcome,) = invoke_each(stub, [[1], [2]])
    assert outcome.error.sentence() == "It is not implemented yet." and calls == [1]


def test_after_an_ordinary_error_the_next_case_is_asked():
    outcomes = invoke_each(lambda n: 1 / n, [[0], [2]])
    assert [o.value for o in outcomes] == [None, 0.5]
    assert not stops(outcomes[0])
    assert all(stops(Outcome(error=StudentError(kind))) for kind in FATAL)


def test_only_the_last_of_several_calls_has_views():
    outcomes = invoke_each(lambda x: x.flags.writeable, [[np.ones(2)]] * 3, views=True)
    assert [o.value for o in outcomes] == [True, True, False]


def test_what_lives_elsewhere_is_asked_and_not_called():
    class Handle:
        def invoke(self, args, views, fresh, allow):
            return (args, views, fresh, allow)

        def invoke_each(self, many, views, fresh, allow):
            return [many]

    assert invoke(Handle(), [1], True, False, ["numpy"]) == ([1], True, False, ["numpy"])
    assert invoke_each(Handle(), [[1], [2]]) == [[[1], [2]]]


def test_endless_recursion_is_told_by_its_first_and_last_line():
    def endless(n):
        return endless(n + 1)

    error = invoke(endless, [0]).error
    assert error.type_name == "RecursionError" and len(error.frames) == 2


def test_an_error_goes_through_json():
    error = StudentError(
        MEMORY, "MemoryError", "too much", [Frame("cell 2", 3, "x", "f")], [["x", "1"]]
    )
    back = StudentError.from_json(json.loads(json.dumps(error.to_json())))
    assert back.to_json() == error.to_json() and back.frames == error.frames


def test_a_students_own_kind_of_error_is_the_builtin_one_it_is_made_of():
    class Mine(ValueError):
        pass

    assert type_name(Mine()) == "ValueError"


def test_an_error_that_cannot_be_printed_has_no_text():
    class Sly(Exception):
        def __str__(self):
            raise KeyboardInterrupt

    assert text_of(ValueError("\x1b[1mno\x1b[0m")) == "no"
    assert text_of(Sly()) == "" and len(text_of(ValueError("x" * 5000))) == TEXT_LIMIT


def test_a_class_of_the_students_with_a_known_name_is_told_apart():
    told = class_names(("builtins", "numpy"))
    mine = type("ndarray", (), {})
    assert told(np.ones(2)) == "ndarray" and told(mine()) == "ndarray of yours"
    assert told(type("Other", (), {})()) == "Other"


def test_a_partial_is_called_by_its_kind():
    from functools import partial

    assert (name_of(fails), name_of(partial(fails, 1))) == ("fails", "partial")


@pytest.mark.parametrize("kind", ["function", "class"])
def test_frames_of_others_are_left_out(kind):
    class Layer:
        def __call__(self, x):
            return np.linalg.inv(x)

    student = {"function": lambda x: np.linalg.inv(x), "class": Layer}[kind]
    try:
        (student() if kind == "class" else student)(np.ones((2, 3)))
    except Exception as error:
        told = describe_error(error, student)
    assert told.type_name == "ValueError" and told.message.startswith("Last 2")
    assert all("inv(x)" in f.source or "student" in f.source for f in told.frames)


def test_a_long_message_of_an_error_is_cut_for_the_screen():
    told = StudentError("raised", "ValueError", "one\n two " + "x" * 5000).sentence()
    assert told.startswith("It raised ValueError: one two xx") and told.endswith("x …")
    assert len(told) < 350
