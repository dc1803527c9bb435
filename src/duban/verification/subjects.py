"""What a number is about where its clause does not name it: the subject carries over.

`比上年预计数增加30亿元` speaks of what the sentence named before; `继续提高基本养老金，人均增长8%`
of what the clause before names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duban.commitments import Claim, ClaimKind
from duban.indicators import match_names

_SENTENCE_MARKS = "。！？；;\n"
_INVESTMENT_ENDING = re.compile(r"(?:完成(?:年度)?投资额?|投资完成额?)(?:约|超过?)?$")
_PROJECTS_PATTERN = re.compile(
    r"(?<![一-鿿])(?:(?:安排|实施|推进|谋划|组织实施|\d+个|全[省市区县])*)(?P<name>\d*[一-鿿]{2,8}?项目)"
)
_RISE_WORDS = ("涨幅", "上涨幅度", "增幅")
# 播种面积…，总产…: the yield is of the crop just named.
_YIELD_NAMES = ("总产", "总产量", "产量")
_SOWING_WORDS = re.compile(r"^播种|(?:总?播种|种植)?面积$|种植$")
# 收入超30万元的村占比: what the share is of is bounded by an amount.
_SHARE_CONTINUATION = re.compile(r"(?:及?以上)?的?[^，。；、\d]{1,8}(?:占比|比重|比例)")
_BOUNDED_SHARE = re.compile(
    r"(?P<name>[^、]{0,14}(?:(?:超过?|突破|高于)(?P<limit>\d[\d.]*万?亿?元)|(?P<least>\d[\d.]*万?亿?元)及?以上)的?[^，。；、\d]{1,8}(?:占比|比重|比例))"
)
_BOUNDED_SUBSET = re.compile(r"其中(?P<limit>\d[\d.]*亿元(?:及?以上))$")
_ADDED_VALUE = re.compile(
    r"(?P<whose>[一-鿿]{2,12}?)(?:累计)?(?:完成|实现)增加值(?:[\d.]+[万亿]*元[，、,]?(?:同比|比上年)?增长)?$"
)
_PRICE_WORDS = re.compile(r"物价|价格")
_MIN_NAME_LENGTH = 4
"""A name of the vocabulary shorter than this may stand in a clause by chance."""


def find_subject(text: str, claim: Claim, earlier_claims: Sequence[Claim], jurisdiction: str | None) -> str:
    """The name that a claim's number belongs to. `earlier_claims` are in text order."""
    sentence_start = max(text.rfind(mark, 0, claim.start) for mark in _SENTENCE_MARKS) + 1
    if claim.kind is ClaimKind.VOLUME and (written_name := _find_written_name(text, claim, jurisdiction)) is not None:
        return written_name
    if (bounded_name := _find_bounded_name(text, claim)) is not None:
        return bounded_name
    if claim.indicator.startswith("占"):
        return _join_share_name(text, claim, earlier_claims)
    if (added_value := _ADDED_VALUE.search(text[sentence_start : claim.start])) is not None:
        return added_value["whose"] + "增加值"
    if (investment_name := _find_investment_name(text, claim, sentence_start)) is not None:
        return investment_name
    if claim.indicator in _YIELD_NAMES and earlier_claims and earlier_claims[-1].start >= sentence_start:
        return _SOWING_WORDS.sub("", earlier_claims[-1].indicator) + "产量"
    if not match_names.is_open_name(claim.indicator, jurisdiction):
        return claim.indicator
    for earlier_claim in reversed(earlier_claims):
        if earlier_claim.start < sentence_start:
            break
        if not match_names.is_open_name(earlier_claim.indicator, jurisdiction):
            return earlier_claim.indicator
    if claim.indicator.startswith(_RISE_WORDS) and (price_name := _find_price_name(text, claim, earlier_claims)):
        return price_name
    # Only its clause and the one before: a name farther away belongs to another number.
    nearby_words = "，".join(re.split(r"[，,]", text[sentence_start : claim.start])[-2:])
    return _find_vocabulary_name(nearby_words) or claim.indicator


def is_limit(text: str, claim: Claim) -> bool:
    """Whether a number only bounds what a share is of (超30万元的村占比)."""
    return _SHARE_CONTINUATION.match(text, claim.end) is not None


def _find_bounded_name(text: str, claim: Claim) -> str | None:
    """The name with the amount that bounds it, where the reader left that out.

    集体收入超30万元的村占比; 其中10亿元以上8个 of the projects of a hundred million.
    """
    clause = re.split(r"[，。；,;\n]", text[max(0, claim.start - 40) : claim.start])[-1]
    if claim.kind is ClaimKind.SHARE and (share := _BOUNDED_SHARE.search(clause)) is not None:
        limit = share["limit"] or share["least"]
        return None if limit in claim.indicator else share["name"]
    subset = _BOUNDED_SUBSET.search(clause)
    if subset is None or not claim.indicator.startswith("亿元以上"):
        return None
    return subset["limit"] + claim.indicator.removeprefix("亿元以上")


def _find_investment_name(text: str, claim: Claim, sentence_start: int) -> str | None:
    """完成投资 alone is the investment of the projects that its sentence names."""
    if claim.unit != "元" or _INVESTMENT_ENDING.search(text, sentence_start, claim.start) is None:
        return None
    projects = [*_PROJECTS_PATTERN.finditer(text, sentence_start, claim.start)]
    return f"{projects[-1]['name']}完成投资" if projects else None


def _find_price_name(text: str, claim: Claim, earlier_claims: Sequence[Claim]) -> str | None:
    """涨幅 alone is of the prices that the sentence before it names."""
    if not earlier_claims or text.count("。", earlier_claims[-1].end, claim.start) > 1:
        return None
    return earlier_claims[-1].indicator if _PRICE_WORDS.search(earlier_claims[-1].indicator) else None


def _find_written_name(text: str, claim: Claim, jurisdiction: str | None) -> str | None:
    """城镇新增就业人口, where the reader took 新增 for the verb of 城镇就业人口."""
    clause = re.split(r"[，；。,;\n—]", text[max(0, claim.start - 24) : claim.start])[-1]
    is_vocabulary_name = "新增" in clause and match_names.harmonise(clause, jurisdiction) is not None
    return clause.strip() if is_vocabulary_name else None


def _join_share_name(text: str, claim: Claim, earlier_claims: Sequence[Claim]) -> str:
    """占…比重 alone speaks of what the sentence named before it."""
    if not earlier_claims:
        return claim.indicator
    between = text[earlier_claims[-1].end : claim.start]
    if any(mark in between for mark in _SENTENCE_MARKS):
        return claim.indicator
    return earlier_claims[-1].indicator + claim.indicator


def _find_vocabulary_name(preceding_text: str) -> str | None:
    """The last name of the vocabulary that stands before a number in its sentence."""
    name_matches = [
        (preceding_text.rfind(name), len(name), name)
        for indicator in match_names.load_vocabulary().values()
        for name in indicator.names
        if len(name) >= _MIN_NAME_LENGTH and name in preceding_text
    ]
    return max(name_matches)[2] if name_matches else None
