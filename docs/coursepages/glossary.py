"""The glossary's words, as lessons may write them."""

from __future__ import annotations

import re


def terms(page: str) -> dict[str, str]:
    """{a word in small letters: the glossary's entry}, plurals too.

    A line before one that begins with ``: `` is an entry, of one word or of several with commas.
    """
    found = {}
    for word in re.findall(r"^(\S[^\n]*)\n: ", page, re.M):
        for one in word.lower().split(", "):
            found[one] = word
            found.setdefault(one + "s", word)
    return found
