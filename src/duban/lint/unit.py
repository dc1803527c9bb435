"""number-without-unit: a number that does not say of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import join_alternatives, read_section

_BOUND_WORDS = r"及?以上|及?以下|以内|之内|左右|上下|多|余"
_NUMBER_PATTERN = re.compile(
    r"(?<![\dA-Za-z.+\-~/:%“#第=表图])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?[十百千]?[万亿]*)"
    rf"(?P<bound>{_BOUND_WORDS})?(?=,(?!\d)|[;。、!?\n]|$)"
)
_LIST_PATTERN = re.compile(
    rf"(?:{_BOUND_WORDS})?(?:、\d[\d.,]*[十百千]?[万亿]*(?:{_BOUND_WORDS})?)*、\d[\d.,]*[十百千]?[万亿]*[^\d、,;。!?\n]"
)
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d$")
_TELEPHONE_CODE = re.compile(r"1\d\d$|1\d{4}$|9\d{4}$")
"""Telephone lines written without 热线: 110, 12345, 95598."""


@cache
def _compile_implied_units() -> re.Pattern[str]:
    """A noun that holds its own unit (参保人数, 指数), with what may stand before its number."""
    nouns = join_alternatives(read_section("own-unit"))
    return re.compile(
        rf"(?:{nouns})(?:到\d{{4}}年)?[^,;。、\d]{{0,4}}(?:从[\d.万亿]+)?"
        r"(?:增长|增加|提高|提升|降低|下降|缩小|扩大|控制|稳定|保持)?"
        r"(?:达到?|突破|超过?|近|到|至|为|在|约|不低于|不少于|不超过)?$"
    )


def _find(view: ReportView) -> Iterator[Hit]:
    for _, commitment in view.plan:
        text = view.blank_quotations(commitment.start, commitment.end)
        for match in _NUMBER_PATTERN.finditer(text):
            if _has_no_unit(text, match):
                yield _build_hit(view, commitment.start, match)


def _has_no_unit(text: str, match: re.Match[str]) -> bool:
    if match["bound"] is None and (_YEAR_PATTERN.match(match["n"]) or _TELEPHONE_CODE.match(match["n"])):
        return False
    if _LIST_PATTERN.match(text, match.end("n")):
        return False
    return _compile_implied_units().search(text, max(0, match.start() - 24), match.start()) is None


def _build_hit(view: ReportView, offset: int, match: re.Match[str]) -> Hit:
    start, end = offset + match.start(), offset + match.end()
    clause_start, _ = view.find_clause(start, end)
    number = match[0]
    return Hit(
        clause_start,
        end,
        (f"“{number}”没有单位", f"{number} has no unit"),
        (
            f"在“{match['n']}”后写明单位，如 人、人次、个、万元",
            "write the unit behind the number: persons, person-times, items, yuan",
        ),
    )


RULE = Rule("number-without-unit", "error", "数字没有单位", "A number does not say of what", _find)
