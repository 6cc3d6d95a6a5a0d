"""How long a picture of the course takes, and a film of 64 steps, in processor time.

The measure is what Matplotlib itself takes for a figure with a hundred numbers.
"""

import io
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks import ratios
from convkit import plot
from convkit.plot.examples import examples

BAR = 4  # times a hundred numbers


def seconds(action):
    """Processor time, the best of three."""
    took = []
    for _ in range(3):
        started = time.process_time()
        action()
        took.append(time.process_time() - started)
    return min(took)


def hundred_numbers():
    figure = Figure(figsize=(6, 6))
    for i in range(100):
        figure.text(i // 10 / 10, i % 10 / 10, str(i))
    figure.savefig(io.BytesIO(), format="svg")


def film():
    x = np.random.default_rng(0).integers(-4, 9, (10, 10))
    moving = plot.animate(x, [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    moving._repr_html_()
    with tempfile.TemporaryDirectory() as folder:
        moving.save(Path(folder) / "film.gif")


def main():
    """Print the five slowest pictures and the film, as ratios to a hundred numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        measure = seconds(hundred_numbers)
        table = {name: seconds(lambda d=draw: d().svg()) / measure for name, draw in examples()}
        moving = seconds(film)
    slowest = sorted(table, key=table.get, reverse=True)[:5]
    print(f"a hundred numbers: {measure:.3f} s; the bar of a picture is {BAR} times that")
    for name in slowest:
        print(f"{name:40}{table[name]:6.2f}{'' if table[name] < BAR else '  over the bar'}")
    print(f"{'a film of 64 steps, shown and saved':40}{moving / measure:6.2f}  ({moving:.1f} s)")
    ratios.keep("pictures", {name: table[name] for name in slowest} | {"film": moving / measure})
