"""Notebooks bent to be worth more than their answers, or to trouble whoever reads them."""


def bend_tags(notebook):
    """Tags and flags that ask an executor or a grader for favours."""
    for cell in notebook.answer(double="def double(x): return x").cells:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
    notebook.cell("double-check")["metadata"]["nbgrader"] |= {"points": 1000, "grade": False}


def bend_outputs(notebook):
    """Outputs that say all is well."""
    notebook.answer(double="def double(x): return x")
    passed = {"output_type": "stream", "name": "stdout", "text": "double: right on 1 case.\n"}
    for cell in notebook.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [passed]


def bend_tests(notebook):
    """Tests that pass whatever comes."""
    notebook.answer(double="def double(x): return x")
    for cell in notebook.cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "assert True"


def bend_setup(notebook):
    """A setup of one's own, and a solution that hides in a test."""
    notebook.cell("setup-checks")["source"] = "check = call = begin = lambda *a, **k: None"
    notebook.answer(double="def double(x): return x")
    notebook.insert("def check(*a, **k): pass\ndef begin(*a): pass", before="double")


def bend_text(notebook):
    """Script wherever text can stand."""
    notebook.answer(double="def double(x): return x")
    evil = "<script>alert(5)</script><iframe src='javascript:alert(6)'></iframe>"
    notebook.insert(evil, kind="markdown")
    notebook.cell("why")["source"] = evil
    notebook.json["metadata"]["title"] = notebook.json["metadata"]["course"]["title"] = evil
    notebook.json["metadata"]["kernelspec"]["language"] = evil


def bend_links(notebook):
    """Links, pictures and formulas that do something."""
    notebook.answer(double="def double(x): return x")
    evil = "[x](javascript:alert(1)) ![y](http://example.com/y.png) [z][w] &#60;script>"
    evil += "\n\n[w]: javascript:alert(2)\n\n$\\href{javascript:alert(3)}{x}$"
    evil += "\n\n$\\\\href{javascript:alert(4)}{x} \\style{position: fixed; inset: 0}{y}$"
    evil += "\n\n$\\mmlToken{mi}[href=javascript:alert(5)]{x} \\bbox[position: fixed]{y}$"
    notebook.insert(evil, kind="markdown")
    notebook.insert(evil, kind="raw")
    notebook.cell("why")["source"] = evil


def bend_control(notebook):
    """Control codes in what is quoted of a notebook."""
    notebook.answer(double="def double(x): return x")
    notebook.json["metadata"]["kernelspec"]["language"] = "\x1b]0;x\x07\x9b\u202e\ud800"
    notebook.insert("\x1b[31m" * 99, kind="markdown")


def bend_magics(notebook):
    """A cell of nothing but cell magics, one in the other."""
    notebook.answer(double="def double(x): return x").insert("%%time\n" * 25_000)


def bend_depth(notebook):
    """Sources nested as deep as Python still reads them."""
    for sum in ("1" + "+1" * 990, "1" + "+1" * 2900, "-" * 990 + "1", "x" + ".a" * 990):
        notebook.insert(f"def double(x):\n    y = {sum}\n    raise NotImplementedError")
    notebook.answer(double="def double(x): return x")


def bend_everything(notebook):
    """Odd types and sizes in every field that is not a source."""
    deep = {}
    for _ in range(400):
        deep = {"a": deep}
    notebook.answer(double="def double(x): return x").json["metadata"]["deep"] = deep
    for cell in notebook.cells:
        cell["id"] = "one for all"
        cell["attachments"] = {"x.png": {"image/png": "A" * 9999}}
        if cell["cell_type"] == "code":
            text = "z" * 99_999
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    notebook.cells[0]["metadata"] = {"nbgrader": {"grade_id": {"a": [1]}, "points": "="}}


def bend_backslashes(notebook):
    """Pages of nothing but backslashes."""
    notebook.answer(double="def double(x): return x")
    notebook.cell("why")["source"] = "\\" * 190_000
    for _ in range(8):
        notebook.insert("\\" * 190_000, kind="markdown")


def bend_tries(notebook):
    """Cells that only try things, each nearly as long as a cell may take."""
    notebook.answer(double="def double(x): return x")
    for i in range(9):
        notebook.insert(f"import time; time.sleep(0.9)  # {i}", before="double" if i % 2 else None)


def bend_brackets(notebook):
    """Texts that parsers are slow at, or deep in."""
    notebook.answer(double="def double(x): return x")
    for text in (
        "(" * 99_999,
        "[" * 199_999,
        "f'{" * 9_999,
        "{" * 150,
        "lambda:" * 9_999,
        "x[" * 190,
    ):
        notebook.insert(text)
    notebook.insert("if 1:\n " + "\n ".join(["x = 1"] * 20_000))


def bend_likeness(notebook):
    """Cells of no name that are long and nearly the exercise's text."""
    stub = notebook.cell("double")["source"]
    notebook.answer(double="def double(x): return x")
    for i in range(60):
        notebook.insert(f"{i}" + "".join(sorted(stub)) + " ab" * 900)


def bend_copies(notebook):
    """The same exercise as often as cells are read."""
    notebook.answer(double="def double(x): return x")
    for i in range(1500):
        notebook.insert(f"def double(x): return x + {i}")


def bend_errors(notebook):
    """Cells that fail, each with a page to say."""
    notebook.answer(double="def double(x): return x")
    for _ in range(200):
        notebook.insert("raise ValueError('](' * 99_999)")


def bend_chain(notebook):
    """Cells each of which needs the next."""
    notebook.answer(double="def double(x): return x + 0 * n0")
    for i in range(1000):
        notebook.insert(f"n{i} = n{i + 1}  # " + "".join(f"{i}{j}," for j in range(150)))


def bend_magic(notebook):
    """Shell commands and magics in every form, a line and a half each."""
    notebook.answer(double="def double(x): return x")
    notebook.insert("!ls\n%cd /\n%%bash\nls ?\n" * 900)
    notebook.insert("x = !cat /etc/passwd\ny = %who\n" * 900)


BENT = [
    bend_tags, bend_outputs, bend_tests, bend_setup, bend_text, bend_links, bend_control,
    bend_magics, bend_depth, bend_everything, bend_backslashes, bend_tries, bend_brackets,
    bend_likeness, bend_copies, bend_errors, bend_magic, bend_chain,
]  # fmt: skip
#: what asks for favours, replaces what is the examiner's, takes time and starts programs: what an
#: ordinary user, a cluster and a place without walls meet
SOME_BENT = [bend_tags, bend_tests, bend_setup, bend_tries, bend_errors, bend_magic]


def honest_helpers(notebook):
    """Two answers with a helper of the same name."""
    notebook.answer(double="def helper(x):\n    return 2 * x\ndef double(x):\n    return helper(x)")
    notebook.answer(
        apply_twice="def helper(f, x):\n    return f(f(x))\n"
        "def apply_twice(f, x):\n    return helper(f, x)"
    )


def honest_shadow(notebook):
    """A cell below the checks uses the name of one of Python's functions."""
    notebook.answer(double="def double(x):\n    return sum([x, x])")
    notebook.insert("sum = 0\nfor i in range(3):\n    sum += i")


def honest_names(notebook):
    """Cells below the checks take, or delete, the names that answers use."""
    notebook.answer(double="two = 2\ndef double(x):\n    return np.multiply(two, x)")
    notebook.answer(apply_twice="def apply_twice(f, x):\n    return double(f(f(x))) / 2")
    notebook.insert("double = double(np.ones(3))\nfor two in range(7): pass")
    notebook.insert("del two\nnp = 5")


def honest_below(notebook):
    """A helper that stands below, and a better one of the same name in a cell of its own."""
    notebook.answer(double="def double(x):\n    return below(x)")
    notebook.insert("def below(x):\n    return x")
    notebook.insert("def below(x):\n    return 2 * x")


def honest_objects(notebook):
    """Objects of a class that counts, and whose helper another answer has too."""
    notebook.answer(
        Scale="def times(a, b):\n    return a * b\nclass Scale:\n    made = 0\n"
        "    def __init__(self, factor):\n        Scale.made += 1\n        self.factor = factor\n"
        "    def forward(self, x):\n        return times(self.factor, x)",
        pair="times = 2.0\ndef pair():\n    return times, -times",
    )


#: notebooks that are right when they are run from the top, and have all points
HONEST_BENT = [honest_helpers, honest_shadow, honest_names, honest_below, honest_objects]
