"""Every gate can fail: a good lesson passes all, and each way to bend it trips its own gate."""

import io

import pytest

from autograder.authoring.lesson_rules import read
from autograder.authoring.verify import as_floats, matrix, verify


def test_a_good_lesson_passes_every_gate(tiny):
    report = verify(read(tiny / "lessons" / "90_tiny.py"))
    assert report.problems == []
    assert len(report.kills) == 7
    assert all(k.visible and k.killed and k.own for k in report.kills)


def test_the_matrix_names_every_misconception(tiny):
    from rich.console import Console

    report = verify(read(tiny / "lessons" / "90_tiny.py"))
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(matrix(report))
    text = console.export_text()
    for kill in report.kills:
        assert kill.name.partition("__")[2].replace("_", " ") in text


GATES = {
    "solution fails": ("return x[gap:] - x[:-gap]\n    ### END", "return x[gap:] - x[:-gap] + 1\n    ### END",
                       "the solution fails its own check"),
    "worked example is wrong": ("`len(unequal_pair())` is 2", "`len(unequal_pair())` is 3",
                                "the task says len(unequal_pair()) is 3, it is 2"),
    "stub does too much": ("    ### BEGIN SOLUTION\n    return 2, -2\n    ### END SOLUTION",
                           "    return 2, -2\n    ### BEGIN SOLUTION\n    ### END SOLUTION",
                           "a check passes on the untouched stub"),
    "stub breaks": ("def unequal_pair():", "### BEGIN SOLUTION\nTWO = 2\n### END SOLUTION\n\n\ndef unequal_pair():",
                    "the stub's cell breaks: NotImplementedError"),
    "misconception survives": ("return self.factor + x", "return self.factor * x",
                               "Scale__adds passes every check"),
    "told something else": ("because(\"unequal_pair__same\")", "'no'", "unequal_pair__same is told 'no'"),
    "indistinguishable": ("    return x[1:] - x[:-1]", "    return x[:-gap] - x[gap:]",
                          "difference__turned and difference__gap_of_one cannot be told apart"),
    "hidden does the work": ("on=[case(x=normal(7), gap=2), case(x=normal(5), gap=1)]", "on=[case(x=normal(2), gap=1)]",
                             "the visible cases kill 2 of 3"),
    "nothing to kill": ('# %% misconception="unequal_pair"\ndef unequal_pair__other_squares():\n'
                        '    """The squares of your numbers differ."""\n    return 1, 2\n\n\n', "", None),
    "square images only": ("case(x=normal(3, 4), factor=2.5)", "case(x=normal(3, 3), factor=2.5)",
                           "probe rule 'rectangular'"),
    "a ramp": ("case(x=normal(3, 4), factor=2.5)", "case(x=np.arange(12.0).reshape(3, 4), factor=2.5)",
               "probe rule 'random'"),
    "a sum": ("assert a != b,", "assert np.sum(a) != b,", "probe rule 'whole'"),
    "a guard": ("assert a != b,", "if a is not None:\n    assert a != b,", "probe rule 'fails'"),
    "silence": ('"unequal_pair: two numbers, one square."\n', "", "probe rule 'speaks'"),
    "the same for everybody": ('"unequal_pair: two numbers, one square."\n',
                               '"Right."\n### BEGIN HIDDEN TESTS\nassert a != b + 1, "Not so."\n### END HIDDEN TESTS\n',
                               "probe rule 'drawn'"),
    "a loose tolerance": ("via=use,", "via=use, rtol=1e-3,", "probe rule 'whole'"),
}  # fmt: skip


def test_a_task_may_write_3_where_the_solution_gives_a_float():
    assert as_floats((3, [2.0, True])) == as_floats([3.0, (2, True)]) == [3.0, [2.0, True]]


@pytest.mark.parametrize("what", GATES)
def test_each_gate_can_fail(bend, what):
    old, new, message = GATES[what]
    if what == "nothing to kill":
        path = bend(old, new)
        path = bend('# %% misconception="unequal_pair"\ndef unequal_pair__same():\n'
                    '    """Your two numbers are the same number."""\n    return 3, 3\n\n\n', "")  # fmt: skip
        path = bend('assert a != b, because("unequal_pair__same")', "assert a != b")
        path = bend(', because("unequal_pair__other_squares")', "")
        message = "no misconceptions"
    else:
        path = bend(old, new)
    problems = "\n".join(verify(read(path)).problems)
    assert message in problems


def test_a_probe_rule_can_be_answered_for(bend):
    bend("case(x=normal(3, 4), factor=2.5)", "case(x=normal(3, 3), factor=2.5)")
    path = bend(
        "    Scale, against=lambda x, factor: (factor * x, 2), via=use, on=[case(x=normal(3, 3), factor=2.5)]\n)\n",
        "    Scale, against=lambda x, factor: (factor * x, 2), via=use, on=[case(x=normal(3, 3), factor=2.5)]\n)\n"
        "### BEGIN HIDDEN TESTS\n# probe: rectangular: the shape does not matter here\n"
        "### END HIDDEN TESTS\n",
    )
    assert verify(read(path)).problems == []
