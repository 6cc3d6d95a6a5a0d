"""A handle: called, gone through, asked for what is public; every other use is an error."""

import numpy as np
import pytest

from autograder.sandbox.handle import EDITED, EditedFunction, Handle, handle
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.calls import DIED, Outcome, StudentError
from tests.autograder.sandbox.asked import X


def test_called_plainly_it_returns_or_raises(serve):
    get = serve("def f(x, k=1): return x * k\ndef g(x): return x[99]", names=("f", "g"))
    assert get()(X, k=2).tolist() == [0, 2, 4]
    with pytest.raises(StudentError, match="out of bounds"):
        get("g")(X)


def test_an_object_stays_and_is_used_through_a_handle(serve):
    source = "class f:\n    def __init__(self, n): self.n = n\n    def forward(self, x): return self.n * x"
    thing = serve(source)()(3)
    assert type(thing).__name__ == "f"
    assert thing.n == 3
    assert thing.forward(X).tolist() == [0, 3, 6]
    assert not hasattr(thing, "absent")
    with pytest.raises(AttributeError):
        _ = thing._n  # only what is public


def test_what_is_no_list_yet_can_be_gone_through(serve):
    pairs = serve("def f(): return zip([1, 2], ({'a': x} for x in 'bc'))")()()
    assert list(pairs) == [(1, {"a": "b"}), (2, {"a": "c"})]
    assert list(pairs) == []  # as in a notebook
    one, two = serve("def f():\n    yield 1\n    yield lambda: 2")()()
    assert (one, two()) == (1, 2)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("yield 1\n    1 / 0", "division by zero"),
        ("while True: yield 1", "too large|more than"),
        ("yield\n    while True: pass", "took longer"),
    ],
)
def test_a_generator_that_fails_or_has_no_end_is_an_error(serve, body, message):
    with pytest.raises(StudentError, match=message):
        list(serve(f"def f():\n    {body}", budgets=Budgets(call=1))()())


@pytest.mark.parametrize(
    "use",
    [
        lambda h: h == 1, lambda h: h != 1, lambda h: h < 1, bool, len, iter, float, int,
        lambda h: h[0], lambda h: 1 in h, lambda h: h + 1, lambda h: 1 + h, np.asarray,
    ],
)  # fmt: skip
def test_a_handle_never_passes_for_a_value(serve, use):
    thing = serve("class T: pass\ndef f(): return T()")()()
    with pytest.raises((StudentError, TypeError)):
        use(thing)


class Process:
    """A candidate that writes down what it is asked."""

    def __init__(self):
        self.generation = 1
        self.asked = []
        self.closed = False

    def call_each(self, target, name, many, views=False, fresh=None, allow=None):
        self.asked.append((target, list(many), views, fresh))
        return [Outcome(len(arguments)) for arguments in many]

    def attribute(self, target, name):
        return target, name

    def close(self):
        self.closed = True


def test_an_object_ends_with_its_process_and_a_function_of_the_lesson_does_not():
    process = Process()
    thing, function = handle(process, 7, "Layer"), Handle(process, "f", "f")
    assert thing.weight == (7, "weight")
    process.generation = 2
    with pytest.raises(StudentError, match="The object with weight ended with its process"):
        _ = thing.weight
    assert thing.invoke([1]).error.kind == DIED
    assert function.invoke([1, 2]).value == 2


def test_a_handle_has_its_class_named_as_the_students_is():
    assert type(handle(Process(), 1, "Layer")).__name__ == "Layer"
    assert type(handle(Process(), 1, "<odd name>")).__name__ == "_odd_name_"
    assert type(handle(Process(), 1, "")).__name__ == "object"
    assert repr(handle(Process(), 1, "Layer")) == "<Layer>"


def test_an_edited_function_is_asked_by_its_number_and_its_process_can_be_ended():
    process = Process()
    edited = EditedFunction(process)
    outcomes = edited.call([(3, [X, 1]), (0, [X])], fresh=True)
    assert [outcome.value for outcome in outcomes] == [3, 2]
    assert process.asked == [(EDITED, [(3, X, 1), (0, X)], False, True)]
    edited.close()
    assert process.closed
