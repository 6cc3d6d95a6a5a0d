"""One notebook, one record: points only where the instructor's own check ran to its end."""

from dataclasses import replace

import pytest

from autograder.exam.examiner import Record, grade_one, nothing
from autograder.exam.handed_in.submission import Work
from autograder.exam.judge import unjudged
from autograder.sandbox.candidate import Budgets


def test_a_solved_notebook_has_every_point_and_an_untouched_one_none(
    graded, notebook, new_notebook
):
    assert graded(notebook.solve()).score == 8
    record = graded(new_notebook())
    assert record.score == 0
    assert all(
        "not implemented" in c.failure["headline"] for e in record.exercises for c in e.checks
    )


def test_a_record_survives_being_written_down(graded, notebook):
    record = graded(notebook.solve("double"))
    assert Record.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    "source",
    [
        "double = lambda x: x + x",
        "import numpy as np\ndef double(values, scale=2.0, *, out=None):\n    return np.multiply(values, scale)",
        "def double(x):\n    return np.einsum('...,->...', x, 2.0)",
        "def double(x):\n    out = np.empty(x.shape)\n    for i in np.ndindex(x.shape): out[i] = 2 * x[i]\n    return out",
        "from functools import partial\ndef times(n, x): return n * x\ndouble = partial(times, 2)",
        "class double:\n    def __new__(cls, x): return 2 * x",
        "double = np.vectorize(lambda v: 2.0 * v)",
        "def double(x):\n    import sys, warnings\n    warnings.warn('hm'); print('noise', file=sys.stderr)\n    return 2 * x",
        "%pylab inline\ndef double(x): return multiply(2, x)\nplot(double(arange(3)))",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\ndef double(x): return 2 * x\nax.plot(double(GIVEN))",
        "!pip install torch\nimport torch\ndef double(x): return x * 2",
        "def double(x): return 2 * x\ncheck(double, against=None, on=[])",
        "x = 1\nfrom __future__ import annotations\ndef double(x: Late): return 2 * x",
        "import torch\ndef double(x: torch.Tensor | None) -> torch.Tensor | float:\n    def inner(y: torch.Tensor): return 2 * y\n    return inner(x)",
        "from concurrent.futures import ThreadPoolExecutor\ndef double(x):\n    with ThreadPoolExecutor() as pool: return sum(pool.map(lambda f: f(x), [abs, lambda y: 2 * y - abs(y)]))",
        "import pickle\nclass Two:\n    n = 2\ndef double(x): return pickle.loads(pickle.dumps(Two())).n * x",
        "import sys\nn = 2\ndef double(x): return sys.modules[__name__].n * x",
        "%matplotlib inline\n" + "# a long thought\n" * 1500 + "def double(x):\n    return 2 * x\n%timeit 1",
    ],
)  # fmt: skip
def test_right_answers_of_every_style_pass(graded, notebook, scores, source):
    assert scores(graded(notebook.answer(double=source)))["double"] == 3


def test_an_import_from_the_future_holds_for_later_cells(graded, notebook, scores):
    notebook.insert("n = 2\nfrom __future__ import annotations", before="double")
    notebook.answer(double="class Two:\n    def of(self, other: Two): return 2 * other\ndef double(x: Two): return Two().of(x)")  # fmt: skip
    assert scores(graded(notebook))["double"] == 3


def test_helper_cells_are_used_wherever_they_stand(graded, notebook, scores):
    notebook.insert("def times(n, x): return n * x")
    notebook.answer(double="def double(x): return times(2, x)")
    assert scores(graded(notebook))["double"] == 3


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def double(x): return x * x", "You square the numbers."),
        ("def double(x): return (2 * x).tolist()", "a list"),
        ("def double(x): 2 * x", "return"),
        ("def double(x): return (2 * x).astype('float32')", "float32"),
        ("def double(x):\n    x *= 2\n    return x", "changes its argument"),
        ("def double(x): return 2 * x[:-1]", "shape"),
        ("def double(x): return 2 * x + 1", "too large by 1"),
        ("def double(x): raise ValueError('no')", "ValueError: no"),
        ("def double(x): return 2 * y", "NameError"),
        ("def double(x:\n    return", "SyntaxError"),
        (
            "import threading\ndef double(x):\n    threading.Thread(target=print).start()",
            "no thread or process",
        ),
        ("import os\ndef double(x): os.fork()", "no thread or process"),
        ("def dubble(x): return 2 * x", "not defined"),
        ("import torch\ndef double(x): return torch.tensor(x).numpy() * 2", "torch"),
        ("def double(x): return double", "an object of type function"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong(graded, notebook, scores, said, source, message):
    record = graded(notebook.solve().answer(double=source))
    assert message in said(record, "double")
    assert scores(record) == {"double": 0, "apply_twice": 2, "Scale": 2, "pair": 1}
    assert record.person == []


def test_checks_are_all_or_nothing_each_for_itself(graded, notebook, scores):
    source = "def double(x):\n    return 2 * x if x.ndim == 1 else x"
    assert scores(graded(notebook.answer(double=source)))["double"] == 2


def test_a_witness_is_told_the_misconception_its_assert_names(graded, notebook):
    record = graded(notebook.answer(pair="def pair(): return 2.0, 2.0"))
    failure = record.exercises[3].checks[0].failure
    assert failure["misconception"] == "pair__same"


@pytest.mark.parametrize(
    "source",
    [
        "class Sly:\n    def __eq__(s, o): return True\n    def __ne__(s, o): return True\n    def __mul__(s, o): return 1\ndef pair(): return Sly(), Sly()",
        "def pair(): return float('nan'), float('nan')",
        "def pair(): return 'ab'",
        "def pair(): return None, None",
        "def pair(): return 3.0",
        "def pair(): return [], []",
    ],
)  # fmt: skip
def test_a_witness_of_an_odd_kind_earns_nothing(graded, notebook, scores, source):
    assert scores(graded(notebook.answer(pair=source)))["pair"] == 0


def test_what_no_check_was_made_for_is_shown_to_a_person(graded, notebook, scores):
    record = graded(notebook.answer(pair="def pair(): return 'ab', 'ba'"))
    assert scores(record)["pair"] == 0
    assert "pair-check could not judge the result" in record.person[0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("while True: pass", "longer than 0.5 seconds"),
        ("import os; os._exit(0)", "ended by itself"),
        ("def double(x):\n    while True: pass", "longer than 0.5 seconds"),
        ("def double(x): return [0] * 10**9", "memory"),
        ("def double(x):\n    import os; os.kill(os.getpid(), 9); os._exit(9)", "ended"),
    ],
)
def test_an_overrun_costs_its_own_exercise_only(graded, notebook, scores, said, source, message):
    budgets = Budgets(call=0.5, cell=0.5)
    record = graded(notebook.solve().answer(double=source), budgets=budgets)
    assert scores(record) == {"double": 0, "apply_twice": 2, "Scale": 2, "pair": 1}
    assert message in said(record, "double")


def test_a_written_answer_waits_for_a_person_and_an_empty_one_does_not(
    graded, notebook, new_notebook
):
    notebook.cell("why")["source"] = "Because of the kernel."
    assert graded(notebook).essays[0].score is None
    assert graded(new_notebook()).essays[0].score == 0


def test_a_notebook_that_is_none_scores_zero_with_its_reason(graded):
    record = graded(b"{oops")
    assert record.score == 0
    assert record.points == 10
    assert "valid JSON" in record.problem
    assert all(c.failure["headline"] == record.problem for e in record.exercises for c in e.checks)


def test_hidden_cases_depend_on_the_student_and_the_secret_and_on_nothing_else(
    exam, walls, notebook
):
    def seed(student, secret):
        work = Work(student, "91_exam", notebook.answer(double="def double(x): return x").data)
        record, _ = grade_one(work, exam, secret, walls)
        return record.exercises[0].checks[0].failure["seed"]

    assert seed("student-01", b"a") == seed("student-01", b"a")
    assert len({seed("student-01", b"a"), seed("student-02", b"a"), seed("student-01", b"b")}) == 3


def test_a_notebook_made_to_be_slow_to_read_is_given_up(graded, notebook):
    for i in range(400):
        notebook.insert(f"# {i}\n" + "%a\n" * 49)
    record = graded(notebook.solve(), budgets=Budgets(reading=0.5))
    assert record.problem == "Reading it took longer than 0.5 seconds."


def test_a_result_made_to_be_slow_to_judge_costs_its_exercise_only(graded, notebook, scores, said):
    graded(notebook)  # the lesson is set up
    slow = "import time\ndef double(x):\n    time.sleep(1)\n    return 2 * x"
    record = graded(notebook.solve().answer(double=slow), budgets=Budgets(exercise=0.5))
    assert scores(record) == {"double": 0, "apply_twice": 2, "Scale": 2, "pair": 1}
    assert "too long: all checks of an exercise have 0.5 seconds" in said(record, "double")


def test_when_the_whole_time_is_over_what_was_judged_counts_and_a_person_is_told(
    exam, walls, notebook, scores, said
):
    slow = "import time\nclass Scale:\n    def __init__(s, factor): time.sleep(30)"
    work = Work("student-01", "91_exam", notebook.solve().answer(Scale=slow).data)
    work.seconds = 48.0  # that it took to collect it are part of it
    budgets = Budgets(call=40, submission=60)
    record, recovery = grade_one(work, exam, b"a", walls, budgets)
    assert scores(record) == {"double": 3, "apply_twice": 2, "Scale": 0, "pair": 0}
    assert "The submission has used up its 60 seconds." in said(record, "pair")
    assert record.person == record.limits[-1:] == ["The submission has used up its 60 seconds."]
    assert "double" in recovery.found  # its page shows what was handed in


def test_what_nobody_could_judge_is_worth_what_it_would_have_been(exam):
    """An optional exercise stays one: its points are above those of the lesson."""
    first, *others = exam.exercises
    bundle = replace(exam, exercises=(replace(first, optional=True, title="91.1"), *others))
    record = nothing("student-01", "91_exam", bundle, "no reason")
    judged = Record("student-01", "91_exam", [unjudged(e) for e in bundle.exercises])
    assert [(e.name, e.optional, e.title) for e in record.exercises] == [
        (e.name, e.optional, e.title) for e in judged.exercises
    ]
    assert record.points == sum(e.points for e in (*others, *exam.essays))


@pytest.mark.parametrize("seconds", [0.001, 0.003, 0.006, 0.01, 0.02])
def test_a_judgement_given_up_at_any_moment_leaves_the_sandbox_whole(
    graded, notebook, new_notebook, seconds
):
    for budgets in (Budgets(exercise=seconds), Budgets(submission=seconds)):
        for _ in range(5):
            graded(notebook.solve(), budgets=budgets)
    assert graded(new_notebook().solve()).score == 8


def test_a_function_given_to_one_exercise_answers_in_no_other(graded, notebook, scores, said):
    keeps = "KEPT = []\ndef apply_twice(f, x):\n    KEPT.append(f)\n    return f(KEPT[0](x))\n"
    uses = "class Scale:\n    def __init__(self, factor): self.factor = factor\n"
    uses += "    def forward(self, x): return KEPT[-1](x)\n"
    record = graded(notebook.solve().answer(apply_twice=keeps, Scale=uses))
    assert scores(record) == {"double": 3, "apply_twice": 2, "Scale": 0, "pair": 1}
    assert "given to another exercise" in said(record, "Scale")


def test_the_names_that_the_cells_for_the_checks_import_are_there(graded, notebook, scores):
    hinted = "def double(x: torch.Tensor): return twice(x)"
    tries = "check(len, against=len, on=[case(x=normal(3))])\ndef twice(x): return x + x"
    record = graded(notebook.solve().answer(double=hinted).insert(tries, before="double"))
    assert scores(record)["double"] == 3
    assert record.notes == []


def test_and_are_of_no_use_in_an_answer(graded, notebook, said):
    record = graded(notebook.answer(double="def double(x): return torch.add(x, x)"))
    assert "It uses torch, which this exercise does without." in said(record, "double")


def test_what_is_in_doubt_about_a_submission_is_for_a_person(exam, notebook, walls):
    work = Work("student-01", "91_exam", notebook.solve().data, person=["Which one?"])
    record, _ = grade_one(work, exam, b"s", walls)
    assert (record.score, record.person) == (8, ["Which one?"])
