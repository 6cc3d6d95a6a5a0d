"""autograder: checks, builds and grades the course.

A lesson's check cells import what they need from here::

    from autograder import begin, case, check, normal
"""

from autograder.calls import StudentError
from autograder.cases import case, constant, drawn, integers, normal, ties, uniform
from autograder.check import call, check, check_raises
from autograder.failure import CheckFailed
from autograder.session import because, begin, variant

__all__ = [
    "CheckFailed",
    "StudentError",
    "because",
    "begin",
    "call",
    "case",
    "check",
    "check_raises",
    "constant",
    "drawn",
    "integers",
    "normal",
    "ties",
    "uniform",
    "variant",
]
