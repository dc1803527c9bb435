"""Commitments without a number (guide, rule 6): 与经济增长同步, 完成省下达目标, 动态清零."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from duban.reading.phrases import Spans, strip_lead, strip_tail


def _branch_each(head_words: str, ending: str) -> str:
    """A branch for each head, so that every branch begins with a character of its own."""
    return "|".join(head_word + ending for head_word in head_words.split())


_RELATIVE_WORDS: Final = re.compile(
    "|".join(
        (
            _branch_each("与 和 同 跟", r"[^,;。、:与和同]{2,24}?(?:基本)?(?:同步|相匹配|相适应|相协调|持平)"),
            _branch_each(
                "完成 控制在 达到",
                r"[^,;。、:]{0,16}(?:下达|核定|审核|衔接|确定|规定|考核|要求|既定)"
                r"[^,;。、:]{0,10}?(?:目标|任务|指标|要求|范围)(?:之?内|以内)?",
            ),
            r"控制在[^,;。、:\d]{2,20}?(?:之内|以内|内)",
            r"达到?[^,;。、:\d]{0,14}(?:标准|考核要求|规定要求|[ⅠⅡⅢIV一二三]+类|"
            r"中等发达国家水平|先进水平|平均水平)",
            _branch_each("接近 赶上 达到", r"[^,;。、:\d]{2,14}水平"),
            _branch_each(
                "高于 快于 好于 优于 不低于 低于 不高于 超过",
                r"(?:全省|全国|全市|全区|中心城市|东部|西部|中部|周边|当地|上年|去年|同期|经济|GDP|"
                r"地区生产总值|财政|物价|城镇|"
                r"[^,;。、:\d]{2,12}(?:平均|增速|增幅|幅度|水平|增长))[^,;。、:\d]{0,14}?"
                r"(?:平均水平|平均增速|平均|水平|增速|增幅|幅度|增长速度|增长|均值)?(?=[,;。、:])",
            ),
            r"基本全覆盖|全覆盖|动态清零|清零|翻[一两]番|翻番|倍增(?!计划|行动|工程|三年)|零的突破|“零”的突破|应保尽保|"
            r"只增不减|只减不增|止跌回稳|由负转正|零增长|零事故|应纳尽纳|应收尽收",
            r"坚决不发生|不发生|杜绝发生|坚决杜绝|未发生",
            r"稳居[^,;。、:\d]{2,10}前列",
        )
    )
)
_PREVENTION_WORDS: Final = ("坚决", "不发生", "杜绝", "未发生")
"""These stand before what they speak of; all the others behind it."""
_HINT_WORDS: Final = re.compile(
    r"同步|匹配|适应|协调|持平|完成|控制在|达|高于|快于|好于|优于|低于|超过|覆盖|清零|翻|"
    r"倍增|突破|应保|只增|只减|回稳|由负|零|应纳|应收|发生|稳居|接近|赶上"
)
"""Words without which no relative commitment is written: most sentences stop here."""
_PROGRAMME_SUFFIX: Final = re.compile(r"[”\"](?:行动|工程|计划|专项|攻坚|活动)")


class RelativeCommitment(NamedTuple):
    """A relative commitment: the words at `[start, end)` and the spans of its indicator."""

    start: int
    end: int
    indicator: Spans


def find_relatives(canonical_text: str, start: int, end: int) -> list[RelativeCommitment]:
    """The relative commitments of a sentence."""
    if _HINT_WORDS.search(canonical_text, start, end) is None:
        return []
    results: list[RelativeCommitment] = []
    for match in _RELATIVE_WORDS.finditer(canonical_text, start, end):
        is_programme_name = match.end() < end and _PROGRAMME_SUFFIX.match(canonical_text, match.end())
        if is_programme_name or canonical_text.rfind("“", start, match.start()) > canonical_text.rfind(
            "”", start, match.start()
        ):
            continue
        is_prevention = match[0].startswith(_PREVENTION_WORDS)
        name = (
            _find_object_after(canonical_text, match, end)
            if is_prevention
            else _find_subject_before(canonical_text, match, start)
        )
        results.append(RelativeCommitment(match.start(), match.end(), name))
    return results


_CLAUSE_MARKS: Final = ",;:。"
_CLAUSE_MARK_PATTERN: Final = re.compile(rf"[{_CLAUSE_MARKS}]")


def _find_subject_before(canonical_text: str, match: re.Match[str], start: int) -> Spans:
    """The subject before the words, within their clause, or in the clause before."""
    clause_end = match.start()
    for _ in range(2):
        clause_start = max(canonical_text.rfind(mark, start, clause_end) + 1 for mark in _CLAUSE_MARKS) or start
        lead = strip_lead(canonical_text, clause_start, clause_end)
        tail = strip_tail(canonical_text, lead.subject_start, clause_end)
        if tail.subject_end > lead.subject_start:
            return ((lead.subject_start, tail.subject_end),)
        if lead.verbs and clause_start < lead.subject_start:
            last_verb = lead.verbs[-1]
            verb_start = canonical_text.rfind(last_verb, clause_start, clause_end)
            if len(last_verb) > 2:
                return ((verb_start, verb_start + len(last_verb)),)
        clause_end = clause_start - 1
        if clause_end <= start:
            break
    return ((match.start(), match.end()),)


def _find_object_after(canonical_text: str, match: re.Match[str], end: int) -> Spans:
    clause_mark = _CLAUSE_MARK_PATTERN.search(canonical_text, match.end(), end)
    return ((match.end(), clause_mark.start() if clause_mark else end),)
