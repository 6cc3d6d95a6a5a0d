"""The `autograder` program: one verb a wish, in a course directory.

Each verb is a function that reads its flags and calls the module that does the work, which is
imported then. Whatever a person can get wrong ends as one line on stderr and a non-zero exit
code, never as a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from autograder.cli import authoring, grading, learning, lms
from autograder.cli.options import err

VERBS = (
    authoring.build,
    authoring.verify,
    authoring.try_answers,
    learning.lab,
    learning.handout,
    lms.collect,
    grading.grade,
    grading.report,
    lms.export,
    learning.progress,
    grading.demo,
)


#: modules that Windows does not have; what runs students' answers in processes needs them
UNIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios")
#: what jsonschema imports if it can, to know international web addresses; no notebook's schema asks
#: for one, and its grammar takes longer to make ready than all else
UNNEEDED = "rfc3987_syntax"


class InOrder(click.Group):
    """A group that lists its verbs in the order of a course, not of the alphabet."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=InOrder,
    commands=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def autograder() -> None:
    """Build, verify and grade the convolution course."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    verb = next((a for a in arguments if not a.startswith("-")), "")
    sys.modules.setdefault(UNNEEDED, None)  # type: ignore[arg-type]
    try:
        return autograder.main(arguments, "autograder", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ModuleNotFoundError as error:
        if error.name not in UNIX_ONLY:
            raise
        needs = "needs Linux, macOS or, on Windows, WSL; the checks in the notebooks do not."
        err.print(f"autograder {verb}: this {needs}", style="red", markup=False)
        return 1
    except (OSError, ValueError) as error:
        told = in_words(error) if isinstance(error, OSError) else str(error)
        err.print(f"autograder {verb}: {told}", style="red", markup=False)
        return 1
    except (KeyboardInterrupt, click.Abort):
        err.print(f"autograder {verb}: stopped; what was finished is kept.", style="red")
        return 130


def in_words(error: OSError) -> str:
    """What the system refused, in a sentence and without its number."""
    if not error.filename or not error.strerror:
        return str(error)
    if isinstance(error, FileNotFoundError):
        return f"there is no {error.filename}"
    reason = f"{error.strerror[0].lower()}{error.strerror[1:]}"
    return f"{error.filename} cannot be used: {reason}"
