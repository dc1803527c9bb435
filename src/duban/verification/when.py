"""Which year a number is of: the year in question, another, or several together."""

from __future__ import annotations

import re
from functools import cache

from duban.commitments import Claim, ClaimKind, Part, PartRole, Report, Role

_CLAUSE = "，。；;,！？\n"
_SENTENCE = "。！？\n"
_MANY = re.compile(
    r"[一二三四五六七八九十\d]+年来|过去的?[三四五]年|这?五年(?!前)|“(?:[一二三四五六七八九十]|十[一二三四五])五”(?:时期|期间|五年)|"
    r"本届政府|任期内|五年间"
)
_TERM = re.compile(r"[三四五]年(?:来|工作|的?政府工作)|[”五]时期|过去的?[三四五]年|本届政府")
_SINGLE = re.compile(r"[12]\d{3}年|一年")
_MANY_HERE = re.compile(
    r"累计|年均(?!浓度|值)|年平均(?!浓度)|平均每年|连续[\d一二三四五六七八九十]+年|期间|五年|翻番|比五年前|比[12]\d{3}年|两年|三年"
)
_MEAN = re.compile(r"年均(?!浓度|值)|平均每年|每年平均(?!浓度)|年平均(?!浓度)")
_TOGETHER = re.compile(
    r"(?<!月)(?<!月份)累计(?:实现)?(?:增长|提高|提升|下降|降低|减少)(?:了|约|近|达)?$"
)
"""A rate accumulated over more than a year (到2030年的80亿元，累计增长44%)."""
_ONE = re.compile(r"去年|上年|这一年|一年来|过去的?一年|[12]\d{3}年")
_TURN_MANY = re.compile(r"[三四五]年来|过去的?[三四五]年|这[三四五]年|经过[三四五]年")
_TURN_ONE = re.compile(r"过去的?一年|一年来|过去的[12]\d{3}年|(?<=\n)[\s　]*[12]\d{3}年")
_AVERAGE = re.compile(r"平均每年|年均(?!浓度|值)|年平均(?!浓度)|五年")
_BY = re.compile(
    r"([12１２一二](?<![比由从].)[\d０-９〇○零Ｏ一二三四五六七八九]{3})年(?!的?基础|末|底)"
)
THIS_YEAR = re.compile(r"今年|本年|当年")
_FACT = re.compile(r"现在|目前|已经|已由|全国有|现有|我国有")
_PERIOD = re.compile(r"期间|时期|[到至][12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3}年")
# What a rise is counted from: 比…的七千亿元增加.
_BASE = re.compile(r"比[^，。；]{0,16}$")
_RISES = re.compile(r"\s*(?:增加|增长|减少|提高|多|少)")
# The words that date a number (the nearest before it counts), but not the year it is compared with.
# The pattern begins with a character class and looks behind after it: the search then stops only at
# these characters and is fast.
_WHEN = re.compile(
    r"(?P<first>[今本当明12１２一二三四五六七八九十“])"
    r"(?<![比由从较同与].)(?<!原定.)(?<!规定.)(?:(?P<now>(?<=[今本当])年)|(?P<next>(?<=明)年)"
    r"|(?P<year>(?<=[12１２一二])[\d０-９〇○零Ｏ一二三四五六七八九]{3})年"
    r"(?!的?基础|不变|价格|[底末]?以来|的[^，。；]{0,8}倍)"
    r"|(?P<many>(?:(?<=“)(?:[一二三四五六七八九]|十[一二三四五]?)|(?<=[一二三四五六七八九])|(?<=十)[一二三四五]?)"
    r"五”?(?:时期|期间|末)|(?<=五)年|(?<=今)后))"
)
# What a rise is counted from: a year, or the one before.
_SINCE = re.compile(
    r"[比同与较]([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年|(?:[比同与较](?:上年|去年)|同比|同期)"
)
_BASE_YEAR = re.compile(r"[比同与较由从]([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年")
_TOLD = re.compile(r"了(?:约|近|大约)?$")
_TO_COME = re.compile(r"将(?!军|近)|拟(?!合)|计划(?!生育|指标|外|内|经济)")
_AHEAD_AT_LEAST = 3
"""So many targets must name next year before a report is taken to plan for it."""
_OPENING_YEAR = re.compile(r"[\s　]*([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年[，,]")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")

_LONGEST = 300
"""Characters of a clause on either side of a number."""


def period(text: str, claim: Claim, year: int | None) -> str | None:
    """The period that a claim's sentence gives it; not the year before, if only compared with."""
    low, _ = clause(text, claim.start, claim.end)
    if year is None or claim.period != str(year - 1):
        return claim.period
    bases = (m.group(1) for m in _BASE_YEAR.finditer(text, low, claim.start))
    return None if year - 1 in map(_year_of, bases) else claim.period


def clause(text: str, start: int, end: int, marks: str = _CLAUSE) -> tuple[int, int]:
    """The span of the clause (or, with other marks, the sentence) around a stretch of the text."""
    first, last = max(0, start - _LONGEST), min(len(text), end + _LONGEST)
    ends_before, next_mark = _marks(marks)
    before = ends_before.match(text, first, start)
    behind = next_mark.search(text, end, last)
    return (before.end() if before else first), (behind.start() if behind else last)


@cache
def _marks(marks: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for everything up to the last of these marks, and for the next of them."""
    one = f"[{re.escape(marks)}]"
    return re.compile(f".*{one}", re.DOTALL), re.compile(one)


def many_years(report: Report, part: Part) -> bool:
    """Whether a part reviews several years together (the last report of a term or a plan)."""
    if part.role is not PartRole.REVIEW:
        return False
    if _TERM.search(part.heading) or _SINGLE.search(part.heading):
        return bool(_TERM.search(part.heading)) and not _SINGLE.search(part.heading)
    return bool(_TERM.search(report.text[part.start : part.start + 120]))


def turns(report: Report, part: Part) -> list[tuple[int, bool]]:
    """Where a review of the year and of a term turns from one to the other: (place, many years)."""
    both = _TERM.search(part.heading) and _SINGLE.search(part.heading)
    if part.role is not PartRole.REVIEW or both is None:
        return []
    body = part.start + max(0, report.text[part.start : part.end].find("\n"))
    found = [(m.start(), True) for m in _TURN_MANY.finditer(report.text, body, part.end)]
    found += [(m.start(), False) for m in _TURN_ONE.finditer(report.text, body, part.end)]
    return [(part.start, True), *sorted(found)]


def other_years(text: str, claim: Claim, year: int | None) -> bool:
    """Whether the sentence promises for another year after all, or for several together."""
    low, _ = clause(text, claim.start, claim.end)
    if _AVERAGE.search(text, low, claim.start):
        return True
    if _BASE.search(text, low, claim.start) and _RISES.match(text, claim.end):
        return True
    if other_year(text[low : claim.start], year) or _FACT.search(text, low, claim.start):
        return True
    start, _ = clause(text, claim.start, claim.end, _SENTENCE)
    ahead = text[start : claim.start]
    if year is not None and _tells_of_another(ahead, year):
        return True
    of_many = max((m.end() for m in _PERIOD.finditer(ahead)), default=-1)
    of_one = max((m.end() for m in THIS_YEAR.finditer(ahead)), default=-1)
    opening = _OPENING_YEAR.match(text, text.rfind("\n", 0, claim.start) + 1)
    elsewhen = opening is not None and of_one < 0 and _year_of(opening[1]) != year
    return of_many > of_one or (elsewhen and year is not None)


def said_last(text: str, claim: Claim, year: int | None) -> int | None:
    """The year that the last mark of time before a number in its paragraph names.

    0 where that mark is of several years, None where nothing says when.
    """
    start = text.rfind("\n", 0, claim.start) + 1
    marks = [*_WHEN.finditer(text, start, claim.start)]
    if not marks or year is None:
        return None
    last = marks[-1]
    if last["many"]:
        return 0
    return _marked_year(last) or (year + 1 if last["next"] else year)


def _tells_of_another(ahead: str, year: int) -> bool:
    """Whether the words promise for a later year, or estimate or report an earlier one."""
    last = _last_year(ahead) or year
    told = "预计" in ahead or _TOLD.search(ahead) is not None
    return last > year or (told and (last < year or _since_long(ahead, year)))


def _since_long(ahead: str, year: int | None) -> bool:
    """Whether the change is counted from a year before the one before (比1978年增长)."""
    marks = [*_SINCE.finditer(ahead)]
    return bool(marks and marks[-1][1] and year) and _year_of(marks[-1][1]) < (year or 0) - 1


def _last_year(ahead: str) -> int | None:
    """The year that the words name last; None where they end with 今年 or with several years."""
    marks = [*_WHEN.finditer(ahead)]
    return _marked_year(marks[-1]) if marks else None


def _marked_year(mark: re.Match[str]) -> int | None:
    """The year that a mark of time names in digits."""
    return _year_of(mark["first"] + mark["year"]) if mark["year"] else None


def turns_to(text: str, claim: Claim, year: int | None) -> bool:
    """Whether a sentence of goals speaks of this one year after all, by the mark nearest before."""
    low, _ = clause(text, claim.start, claim.end)
    if THIS_YEAR.search(text, low, claim.start):
        return True
    return not _AVERAGE.search(text, low, claim.start) and said_last(text, claim, year) == year


def promises(text: str, claim: Claim, year: int | None) -> bool:
    """Whether a claim read as a result is a promise: its clause names the year and 将, 拟, 计划."""
    low, _ = clause(text, claim.start, claim.end)
    ahead = text[low : claim.start]
    years = [_year_of(m.group(1)) for m in _BY.finditer(ahead)]
    named = THIS_YEAR.search(ahead) or (years and years[-1] == year)
    return bool(named) and _TO_COME.search(ahead) is not None


def reviews_another(report: Report, year: int | None) -> bool:
    """Whether a report looks back on a year that is not this one.

    With a review and a plan it looks back on the year before its own; a bulletin tells of its own.
    """
    if report.year is None or year is None:
        return False
    roles = {part.role for part in report.parts}
    both = {PartRole.REVIEW, PartRole.PLAN} <= roles
    return report.year - year > 1 or report.year < year or (both and report.year == year)


def named(text: str, at: int | None, year: int | None) -> bool:
    """Whether the sentence names the year, and no other one nearer to a place in it."""
    if at is None:
        return False
    return _last_year(text[clause(text, at, at, _SENTENCE)[0] : at]) == year


def planned(report: Report, year: int | None) -> int | None:
    """The year that a report plans for: the next one where its targets say so (明年, 1982年)."""
    if year is None:
        return None
    claims = sorted((c for c in report.claims() if c.role is Role.TARGET), key=lambda c: c.start)
    said = [said_last(report.text, c, year) for c in claims]
    if said.count(year + 1) < _AHEAD_AT_LEAST:
        return year
    plan = said[said.index(year + 1) :]
    return year + 1 if plan.count(year + 1) > plan.count(year) else year


def other_year(ahead: str, year: int | None) -> bool:
    """Whether the words before a number name a year, and it is not this one."""
    years = [_year_of(m.group(1)) for m in _BY.finditer(ahead)]
    return bool(years) and year not in years


def names(text: str, claim: Claim, year: int | None) -> bool:
    """Whether the sentence names this very year before the number, and no later one."""
    start, _ = clause(text, claim.start, claim.end, _SENTENCE)
    years = [_year_of(m.group(1)) for m in _BY.finditer(text[start : claim.start])]
    return bool(years) and max(years) == year


def _year_of(word: str) -> int:
    return int(word.translate(_DIGITS))


def said_of_many(text: str, claim: Claim, low: int, year: int | None, many: bool) -> bool:
    """Whether a number is of several years: its own words, then the nearest mark before."""
    if _MEAN.search(text, max(low, claim.start - 12), claim.start):
        return True
    changes = claim.kind in (ClaimKind.GROWTH, ClaimKind.VOLUME, ClaimKind.POINTS)
    if claim.kind is ClaimKind.GROWTH and _TOGETHER.search(text, low, claim.start):
        return True
    start = clause(text, claim.start, claim.end, _SENTENCE)[0]
    if changes and _since_long(text[start : claim.start], year):
        return True
    stated = period(text, claim, year)
    if stated is not None:
        marks = list(_ONE.finditer(text[low : claim.start]))
        if marks and _is_year(marks[-1].group(), year):
            return False
        if stated != str(year):
            return True
    elif _MANY_HERE.search(text[low : claim.start]):
        return True
    if claim.kind in (ClaimKind.LEVEL, ClaimKind.SHARE, ClaimKind.RELATIVE):
        return False
    if stated is not None:
        return False
    ahead = _ahead(text, claim, many)
    of_many = max((m.start() for m in _MANY.finditer(ahead)), default=-1)
    own = [m.start() for m in _ONE.finditer(ahead) if _is_year(m.group(), year)]
    of_one = max(own, default=-1)
    if of_many == of_one == -1:
        return many
    return of_many > of_one


def _ahead(text: str, claim: Claim, many: bool) -> str:
    """The text before a number that says which years it is about.

    That is its sentence; and its whole paragraph, where the part or the paragraph's opening speaks
    of several years.
    """
    start = text.rfind("\n", 0, claim.start) + 1
    if many or _MANY.search(text[start : start + 40]):
        return text[start : claim.start]
    return text[clause(text, claim.start, claim.end, _SENTENCE)[0] : claim.start]


def _is_year(word: str, year: int | None) -> bool:
    return not word[0].isdigit() or year is None or word.startswith(str(year))
