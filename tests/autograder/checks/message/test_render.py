"""A failure as text and as HTML."""

import pytest

from autograder import CheckFailed
from autograder.checks.message.failure import Failure
from autograder.checks.message.render import html
from tests.autograder.checks.solutions import failure, flipped

pytestmark = pytest.mark.smoke


def test_a_failure_survives_json():
    import json

    found = failure(flipped)
    assert Failure.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_html_is_escaped_and_says_what_the_text_says():
    from autograder.checks.message import render

    def evil(x, k):
        raise ValueError("<script>alert(1)</script>")

    found = failure(evil)
    assert "<script>" not in render.html(found)
    assert "&lt;script&gt;" in render.html(found)
    found = failure(flipped)
    for part in ("Your kernel is flipped.", "yours", "expected"):
        assert part in render.html(found) and part in render.text(found)
    assert max(map(len, render.text(found).splitlines()[:-1])) <= 88


def test_wrong_cells_are_marked_without_colour():
    from autograder.checks.message import render

    found = failure(flipped)
    assert render.html(found).count('title="wrong"') == sum(sum(p.wrong) for p in found.panels)
    assert "[" in render.text(found).split("by hand:")[1]


def test_jupyter_shows_one_line_under_the_message():
    found = failure(flipped)
    assert CheckFailed(found, shown=True)._render_traceback_() == [
        "CheckFailed: Your kernel is flipped."
    ]
    assert "small enough to check by hand" in CheckFailed(found)._render_traceback_()[0]


def test_what_stands_in_backticks_is_code_and_escaped():
    page = html(Failure("f", "values", "`x <b>` is <i> not `y`", facts=["one ` alone <b>"]))
    assert "<code>x &lt;b&gt;</code> is &lt;i&gt; not <code>y</code>" in page
    assert "one ` alone &lt;b&gt;" in page
