"""A real JupyterLab and a headless Chromium.

Without a browser this folder is left out and the report's first lines say so; in CI (the
environment variable CI) it is not left out, and the tests fail. `playwright install chromium` or
the system's own package puts one on the machine.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab: ``lab.url(notebook)`` puts a notebook there and says its address."""
    folder = tmp_path_factory.mktemp("lab")
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    work = folder / "work"
    work.mkdir()
    root = Path(__file__).parents[2]
    environment = os.environ | {
        "HOME": str(folder),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(root),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=open"]
    command += [f"--ServerApp.root_dir={work}", "--LabApp.expose_app_in_browser=True"]
    command += ["--LabApp.extension_manager=readonly"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, env=environment, cwd=work, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/status?token=open", server, folder / "log")
            yield Lab(address, work)
        finally:
            server.terminate()
            server.wait(20)


#: anywidget gives a figure two seconds to load, which a machine with other work may not keep
PATIENT = """const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(30 * ms);"""


@pytest.fixture(scope="session")
def lab_page(new_page):
    """One page for all notebooks: JupyterLab takes long to load."""
    page = new_page()
    page.add_init_script(PATIENT)
    yield page
    page.close()


@pytest.fixture
def page(lab_page):
    """The page, with nothing gone wrong yet."""
    lab_page.errors.clear()
    return lab_page


class Lab:
    def __init__(self, address, work):
        self.address, self.work = address, work

    def url(self, name):
        return f"{self.address}/lab/tree/{name}?token=open&reset"


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
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
