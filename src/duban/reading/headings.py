"""What a line says as a heading: its words without their marks, and the role that they state."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from duban.commitments import PartRole
from duban.reading.periods import find_plan_years
from duban.text import convert_chinese_dates

_REVIEW_WORDS: Final = re.compile(
    r"回顾|回望|回眸|工作总结|(?:主要|重点)?工作(?:完成|进展)?情况|过去的?[一五]?年|去年|上一?年|成就|"
    r"成绩|取得的?(?:进展|成效)|完成情况|走过|执行情况"
)
_LATER_PERIOD: Final = re.compile(
    r"“?十[一二三四五六七八九]?五”?|五年|远景|中长期|规划|20[3-9][05]年|三年(?:目标|行动)|本届政府|"
    r"未来"
)
_AIM_WORDS: Final = re.compile(r"目标|任务|思路|考虑|举措|安排|要求|蓝图|展望|部署|方向|重点|建议|纲要|发展")
_THIS_YEAR_WORDS: Final = re.compile(
    r"今年|明年|(?:19|20)\d\d年.{0,24}(?:工作|任务|安排|要求|部署|取向|计划|打算|重点|目标|建议|"
    r"思路|谋划|草案|预算)"
    r"|重点工作|工作安排|工作任务|主要任务|工作重点|政府工作(?:任务|建议)|下一步|新的?一年"
)
_CONDUCT_WORDS: Final = re.compile(
    r"政府自身|自身建设|自身改革|政府(?:系统)?(?:治理|建设|效能|能力|服务)|治理(?:现代化|创新|"
    r"能力)|(?:人民满意|服务型|法治|有为|效能|廉洁|勤廉|高效|一流|过硬|现代|人民满意的?).{0,6}政府|"
    r"政府治理"
)
_STATED_YEAR: Final = re.compile(r"((?:19|20)\d\d)年")
_PLAN_NAME: Final = re.compile(r"(?<!第)“?十[一二三四五六七八九]?五”?(?!个)")

_DECORATION: Final = re.compile(r"^[\s※*★◆■●◎#【\[<《~=-]+|[\s※*★◆■●◎#】\]>》~=-]+$")
_PERIOD: Final = (
    r"(?:(?:关于|于|在)?(?:(?:19|20)\d\d(?:年度?|-(?:19|20)\d\d年)(?:[上下]半年)?|[今明去上本]年(?:度|[上下]半年)?"
    r"|上一年|(?:刚刚)?过去的?[一五三几]?年|(?:今后|未来|近|这|前)[一五三几](?:年|个月)|[一五三几]年来?|本届政府|新的?一年"
    r"|“?十[一二三四五六七八九]?五”?(?:时期|期间|规划)?)的?(?:和|及|与|、|以来)?)"
)
_WORK_NOUN: Final = (
    r"(?:回顾|回眸|总结|工作|任务|目标|安排|重点|思路|要求|部署|打算|建议|谋划|设想|成就|成绩|情况|举措|"
    r"措施|计划|蓝图|展望|规划|方向|要点|草案|事项)"
)
_PART_TITLE: Final = re.compile(
    rf"{_PERIOD}{{1,3}}[^,。;!?:]{{0,26}}?{_WORK_NOUN}(?:[(][^()]{{0,12}}[)])?:?"
    r"|(?:总体要求和)?(?:工作回顾|工作总结|主要任务|工作任务|重点工作|工作安排|目标任务|主要目标任务|下一步工作(?:安排|打算)?)"
    r"|(?:全面|切实|不断|持续|进一步|着力|努力|扎实)?(?:加强|推进|抓好|强化|深化)?(?:改进)?(?:政府)?自身建设"
)
"""A line that says by itself which part of a report begins: a time and a noun of work."""
_LONGEST_TITLE: Final = 36


def strip_heading_marks(line: str) -> str:
    """A heading's words: canonical, without the marks around them, Chinese years in digits."""
    return re.sub(r"\s+", "", convert_chinese_dates(_DECORATION.sub("", line)))


def is_part_title(line: str) -> bool:
    """Whether a line without a number says by itself that a part begins."""
    if len(line) > _LONGEST_TITLE or "报告" in line:
        return False
    return _PART_TITLE.fullmatch(strip_heading_marks(line)) is not None


@lru_cache(maxsize=512)
def find_stated_role(heading: str, year: int | None) -> PartRole | None:
    """The role that a heading states, or None where it states none."""
    heading = strip_heading_marks(heading)
    review = _REVIEW_WORDS.search(heading)
    later_period = _LATER_PERIOD.search(heading)
    has_aims = later_period is not None and _AIM_WORDS.search(heading, later_period.end()) is not None
    if review and has_aims and not _names_only_past_plans(heading, year):
        return PartRole.GOALS
    if review or _names_only_past_years(heading, year):
        return PartRole.REVIEW
    this_year = _THIS_YEAR_WORDS.search(heading)
    if _CONDUCT_WORDS.search(heading) and not this_year:
        return PartRole.SELF
    if this_year and not (later_period and not _STATED_YEAR.search(heading)):
        return PartRole.PLAN
    return PartRole.GOALS if has_aims and not _is_past_plan(heading, year) else None


def _find_plan_names(heading: str) -> Iterable[str]:
    return (match[0].strip("“”") for match in _PLAN_NAME.finditer(heading))


def _is_past_plan(heading: str, year: int | None) -> bool:
    plan_periods = [find_plan_years(plan_name) for plan_name in _find_plan_names(heading)]
    return (
        bool(plan_periods)
        and year is not None
        and all(period is not None and period[1] < year for period in plan_periods)
    )


def _names_only_past_plans(heading: str, year: int | None) -> bool:
    """Whether every five-year plan that a heading names is over (a review, not a goal)."""
    if year is None:
        return len(set(_find_plan_names(heading))) < 2 and "目标" not in heading
    return _is_past_plan(heading, year)


def _names_only_past_years(heading: str, year: int | None) -> bool:
    """A heading such as 2025年主要工作 in a report that plans for 2026."""
    years = [int(stated_year) for stated_year in _STATED_YEAR.findall(heading)]
    return bool(years) and year is not None and max(years) < year and not _LATER_PERIOD.search(heading)
