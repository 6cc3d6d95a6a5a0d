"""The living figure in a notebook: the learner's function answers from the kernel."""

import asyncio
import signal
import threading
from concurrent.futures import Future

import anywidget
import traitlets

from convkit.plot.living import module, style

__all__ = ["LivingFigure", "widget"]


class LivingFigure(anywidget.AnyWidget):
    """The figure's side in Python: a question comes as {"id", "state"}, the answer has its id."""

    _esm = module()
    _css = style()
    settings = traitlets.Dict().tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)


def widget(explorer):
    """A widget that puts its questions to an `Explorer`."""
    shown = LivingFigure(settings=explorer.settings)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # no kernel
        loop = None

    def heard(change):
        asked = change["new"]
        shown.answer = {"id": asked["id"], **_on_main_thread(loop, explorer.answer, asked["state"])}

    shown.observe(heard, "question")
    return shown


def _on_main_thread(loop, function, *args):
    """Call the function where an interrupt of the kernel arrives.

    JupyterLab hands a widget's messages to a thread of their own, and only the main thread, whose
    loop this is, can be interrupted.
    """
    if threading.current_thread() is threading.main_thread():
        return _interruptible(function, *args)
    if loop is None:
        return function(*args)
    done = Future()

    def run():
        try:
            done.set_result(_interruptible(function, *args))
        except BaseException as error:
            done.set_exception(error)

    loop.call_soon_threadsafe(run)
    return done.result()


def _interruptible(function, *args):
    """Call the function on the main thread; an idle kernel is deaf to interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return function(*args)
    finally:
        signal.signal(signal.SIGINT, before)
