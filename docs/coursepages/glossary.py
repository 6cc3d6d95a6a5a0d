"""The glossary's words, as lessons may write them."""

from __future__ import annotations

import re


def terms(page: str) -> dict[str, str]:
    """{a word in small letters: the glossary's word}, plurals too.

    The glossary is a ``{glossary}`` directive; a line without indentation, before one that
    begins with ``:`` or spaces, is a term.
    """
    inside = re.search(r"^:::+\{glossary\}[^\n]*\n(.*?)^:::+$", page, re.S | re.M)
    found = {}
    for line in (inside[1] if inside else "").splitlines():
        if line.strip() and not line.startswith((" ", ":")):
            word = line.strip()
            found[word.lower()] = word
            found.setdefault(word.lower() + "s", word)
    return found
