"""Every module has its twin: `autograder/exam/record.py`, `tests/autograder/exam/test_record.py`.

Whoever changes a module finds its tests by its path. A package's `__init__` that defines something
is tested under the package's name, in the folder of its tests; one that does not needs no test.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = Path("autograder") / "misconceptions"
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

#: modules that have no twin, and why; to be made shorter, not longer
WITHOUT = {
    "autograder/__main__.py": "four lines that call the command line",
    "convkit/data/make_pnet.py": "a script, run once by hand; what it made is tested in test_published.py",
    "convkit/plot/__main__.py": "one page of all examples for whoever changes pictures; test_examples.py draws each",
    "convkit/plot/examples/inputs.py": "the arrays of the examples, of which test_examples.py draws each",
    "convkit/plot/examples/lessons_00_to_07.py": "a list of pictures, of which test_examples.py draws each",
    "convkit/plot/examples/lessons_08_to_15.py": "a list of pictures, of which test_examples.py draws each",
    "convkit/plot/living/__init__.py": "hands out figure.js and figure.css; tested with them in test_figure.py",
}


def twin(module: Path) -> Path:
    """Where the tests of a module are, from the same root."""
    name = module.parent.name if module.stem == "__init__" else module.stem
    return Path("tests") / module.parent / f"test_{name}.py"


def without_twin(root: Path) -> set[str]:
    """The modules under a root that define something and have no twin."""
    found = set()
    for package in ("autograder", "convkit"):
        for path in sorted((root / package).rglob("*.py")):
            module = path.relative_to(root)
            if module.parent == BUILT or (root / twin(module)).exists():
                continue
            tree = ast.parse(path.read_text("utf-8"))
            if module.stem != "__init__" or any(isinstance(n, DEFINITIONS) for n in tree.body):
                found.add(module.as_posix())
    return found


def test_every_module_has_its_twin():
    missing = without_twin(ROOT) - WITHOUT.keys()
    assert not missing, f"tests are missing: {[str(twin(Path(m))) for m in sorted(missing)]}"


def test_what_is_excepted_is_there_and_still_has_no_twin():
    assert WITHOUT.keys() - without_twin(ROOT) == set()
    assert all(reason for reason in WITHOUT.values())


def test_a_module_without_a_twin_is_found(tmp_path):
    """The gate is right of a small tree: what it must find, and what it must let pass."""
    texts = {
        "autograder/exam/__init__.py": '"""Nothing is in it."""\n',
        "autograder/exam/judge.py": "def judge(): ...\n",
        "autograder/exam/words.py": "WORDS = 1\n",
        "autograder/misconceptions/01_conv.py": "def conv__flipped(): ...\n",
        "convkit/data/__init__.py": "def digits(): ...\n",
        "tests/autograder/exam/test_judge.py": "",
        "tests/autograder/test_words.py": "",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert without_twin(tmp_path) == {"autograder/exam/words.py", "convkit/data/__init__.py"}
    for name in ("autograder/exam/test_words.py", "convkit/data/test_data.py"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).write_text("", encoding="utf-8")
    assert without_twin(tmp_path) == set()
