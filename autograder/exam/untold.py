"""What a student is told of a failure in a hidden case: nothing that their own code chose.

A function may collect what it is called with and say it in an error, a result, a name: whatever
came from the student's process once it was shown a hidden case is left out. What is told is said in
the lesson's words or found in the notebook's text, which was there before.
"""

from __future__ import annotations

import builtins
import re

from autograder.checks.message.failure import Failure
from autograder.student_side.calls import StudentError

WHERE = "It was found on a case of the examiner's, whose numbers are not told."
#: sentences that may be told as they are but for the name of an error, which must be Python's own
SENTENCES = (
    re.compile(r"(It raised (\w+))(?::.*)?", re.S),
    re.compile(r"(It must raise (?:\w+) here, but it raised (\w+))\."),
    re.compile(r"(It must raise (?:\w+) here, but it returned (?:None|a result))\.()"),
    re.compile(r"(The result is None)\. Did you forget `return`\?()"),
    re.compile(r"(It was stopped: .* took longer than [\d.]+ seconds)\.()"),
    re.compile(r"(The result is right, but .*)\.()"),
    re.compile(r"(It is not implemented yet)\.()"),
)
ERRORS = {""} | {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
#: what is told where no sentence may be
TOLD = {
    "type": "It does not give what is asked.",
    "forbidden": "It uses a module that this exercise does without.",
    "shape": "The result has not the form that is asked.",
    "values": "The result is not the right one.",
    "manners": "The result is right, but not all that is asked of it is so.",
    "property": "The result does not have the property the exercise asks for.",
}
#: reasons in the lesson's words, or found in the notebook's text
SAFE = {"misconception", "relation", "repair", "sign"}
LIMITS = {
    "timeout": "It was stopped: it took too long.",
    "memory": "It needed more memory than is allowed.",
    "died": "Its process ended by itself.",
}


def untold(failure: Failure, exercise: str) -> Failure:
    """The failure without anything that a student's process may have chosen."""
    told = Failure(exercise, failure.tier, headline(failure), facts=[WHERE])
    told.alike = failure.alike
    if failure.found_by in SAFE:
        told.because, told.misconception = failure.because, failure.misconception
        told.found_by = failure.found_by
        told.frames = failure.frames if failure.found_by == "repair" else []
    elif failure.found_by != "exception":
        told.found_by = failure.found_by
    return told


def headline(failure: Failure) -> str:
    """Its sentence if that says nothing but what kind of thing came, else one for its kind."""
    for sentence in SENTENCES:
        found = sentence.fullmatch(failure.headline)
        if found and found[2] in ERRORS:
            return f"{found[1]}."
    return TOLD[failure.tier]


def limit(error: StudentError) -> str:
    """What ended a process that had been shown hidden cases."""
    return LIMITS.get(error.kind, "Its answer could not be read.")
