"""The living figure's arithmetic, run by node, gives what convkit gives."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from convkit import (
    avg_pool2d,
    conv2d,
    conv2d_input,
    conv_transpose2d,
    field_of_stack,
    max_pool2d,
)
from convkit.plot import living

CONFIGURATIONS = 1000
OPERATIONS = ("conv", "max_pool", "avg_pool", "conv_transpose")


@pytest.fixture(scope="module")
def ask(tmp_path_factory, program):
    """Ask the module, in node, about a list of configurations."""
    module = tmp_path_factory.mktemp("figure") / "figure.mjs"
    module.write_text(living.module(), encoding="utf-8")
    driver = Path(__file__).with_name("figure_answers.mjs")

    def answers(asked):
        command = [program("node", "nodejs"), str(driver), module.as_uri()]
        done = subprocess.run(command, input=json.dumps(asked), text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return answers


def drawn(rng):
    """A random state of the figure."""
    pair = lambda low, high: rng.integers(low, high + 1, 2).tolist()  # noqa: E731
    op = OPERATIONS[rng.integers(4)]
    state = {"op": op, "s": pair(1, 4), "p": pair(0, 3), "d": pair(1, 3), "a": pair(0, 2)}
    if op == "avg_pool":
        state["d"] = [1, 1]  # average pooling has no dilation
    for name, most in (("x", 7), ("k", 4)):
        state[name] = rng.normal(size=pair(1, most)).round(3).tolist()
    return state


def expected(state):
    """What convkit says; None where it refuses."""
    x = np.array(state["x"])[None, None]
    k = np.array(state["k"])[None, None]
    s, p, d, a = (tuple(state[name]) for name in "spda")
    size = k.shape[2:]
    calls = {
        "conv": lambda: conv2d(x, k, None, s, p, d),
        "max_pool": lambda: max_pool2d(x, size, s, p, d),
        "avg_pool": lambda: avg_pool2d(x, size, s, p),
        "conv_transpose": lambda: conv_transpose2d(x, k, None, s, p, a, 1, d),
    }
    try:
        return calls[state["op"]]()[0, 0]
    except ValueError:
        return None


def numbers(plane):
    return np.array([[-np.inf if v == "-inf" else v for v in row] for row in plane])


def test_it_equals_convkit_on_a_thousand_configurations(ask):
    rng = np.random.default_rng(19)
    states, rights = [], []
    while sum(right is not None for right in rights) < CONFIGURATIONS:
        states.append(drawn(rng))
        rights.append(expected(states[-1]))
    given = ask([{"kind": "one", "state": state, "cell": [0, 0]} for state in states])
    assert len(states) > 1.2 * CONFIGURATIONS  # many that both refuse are among them
    for state, right, answer in zip(states, rights, given, strict=True):
        if right is None:
            assert "refused" in answer, state
            continue
        assert "output" in answer, (state, answer)
        np.testing.assert_allclose(numbers(answer["output"]), right, rtol=1e-9, atol=1e-12)
        for axis, text in enumerate(answer["size"]):
            assert text.endswith(f"= {right.shape[axis]}"), (state, text)
            formula = text.partition(" = ")[0].replace("−", "-").replace("·", "*")
            formula = re.sub(r"⌊(.*) / (\d+)⌋", r"(\1) // \2", formula)
            assert eval(formula) == right.shape[axis], (state, text)


def test_the_line_of_pytorch_gives_the_output(ask):
    import torch
    import torch.nn.functional as F

    rng = np.random.default_rng(20)
    states = [state for state in (drawn(rng) for _ in range(400)) if expected(state) is not None]
    given = ask([{"kind": "one", "state": state, "cell": [0, 0]} for state in states])
    for state, answer in zip(states, given, strict=True):
        x, k = (torch.tensor(state[name], dtype=torch.float64) for name in "xk")
        if "1d" in answer["line"]:
            x, k = x[0], k[0]
            if any(state[n][0] != v for n, v in (("s", 1), ("p", 0), ("d", 1), ("a", 0))):
                continue  # a line says nothing of the row axis
        got = eval(answer["line"], {"F": F, "x": x, "k": k})
        got = got.reshape(np.shape(answer["output"])).numpy()
        np.testing.assert_allclose(got, numbers(answer["output"]), rtol=1e-9, atol=1e-12)


def test_who_reads_a_pixel_is_where_its_gradient_is_not_zero(ask):
    rng = np.random.default_rng(21)
    states = [
        state
        for state in (drawn(rng) | {"op": "conv"} for _ in range(400))
        if expected(state) is not None
    ]
    asked = []
    for state in states:
        cell = [int(rng.integers(n)) for n in np.shape(state["x"])]
        place = [c + p for c, p in zip(cell, state["p"], strict=True)]
        asked.append({"kind": "one", "state": state, "cell": place, "pixel": cell})
    for question, answer in zip(asked, ask(asked), strict=True):
        state, cell = question["state"], tuple(question["pixel"])
        s, p, d = (tuple(state[name]) for name in "spd")
        ones = np.ones((1, 1, *np.shape(state["k"])))
        shape = np.shape(answer["output"])
        readers = []
        for place in np.ndindex(shape):
            grad = np.zeros((1, 1, *shape))
            grad[0, 0][place] = 1
            back = conv2d_input((1, 1, *np.shape(state["x"])), ones, grad, s, p, d)
            if back[0, 0][cell]:
                readers.append(list(place))
        assert answer["readers"] == readers


def test_the_address_gives_the_state_back(ask):
    rng = np.random.default_rng(22)
    states = [drawn(rng) for _ in range(50)]
    for state, answer in zip(
        states, ask([{"kind": "one", "state": s, "cell": [0, 0]} for s in states]), strict=True
    ):
        assert {name: answer["back"][name] for name in state} == state


def test_a_stack_equals_field_of_stack(ask):
    rng = np.random.default_rng(23)
    asked = []
    for _ in range(200):
        layers = [
            [
                int(rng.integers(1, 6)),
                int(rng.integers(1, 4)),
                int(rng.integers(0, 3)),
                int(rng.integers(1, 4)),
            ]
            for _ in range(rng.integers(1, 6))
        ]
        n = int(rng.integers(8, 40))
        asked.append({"kind": "stack", "n": n, "layers": layers, "unit": int(rng.integers(9))})
    for question, answer in zip(asked, ask(asked), strict=True):
        n, layers = question["n"], question["layers"]
        field = field_of_stack(layers)
        assert [answer["rows"][-1][name] for name in ("size", "jump", "start")] == list(field)
        if answer["seen"] is None:
            continue
        x, levels = np.zeros((1, 1, n)), [n]
        for k, s, p, d in layers:
            levels.append((levels[-1] + 2 * p - d * (k - 1) - 1) // s + 1)
        assert [row["units"] for row in answer["rows"]] == levels
        grad = np.zeros((1, 1, 1, levels[-1]))
        grad[..., min(question["unit"], levels[-1] - 1)] = 1
        for (k, s, p, d), size in reversed(list(zip(layers, levels, strict=False))):
            ones = np.ones((1, 1, 1, k))
            grad = conv2d_input((1, 1, 1, size), ones, grad, (1, s), (0, p), (1, d))
        assert sorted(answer["seen"][0]) == np.flatnonzero(grad).tolist()
        assert x.shape[-1] == n


def test_the_script_is_the_module_without_its_exports():
    script = living.script()
    assert "export " not in re.sub(r"//.*|/\*.*?\*/", "", script)
    assert "window.convkitLiving = {" in script


def test_every_colour_has_one_for_dark_pages():
    assert living.style().count("light-dark(") == 6 + 3 * 8
