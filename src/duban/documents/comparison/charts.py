"""The charts of a comparison: ranked dots, years, and the grid of years with a target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from duban.commitments import ClaimKind, Comparator
from duban.comparison import Group, Hardness, Span, Stance, size
from duban.documents.charts import Dot, Rule, Year, dots, years
from duban.series import UnitError, convert, family
from duban.verification import Result, wanted

MEASURES = {
    ClaimKind.GROWTH: "增速",
    ClaimKind.SHARE: "比重、比率",
    ClaimKind.POINTS: "变化（百分点）",
    ClaimKind.LEVEL: "总量",
    ClaimKind.VOLUME: "当年的量",
}
_CEILINGS = (Comparator.LE, Comparator.LT)
_GLYPHS = {Hardness.FLOOR: "▲", Hardness.EXACT: "●", Hardness.BAND: "◐", Hardness.STRIVE: "◇"}


def ranked(group: Group) -> str:
    """One indicator in one year: each government's target and its result of the year before."""
    above = _common_above(group.stances)
    rule = None
    if above is not None:
        year = "" if above.year == group.year else f"{above.year}年"
        rule = Rule(size(above), f"{above.government.name}{year}{wanted(above.target)}")
    title = f"{group.year}年{group.name}{MEASURES[group.measure]}：" + "，".join(
        f"{s.government.name}{wanted(s.target)}" for s in group.stances
    )
    return dots(title, [_dot(s) for s in group.stances], rule)


def over_years(own: Sequence[Stance]) -> str:
    """One government's targets for one indicator over the years, with their results."""
    points = []
    for stance in sorted(own, key=lambda s: s.year):
        result = stance.outcome
        came = None if result is None else _size(result, stance)
        said = "" if result is None else result.number
        points.append(Year(stance.year, size(stance), wanted(stance.target), came, said))
    words = "；".join(f"{p.year}年目标{p.said}{_came(p)}" for p in points)
    return years(words, points)


def grid(spans: Sequence[Span], stances: Sequence[Stance]) -> str:
    """A table: one row an indicator, one column a year, a mark where a target was set."""
    columns = sorted({year for span in spans for year in span.read})
    marks = {(s.indicator, s.measure, s.year): s for s in stances}
    heads = "".join(f'<th scope="col">{year}</th>' for year in columns)
    lines = []
    for span in spans:
        cells = "".join(_cell(span, year, marks) for year in columns)
        name = f"{escape(span.name)} <small>{MEASURES[span.measure]}</small>"
        lines.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    return (
        f'<table class="grid"><thead><tr><th scope="col">指标</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _cell(span: Span, year: int, marks: dict[tuple[str, ClaimKind, int], Stance]) -> str:
    if year not in span.read:
        return "<td></td>"
    if year in span.years:
        stance = marks[span.indicator, span.measure, year]
        new = " new" if span.began == year else ""
        word = f"{wanted(stance.target)}，{stance.hardness.chinese}{'，新提' if new else ''}"
        return (
            f'<td class="set{new}" title="{year}年 {escape(word)}"><span aria-hidden="true">'
            f'{_GLYPHS[stance.hardness]}</span><span class="away">{escape(word)}</span></td>'
        )
    if span.ended == year:
        return _empty("gone", "×", "不再提")
    return _empty("silent", "·", "没有提")


def _empty(look: str, glyph: str, word: str) -> str:
    return (
        f'<td class="{look}" title="{word}"><span aria-hidden="true">{glyph}</span>'
        f'<span class="away">{word}</span></td>'
    )


def _came(point: Year) -> str:
    return f"，结果{point.result_said}" if point.result_said else ""


def _common_above(stances: Sequence[Stance]) -> Stance | None:
    """The higher government's target that all stances are compared with, if it is the same one."""
    found = {(s.above.government, s.above.year): s.above for s in stances if s.above is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def _dot(stance: Stance) -> Dot:
    target, last = stance.target, stance.last
    unit = family(target.unit)[1]
    return Dot(
        name=stance.government.name.replace("壮族自治区", "").replace("维吾尔自治区", ""),
        value=size(stance),
        said=wanted(target),
        mark=_mark(stance),
        high=None if target.value_high is None else target.value_high * unit,
        before=None if last is None else _size(last, stance),
        before_said="" if last is None else f"上年结果{last.number}",
    )


def _mark(stance: Stance) -> str:
    comparator = stance.target.comparator
    if stance.hardness is Hardness.STRIVE:
        return "strive"
    if comparator is Comparator.RANGE:
        return "range"
    if comparator in _CEILINGS:
        return "ceiling"
    if comparator is Comparator.APPROX:
        return "band"
    return "exact" if comparator is Comparator.EQ else "floor"


def _size(result: Result, stance: Stance) -> Decimal | None:
    try:
        value = (
            None if result.value is None else convert(result.value, result.unit, stance.target.unit)
        )
    except UnitError:
        return None
    return None if value is None else value * family(stance.target.unit)[1]
