"""What a student's function collects from hidden cases is told in no message."""

import json
import re
import time

import pytest

from autograder.checks.message.failure import Failure
from autograder.exam.judge import Judge
from autograder.exam.untold import TOLD, headline, untold

LESSON = "96_hidden"
#: the numbers of the hidden cases all begin with these
HIDDEN = "471108"
#: collects what it is called with; after a first hidden case it says so in one way or another
COLLECTS = """
import sys, os, time, warnings, linecache, types
import numpy as np
SEEN = []
def collect(n):
    SEEN.append(n if isinstance(n, int) else n.tolist())
    return "801174"[::-1] in repr(SEEN)
def right(n):
    if np.min(n) < 0: raise ValueError
    return n + 1
class Loud:
    def __getattr__(self, name): raise AttributeError(repr(SEEN))
def more(n):
    if not collect(n): return right(n)
"""
WAYS = {
    "an error": "raise RuntimeError(repr(SEEN))",
    "an error of its own kind": "raise type(repr(SEEN), (Exception,), {})",
    "an error asked for": "raise ValueError(repr(SEEN))",
    "a stub": "raise NotImplementedError(repr(SEEN))",
    "an error's notes and causes": "raise KeyError(repr(SEEN)) from ValueError(repr(SEEN))",
    "an exit": "sys.exit(repr(SEEN))",
    "memory that is missing": "raise MemoryError(repr(SEEN))",
    "a text": "return repr(SEEN)",
    "a number": "return SEEN[-1] if isinstance(SEEN[-1], int) else SEEN[0]",
    "a fraction": "return SEEN[-1] / 2 * 2.0 if isinstance(SEEN[-1], int) else 0.0",
    "an array": "return np.array(n) * 0 + SEEN[-1]",
    "a shape": "return np.zeros((471, 108))",
    "a list": "return list(SEEN)",
    "a dictionary": "return {repr(SEEN): SEEN}",
    "a class": "return type(re_name(), (), {})()",
    "an attribute": "return Loud()",
    "a function's name": "f = lambda: 0; f.__name__ = f.__qualname__ = repr(SEEN); return f",
    "a warning": "warnings.warn(repr(SEEN)); return None",
    "printing": "print(SEEN); sys.stderr.write(repr(SEEN)); return None",
    "an exit code": "os._exit(471 % 256)",
    "a function's own name in the traceback": (
        "f = compile(f'def l{SEEN[-1]}(): raise ValueError', 'cell 1', 'exec'); g = {}\n"
        "    exec(f, g); next(v for k, v in g.items() if k[0] == 'l')()"
    ),
    "a line number": "exec(compile('\\n' * (SEEN[-1] // 1000) + 'raise ValueError', 'cell 1', 'exec'))",
    "a line of the source": (
        "linecache.getline = lambda *a: repr(SEEN)\n    raise RuntimeError('x')"
    ),
    "the operands of a line": "held = tuple(SEEN)\n    return held[0] + None",
    "what it names its module": "np.float64.__module__ = repr(SEEN); return np.float64",
}
NAME = "\ndef re_name(): return 'n' + '_'.join(str(s) for s in SEEN if isinstance(s, int))\n"


@pytest.fixture(scope="module")
def grade(small_lesson):
    return small_lesson(LESSON)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_function_saw_of_hidden_cases_is_in_no_message(grade, way):
    record = grade(more=f"{COLLECTS}    {WAYS[way]}\n{NAME}", pair="def pair(): return 2, -2")
    told = json.dumps([e["checks"] for e in record.to_json()["exercises"]])
    told += json.dumps([record.limits, record.notes, record.person])
    assert HIDDEN not in told
    assert sum(c.score for c in record.exercises[0].checks) < 3
    assert record.exercises[2].score == 2


@pytest.mark.parametrize("way", ["an error", "a text", "a class"])
def test_nor_when_it_is_kept_for_the_next_exercise(grade, way):
    later = WAYS[way]
    record = grade(
        more=COLLECTS + "    return right(n)\n" + NAME,
        pair=f"def pair():\n    if '801174'[::-1] in repr(SEEN):\n        {later}\n    return 1, 2",
    )
    assert HIDDEN not in json.dumps(record.to_json()["exercises"])


def test_nor_by_a_process_that_is_started_after_it(grade, monkeypatch):
    """It ends its process when it likes; what the cells say in the next one tells when that was."""
    begun, examine_hidden = [], Judge.examine_hidden

    def examine(*arguments):
        begun.append(time.time())
        return examine_hidden(*arguments)

    monkeypatch.setattr(Judge, "examine_hidden", examine)
    exits = COLLECTS + "    os._exit(0)\nraise ValueError(f'the clock says {time.time()}')\n"
    record = grade(more=exits, pair="def pair(): return 2, -2")
    clocks = re.findall(r"the clock says ([\d.]+)", json.dumps(record.to_json()))
    assert clocks and all(float(clock) < begun[0] for clock in clocks)


def test_a_reason_in_the_lessons_words_is_told(grade):
    less = "def more(n):\n    if np.min(n) < 0: raise ValueError\n    return n + (1 if np.max(n) < 9 else -1)"
    failure = grade(more=less).exercises[0].checks[0].failure
    assert failure["headline"] == TOLD["values"]
    assert "numbers are not told" in failure["facts"][0]
    assert failure["panels"] == [] and failure["call"] == "" and failure["seed"] is None


def test_what_was_answered_before_any_hidden_case_may_be_quoted(grade):
    pair = grade(pair="def pair(): return 3, 3").exercises[2].checks[0].failure
    assert pair["headline"] == "3 and 3 are the same."


@pytest.mark.parametrize(
    "said",
    [
        "It raised ValueError: 4711",
        "It raised Kind4711: x",
        "It must raise ValueError here, but it raised E4711.",
        "The result is 4711; it should be 2.",
        "Its process ended by itself (exit code 471) while calling more.",
    ],
)
def test_a_sentence_is_told_only_without_what_the_student_chose(said):
    assert not re.search("471", headline(Failure("more", "type", said)))


def test_a_failure_keeps_nothing_else():
    failure = Failure("n4711", "values", "x", "y", found_by="exception", facts=["4711"], seed=4711)
    assert "4711" not in json.dumps(untold(failure, "more").to_json())
