"""share-without-whole: a share that does not say of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Claim, ClaimKind
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import join_alternatives, read_section

_SHARE_ENDING = re.compile(r"(?:占比|比重|份额)$")
_TOTAL_WORDS = re.compile(r"占(?!比)|中|[内里]的?|相当于")


@cache
def _compile_open_totals() -> re.Pattern[str]:
    return re.compile(rf"(?:{join_alternatives(read_section('open-wholes'))})的?(?:占比|比重|份额)$")


@cache
def _compile_implied_totals() -> re.Pattern[str]:
    return re.compile(join_alternatives(read_section("known-wholes")))


def _find(view: ReportView) -> Iterator[Hit]:
    for claim in view.promises:
        if claim.kind is ClaimKind.SHARE and _compile_open_totals().search(claim.indicator):
            clause_start, clause_end = view.find_clause(claim.start, claim.end)
            if not _names_total(claim, view.text[clause_start : claim.start]):
                yield _build_hit(claim, clause_start, clause_end)


def _names_total(claim: Claim, preceding_text: str) -> bool:
    return bool(_compile_implied_totals().search(claim.indicator) or _TOTAL_WORDS.search(preceding_text))


def _build_hit(claim: Claim, clause_start: int, clause_end: int) -> Hit:
    part = _SHARE_ENDING.sub("", claim.indicator).rstrip("的")
    return Hit(
        clause_start,
        clause_end,
        (f"“{claim.indicator}”没有说占什么的比重", f"{claim.number} of what? The share does not name its whole"),
        (
            f"写成“{part}占××的比重”，××如 地区生产总值、规模以上工业增加值、固定资产投资",
            "name the whole: of GDP, of industry's added value, of all fixed investment",
        ),
    )


RULE = Rule("share-without-whole", "warning", "比重没有说占什么", "A share does not name its whole", _find)
