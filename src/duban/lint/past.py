"""past-deadline: a deadline before the plan year, as left over from an older report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Part
from duban.lint.rule import Hit, Rule
from duban.lint.view import PROMISING, View

_DEADLINE = re.compile(
    r"(?<![截从由自])(?:到(?P<to>(?:19|20)\d\d)年(?:年?底|末)?(?!以来|的|至|到)|(?P<by>(?:19|20)\d\d)年(?:年?底|末|\d+月底?)?之?前)"
)
_SINCE = re.compile(r"从|由|自|比|较|截至|截止")


_TOLD = re.compile(r"已|了|曾|当时|以来|累计|实现情况")
"""Words of a clause that reports something done."""


def _find(view: View) -> Iterator[Hit]:
    if view.report.year is None:
        return
    # All text of a plan part, not its claims: a sentence about an older year may be read as a fact.
    for part in view.report.parts:
        if part.role in PROMISING:
            yield from _in_part(view, part, view.report.year)


def _in_part(view: View, part: Part, plan_year: int) -> Iterator[Hit]:
    text = view.unquoted(part.start, part.end)
    for match in _DEADLINE.finditer(text):
        year = int(match["to"] or match["by"])
        start, end = part.start + match.start(), part.start + match.end()
        begin, stop = view.clause(start, end)
        told = _TOLD.search(view.text, begin, stop) or _SINCE.search(view.text, begin, start)
        if year < plan_year and not told:
            yield _hit(view, start, end, year)


def _hit(view: View, start: int, end: int, year: int) -> Hit:
    plan = view.report.year
    return Hit(
        *view.clause(start, end),
        (f"{plan}年的计划，时限却写{year}年", f"the plan is for {plan}, the deadline is in {year}"),
        (
            f"改为{plan}年或以后的时限；已经完成的移到回顾部分",
            f"give a deadline in {plan} or later; move what is done to the review",
        ),
    )


RULE = Rule(
    "past-deadline", "error", "时限早于计划年度", "A deadline lies before the plan year", _find
)
