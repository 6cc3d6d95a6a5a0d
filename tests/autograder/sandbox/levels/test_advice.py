"""Why bubblewrap does not work here, and what the choices are: two lines that fit the machine."""

import pytest

from autograder.sandbox.levels import advice, landlock


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of which a test says what it is like; no container, nothing is forbidden."""
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setattr(advice, "CONTAINERS", (tmp_path / "dockerenv",))
    monkeypatch.setattr(advice, "APPARMOR", tmp_path / "apparmor")
    monkeypatch.setattr(advice, "FORBIDDEN", ((tmp_path / "spaces", "user.spaces=100"),))
    monkeypatch.setattr(landlock, "unavailable", lambda: "")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    return tmp_path


def test_the_reason_is_said_in_its_words_and_every_choice_is_named(machine):
    why, what = advice.refused("setting up uid map: denied").splitlines()
    assert why == "bubblewrap does not work here: setting up uid map: denied."
    assert "--isolation landlock, which needs no namespaces" in what
    assert "for submissions you trust only, --isolation process" in what
    assert "it ended without a word" in advice.refused("")


def test_where_it_is_not_installed_it_says_how_to(machine):
    assert advice.INSTALL in advice.not_installed()


def test_without_landlock_that_is_no_choice(machine, monkeypatch):
    monkeypatch.setattr(landlock, "unavailable", lambda: "the kernel is old")
    said = advice.not_installed()
    assert "--isolation landlock cannot be had either: the kernel is old" in said


@pytest.mark.parametrize("mark", ["file", "environment"])
def test_in_a_container_it_is_the_containers_start(machine, monkeypatch, mark):
    if mark == "file":
        (machine / "dockerenv").touch()
    else:
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    assert "this container may not make namespaces (no)" in advice.refused("no")


def test_what_the_system_forbids_is_named_with_its_setting(machine, monkeypatch):
    (machine / "spaces").write_text("0\n")
    assert "sudo sysctl user.spaces=100" in advice.refused("no")
    (machine / "apparmor").write_text("1\n")
    assert "AppArmor forbids" in advice.refused("no")
    monkeypatch.setattr("os.geteuid", lambda: 0)  # root is not forbidden it
    assert "AppArmor" not in advice.refused("no")


def test_a_setting_that_is_not_there_forbids_nothing(machine):
    assert advice.value_of(machine / "nowhere") == ""
