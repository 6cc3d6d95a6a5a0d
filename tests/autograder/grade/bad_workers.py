"""Workers that come to grief; apart from the tests, which a worker would take ten seconds to import."""

import os
import re

from autograder.grade import worker
from autograder.sandbox.time_limit import Budgets


def fragile(task):
    judge = worker.judge

    def die_or_judge(collected):
        if b"# kills its worker" in collected.work.data:
            os.kill(os.getpid(), 9)
        return judge(collected)

    worker.judge = die_or_judge
    try:
        return worker.grade(task)
    finally:
        worker.judge = judge


def hanging(task):
    if task.student == "student-02":
        worker.GRACE, worker._budgets = 1, Budgets(submission=1, drawing=1)
    judge = worker.judge

    def hang_or_judge(collected):
        if b"# hangs" not in collected.work.data:
            return judge(collected)
        with open(task.submitted.parent / "hung", "a") as file:
            file.write("once ")
        return re.match(r"(a*)*b", "a" * 99)  # in C, without a turn for anybody else

    worker.judge = hang_or_judge
    try:
        return worker.grade(task)
    finally:
        worker.judge = judge
