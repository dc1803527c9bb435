"""What the register's rules refuse, said on a page."""

from __future__ import annotations

from collections.abc import Sequence

from duban.register import Problem, Refusal
from duban_site.errors import Refused


class Declined(Refused):
    """An event that the rules refuse; `refusals` name the fields that they are about."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("；".join(refusal.sentence for refusal in refusals))
        self.refusals = tuple(refusals)


class Faulty(Refused):
    """A declaration or a sheet that is not taken; `problems` are all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems[:3]))
        self.problems = tuple(problems)
