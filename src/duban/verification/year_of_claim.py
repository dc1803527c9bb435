"""Which year a number is of: the year in question, another, or several together."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from duban.commitments import Claim, ClaimKind, Part, PartRole, Report, Role

_CLAUSE_MARKS = "，。；;,！？\n"
_SENTENCE_MARKS = "。！？\n"
_MANY_YEARS = re.compile(
    r"[一二三四五六七八九十\d]+年来|过去的?[三四五]年|这?五年(?!前)|“(?:[一二三四五六七八九十]|十[一二三四五])五”(?:时期|期间|五年)|"
    r"本届政府|任期内|五年间"
)
_TERM_HEADING = re.compile(r"[三四五]年(?:来|工作|的?政府工作)|[”五]时期|过去的?[三四五]年|本届政府")
_SINGLE_YEAR_HEADING = re.compile(r"[12]\d{3}年|一年")
_MANY_YEARS_NEARBY = re.compile(
    r"累计|年均(?!浓度|值)|年平均(?!浓度)|平均每年|连续[\d一二三四五六七八九十]+年|期间|五年|翻番|比五年前|比[12]\d{3}年|两年|三年"
)
_ANNUAL_MEAN = re.compile(r"年均(?!浓度|值)|平均每年|每年平均(?!浓度)|年平均(?!浓度)")
_CUMULATIVE_CHANGE = re.compile(r"(?<!月)(?<!月份)累计(?:实现)?(?:增长|提高|提升|下降|降低|减少)(?:了|约|近|达)?$")
"""A rate accumulated over more than a year (到2030年的80亿元，累计增长44%)."""
_SINGLE_YEAR = re.compile(r"去年|上年|这一年|一年来|过去的?一年|[12]\d{3}年")
_TURN_TO_MANY_YEARS = re.compile(r"[三四五]年来|过去的?[三四五]年|这[三四五]年|经过[三四五]年")
_TURN_TO_SINGLE_YEAR = re.compile(r"过去的?一年|一年来|过去的[12]\d{3}年|(?<=\n)[\s　]*[12]\d{3}年")
_AVERAGE_WORDS = re.compile(r"平均每年|年均(?!浓度|值)|年平均(?!浓度)|五年")
_STATED_YEAR = re.compile(r"([12１２一二](?<![比由从].)[\d０-９〇○零Ｏ一二三四五六七八九]{3})年(?!的?基础|末|底)")
THIS_YEAR_WORDS = re.compile(r"今年|本年|当年")
_PRESENT_FACT_WORDS = re.compile(r"现在|目前|已经|已由|全国有|现有|我国有")
_PERIOD_WORDS = re.compile(r"期间|时期|[到至][12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3}年")
# What a rise is counted from: 比…的七千亿元增加.
_COMPARISON_BASE = re.compile(r"比[^，。；]{0,16}$")
_CHANGE_VERB = re.compile(r"\s*(?:增加|增长|减少|提高|多|少)")
# The words that date a number (the nearest before it counts), but not the year it is compared with.
# The pattern begins with a character class and looks behind after it: the search then stops only at
# these characters and is fast.
_TIME_MARK = re.compile(
    r"(?P<first>[今本当明12１２一二三四五六七八九十“])"
    r"(?<![比由从较同与].)(?<!原定.)(?<!规定.)(?:(?P<now>(?<=[今本当])年)|(?P<next>(?<=明)年)"
    r"|(?P<year>(?<=[12１２一二])[\d０-９〇○零Ｏ一二三四五六七八九]{3})年"
    r"(?!的?基础|不变|价格|[底末]?以来|的[^，。；]{0,8}倍)"
    r"|(?P<many>(?:(?<=“)(?:[一二三四五六七八九]|十[一二三四五]?)|(?<=[一二三四五六七八九])|(?<=十)[一二三四五]?)"
    r"五”?(?:时期|期间|末)|(?<=五)年|(?<=今)后))"
)
# What a rise is counted from: a year, or the one before.
_COMPARISON_YEAR = re.compile(
    r"[比同与较]([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年|(?:[比同与较](?:上年|去年)|同比|同期)"
)
_BASE_YEAR = re.compile(r"[比同与较由从]([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年")
_COMPLETED_ENDING = re.compile(r"了(?:约|近|大约)?$")
_FUTURE_WORDS = re.compile(r"将(?!军|近)|拟(?!合)|计划(?!生育|指标|外|内|经济)")
_MIN_NEXT_YEAR_TARGETS = 3
"""So many targets must name next year before a report is taken to plan for it."""
_OPENING_YEAR = re.compile(r"[\s　]*([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年[，,]")
_DIGIT_TRANSLATION = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")

_MAX_CLAUSE_LENGTH = 300
"""Characters of a clause on either side of a number."""


def find_period(text: str, claim: Claim, year: int | None) -> str | None:
    """The period that a claim's sentence gives it; not the year before, if only compared with."""
    clause_start, _ = find_clause(text, claim.start, claim.end)
    if year is None or claim.period != str(year - 1):
        return claim.period
    base_years = (match.group(1) for match in _BASE_YEAR.finditer(text, clause_start, claim.start))
    return None if year - 1 in map(_parse_year, base_years) else claim.period


@lru_cache(maxsize=4096)
def find_clause(text: str, start: int, end: int, marks: str = _CLAUSE_MARKS) -> tuple[int, int]:
    """The span of the clause (or, with other marks, the sentence) around a stretch of the text.

    A dozen questions about each claim begin with it: the answers for one report are remembered.
    """
    window_start, window_end = (max(0, start - _MAX_CLAUSE_LENGTH), min(len(text), end + _MAX_CLAUSE_LENGTH))
    ends_before, next_mark = _compile_marks(marks)
    mark_before = ends_before.match(text, window_start, start)
    mark_after = next_mark.search(text, end, window_end)
    return (mark_before.end() if mark_before else window_start), (mark_after.start() if mark_after else window_end)


@cache
def _compile_marks(marks: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for everything up to the last of these marks, and for the next of them."""
    mark_class = f"[{re.escape(marks)}]"
    return re.compile(f".*{mark_class}", re.DOTALL), re.compile(mark_class)


def covers_many_years(report: Report, part: Part) -> bool:
    """Whether a part reviews several years together (the last report of a term or a plan)."""
    if part.role is not PartRole.REVIEW:
        return False
    if _TERM_HEADING.search(part.heading) or _SINGLE_YEAR_HEADING.search(part.heading):
        return bool(_TERM_HEADING.search(part.heading)) and not _SINGLE_YEAR_HEADING.search(part.heading)
    return bool(_TERM_HEADING.search(report.text[part.start : part.start + 120]))


def find_turning_points(report: Report, part: Part) -> list[tuple[int, bool]]:
    """Where a review of the year and of a term turns from one to the other: (place, many years)."""
    covers_both = _TERM_HEADING.search(part.heading) and _SINGLE_YEAR_HEADING.search(part.heading)
    if part.role is not PartRole.REVIEW or covers_both is None:
        return []
    body_start = part.start + max(0, report.text[part.start : part.end].find("\n"))
    turning_points = [
        (match.start(), True) for match in _TURN_TO_MANY_YEARS.finditer(report.text, body_start, part.end)
    ]
    turning_points += [
        (match.start(), False) for match in _TURN_TO_SINGLE_YEAR.finditer(report.text, body_start, part.end)
    ]
    return [(part.start, True), *sorted(turning_points)]


def promises_different_year(text: str, claim: Claim, year: int | None) -> bool:
    """Whether the sentence promises for another year after all, or for several together."""
    clause_start, _ = find_clause(text, claim.start, claim.end)
    if _AVERAGE_WORDS.search(text, clause_start, claim.start):
        return True
    if _COMPARISON_BASE.search(text, clause_start, claim.start) and _CHANGE_VERB.match(text, claim.end):
        return True
    if names_different_year(text[clause_start : claim.start], year) or _PRESENT_FACT_WORDS.search(
        text, clause_start, claim.start
    ):
        return True
    sentence_start, _ = find_clause(text, claim.start, claim.end, _SENTENCE_MARKS)
    preceding_text = text[sentence_start : claim.start]
    if year is not None and _is_about_different_year(preceding_text, year):
        return True
    many_years_offset = max((match.end() for match in _PERIOD_WORDS.finditer(preceding_text)), default=-1)
    this_year_offset = max((match.end() for match in THIS_YEAR_WORDS.finditer(preceding_text)), default=-1)
    opening_year = _OPENING_YEAR.match(text, text.rfind("\n", 0, claim.start) + 1)
    opens_in_different_year = opening_year is not None and this_year_offset < 0 and _parse_year(opening_year[1]) != year
    return many_years_offset > this_year_offset or (opens_in_different_year and year is not None)


def find_nearest_year(text: str, claim: Claim, year: int | None) -> int | None:
    """The year that the last mark of time before a number in its paragraph names.

    0 where that mark is of several years, None where nothing says when.
    """
    paragraph_start = text.rfind("\n", 0, claim.start) + 1
    marks = [*_TIME_MARK.finditer(text, paragraph_start, claim.start)]
    if not marks or year is None:
        return None
    nearest_mark = marks[-1]
    if nearest_mark["many"]:
        return 0
    return _get_marked_year(nearest_mark) or (year + 1 if nearest_mark["next"] else year)


def _is_about_different_year(preceding_text: str, year: int) -> bool:
    """Whether the words promise for a later year, or estimate or report an earlier one."""
    latest_year = _find_last_year(preceding_text) or year
    is_reported = "预计" in preceding_text or _COMPLETED_ENDING.search(preceding_text) is not None
    return latest_year > year or (is_reported and (latest_year < year or _is_since_earlier_year(preceding_text, year)))


def _is_since_earlier_year(preceding_text: str, year: int | None) -> bool:
    """Whether the change is counted from a year before the one before (比1978年增长)."""
    marks = [*_COMPARISON_YEAR.finditer(preceding_text)]
    return bool(marks and marks[-1][1] and year) and _parse_year(marks[-1][1]) < (year or 0) - 1


def _find_last_year(preceding_text: str) -> int | None:
    """The year that the words name last; None where they end with 今年 or with several years."""
    marks = [*_TIME_MARK.finditer(preceding_text)]
    return _get_marked_year(marks[-1]) if marks else None


def _get_marked_year(mark: re.Match[str]) -> int | None:
    """The year that a mark of time names in digits."""
    return _parse_year(mark["first"] + mark["year"]) if mark["year"] else None


def returns_to_year(text: str, claim: Claim, year: int | None) -> bool:
    """Whether a sentence of goals speaks of this one year after all, by the mark nearest before."""
    clause_start, _ = find_clause(text, claim.start, claim.end)
    if THIS_YEAR_WORDS.search(text, clause_start, claim.start):
        return True
    return not _AVERAGE_WORDS.search(text, clause_start, claim.start) and find_nearest_year(text, claim, year) == year


def is_promise(text: str, claim: Claim, year: int | None) -> bool:
    """Whether a claim read as a result is a promise: its clause names the year and 将, 拟, 计划."""
    clause_start, _ = find_clause(text, claim.start, claim.end)
    preceding_text = text[clause_start : claim.start]
    years = [_parse_year(match.group(1)) for match in _STATED_YEAR.finditer(preceding_text)]
    states_year = THIS_YEAR_WORDS.search(preceding_text) or (years and years[-1] == year)
    return bool(states_year) and _FUTURE_WORDS.search(preceding_text) is not None


def reviews_different_year(report: Report, year: int | None) -> bool:
    """Whether a report looks back on a year that is not this one.

    With a review and a plan it looks back on the year before its own; a bulletin tells of its own.
    """
    if report.year is None or year is None:
        return False
    roles = {part.role for part in report.parts}
    has_review_and_plan = {PartRole.REVIEW, PartRole.PLAN} <= roles
    return report.year - year > 1 or report.year < year or (has_review_and_plan and report.year == year)


def names_year_nearest(text: str, offset: int | None, year: int | None) -> bool:
    """Whether the sentence names the year, and no other one nearer to a place in it."""
    if offset is None:
        return False
    return _find_last_year(text[find_clause(text, offset, offset, _SENTENCE_MARKS)[0] : offset]) == year


def find_plan_year(report: Report, year: int | None) -> int | None:
    """The year that a report plans for: the next one where its targets say so (明年, 1982年)."""
    if year is None:
        return None
    claims = sorted((claim for claim in report.claims() if claim.role is Role.TARGET), key=lambda claim: claim.start)
    named_years = [find_nearest_year(report.text, claim, year) for claim in claims]
    if named_years.count(year + 1) < _MIN_NEXT_YEAR_TARGETS:
        return year
    later_years = named_years[named_years.index(year + 1) :]
    return year + 1 if later_years.count(year + 1) > later_years.count(year) else year


def names_different_year(preceding_text: str, year: int | None) -> bool:
    """Whether the words before a number name a year, and it is not this one."""
    years = [_parse_year(match.group(1)) for match in _STATED_YEAR.finditer(preceding_text)]
    return bool(years) and year not in years


def names_year(text: str, claim: Claim, year: int | None) -> bool:
    """Whether the sentence names this very year before the number, and no later one."""
    sentence_start, _ = find_clause(text, claim.start, claim.end, _SENTENCE_MARKS)
    years = [_parse_year(match.group(1)) for match in _STATED_YEAR.finditer(text[sentence_start : claim.start])]
    return bool(years) and max(years) == year


def _parse_year(word: str) -> int:
    return int(word.translate(_DIGIT_TRANSLATION))


def is_about_many_years(text: str, claim: Claim, clause_start: int, year: int | None, part_covers_many: bool) -> bool:
    """Whether a number is of several years: its own words, then the nearest mark before."""
    if _ANNUAL_MEAN.search(text, max(clause_start, claim.start - 12), claim.start):
        return True
    is_change = claim.kind in (ClaimKind.GROWTH, ClaimKind.VOLUME, ClaimKind.POINTS)
    if claim.kind is ClaimKind.GROWTH and _CUMULATIVE_CHANGE.search(text, clause_start, claim.start):
        return True
    sentence_start = find_clause(text, claim.start, claim.end, _SENTENCE_MARKS)[0]
    if is_change and _is_since_earlier_year(text[sentence_start : claim.start], year):
        return True
    stated_period = find_period(text, claim, year)
    if stated_period is not None:
        year_marks = list(_SINGLE_YEAR.finditer(text[clause_start : claim.start]))
        if year_marks and _matches_year(year_marks[-1].group(), year):
            return False
        if stated_period != str(year):
            return True
    elif _MANY_YEARS_NEARBY.search(text[clause_start : claim.start]):
        return True
    if claim.kind in (ClaimKind.LEVEL, ClaimKind.SHARE, ClaimKind.RELATIVE):
        return False
    if stated_period is not None:
        return False
    preceding_text = _get_preceding_text(text, claim, part_covers_many)
    many_years_offset = max((match.start() for match in _MANY_YEARS.finditer(preceding_text)), default=-1)
    single_year_offsets = [
        match.start() for match in _SINGLE_YEAR.finditer(preceding_text) if _matches_year(match.group(), year)
    ]
    single_year_offset = max(single_year_offsets, default=-1)
    if many_years_offset == single_year_offset == -1:
        return part_covers_many
    return many_years_offset > single_year_offset


def _get_preceding_text(text: str, claim: Claim, part_covers_many: bool) -> str:
    """The text before a number that says which years it is about.

    That is its sentence; and its whole paragraph, where the part or the paragraph's opening speaks
    of several years.
    """
    paragraph_start = text.rfind("\n", 0, claim.start) + 1
    if part_covers_many or _MANY_YEARS.search(text[paragraph_start : paragraph_start + 40]):
        return text[paragraph_start : claim.start]
    return text[find_clause(text, claim.start, claim.end, _SENTENCE_MARKS)[0] : claim.start]


def _matches_year(word: str, year: int | None) -> bool:
    return not word[0].isdigit() or year is None or word.startswith(str(year))
