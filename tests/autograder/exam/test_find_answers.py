"""Which cell answers which exercise, whatever has become of the notebook."""

import pytest

from autograder.exam.find_answers import recover
from autograder.exam.notebook import python, read_cells


@pytest.fixture
def found(exam):
    def recovery(nb):
        return recover(read_cells(nb.data, []), exam)

    return recovery


DOUBLE = "def double(x):\n    return x + x"


def test_an_untouched_notebook_gives_its_stubs_and_runs_nothing_else(found, notebook):
    recovery = found(notebook)
    assert set(recovery.found) == {"double", "apply_twice", "Scale", "pair"}
    assert [r.entries for r in recovery.run] == [
        ("double",),
        ("apply_twice",),
        ("Scale",),
        ("pair",),
    ]
    assert recovery.notes == []
    assert recovery.own == []


def test_a_solution_in_its_place_goes_without_saying(found, notebook):
    recovery = found(notebook.answer(double=DOUBLE))
    assert recovery.found["double"].source == DOUBLE
    assert recovery.notes == []


def test_without_nbgraders_metadata_the_cell_id_leads_to_it(found, notebook):
    notebook.answer(double=DOUBLE)
    for cell in notebook.cells:
        cell["metadata"] = {}
    recovery = found(notebook)
    assert recovery.found["double"].source == DOUBLE
    assert any("by its cell id" in n for n in recovery.notes)


def test_without_ids_the_functions_name_leads_to_it(found, notebook):
    notebook.answer(double=DOUBLE)
    for cell in notebook.cells:
        cell["metadata"] = {}
        cell.pop("id")
    recovery = found(notebook)
    assert recovery.found["double"].source == DOUBLE
    assert any("by the name of the function" in n for n in recovery.notes)


def test_a_solution_written_elsewhere_counts_when_its_place_is_untouched(found, notebook):
    recovery = found(notebook.insert(DOUBLE))
    assert recovery.found["double"].source == DOUBLE


@pytest.mark.parametrize(
    "source",
    [
        "if True:\n    def double(x):\n        return x + x",
        "try:\n    import numba\nexcept ImportError:\n    def double(x):\n        return x + x",
        "double, twice = (lambda x: x + x), 2",
        "with warnings.catch_warnings():\n    def double(x):\n        return x + x",
        "for n in (1, 2):\n    double = lambda x: n * x",
    ],
)
def test_a_solution_elsewhere_may_stand_in_an_if_or_beside_another_name(found, notebook, source):
    assert found(notebook.insert(source)).found["double"].source == source


def test_a_long_chain_of_conditions_is_read(found, notebook):
    chain = (
        "if 0:\n    pass\n"
        + "elif 0:\n    pass\n" * 900
        + f"else:\n    {DOUBLE.splitlines()[0]} return 2 * x"
    )
    assert found(notebook.insert(chain)).found["double"].source == chain


@pytest.mark.parametrize(
    "source",
    [
        "if not True:\n    def double(x):\n        return x",
        "try:\n    import numba\n    double = numba.njit(double)\nexcept ImportError:\n    pass",
        "double: object",
        "while False:\n    double = None",
    ],
)
def test_beside_an_answer_what_may_define_it_does_not_count(found, notebook, source):
    recovery = found(notebook.answer(double=DOUBLE).insert(source, before="double-check"))
    assert recovery.found["double"].source == DOUBLE


@pytest.mark.parametrize(
    "source",
    ["def other(x):\n    double = 2 * x\n    return double", "table = {}\ntable[double] = 1"],
)
def test_a_name_that_is_local_or_only_read_is_no_solution(found, notebook, source):
    assert found(notebook.insert(source)).found["double"].source != source


def test_a_scratch_copy_does_not_replace_the_answer_in_its_place(found, notebook):
    recovery = found(notebook.answer(double=DOUBLE).insert("def double(x): return 'scratch'"))
    assert recovery.found["double"].source == DOUBLE
    assert len(recovery.own) == 1


@pytest.mark.parametrize("stub_last", [True, False])
def test_of_duplicates_the_last_that_is_filled_in_counts(found, notebook, stub_last):
    stub = dict(notebook.cell("double"))
    place = notebook.cells.index(notebook.cell("double"))
    notebook.cells.insert(place + 1, stub)
    filled = notebook.cells[place if stub_last else place + 1] = {**stub, "source": DOUBLE}
    recovery = found(notebook)
    assert recovery.found["double"].source == filled["source"]
    assert any("counts" in n for n in recovery.notes)
    assert sum("double" in r.source for r in recovery.run) == 1


def test_an_answer_turned_into_markdown_is_read_as_code(found, notebook):
    cell = notebook.answer(double=DOUBLE).cell("double")
    cell["cell_type"] = "markdown"
    recovery = found(notebook)
    assert recovery.found["double"].source == DOUBLE
    assert any("markdown; it was read as code" in n for n in recovery.notes)


def test_an_answer_with_a_syntax_error_is_found_by_its_def_line(found, notebook):
    broken = "def double(x):\n    return (x +"
    recovery = found(notebook.remove("double").insert(broken))
    assert recovery.found["double"].source == broken


def test_an_answer_with_another_name_is_found_by_its_text(found, notebook):
    stub = notebook.cell("double")["source"]
    changed = stub.replace("def double", "def doubel").replace("raise", "return 2 * x; raise")
    recovery = found(notebook.remove("double").insert(changed))
    assert recovery.found["double"].source == changed
    assert any("by its text" in n for n in recovery.notes)


def test_a_deleted_answer_is_told(found, notebook):
    recovery = found(notebook.remove("double"))
    assert "double" not in recovery.found
    assert "double: no cell with this solution was found in the notebook." in recovery.notes


def test_a_deleted_or_changed_test_cell_matters_to_nobody(found, notebook):
    notebook.cell("double-check")["source"] = "raise SystemExit"
    notebook.remove("double-check-2")
    recovery = found(notebook)
    assert not any("SystemExit" in r.source for r in recovery.run)
    assert recovery.notes == []


def test_own_cells_run_in_order_and_pictures_left_alone_do_not(found, notebook):
    notebook.insert("def helper(x): return x", before="double")
    recovery = found(notebook)
    assert recovery.run[0].source == "def helper(x): return x"
    assert not any("np.arange(3)" in r.source for r in recovery.run)


def test_functions_of_one_exercise_may_be_split_over_cells(exam, notebook):
    from dataclasses import replace

    exercise = replace(exam.exercises[0], functions=("double", "helper"))
    bundle = replace(exam, exercises=(exercise, *exam.exercises[1:]))
    notebook.answer(double=DOUBLE).insert("def helper(x): return x")
    recovery = recover(read_cells(notebook.data, []), bundle)
    assert {r.entries for r in recovery.run} >= {("double",), ("helper",)}


def test_a_written_answer_is_kept(found, notebook):
    notebook.cell("why")["source"] = "Because."
    assert found(notebook).essays == {"why": "Because."}


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("%%time\nx = 1", "x = 1"),
        ("%%capture out\n%%time\nx = 1", "x = 1"),
        ("x = 1  # 50 % of it", "x = 1  # 50 % of it"),
        ("def f(:\n%time", "def f(:\n%time"),
    ],
)
def test_timing_magics_leave_the_code_they_time(source, result):
    assert python(source).rstrip() == result


@pytest.mark.parametrize(
    "source", ["%timeit 1", "!rm -rf /", "len?", "x = !ls", "x =!ls", "x=%pwd", "%%bash\nrm x"]
)
def test_other_magics_become_calls_of_nothing(source):
    assert "get_ipython()" in python(source)


@pytest.mark.parametrize("prompts", [("    ", "    "), (">>> ", "... "), ("In [3]: ", "   ...: ")])
def test_an_indented_cell_and_one_with_prompts_are_read_as_ipython_does(prompts):
    first, next = prompts
    assert python(f"{first}def f(x):\n{next}    return x").rstrip() == "def f(x):\n    return x"


@pytest.mark.parametrize(
    "source",
    ["(" * 5000, "-" * 50_000 + "1", "x = " + "[" * 3000, "a." * 20_000 + "b", "\\\n" * 9000, "%" * 20_000,
     "def double(x):\n    0x" + "f" * 9000 + "\n    raise NotImplementedError",
     "if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 300))],
)  # fmt: skip
def test_text_made_to_break_a_parser_breaks_nothing(found, notebook, source):
    recovery = found(notebook.insert(source).insert(source, kind="markdown"))
    assert set(recovery.found) == {"double", "apply_twice", "Scale", "pair"}


WRONG = "def double(x):\n    return x"


def test_of_two_answers_before_the_check_the_last_counts_and_that_is_said(found, notebook):
    recovery = found(notebook.answer(double=WRONG).insert(DOUBLE, before="double-check"))
    assert recovery.found["double"].source == DOUBLE
    assert any("the last one before its check" in note for note in recovery.notes)


def test_without_metadata_the_last_before_the_check_counts_too(found, notebook):
    notebook.answer(double=WRONG).insert("# a thought", before="double-check")
    notebook.insert(DOUBLE, before="double-check")
    for cell in notebook.cells:
        cell["metadata"] = {}
    assert found(notebook).found["double"].source == DOUBLE


def test_an_attempt_above_the_answers_cell_or_below_its_checks_does_not_count(found, notebook):
    notebook.answer(double=DOUBLE).insert(WRONG, before="double").insert(WRONG)
    assert found(notebook).found["double"].source == DOUBLE


def test_a_stub_copied_below_an_answer_does_not_count(found, notebook):
    stub = notebook.cell("double")["source"]
    notebook.answer(double=DOUBLE).insert(stub, before="double-check")
    assert found(notebook).found["double"].source == DOUBLE


@pytest.mark.parametrize("where", ["double-check", "setup-checks"])
def test_what_is_added_to_a_locked_cell_is_said_not_to_count(found, notebook, where):
    cell = notebook.cell(where)
    cell["source"] = "from math import prod\nimport scipy as sp\n" + cell["source"]
    (note,) = found(notebook.answer(double=DOUBLE)).notes
    assert "is a locked cell; `prod` and `sp`, which you added to it, does not count" in note


def test_a_locked_cell_with_a_changed_comment_says_nothing(found, notebook):
    notebook.cell("double-check")["source"] += "\n# hm"
    assert found(notebook.answer(double=DOUBLE)).notes == []
