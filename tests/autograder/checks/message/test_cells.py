"""What a live notebook says of cells that did not run, were stopped, or came too early."""

import nbformat
import pytest
from nbclient import NotebookClient

BEGIN = (
    "import torch\nfrom autograder import begin, call, case, check, check_raises, normal\n"
    "begin('01_cross_correlation')\n"
    "def stop_soon(wait=0.3):\n"
    "    import os, signal, threading\n"
    "    threading.Timer(wait, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
)
CHECK = "check({}, against=lambda x: x + 1, on=[case(x=normal(4, 5))])"


@pytest.fixture(scope="module")
def kernel():
    """`kernel(*cells)` runs cells in a kernel that has begun; what the last shows, and its errors."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(BEGIN)])
    client = NotebookClient(nb, allow_errors=True, timeout=60)
    with client.setup_kernel():
        client.execute_cell(nb.cells[0], 0)

        def run(*sources):
            for source in sources:
                cell = nbformat.v4.new_code_cell(source)
                nb.cells.append(cell)
                client.execute_cell(cell, len(nb.cells) - 1)
            shown = "".join(
                o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in cell.outputs
            )
            errors = [o for o in cell.outputs if o.output_type == "error"]
            return shown, errors

        yield run


LOOP = "def {}(x):\n    n = 0\n    while True:\n        n += 1\n"


@pytest.mark.parametrize(
    ("cells", "check", "where"),
    [
        ([LOOP.format("f")], CHECK.format("f"), "line 3, `while True:`|line 4, `n += 1`"),
        ([LOOP.format("f")], "check_raises(f, on=[case(x=normal(2))])", "line 3, |line 4, "),
        ([LOOP.format("f")], "call(f, 3)", "line 3, |line 4, "),
        (
            ["import time\ndef nap():\n    time.sleep(60)\n", "def f(x):\n    return nap()"],
            CHECK.format("f"),
            "line 3 of nap, `time.sleep(60)`",
        ),
        (
            ["class f:\n    def forward(self, x):\n        while True: pass\n"],
            "check(f, via=lambda s, x: s().forward(x), against=lambda x: x, on=[case(x=normal(2))])",
            "line 3 of forward, `while True: pass`",
        ),
    ],
)
def test_an_endless_loop_that_is_stopped_is_told_with_its_line(kernel, cells, check, where):
    shown, (error,) = kernel(*cells, f"stop_soon()\n{check}")
    assert shown.startswith("f: Stopped by you while f was running: ")
    assert any(place in shown for place in where.split("|"))
    assert len(error.traceback) == 1
    assert "_comparison" not in shown and "comparison.py" not in shown


def test_a_check_stopped_outside_the_answer_says_so(kernel):
    shown, _ = kernel(
        "import time\ndef f(x):\n    return x",
        "stop_soon()\ncheck(f, against=lambda x: time.sleep(60), on=[case(x=normal(2))])",
    )
    assert shown.startswith("f: Stopped by you while f was being checked.")


@pytest.mark.parametrize(
    ("newest", "why"),
    [
        ("def f(x):\n    return x + 1)", "SyntaxError in line 2: unmatched ')'"),
        ("def f(x):\n  y = 1\n    return x", "IndentationError in line 3: unexpected indent"),
        ("@nowhere\ndef f(x):\n    return x + 1", "NameError: name 'nowhere' is not defined"),
        ("print(1 / 0)\ndef f(x):\n    return x + 1", "ZeroDivisionError: division by zero"),
        ("f = lambda x: x +", "SyntaxError in line 1: invalid syntax"),
    ],
)
def test_a_cell_that_did_not_run_is_told_of_by_its_check(kernel, newest, why):
    kernel("def f(x):\n    return x - 1")
    kernel(newest)
    shown, _ = kernel(CHECK.format("f"))
    said = f"The newest cell with f did not run ({why}). This is about the definition before."
    assert shown.replace("\n", " ").startswith(said)
    kernel("def f(x):\n    return x + 1")
    shown, errors = kernel(CHECK.format("f"))
    assert (shown, errors) == ("f: right on 1 case.\n", [])


def test_a_pass_of_an_older_definition_says_so(kernel):
    kernel("def g(x):\n    return x + 1")
    kernel("def g(x) return x")
    shown, errors = kernel(CHECK.format("g"))
    assert not errors
    assert shown.startswith("g: right on 1 case. The newest cell with g did not run (SyntaxError")


def test_an_error_below_a_definition_leaves_the_definition_new(kernel):
    kernel("def h(x):\n    return x - 1")
    kernel("def h(x):\n    return x + 1\nprint(h(None))")
    assert kernel(CHECK.format("h")) == ("h: right on 1 case.\n", [])


def test_a_name_that_is_not_there_yet_is_told_without_a_traceback(kernel):
    kernel("def k(x):\n    return x")
    shown, (error,) = kernel("check(k, against=helper, on=[case(x=normal(2))])")
    assert shown.startswith("k: `helper` is not defined yet. A cell above this one defines it")
    assert len(error.traceback) == 1
    shown, _ = kernel("check(unborn, against=lambda x: x, on=[case(x=normal(2))])")
    assert shown.startswith("unborn: `unborn` is not defined yet.")
    kernel("def unborn(x)\n    return x")
    shown, _ = kernel("check(unborn, against=lambda x: x, on=[case(x=normal(2))])")
    assert shown.startswith("unborn: `unborn` is not defined: its cell did not run (SyntaxError in")


def test_a_name_error_in_a_cell_without_a_check_keeps_its_traceback(kernel):
    _, (error,) = kernel("print(nothing_of_this_name)")
    assert len(error.traceback) > 1
