"""Jupyter servers of the tests: JupyterLab for a student, nbgrader's formgrader for a marker."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: anywidget gives a figure two seconds to load, which a machine with other work may not keep
PATIENT = """const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(30 * ms);"""


class Lab:
    """A running JupyterLab: ``lab.url(notebook)`` is the address of a notebook in ``lab.work``."""

    def __init__(self, address, work, home):
        self.address, self.work, self.home = address, work, home

    def knows(self, course):
        """From here on kernels know the lessons of a course, as those who installed it do."""
        startup = self.home / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True, exist_ok=True)
        folder = str(course / "autograder" / "misconceptions")
        (startup / "lessons.py").write_text(
            f"import autograder.misconceptions as lessons\nlessons.__path__.append({folder!r})\n"
        )

    def url(self, name):
        return f"{self.address}/lab/tree/{name}?token=open&reset"


@contextmanager
def serving(work, home, module, *options):
    """Run a Jupyter server in the folder `work` until the end of the block; its address.

    What it keeps for its user it keeps in `home`. The token is "open".
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", module, "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=open"]
    command += [f"--ServerApp.root_dir={work}", *options]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, env=environment, cwd=work, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/status?token=open", server, home / "log")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def quiet(home):
    """JupyterLab asks nothing and looks for no news."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    chosen = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(chosen))


def _wait(address, server, log, seconds=300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"Jupyter did not start:\n{log.read_text()[-2000:]}")


def opened(page, lab, name):
    """Open a notebook in JupyterLab and wait until it can be run."""
    page.goto(lab.url(name))
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.content?.model?.cells")
    page.evaluate(
        """async () => {
            const { currentWidget } = window.jupyterapp.shell;
            await currentWidget.context.ready;
            await currentWidget.sessionContext.ready;
        }"""
    )


def run_all(page):
    """Run every cell of the notebook that is open and wait until they have run."""
    done = page.evaluate(
        """async () => {
            const late = new Promise((resolve) => setTimeout(resolve, 240000, "late"));
            const { commands } = window.jupyterapp;
            return await Promise.race([commands.execute("notebook:run-all-cells"), late]);
        }"""
    )
    assert done != "late"
