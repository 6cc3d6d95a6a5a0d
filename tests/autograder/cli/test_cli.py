"""The program: every verb explains itself, and what people get wrong is one line, exit code not 0."""

import subprocess
import sys

import pytest

from autograder.cli import in_words
from tests.autograder.helpers import run

VERBS = [
    "build",
    "verify",
    "try",
    "lab",
    "collect",
    "grade",
    "demo",
    "report",
    "export",
    "progress",
]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb, capsys):
    assert run(verb, "--help") == 0
    assert f"example:  autograder {verb}" in capsys.readouterr().out


def test_the_verbs_are_all_listed_before_anything_heavy_is_imported():
    program = (
        "import sys; from autograder.cli import main; code = main(['--help']); "
        "sys.exit(code or bool({'numpy', 'torch', 'nbgrader', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    for verb in VERBS:
        assert verb in done.stdout


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["build", "77"], "there is no lesson '77'; there are 90_tiny"),
        (["verify", "77"], "there is no lesson '77'; there are 90_tiny"),
        (["lab", "--no-open"], "no notebooks in"),
        (["report"], "nothing is graded in"),
        (["export"], "graded"),
        (["progress"], "all checks are in the course's repository only"),
    ],
)
def test_a_wrong_request_is_one_line_and_exit_code_1(tiny, capsys, arguments, line):
    assert run(arguments[0], "--course", str(tiny), *arguments[1:]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"autograder {arguments[0]}: ") and said.count("\n") == 1
    assert line in said


def test_a_missing_course_directory_is_named(capsys):
    assert run("build", "--course", "/nowhere/at/all") == 1
    assert "there is no course directory /nowhere/at/all" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "there is no a.csv"),
        (PermissionError(13, "Permission denied", "x"), "x cannot be used: permission denied"),
        (OSError(30, "Read-only file system", "x"), "x cannot be used: read-only file system"),
        (OSError("as it is"), "as it is"),
    ],
)
def test_what_the_system_refuses_is_a_sentence(error, told):
    assert in_words(error) == told


def test_a_missing_file_to_fill_is_named_without_a_number(tiny, capsys, monkeypatch):
    def missing(*arguments, **options):
        open("/nowhere/canvas.csv")

    monkeypatch.setattr("autograder.output.export.export", missing)
    assert run("export", "--course", str(tiny), "--fill", "/nowhere/canvas.csv") == 1
    assert capsys.readouterr().err == "autograder export: there is no /nowhere/canvas.csv\n"
