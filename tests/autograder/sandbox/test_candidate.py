"""A student's code as a function server: cells are run, values come back, errors are told."""

import numpy as np
import pytest

from autograder.checks.forbidden import uses_outside
from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.handle import Handle
from autograder.sandbox.sandbox import Policy, SandboxError
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.calls import invoke
from tests.autograder.sandbox.asked import X, error


def test_a_value_comes_back(serve):
    f = serve("def f(x): return {'a': [x + 1, (None, True, 2.5)]}")()
    value = invoke(f, [X]).value
    assert value["a"][0].tolist() == [1, 2, 3]
    assert value["a"][1] == (None, True, 2.5)


def test_the_lessons_own_cells_are_answered_before_a_students_ends_the_process(serve):
    get = serve("import os\nos._exit(1)", "def f(x): return x", names=("g", "f"))
    assert get()(X).tolist() == X.tolist()


def test_of_two_who_take_turns_neither_is_told_that_it_died(serve):
    counts = "n = 0\ndef f(x):\n    global n\n    n += 1\n    return n"
    one, two = serve(counts)(), serve(counts)()
    assert [one(X), one(X), two(X), one(X), two(X), two(X)] == [1, 2, 1, 1, 1, 2]


def test_an_exception_has_the_students_lines_and_no_others(serve):
    got = error(invoke(serve("def h(x):\n    return x[99]\n\ndef f(x):\n    return h(x)")(), [X]))
    assert (got.kind, got.type_name) == ("raised", "IndexError")
    assert [(fr.cell, fr.line, fr.source, fr.function) for fr in got.frames] == [
        ("cell 1", 5, "return h(x)", "f"),
        ("cell 1", 2, "return x[99]", "h"),
    ]


CLASSES = {
    "class Conv2d: pass\ndef f(): return Conv2d()": "Conv2d_of_yours",
    "class ndarray: pass\ndef f(): return ndarray()": "ndarray_of_yours",
    "class Mine: pass\ndef f(): return Mine()": "Mine",
    "import builtins\nbuiltins.type = lambda x: nn.Conv2d\nclass A: pass\ndef f(): return A()": "A",
    "class A:\n    __class__ = nn.Conv2d\ndef f(): return A()": "A",
    "class M(type):\n    __name__ = 'Linear'\nclass A(metaclass=M): pass\ndef f(): return A()": "A",
    "class A: pass\nA.__name__ = 'Linear'\ndef f(): return A()": "Linear_of_yours",
    "nn.Conv2d.__name__ = 'Linear'\ndef f(): return nn.Conv2d(1, 1, 1)": "Conv2d",
    "class B(nn.Conv2d): pass\nB.__name__ = 'Conv2d'\ndef f(): return B(1, 1, 1)": "Conv2d_of_yours",
    "nn.Conv2d = nn.Linear\ndef f(): return nn.Conv2d(1, 1)": "Linear",
    "def f(): return nn.Conv2d(1, 1, 1)": "Conv2d",
}


@pytest.mark.parametrize("source", CLASSES)
def test_what_a_class_is_called_is_not_for_the_student_to_say(walls, source):
    cells = [CodeCell("cell 1", "from torch import nn\n" + source, ("f",))]
    candidate = Candidate(walls.zygote(Policy(("torch",))), cells)
    try:
        found = Handle(candidate, "f", "f")()
        assert type(found).__name__ == CLASSES[source]
    finally:
        candidate.close()


def test_an_answer_of_too_many_objects_costs_no_other_its_own(serve):
    source = "class A: pass\ndef f(x): return [A() for _ in range(20_000)]\ndef g(x): return A()"
    get = serve(source, names=("f", "g"), budgets=Budgets(call=5, cell=5, notebook=20))
    assert "too many objects" in error(invoke(get(), [X])).message
    assert error(invoke(get(), [X])).kind == "protocol"
    assert type(invoke(get("g"), [X]).value).__name__ == "A"


def test_answers_of_very_many_objects_are_refused(serve, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.candidate.HANDLES_LIMIT", 100)
    get = serve("class A: pass\ndef f(x): return [A() for _ in range(40)]")
    outcomes = [invoke(get(), [X]) for _ in range(4)]
    assert [o.error is None for o in outcomes] == [True, True, False, False]
    assert "at most 100 objects" in outcomes[2].error.message


def test_an_array_of_another_class_does_not_travel_as_an_array(serve):
    source = """
class Sly(np.ndarray):
    def __eq__(self, other): return np.True_
def f(x): return x.view(Sly)
"""
    assert not isinstance(invoke(serve(source)(), [X]).value, np.ndarray)


def test_after_two_deaths_a_function_is_not_called_again(serve):
    f = serve("import os\ndef f(x): os._exit(7)")()
    for _ in range(2):
        assert "exit code 7" in error(invoke(f, [X])).message
    begun = f._where[0].generation
    assert error(invoke(f, [X])).kind == "died"
    assert f._where[0].generation == begun


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("def f(:", "SyntaxError"),
        ("f = 1 / 0", "ZeroDivisionError"),
        ("x = '\\0", "SyntaxError"),
    ],
)
def test_a_cell_that_fails_says_so_when_its_function_is_called(serve, cell, kind):
    get = serve(cell, "def g(x): return 1", names=("f", "g"))
    assert error(invoke(get(), [X])).type_name == kind
    assert error(invoke(get(), [X])).frames[0].cell == "cell 1"
    assert invoke(get("g"), [X]).value == 1


def test_what_a_cell_defined_before_it_failed_counts(serve):
    assert invoke(serve("def f(x): return 5\nprint(undefined)")(), [X]).value == 5


@pytest.mark.parametrize(
    "above",
    [
        "1 / 0",
        "picture = undefined.photograph(\n    1\n)",
        "@undefined\ndef g(x): return 1",
        "one; two",
        "import sys; sys.exit(0)",
        "for i in range(3):\n    undefined\nundefined",
    ],
)
def test_what_a_cell_defines_below_what_failed_counts(serve, above):
    source = f"{above}\nHALF = 2.5\ndef f(x): return 2 * HALF\nundefined"
    assert invoke(serve(source)(), [X]).value == 5


def test_a_cell_may_await_as_it_may_in_jupyter(serve):
    source = (
        "import asyncio\nasync def five(): return 5\nFIVE = await five()\ndef f(x): return FIVE"
    )
    assert invoke(serve(source)(), [X]).value == 5


def test_a_later_cell_does_not_replace_what_the_exercise_defined(sandbox):
    cells = [
        CodeCell("cell 1", "def f(): return 1", ("f",)),
        CodeCell("cell 2", "def f(): return 2"),
    ]
    candidate = Candidate(sandbox.zygote(Policy(("numpy",))), cells)
    assert Handle(candidate, "f", "f")() == 1
    candidate.close()


@pytest.mark.parametrize("cell", ["while True: pass", "import os; os._exit(1)"])
def test_a_cell_that_kills_is_left_out_and_the_others_count(serve, cell):
    get = serve(cell, "def g(x): return 1", names=("f", "g"))
    assert invoke(get("g"), [X]).value == 1
    assert error(invoke(get("f"), [X])).kind in ("timeout", "died")


def test_warnings_and_settings_of_numpy_change_nothing(serve):
    source = """
import warnings, sys
np.seterr(all="raise")
np.set_printoptions(precision=1)
def f(x):
    warnings.warn("careful")
    print("noise"); print("noise", file=sys.stderr)
    return x
"""
    assert invoke(serve(source)(), [X]).error is None


def test_the_use_of_a_forbidden_module_is_found_without_running_it(serve):
    f = serve(
        "import torch\ndef f(x):\n    if x.sum() > 1e9:\n        return torch.tensor(x)\n    return x"
    )()
    found = uses_outside(f, ("numpy",))
    assert [(v.module, v.line) for v in found] == [("torch.tensor", 4)]


def test_a_setup_cell_that_fails_is_nobodys_mistake_but_ours(sandbox):
    cells = [
        CodeCell("setup 1", "1 / 0", (), True),
        CodeCell("cell 1", "def f(): return 1", ("f",)),
    ]
    candidate = Candidate(sandbox.zygote(Policy(("numpy",))), cells)
    with pytest.raises(SandboxError, match="setup 1 fails for candidates: ZeroDivisionError"):
        Handle(candidate, "f", "f")()


def test_a_setup_cell_without_time_left_is_the_students_doing(sandbox):
    wait = "import time\nBEGUN = time.monotonic()\ndef f():\n    import os\n"
    wait += "    while time.monotonic() - BEGUN < 0.5: pass\n    os._exit(0)\n"
    cells = [
        CodeCell("setup 1", "import time; time.sleep(0.3)", (), True),
        CodeCell("cell 1", wait, ("f",)),
        CodeCell("cell 2", "def g(): return 1", ("g",)),
    ]
    candidate = Candidate(sandbox.zygote(Policy(("numpy",))), cells, budgets=Budgets(1, 1, 1))
    try:
        assert invoke(Handle(candidate, "f", "f"), []).error.kind == "died"
        got = error(invoke(Handle(candidate, "g", "g"), []))
    finally:
        candidate.close()
    assert got.kind == "timeout"
    assert "used up" in got.message
