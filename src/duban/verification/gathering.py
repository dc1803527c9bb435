"""From a report to the targets and results that can be compared, each with its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from duban.commitments import Claim, ClaimKind, Direction, Part, PartRole, Report, Role
from duban.indicators import names
from duban.verification import subjects, when
from duban.verification.model import Result, Target

_Stated = TypeVar("_Stated", Target, Claim)

_PART_YEAR = re.compile(r"季度|上半年|下半年|[\d一二三四五六七八九十]+月份?|同期全球")
_CHANGED_BY = re.compile(
    r"(?:增加|净增|增产|减产|增收|减收|提高|减少|降低|上调|增长|下降|多|减)(?:了|约|近|超过|超|不少于|不低于|不超过)*$"
)
# 争取 with 到 or with money (争取中央资金) means “obtained”, and is no demand.
_ASKS = re.compile(
    r"(?<![主重需只])要(?!求)|力争|争取(?!到|了|上级|中央|国家|省|各[类级]|[^，。；\d]{0,12}(?:资金|债券|额度))|努力"
)
_STAGES = re.compile(
    r"(?P<begun>开工|启动|实施|筹集|筹措|筹建|新安排)|建成|竣工|交付|完工|投产|投用"
)
# The first half of 由…增加到…: where it came from, no result of the year.
_FROM = re.compile(r"(?:由|从)[^，；。]{0,18}$")
_TO = re.compile(
    r"[^，；。]{0,4}(?:增|提高|上升|下降|减|降|扩大|升|缩小|回落)[^，；。]{0,8}[到至为]"
)
_AHEAD = re.compile(r"提出|预期|目标|拟|今年|将|计划")
_PLANNED = re.compile(r"计划(?:达到|增长|增加|为)|拟定|将要?(?:达到|增长|增加)")
# A review held before the year's figures are final states them as 预计.
_ESTIMATED = re.compile(r"预计")
_YET_TO_COME = re.compile(r"今年|明年|将")
_REACHED = re.compile(r"到(?:人均|每人)?$")
_PACE = re.compile(r"(?:增长)?速度(?:由今年)?$|增[速幅](?:由今年)?$")
_HELD = re.compile(r"(?:参保|在校|常住)(?:人数|人口)?$")
# Between a thing and its number: so much of it was done, whatever stands there now.
_BUILT = re.compile(
    r"(?:建成(?:通车|投用|投产|投运)?|通车|开工(?:建设)?|竣工|完工|交付|新改建|修复|更新|改造|推广|治理)(?:面积)?$"
)
_UNCHANGED = re.compile(
    r"(?P<name>[^，。；、\n]{4,14}?)(?:同比|[与比]上年|总体|基本)*(?P<number>(?<!保)持平)(?![稳衡])"
)
_NEW = re.compile(r"新增|新建|新开工|新认定|净增|新培育|新登记|改扩建|新改建|新设立")


def targets(report: Report, year: int | None = None) -> list[Target]:
    """Every claim that promises something for the report's own year, in text order.

    `year` is that year, where the report does not state it.
    """
    found: list[Target] = []
    before: list[Claim] = []
    for claim, is_target in _targeted(report, year):
        if is_target:
            name = subjects.subject(report.text, claim, before, report.jurisdiction)
            found.append(target_in(report.text, claim, name, report.jurisdiction))
        before.append(claim)
    again = (_said_again(report.text, *place) for place in _restated(report, found))
    return [*_without_doubles(found), *again]


def target_spans(report: Report) -> list[tuple[int, int]]:
    """The spans of the numbers of `gather_targets`, without building the targets."""
    found = [claim for claim, is_target in _targeted(report) if is_target]
    again = [(start, end) for _, start, end in _restated(report, found)]
    return [*((c.start, c.end) for c in _without_doubles(found)), *again]


def _targeted(report: Report, year: int | None = None) -> Iterator[tuple[Claim, bool]]:
    """Every claim in text order, and whether it promises for the report's own year."""
    stated = report.year or year or (report.date.year if report.date else None)
    own = when.planned(report, stated)
    for claim in sorted(report.claims(), key=lambda c: (c.start, c.end)):
        yield claim, _is_target(report, claim, own)


def _without_doubles(found: list[_Stated]) -> list[_Stated]:
    """Without words that only repeat a number (控制在百分之十以内, beside its 百分之十)."""
    numbers = [t.start for t in found if t.kind is not ClaimKind.RELATIVE]
    return [
        t
        for t in found
        if t.kind is not ClaimKind.RELATIVE or not any(t.start <= at < t.end for at in numbers)
    ]


def _is_target(report: Report, claim: Claim, year: int | None) -> bool:
    """Whether a claim promises for the report's own year.

    A sentence about several years may turn to the year by 今年.
    """
    if subjects.is_limit(report.text, claim):
        return False
    low, high = when.clause(report.text, claim.start, claim.end)
    if _FROM.search(report.text[low : claim.start]) and _TO.match(report.text[claim.end : high]):
        return False
    if claim.role is Role.GOAL:
        return when.turns_to(report.text, claim, year)
    if claim.role is Role.RESULT:
        return when.promises(report.text, claim, year)
    if not _this_year(when.period(report.text, claim, year), year):
        return False
    return not when.other_years(report.text, claim, year)


def _restated(report: Report, stated: list[_Stated]) -> Iterator[tuple[_Stated, int, int]]:
    """Where the plan explains a target it has set: the same name with the same number."""
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
                yield target, start, end
                taken.append((start, end))


def _said_again(text: str, target: Target, start: int, end: int) -> Target:
    low, high = when.clause(text, start, end)
    said = text[low:high].strip()
    return replace(target, start=start, end=end, quote=said, clause=said)


def results(report: Report, year: int | None, *, parts_of_year: bool = False) -> list[Result]:
    """Every fact that a report states about `year`, in text order.

    What covers only a quarter or some months of it is left out, unless `parts_of_year`.
    """
    found = []
    for part in report.parts:
        before: list[Claim] = []
        for claim, many_years in _reported(report, part, year, parts_of_year):
            if many_years is not None:
                name = subjects.subject(report.text, claim, before, report.jurisdiction)
                found.append(_result(report, claim, name, many_years))
            if claim.role is Role.RESULT and not claim.indicator.startswith("占"):
                before.append(claim)
    return [*found, *_unchanged(report)]


def result_claims(report: Report, year: int | None) -> Iterator[tuple[Claim, bool]]:
    """The claims behind `gather_results`, and whether each covers several years."""
    for part in report.parts:
        for claim, many_years in _reported(report, part, year):
            if many_years is not None:
                yield claim, many_years


def _reported(
    report: Report, part: Part, year: int | None, parts_of_year: bool = False
) -> Iterator[tuple[Claim, bool | None]]:
    """Every claim of a part, and whether it covers several years; None if it is of another year."""
    many = when.many_years(report, part)
    turns = when.turns(report, part)
    claims = [c for t in part.topics for c in [*t.results, *_promised(t)]]
    for claim in sorted(claims, key=lambda c: (c.start, c.end)):
        said = claim.role is Role.RESULT and not subjects.is_limit(report.text, claim)
        said = said and not _ahead_of(report, claim, part.role, year)
        if not said or not _of_year(report.text, claim, year, parts_of_year):
            yield claim, None
        else:
            now = next((m for at, m in reversed(turns) if at <= claim.start), many)
            low, _ = when.clause(report.text, claim.start, claim.end)
            yield claim, when.said_of_many(report.text, claim, low, year, now)


def _ahead_of(report: Report, claim: Claim, role: PartRole, year: int | None) -> bool:
    """Whether a clause looks ahead: it asks, or (in a plan) explains the plan's numbers.

    An estimate (预计) looks back where a review makes it, or the sentence names the year.
    """
    low, high = when.clause(report.text, claim.start, claim.end)
    said = report.text[low:high]
    ahead = _AHEAD if role is PartRole.PLAN else _PLANNED
    if _ASKS.search(said) or ahead.search(said):
        return True
    if not _ESTIMATED.search(said):
        return False
    back = role is PartRole.REVIEW or when.names(report.text, claim, year)
    return not back or _YET_TO_COME.search(said) is not None


def _promised(topic: object) -> Iterator[Claim]:
    for commitment in getattr(topic, "commitments", ()):
        yield from commitment.claims


def _this_year(period: str | None, year: int | None) -> bool:
    return period is None or year is None or period.startswith(str(year))


def target_in(text: str, claim: Claim, name: str, place: str | None) -> Target:
    """A claim of a text as a target, with what the words before its number say of it."""
    low, high = when.clause(text, claim.start, claim.end)
    kind = _kind(claim, name, place)
    if kind is ClaimKind.LEVEL and _BUILT.search(text[low : claim.start]):
        kind = ClaimKind.VOLUME
    falling = claim.direction is Direction.DOWN
    sign = -1 if falling and kind in (ClaimKind.GROWTH, ClaimKind.POINTS) else 1
    return Target(
        indicator=name,
        key=names.key(name, place),
        number=claim.number,
        start=claim.start,
        end=claim.end,
        quote=claim.quote,
        clause=text[low:high].strip(),
        kind=kind,
        value=_signed(claim.value, sign),
        value_high=_signed(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        falling=falling,
        increment=_increment(text, claim),
        new=bool(_NEW.search(text[low : claim.start])),
        stage=_stage(text[low : claim.start]),
        strength=claim.strength,
        ahead=_ahead(text, claim),
    )


def _kind(claim: Claim, name: str, place: str | None) -> ClaimKind:
    """A rate set for what is measured in 元 is its growth (经济增长预期目标定在7.5%)."""
    if claim.kind is ClaimKind.SHARE and _PACE.search(claim.indicator):
        return ClaimKind.GROWTH
    known = names.harmonised(name, place)
    rate = claim.unit in ("%", "％") and claim.kind in (ClaimKind.SHARE, ClaimKind.LEVEL)
    return ClaimKind.GROWTH if rate and known is not None and known.unit == "元" else claim.kind


def _of_year(text: str, claim: Claim, year: int | None, parts_of_year: bool) -> bool:
    """Whether a result's own clause lets it be of the year, and of the whole of it."""
    low, high = when.clause(text, claim.start, claim.end)
    if not parts_of_year and _PART_YEAR.search(text[low : claim.start]):
        return False
    stated = when.period(text, claim, year)
    if year is not None and stated is None and when.other_year(text[low : claim.start], year):
        return False
    return not (_FROM.search(text[low : claim.start]) and _TO.match(text[claim.end : high]))


def _result(report: Report, claim: Claim, name: str, many_years: bool) -> Result:
    text = report.text
    low, high = when.clause(text, claim.start, claim.end)
    sign = -1 if _fell(text, claim) else 1
    return Result(
        indicator=name,
        key=names.key(name, report.jurisdiction),
        number=claim.number,
        quote=claim.quote,
        clause=text[low:high].strip(),
        kind=_stated_kind(text, claim),
        value=_signed(claim.value, sign),
        value_high=_signed(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        falling=claim.direction is Direction.DOWN,
        increment=_increment(text, claim),
        new=bool(_NEW.search(text[low : claim.start])),
        stage=_stage(text[low : claim.start]),
        many_years=many_years,
        start=claim.start,
        end=claim.end,
        ahead=_ahead(text, claim),
    )


def _ahead(text: str, claim: Claim) -> str:
    return text[when.clause(text, claim.start, claim.end, "。；;！？\n")[0] : claim.start]


def _stated_kind(text: str, claim: Claim) -> ClaimKind:
    """涨幅高达21.7% is a growth; 增加到人均280元 a level, whatever 增加 says.

    建成51公里 was done, whatever the words for a level; so many insured (参保) are a level.
    """
    if claim.kind is ClaimKind.SHARE and claim.indicator.startswith(("涨幅", "增幅", "增速")):
        return ClaimKind.GROWTH
    if claim.kind is ClaimKind.LEVEL and _BUILT.search(text[max(0, claim.start - 8) : claim.start]):
        return ClaimKind.VOLUME
    if claim.kind is ClaimKind.VOLUME and _HELD.search(claim.indicator):
        return ClaimKind.LEVEL
    reached = _REACHED.search(text, max(0, claim.start - 4), claim.start)
    return ClaimKind.LEVEL if claim.kind is ClaimKind.VOLUME and reached else claim.kind


def _unchanged(report: Report) -> Iterator[Result]:
    """居民消费价格同比持平: a growth of zero, stated without a number."""
    for part in report.parts:
        if part.role is not PartRole.REVIEW:
            continue
        for found in _UNCHANGED.finditer(report.text, part.start, part.end):
            known = names.harmonised(found["name"], report.jurisdiction)
            if known is not None and (known.unit != "%" or known.id == "cpi"):
                start, end = found.span("number")
                said = found.group()
                yield Result(
                    indicator=found["name"], key=known.id, number=said[len(found["name"]) :],
                    quote=said, clause=said, kind=ClaimKind.GROWTH, value=Decimal(0), unit="%",
                    start=start, end=end,
                )  # fmt: skip


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


def _increment(text: str, claim: Claim) -> bool:
    if claim.kind not in (ClaimKind.VOLUME, ClaimKind.LEVEL):
        return False
    return bool(_CHANGED_BY.search(text[max(0, claim.start - 8) : claim.start].rstrip()))


def _signed(value: Decimal | None, sign: int) -> Decimal | None:
    return None if value is None else value * sign
