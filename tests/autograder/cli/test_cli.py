"""The program: every verb explains itself, and what people get wrong is one line, exit code not 0."""

import os
import subprocess
import sys
import time

import pytest

from autograder import cli
from autograder.cli import in_words


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


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


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_jobs_must_be_a_whole_number(jobs, capsys):
    assert run("grade", f"--jobs={jobs}") == 2
    assert "is not a whole number above 0" in capsys.readouterr().err


def test_flags_that_exclude_each_other_are_refused(capsys):
    assert run("grade", "--force", "--dry-run") == 2
    assert "not allowed with" in capsys.readouterr().err


def test_build_writes_then_check_agrees_then_disagrees(tiny, capsys):
    course = ["--course", str(tiny)]
    assert run("build", *course) == 0
    assert run("build", "--check", *course) == 0
    lesson = tiny / "lessons" / "90_tiny.py"
    lesson.write_text(lesson.read_text().replace("A witness", "The witness"))
    assert run("build", "--check", *course) == 1
    assert (
        "90_tiny.ipynb is not what its lesson says; run `autograder build`"
        in capsys.readouterr().err
    )


def test_a_broken_lesson_is_named_with_its_line(tiny, bend, capsys):
    bend(" points=1", "")
    assert run("build", "--course", str(tiny)) == 1
    assert "90_tiny.py:" in capsys.readouterr().err


def test_verify_fails_when_a_gate_does(tiny, bend, capsys):
    assert run("verify", "--quiet", "--course", str(tiny)) == 0
    bend("return self.factor + x", "return self.factor * x")
    assert run("verify", "--course", str(tiny)) == 1
    captured = capsys.readouterr()
    assert "Scale__adds passes every check" in captured.err


def test_lab_copies_once_and_never_over_answers(tiny, capsys):
    run("build", "--course", str(tiny))
    assert run("lab", "--no-open", "--course", str(tiny)) == 0
    mine = tiny / "work" / "90_tiny" / "90_tiny.ipynb"
    mine.write_text("my answers")
    assert run("lab", "--no-open", "--course", str(tiny)) == 0
    assert mine.read_text() == "my answers"
    assert "0 notebooks copied, 1 already there" in capsys.readouterr().out


def test_ctrl_c_says_what_is_kept(tiny, capsys, monkeypatch):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.authoring.lesson_files.find_lessons", stop)
    assert run("verify", "--course", str(tiny)) == 130
    assert "what was finished is kept" in capsys.readouterr().err


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


def test_whoever_ends_lab_ends_what_it_runs(tmp_path):
    mark = tmp_path / "pid"
    inner = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    program = (
        "import sys; from autograder.cli.learning import until_stopped; "
        f"sys.exit(until_stopped([sys.executable, '-c', {inner!r}]))"
    )
    ours = subprocess.Popen([sys.executable, "-c", program])
    for _ in range(300):
        if mark.exists() and mark.read_text():
            break
        time.sleep(0.1)
    ours.terminate()
    ours.wait(20)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize("root", [True, False])
def test_lab_says_what_root_has_to_say(tiny, capsys, monkeypatch, root):
    run("build", "--course", str(tiny))
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("autograder.cli.learning.until_stopped", lambda command: 0)
    assert run("lab", "--course", str(tiny)) == (1 if root else 0)
    assert run("lab", "--course", str(tiny), "--", "--allow-root") == 0
    assert ("--allow-root" in capsys.readouterr().err) == root
