"""past-deadline: a deadline before the plan year, as left over from an older report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Part
from duban.lint.rule import Hit, Rule
from duban.lint.view import PROMISING_ROLES, ReportView

_DEADLINE = re.compile(
    r"(?<![截从由自])(?:到(?P<to>(?:19|20)\d\d)年(?:年?底|末)?(?!以来|的|至|到)|(?P<by>(?:19|20)\d\d)年(?:年?底|末|\d+月底?)?之?前)"
)
_SINCE_WORDS = re.compile(r"从|由|自|比|较|截至|截止")


_PAST_WORDS = re.compile(r"已|了|曾|当时|以来|累计|实现情况")
"""Words of a clause that reports something done."""


def _find(view: ReportView) -> Iterator[Hit]:
    if view.report.year is None:
        return
    # All text of a plan part, not its claims: a sentence about an older year may be read as a fact.
    for part in view.report.parts:
        if part.role in PROMISING_ROLES:
            yield from _find_in_part(view, part, view.report.year)


def _find_in_part(view: ReportView, part: Part, plan_year: int) -> Iterator[Hit]:
    text = view.blank_quotations(part.start, part.end)
    for match in _DEADLINE.finditer(text):
        year = int(match["to"] or match["by"])
        start, end = part.start + match.start(), part.start + match.end()
        clause_start, clause_end = view.find_clause(start, end)
        is_past = _PAST_WORDS.search(view.text, clause_start, clause_end) or _SINCE_WORDS.search(
            view.text, clause_start, start
        )
        if year < plan_year and not is_past:
            yield _build_hit(view, start, end, year)


def _build_hit(view: ReportView, start: int, end: int, year: int) -> Hit:
    plan_year = view.report.year
    return Hit(
        *view.find_clause(start, end),
        (f"{plan_year}年的计划，时限却写{year}年", f"the plan is for {plan_year}, the deadline is in {year}"),
        (
            f"改为{plan_year}年或以后的时限；已经完成的移到回顾部分",
            f"give a deadline in {plan_year} or later; move what is done to the review",
        ),
    )


RULE = Rule("past-deadline", "error", "时限早于计划年度", "A deadline lies before the plan year", _find)
