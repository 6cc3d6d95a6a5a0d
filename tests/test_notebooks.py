"""Every built notebook runs in a real kernel, as its readers run it."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
LESSONS = [p.stem for p in sorted((ROOT / "lessons").glob("*.py"))]


def run(tree: str, lesson: str, allow_errors: bool) -> nbformat.NotebookNode:
    nb = nbformat.read(ROOT / tree / lesson / f"{lesson}.ipynb", as_version=4)
    NotebookClient(nb, timeout=300, allow_errors=allow_errors).execute()
    return nb


def outputs(nb: nbformat.NotebookNode, *kinds: str) -> list:
    found = [o for c in nb.cells for o in c.get("outputs", ())]
    return [o for o in found if o.output_type in kinds]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_lesson_runs_and_every_figure_has_words(lesson):
    nb = run("solutions", lesson, allow_errors=False)
    assert outputs(nb, "error") == []
    assert [o.text for o in outputs(nb, "stream") if o.name == "stderr"] == []
    shown = [o.data for o in outputs(nb, "display_data", "execute_result")]
    assert not any("image/png" in d for d in shown), "draw with convkit.plot"
    pictures = [d["text/html"] for d in shown if "<img" in d.get("text/html", "")]
    assert pictures
    for html in pictures:
        assert re.search(r'<img[^>]* alt="[^"]{20,}"', html)


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_untouched_lesson_fails_only_where_an_answer_is_missing(lesson):
    nb = run("notebooks", lesson, allow_errors=True)
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                assert cell.id.rpartition("-check")[1], f"{cell.id}: {output.evalue}"
                assert "not implemented" in output.evalue
