"""Commitments without a number (guide, rule 6): 与经济增长同步, 完成省下达目标, 动态清零."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from duban.reading.lexicon import PLAIN_VERBS
from duban.reading.phrases import Lead, Spans, strip_lead, strip_tail


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
_NOT_RELATIVE: Final = re.compile(
    r"[”\"](?:行动|工程|计划|专项|攻坚|活动)|的\d|专项行动|[、和][^,;。]{2,60}“?[^,;。、]{1,3}大(?:计划|工程|行动)"
)
"""Behind it the words are part of a programme's name, or a number says how much of a task was done."""


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
        is_programme_name = match.end() < end and _NOT_RELATIVE.match(canonical_text, match.end())
        if is_programme_name or canonical_text.rfind("“", start, match.start()) > canonical_text.rfind(
            "”", start, match.start()
        ):
            continue
        if match[0].startswith(_PREVENTION_WORDS):
            name = _find_object_after(canonical_text, match, end)
        else:
            name = _find_all_targets(canonical_text, match, start, end)
            name = name or _find_subject_before(canonical_text, match, start)
        results.append(RelativeCommitment(match.start(), match.end(), name))
    return results


_ALL_TARGETS: Final = re.compile(r"完成了?(?P<object>[^,;。]*?(?:各项|既定|约束性|大会|会议)[^,;。]*)")
"""完成会议确定的各项目标 is said of all the targets, not of what was named last."""
_TASK_WORDS: Final = re.compile(r"(?:目标|任务|指标){0,2}")
_MANNER_ENDING: Final = re.compile(r"(?:较好|很好|更好|出色|超额)?[地的]?$")
_BASE_ENDING: Final = re.compile(
    r"(?<=..)实现(?:镇村|乡镇|县域|城区|全县|全市|全区|全域)$|[比较](?:(?:19|20)\d\d年|“?十[一二三四]五”?|近?[一二两三四五]年)[^,;。]{0,8}$|(?:实现)?[一二两三]个$"
)
"""比2030年翻一番: the base is no part of what doubles."""
_FINAL_NUMBER: Final = re.compile(r"\d[\d.,]*[万亿]*(?:%|[^\d,;。、]{0,5})(?:以上|左右|以内|以下)?$")
"""The number that the clause before ends in has a claim of its own."""
_WHO_WITH_NUMBER: Final = re.compile(
    r"\d[\d.,]*[万亿]*(?:多|余)?(?:个|户|所|家|处)(?P<who>[^,;。\d]{1,12}?)(?:全部|均|都)?实现(?P<what>[^,;。]{2,})$"
)
"""8个社区实现养老服务全覆盖: whose it is, and what covers them."""
_SHORT_NAME: Final = 2
"""A name so short takes the verb before it: 审计监督."""
_CLAUSE_MARKS: Final = ",;:。"
_CLAUSE_MARK_PATTERN: Final = re.compile(rf"[{_CLAUSE_MARKS}]")


def _find_subject_before(canonical_text: str, match: re.Match[str], start: int) -> Spans:
    """The subject before the words, within their clause, or in the clause before."""
    clause_end = match.start()
    for _ in range(2):
        clause_start = max(canonical_text.rfind(mark, start, clause_end) + 1 for mark in _CLAUSE_MARKS) or start
        lead = strip_lead(canonical_text, clause_start, clause_end)
        name_end = _find_name_end(canonical_text, lead.subject_start, clause_end, clause_end == match.start())
        if name_end > lead.subject_start:
            return _compose_name(canonical_text, lead, name_end)
        if lead.verbs and clause_start < lead.subject_start:
            last_verb = lead.verbs[-1]
            verb_start = canonical_text.rfind(last_verb, clause_start, clause_end)
            if len(last_verb) > 2:
                return ((verb_start, verb_start + len(last_verb)),)
        clause_end = clause_start - 1
        if clause_end <= start:
            break
    return ((match.start(), match.end()),)


def _find_name_end(canonical_text: str, start: int, end: int, is_number_clause: bool) -> int:
    """Where the subject ends that begins at `start`: before links, a base, or a number of its own."""
    name_end = strip_tail(canonical_text, start, end).subject_end
    for ending in (_BASE_ENDING, _MANNER_ENDING) if is_number_clause else (_BASE_ENDING, _FINAL_NUMBER):
        match = ending.search(canonical_text, start, name_end)
        if match is not None and match.start() < match.end():
            name_end = strip_tail(canonical_text, start, match.start()).subject_end
    return name_end


def _compose_name(canonical_text: str, lead: Lead, name_end: int) -> Spans:
    """The spans of a subject: with the verb before it where it is short, without a count."""
    start = lead.subject_start
    counted = _WHO_WITH_NUMBER.match(canonical_text, start, name_end)
    if counted is not None:
        return (counted.span("who"), counted.span("what"))
    if lead.verbs and name_end - start <= _SHORT_NAME and lead.verbs[-1] not in PLAIN_VERBS:
        verb_start = start - len(lead.verbs[-1])
        if canonical_text.startswith(lead.verbs[-1], verb_start):
            start = verb_start
    return ((start, name_end),)


def _find_all_targets(canonical_text: str, match: re.Match[str], start: int, end: int) -> Spans:
    """What is completed, where that is all that was set, or where nothing before it says of what."""
    targets = _ALL_TARGETS.match(canonical_text, match.start(), match.end())
    before = max(canonical_text.rfind(mark, start, match.start()) for mark in _CLAUSE_MARKS)
    lead = strip_lead(canonical_text, max(before + 1, start), match.start())
    has_subject = _find_name_end(canonical_text, lead.subject_start, match.start(), True) > lead.subject_start
    if has_subject or not match[0].startswith("完成"):
        return ()
    follows_number = before > start and _FINAL_NUMBER.search(canonical_text, max(start, before - 12), before)
    if targets is None and not follows_number:
        return ()
    tasks_end = _TASK_WORDS.match(canonical_text, match.end(), end)
    object_start = match.start() + len("完成") + canonical_text.startswith("完成了", match.start())
    return ((object_start, tasks_end.end() if tasks_end else match.end()),)


def _find_object_after(canonical_text: str, match: re.Match[str], end: int) -> Spans:
    clause_mark = _CLAUSE_MARK_PATTERN.search(canonical_text, match.end(), end)
    return ((match.end(), clause_mark.start() if clause_mark else end),)
