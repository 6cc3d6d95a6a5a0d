"""The cells of a notebook in any state: what can be read is, what cannot is said."""

import json

import pytest

from autograder.exam import notebook
from autograder.exam.notebook import SubmittedCell, Unreadable, read_cell, read_cells


def read(cells, **rest):
    notes = []
    return read_cells(json.dumps({"cells": cells, **rest}).encode(), notes), notes


def code(source, **rest):
    return {"cell_type": "code", "source": source, **rest}


def test_cells_are_numbered_and_have_their_ids():
    flags = {"metadata": {"nbgrader": {"grade_id": "conv"}}}
    cells, notes = read([code("x = 1", id="a", **flags), {"cell_type": "markdown", "source": []}])
    assert cells == [
        SubmittedCell(1, "code", "x = 1", "a", "conv"),
        SubmittedCell(2, "markdown", ""),
    ]
    assert cells[0].label == "cell 1" and notes == []


def test_lines_are_joined_and_ends_of_lines_are_one_kind():
    (cell,), _ = read([code(["a\r\n", "b\0\n"])])
    assert cell.source == "a\nb\n"
    (cell,), _ = read([code("é\ud800")])
    assert cell.source == "é?"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "is empty"),
        (b"PK\x03\x04", "not valid JSON"),
        (b"[1]", "has no cells"),
        (b'{"cells": 3}', "no list of cells"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read_cells(data, [])


@pytest.mark.parametrize("item", [None, 3, {}, code(None), code([1, 2]), code({"a": 1})])
def test_what_is_no_cell_is_left_out_and_told(item):
    cells, notes = read([item, code("y")])
    assert [c.number for c in cells] == [2] and notes == ["Cell 1 has no text; it was left out."]


def test_notebooks_of_an_older_format_are_read():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x"}]}, None]}
    (cell,) = read_cells(json.dumps(old).encode(), [])
    assert (cell.kind, cell.source) == ("code", "x")


def test_a_kind_and_an_id_of_another_sort_do_no_harm():
    cell = read_cell(1, {"cell_type": ["code"], "source": "x", "id": 7, "metadata": []}, [])
    assert cell == SubmittedCell(1, "raw", "x")


def test_too_much_is_cut_and_told(monkeypatch):
    monkeypatch.setattr(notebook, "CELL_LIMIT", 10)
    monkeypatch.setattr(notebook, "TEXT_LIMIT", 15)
    monkeypatch.setattr(notebook, "CELLS_LIMIT", 4)
    cells, notes = read([code("x" * 11), code("x" * 10), code("x" * 5), code("x"), code("y")])
    assert [c.number for c in cells] == [2, 3]
    assert notes == [
        "The notebook has 5 cells; the first 4 were read.",
        "Cell 1 has 11 characters; cells over 10 are left out.",
        "The cells have too much text; they were read up to cell 3.",
    ]


def test_another_kernel_is_told_and_read_as_python():
    def said(kernel):
        return read([code("x")], metadata={"kernelspec": kernel})[1]

    assert said({"language": "julia"}) == [
        "The notebook's kernel is for julia; it was graded as Python."
    ]
    assert said({"language": "Python"}) == said({"language": 3}) == said(None) == []
