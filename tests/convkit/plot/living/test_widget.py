"""The widget's function runs where an interrupt reaches it, whoever hands on the question."""

import asyncio
import os
import signal
import threading

import numpy as np

from convkit import plot
from convkit.plot.living.widget import widget


def answered(function):
    """Put a question from another thread, as JupyterLab does, while the kernel is idle."""

    async def kernel():
        explorer = plot.explore(function)
        shown = widget(explorer)
        question = {"id": 7, "state": explorer.settings["state"]}
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as an idle kernel has it
        try:
            await asyncio.to_thread(setattr, shown, "question", question)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, before)
        return shown.answer

    return asyncio.run(kernel())


def test_the_function_runs_on_the_main_thread():
    seen = []

    def learner(x, k):
        seen.append(threading.current_thread())
        return np.zeros((3, 4))

    answer = answered(learner)
    assert answer["id"] == 7 and "differ" in answer["message"]
    assert seen[-1] is threading.main_thread()


def test_an_interrupt_stops_an_endless_function():
    asked = []

    def endless(x, k):
        asked.append(x)
        if len(asked) > 1:  # not while the figure is made
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                pass
        return np.zeros((3, 4))

    answer = answered(endless)
    assert answer["message"].startswith("Stopped by you while endless was running")
