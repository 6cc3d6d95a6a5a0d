"""How far a learner is in the notebook at hand: the last cell of every lesson."""

from __future__ import annotations

from autograder.checks.message import cells
from autograder.checks.session import current

MARKS = {"right": "✓", "in part": "½", "wrong": "✗", "not begun": "·"}
STAR = " ★"


def so_far() -> None:
    """Print which exercises pass the checks that were run in this notebook, and what is next.

    A check counts if its cell, as it was given, came to its end on the function that is there now.
    """
    session, lesson = current(), current().misconceptions
    if session.exam or lesson is None or not session.checks:
        return
    won = dict.fromkeys(lesson.TITLES, 0)
    most, tried = dict(won), dict.fromkeys(lesson.TITLES, False)
    for exercise, points, check in session.checks:
        most[exercise] += points
        ran = session.checked.get(check)
        tried[exercise] |= ran is not None
        if ran and ran[0] and cells.names_of_shell().get(exercise) is ran[1]:
            won[exercise] += points
    core = [name for name in won if name not in lesson.OPTIONAL]
    whole = [name for name in core if won[name] == most[name]]
    short = in_short(
        (len(whole), len(core)),
        (sum(won[name] for name in core), sum(most[name] for name in core)),
        sum(won[name] for name in lesson.OPTIONAL),
    )
    print(f"{lesson.TITLE}\n{short}, as far as these checks tell.")
    for name, title in lesson.TITLES.items():
        state = "right" if won[name] == most[name] else "in part" if won[name] else "wrong"
        mark, star = MARKS[state if tried[name] else "not begun"], STAR * (name not in core)
        print(f"  {mark} {title}{star} ({won[name]} of {most[name]})")
    left = [name for name in (*core, *lesson.OPTIONAL) if won[name] < most[name]]
    print(f"Next: {lesson.TITLES[left[0]]}." if left else "Everything passes.")


def in_short(exercises: tuple[int, int], points: tuple[float, float], extra: float) -> str:
    """How many exercises pass and what they earn, each of how much, and the extra credit.

    >>> in_short((1, 4), (3, 8), 2)
    '1 of 4 exercises, 3 of 8 points, 2 of extra credit'
    """
    more = f", {extra:g} of extra credit" if extra else ""
    (done, many), (won, most) = exercises, points
    return f"{done} of {many} exercises, {won:g} of {most:g} points{more}"
