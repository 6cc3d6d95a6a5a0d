"""The living figure in a notebook: the learner's function answers from the kernel."""

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

    def heard(change):
        asked = change["new"]
        shown.answer = {"id": asked["id"], **explorer.answer(asked["state"])}

    shown.observe(heard, "question")
    return shown
