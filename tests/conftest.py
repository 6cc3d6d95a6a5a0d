"""What all tests share."""

import os
import shutil
from pathlib import Path

import pytest

from autograder.sandbox.threads import one_thread
from tests import jupyter

one_thread()  # tests run side by side; before NumPy is imported


@pytest.fixture(scope="session")
def program():
    """`program("bwrap", "bubblewrap")`: the path of a program that comes with the system.

    Where it is missing the test is skipped on a person's machine and fails in CI, which installs
    what the tests need (`.ci/run`).
    """

    def find(name: str, package: str) -> str:
        path = shutil.which(name)
        if path is None:
            say = pytest.fail if os.environ.get("CI") else pytest.skip
            say(f"needs {name}: apt-get install {package}")
        return path

    return find


# Nothing but the page: no updates, no sync, no first-run pages.
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
 --disable-component-update --disable-sync""".split()


def browser_path():
    """Where a Chromium is, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


# Without a browser these are left out and the report's first lines say so; in CI (the environment
# variable CI) they are not left out, and fail. `playwright install chromium` or the system's own
# package puts one on the machine.
collect_ignore_glob = (
    []
    if browser_path() or os.environ.get("CI")
    else ["browser/test_*.py", "site/test_site.py", "autograder/cli/test_term.py"]
)


def pytest_report_header():
    if collect_ignore_glob:
        return "tests in a browser are left out: no Chromium (playwright install chromium)"
    return f"browser: {browser_path()}"


@pytest.fixture(scope="module")
def chromium():
    """A browser, closed after each module: while it is open, nothing else can use asyncio."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def new_page(chromium):
    """A function that opens a page that remembers what went wrong in ``page.errors``."""

    def opened(**options):
        page = chromium.new_page(**{"viewport": {"width": 1300, "height": 1000}} | options)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        page.set_default_timeout(120_000)  # other tests run beside this one
        return page

    return opened


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab."""
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    jupyter.quiet(home)
    options = ["--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"]
    with jupyter.serving(work, home, "jupyterlab", *options) as address:
        yield jupyter.Lab(address, work, home)


@pytest.fixture(scope="module")
def lab_page(new_page):
    """One page for all notebooks: JupyterLab takes long to load."""
    page = new_page()
    page.add_init_script(jupyter.PATIENT)
    yield page
    page.close()


@pytest.fixture
def page(lab_page):
    """The page, with nothing gone wrong yet."""
    lab_page.errors.clear()
    return lab_page
