"""Text from outside does no harm where it is shown, and is still to be read."""

import csv
import io

import pytest
from rich.console import Console

from autograder.untrusted_text import (
    LIMIT,
    REPLACEMENT,
    clean,
    for_csv,
    for_markdown,
    for_terminal,
)


@pytest.mark.parametrize("text", ["plain", "zwei Zeilen\nmit Umlauten: äöü", "畳み込み", ""])
def test_ordinary_text_stays(text):
    assert clean(text) == text


def test_control_characters_and_lone_surrogates_are_replaced_and_lines_are_kept():
    assert clean("a\x1b[31m\r\nb\u202e") == f"a{REPLACEMENT}[31m{REPLACEMENT}\nb{REPLACEMENT}"
    assert clean("\ud800").encode() == b"?"


def test_long_text_is_cut_before_anything_else_is_done():
    assert len(clean("x" * 10**6)) == LIMIT and clean("äbc", 2) == "äb"


@pytest.mark.parametrize("value", [None, 3, b"bytes"])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(TypeError, match=f"{type(value).__name__} came"):
        clean(value)


def test_a_terminal_shows_markup_as_it_is_and_moves_nowhere():
    out = io.StringIO()
    Console(file=out, width=80).print(for_terminal("[red]a[/] \x1b]0;title\x07 [link=x]"))
    assert out.getvalue() == f"[red]a[/] {REPLACEMENT}]0;title{REPLACEMENT} [link=x]\n"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", ";", "a, ", "a|", "\t"])
def test_no_cell_begins_a_formula_whichever_separator_is_taken(sign, before):
    told = for_csv(f"{before}{sign}HYPERLINK(1)")
    for separator in ",;|":
        (row,) = csv.reader([told], delimiter=separator)
        assert not any(cell.strip().startswith(sign) for cell in row)


def test_a_name_with_a_hyphen_stays():
    assert for_csv("student-01") == "student-01" and for_csv("a\nb") == "a b"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("1 < 2 and a <b", "1 < 2 and a &lt;b"),
        ("&lt;b&#62; & c", "&amp;lt;b&amp;#62; & c"),
        ("[a](javascript:x) [b]: x", "[a] (javascript:x) [b] : x"),
        (r"$\href{javascript:x}{y} \frac12$", r"$href{javascript:x}{y} \frac12$"),
    ],
)
def test_markdown_has_no_tag_and_no_link(text, told):
    assert for_markdown(text) == told


@pytest.mark.parametrize(
    "command", ["mmlToken{mi}", "enclose{box}", "bbox", "data", "includegraphics"]
)
def test_no_command_of_a_formula_takes_attributes(command):
    text = rf"$x + \{command}[href=javascript:x]{{y}} \binom{{n}}{{k}} \dot x$"
    assert for_markdown(text) == text.replace(f"\\{command}", command)


def test_doubled_backslashes_make_no_command_either():
    assert "\\href" not in for_markdown(r"\\\\href{x}")
