"""Distribute a shared number, rate or standard over the members of a list, with full names."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.kinds import Setting
from duban.reading.lexicon import DISTRIBUTES, SHARE_HEADS
from duban.reading.phrases import Span, Spans, share_head, split_list

_STANDARD_OF: Final = re.compile(
    r"(?P<a>[^、和的对]{3,16})和(?P<b>[^、和的对]{3,16})(?P<h>的[^、的]{0,8}(?:标准|待遇|补助))"
)
_TOWN_AND_COUNTRY: Final = 2
"""城乡 stands for 城镇 and 农村, where a number is stated for each (guide, rule 1)."""
_TOGETHER: Final = re.compile(r"合计|共计|总计|等|之和|对.{2,}|[“(][^”)]*、")
_COUNTED_LIST: Final = re.compile(
    r"(?P<list>[^,;]+?)(?P<n>\d|[两二三四五六七八九])个(?P<head>[^、]+)"
)
_TWO_RATES: Final = re.compile(r"[^和]{2,}率和[^和]{2,}率")
_JOINT: Final = ("产业占比", "产业比重", "业占比", "业比重")
_FEW: Final = "零一二三四五六七八九"
_HOW: Final = "圆满|全部|相继|陆续|顺利|全面|提前|如期"
_OUTCOME: Final = (
    "办结|完成|开通|通车|开工建设|开工|竣工|投产|投用|建成运营|建成投运|建成投用|签约落地|落地"
)
_NEEDLESS: Final = (
    "建设|打造|整治提升|建设任务|建设目标|工作|任务|目标|的任务|的目标|整治|行动|"
    r"等(?:系列|各类|重大|一批)?(?:活动|项目|工程|赛事)?|提请.*|实现[^,]{5,}|"
    + "|".join(f"{how}(?:{_HOW})*(?:{_OUTCOME})" for how in _HOW.split("|"))
    + f"|{_OUTCOME}|共计|合计|总计"
)
_TRIM: Final = re.compile(rf"(?:已|均|都)*(?:{_NEEDLESS}|的(?:{_NEEDLESS}))$")
_RANKED: Final = re.compile(
    r"[^“”]*(?:第[一二三四五六七八九十\d]+位?|前列|首位|最[高低多大]|新高|稳定|最好)、|"
    r"[^“”、]*(?<![中高初])等(?=[^级待教高公地离同][^、]{2})"
)
"""A rank, or a list that 等 closes, stands before the name and is no part of it."""


def trim(canon: str, span: Span) -> Span:
    """Take off a name what it does not need: a rank before it, 建设 or an outcome behind it."""
    start, end = span
    if start == end:
        return span
    ranked = _RANKED.match(canon, start, end)
    if ranked and end - ranked.end() > 2:
        start = ranked.end()
    while end > start and canon[end - 1] in " 的、,和与":
        end -= 1
    while start < end and canon[start] in " 的、,)":
        start += 1
    match = _TRIM.search(canon, start, end)
    if match and match.start() - start >= 3:
        end = match.start()
    return start, end


def members(canon: str, before: Span, noun: Span, numbers: int, setting: Setting) -> list[Spans]:
    """The members of a distributive list (guide, rule 1); empty when the subject is none."""
    if numbers == 1 and not DISTRIBUTES.search(setting.tail.text):
        if setting.noun or not setting.tail.to:
            return []
        return _shared_rate(canon, before, setting) or _shared_standard(canon, before)
    match = _COUNTED_LIST.fullmatch(canon, *before)
    counted = [] if match is None else _counted(canon, match)
    if counted and numbers in (1, len(counted)):
        return counted
    start, end = before
    listed = numbers > 1 and canon.count("、", start, end) == numbers - 1
    if canon.startswith("城乡", start) and numbers <= _TOWN_AND_COUNTRY and not listed:
        return [((start + i, start + i + 1), (start + 2, end)) for i in range(_TOWN_AND_COUNTRY)]
    found = split_list(canon, *before, wanted=numbers if numbers > 1 else 0)
    found = _proposals(canon, found) if len(found) > numbers else found
    if numbers > 1 and len(found) != numbers:
        return []
    shared = share_head(canon, found)
    return [(*m, noun) for m in shared] if noun[0] < noun[1] else shared


def _proposals(canon: str, found: list[Span]) -> list[Span]:
    """建议、提案办结率、满意率 are two rates of one thing: what delegates ask for."""
    if len(found) > 2 and canon[found[0][1] - 2 : found[0][1]] in ("建议", "议案"):
        first, second, *others = found
        if canon.find("提案", *second) >= 0:
            return [(first[0], second[1]), *others]
    return found


def _counted(canon: str, match: re.Match[str]) -> list[Spans]:
    """绿色建材、绿色食品两个集群: each of what is counted, where the count is that of the list."""
    found = split_list(canon, *match.span("list"), wanted=match["list"].count("、") + 1)
    count = match["n"] if match["n"].isdigit() else str(_FEW.index(match["n"].replace("两", "二")))
    return [(m, match.span("head")) for m in found] if len(found) == int(count) > 1 else []


def _shared_rate(canon: str, before: Span, setting: Setting) -> list[Spans]:
    """One rate or level stated for several names (A率、B率达到90%) belongs to each of them."""
    text = canon[slice(*before)]
    listed = "、" in text or _TWO_RATES.fullmatch(text) is not None
    if not listed or setting.verbs or _TOGETHER.search(text):
        return []
    if text.endswith(_JOINT):
        return []  # 畜牧、蔬菜产业占比67%: the share of all of them
    if not SHARE_HEADS.end(text) and not text.endswith(("产业", "标准", "比例")):
        return []
    found = _proposals(canon, split_list(canon, *before, wanted=2))
    return share_head(canon, found) if all(b - a > 1 for a, b in found) else []


def _shared_standard(canon: str, before: Span) -> list[Spans]:
    """A和B的补助标准提高到120元: one standard stated for two things."""
    match = _STANDARD_OF.fullmatch(canon, *before)
    if match is None:
        return []
    return [(match.span("a"), match.span("h")), (match.span("b"), match.span("h"))]
