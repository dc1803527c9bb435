"""From a report to the targets and results that can be compared, each with its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from duban.commitments import Claim, ClaimKind, Direction, Part, PartRole, Report, Role
from duban.indicators import names
from duban.years.model import Result, Target

_CLAUSE = "，。；;,！？\n"
_SENTENCE = "。！？\n"
_MANY = re.compile(
    r"[一二三四五六七八九十\d]+年来|过去的?[三四五]年|这?五年(?!前)|“(?:[一二三四五六七八九十]|十[一二三四五])五”(?:时期|期间|五年)|"
    r"本届政府|任期内|五年间"
)
_TERM = re.compile(r"[三四五]年(?:来|工作|的?政府工作)|[”五]时期|过去的?[三四五]年|本届政府")
_SINGLE = re.compile(r"[12]\d{3}年|一年")
_MANY_HERE = re.compile(
    r"累计|年均|年平均|平均每年|连续[\d一二三四五六七八九十]+年|期间|五年|翻番|比五年前|比[12]\d{3}年|两年|三年"
)
_ONE = re.compile(r"去年|上年|这一年|一年来|过去的?一年|[12]\d{3}年")
_PART_YEAR = re.compile(r"季度|上半年|下半年|[\d一二三四五六七八九十]+月份?|同期全球")
_CHANGED_BY = re.compile(
    r"(?:增加|净增|提高|减少|降低|上调|增长|下降|多|减)(?:了|约|近|超过|超|不少于|不低于|不超过)*$"
)
_ASKS = re.compile(r"(?<![主重需只])要(?!求)|力争|争取|努力")
_TURN_MANY = re.compile(r"[三四五]年来|过去的?[三四五]年|这[三四五]年|经过[三四五]年")
_TURN_ONE = re.compile(r"过去的?一年|一年来|过去的[12]\d{3}年|(?<=\n)[\s　]*[12]\d{3}年")
_STAGES = re.compile(r"(?P<begun>开工|启动|实施|筹集|筹措|筹建)|建成|竣工|交付|完工|投产|投用")
_AVERAGE = re.compile(r"平均每年|年均|年平均|五年")
_BY = re.compile(
    r"(?<![比由从])([12１２一二][\d０-９〇○零Ｏ一二三四五六七八九]{3})年(?!的?基础|末|底)"
)
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
# The first half of 由…增加到…: where it came from, no result of the year.
_FROM = re.compile(r"(?:由|从)[^，；。]{0,18}$")
_TO = re.compile(
    r"[^，；。]{0,4}(?:增|提高|上升|下降|减|降|扩大|升|缩小|回落)[^，；。]{0,8}[到至为]"
)
_AHEAD = re.compile(r"提出|预期|目标|拟|今年|将|计划")
_NEW = re.compile(r"新增|新建|新开工|新认定|净增|新培育|新登记|改扩建|新改建|新设立")


def clause(text: str, start: int, end: int, marks: str = _CLAUSE) -> tuple[int, int]:
    """The span of the clause (or, with other marks, the sentence) around a stretch of the text."""
    low, high = start, end
    while low > 0 and text[low - 1] not in marks and start - low < 300:
        low -= 1
    while high < len(text) and text[high] not in marks and high - end < 300:
        high += 1
    return low, high


def targets(report: Report, year: int | None = None) -> list[Target]:
    """Every claim that promises something for the report's own year, in text order.

    `year` is that year, where the report does not state it.
    """
    own = report.year or year or (report.date.year if report.date else None)
    found = [
        _target(report, claim)
        for claim in sorted(report.claims(), key=lambda c: (c.start, c.end))
        if claim.role is Role.TARGET and _this_year(claim.period, report.year)
        if not _other_years(report.text, claim, own)
    ]
    return [*found, *_restated(report, found)]


def _restated(report: Report, stated: list[Target]) -> Iterator[Target]:
    """The same name with the same number where the plan explains a target it has set."""
    taken = [(c.start, c.end) for c in report.claims() if c.role is not Role.RESULT]
    plans = [(p.start, p.end) for p in report.parts if p.role is PartRole.PLAN]
    for target in stated:
        name = target.indicator
        if target.kind not in (ClaimKind.GROWTH, ClaimKind.SHARE) or len(name) < 3:
            continue
        again = re.compile(re.escape(name) + r"[^，。；\d]{0,6}(" + re.escape(target.number) + ")")
        for found in again.finditer(report.text):
            start, end = found.span(1)
            inside = any(a <= start and end <= b for a, b in plans)
            if inside and not any(a < end and start < b for a, b in taken):
                low, high = clause(report.text, start, end)
                said = report.text[low:high].strip()
                yield replace(target, start=start, end=end, quote=said, clause=said)
                taken.append((start, end))


def results(report: Report, year: int | None) -> list[Result]:
    """Every fact that a report states about `year`, in text order."""
    found = []
    for part in report.parts:
        many = many_years(report, part)
        turns = _turns(report, part)
        plan = part.role is PartRole.PLAN
        claims = [c for t in part.topics for c in [*t.results, *_promised(t)]]
        before: Claim | None = None
        for claim in sorted(claims, key=lambda c: (c.start, c.end)):
            if claim.role is Role.RESULT and not _ahead_of(report.text, claim, plan):
                name = _full_name(report.text, claim, before)
                now = next((m for at, m in reversed(turns) if at <= claim.start), many)
                result = _result(report, claim, name, year, now)
                if result is not None:
                    found.append(result)
                if name == claim.indicator:
                    before = claim
    return found


def _ahead_of(text: str, claim: Claim, plan: bool) -> bool:
    """Whether a clause looks ahead: it asks, or (in a plan) explains the plan's numbers."""
    low, high = clause(text, claim.start, claim.end)
    said = text[low:high]
    return _ASKS.search(said) is not None or (plan and _AHEAD.search(said) is not None)


def many_years(report: Report, part: Part) -> bool:
    """Whether a part reviews several years together (the last report of a term or a plan)."""
    if part.role is not PartRole.REVIEW:
        return False
    if _TERM.search(part.heading) or _SINGLE.search(part.heading):
        return bool(_TERM.search(part.heading)) and not _SINGLE.search(part.heading)
    return bool(_TERM.search(report.text[part.start : part.start + 120]))


def _turns(report: Report, part: Part) -> list[tuple[int, bool]]:
    """Where a review of the year and of a term turns from one to the other: (place, many years)."""
    both = _TERM.search(part.heading) and _SINGLE.search(part.heading)
    if part.role is not PartRole.REVIEW or both is None:
        return []
    body = part.start + max(0, report.text[part.start : part.end].find("\n"))
    found = [(m.start(), True) for m in _TURN_MANY.finditer(report.text, body, part.end)]
    found += [(m.start(), False) for m in _TURN_ONE.finditer(report.text, body, part.end)]
    return [(part.start, True), *sorted(found)]


def _promised(topic: object) -> Iterator[Claim]:
    for commitment in getattr(topic, "commitments", ()):
        yield from commitment.claims


def _other_years(text: str, claim: Claim, year: int | None) -> bool:
    """Whether the clause promises for another year after all, or for the average of several."""
    low, _ = clause(text, claim.start, claim.end)
    ahead = text[low : claim.start]
    if _AVERAGE.search(ahead):
        return True
    years = [_year_of(m.group(1)) for m in _BY.finditer(ahead)]
    return bool(years) and year not in years


def _year_of(word: str) -> int:
    return int(word.translate(_DIGITS))


def _this_year(period: str | None, year: int | None) -> bool:
    return period is None or year is None or period.startswith(str(year))


def _target(report: Report, claim: Claim) -> Target:
    low, high = clause(report.text, claim.start, claim.end)
    kind = _kind(claim, report.jurisdiction)
    falling = claim.direction is Direction.DOWN
    sign = -1 if falling and kind in (ClaimKind.GROWTH, ClaimKind.POINTS) else 1
    return Target(
        indicator=claim.indicator,
        key=names.key(claim.indicator, report.jurisdiction),
        number=claim.number,
        start=claim.start,
        end=claim.end,
        quote=claim.quote,
        clause=report.text[low:high].strip(),
        kind=kind,
        value=_signed(claim.value, sign),
        value_high=_signed(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        falling=falling,
        increment=_increment(report.text, claim),
        new=bool(_NEW.search(report.text[low : claim.start])),
        stage=_stage(report.text[low : claim.start]),
        strength=claim.strength,
    )


def _kind(claim: Claim, place: str | None) -> ClaimKind:
    """A rate set for what is measured in 元 is its growth (经济增长预期目标定在7.5%)."""
    known = names.harmonised(claim.indicator, place)
    rate = claim.unit in ("%", "％") and claim.kind in (ClaimKind.SHARE, ClaimKind.LEVEL)
    return ClaimKind.GROWTH if rate and known is not None and known.unit == "元" else claim.kind


def _result(report: Report, claim: Claim, name: str, year: int | None, many: bool) -> Result | None:
    text = report.text
    low, high = clause(text, claim.start, claim.end)
    if _PART_YEAR.search(text[low : claim.start]):
        return None
    if _FROM.search(text[low : claim.start]) and _TO.match(text[claim.end : high]):
        return None
    sign = -1 if _fell(text, claim) else 1
    return Result(
        indicator=name,
        key=names.key(name, report.jurisdiction),
        number=claim.number,
        quote=claim.quote,
        clause=text[low:high].strip(),
        kind=claim.kind,
        value=_signed(claim.value, sign),
        value_high=_signed(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        falling=claim.direction is Direction.DOWN,
        increment=_increment(text, claim),
        new=bool(_NEW.search(text[low : claim.start])),
        stage=_stage(text[low : claim.start]),
        many_years=_said_of_many(text, claim, low, year, many),
        start=claim.start,
        end=claim.end,
    )


def _stage(ahead: str) -> str:
    """How far the things counted have come, by the last word before the number that says so."""
    words = [*_STAGES.finditer(ahead)]
    return "" if not words else "begun" if words[-1]["begun"] else "done"


def _fell(text: str, claim: Claim) -> bool:
    """Whether the number is a fall. 回落到2.6% and 降至 say where it stands, not by how much."""
    if claim.direction is not Direction.DOWN:
        return False
    if claim.kind not in (ClaimKind.GROWTH, ClaimKind.POINTS):
        return False
    return re.search(r"[到至]\s*$", text[max(0, claim.start - 4) : claim.start]) is None


def _full_name(text: str, claim: Claim, before: Claim | None) -> str:
    """占…比重 alone speaks of what the sentence named before it."""
    if before is None or not claim.indicator.startswith("占"):
        return claim.indicator
    between = text[before.end : claim.start]
    if any(mark in between for mark in _SENTENCE + "；"):
        return claim.indicator
    return before.indicator + claim.indicator


def _said_of_many(text: str, claim: Claim, low: int, year: int | None, many: bool) -> bool:
    """Whether a number is of several years: its own words, then the nearest mark before."""
    if claim.period is not None:
        marks = list(_ONE.finditer(text[low : claim.start]))
        if marks and _is_year(marks[-1].group(), year):
            return False
        if claim.period != str(year):
            return True
    elif _MANY_HERE.search(text[low : claim.start]):
        return True
    if claim.kind in (ClaimKind.LEVEL, ClaimKind.SHARE, ClaimKind.RELATIVE):
        return False
    if claim.period is not None:
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


def _increment(text: str, claim: Claim) -> bool:
    if claim.kind not in (ClaimKind.VOLUME, ClaimKind.LEVEL):
        return False
    return bool(_CHANGED_BY.search(text[max(0, claim.start - 8) : claim.start].rstrip()))


def _signed(value: Decimal | None, sign: int) -> Decimal | None:
    return None if value is None else value * sign
