"""One example of every picture, for the contact sheet (``make pictures``) and for the tests."""

from convkit.plot.examples import lessons_00_to_07, lessons_08_to_15

__all__ = ["examples"]


def examples():
    """Lesson, name and a function that draws, for every picture."""
    for name, lesson in sorted((vars(lessons_00_to_07) | vars(lessons_08_to_15)).items()):
        if name.startswith("lesson_"):
            for title, draw in lesson():
                yield f"{name[-2:]} {title}", draw
