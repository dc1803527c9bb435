"""What the register's rules refuse, said on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duban.registers import Declaration, Problem, Refusal
from duban_site.core.errors import Refused
from duban_site.registers.refusals import in_words


class Declined(Refused):
    """An event that the rules refuse; `refusals` name the fields that they are about.

    Their sentences are in the language of the page.
    """

    def __init__(self, refusals: Sequence[Refusal], declaration: Declaration) -> None:
        said = [replace(one, sentence=in_words(one.sentence, declaration)) for one in refusals]
        super().__init__("；".join(one.sentence for one in said))
        self.refusals = tuple(said)


class Faulty(Refused):
    """A declaration or a sheet that is not taken; `problems` are all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems[:3]))
        self.problems = tuple(problems)
