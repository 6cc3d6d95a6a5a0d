"""Question and answer: frames, callbacks, budgets, and whatever a process may do or say."""

import time

import numpy as np
import pytest

from autograder.sandbox.conversation import PATIENCE, frames, read_answers
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.calls import RAISED, StudentError, invoke, invoke_each
from autograder.student_side.confinement.limits import Limits
from autograder.student_side.wire import TOGETHER, Packer, WireError
from tests.autograder.sandbox.asked import QUICK, X, error


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


def test_functions_lent_to_several_calls_are_kept_apart(serve):
    f = serve("def f(g, x): return g(x)")()
    many = [[lambda x, k=k: k * x, 2] for k in range(4)]
    assert [o.value for o in invoke_each(f, many)] == [0, 2, 4, 6]


def test_a_lent_function_may_ask_in_the_middle_of_several_calls(serve):
    get = serve("def f(g, x): return g(x) + 1\ndef h(x): return 10 * x", names=("f", "h"))
    many = [[lambda x: get("h")(x), x] for x in range(5)]
    assert [o.value for o in invoke_each(get(), many)] == [1, 11, 21, 31, 41]


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


def test_answers_that_fill_the_memory_together_are_refused(serve, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.conversation.ANSWERS_LIMIT", 1 << 20)
    get = serve("def f(x): return np.zeros(30_000)\ndef g(x): return 1", names=("f", "g"))
    outcomes = [invoke(get(), [X]) for _ in range(8)]
    assert [o.error is None for o in outcomes] == [True] * 4 + [False] * 4
    assert "at most 1 MB" in outcomes[4].error.message
    assert invoke(get("g"), [X]).value == 1


def test_an_endless_call_is_stopped_and_the_rest_goes_on(serve):
    get = serve("def f(x):\n    while True: pass\ndef g(x): return x", names=("f", "g"))
    got = error(invoke(get(), [X]))
    assert got.kind == "timeout"
    assert "0.5 seconds" in got.message
    assert invoke(get("g"), [X]).value.tolist() == [0, 1, 2]


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


def question(size):
    packer = Packer()
    packer.pack(np.zeros(size))
    return {"do": "call"}, packer


def test_as_many_questions_go_together_as_fit_and_a_large_one_goes_alone():
    small, large = [question(1) for _ in range(3)], question(TOGETHER // 8 + 1)
    assert list(frames([])) == []
    assert list(frames(small)) == [small]
    assert list(frames([*small, large, *small])) == [small, [large], small]


@pytest.mark.parametrize("data", [None, "1", [], [{}, {}, {}], [42], [{"error": {"kind": []}}]])
def test_answers_nobody_asked_for_or_can_read_are_refused(data):
    with pytest.raises(WireError):
        read_answers(data, 2)


def test_an_error_is_believed_only_as_text_and_within_bounds():
    frame = {"cell": "cell 1", "line": "3", "source": "\x1b[2Jx[9]", "function": "f"}
    told = {"kind": "praise", "type_name": "E", "message": "m", "frames": [frame] * 20}
    (answer,) = read_answers([{"error": told | {"operands": [["x", "3"]] * 20}}], 1)
    got = answer["error"]
    assert (got.kind, got.type_name, got.message) == (RAISED, "E", "m")
    assert len(got.frames) == 6 and got.frames[0].line == 3
    assert "\x1b" not in got.frames[0].source
    assert len(got.operands) == 4
