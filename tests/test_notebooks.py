"""Every lesson runs in a real kernel, as its readers run it."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

from tests.dependence import and_their_needs, names_of, with_answers

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from coursepages import cache, course, kernels, pages  # noqa: E402 (not installed)

#: from the last, which train networks: what takes longest is not left to the end
LESSONS = course.lessons()[::-1]


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


def cells_to_run(lesson, cells: list) -> list:
    """Those of an untouched notebook's cells that do, or may do, other than in the solved one.

    That is every answer and check, what depends on them, and what those need. All others have the
    text of the solved notebook, and find what they use as they find it there.
    """
    solved = pages.run_cells(lesson)
    places = range(len(cells))
    answers = {i for i in places if solved[i].kind == "solution"}
    for i in set(places) - answers:
        assert cells[i].source.strip() == solved[i].visible().strip()
    names = [names_of(cell.source) for cell in cells]
    for i in answers:  # the answer's helpers are missing, and who uses them notices
        names[i].bound.update(names_of(solved[i].source).bound)
    chosen = with_answers(names, answers, {i for i in places if solved[i].kind == "check"})
    chosen = [on or cell.kind == "setup" for on, cell in zip(chosen, solved, strict=True)]
    return [c for c, on in zip(cells, and_their_needs(names, chosen), strict=True) if on]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_an_untouched_lesson_fails_only_where_an_answer_is_missing(lesson):
    folder = ROOT / "notebooks" / lesson.name
    nb = nbformat.read(folder / f"{lesson.name}.ipynb", as_version=4)
    *cells, last = [c for c in nb.cells if c.cell_type == "code"]
    assert last.id == "so-far"
    nb.cells = [*cells_to_run(lesson, cells), last]
    for cell in nb.cells:  # how well it learns is the solved notebook's to show
        short = re.sub(r"^EPOCHS, BATCH = .*", "EPOCHS, BATCH = 3, 100", cell.source, flags=re.M)
        cell.source = short
    kernels.run(nb, folder, allow_errors=True)
    missing = 0
    for cell in nb.cells:
        for output in of_kind(cell.get("outputs", []), "error"):
            assert cell.id.rpartition("-check")[1], f"{cell.id}: {output.evalue}"
            assert "not implemented" in output.evalue
            missing += 1
    assert missing


def test_a_warm_kernel_is_where_others_are_and_has_nothing_of_them(tmp_path):
    def outputs(*sources):
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
        kernels.run(nb, tmp_path, allow_errors=True)
        return [output for cell in nb.cells for output in cell.outputs]

    where = "import os, sys; torch = 3; print(os.getcwd(), 'coursepages' in sys.modules)"
    assert outputs(where)[0].text == f"{tmp_path} False\n"
    drawn = "import matplotlib.pyplot as plt; plt.plot([1, 2]);"
    unknown, picture = outputs("torch", drawn)
    assert unknown.ename == "NameError"
    assert "image/png" in picture.data
