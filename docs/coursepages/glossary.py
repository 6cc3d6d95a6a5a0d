"""The glossary's words, as lessons may write them."""

from __future__ import annotations

import re


def terms(page: str) -> dict[str, str]:
    """{a word in small letters: the glossary's word}, plurals too.

    A line before one that begins with ``: `` is a term.
    """
    found = {}
    for word in re.findall(r"^(\S[^\n]*)\n: ", page, re.M):
        found[word.lower()] = word
        found.setdefault(word.lower() + "s", word)
    return found
