"""Who may import whom: convkit stands alone, lessons and the grader stand on it."""

import ast
import sys
from pathlib import Path

import pytest

from autograder.authoring.lesson_rules import read

ROOT = Path(__file__).resolve().parents[1]
CONVKIT = sorted((ROOT / "convkit").rglob("*.py"))
LESSONS = sorted((ROOT / "lessons").glob("*.py"))


def imported(source: str) -> set[tuple[str, bool]]:
    """(module, whether the import stands at the top level) for every import."""
    tree = ast.parse(source)
    found = set()
    for node in ast.walk(tree):
        top = node in tree.body
        if isinstance(node, ast.Import):
            found |= {(alias.name, top) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(("." * node.level + (node.module or ""), top))
    return found


def roots(source: str) -> set[str]:
    return {name.partition(".")[0] for name, _ in imported(source)} - set(sys.stdlib_module_names)


@pytest.mark.parametrize("file", CONVKIT, ids=lambda p: str(p.relative_to(ROOT)))
def test_convkit_imports_numpy_itself_and_what_makes_it_lazy(file):
    plot = "plot" in file.parts
    for name, top in imported(file.read_text()):
        root = name.partition(".")[0]
        if root in sys.stdlib_module_names or root in ("", "numpy", "convkit", "lazy_loader"):
            continue
        if plot and root in ("matplotlib", "PIL", "IPython", "anywidget", "traitlets"):
            continue
        assert root in ("skimage", "sklearn", "torch", "PIL") and not top, f"{name} in {file.name}"


@pytest.mark.parametrize("file", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_imports_only_what_readers_have(file):
    allowed = {"numpy", "matplotlib", "convkit", "autograder", "torch", "scipy", "sklearn"}
    for cell in read(file).cells:
        if cell.kind not in ("markdown", "essay"):
            assert roots(cell.source) <= allowed, f"line {cell.line}"


@pytest.mark.parametrize("file", LESSONS, ids=lambda p: p.stem)
def test_numpy_lessons_keep_torch_out_of_reach(file):
    lesson = read(file)
    if lesson.name.startswith(("13", "14", "15")):
        assert "torch" in lesson.allow
    else:
        assert not {"torch", "scipy", "convkit"} & set(lesson.allow)
