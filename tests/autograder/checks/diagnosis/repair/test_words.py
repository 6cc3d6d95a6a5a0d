"""What is told of a repair: the place and the kind, never the cure."""

import ast

import pytest

from autograder.checks.diagnosis.repair.edits.edit import Edit
from autograder.checks.diagnosis.repair.words import SENTENCES, joined, sentence
from tests.autograder.checks.diagnosis.repair.mistaken import RIGHT, told


def test_the_cure_is_not_told():
    sentence = told(RIGHT.replace("xp[i * sh", "x[i * sh"))
    assert "`x`" in sentence and "xp" not in sentence
    assert "`kh`" not in told(RIGHT.replace("* sh + kh, j", "* sh + kw, j"))


def edit(kind, *pieces, line=2, **rest):
    """An edit of these pieces of code, each on its line."""
    lines = line if isinstance(line, tuple) else (line,) * len(pieces)
    nodes = []
    for piece, number in zip(pieces, lines, strict=True):
        node = ast.parse(piece, mode="eval").body
        node.lineno = number
        nodes.append((node, ast.Constant(0)))
    return Edit(kind, 1, nodes, **rest)


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_has_its_sentence_with_place_and_code(kind):
    told = sentence([edit(kind, "x + 1", names=("a", "b"))])
    assert told.startswith("Line 2: ") and told[-1] in ".?" and "{" not in told
    if "{code}" in SENTENCES[kind]:
        assert "`x + 1`" in told


def test_edits_on_one_line_that_do_not_agree_are_told_as_one_or_the_other():
    both = [edit("number", "1"), edit("sign", "x")]
    assert sentence(both) == "Line 2: look at the number `1`. Or: the sign of `x` is wrong."
    assert sentence([*both, edit("name", "y")]) == "Line 2: one change here is enough."


def test_edits_on_two_lines_are_told_both_and_on_three_not_at_all():
    two = [edit("sign", "x", line=7), edit("number", "1", line=3)]
    assert sentence(two) == (
        "One change is enough, in one of two places. Line 3: look at the number `1`. "
        "Or line 7: the sign of `x` is wrong."
    )
    assert sentence([*two, edit("sign", "y", line=9)]) == "" == sentence([])


def test_one_edit_of_several_lines_names_them_all():
    assert sentence([edit("one", "h", "w", line=(3, 4))]) == (
        "Lines 3 and 4: `h` and `w` are one too many or one too few."
    )


def test_two_names_for_each_other_are_exchanged():
    one, two = ast.parse("a + b", mode="eval").body.left, ast.parse("a + b", mode="eval").body.right
    swapped = Edit("name", 1, [(one, two), (two, one)])
    assert sentence([swapped]) == "Line 1: `a` and `b` are exchanged."


def test_long_code_is_not_quoted():
    assert sentence([edit("sign", "x" * 61)]) == "Line 2: the sign of this line is wrong."


def test_a_list_of_words():
    assert (joined([]), joined("a"), joined("ab"), joined("abc")) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )
