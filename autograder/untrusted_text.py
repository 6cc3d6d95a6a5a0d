"""Text from outside, made harmless for where it is shown: one function for every place.

For HTML there is none: the templates escape every value.
"""

from __future__ import annotations

import re

#: longer texts are cut: nobody reads them, and a page must stay a page
LIMIT = 2000
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: where a formula would begin: at the start, or behind what may be a separator
FORMULA = re.compile(r"(^|[;,|])(?=\s*[=+\-@＝＋－＠])")
#: what lives in a student's markdown: tags, written out or as entities, the targets of links and
#: pictures (``javascript:`` is one), and the commands of MathJax that take a link, a style or any
#: attributes, or that load or spell out others
TAG = re.compile(r"<(?=[A-Za-z/!?])")
ENTITY = re.compile(r"&(?=#|\w+;)")
TARGET = re.compile(r"\](?=[(:])")
FORMULA_LINK = re.compile(
    r"(?<!\\)\\++(?=href|require|url|class|cssId|style|html|csname|mmlToken|enclose|bbox|data|unicode"
    r"|includegraphics)"
)


def clean(text: str, limit: int = LIMIT) -> str:
    """Bounded, with no control characters but line ends.

    Raises
    ------
    TypeError
        if it is not text
    """
    if not isinstance(text, str):
        raise TypeError(f"text is needed; {type(text).__name__} came")
    text = text[:limit]
    if text.isascii() and text.isprintable():
        return text
    text = text.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() or c == "\n" else REPLACEMENT for c in text)


def for_terminal(text: str) -> str:
    """No markup of rich's, no control characters."""
    from rich.markup import escape  # no process that runs checks needs it

    return escape("".join(c if c.isprintable() else REPLACEMENT for c in text))


def for_csv(text: str) -> str:
    """Nothing that a spreadsheet takes for a formula, whichever separator it splits lines at."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return FORMULA.sub(r"\1'", text)


def for_markdown(text: str) -> str:
    """Markdown in which nothing is a tag or a link."""
    text = TAG.sub("&lt;", ENTITY.sub("&amp;", text))
    return FORMULA_LINK.sub("", TARGET.sub("] ", text))
