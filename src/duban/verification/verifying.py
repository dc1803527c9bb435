"""Every target of last year against what this year says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.indicators import names
from duban.series import convert
from duban.verification import gathering, judging, matching, pace, second, tables, when, wording
from duban.verification.model import Judgement, Result, Target, Verdict

_ECONOMY = re.compile(r"同步")
_MEASURES = {ClaimKind.LEVEL: "总量或期末数", ClaimKind.VOLUME: "当年的量"}
_DOUBLE = re.compile(r"^翻(?:一)?番$")
_NAMED = 4
"""A name shorter than this may begin another by chance."""
_HEADS = ("人", "人次")
_TWICE = Decimal(100)
_TOLD = re.compile(r"提高|上调|增加|提升")


def verify(last: Report, this: Report) -> list[Verdict]:
    """A verdict for every target of `last`, by the results that `this` states, in text order.

    `this` is the next report, or a statistical bulletin for the year of `last`. Of a report on
    another year only what names the year of `last` counts.
    """
    year = _year(last, this)
    results = [*gathering.results(this, year), *tables.results(this, year)]
    told: Report | None = this
    if when.reviews_another(this, year):
        results = [r for r in results if r.many_years or when.named(this.text, r.start, year)]
        told = None
    verdicts = [_numbered(t, results, told) for t in gathering.targets(last, year)]
    verdicts = second.look(verdicts, results)
    taken = [(t.target.start, t.target.end) for t in verdicts]
    free = wording.targets(last, taken)
    verdicts += [_silent(t) if told is None else wording.verdict(t, told) for t in free]
    return sorted(verdicts, key=lambda v: (v.target.start, v.target.end))


def answers(targets: Sequence[Target], results: Sequence[Result]) -> list[Verdict]:
    """A verdict for each of the targets, in their order, by the given results."""
    return second.look([_numbered(t, results, None) for t in targets], results)


def verify_figures(last: Report, figures: Iterable[Result]) -> list[Verdict]:
    """A verdict for every target of `last`, by published figures of its year."""
    results = [_named(f, last.jurisdiction) for f in figures]
    verdicts = [_numbered(t, results, None) for t in gathering.targets(last)]
    return [_otherwise(v, results) for v in verdicts]


def _otherwise(verdict: Verdict, results: Sequence[Result]) -> Verdict:
    """`changed_basis` where the same name was published as another measure, not comparable."""
    target = verdict.target
    if verdict.judgement is Judgement.NOT_REPORTED and target.kind is ClaimKind.RELATIVE:
        return _only_told_in_figures(verdict, results)
    wanted = _MEASURES.get(target.kind) if target.kind is not None else None
    if verdict.judgement is not Judgement.NOT_REPORTED or wanted is None:
        return verdict
    for result in results:
        given = _MEASURES.get(result.kind) if result.kind is not None else None
        own = names.likeness(target.key, result.key) == 1 and result.until is None
        if own and given == wanted and not matching.same_unit(target, result):
            total = f"公布的是{result.number}，目标是{target.number}，单位不能换算"
            return Verdict(target, Judgement.CHANGED_BASIS, result, total)
        if own and given not in (None, wanted):
            total = f"公布的{result.number}是{given}，目标{target.number}是{wanted}，不能相比"
            return Verdict(target, Judgement.CHANGED_BASIS, result, total)
    return verdict


def _only_told_in_figures(verdict: Verdict, results: Sequence[Result]) -> Verdict:
    """`unclear` for a target in words (达到国家二级标准) of which only figures were published."""
    target = verdict.target
    name = names.plain(target.indicator)
    own = [r for r in results if len(name) >= _NAMED and names.plain(r.indicator).startswith(name)]
    if not own or names.harmonised(target.indicator) is not None:
        return verdict
    figures = "、".join(f"{r.indicator}{r.number}" for r in own)
    total = f"公布了{figures}；是否“{target.number}”没有公布结论"
    return Verdict(target, Judgement.UNCLEAR, own[0], total)


def _named(result: Result, place: str | None) -> Result:
    return replace(result, key=names.key(result.indicator, place))


def _year(last: Report, this: Report) -> int | None:
    """The year that the targets are for."""
    if last.year is not None:
        return when.planned(last, last.year)
    if this.year is not None:
        return this.year - 1
    return last.date.year if last.date else None


def _numbered(target: Target, results: Sequence[Result], this: Report | None) -> Verdict:
    if target.kind is ClaimKind.RELATIVE:
        return _doubled(target, results) or _relative(target, results, this)
    found = matching.candidates(target, results)
    settled = matching.settle(target, [(m, judging.judge(target, m.result)) for m in found])
    if settled is not None:
        match, (judgement, total) = settled
        if "预计" in match.result.clause:
            total += "（报告说是预计数）"
        return Verdict(target, judgement, match.result, total)
    if (added := _added_up(target, results)) is not None:
        return added
    if (heads := _heads(target, results)) is not None:
        return heads
    if this is not None and target.increment and (told := _told(target, this)) is not None:
        total = f"报告说提高了，没有说多少；目标{target.number}无从核对"
        return Verdict(target, Judgement.UNCLEAR, told, total)
    return _silent(target)


def _doubled(target: Target, results: Sequence[Result]) -> Verdict | None:
    """翻一番: the year's growth of the same thing must reach a hundred per cent."""
    if _DOUBLE.search(target.number) is None:
        return None
    own = _growth(target.key, results)
    if own is None or own.value is None:
        return None
    grown = own.value * 100 if own.unit == "倍" else own.value
    kind = Judgement.MET if grown >= _TWICE else Judgement.MISSED
    sign = "≥" if grown >= _TWICE else "<"
    total = f"增长{grown.normalize():f}% {sign} 翻一番所要的{_TWICE}%"
    return Verdict(target, kind, own, total)


def summands(target: Target, results: Sequence[Result]) -> list[Result]:
    """The parts that add up to a target and are all published; none where one is missing."""
    known = names.vocabulary().get(target.key)
    if known is None or not known.parts:
        return []
    found = []
    for part in known.parts:
        own = matching.candidates(replace(target, key=part), results)
        if not own or own[0].result.many_years:
            return []
        found.append(own[0].result)
    return found


def _added_up(target: Target, results: Sequence[Result]) -> Verdict | None:
    """`unclear` where only the parts were published: their sum is shown, but nobody stated it."""
    found = summands(target, results)
    if not found:
        return None
    terms = " + ".join(f"{r.indicator}{r.number}" for r in found)
    total = sum((convert(r.value, r.unit, target.unit) for r in found if r.value), Decimal(0))
    compared = "≥" if target.value is not None and total >= target.value else "<"
    summed = f"{terms} = {_in_words(total, target.unit)} {compared} 目标{target.number}"
    return Verdict(target, Judgement.UNCLEAR, found[0], f"{summed}；合计数没有直接公布")


def _heads(target: Target, results: Sequence[Result]) -> Verdict | None:
    """`unclear` between persons (人) and attendances (人次), which cannot be converted."""
    if target.unit not in _HEADS:
        return None
    other = {replace(r, unit=target.unit): r for r in results if r.unit in _HEADS}
    found = matching.candidates(target, list(other))
    if not found or found[0].result.many_years:
        return None
    own = other[found[0].result]
    total = f"报告的{own.number}与目标的{target.number}单位不同，人与人次不能换算"
    return Verdict(target, Judgement.UNCLEAR, own, total)


def _in_words(value: Decimal, unit: str) -> str:
    """5602200人 as a report writes it: 560.22万人."""
    for word, power in (("亿", 8), ("万", 4)):
        if abs(value) >= Decimal(10) ** power:
            return f"{value.scaleb(-power).normalize():f}{word}{unit}"
    return f"{value.normalize():f}{unit}"


def _silent(target: Target) -> Verdict:
    total = f"没有找到与“{target.indicator}”名称、口径、单位和年度都相同的结果；未报告不等于未完成"
    return Verdict(target, Judgement.NOT_REPORTED, None, total)


def _told(target: Target, this: Report) -> Result | None:
    """A clause of the review that says the thing was raised, without a number."""
    name = re.sub(r"(?:月|年)?最?低?(?:标准|水平|补助)$", "", names.plain(target.indicator))
    if len(name) < 5:
        return None
    for start, end in wording.review_clauses(this):
        text = this.text[start:end]
        if name in text and _TOLD.search(text) and not re.search(r"\d", text):
            return wording.said(text, start, end)
    return None


def _relative(target: Target, results: Sequence[Result], this: Report | None) -> Verdict:
    if _ECONOMY.search(target.number) and ("经济" in target.number or "经济" in target.clause):
        economy = _growth("gdp", results)
        if economy is None or economy.value is None:
            return _silent(target)
        own = _growth(target.key, results)
        apart = own is None or ("城乡" in own.indicator and "分别" in own.clause)
        if target.key == "income" and apart:
            return _town_and_country(target, results, economy.value) or _silent(target)
        if own is None or own.value is None:
            return _silent(target)
        return _beside(target, own, own.value, economy.value)
    if this is not None and not re.search(r"\d", target.number):
        return pace.verdict(target, this) or wording.verdict(target, this)
    return _silent(target)


def _town_and_country(
    target: Target, results: Sequence[Result], economy: Decimal
) -> Verdict | None:
    """居民收入 reported only for town and country separately: both must agree to settle it."""
    both = [r for r in results if r.key == "income" and "城乡" in r.indicator and _counts(r)]
    if len(both) < 2:
        town = _growth("income_urban", results)
        country = _growth("income_rural", results) or _growth("income_farmers_net", results)
        both = [r for r in (town, country) if r is not None]
    if len(both) < 2:
        return None
    sides = [_beside(target, r, r.value or Decimal(0), economy) for r in both[:2]]
    judged = {s.judgement for s in sides}
    kind = judged.pop() if len(judged) == 1 else Judgement.UNCLEAR
    return Verdict(target, kind, both[0], "；".join(s.sum for s in sides))


def _counts(result: Result) -> bool:
    """Whether it is a growth rate of the full year that can be compared with another."""
    whole = not result.many_years and result.until is None
    return whole and result.kind is ClaimKind.GROWTH and result.value is not None


def _growth(key: str, results: Sequence[Result]) -> Result | None:
    """The year's growth of an indicator; real growth (实际增长) before nominal."""
    own = [r for r in results if r.key == key and _counts(r)]
    real = [r for r in own if "实际" in r.clause or "扣除价格" in r.clause]
    return next(iter(real or own), None)


def _beside(target: Target, own: Result, a: Decimal, b: Decimal) -> Verdict:
    """同步: compare an indicator's growth with the economy's, both in per cent."""
    total = f"{own.indicator}增长{a.normalize():f}%，经济增长{b.normalize():f}%"
    if a >= b:
        return Verdict(target, Judgement.MET, own, f"{total}，不低于经济增长")
    kind = Judgement.NEAR if b - a <= judging.RATE_BAND else Judgement.MISSED
    return Verdict(target, kind, own, f"{total}，慢{(b - a).normalize():f}个百分点")
