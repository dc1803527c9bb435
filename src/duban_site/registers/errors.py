"""Errors of the registers with messages for pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duban.notices import Notice
from duban.registers import Problem
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.notices import render_notice

_ROW_NUMBER = re.compile(r"第(\d+)行")


class Declined(Refused):
    """An event was refused by the rules; `refusals` name the fields that they concern."""

    def __init__(self, refusals: Sequence[Notice]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(map(render_notice, refusals)))


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
