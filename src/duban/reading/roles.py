"""What a part is for, and whether a sentence promises or reports.

Headings decide where they say so; sentences where they do not (reports before 1990 mix both).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from duban.commitments import PartRole, Role

_REVIEW: Final = re.compile(
    r"回顾|回望|工作总结|(?:主要|重点)?工作(?:完成)?情况|过去[一五]?年|去年|上一?年|成就|成绩|"
    r"取得的?(?:进展|成效)|完成情况|走过"
)
_LATER: Final = re.compile(
    r"“?十[一二三四五六七八]?五”?|五年|远景|中长期|规划|20[3-9][05]年|三年(?:目标|行动)|本届政府|"
    r"未来"
)
_AIM: Final = re.compile(
    r"目标|任务|思路|考虑|举措|安排|要求|蓝图|展望|部署|方向|重点|建议|纲要|发展"
)
_THIS_YEAR: Final = re.compile(
    r"今年|(?:19|20)\d\d年.{0,24}(?:工作|任务|安排|要求|部署|取向|计划|打算|重点|目标|建议)"
    r"|重点工作|工作安排|工作任务|主要任务|工作重点|政府工作(?:任务|建议)|下一步"
)
_SELF: Final = re.compile(
    r"政府自身|自身建设|自身改革|政府(?:系统)?(?:治理|建设|效能|能力|服务)|治理(?:现代化|创新|"
    r"能力)|(?:人民满意|服务型|法治|有为|效能|廉洁|勤廉|高效|一流|过硬|现代).{0,6}政府|政府治理"
)
_EXPECTED: Final = re.compile(r"预期目标|主要目标|发展目标|奋斗目标|工作目标|目标建议|调控目标")

_PAST: Final = re.compile(
    r"(?<![比较与同])去年|(?<![比较])上年(?!(?:度)?(?:增长|相比|预算|同期|水平))|过去|"
    r"[一五几三两]年来|(?:这|近)[一五几三两]年|以来|"
    r"已经?(?:建成|完成|达|有|实现|提高|成为|形成|累计)|目前|截至|接近完成|[^为]了"
)
_DONE: Final = re.compile(
    r"去(?<![比较与同]去)年|一年[来间]|五年[来间]|几年[来间]|三年[来间]|两年[来间]|"
    r"过去[一五几三两]年|截至去年|截至目前|取得了|实现了|完成了|走过了|了(?:原先|约|近|超)?\d"
)
"""What marks a sentence of a plan as a fact all the same; 已建成 may only describe a noun."""
_CLAUSE_YEAR: Final = re.compile(r"(?:^|[,。])((?:19|20)\d\d)年(?!期)")
_MODAL: Final = re.compile(
    r"要(?<![重主需首纲摘扼]要)(?!求|素|闻|件|点|道|地|案|害|么)|必须|应当|应该|"
    r"将(?!军|领|近|士|乐)|力争|争取|努力|计划(?:安排|增长|在|达到|生产|正式)|拟|准备|决定|打算|确保|保证|坚决|指标为|安排为|要求(?=[^,。]{0,12}(?:增长|达到|造林))|"
    r"今年[^,]{0,14}(?:增长|安排|控制|建议|计划|预算|再|将|要)|目标|任务|务必|规定|预计"
)
_FUTURE: Final = re.compile(
    r"(?:到|至)(?P<y>(?:19|20)\d\d)年|(?:今后|未来|接下来)[一二三四五六七八九十两几]{1,2}年|"
    r"“?(?P<p>十[一二三四五六七八]?五)”?(?:期间|时期|末|期末|规划期|规划目标)|"
    r"[两二三四五]年(?:内|时间)|(?:^|[,。;”])[两三四五]年(?:累计|安排|投入|新增|共|内)|"
    r"到本世纪|本世纪(?:末|中叶)|用[两二三四五]年"
)
_STATED_YEAR: Final = re.compile(r"((?:19|20)\d\d)年")
_PAST_YEAR: Final = re.compile(r"(?<![到至比较])((?:19|20)\d\d)年")
_PLAN_NAME: Final = re.compile(r"(?<!第)“?十[一二三四五六七八]?五”?(?!个)")
_AHEAD: Final = re.compile(r"今后五年|未来五年|(?:主要|总体|发展|预期)目标|锚定|展望|奋斗目标")
_BACK: Final = re.compile(
    r"五年来|这五年|过去五年|五年(?:间|中)|取得.{0,8}(?:成就|成绩)|成就|胜利完成|圆满收官|收官"
)
_PLAN_START: Final = {"六五": 1981, "七五": 1986, "八五": 1991, "九五": 1996, "十五": 2001} | {
    f"十{d}五": 2006 + 5 * i for i, d in enumerate("一二三四五六七八")
}


def plan_years(name: str) -> tuple[int, int] | None:
    """The first and last year of a five-year plan by its name (十四五 is 2021 to 2025)."""
    start = _PLAN_START.get(name.strip("“”"))
    return None if start is None else (start, start + 4)


def part_role(heading: str, year: int | None) -> PartRole | None:
    """The role that a heading states, or None where it states none."""
    review = _REVIEW.search(heading)
    later = _LATER.search(heading)
    aims = later is not None and _AIM.search(heading, later.end()) is not None
    past_plan = _is_past_plan(heading, year)
    if review and aims and not _past_plan_only(heading, year):
        return PartRole.GOALS
    if review or _past_year(heading, year):
        return PartRole.REVIEW
    if _SELF.search(heading) and not _THIS_YEAR.search(heading):
        return PartRole.SELF
    if _THIS_YEAR.search(heading) and not (later and not _STATED_YEAR.search(heading)):
        return PartRole.PLAN
    if aims and not past_plan:
        return PartRole.GOALS
    return None


def _names(heading: str) -> Iterable[str]:
    return (m[0].strip("“”") for m in _PLAN_NAME.finditer(heading))


def _is_past_plan(heading: str, year: int | None) -> bool:
    years = [plan_years(n) for n in _names(heading)]
    return bool(years) and year is not None and all(y is not None and y[1] < year for y in years)


def _past_plan_only(heading: str, year: int | None) -> bool:
    """Whether every five-year plan that a heading names is over (a review, not a goal)."""
    if year is None:
        return len(set(_names(heading))) < 2 and "目标" not in heading
    return _is_past_plan(heading, year)


def _past_year(heading: str, year: int | None) -> bool:
    """A heading such as 2025年主要工作 in a report that plans for 2026."""
    years = [int(y) for y in _STATED_YEAR.findall(heading)]
    return bool(years) and year is not None and max(years) < year and not _LATER.search(heading)


def is_opening(sentence: str) -> bool:
    """Whether a sentence sets the year's headline targets (主要预期目标)."""
    return _EXPECTED.search(sentence) is not None


def sentence_role(sentence: str, base: Role | None, year: int | None) -> Role:
    """Target, goal or result, from the sentence and from what its part is for.

    `base` is None in parts whose heading says nothing, where the sentence alone decides.
    """
    if base is Role.RESULT:
        return base
    if base is None:
        return _told_role(sentence, year)
    later = _later(sentence, year)
    if base is Role.GOAL:
        reports = not later and _past_mark(sentence, year) is not None
    else:
        reports = _DONE.search(sentence) is not None or _dated_before(sentence, year)
    if reports and not _MODAL.search(sentence):
        return Role.RESULT
    return Role.GOAL if later else base


def _told_role(sentence: str, year: int | None) -> Role:
    """The role that a sentence tells by itself: it promises where a modal comes before any past."""
    modal = _MODAL.search(sentence)
    past = _past_mark(sentence, year)
    if modal is None or (past is not None and past < modal.start()):
        return Role.RESULT
    return Role.GOAL if _later(sentence, year) else Role.TARGET


def _past_mark(sentence: str, year: int | None) -> int | None:
    """Where a sentence first speaks of the past, or None."""
    match = _PAST.search(sentence)
    at = match.start() if match else None
    if year is None:
        return at
    for stated in _PAST_YEAR.finditer(sentence):
        if int(stated[1]) < year:
            return stated.start() if at is None else min(at, stated.start())
    return at


def continues_report(sentence: str) -> bool:
    """Whether a sentence behind a reported fact may report too: it demands nothing of this year."""
    return _MODAL.search(sentence) is None and "今年" not in sentence


def _dated_before(sentence: str, year: int | None) -> bool:
    """Whether a clause opens with a year before the plan year (2025年与2020年相比, …)."""
    if year is None or "年" not in sentence:
        return False
    return any(int(y) < year for y in _CLAUSE_YEAR.findall(sentence))


def _later(sentence: str, year: int | None) -> bool:
    """Whether a sentence sets a date after the plan year."""
    if "年" not in sentence and "五" not in sentence and "世纪" not in sentence:
        return False
    for match in _FUTURE.finditer(sentence):
        if match["y"]:
            if year is None or int(match["y"]) > year:
                return True
        elif match["p"]:
            years = plan_years(match["p"])
            if years is None or year is None or years[1] > year:
                return True
        else:
            return True
    return False


def looks_back(text: str, year: int | None) -> bool | None:
    """Whether a paragraph of a mixed part reports (True), looks ahead (False) or does not say."""
    later = _later(text, year)
    ahead = _AHEAD.search(text)
    back = _BACK.search(text)
    # A paragraph that sets dates and looks back reports; one that names its aims first does not.
    if back and (later or ahead is None or back.start() <= ahead.start()):
        return True
    return False if later or ahead else None
