"""What a number is about where its clause does not name it: the subject carries over.

`比上年预计数增加30亿元` speaks of what the sentence named before; `继续提高基本养老金，人均增长8%`
of what the clause before names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duban.commitments import Claim, ClaimKind
from duban.indicators import names

_SENTENCE = "。！？；;\n"
_INVESTED = re.compile(r"(?:完成(?:年度)?投资额?|投资完成额?)(?:约|超过?)?$")
_PROJECTS = re.compile(
    r"(?<![一-鿿])(?:(?:安排|实施|推进|谋划|组织实施|\d+个|全[省市区县])*)(?P<name>\d*[一-鿿]{2,8}?项目)"
)
_RISE_ALONE = ("涨幅", "上涨幅度", "增幅")
# 播种面积…，总产…: the yield is of the crop just named.
_YIELDS = ("总产", "总产量", "产量")
_SOWN = re.compile(r"^播种|(?:总?播种|种植)?面积$|种植$")
# 收入超30万元的村占比: what the share is of is bounded by an amount.
_OF_THE_SHARE = re.compile(r"(?:及?以上)?的?[^，。；、\d]{1,8}(?:占比|比重|比例)")
_SHARE = re.compile(
    r"(?P<name>[^、]{0,14}(?:(?:超过?|突破|高于)(?P<limit>\d[\d.]*万?亿?元)|(?P<least>\d[\d.]*万?亿?元)及?以上)的?[^，。；、\d]{1,8}(?:占比|比重|比例))"
)
_AMONG = re.compile(r"其中(?P<limit>\d[\d.]*亿元(?:及?以上))$")
_ADDED = re.compile(
    r"(?P<whose>[一-鿿]{2,12}?)(?:累计)?(?:完成|实现)增加值(?:[\d.]+[万亿]*元[，、,]?(?:同比|比上年)?增长)?$"
)
_PRICES = re.compile(r"物价|价格")
_SHORTEST = 4
"""A name of the vocabulary shorter than this may stand in a clause by chance."""


def subject(text: str, claim: Claim, before: Sequence[Claim], place: str | None) -> str:
    """The name that a claim's number belongs to. `earlier_claims` are in text order."""
    start = max(text.rfind(mark, 0, claim.start) for mark in _SENTENCE) + 1
    if claim.kind is ClaimKind.VOLUME and (added := _as_written(text, claim, place)) is not None:
        return added
    if (limited := _limited(text, claim)) is not None:
        return limited
    if claim.indicator.startswith("占"):
        return _share_of(text, claim, before)
    if (added_value := _ADDED.search(text[start : claim.start])) is not None:
        return added_value["whose"] + "增加值"
    if (invested := _invested(text, claim, start)) is not None:
        return invested
    if claim.indicator in _YIELDS and before and before[-1].start >= start:
        return _SOWN.sub("", before[-1].indicator) + "产量"
    if not names.says_nothing(claim.indicator, place):
        return claim.indicator
    for other in reversed(before):
        if other.start < start:
            break
        if not names.says_nothing(other.indicator, place):
            return other.indicator
    if claim.indicator.startswith(_RISE_ALONE) and (risen := _of_prices(text, claim, before)):
        return risen
    # Only its clause and the one before: a name farther away belongs to another number.
    near = "，".join(re.split(r"[，,]", text[start : claim.start])[-2:])
    return _known(near) or claim.indicator


def is_limit(text: str, claim: Claim) -> bool:
    """Whether a number only bounds what a share is of (超30万元的村占比)."""
    return _OF_THE_SHARE.match(text, claim.end) is not None


def _limited(text: str, claim: Claim) -> str | None:
    """The name with the amount that bounds it, where the reader left that out.

    集体收入超30万元的村占比; 其中10亿元以上8个 of the projects of a hundred million.
    """
    clause = re.split(r"[，。；,;\n]", text[max(0, claim.start - 40) : claim.start])[-1]
    if claim.kind is ClaimKind.SHARE and (share := _SHARE.search(clause)) is not None:
        limit = share["limit"] or share["least"]
        return None if limit in claim.indicator else share["name"]
    among = _AMONG.search(clause)
    if among is None or not claim.indicator.startswith("亿元以上"):
        return None
    return among["limit"] + claim.indicator.removeprefix("亿元以上")


def _invested(text: str, claim: Claim, start: int) -> str | None:
    """完成投资 alone is the investment of the projects that its sentence names."""
    if claim.unit != "元" or _INVESTED.search(text, start, claim.start) is None:
        return None
    projects = [*_PROJECTS.finditer(text, start, claim.start)]
    return f"{projects[-1]['name']}完成投资" if projects else None


def _of_prices(text: str, claim: Claim, before: Sequence[Claim]) -> str | None:
    """涨幅 alone is of the prices that the sentence before it names."""
    if not before or text.count("。", before[-1].end, claim.start) > 1:
        return None
    return before[-1].indicator if _PRICES.search(before[-1].indicator) else None


def _as_written(text: str, claim: Claim, place: str | None) -> str | None:
    """城镇新增就业人口, where the reader took 新增 for the verb of 城镇就业人口."""
    clause = re.split(r"[，；。,;\n—]", text[max(0, claim.start - 24) : claim.start])[-1]
    known = "新增" in clause and names.harmonised(clause, place) is not None
    return clause.strip() if known else None


def _share_of(text: str, claim: Claim, before: Sequence[Claim]) -> str:
    """占…比重 alone speaks of what the sentence named before it."""
    if not before:
        return claim.indicator
    between = text[before[-1].end : claim.start]
    if any(mark in between for mark in _SENTENCE):
        return claim.indicator
    return before[-1].indicator + claim.indicator


def _known(ahead: str) -> str | None:
    """The last name of the vocabulary that stands before a number in its sentence."""
    found = [
        (ahead.rfind(name), len(name), name)
        for indicator in names.vocabulary().values()
        for name in indicator.names
        if len(name) >= _SHORTEST and name in ahead
    ]
    return max(found)[2] if found else None
