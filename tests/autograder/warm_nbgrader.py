"""nbgrader's own program, started often: to import it takes five seconds, to fork it none.

`run` has a server process, one for each process of the tests, that has imported nbgrader and forks
for every program that is asked for. The fork is what `python -m nbgrader …` would be by then.
"""

import atexit
import functools
import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path


def run(words, cwd, env=None) -> subprocess.CompletedProcess:
    """What `python -m nbgrader`, with these words in this folder, ends with and says."""
    # nbgrader calls alembic by name
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("stdout", "stderr")]
        request = {
            "words": list(map(str, words)),
            "cwd": str(cwd),
            "env": {**os.environ, "PATH": path, **(env or {})},
            "said": list(map(str, said)),
        }
        programs = server()
        programs.stdin.write(json.dumps(request) + "\n")
        programs.stdin.flush()
        code = int(programs.stdout.readline())
        return subprocess.CompletedProcess(words, code, *(p.read_text() for p in said))


@functools.cache
def server() -> subprocess.Popen:
    started = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    atexit.register(started.communicate)  # it ends when nothing more can come
    return started


def serve() -> None:
    import nbgrader.apps  # noqa: F401 (the forks have it)

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def become(words: list[str], cwd: str, env: dict[str, str], said: list[str]) -> None:
    """Go on as nbgrader's program, to its end."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for fd, path in enumerate([os.devnull, *said]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), fd)
    sys.path[0] = cwd
    sys.argv = ["nbgrader", *words]
    runpy.run_module("nbgrader", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve()
