"""Points for refusing wrong arguments are not for functions that refuse everything."""

from __future__ import annotations

import random
from collections.abc import Callable

from autograder.checks.message.failure import Failure
from autograder.exam.bundle import CheckCell, Exercise
from autograder.exam.record import ExerciseResult

#: rounds in which a function that only knows how to refuse must hit the right order
ASKED_AGAIN = 8


def believed(
    exercise: Exercise,
    result: ExerciseResult,
    refused: set[str],
    answers: Callable[[CheckCell], list[bool]],
    secret: bytes,
) -> bool:
    """Whether what an exercise has earned was earned by more than raising errors.

    A check that asks for errors only is passed by a function that does nothing else. Where no
    other check is passed, it counts if the function gives results in the others, asked again in
    an order nobody can foresee. ``refused`` are the checks that were passed by errors only;
    ``answers(check)`` tells of each call whether it gave a result.
    """
    if any(c.score and c.grade_id not in refused for c in result.checks):
        return True
    refusing = [c for c in exercise.checks if c.grade_id in refused]
    others = [c for c in exercise.checks if c not in refusing and answers(c)]
    if not others:
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
