"""A student's code as a function server: what comes back, and what may go wrong."""

import os
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from autograder.checks.forbidden import uses_outside
from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.conversation import PATIENCE
from autograder.sandbox.handle import Handle
from autograder.sandbox.sandbox import Policy, Sandbox, SandboxError
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.calls import StudentError, invoke, invoke_each
from autograder.student_side.confinement.limits import Limits

X = np.arange(3.0)
QUICK = Budgets(call=0.5, cell=0.5, notebook=20)


@pytest.fixture(params=["bubblewrap", "landlock", "process"])
def sandbox(request, at_level):
    return at_level(request.param)


@pytest.fixture
def serve(sandbox):
    """Serve cells; a function that gives the handle of a name."""
    candidates = []

    def start(*sources, names=("f",), budgets=QUICK, limits=None):
        cells = [CodeCell("setup 1", "import numpy as np", (), True)]
        owners = [names] if len(sources) == 1 else [(name,) for name in names]
        pairs = zip(sources, owners, strict=True)
        cells += [CodeCell(f"cell {i}", s, own) for i, (s, own) in enumerate(pairs, 1)]
        zygote = sandbox.zygote(Policy(("numpy",)))
        candidate = Candidate(zygote, cells, limits or Limits(), budgets)
        candidates.append(candidate)
        return lambda name="f": Handle(candidate, name, name)

    yield start
    for candidate in candidates:
        candidate.close()


def error(outcome):
    assert outcome.error is not None, outcome
    return outcome.error


def test_a_value_comes_back(serve):
    f = serve("def f(x): return {'a': [x + 1, (None, True, 2.5)]}")()
    value = invoke(f, [X]).value
    assert value["a"][0].tolist() == [1, 2, 3]
    assert value["a"][1] == (None, True, 2.5)


def test_called_plainly_it_returns_or_raises(serve):
    get = serve("def f(x, k=1): return x * k\ndef g(x): return x[99]", names=("f", "g"))
    assert get()(X, k=2).tolist() == [0, 2, 4]
    with pytest.raises(StudentError, match="out of bounds"):
        get("g")(X)


def test_slow_answers_come_one_by_one_and_each_call_has_its_own_time(serve):
    f = serve("import time\ndef f(x):\n    time.sleep(x)\n    return x", budgets=Budgets(call=1))()
    waits = [0.4, 0.0, 0.4, 0.4, 3.0, 0.0]
    begun = time.monotonic()
    *kept, last = invoke_each(f, [[x] for x in waits])
    assert [outcome.value for outcome in kept] == waits[:4]
    assert last.error.kind == "timeout"
    assert time.monotonic() - begun < 4
    assert invoke(f, [0.0]).value == 0.0


def test_large_arguments_and_answers_go_in_several_frames(serve):
    f = serve("def f(x): return x + 1")()
    many = [[np.full(100_000, float(i))] for i in range(12)]
    assert [o.value[0] for o in invoke_each(f, many)] == [1.0 + i for i in range(12)]
    texts = [[["word"] * 4000] for _ in range(4)]  # each as long as one value may be
    assert [len(o.value) for o in invoke_each(serve("def f(x): return x")(), texts)] == [4000] * 4


def test_a_notebook_too_large_for_a_frame_is_run(serve):
    sources = ["#" + " " * 500_000 + f"\nx{i} = {i}" for i in range(12)]
    get = serve(*sources, "def f(): return x0 + x11", names=[*(f"x{i}" for i in range(12)), "f"])
    assert get()() == 11


def test_long_texts_go_in_several_frames(serve):
    f = serve("def f(n): return n * 'text'")()
    assert [o.value for o in invoke_each(f, [[4500]] * 300)] == [4500 * "text"] * 300


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


def test_the_lessons_own_cells_are_answered_before_a_students_ends_the_process(serve):
    get = serve("import os\nos._exit(1)", "def f(x): return x", names=("g", "f"))
    assert get()(X).tolist() == X.tolist()


def test_functions_lent_to_several_calls_are_kept_apart(serve):
    f = serve("def f(g, x): return g(x)")()
    many = [[lambda x, k=k: k * x, 2] for k in range(4)]
    assert [o.value for o in invoke_each(f, many)] == [0, 2, 4, 6]


def test_a_lent_function_may_ask_in_the_middle_of_several_calls(serve):
    get = serve("def f(g, x): return g(x) + 1\ndef h(x): return 10 * x", names=("f", "h"))
    many = [[lambda x: get("h")(x), x] for x in range(5)]
    assert [o.value for o in invoke_each(get(), many)] == [1, 11, 21, 31, 41]


def test_an_exception_has_the_students_lines_and_no_others(serve):
    got = error(invoke(serve("def h(x):\n    return x[99]\n\ndef f(x):\n    return h(x)")(), [X]))
    assert (got.kind, got.type_name) == ("raised", "IndexError")
    assert [(fr.cell, fr.line, fr.source, fr.function) for fr in got.frames] == [
        ("cell 1", 5, "return h(x)", "f"),
        ("cell 1", 2, "return x[99]", "h"),
    ]


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


def test_views_arrive_read_only_and_with_gaps(serve):
    f = serve("def f(x): return [x.flags.writeable, x.flags.c_contiguous]")()
    assert invoke(f, [np.ones((2, 3))]).value == [True, True]
    assert invoke(f, [np.ones((2, 3))], views=True).value == [False, False]


def test_the_examiners_function_is_called_back(serve):
    f = serve("def f(h, x): return h(h(x), k=3)")()
    assert invoke(f, [lambda x, k=2: x * k, X]).value.tolist() == [0, 6, 12]


def test_an_error_in_a_callback_is_the_students_to_catch(serve):
    source = """
def f(h, x):
    try:
        h(x)
    except ValueError as error:
        return str(error)
"""

    def refuse(x):
        raise ValueError("three are needed")

    assert invoke(serve(source)(), [refuse, X]).value == "three are needed"


def test_a_callback_may_call_the_student_again(serve):
    get = serve("def f(h, x): return h(x) + 1\ndef g(x): return 2 * x", names=("f", "g"))
    assert invoke(get(), [lambda x: get("g")(x), X]).value.tolist() == [1, 3, 5]


def test_the_time_of_a_callback_is_not_the_students(serve):
    f = serve("def f(h, x): return h(x)")()
    assert invoke(f, [lambda x: time.sleep(0.8) or x, X]).error is None


def test_a_function_of_the_examiners_cannot_be_kept_busy_for_ever(serve):
    budgets = Budgets(call=20, cell=20, notebook=1)
    get = serve(
        "def f(h, x):\n    while True: h(x)\ndef g(x): return 1", names=("f", "g"), budgets=budgets
    )
    begun = time.monotonic()
    got = error(invoke(get(), [lambda x: time.sleep(0.1), X]))
    assert got.kind == "timeout"
    assert "too busy" in got.message
    assert time.monotonic() - begun < 5
    assert invoke(get("g"), [X]).value == 1


def test_an_object_stays_and_is_used_through_a_handle(serve):
    source = "class f:\n    def __init__(self, n): self.n = n\n    def forward(self, x): return self.n * x"
    thing = serve(source)()(3)
    assert type(thing).__name__ == "f"
    assert thing.n == 3
    assert thing.forward(X).tolist() == [0, 3, 6]
    assert not hasattr(thing, "absent")
    with pytest.raises(AttributeError):
        _ = thing._n  # only what is public


def test_answers_that_fill_the_memory_together_are_refused(serve, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.conversation.ANSWERS_LIMIT", 1 << 20)
    get = serve("def f(x): return np.zeros(30_000)\ndef g(x): return 1", names=("f", "g"))
    outcomes = [invoke(get(), [X]) for _ in range(8)]
    assert [o.error is None for o in outcomes] == [True] * 4 + [False] * 4
    assert "at most 1 MB" in outcomes[4].error.message
    assert invoke(get("g"), [X]).value == 1


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


def test_an_array_of_another_class_does_not_travel_as_an_array(serve):
    source = """
class Sly(np.ndarray):
    def __eq__(self, other): return np.True_
def f(x): return x.view(Sly)
"""
    assert not isinstance(invoke(serve(source)(), [X]).value, np.ndarray)


def test_an_endless_call_is_stopped_and_the_rest_goes_on(serve):
    get = serve("def f(x):\n    while True: pass\ndef g(x): return x", names=("f", "g"))
    got = error(invoke(get(), [X]))
    assert got.kind == "timeout"
    assert "0.5 seconds" in got.message
    assert invoke(get("g"), [X]).value.tolist() == [0, 1, 2]


def test_after_two_deaths_a_function_is_not_called_again(serve):
    f = serve("import os\ndef f(x): os._exit(7)")()
    for _ in range(2):
        assert "exit code 7" in error(invoke(f, [X])).message
    begun = f._where[0].generation
    assert error(invoke(f, [X])).kind == "died"
    assert f._where[0].generation == begun


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("import os; os._exit(0)", "died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)\n    import ctypes; ctypes.string_at(0)", "died"),
        ("return np.zeros(1 << 36)", "memory"),
        ("x = []\n    while True: x.append(bytearray(1 << 24))", "memory"),
        ("return np.zeros(30_000_000)", "protocol"),
        ("return list(range(300_000))", "protocol"),
        ("a = []; a.append(a); return a", "protocol"),
        ("return 10 ** 6000", "protocol"),
        ("raise SystemExit(3)", "raised"),
        ("raise KeyboardInterrupt", "raised"),
        ("return f(x)", "raised"),
        ("raise NotImplementedError", "not implemented"),
        ("raise type('E', (Exception,), {'__str__': lambda s: 1 / 0})()", "raised"),
    ],
)  # fmt: skip
def test_every_end_of_a_call_is_told_and_costs_only_that_call(serve, body, kind):
    source = f"def f(x):\n    {body}\ndef g(x): return 1"
    get = serve(source, names=("f", "g"), budgets=Budgets(call=8))
    assert error(invoke(get(), [X])).kind == kind
    assert invoke(get("g"), [X]).value == 1


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


def test_the_notebooks_time_is_counted_over_all_calls(serve):
    budgets = Budgets(call=0.4, cell=0.4, notebook=0.6)
    get = serve(
        "def f(x):\n    while True: pass\ndef g(x): return 1", names=("f", "g"), budgets=budgets
    )
    invoke(get(), [X])
    invoke(get(), [X])
    got = error(invoke(get("g"), [X]))
    assert got.kind == "timeout"
    assert "notebook" in got.message


def test_processor_time_is_limited_even_where_the_clock_is_not(serve):
    f = serve(
        "def f(x):\n    while True: pass", budgets=Budgets(20, 20, 60), limits=Limits(cpu=1)
    )()
    got = error(invoke(f, [X]))
    assert got.kind == "timeout"
    assert "processor time" in got.message


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


def test_what_is_drawn_without_a_seed_is_the_same_in_every_run(sandbox):
    source = """
import random
DRAWN = [random.random(), np.random.rand(), list({"a", "b", "c", "d", "e"})]
def f(): return DRAWN
"""
    drawn = []
    for _ in range(2):
        with Sandbox(sandbox.level) as fresh:
            cells = [
                CodeCell("setup 1", "import numpy as np", (), True),
                CodeCell("cell 1", source, ("f",)),
            ]
            candidate = Candidate(fresh.zygote(Policy(("numpy",))), cells)
            drawn.append(Handle(candidate, "f", "f")())
            candidate.close()
    assert drawn[0] == drawn[1]


FORGERIES = {
    "nothing": "b''",
    "garbage": "b'\\xff' * 100",
    "a huge frame": "struct.pack('<II', 2**32 - 1, 2**32 - 1)",
    "no JSON": "frame(b'nonsense')",
    "another answer": """frame(b'{"re": 1, "answers": [{"value": 42}]}')""",
    "no answers": """frame(b'{"re": %d}' % NO)""",
    "less than one answer": """frame(b'{"re": %d, "answers": []}' % NO)""",
    "too many answers": """frame(b'{"re": %d, "answers": [{"value": 42}, {"value": 42}]}' % NO)""",
    "an answer that is none": """frame(b'{"re": %d, "answers": [42]}' % NO)""",
    "answers that are none": """frame(b'{"re": %d, "answers": "1"}' % NO)""",
    "no value": """frame(b'{"re": %d, "answers": [{}]}' % NO)""",
    "an odd value": """frame(ANSWER % (NO, b'{"x": 1}'))""",
    "an unknown handle": """frame(ANSWER % (NO, b'["h"]'))""",
    "a callback nobody gave": 'frame(b\'{"callback": 99, "no": 1, "args": ["l"], "kwargs": ["d"]}\')',
    "a negative callback": 'frame(b\'{"callback": -1, "no": 1, "args": ["l"], "kwargs": ["d"]}\')',
    "an odd error": """frame(b'{"re": %d, "answers": [{"error": {"kind": []}}]}' % NO)""",
    "a deep header": "frame(b'[' * 100000)",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_answer_is_an_error_of_that_call_only(serve, forgery):
    source = f"""
import os, struct
ANSWER = b'{{"re": %d, "answers": [{{"value": %s, "changed": [], "aliases": 0}}]}}'
def frame(header): return struct.pack("<II", len(header), 0) + header
def f(x):
    NO = 2 + 1  # the number of this question: setup, this cell, this call
    for fd in range(3, 20):
        try:
            os.write(fd, {forgery})
        except OSError:
            pass
    os._exit(0)
def g(x): return 1
"""
    get = serve(source, names=("f", "g"))
    assert error(invoke(get(), [X])).kind in ("protocol", "died", "raised")
    assert invoke(get("g"), [X]).value == 1


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


@pytest.fixture
def crowded(sandbox):
    """A processor on which the candidates are alone with three others."""
    processor = {min(os.sched_getaffinity(0))}
    zygote = sandbox.zygote(Policy(("numpy",)))
    threads = [psutil.Process(zygote.process.pid)]
    threads += threads[0].children(recursive=True)
    before = [os.sched_getaffinity(thread.pid) for thread in threads]
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    for pid in [other.pid for other in others] + [thread.pid for thread in threads]:
        os.sched_setaffinity(pid, processor)
    yield
    for other in others:
        other.kill()
        other.wait()
    for thread, cores in zip(threads, before, strict=True):
        os.sched_setaffinity(thread.pid, cores)


BUSY = """
import os
import subprocess
import sys
import time
def f(x):
    end = time.process_time() + 0.2
    while time.process_time() < end: pass
    return x
def g(x):
    while True: pass
def h(x):
    time.sleep(1.5)
"""


def test_the_time_of_other_processes_is_not_the_candidates(serve, crowded):
    get = serve(BUSY, names=("f", "g", "h"))
    begun = time.monotonic()
    assert get("f")(X).tolist() == X.tolist()
    assert time.monotonic() - begun > QUICK.call, "nobody else had the processor"
    for name in ("g", "h"):
        begun = time.monotonic()
        with pytest.raises(StudentError, match=r"took longer than 0\.5 seconds"):
            get(name)(X)
        assert time.monotonic() - begun < PATIENCE * QUICK.call + 1
