"""The self-test finds every wall that stands, and every one that does not."""

import os

import pytest

from autograder.sandbox import selftest
from autograder.sandbox.sandbox import LEVELS, SandboxError


def test_the_self_test_finds_every_wall_standing(walls, built):
    report = selftest.run(walls, built)
    assert set(report.kept) == {said for name, said in selftest.SAID.items() if name != "user"}
    assert report.open == ()


def test_the_self_test_finds_all_but_details_kept_without_namespaces(landlocked, built):
    report = selftest.run(landlocked, built)
    root = os.geteuid() == 0
    assert set(report.open) == {"no size or time of a file outside"} | (
        set() if root else {"another user than yours"}
    )
    assert "as was tried just now" in report.line()


def test_the_self_test_says_what_an_older_kernel_enforces_less(landlocked, built, monkeypatch):
    monkeypatch.setattr(selftest.landlock, "abi", lambda: 2)
    assert any("emptying" in said for said in selftest.run(landlocked, built).open)


def test_the_self_test_says_what_the_weak_level_leaves_open(plain, built):
    report = selftest.run(plain, built)
    through = {"network", "course", "home", "processes", "writing", "rights", "details", "user"}
    through |= {"devices"}
    found = {name for name, said in selftest.SAID.items() if said in report.open}
    assert found | {"home"} == through  # a home may be empty
    assert "limited memory" in report.kept
    assert "NOT enforced" in report.line()


def test_the_self_test_refuses_a_wall_with_a_hole(walls, built, monkeypatch):
    monkeypatch.setattr(selftest, "PROBE", selftest.PROBE.replace("tries(has_interface)", "True"))
    with pytest.raises(SandboxError, match="no network"):
        selftest.run(walls, built)


def test_every_level_says_of_all_it_must_keep_out_what_that_is():
    assert set(selftest.MUST) == set(LEVELS)
    assert all(names <= set(selftest.SAID) for names in selftest.MUST.values())
    for name in selftest.SAID:
        assert f'"{name}": ' in selftest.PROBE


def test_a_report_names_what_is_open_only_where_something_is():
    assert selftest.Report("process", ("a", "b"), ()).line().endswith(": a, b.")
    assert selftest.Report("process", ("a",), ("b",)).line().endswith(": a. NOT enforced: b.")
