"""Messages in a real Jupyter kernel: the whole message as HTML, one line under it."""

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = [
    "from autograder import begin, call, case, check, normal\nbegin('01_cross_correlation')",
    "def noncommuting_pair():\n    return 3, 3\ndef xcorr2d(x, k):\n    return x[99] + k[99]",
    "a, b = call(noncommuting_pair)\nassert a != b, 'They are the same.'",
    "assert 1 == 2, 'the reader plays'",
    "check(xcorr2d, against=lambda x, k: x, on=[case(x=normal(4, 5), k=normal(2, 3))])",
    "check(xcorr2d, against=lambda x, k: x, on=[])",
    "def kernel_zoo():\n    a = 3\n    return 1",
    "assert call(kernel_zoo) == 2, 'It is not two.'",
]


@pytest.fixture(scope="module")
def outputs():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    NotebookClient(nb, allow_errors=True, timeout=60).execute()
    return [c.outputs for c in nb.cells]


def test_a_failed_check_is_html_and_one_line(outputs):
    shown, error = outputs[4]
    assert "IndexError: index 99" in shown.data["text/html"]
    assert "IndexError: index 99" in shown.data["text/plain"]
    assert error.traceback == [
        "CheckFailed: It raised IndexError: index 99 is out of bounds for axis 0 with size 4"
    ]


def test_an_assert_about_an_answer_looks_the_same(outputs):
    shown, error = outputs[2]
    assert "They are the same." in shown.data["text/html"]
    assert error.ename == "AssertionError"
    assert error.traceback == ["CheckFailed: They are the same."]


def test_the_readers_own_asserts_keep_their_traceback(outputs):
    (error,) = outputs[3]
    assert "Traceback" in error.traceback[1]


def test_a_wrong_use_of_check_is_an_ordinary_error(outputs):
    (error,) = outputs[5]
    assert error.ename == "ValueError"


def test_what_is_found_in_the_text_stands_beside_an_assert(outputs):
    shown, _ = outputs[7]
    said = shown.data["text/plain"]
    assert "It is not two." in said and "- Line 2: `a` is computed here and never used." in said
