"""The command line that runs another as an ordinary user, from a test that is run as root.

Python may be where only root passes, as in /root. The other command then has a view of the file
system of its own, in which the way to Python is open and nothing else is on it.
"""

import sys
from pathlib import Path

USER = "61234"
SCRIPT = """
set -e
if [ -n "$CLOSED" ]; then
    mount --make-rprivate /
    mkdir "$HOME/python"
    mount --bind "$PREFIX" "$HOME/python"
    mount -t tmpfs -o mode=755 tmpfs "$CLOSED"
    mkdir -p "$PREFIX"
    mount --bind "$HOME/python" "$PREFIX"
fi
exec setpriv --reuid=$USER --regid=$USER --clear-groups --bounding-set=-all "$@"
"""


def as_ordinary_user(words: list[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """(command line, variables for it) of the words, run by a user whose home this folder is."""
    prefix = Path(sys.base_prefix).resolve()
    closed = [str(p) for p in reversed(prefix.parents) if not p.stat().st_mode & 0o001]
    variables = {"CLOSED": closed[0] if closed else "", "PREFIX": str(prefix)}
    variables |= {"HOME": str(home), "TMPDIR": str(home), "USER": USER}
    return ["unshare", "--mount", "sh", "-c", SCRIPT, "sh", *words], variables
