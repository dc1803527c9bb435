"""The year that a report promises for, or that a bulletin reports on."""

from __future__ import annotations

import re

# Not the end of a span of years (到2030年, 2026-2030年). What stands before it is looked at behind
# its first digits, so that searching stops only at these.
_YEAR_PATTERN = r"((?:19|20)(?<![到至\d]..)(?<!\d[\-~]..)\d\d)年"
_YEAR = re.compile(_YEAR_PATTERN)
_BULLETIN = re.compile(r"公报$|决算")
_PLAN_WORD = re.compile(r"草案|预算|计划|安排|重点工作|工作要点")
_REPORT = re.compile(r"工作报告")
_HEADING_START = r"^[ (]*(?:第?[一二三四五六七八九十]+[、部)]|\d[.、])?[^\n]{0,20}?"
_PLAN_HEADING = re.compile(
    _HEADING_START
    + _YEAR_PATTERN
    + r"[^\n。;,]{0,20}?(?:总体要求|重点工作|工作安排|主要任务|工作任务|工作部署|总体部署|"
    r"工作(?:的)?建议|基本方针|预期目标|目标任务|主要目标|政策取向|工作总体|主要工作安排|工作重点)"
    r"[^\n。]{0,30}$",
    re.M,
)
_PLAIN_HEADING = re.compile(
    r"^[ (]*[一二三四五六七八九十]+[、)][^\n]{0,8}?" + _YEAR_PATTERN + r"的?(?:政府)?工作$", re.M
)
_TARGET_SENTENCE = re.compile(
    _YEAR_PATTERN + r"[^。\n]{0,30}(?:预期|主要)目标|(?:预期|主要)目标[^。\n]{0,8}?" + _YEAR_PATTERN
)
_REVIEW_HEADING = re.compile(
    _HEADING_START
    + _YEAR_PATTERN
    + r"[^\n。]{0,24}?(?:回顾|工作总结|基本总结|主要工作|发展成就|主要成绩|工作情况|伟大成就|"
    r"伟大胜利|的工作)[^\n。]{0,30}$",
    re.M,
)
_PAST_YEAR_PHRASE = re.compile(
    r"过去的" + _YEAR_PATTERN + r"|" + _YEAR_PATTERN + r"(?:是|在)[^。\n]{0,60}(?:极不平凡|不平凡|收官之年)"
)
_LONE_DATE = re.compile(r"^[^\w\n]*((?:19|20)\d\d)年(\d{1,2})月\d{1,2}日[^\w\n]*$", re.M)
_SESSION_DATE = re.compile(_YEAR_PATTERN + r"(\d{1,2})月\d{1,2}日[^。]{0,6}?在[^。]{0,50}?代表大会")


def find_plan_year(title: str, head_text: str, text: str) -> int | None:
    """The plan year by the first of these that the text states.

    The title; a heading of plans or a sentence of main targets with its year; the
    day of the session (in the last two months of a year it plans for the next); a heading that
    reviews a year, or the words 过去的…年 (the plan is for the next); a date on a line of its own.
    `title`, `head_text` and `text` are canonical.
    """
    years = [int(year) for year in _YEAR.findall(title)]
    if _BULLETIN.search(title):
        return years[0] if years else _find_first_year(_YEAR, head_text)
    if years and (_PLAN_WORD.search(title) or _REPORT.search(title)):
        return max(years)
    for pattern in (_PLAN_HEADING, _TARGET_SENTENCE, _PLAIN_HEADING):
        pattern_year = _find_latest_year(pattern, text)
        if pattern_year is not None:
            return pattern_year
    session = _SESSION_DATE.search(head_text)
    if session is not None:
        return int(session[1]) + (int(session[2]) > 10)
    for pattern in (_REVIEW_HEADING, _PAST_YEAR_PHRASE):
        pattern_year = _find_latest_year(pattern, text[: len(text) // 2 + 2000])
        if pattern_year is not None:
            return pattern_year + 1
    lone_date = _LONE_DATE.search(head_text)
    return int(lone_date[1]) + (int(lone_date[2]) > 10) if lone_date else None


def _find_first_year(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1]) if match else None


def _find_latest_year(pattern: re.Pattern[str], text: str) -> int | None:
    """The latest year in the first place where the pattern occurs (十四五 and 2025: the latter)."""
    match = pattern.search(text)
    return max(int(year) for year in _YEAR.findall(match[0])) if match else None
