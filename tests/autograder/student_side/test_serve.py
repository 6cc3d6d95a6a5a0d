"""The candidate's server: cells are run, functions called, and errors have the student's lines."""

import socket
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.student_side import serve
from autograder.student_side.channel import Channel
from autograder.student_side.serve import Server, by_name
from autograder.student_side.wire import Packer, Unpacker

CELL = """import numpy as np

def double(x, plus=0):
    return 2 * x + plus

def fails(x):
    y = x[5]
    return y

def stub():
    raise NotImplementedError

class Scale:
    factor = 3

    def __call__(self, x):
        return self.factor * x

def apply(f, x):
    return f(f(x))
"""


@pytest.fixture
def asked(monkeypatch):
    """`asked(question, …)`: the answers of a server, and their values where they have one."""
    # it takes modules away from what it serves, and here that would be these tests
    monkeypatch.setattr(serve, "sys", SimpleNamespace(modules=dict(sys.modules)))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server = Server(Channel(theirs), ("numpy",), ("math",))
        examiner = Channel(ours)

        def ask(*questions, callbacks=()):
            packer = Packer(lambda function: ["f", 0, function.__name__])
            questions = [
                {**q, **{k: packer.pack(q[k]) for k in ("args", "kwargs") if k in q}}
                for q in questions
            ]
            server.answer({"no": 1, "ask": questions}, b"".join(packer.body))
            answers = []
            while len(answers) < len(questions):
                header, body = examiner.receive()
                unpacker = Unpacker(body, lambda item: tuple(item))
                for answer in header["answers"]:
                    if "value" in answer:
                        answer = {"value": unpacker.unpack(answer["value"])}
                    answers.append(answer)
            return answers

        ask.server = server
        yield ask


def cell(source, *entries, trusted=False, file="cell 1"):
    return {"do": "cell", "source": source, "file": file, "trusted": trusted, "entries": entries}


def call(target, *args, **kwargs):
    return {"do": "call", "target": target, "args": list(args), "kwargs": kwargs}


@pytest.fixture
def answers(asked):
    names = ("double", "fails", "stub", "Scale", "apply")
    assert asked(cell(CELL, *names)) == [{"error": None}]
    return asked


def test_a_function_of_a_cell_is_called(answers):
    (first, second) = answers(call("double", np.arange(3)), call("double", 4, plus=1))
    assert first["value"].tolist() == [0, 2, 4] and second == {"value": 9}


def test_an_error_has_the_line_of_its_cell(answers):
    (answer,) = answers(call("fails", np.ones(2)))
    error = answer["error"]
    assert (error["kind"], error["type_name"]) == ("raised", "IndexError")
    assert error["frames"] == [
        {"cell": "cell 1", "line": 7, "source": "y = x[5]", "function": "fails"}
    ]
    assert error["operands"] == [["x", "shape (2,)"]]


def test_a_stub_and_a_name_that_is_not_there(answers):
    kinds = [a["error"]["kind"] for a in answers(call("stub"), call("nothing"))]
    assert kinds == ["not implemented", "missing"]


def test_an_object_is_kept_and_its_number_can_be_called_and_asked(answers):
    (made,) = answers(call("Scale"))
    tag, number, callable_, kind = made["value"]
    assert (tag, callable_, kind) == ("h", True, "Scale")
    attribute = {"do": "attribute", "target": number, "name": "factor"}
    private = {**attribute, "name": "__class__"}
    called, factor, refused = answers(call(number, 5), attribute, private)
    assert (called, factor) == ({"value": 15}, {"value": 3})
    assert refused["error"]["message"] == "__class__ is not a public attribute"


def test_what_an_object_gives_one_by_one_comes_together(answers):
    answers(cell("def numbers():\n    return iter([1, 2, 3])\n", "numbers"))
    (made,) = answers(call("numbers"))
    assert answers({"do": "items", "target": made["value"][1]}) == [{"value": [1, 2, 3]}]


def test_a_result_that_is_kept_is_given_again_as_it_is_by_then(answers):
    answers(cell("kept = []\ndef grow():\n    kept.append(1)\n    return kept\n", "grow"))
    grow = {**call("grow"), "keep": 0}
    assert answers(grow, {"do": "again", "kept": 0}, call("grow"), {"do": "again", "kept": 0}) == [
        {"value": [1]},
        {"value": [1]},
        {"value": [1, 1]},
        {"value": [1, 1]},
    ]


def test_a_later_cell_does_not_replace_what_an_exercises_cell_defined(answers):
    answers(cell("def double(x, plus=0):\n    return 0\n"))
    assert answers(call("double", 4)) == [{"value": 8}]


def test_a_cell_that_does_not_parse_is_told_with_its_line(asked):
    (answer,) = asked(cell("x = 1\ny = = 2\n", file="cell 4"))
    error = answer["error"]
    assert error["type_name"] == "SyntaxError"
    assert (error["frames"][0]["line"], error["frames"][0]["source"]) == (2, "y = = 2")


def test_what_stands_below_a_statement_that_failed_is_run_all_the_same(asked):
    (answer,) = asked(cell("1 / 0\ndef f():\n    return 7\n", "f"))
    assert answer["error"]["type_name"] == "ZeroDivisionError"
    assert asked(call("f")) == [{"value": 7}]


def test_the_lessons_own_cells_may_import_more_than_the_students(asked):
    source = "import math\ndef f():\n    return math.floor(2.5)\n"
    asked.server.setup_import = __import__
    assert asked(cell(source, "f", trusted=True), call("f"))[1] == {"value": 2}
    own = asked.server.names["__builtins__"]
    assert own["__import__"] is asked.server.student_import


def test_where_a_function_uses_other_modules_is_told(answers):
    violations = {"do": "violations", "target": "double", "allow": []}
    assert answers(violations) == [{"violations": []}]
    answers(cell("def f(x):\n    return np.sum(x)\n", "f"))
    ((module, line, source, through),) = answers({**violations, "target": "f"})[0]["violations"]
    assert (module, line, source, through) == ("numpy", 2, "return np.sum(x)", "")


def test_by_name_gives_arguments_behind_the_first_by_their_names():
    def student(x, a=1, b=2):
        return x, a, b

    assert by_name(student, 1, ["b"])(7, 8) == (7, 1, 8)
    assert by_name(student, 1, ["b"]).__wrapped__ is student


def test_a_value_that_cannot_be_sent_leaves_no_object_behind(answers):
    source = "def deep():\n    x = object()\n    for i in range(5000):\n        x = [object(), x]\n"
    answers(cell(source + "    return x\n", "deep"))
    (answer,) = answers(call("deep"))
    assert answer["error"]["kind"] == "protocol" and answers.server.handles == []
