"""Distribute a shared number, rate or standard over the members of a list, with full names."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.claim_kinds import Setting
from duban.reading.lexicon import DISTRIBUTIVE_WORD, SHARE_HEADS
from duban.reading.phrases import Span, Spans, share_head, split_list

_SHARED_STANDARD: Final = re.compile(
    r"(?P<a>[^、和的对]{3,16})和(?P<b>[^、和的对]{3,16})(?P<h>的[^、的]{0,8}(?:标准|待遇|补助))"
)
_TOWN_AND_COUNTRY: Final = 2
"""城乡 stands for 城镇 and 农村, where a number is stated for each (guide, rule 1)."""
_BALANCES: Final = re.compile(r"[^,;、]{0,12}存贷款[^,;、]{0,4}")
"""存贷款余额分别达200亿元、80亿元: first the deposits, then the loans."""
_JOINT_TOTAL: Final = re.compile(r"合计|共计|总计|等|之和|对.{2,}|[“(][^”)]*、")
_NUMBERED_LIST: Final = re.compile(r"(?P<list>[^,;]+?)(?P<n>\d|[两二三四五六七八九])个(?P<head>[^、]+)")
_TWO_RATES: Final = re.compile(r"[^和]{2,}率和[^和]{2,}率")
_JOINT_SHARE_HEADS: Final = ("产业占比", "产业比重", "业占比", "业比重")
_SMALL_NUMERALS: Final = "零一二三四五六七八九"
_MANNER_ADVERBS: Final = "基本|圆满|全部|相继|陆续|顺利|全面|提前|如期"
_OUTCOME_VERBS: Final = "办结|完成|开通|通车|开工建设|开工|竣工|投产|投用|建成运营|建成投运|建成投用|签约落地|落地"
_NEEDLESS_ENDINGS: Final = (
    "建设|打造|(?<!综合)整治提升|建设任务|建设目标|工作|任务|目标|的任务|的目标|(?<!综合)整治|行动|"
    r"等(?:系列|各类|重大|一批)?(?:活动|项目|工程|赛事)?|提请.*|实现[^,]{5,}|谋划建设|"
    + "|".join(f"{how}(?:{_MANNER_ADVERBS})*(?:{_OUTCOME_VERBS})" for how in _MANNER_ADVERBS.split("|"))
    + f"|{_OUTCOME_VERBS}|共计|合计|总计"
)
_LINK_ENDING: Final = re.compile(r"[ 的、,和与]|(?<![涉普危波顾])及")
_LINK_START: Final = re.compile(r"[ 的、,)]|及(?!时|格)")
_TRIMMED_ENDING: Final = re.compile(rf"(?:已|均|都)*(?:{_NEEDLESS_ENDINGS}|的(?:{_NEEDLESS_ENDINGS}))$")
_RANK_PREFIX: Final = re.compile(
    r"[^“”]*(?:第[一二三四五六七八九十\d]+位?|前列|首位|最[高低多大]|新高|稳定|最好)、|"
    r"[^“”、]*(?<![中高初])等(?!项目(?:开工|竣工|建设|投产|建成|签约|落地))(?=[^级待教高公地离同][^、]{2})"
)
"""A rank, or a list that 等 closes, stands before the name and is no part of it: it ends in 、 or 等."""


def trim_name(canonical_text: str, span: Span) -> Span:
    """Take off a name what it does not need: a rank before it, 建设 or an outcome behind it."""
    start, end = span
    if start == end:
        return span
    if canonical_text.find("、", start, end) >= 0 or canonical_text.find("等", start, end) >= 0:
        rank_match = _RANK_PREFIX.match(canonical_text, start, end)
        if rank_match and end - rank_match.end() > 2:
            start = rank_match.end()
    while end > start and _LINK_ENDING.match(canonical_text, end - 1):
        end -= 1
    while start < end and _LINK_START.match(canonical_text, start):
        start += 1
    match = _TRIMMED_ENDING.search(canonical_text, start, end)
    if match and match.start() - start >= 3:
        end = match.start()
    return start, end


def distribute_members(canonical_text: str, before: Span, noun: Span, count: int, setting: Setting) -> list[Spans]:
    """The members of a distributive list (guide, rule 1); empty when the subject is none."""
    if count == 1 and not DISTRIBUTIVE_WORD.search(setting.tail.text):
        if setting.noun or not setting.tail.reaches:
            return []
        return _shared_rate(canonical_text, before, setting) or _shared_standard(canonical_text, before)
    match = _NUMBERED_LIST.fullmatch(canonical_text, *before)
    enumerated = [] if match is None else _members_by_count(canonical_text, match)
    if enumerated and count in (1, len(enumerated)):
        return enumerated
    start, end = before
    has_list = count > 1 and canonical_text.count("、", start, end) == count - 1
    if canonical_text.startswith("城乡", start) and count <= _TOWN_AND_COUNTRY and not has_list:
        return [((start + i, start + i + 1), (start + 2, end)) for i in range(_TOWN_AND_COUNTRY)]
    balances = _BALANCES.fullmatch(canonical_text, start, end)
    if balances and count <= _TOWN_AND_COUNTRY:
        loans = canonical_text.index("贷", start)
        return [
            ((start, loans), (loans + 1, end)),
            *([((start, loans - 1), (loans, end))] if loans - 1 > start else [((loans, end),)]),
        ]
    spans = split_list(canonical_text, *before, member_count=count if count > 1 else 0)
    spans = _merge_proposals(canonical_text, spans) if len(spans) > count else spans
    if count > 1 and len(spans) != count:
        return []
    names = share_head(canonical_text, spans)
    return [(*name, noun) for name in names] if noun[0] < noun[1] else names


def _merge_proposals(canonical_text: str, member_spans: list[Span]) -> list[Span]:
    """建议、提案办结率、满意率 are two rates of one thing: what delegates ask for."""
    if len(member_spans) > 2 and canonical_text[member_spans[0][1] - 2 : member_spans[0][1]] in ("建议", "议案"):
        first, second, *later_members = member_spans
        if canonical_text.find("提案", *second) >= 0:
            return [(first[0], second[1]), *later_members]
    return member_spans


def _members_by_count(canonical_text: str, match: re.Match[str]) -> list[Spans]:
    """绿色建材、绿色食品两个集群: each of what is counted, where the count is that of the list."""
    member_spans = split_list(canonical_text, *match.span("list"), member_count=match["list"].count("、") + 1)
    count = match["n"] if match["n"].isdigit() else str(_SMALL_NUMERALS.index(match["n"].replace("两", "二")))
    return [(member, match.span("head")) for member in member_spans] if len(member_spans) == int(count) > 1 else []


def _shared_rate(canonical_text: str, subject_span: Span, setting: Setting) -> list[Spans]:
    """One rate or level stated for several names (A率、B率达到90%) belongs to each of them."""
    subject_text = canonical_text[slice(*subject_span)]
    has_list = "、" in subject_text or _TWO_RATES.fullmatch(subject_text) is not None
    if not has_list or setting.verbs or _JOINT_TOTAL.search(subject_text):
        return []
    if subject_text.endswith(_JOINT_SHARE_HEADS):
        return []  # 畜牧、蔬菜产业占比67%: the share of all of them
    if not SHARE_HEADS.end(subject_text) and not subject_text.endswith(("产业", "标准", "比例")):
        return []
    member_spans = _merge_proposals(canonical_text, split_list(canonical_text, *subject_span, member_count=2))
    return share_head(canonical_text, member_spans) if all(end - start > 1 for start, end in member_spans) else []


def _shared_standard(canonical_text: str, subject_span: Span) -> list[Spans]:
    """A和B的补助标准提高到120元: one standard stated for two things."""
    match = _SHARED_STANDARD.fullmatch(canonical_text, *subject_span)
    if match is None:
        return []
    return [(match.span("a"), match.span("h")), (match.span("b"), match.span("h"))]
