"""The last cell of a lesson, in the lesson's own notebook: Run All past what is not solved."""

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.notebooks import SO_FAR
from autograder.checks.message.cells import digest
from tests.autograder.helpers import LESSON, SOLVED


@pytest.fixture(scope="module")
def ran(built, tmp_path_factory):
    """What the last cell says when the answers are these, and the cells that raised."""

    def run(before_last="", **answers):
        nb = nbformat.read(built / "notebooks" / LESSON / f"{LESSON}.ipynb", 4)
        for cell in nb.cells:
            cell.source = answers.get(cell.id, cell.source)
        setup = next(c for c in nb.cells if c.id == "setup-all")
        module = built / "autograder" / "misconceptions" / f"{LESSON}.py"
        setup.source += (
            "\nimport importlib.util, sys\n"
            f"spec = importlib.util.spec_from_file_location('mistakes', {str(module)!r})\n"
            "found = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(found)\n"
            f"sys.modules['autograder.misconceptions.{LESSON}'] = found\n"
        )
        if before_last:
            nb.cells.insert(-1, nbformat.v4.new_code_cell(before_last))
        NotebookClient(nb, timeout=60).execute()  # ends at the first error without its tag
        raised = [c.id for c in nb.cells for o in c.get("outputs", ()) if o.output_type == "error"]
        return "".join(o.get("text", "") for o in nb.cells[-1].outputs), raised

    return run


def test_run_all_goes_on_below_what_is_not_solved_and_sums_up(ran):
    said, raised = ran(double=SOLVED["double"], pair="def pair():\n    return 1.0, 2.0")
    assert raised == ["apply_twice-check", "Scale", "Scale-check", "pair-check"]
    assert said.splitlines() == [
        "An exam in small",
        "1 of 4 exercises, 3 of 8 points, as far as these checks tell.",
        "  ✓ 91.1 · Twice (3 of 3)",
        "  ✗ 91.2 · Apply (0 of 2)",
        "  ✗ 91.3 · A class (0 of 2)",
        "  ✗ 91.4 · A witness (0 of 1)",
        "Next: 91.2 · Apply.",
    ]


def test_an_answer_that_changed_since_its_check_does_not_count(ran):
    said, _ = ran("def double(x):\n    return x", **SOLVED)
    assert "3 of 4 exercises, 5 of 8 points" in said
    said, _ = ran(**SOLVED)
    assert "Everything passes." in said


def test_every_check_cell_of_the_release_is_known_by_its_text(built):
    nb = nbformat.read(built / "notebooks" / LESSON / f"{LESSON}.ipynb", 4)
    checks = [
        c
        for c in nb.cells
        if c.metadata.get("nbgrader", {}).get("points") and c.cell_type == "code"
    ]
    names = {}
    exec((built / "autograder" / "misconceptions" / f"{LESSON}.py").read_text(), names)
    assert [digest(c.source) for c in checks] == [c[2] for c in names["CHECKS"]]
    assert [c.source for c in checks] == list(names["VISIBLE"])
    assert all(c.metadata.tags == ["raises-exception"] for c in checks)
    assert nb.cells[-1].source == SO_FAR
