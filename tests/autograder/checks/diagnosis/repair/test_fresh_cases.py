"""Fresh cases: smaller ones with other numbers, of sizes that are legal, with the right answers."""

from types import SimpleNamespace

import numpy as np

from autograder import case, normal
from autograder.checks.diagnosis.repair.fresh_cases import fresh, sizes_in_common
from autograder.checks.oracle import Refused

CASES = [case(x=normal(3, 9, 7), n=2), case(x=normal(3, 6, 8), n=4)]


def question(answer):
    return SimpleNamespace(cases=CASES, answer=answer)


def test_they_are_smaller_and_what_all_cases_share_stays():
    found = list(fresh(question(lambda arguments: arguments[0].sum())))
    assert len(found) > 20
    shapes = {arguments[0].shape for arguments, _ in found}
    assert {shape[0] for shape in shapes} == {3} and len(shapes) > 5
    assert all(shape[1] <= 9 and shape[2] <= 8 for shape in shapes)
    assert all(np.isclose(arguments[0].sum(), right) for arguments, right in found)
    assert sizes_in_common(CASES) == {("x", 0, 3)} and sizes_in_common(CASES[:1]) == set()


def test_what_the_oracle_refuses_or_cannot_answer_is_left_out():
    def answer(arguments):
        if arguments[1] == 1:
            return Refused("ValueError", "too small")
        if arguments[1] == 2:
            raise RuntimeError
        return 0.0

    found = list(fresh(question(answer)))
    assert found and {arguments[1] for arguments, _ in found}.isdisjoint({1, 2})
