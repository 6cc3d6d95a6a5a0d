"""One example of every picture, for the contact sheet (``make pictures``) and for the tests."""

from convkit.plot.sheet import networks, operations

__all__ = ["examples"]


def examples():
    """Lesson, name and a function that draws, for every picture."""
    for name, lesson in sorted((vars(operations) | vars(networks)).items()):
        if name.startswith("lesson_"):
            for title, draw in lesson():
                yield f"{name[-2:]} {title}", draw
