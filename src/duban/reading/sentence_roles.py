"""Whether a sentence promises or reports: by what its part is for, and by its own words.

Reports before 1990 mix both: there the sentence alone decides.
"""

from __future__ import annotations

import re
from typing import Final

from duban.commitments import Role
from duban.reading.periods import find_plan_years

_HEADLINE_TARGET: Final = re.compile(r"预期目标|主要目标|发展目标|奋斗目标|工作目标|目标建议|调控目标")

_PAST_MARK: Final = re.compile(
    r"(?<![比较与同])去年|(?<![比较])上年(?!(?:度)?(?:增长|相比|预算|同期|水平))|过去|"
    r"[一五几三两]年来|(?:这|近)[一五几三两]年|以来|"
    r"已经?(?:建成|完成|达|有|实现|提高|成为|形成|累计)|目前|截至|接近完成|[^为]了"
)
_COMPLETED_FACT: Final = re.compile(
    r"去(?<![比较与同]去)年|一年[来间]|五年[来间]|几年[来间]|三年[来间]|两年[来间]|"
    r"过去[一五几三两]年|截至去年|截至目前|取得了|实现了|完成了|走过了|了(?:原先|约|近|超)?\d"
)
"""What marks a sentence of a plan as a fact all the same; 已建成 may only describe a noun."""
_CLAUSE_YEAR: Final = re.compile(r"(?:^|[,。])((?:19|20)\d\d)年(?!期)")
_MODAL_WORD: Final = re.compile(
    r"要(?<![重主需首纲摘扼]要)(?!求|素|闻|件|点|道|地|案|害|么)|必须|应当|应该|"
    r"将(?!军|领|近|士|乐)|力争|争取|努力|计划(?:安排|增长|在|达到|生产|正式)|拟|准备|决定|打算|确保|保证|坚决|指标为|安排为|要求(?=[^,。]{0,12}(?:增长|达到|造林))|"
    r"今年[^,]{0,14}(?:增长|安排|控制|建议|计划|预算|再|将|要)|目标|任务|务必|规定|预计"
)
_FUTURE_DATE: Final = re.compile(
    r"(?:到|至)(?P<y>(?:19|20)\d\d)年|(?:今后|未来|接下来)[一二三四五六七八九十两几]{1,2}年|"
    r"“?(?P<p>十[一二三四五六七八九]?五)”?(?:期间|时期|末|期末|规划期|规划目标)|"
    r"[两二三四五]年(?:内|时间)|(?:^|[,。;”])[两三四五]年(?:累计|安排|投入|新增|共|内)|"
    r"(?:通过|经过|用)[\d一二两三四五六七八九十]{1,2}年(?:的|左右)?(?:时间|努力)|(?<!\d)\d年(?:内|时间)|"
    r"到本世纪|本世纪(?:末|中叶)|用[两二三四五]年"
)
_PAST_YEAR: Final = re.compile(r"(?<![到至比较])((?:19|20)\d\d)年")
_AIM_WORD: Final = re.compile(r"今后五年|未来五年|(?:主要|总体|发展|预期)目标|锚定|展望|奋斗目标")
_REVIEW_WORD: Final = re.compile(
    r"五年来|这五年|过去五年|五年(?:间|中)|取得.{0,8}(?:成就|成绩)|成就|胜利完成|圆满收官|收官"
)


def states_headline_targets(sentence: str) -> bool:
    """Whether a sentence sets the year's headline targets (主要预期目标)."""
    return _HEADLINE_TARGET.search(sentence) is not None


def determine_sentence_role(sentence: str, base_role: Role | None, year: int | None) -> Role:
    """Target, goal or result, from the sentence and from what its part is for.

    `base_role` is None in parts whose heading says nothing, where the sentence alone decides.
    """
    if base_role is Role.RESULT:
        return base_role
    if base_role is None:
        return _role_from_words(sentence, year)
    is_later = _sets_later_date(sentence, year)
    if base_role is Role.GOAL:
        is_report = not is_later and _find_past_mark(sentence, year) is not None
    else:
        is_report = _COMPLETED_FACT.search(sentence) is not None or _is_dated_before(sentence, year)
    if is_report and not _MODAL_WORD.search(sentence):
        return Role.RESULT
    return Role.GOAL if is_later else base_role


def _role_from_words(sentence: str, year: int | None) -> Role:
    """The role that a sentence tells by itself: it promises where a modal comes before any past."""
    modal = _MODAL_WORD.search(sentence)
    past_start = _find_past_mark(sentence, year)
    if modal is None or (past_start is not None and past_start < modal.start()):
        return Role.RESULT
    return Role.GOAL if _sets_later_date(sentence, year) else Role.TARGET


def _find_past_mark(sentence: str, year: int | None) -> int | None:
    """Where a sentence first speaks of the past, or None."""
    match = _PAST_MARK.search(sentence)
    past_start = match.start() if match else None
    if year is None:
        return past_start
    for year_match in _PAST_YEAR.finditer(sentence):
        if int(year_match[1]) < year:
            return year_match.start() if past_start is None else min(past_start, year_match.start())
    return past_start


def continues_report(sentence: str) -> bool:
    """Whether a sentence behind a reported fact may report too: it demands nothing of this year."""
    return _MODAL_WORD.search(sentence) is None and "今年" not in sentence


def _is_dated_before(sentence: str, year: int | None) -> bool:
    """Whether a clause opens with a year before the plan year (2025年与2020年相比, …)."""
    if year is None or "年" not in sentence:
        return False
    return any(int(stated_year) < year for stated_year in _CLAUSE_YEAR.findall(sentence))


def _sets_later_date(sentence: str, year: int | None) -> bool:
    """Whether a sentence sets a date after the plan year."""
    if "年" not in sentence and "五" not in sentence and "世纪" not in sentence:
        return False
    for match in _FUTURE_DATE.finditer(sentence):
        if match["y"]:
            if year is None or int(match["y"]) > year:
                return True
        elif match["p"]:
            covered_years = find_plan_years(match["p"])
            if covered_years is None or year is None or covered_years[1] > year:
                return True
        else:
            return True
    return False


def looks_back(text: str, year: int | None) -> bool | None:
    """Whether a paragraph of a mixed part reports (True), looks ahead (False) or does not say."""
    is_later = _sets_later_date(text, year)
    aim_match = _AIM_WORD.search(text)
    review_match = _REVIEW_WORD.search(text)
    # A paragraph that sets dates and looks back reports; one that names its aims first does not.
    if review_match and (is_later or aim_match is None or review_match.start() <= aim_match.start()):
        return True
    return False if is_later or aim_match else None
