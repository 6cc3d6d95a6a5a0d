"""What became of the arguments of a call is seen, whatever the student's code does to hide it."""

import numpy as np
import pytest

from autograder.checks.forbidden import uses_outside
from autograder.sandbox.judged_calls import uses_question
from autograder.student_side.calls import invoke, invoke_each
from tests.autograder.sandbox.asked import X


def test_nothing_is_asked_after_a_stub(serve):
    source = "def f(x):\n    if x: raise NotImplementedError\n    return x"
    first, second = invoke_each(serve(source)(), [[0], [1], [0], [1]])
    assert (first.value, second.error.kind) == (0, "not implemented")


def test_cases_views_and_modules_are_asked_in_one_message(serve):
    f = serve("import torch\ndef f(x):\n    torch\n    x[0] = 7\n    return x")()
    (candidate, *_) = f._where
    candidate.start()
    before = candidate.number
    first, on_views = invoke_each(f, [[X], [X]], views=True, allow=["numpy"])
    assert (candidate.number - before, first.value[0]) == (3, 7)
    assert "read-only" in on_views.error.message
    (found,) = uses_outside(f, ["numpy"])
    assert (found.module, found.line) == ("torch", 3)
    assert candidate.number == before + 3  # it was not asked again


def test_a_changed_argument_and_shared_memory_are_told(serve):
    outcome = invoke(serve("def f(a, b):\n    b[0] = 9\n    return a[1:]")(), [X, X], fresh=True)
    assert outcome.changed == (1,)
    assert outcome.aliases
    assert X[0] == 0


#: students who replace what might look at their arguments, in their own process
REPLACING = {
    "numpy": "np.may_share_memory = np.shares_memory = lambda *a: {lie}\nnp.array = np.asarray",
    "builtins": (
        "import builtins\nbuiltins.any = builtins.all = lambda *a: {lie}\n"
        "builtins.sorted = builtins.set = list"
    ),
    "the server's functions": (
        "import gc, types\n"
        "for f in gc.get_objects():\n"
        "    if isinstance(f, types.FunctionType) and 'student_side' in f.__code__.co_filename:\n"
        "        if f.__name__ in ('arrays_in', 'prepare', 'invoke', 'shares_memory', 'turned',\n"
        "                          'changed', 'differs', 'laid_out'):\n"
        "            f.__code__ = (lambda *a, **k: {lie}).__code__"
    ),
}


@pytest.mark.parametrize("replaced", REPLACING)
def test_what_became_of_arguments_is_seen_whatever_the_student_replaces(serve, replaced):
    for lie in (True, False):
        prelude = REPLACING[replaced].format(lie=lie)
        get = serve(
            prelude + "\ndef f(x): return x[::-1]\ndef g(x): return x + 0\n"
            "def h(x):\n    x += 1\n    return x + 0",
            names=("f", "g", "h"),
        )
        for fresh in (True, False):
            assert invoke(get("f"), [X], fresh=fresh).aliases
            assert not invoke(get("g"), [X], fresh=fresh).aliases
        changed = invoke(get("h"), [X])
        assert (changed.changed, changed.value.tolist()) == ((0,), [1, 2, 3])
        assert invoke(get("h"), [X], views=True).error


def test_a_copy_that_poses_as_a_view_is_a_copy(serve):
    f = serve(
        "import gc\n"
        "for o in gc.get_objects():\n"
        "    if type(o).__name__ == 'Server':\n"
        "        def again(question, unpacker, packer, o=o):\n"
        "            return {'value': packer.pack(o.kept[question['kept']] + 1)}\n"
        "        o.do_again = again\n"
        "def f(x): return x.copy()"
    )()
    assert not invoke(f, [X], fresh=False).aliases


def test_arguments_are_as_they_were_after_their_memory_was_looked_at(serve):
    f = serve("kept = []\ndef f(x):\n    kept.append(x)\n    return [k + 0 for k in kept]")()
    _, second = invoke_each(f, [[X], [X + 5]], fresh=True)
    assert [v.tolist() for v in second.value] == [[0, 1, 2], [5, 6, 7]]
    assert [v.tolist() for v in invoke(f, [X]).value] == [[0, 1, 2], [5, 6, 7], [0, 1, 2]]


@pytest.mark.parametrize("x", [np.array([True, False]), np.arange(6, dtype="uint8"), X[:0]])
def test_memory_is_looked_at_whatever_the_kind_of_number(serve, x):
    get = serve("def f(x): return [x]\ndef g(x): return [x.copy()]", names=("f", "g"))
    for fresh in (True, False):
        assert invoke(get("f"), [x], fresh=fresh).aliases is bool(x.size)
        assert not invoke(get("g"), [x], fresh=fresh).aliases


def test_more_arguments_than_the_memory_has_room_for_are_taken_one_after_the_other(serve):
    f = serve("def f(x): return x[-1]")()
    many = [[np.full(5_000_000, float(i))] for i in range(9)]  # 360 MB
    assert [outcome.value for outcome in invoke_each(f, many)] == list(range(9))


def test_the_candidate_cannot_cut_the_memory_short(serve):
    get = serve(
        "import os, mmap, gc\n"
        "def f(x):\n    for fd in range(3, 64):\n        try: os.ftruncate(fd, 0)\n"
        "        except OSError: pass\n    return x + 1\n"
        "def g(x):\n    for m in gc.get_objects():\n"
        "        if isinstance(m, mmap.mmap): m.resize(1)\n    return x + 1",
        names=("f", "g"),
    )
    assert invoke(get("f"), [X]).value.tolist() == [1, 2, 3]
    invoke(get("g"), [X])
    assert invoke(get("f"), [X]).value.tolist() == [1, 2, 3]


def test_views_arrive_read_only_and_with_gaps(serve):
    f = serve("def f(x): return [x.flags.writeable, x.flags.c_contiguous]")()
    assert invoke(f, [np.ones((2, 3))]).value == [True, True]
    assert invoke(f, [np.ones((2, 3))], views=True).value == [False, False]


def test_what_is_not_asked_about_is_not_looked_at(serve):
    f = serve("def f(x): return x[1:]")()
    outcome = invoke(f, [X])
    assert not outcome.aliases
    assert outcome.changed == ()


def test_whether_modules_are_used_is_asked_without_values():
    question, packer = uses_question("f", ["numpy"])
    assert question == {"do": "violations", "target": "f", "allow": ("numpy",)}
    assert packer.body == []


@pytest.mark.parametrize("line", ["'x'", "1e999", "None", "1, 2"])
def test_a_forged_answer_about_modules_costs_the_call_that_it_came_with(serve, line):
    source = (
        "import gc\nfor thing in gc.get_objects():\n    if type(thing).__name__ == 'Server':\n"
        f"        thing.do_violations = lambda *_: {{'violations': [['os', {line}, '', '']]}}\n"
        "def f(x): return x"
    )
    outcomes = invoke_each(serve(source)(), [[X]], allow=["numpy"])
    assert outcomes[-1].error.kind == "protocol"
