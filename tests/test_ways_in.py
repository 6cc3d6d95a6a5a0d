"""The ways into the course: files parse and agree, and a student's machine may be of any kind."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line
)
#: what Windows does not have
UNIX = ("fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "syslog")


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["version"]
    assert " AND ".join(citation["license"]) == PROJECT["license"].replace("-4.0", "-4.0")
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert newest[1] == PROJECT["version"]


def test_the_workflows_run_what_everybody_runs():
    flows = {p.stem: yaml.safe_load(p.read_text()) for p in ROOT.glob(".github/workflows/*.yml")}
    steps = {
        name: [s.get("run") for job in flow["jobs"].values() for s in job["steps"]]
        for name, flow in flows.items()
    }
    assert "./.ci/run" in steps["test"]
    assert {"make site", "make test-pages"} <= set(steps["site"])


def test_containers_have_the_tested_python_and_torch():
    docker = (ROOT / "Dockerfile").read_text()
    assert f"torch=={PINS['torch']}" in docker
    image = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())["image"]
    workflow = (ROOT / ".github/workflows/test.yml").read_text()
    least = PROJECT["requires-python"].removeprefix(">=")
    for text in (docker, image, workflow):
        assert f"python:{least}-" in text


def test_no_solution_gets_into_the_image():
    rules = (ROOT / ".dockerignore").read_text().split()
    assert rules[0] == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    assert not allowed & {"solutions", "lessons", "tests", "examples", "docs"}
    assert {"notebooks", "convkit", "autograder", "pyproject.toml"} <= allowed


def test_every_notebook_begins_with_what_to_do_where_packages_are_missing():
    for path in ROOT.glob("notebooks/*/*.ipynb"):
        first = nbformat.read(path, 4).cells[0]
        assert first.cell_type == "markdown"
        said = first.source.splitlines()[-1]
        assert "No module named" in said, path.name
        assert "Colab" in said


def test_a_students_side_needs_nothing_that_only_unix_has():
    name = "01_cross_correlation"
    notebook = nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", 4)
    cells = {c.id: c.source for c in notebook.cells}
    right = (
        "def window_dot(x, k, i, j):\n    return np.sum(x[i:i+k.shape[0], j:j+k.shape[1]] * k)\n"
    )
    turned = right.replace("* k)", "* k[::-1, ::-1])")
    program = [
        "import sys",
        f"blocked = {UNIX!r}",
        "class Windows:",
        "    def find_spec(self, name, path=None, target=None):",
        "        if name in blocked: raise ModuleNotFoundError(name, name=name)",
        "for name in blocked: sys.modules.pop(name, None)",
        "sys.meta_path.insert(0, Windows())",
        cells["setup-all"],
        cells["setup-checks"],
        right,
        cells["window_dot-check"],
        turned,
        "try:",
        *("    " + line for line in cells["window_dot-check"].splitlines()),
        "except AssertionError as error: print(error)",
        "import autograder.cli",
        "autograder.cli.main(['--help'])",
        "autograder.cli.main(['progress', '01'])",
        "from convkit import plot",
        "print(plot.explore(lambda x, k: x).message)",
    ]
    command = [sys.executable, "-c", "\n".join(program)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "window_dot: right on 2 cases." in done.stdout
    assert "You turned the kernel half round." in done.stdout
    assert "autograder progress: this needs Linux, macOS" in done.stderr
