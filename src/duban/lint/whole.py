"""share-without-whole: a share that does not say of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Claim, ClaimKind
from duban.lint.rule import Hit, Rule
from duban.lint.view import View
from duban.lint.words import alternatives, section

_SHARE = re.compile(r"(?:占比|比重|份额)$")
_GIVEN = re.compile(r"占(?!比)|中|[内里]的?|相当于")


@cache
def _open_whole() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(section('open-wholes'))})的?(?:占比|比重|份额)$")


@cache
def _known_whole() -> re.Pattern[str]:
    return re.compile(alternatives(section("known-wholes")))


def _find(view: View) -> Iterator[Hit]:
    for claim in view.promises:
        if claim.kind is ClaimKind.SHARE and _open_whole().search(claim.indicator):
            begin, end = view.clause(claim.start, claim.end)
            if not _whole_given(claim, view.text[begin : claim.start]):
                yield _hit(claim, begin, end)


def _whole_given(claim: Claim, lead: str) -> bool:
    return bool(_known_whole().search(claim.indicator) or _GIVEN.search(lead))


def _hit(claim: Claim, begin: int, end: int) -> Hit:
    part = _SHARE.sub("", claim.indicator).rstrip("的")
    return Hit(
        begin,
        end,
        (
            f"“{claim.indicator}”没有说占什么的比重",
            f"{claim.number} of what? The share does not name its whole",
        ),
        (
            f"写成“{part}占××的比重”，××如 地区生产总值、规模以上工业增加值、固定资产投资",
            "name the whole: of GDP, of industry's added value, of all fixed investment",
        ),
    )


RULE = Rule(
    "share-without-whole", "warning", "比重没有说占什么", "A share does not name its whole", _find
)
