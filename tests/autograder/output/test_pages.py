"""The autograded notebook and the feedback page: made of the release, with the student's text."""

import json

import pytest

from autograder.checks.message.failure import Failure
from autograder.exam.bundle import Bundle
from autograder.exam.find_answers import Recovery
from autograder.exam.notebook import SubmittedCell
from autograder.exam.record import CheckResult, EssayResult, ExerciseResult, Record
from autograder.output.pages import autograded, feedback


def cell(name, source, kind="code", **flags):
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    metadata = {"nbgrader": {"grade_id": name, **flags}} if name else {}
    return {"cell_type": kind, "id": f"c-{name}", "metadata": metadata, "source": source, **more}


RELEASE = {
    "cells": [
        cell("", "# Title", "markdown"),
        cell("double", "stub", solution=True),
        cell("double-check", "the visible check", grade=True),
        cell("why", "", "markdown", solution=True, grade=True),
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def bundle():
    return Bundle("91_exam", "A title", (), (), (), (), (), RELEASE, "", "")


def record(failure=None):
    checks = [CheckResult("double-check", 2.0, 0.0 if failure else 2.0, failure)]
    exercise = ExerciseResult("double", checks, "cell 2", code="def double(x):\n    return '<b>'")
    return Record("<i>ada", "91_exam", [exercise], [EssayResult("why", 3.0)])


@pytest.fixture
def cells(bundle):
    """The cells of the autograded notebook, by id."""

    def made(record, **found):
        recovery = Recovery(
            found={"double": SubmittedCell(5, "code", "the answer")},
            essays={"why": "Because <script>."},
            own=[SubmittedCell(2, "code", "before"), SubmittedCell(7, "markdown", "[a](b)")],
        )
        return json.loads(autograded(record, recovery, bundle))["cells"]

    return made


def test_the_students_cells_stand_where_they_stood(cells):
    sources = [c["source"] for c in cells(record())]
    assert sources == [
        "before",
        "# Title",
        "the answer",
        "[a] (b)",
        "the visible check",
        "Because &lt;script>.",
    ]


def test_a_check_has_its_message_as_output(cells):
    (passed,) = next(c for c in cells(record()) if c["id"] == "c-double-check")["outputs"]
    assert passed["text"] == "Passed: 2 of 2 points.\n"
    failure = Failure("double", "values", "It is wrong.", because="You square.").to_json()
    (failed,) = next(c for c in cells(record(failure)) if c["id"] == "c-double-check")["outputs"]
    assert (failed["output_type"], failed["evalue"]) == ("error", "You square.")
    assert any("You square." in line for line in failed["traceback"])


def test_the_release_itself_stays_as_it_is(cells):
    before = json.dumps(RELEASE)
    cells(record())
    assert json.dumps(RELEASE) == before


def test_the_page_escapes_what_is_the_students_and_has_no_script(bundle):
    failure = Failure("double", "values", "It is <wrong>.").to_json()
    page = feedback(record(failure), bundle).decode()
    assert "A title" in page and "&lt;i&gt;ada" in page and "<i>ada" not in page
    assert "return &#39;&lt;b&gt;&#39;" in page and "It is &lt;wrong&gt;." in page
    assert "<script" not in page and "src=" not in page and "url(" not in page
