"""Points for refusing wrong arguments are not for functions that refuse everything."""

from __future__ import annotations

import random
from collections.abc import Callable

from autograder.failure import Failure
from autograder.grade.bundle import Check, Exercise
from autograder.grade.record import ExerciseResult

#: rounds in which a function that only knows how to refuse must hit the right order
ASKED_AGAIN = 8


def believed(
    exercise: Exercise,
    result: ExerciseResult,
    answers: Callable[[Check], list[bool]],
    secret: bytes,
) -> bool:
    """Whether what an exercise has earned was earned by more than raising errors.

    A check that asks for errors only is passed by a function that does nothing else. Where no
    other check is passed, it counts if the function gives results in the others, asked again in
    an order nobody can foresee. ``answers(check)`` tells of each call whether it gave a result.
    """
    given = {c.grade_id: answers(c) for c in exercise.checks}
    earned = {c.grade_id for c in result.checks if c.score}
    refusing = [c for c in exercise.checks if c.grade_id in earned and not any(given[c.grade_id])]
    others = [c for c in exercise.checks if c not in refusing and given[c.grade_id]]
    if not refusing or not others or any(c.grade_id in earned for c in others):
        return True
    order = random.Random(secret + exercise.name.encode())
    asked = [order.choice([*refusing, *others]) for _ in range(ASKED_AGAIN)]
    return all(any(answers(c)) != (c in refusing) for c in [others[0], *asked])


def take_back(result: ExerciseResult) -> None:
    """Leave an exercise without points, and say why where there were some."""
    sentence = "It refuses everything. To refuse counts once it answers what it should."
    for check in result.checks:
        if check.score:
            check.score = 0.0
            check.failure = Failure(result.name, "type", sentence).to_json()
