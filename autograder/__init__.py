"""autograder: checks, builds and grades the course.

A lesson's check cells import what they need from here::

    from autograder import begin, case, check, normal
"""

from autograder.checks.cases import case, constant, drawn, integers, normal, ties, uniform
from autograder.checks.check import call, check, check_raises
from autograder.checks.comparison import uses_outside
from autograder.checks.message.jupyter import begin
from autograder.checks.message.render import CheckFailed
from autograder.checks.session import because, misconception, variant
from autograder.student_side.calls import StudentError

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
    "misconception",
    "normal",
    "ties",
    "uniform",
    "uses_outside",
    "variant",
]
