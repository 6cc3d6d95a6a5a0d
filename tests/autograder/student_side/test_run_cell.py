"""Cells run as Jupyter runs them: what works there works here."""

import pytest

from autograder.student_side.run_cell import Cells


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
