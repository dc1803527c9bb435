"""percent-or-points: a rate that rises by per cent, where percentage points may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import ClaimKind
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView

_RATE_NAME = re.compile(r"(?<![效产産频速功汇税利费长])率$|占比$|比重$")
_CHANGE_ENDING = re.compile(r"(?:提高|提升|上升|增加|增长|下降|降低|减少|压减|回落)[^到至为]{0,4}$")


def _find(view: ReportView) -> Iterator[Hit]:
    for claim in view.promises:
        if claim.kind is not ClaimKind.GROWTH or claim.unit != "%":
            continue
        clause_start, clause_end = view.find_clause(claim.start, claim.end)
        if not (_RATE_NAME.search(claim.indicator) and _CHANGE_ENDING.search(view.text[clause_start : claim.start])):
            continue
        yield Hit(
            clause_start,
            clause_end,
            (
                f"“{claim.indicator}”本身是百分数，变动{claim.number}有两种读法",
                f"a rate that moves by {claim.number} can be read in two ways",
            ),
            ("写“提高×个百分点”，或写“提高到×%”", "write by how many percentage points, or to what per cent"),
        )


RULE = Rule(
    "percent-or-points",
    "warning",
    "百分数与百分点不分",
    "A rate moves by per cent: of itself, or in percentage points?",
    _find,
)
