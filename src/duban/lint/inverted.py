"""inverted-range: a range whose first bound is above its second."""

from __future__ import annotations

from collections.abc import Iterator

from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView


def _find(view: ReportView) -> Iterator[Hit]:
    for claim in view.promises:
        if claim.value is None or claim.value_high is None or claim.value_high >= claim.value:
            continue
        yield Hit(
            *view.find_clause(claim.start, claim.end),
            (f"区间写反了：{claim.number}", f"the range is upside down: {claim.number}"),
            ("把小的数写在前面；督办按下限评价", "write the lower figure first: a range is met at its lower bound"),
        )


RULE = Rule("inverted-range", "error", "区间上下限写反", "A range is upside down", _find)
