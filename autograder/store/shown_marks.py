"""Which marks the pages show: a page is drawn anew when they change."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.store import STATE
from autograder.store.atomic_write import write_file


class ShownMarks:
    """A small file beside the journal: the digest of the marks on every page that shows any."""

    def __init__(self, course: Path):
        self.path = course / STATE / "marks.json"
        try:
            self.digests: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # lost with the power: pages with marks are drawn again
            self.digests = {}

    def changed(self, key: str, digest: str) -> bool:
        return self.digests.get(key, "") != digest

    def note(self, key: str, digest: str) -> None:
        """Note what a page shows, which has just been drawn."""
        self.digests[key] = digest
        write_file(self.path, json.dumps(self.digests, indent=0, sort_keys=True).encode())
