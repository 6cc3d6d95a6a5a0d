"""Cells run as Jupyter runs them: what works there works here."""

import pytest
import torch

from autograder.student_side.run_cell import Cells, set_torch, torch_settings


@pytest.fixture
def cells():
    return Cells({"__name__": "__main__"})


def test_an_import_from_the_future_may_stand_anywhere_and_holds_on(cells):
    cells.perform(
        "x = 1\nfrom __future__ import annotations, division\ndef f(a: Late): return a", "c"
    )
    cells.perform("def g(a: Later) -> Latest: return 2 * a", "d")
    assert cells.names["g"](cells.names["f"](2)) == 4


def test_one_that_there_is_not_is_an_error_with_its_line(cells):
    with pytest.raises(SyntaxError) as caught:
        cells.perform("x = 1\nfrom __future__ import braces", "cell 3")
    assert (caught.value.filename, caught.value.lineno) == ("cell 3", 2)


def test_a_hint_is_text_and_a_dataclass_works_with_it(cells):
    source = (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    n: torch.Tensor | None = 3"
    )
    cells.perform(source, "c")
    assert cells.names["A"](4).n == 4


def test_an_answer_is_called_with_the_names_that_stood_behind_its_cell(cells):
    def answer(source, *names):
        before = dict(cells.names)
        cells.perform(source, "c")
        cells.note(names, before)

    answer("def helper(): return 1\ndef first(): return helper() + sum([1])", "first")
    answer("def helper(n): return n\ndef second(): return helper(5), first, third, below", "second")
    answer("def third(): return sum([1, 1])", "third")
    cells.perform("sum = 0\nfirst = third = 7\nbelow = 8\ndel helper", "d")
    for name, right in (("first", 2), ("third", 2), ("first", 2)):
        cells.turn_to(name)
        assert cells.answers[name]() == right
    cells.turn_to("second")
    known = cells.answers
    assert known["second"]() == (5, known["first"], known["third"], 8)


def test_what_an_answer_changes_stays_changed_until_another_is_called(cells):
    before = dict(cells.names)
    cells.perform("n = 0\ndef count():\n    global n\n    n += 1\n    return n", "c")
    cells.note(["count", "missing"], before)
    for right in (1, 2):
        cells.turn_to("count")
        assert cells.answers["count"]() == right
    cells.turn_to("missing")
    assert cells.answers.keys() == {"count"}


def test_an_answer_is_called_with_pytorch_set_as_it_was_behind_its_cell():
    cells = Cells({"__name__": "__main__"})
    source = "import torch\ndef made(): return torch.ones(1).dtype, torch.is_grad_enabled()"
    before = torch_settings(torch)
    try:
        cells.perform(source, "cell 1")
        cells.note(["made"], {})
        cells.perform(
            "torch.set_grad_enabled(False)\ntorch.set_default_dtype(torch.float16)\n"
            "torch.set_default_device('meta')",
            "cell 2",
        )
        assert cells.answers["made"]() == (torch.float16, False)
        cells.turn_to("made")
        assert cells.answers["made"]() == (torch.float32, True)
        assert torch_settings(torch) == before
    finally:
        set_torch(torch, before)


def test_a_pytorch_that_is_none_has_no_settings(monkeypatch):
    monkeypatch.setattr(torch, "is_grad_enabled", None)
    for library in (None, object(), torch):
        assert torch_settings(library) == ()
        set_torch(library, (True, torch.float32, torch.device("cpu")))
