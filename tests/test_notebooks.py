"""Every lesson runs in a real kernel, as its readers run it."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from coursepages import cache, course  # noqa: E402 (the pages' own package, not installed)

LESSONS = course.lessons()


def of_kind(outputs: list, *kinds: str) -> list:
    return [output for output in outputs if output["output_type"] in kinds]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_solved_lesson_runs_and_every_figure_has_words(lesson):
    ran = cache.kept(cache.outputs, lesson)  # the pages show the same run
    outputs = [output for cell in ran for output in cell]
    assert of_kind(outputs, "error") == []
    assert [o["text"] for o in of_kind(outputs, "stream") if o["name"] == "stderr"] == []
    shown = [o["data"] for o in of_kind(outputs, "display_data")]
    assert not any("image/png" in d for d in shown), "draw with convkit.plot"
    pictures = [d["text/html"] for d in shown if "<img" in d.get("text/html", "")]
    assert pictures
    for html in pictures:
        assert re.search(r'<img[^>]* alt="[^"]{20,}"', html)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_an_untouched_lesson_fails_only_where_an_answer_is_missing(lesson):
    nb = nbformat.read(ROOT / "notebooks" / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    for cell in nb.cells:  # how well it learns is the solved notebook's to show
        cell.source = re.sub(
            r"^EPOCHS, BATCH = \d+,", "EPOCHS, BATCH = 3,", cell.source, flags=re.M
        )
    NotebookClient(nb, timeout=300, allow_errors=True).execute()
    for cell in nb.cells:
        for output in of_kind(cell.get("outputs", []), "error"):
            assert cell.id.rpartition("-check")[1], f"{cell.id}: {output.evalue}"
            assert "not implemented" in output.evalue
