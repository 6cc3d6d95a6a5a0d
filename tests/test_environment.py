"""pyproject.toml, constraints.txt and environment.yml name the same packages and versions."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.smoke

ROOT = Path(__file__).resolve().parents[1]


def direct() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {*project["dependencies"], *project["optional-dependencies"]["dev"]}


def pins(lines) -> dict[str, str]:
    pairs = (line.strip().split("==") for line in lines if "==" in line)
    return {name.lower(): number for name, number in pairs}


def constraints() -> dict[str, str]:
    return pins((ROOT / "constraints.txt").read_text().splitlines())


def site() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return set(project["optional-dependencies"]["site"])


def test_every_package_is_pinned():
    assert direct() | site() <= constraints().keys()


def test_conda_users_get_the_same_packages_at_the_same_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (by_pip,) = (d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    theirs = pins(by_pip)
    assert theirs.keys() == direct()
    assert theirs == {name: constraints()[name] for name in direct()}


def test_the_pins_are_what_runs_here():
    for name in direct() | site():
        assert version(name).partition("+")[0] == constraints()[name], name


@pytest.mark.xdist_group("one worker")
def test_tests_of_one_group_keep_to_one_worker(request):
    """pytest-xdist 3.8 under pytest 9.2 forgets groups in silence: what takes a minute to make is made twice."""
    grouped = request.config.getoption("loadgroup", False)
    assert request.node.nodeid.endswith("@one worker") == grouped
