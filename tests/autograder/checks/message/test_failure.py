"""A failure is data: it goes through JSON and comes back, and what it quotes is clean."""

import json

import numpy as np

from autograder.checks.message.failure import Failure, Panel
from autograder.student_side.calls import Frame


def test_a_failure_comes_back_from_json_as_it_was():
    panel = Panel.of("x", "input", np.arange(4).reshape(2, 2), np.eye(2, dtype=bool))
    failure = Failure(
        "conv",
        "values",
        "It is wrong.",
        because="You flip.",
        facts=["One."],
        panels=[panel],
        frames=[Frame("cell 3", 2, "return x", "conv")],
        seed=7,
    )
    assert Failure.from_json(json.loads(json.dumps(failure.to_json()))) == failure


def test_a_panel_holds_plain_numbers_in_c_order():
    panel = Panel.of("k", "kernel", np.array([[1, 2], [3, 4]]).T, np.array([[0, 1], [0, 0]]))
    assert (panel.shape, panel.cells, panel.wrong) == (
        (2, 2),
        [1, 3, 2, 4],
        [False, True, False, False],
    )
    assert all(type(c) is int for c in panel.cells)
    assert Panel.of("k", "kernel", np.ones(2)).wrong == []


def test_what_a_student_gave_is_cleaned_wherever_it_is_quoted():
    bad = "a\x1b[31mb" + "x" * 5000
    failure = Failure("conv", "type", bad, because=bad, facts=[bad], note=bad)
    for text in (failure.headline, failure.because, *failure.facts, failure.note):
        assert "\x1b" not in text and text.startswith("a") and len(text) == 2000
    assert Panel("mode", "input", (), ["\x07", 3]).cells == ["\N{REPLACEMENT CHARACTER}", 3]
