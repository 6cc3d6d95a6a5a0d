"""A student's candidates: the lesson's own, and others with fewer modules where a check asks so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.sandbox.candidate import Candidate, CodeCell
from autograder.sandbox.readable_files import Policy
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.time_limit import Budgets
from autograder.student_side.allowed_imports import allowed
from autograder.student_side.confinement.limits import Limits


@dataclass
class Candidates:
    """The same cells under one policy or another; a process is started when it is first asked."""

    sandbox: Sandbox
    policy: Policy
    cells: Sequence[CodeCell]
    limits: Limits
    budgets: Budgets
    made: dict[Policy, Candidate] = field(default_factory=dict)

    @property
    def main(self) -> Candidate:
        return self.under(self.policy)

    def under(self, policy: Policy) -> Candidate:
        if policy not in self.made:
            zygote = self.sandbox.zygote(policy)
            self.made[policy] = Candidate(zygote, self.cells, self.limits, self.budgets)
        return self.made[policy]

    def alone(self, policy: Policy) -> Candidate:
        """The candidate of a policy, after the processes of all others are ended.

        Two that live at the same time could tell each other what one of them may not know.
        """
        for other, candidate in self.made.items():
            if other != policy:
                candidate.close()
        return self.under(policy)

    def stricter(self, allow: Sequence[str]) -> Policy | None:
        """The policy without the modules that `allow` leaves out; None if it leaves out none.

        What a function uses can be hidden from whoever reads its code. What is not there cannot
        be used.
        """
        kept = tuple(m for m in self.policy.allow if allowed(m, allow))
        if kept == self.policy.allow:
            return None
        return Policy(kept, tuple(m for m in self.policy.setup_allow if allowed(m, allow)))

    def begin_exercise(self) -> None:
        """Take back the functions the last exercise was given: they may answer this one."""
        for candidate in self.made.values():
            candidate.callbacks.clear()
            candidate.taken = candidate.held = 0

    def ran_out(self) -> list[str]:
        """What the time was not enough for."""
        return list(dict.fromkeys(s for c in self.made.values() for s in c.ran_out))

    def close(self) -> None:
        for candidate in self.made.values():
            candidate.close()
