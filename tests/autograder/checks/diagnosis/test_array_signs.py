"""What is seen of arrays is not seen where there is nothing amiss."""

import pytest

from autograder.checks.diagnosis.array_signs import aliases, flat_widths
from autograder.checks.diagnosis.source import parse


@pytest.mark.parametrize(
    "body",
    [
        "y = x.copy()\n    y[0] = 1\n    return x - y",
        "y = x\n    y[0] = 1\n    return y",  # there is but one name that is read
        "y = x\n    return x - y",  # nothing is written
        "y = x\n    z = x + y\n    y[0] = 1\n    return y, z",
        "return np.pad(x, (left, right))",  # the two sides of one axis
        "return np.pad(x, ((ph, ph), (pw, pw)))",
        "return np.pad(x, x)",
    ],
)
def test_nothing_is_seen_where_nothing_is_amiss(body):
    function = parse(f"def f(x):\n    {body}\n", "f").target
    assert not [*aliases(function), *flat_widths(function)]
