"""The package as a whole: its names, what importing it costs, and PyTorch's signatures."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import convkit
from tests.oracle import EXCEPTIONS, REFUSALS, torch_call

FOLDER = Path(convkit.__file__).parent
FILES = [
    path
    for chapter in ("sliding", "convolution", "pooling", "networks")
    for path in sorted((FOLDER / chapter).glob("*.py"))
    if path.stem != "__init__"
]


def torch_home(name):
    """Where PyTorch keeps a function of this name, if it has one."""
    return next((m for m in (F, torch, torch.nn.grad) if hasattr(m, name)), None)


def torch_parameters(name):
    """[(argument, default)] of a function of PyTorch; '' stands for no default.

    Functions written in Python have a signature. Those written in C++ have their call on
    the first line of their documentation.
    """
    function = getattr(torch_home(name), name)
    # max_pool2d and its like choose between two functions; the signature is of neither.
    function = getattr(F, f"{name}_with_indices", function) if "max_pool" in name else function
    try:
        return own_parameters(function)
    except ValueError:
        first = next(line for line in function.__doc__.splitlines() if line.strip())
        call = ast.parse(re.sub(r"->.*", "", first).strip(), mode="eval").body
        assert call.func.id == name
        plain = [(argument.id, "") for argument in call.args]
        return plain + [(k.arg, ast.unparse(k.value)) for k in call.keywords]


def own_parameters(function):
    parameters = inspect.signature(function).parameters.values()
    return [
        (p.name, "" if p.default is p.empty else repr(p.default))
        for p in parameters
        if p.kind is not p.KEYWORD_ONLY
    ]


SHARED = sorted(name for name in convkit.__all__ if torch_home(name))


def test_there_are_functions_to_compare():
    assert {"conv1d", "conv2d", "conv3d", "conv_transpose2d", "pad", "unfold", "fold"} <= {*SHARED}
    assert {"max_pool2d", "avg_pool1d", "pixel_shuffle", "conv3d_weight"} <= {*SHARED}


@pytest.mark.parametrize("name", SHARED)
def test_names_order_and_defaults_are_those_of_pytorch(name):
    assert own_parameters(getattr(convkit, name)) == torch_parameters(name)


def test_the_comparison_would_see_another_order_or_default():
    def conv2d(input, weight, bias=None, padding=0, stride=1, dilation=1, groups=1): ...

    def conv3d(input, weight, bias=None, stride=2, padding=0, dilation=1, groups=1): ...

    assert own_parameters(conv2d) != torch_parameters("conv2d")
    assert own_parameters(conv3d) != torch_parameters("conv3d")


def compared(source):
    """The operations that the parity tests of a file name."""
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and len(n.args) == 2]
    calls = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "parity"]
    return {name for call in calls for name in call.args[1].value.split()}


def test_every_operation_of_pytorch_is_compared_in_a_parity_test():
    backward = {name for name in convkit.__all__ if name.removesuffix("_backward") in SHARED}
    tests = Path(__file__).parent.rglob("test_*.py")
    found = set().union(*(compared(path.read_text()) for path in tests))
    missing = {*SHARED, *backward} - found
    assert not missing, f"name {missing} in a parity test: @parity(200, {min(missing)!r})"


def test_an_operation_counts_as_compared_where_parity_names_it():
    assert compared('@parity(9, "fold unfold")\ndef test(): conv2d()') == {"fold", "unfold"}
    assert compared("@parity(9)\ndef test(): conv2d()") == set()


@pytest.mark.parametrize("reason", EXCEPTIONS)
def test_each_deliberate_exception_is_one(reason):
    applies, name, arguments = EXCEPTIONS[reason]
    theirs, _ = torch_call(getattr(F, name), arguments)
    assert theirs is not None
    assert applies(arguments, theirs)
    with pytest.raises(REFUSALS):
        getattr(convkit, name)(**arguments)


@pytest.mark.parametrize("name", convkit.__all__)
def test_every_name_of_the_package_is_there_and_documented(name):
    assert inspect.getdoc(getattr(convkit, name))
    assert name in dir(convkit)


STUB = ast.parse((FOLDER / "__init__.pyi").read_text())
LISTED = {node.module: [a.name for a in node.names] for node in STUB.body[1:]}


@pytest.mark.parametrize("module", LISTED)
def test_the_stub_lists_what_each_file_says_is_public(module):
    assert {*LISTED[module]} == {*import_module(f"convkit.{module}").__all__}


def test_the_reading_list_has_every_file_in_the_order_of_the_stub():
    table = re.findall(r"^    ([\w.]+)  +\S", convkit.__doc__, re.MULTILINE)
    assert table == [*LISTED]
    files = {f"{path.parent.name}.{path.stem}" for path in FILES}
    assert {*table} == files | {"data"}


def sources(module):
    """The text of a file, or of every file of a folder."""
    file = FOLDER / f"{module.replace('.', '/')}.py"
    return [p.read_text() for p in ([file] if file.exists() else (FOLDER / module).glob("*.py"))]


@pytest.mark.parametrize("module", LISTED)
def test_a_file_stands_on_those_before_it(module):
    before = [*LISTED][: [*LISTED].index(module)]
    for node in (node for text in sources(module) for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("convkit"):
            below = node.module.removeprefix("convkit.")
            if below.partition(".")[0] not in ("engine", module):
                assert below in before, f"{module} imports {node.module}"


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="convkit attribute conv4d"):
        _ = convkit.conv4d


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_the_package_imports_no_file_of_it_and_no_heavy_module():
    loaded = run("import convkit, sys; print(*sys.modules)")
    assert not [m for m in loaded if m.startswith("convkit.")]
    assert not {"numpy", "matplotlib", "sklearn", "scipy", "torch"} & {*loaded}


def test_convolution_needs_numpy_only():
    loaded = run("from convkit import conv2d, conv_transpose2d, max_pool2d, unfold\n"
                 "import sys; print(*sys.modules)")  # fmt: skip
    assert not {"matplotlib", "sklearn", "scipy", "torch"} & {*loaded}


def test_a_missing_file_is_missed_only_by_those_who_ask_for_it():
    out = run(
        "import sys; sys.modules['convkit.convolution.transposed'] = None\n"
        "from convkit import conv2d, max_pool2d\n"
        "try: from convkit import conv_transpose2d\n"
        "except ImportError: print('missed')"
    )
    assert out == ["missed"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_opens_with_its_idea(path):
    tree = ast.parse(path.read_text())
    assert len(ast.get_docstring(tree).splitlines()) >= 3


def test_results_are_new_arrays():
    x = np.ones((1, 1, 3, 3))
    for same in (convkit.pad(x, (0, 0)), convkit.conv2d(x, np.ones((1, 1, 1, 1)))):
        assert not np.shares_memory(same, x)
