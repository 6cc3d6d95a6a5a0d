"""What depends on a student's answer is run in the untouched notebook, and nothing is missing."""

from tests.dependence import and_their_needs, names_of, with_answers

CELLS = [
    "import math",
    "def answer(x):\n    raise NotImplementedError",
    "answer(3)",  # its check
    "wide = math.tau",
    "def via(x):\n    return answer(x) + 1",
    "print(wide)",
    "def twice(x):\n    return 2 * via(x)",
    "y = twice(4)\nfor i in range(3):\n    pass",
    "y + 1",
    "y = 0",
    "y + 2",
    "far = wide",
    "[far + via(k) for k in range(2)]",
]


def test_names_are_told_apart():
    names = names_of(
        "import os.path as p\nclass A:\n    b = c\n\n\ndef f(x):\n    global g\n    g = h\n    x = 1\n\n\n"
        "%matplotlib inline\nd: int = e\n"
    )
    assert {"p", "A", "f", "g", "d"} <= names.bound
    assert not {"b", "x"} & names.bound
    assert {"c", "e", "h"} <= names.used
    assert {"h"} <= names.later
    assert "e" not in names.later


def test_a_cell_depends_on_an_answer_through_functions_and_values_until_a_name_is_bound_anew():
    found = with_answers([names_of(c) for c in CELLS], answers={1}, asking={2})
    assert [i for i, on in enumerate(found) if on] == [1, 2, 4, 6, 7, 8, 12]


def test_what_these_cells_need_is_run_too():
    names = [names_of(c) for c in CELLS]
    chosen = with_answers(names, answers={1}, asking={2})
    assert [i for i, on in enumerate(and_their_needs(names, chosen)) if not on] == [5, 9, 10]
