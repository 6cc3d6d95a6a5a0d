__all__ = [
    "CheckFailed",
    "StudentError",
    "apart",
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
    "so_far",
    "ties",
    "uniform",
    "uses_outside",
    "variant",
    "whole_number",
]

from .checks.cases import case, constant, drawn, integers, normal, ties, uniform, whole_number
from .checks.check import apart, call, check, check_raises
from .checks.forbidden import uses_outside
from .checks.message.jupyter import begin
from .checks.message.render import CheckFailed
from .checks.message.so_far import so_far
from .checks.session import because, misconception, variant
from .student_side.calls import StudentError
