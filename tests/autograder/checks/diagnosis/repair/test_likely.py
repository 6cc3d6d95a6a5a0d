"""Lines that the task has written already are hardly ever the mistake."""

from types import SimpleNamespace

from autograder.checks.diagnosis.repair.edits.tiers import tiers
from autograder.checks.diagnosis.repair.likely import given_last
from autograder.checks.diagnosis.source import functions, parse
from autograder.checks.session import Session

TEXT = """def area(n, k, s):
    n = n - 2
    return (n - k + s) * s
"""


def lines(given):
    """The lines of the edits, tier by tier."""
    session = Session(misconceptions=SimpleNamespace(GIVEN={"area": given}))
    source = parse(TEXT, "area")
    found = given_last(tiers(functions(source), {}), source, session)
    return [{line for edit in tier for line in edit.lines} for tier in found if tier]


def test_given_lines_come_after_all_others():
    *own, late = lines(("n = n - 2",))
    assert late == {2} and 3 in set.union(*own)
    assert all(edits in ({3}, {2, 3}) for edits in own)  # an exchange has to do with both


def test_without_given_lines_the_tiers_are_as_they_are():
    assert {2, 3} in lines(())
