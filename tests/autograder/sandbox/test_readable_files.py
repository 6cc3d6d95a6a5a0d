"""What is installed, and whose files a candidate may read: looked up the quick way."""

from importlib.metadata import distribution, packages_distributions

import pytest

from autograder.sandbox.readable_files import distributions_of, installed, top_entries

OURS = ("numpy", "torch", "matplotlib", "pillow", "PyYAML", "scikit-learn", "convolution-course")


def test_what_is_installed_is_all_that_can_be_imported():
    listed = {name for name, (first, *_) in packages_distributions().items() if first in OURS}
    assert len(listed) > 5
    assert listed <= installed()
    assert not {"__pycache__", "tomorrow"} & installed()


def test_a_folder_that_is_not_there_holds_nothing(monkeypatch, tmp_path):
    before = installed()
    monkeypatch.syspath_prepend(tmp_path / "gone" / "site-packages")
    assert installed() == before


@pytest.mark.parametrize(
    ("module", "expected"),
    [("numpy", "numpy"), ("PIL", "pillow"), ("yaml", "PyYAML"), ("sklearn", "scikit-learn")],
)
def test_a_module_comes_from_a_distribution_of_its_name_or_another(module, expected):
    assert expected.lower() in [name.lower() for name in distributions_of(module)]


def test_what_is_not_installed_is_looked_for_under_its_own_name():
    assert distributions_of("tomorrow") == ["tomorrow"]


@pytest.mark.parametrize("name", ["numpy", "torch", "six", "typing_extensions"])
def test_the_top_entries_are_those_of_the_list_of_files(name):
    assert top_entries(distribution(name)) == {f.parts[0] for f in distribution(name).files}
