"""Every target of a plan against one document: the figures that it states for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.observation import naming, periods
from duban.observation.model import Proposal, Wanted
from duban.series import Period, convert
from duban.verification import (
    Judgement,
    Result,
    Target,
    Verdict,
    gathering,
    matching,
    tables,
    verifying,
    when,
)

_TO_COME = re.compile(
    r"计划(?!生育|外|内|单列|指标|总投资)|拟(?!合)|即将|准备|力争|将(?!军|近)|预算安排"
)
_GUESSED = "名称只对上一部分，请核对是不是同一个指标"
_SURE = (Judgement.MET, Judgement.NEAR, Judgement.MISSED)


def observe(
    plan: Sequence[Wanted], document: Report, source: str, *, place: str | None = None
) -> list[Proposal]:
    """The figures that a document states for the targets of a plan, in the plan's order.

    `source` is how the document is named beside each figure. `place` is the plan's own place: what
    a document of another place states is never sure.
    """
    whole = periods.document_period(document)
    if whole is None:
        return []
    reading = _Reading(document, source, whole, _elsewhere(place, document.jurisdiction))
    results = stated(document, whole.year)
    verdicts = verifying.answers([w.target for w in plan], results)
    others = list(naming.guesses(document, results))
    found: list[Proposal] = []
    for wanted, verdict in zip(plan, verdicts, strict=True):
        target = wanted.target
        if (parts := verifying.summands(target, results)) and not _settled(verdict):
            found.append(reading.total(wanted, parts))
        elif _answered(verdict) and verdict.result is not None:
            found.append(reading.proposal(wanted, verdict.result, _doubt(target, verdict)))
        elif (guess := _guess(target, others)) is not None:
            found.append(reading.proposal(wanted, guess, _GUESSED))
    return found


def stated(document: Report, year: int) -> list[Result]:
    """Every result of the document for the year, in prose and in tables, parts of it included."""
    prose = gathering.results(document, year, parts_of_year=True)
    prose = [r for r in prose if not _announced(document, r)]
    return naming.named(document, [*prose, *tables.results(document, year)])


def _announced(document: Report, result: Result) -> bool:
    """Whether the words before a number say that it is still to come."""
    if result.start is None or result.end is None:
        return False
    low, _ = when.clause(document.text, result.start, result.end)
    return _TO_COME.search(document.text, low, result.start) is not None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document, and what applies to every figure in it."""

    document: Report
    source: str
    whole: Period
    elsewhere: str

    def proposal(self, wanted: Wanted, result: Result, doubt: str) -> Proposal:
        document, start, end = self.document, result.start, result.end
        period = periods.period_of(document, start, self.whole)
        said = self.elsewhere or doubt
        return Proposal(
            id=wanted.id,
            target=wanted.target,
            indicator=result.indicator,
            number=result.number,
            value=result.value or Decimal(0),
            unit=result.unit,
            period=period,
            basis=periods.basis_of(document, start, end, period),
            version=periods.version_of(document),
            quote=result.quote,
            source=self.source,
            start=start,
            end=end,
            sure=not said,
            doubt=said,
        )

    def total(self, wanted: Wanted, parts: Sequence[Result]) -> Proposal:
        """The sum of figures published only in parts: with its terms, never sure."""
        unit = parts[0].unit
        value = sum((convert(p.value or Decimal(0), p.unit, unit) for p in parts), Decimal(0))
        terms = " + ".join(f"{p.indicator}{p.number}" for p in parts)
        first = self.proposal(wanted, parts[0], f"合计数没有直接公布，由各项相加：{terms}")
        number = " + ".join(p.number for p in parts)
        return replace(first, indicator=wanted.target.indicator, number=number, value=value)


def _elsewhere(place: str | None, named: str | None) -> str:
    if place and named and place != named:
        return f"文件是{named}的，计划是{place}的"
    return ""


def _settled(verdict: Verdict) -> bool:
    return verdict.judgement in _SURE


def _answered(verdict: Verdict) -> bool:
    result = verdict.result
    stated = result is not None and result.value is not None
    return stated and verdict.judgement is not Judgement.NOT_REPORTED


def _guess(target: Target, others: Sequence[Result]) -> Result | None:
    found = matching.candidates(target, others)
    return found[0].result if found else None


def _doubt(target: Target, verdict: Verdict) -> str:
    """Why a person has to look before the figure is taken."""
    result = verdict.result
    if result is not None and _level(target.indicator) != _level(result.indicator):
        return f"目标说的是“{target.indicator}”，文件说的是“{result.indicator}”，范围可能不同"
    if _settled(verdict) or target.kind is ClaimKind.RELATIVE:
        return ""
    return verdict.sum


def _level(name: str) -> str:
    found = naming.LEVEL.match(name)
    return found[0].replace("市本级", "市级") if found else ""
