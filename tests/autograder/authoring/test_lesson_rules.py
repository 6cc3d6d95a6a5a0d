"""What is wrong with a lesson is said with file, line and what to do."""

import pytest

from autograder.authoring.lesson import LessonError
from autograder.authoring.lesson_rules import read

pytestmark = pytest.mark.smoke


def test_a_good_lesson_is_read_whole(tiny):
    lesson = read(tiny / "lessons" / "90_tiny.py")
    assert [e.name for e in lesson.exercises] == ["difference", "Scale", "unequal_pair"]
    assert lesson.title == "A tiny lesson"
    assert lesson.allow == ("numpy",)
    assert lesson.points == 6
    assert [len(e.misconceptions) for e in lesson.exercises] == [3, 2, 2]
    assert "BEGIN HIDDEN" not in lesson.exercises[0].checks[0].visible()


BAD = {
    "no region": ("    ### BEGIN SOLUTION\n    return 2, -2\n    ### END SOLUTION", "    return 2, -2",
                  "has no region"),
    "region not opened": ("    ### BEGIN SOLUTION\n    return 2", "    return 2", "out of order"),
    "region not closed": ("    ### END SOLUTION\n\n\n# %% misconception=\"difference\"",
                          "\n# %% misconception=\"difference\"", "out of order|has no '### END"),
    "marker misspelt": ("### BEGIN HIDDEN TESTS", "## BEGIN HIDDEN TESTS", "is not a marker"),
    "name taken": ('solution="Scale"', 'solution="difference"', "does not follow|is taken|stands in"),
    "misconception taken": ("def unequal_pair__other_squares", "def unequal_pair__same",
                            "there already, in line"),
    "check not self-contained": ("a, b = call(unequal_pair)", "a, b = call(unequal_pair), elsewhere",
                                 "not self-contained: elsewhere"),
    "misconception not self-contained": ("return self.factor + x", "return helper(x)",
                                         "not self-contained: helper"),
    "misconception of nothing": ('misconception="Scale"', 'misconception="Other"',
                                 "stands in the exercise 'Scale'"),
    "misconception misnamed": ("def unequal_pair__same", "def same", "defines one function named"),
    "no because": ('    """Your two numbers are the same number."""\n', "", "has no docstring"),
    "no points": (' points=1', "", "needs points="),
    "points of nothing": (' points=1', " points=0", "points=0 is not a whole number"),
    "unknown option": (' points=1', " points=1 colour=3", "no option 'colour'"),
    "unknown mark": ('# %% check="unequal_pair" points=1', '# %% cheque="unequal_pair"',
                     "unknown option 'cheque'"),
    "bare word": ('# %% setup="checks"', "# %% setup", "write options as name=value"),
    "unknown setup": ('# %% setup="checks"', '# %% setup="some"', 'setup="all" and setup="checks"'),
    "no check": ('# %% check="unequal_pair" points=1', "# %%", "has no check cell"),
    "wrong solution name": ("def difference(x, gap):", "def other(x, gap):", "does not define 'difference'"),
    "not Python": ("return 2, -2", "return 2 -", "the cell is not Python"),
    "points do not add up": ("**Points** 6", "**Points** 7", "says 7 points, its check cells give 6"),
    "task's points do not add up": ("5 min · 3 points", "5 min · 4 points",
                                    "says 4 points, its check cells give 3"),
    "a number that begins a list": ("# **Time** 16", "# The answer is\n# 4. Good.\n#\n# **Time** 16",
                                    "'4. Good.' begins a list"),
    "no time": ("**Time** 16 minutes", "Soon", "does not say"),
    "no task": ("# ★ · 5 min · 1 point", "#", "is no task"),
    "a number twice": ("Exercise 90.2", "Exercise 90.1", "Exercise 90.1 should be 90.2"),
    "an exercise that is not there": ("# # A tiny lesson", "# # A tiny lesson\n# As in exercise 90.7.",
                                      "speaks of exercise 90.7"),
    "words for authors": ("def use(Scale", "# probe: whole: because\ndef use(Scale", "is for authors"),
    "time of what is optional missing": ("5 min · 1 point", "5 min · 1 point · optional",
                                         "says 6 points, its check cells give 5"),
    "no title": ("# # A tiny lesson", "# A tiny lesson", "not a markdown title"),
    "two covers": ("# %% [markdown]\n# ## Exercise 90.1", "# %% cover=true\n1\n\n# %% cover=true\n2\n\n"
                   "# %% [markdown]\n# ## Exercise 90.1", "has the cover already"),
    "cover not self-contained": ("# %% [markdown]\n# ## Exercise 90.1", "# %% cover=true\nelsewhere\n\n"
                                 "# %% [markdown]\n# ## Exercise 90.1", "the cover cell is not self-contained"),
    "cover of text": ("# %% [markdown]\n# ## Exercise 90.1",
                      "# %% [markdown] cover=true\n# ## Exercise 90.1", "cannot be a markdown cell"),
    "broken run": ('# %% check="difference" points=2', '# %%\n1\n\n# %% check="difference" points=2',
                   "has no check cell"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_lesson_is_refused_with_its_line(bend, what):
    old, new, message = BAD[what]
    path = bend(old, new)
    with pytest.raises(LessonError, match=message) as info:
        read(path)
    assert str(info.value).startswith(f"{path}:")
    line = str(info.value).removeprefix(f"{path}:").partition(":")[0]
    assert 1 <= int(line) <= len(path.read_text().splitlines())


HELPER = 'def helper(x):\n    return x\n\n\ndef difference(x, gap):\n    """'
CHECK = "check(difference, against=torch_difference"


@pytest.mark.parametrize(
    ("relies", "refused"),
    [
        ("check(difference, against=lambda x, gap: helper(torch_difference(x, gap))", True),
        (
            "check(difference, via=lambda f, x, gap: helper(f(x, gap)), against=torch_difference",
            True,
        ),
        ("assert helper(1) == 1\ncheck(difference, against=torch_difference", True),
        ("assert Scale(2).factor == 2\ncheck(difference, against=torch_difference", True),
        ("def helper(x): return x\ncheck(difference, against=torch_difference", False),
        ("check(helper, against=lambda x: x, on=[case(x=normal(3))])\n" + CHECK, False),
    ],
)
def test_a_check_believes_no_name_of_an_answer_cell_that_it_does_not_grade(bend, relies, refused):
    bend('def difference(x, gap):\n    """', HELPER)
    path = bend(CHECK, relies)
    if not refused:
        read(path)
        return
    with pytest.raises(LessonError, match=r"relies on (helper|Scale) of an answer cell"):
        read(path)


def test_a_stub_takes_no_name_from_a_cell_that_explains(tiny):
    path = tiny / "lessons" / "90_tiny.py"
    text = path.read_text()
    left = "    ### BEGIN SOLUTION\n    made = 2, -2\n    ### END SOLUTION\n    return made\n"
    text = text.replace("    ### BEGIN SOLUTION\n    return 2, -2\n    ### END SOLUTION\n", left)
    path.write_text(text)
    read(path)  # the name is the solution's only
    text = text.replace(
        "# %% [markdown]\n# ## Exercise 90.3",
        "# %%\nmade = 1\n\n# %% [markdown]\n# ## Exercise 90.3",
    )
    path.write_text(text)
    with pytest.raises(LessonError, match=r"uses made, which a cell that explains makes; make it"):
        read(path)
    path.write_text(
        text.replace(
            "    ### BEGIN SOLUTION\n    made", "    made = None\n    ### BEGIN SOLUTION\n    made"
        )
    )
    read(path)
