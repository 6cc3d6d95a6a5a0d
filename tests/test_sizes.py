"""Files and folders stay small enough to be read in one sitting."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "autograder" / "misconceptions"
CODE = [
    path
    for package in ("convkit", "autograder", "docs/coursepages", "benchmarks")
    for path in sorted((ROOT / package).rglob("*.py"))
    if BUILT not in path.parents
]


def long_functions(source: str, most: int) -> list[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, functions)]
    return [f.name for f in found if (f.end_lineno or 0) - f.lineno + 1 > most]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_at_most_300_lines_and_no_function_over_60(path):
    source = path.read_text("utf-8")
    assert source.count("\n") <= 300
    assert long_functions(source, 60) == []


def test_a_package_has_at_most_ten_modules():
    modules: dict[Path, int] = {}
    for path in CODE:
        if path.stem not in ("__init__", "__main__"):
            modules[path.parent] = modules.get(path.parent, 0) + 1
    assert {str(folder): n for folder, n in modules.items() if n > 10} == {}


def test_a_long_function_is_found():
    source = "def short():\n    pass\n\n\ndef long():\n" + "    x = 1\n" * 60
    assert long_functions(source, 60) == ["long"]
