"""What can be seen in a text, whatever the numbers; and nothing in a text that is right."""

import pytest

from autograder.checks.diagnosis.signs import other_defaults, other_signs, sure_signs
from autograder.checks.diagnosis.source import parse

SEEN = {
    "for i in x:\n        y = i\n        return y": "Line 4: `return` stands inside the loop",
    "x.reshape(2, 3)\n    return x": "Line 2: the result of `x.reshape(2, 3)` is not kept.",
    "x - {1}\n    return x": "the result of `x - {1}` is not kept.",
    "y = x.sort()\n    return y": "`x.sort()` changes its object and gives None.",
    "return ValueError('no', x)": "the error is returned, not raised",
    "ValueError('no')\n    return x": "the error is made, not raised",
    "y = np.empty(3)\n    y[0] += x\n    return y": "`np.empty` does not make zeros",
    "for x in range(3):\n        pass\n    return x": "the loop's `x` overwrites the argument `x`",
    "for i in x:\n        y = i + 1\n    return y": "Line 3: `y` is made anew in each turn of the loop",
    "return x ^ 2": "`^` in `x ^ 2` is no power",
    "return sum(2 ^ i for i in x)": "`^` in `2 ^ i` is no power",
    "return 3": "the argument `x` is never used",
    "y = 2 * x\n    return x": "`y` is computed here and never used",
    "y = x\n    y[0] += 1\n    return x - y": "Line 2: `y = x` makes no copy",
    "a = b = x * 2\n    b[0] = 1\n    return a": "Line 2: `a = b = x * 2` makes no copy",
    "ph, pw = x.shape\n    return np.pad(x, (ph, pw))": "puts ph before and pw behind, on every",
    "return np.pad(x, (x[0], x[1]))": "puts x[0] before and x[1] behind",
    "print(x)": "the result is printed, not returned",
}


def signs(source):
    return [*sure_signs(source), *other_signs(source)]


@pytest.mark.parametrize("body", SEEN)
def test_a_sign_is_seen(body):
    found = signs(parse(f"def f(x):\n    {body}\n", "f"))
    assert SEEN[body] in str(found[0])


def test_a_default_that_is_shared_is_seen():
    found = sure_signs(parse("def f(x, past=[]):\n    return x, past\n", "f"))
    assert "the default `[]` is made once" in str(found[0])


RIGHT = [
    "x.append(1)\n    return x",
    "y = np.empty(3)\n    y[:] = x\n    return y",
    "for i in x:\n        if i:\n            continue\n        return i",
    "for i in x:\n        if i:\n            return i",
    "y = 0\n    for i in x:\n        y += i\n    return y",
    "for i in x:\n        y = i + 1\n        print(y)\n    return y",
    "for i in x:\n        if i > 2:\n            y = i\n    return y",
    "y = 0\n    for i in x:\n        y = y + i\n    return y",
    "for i in x:\n        y = [0]\n        y[0] = i\n    return y",
    "_, y = x\n    return y",
    "np.add.at(x, [0], 1)\n    return x",
    "raise ValueError(x)",
    "return (x == 1) ^ (x == 2)",
    "return x ^ 1",
]


@pytest.mark.parametrize("body", RIGHT)
def test_where_there_is_no_sign_none_is_seen(body):
    assert signs(parse(f"def f(x):\n    {body}\n", "f")) == []


def test_defaults_that_the_task_has_otherwise():
    text = "def f(x, stride=2, padding=0):\n    return x\n"
    source = parse(text, "f")
    (sign,) = other_defaults(source, "def f(x, stride=1, padding=0):\n    return x\n")
    assert str(sign) == "Line 1: the default of `stride` is not the one of the task."
    assert other_defaults(source, text) == [] == other_defaults(source, "")
