"""Errors of the registers with messages for pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation

from duban.registers import Declaration, Problem, Refusal
from duban_site.core.errors import Refused, RowErrors
from duban_site.registers.refusals import in_words

_ROW = re.compile(r"第(\d+)行")


class Declined(Refused):
    """An event was refused by the rules; `refusals` name the fields they concern.

    Their sentences are in the language of the page.
    """

    def __init__(self, refusals: Sequence[Refusal], declaration: Declaration) -> None:
        self.declaration = declaration
        said = [replace(one, sentence=in_words(one.sentence, declaration)) for one in refusals]
        super().__init__("；".join(one.sentence for one in said))
        self.refusals, self.plain = tuple(said), tuple(refusals)

    def sentences(self, language: str) -> list[str]:
        """The refusals' sentences in the given language."""
        with translation.override(language):
            return [in_words(one.sentence, self.declaration) for one in self.plain]


class Faulty(RowErrors):
    """A declaration or sheet is invalid; `problems` lists everything that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        said = "；".join(str(problem) for problem in problems[:3])
        super().__init__(said, [_row(problem) for problem in problems])
        self.problems = tuple(problems)


def _row(problem: Problem) -> tuple[int, str, str]:
    """A problem's row number, its place in words, and its description with the remedy."""
    said = _ROW.search(problem.where)
    row = problem.line or (int(said[1]) if said else 0)
    return row, problem.where, "；".join(filter(None, (problem.what, problem.do)))
