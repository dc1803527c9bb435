"""past-deadline: a deadline before the plan year, as left over from an older report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.lint.rule import Hit, Rule
from duban.lint.view import View

_DEADLINE = re.compile(
    r"(?<![截从由自])(?:到(?P<to>(?:19|20)\d\d)年(?:年?底|末)?(?!以来|的|至|到)|(?P<by>(?:19|20)\d\d)年(?:年?底|末|\d+月底?)?之?前)"
)
_SINCE = re.compile(r"(?:从|由|自|比|较|截至|截止)[^,;。]{0,10}$")


def _find(view: View) -> Iterator[Hit]:
    if view.report.year is None:
        return
    for _, commitment in view.plan:
        text = view.unquoted(commitment.start, commitment.end)
        for match in _DEADLINE.finditer(text):
            year = int(match["to"] or match["by"])
            if year < view.report.year and not _SINCE.search(text[: match.start()]):
                start, end = commitment.start + match.start(), commitment.start + match.end()
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
