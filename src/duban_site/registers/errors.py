"""Errors of the registers with messages for pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation

from duban.registers import Declaration, Problem, Refusal
from duban_site.core.errors import Refused, RowErrors
from duban_site.registers.refusals import translate_sentence

_ROW_NUMBER = re.compile(r"第(\d+)行")


class Declined(Refused):
    """An event was refused by the rules; `refusals` name the fields they concern.

    Their sentences are in the language of the page.
    """

    def __init__(self, refusals: Sequence[Refusal], declaration: Declaration) -> None:
        self.declaration = declaration
        translated = [
            replace(refusal, sentence=translate_sentence(refusal.sentence, declaration)) for refusal in refusals
        ]
        super().__init__("；".join(refusal.sentence for refusal in translated))
        self.refusals, self.untranslated = tuple(translated), tuple(refusals)

    def list_sentences(self, language: str) -> list[str]:
        """The refusals' sentences in the given language."""
        with translation.override(language):
            return [translate_sentence(refusal.sentence, self.declaration) for refusal in self.untranslated]


class InvalidInput(RowErrors):
    """A declaration or sheet is invalid; `problems` lists everything that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        message = "；".join(str(problem) for problem in problems[:3])
        super().__init__(message, [_problem_row(problem) for problem in problems])
        self.problems = tuple(problems)


def _problem_row(problem: Problem) -> tuple[int, str, str]:
    """A problem's row number, its place in words, and its description with the remedy."""
    match = _ROW_NUMBER.search(problem.where)
    row = problem.line or (int(match[1]) if match else 0)
    return row, problem.where, "；".join(filter(None, (problem.what, problem.do)))
