"""Every target of a plan against one document: the figures that it states for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.observation import complete_names, periods
from duban.observation.model import PlanTarget, Proposal
from duban.series import Period, convert
from duban.verification import (
    Judgement,
    Result,
    Target,
    Verdict,
    gather_claims,
    judge_report,
    match_results,
    tables,
    year_of_claim,
)

_FUTURE_WORDS = re.compile(r"计划(?!生育|外|内|单列|指标|总投资)|拟(?!合)|即将|准备|力争|将(?!军|近)|预算安排")
_GUESS_DOUBT = "名称只对上一部分，请核对是不是同一个指标"
_SETTLED_JUDGEMENTS = (Judgement.MET, Judgement.NEAR, Judgement.MISSED)


def observe(plan: Sequence[PlanTarget], document: Report, source: str, *, place: str | None = None) -> list[Proposal]:
    """The figures that a document states for the targets of a plan, in the plan's order.

    `source` is how the document is named beside each figure. `place` is the plan's own place: what
    a document of another place states is never sure.
    """
    period = periods.find_document_period(document)
    if period is None:
        return []
    reading = _DocumentReading(document, source, period, _describe_place_doubt(place, document.jurisdiction))
    results = find_results(document, period.year)
    verdicts = judge_report.judge_targets([entry.target for entry in plan], results)
    guessed_results = list(complete_names.guess_names(document, results))
    proposals: list[Proposal] = []
    for plan_target, verdict in zip(plan, verdicts, strict=True):
        target = plan_target.target
        if (parts := judge_report.find_summands(target, results)) and not _is_settled(verdict):
            proposals.append(reading.build_total(plan_target, parts))
        elif _is_answered(verdict) and verdict.result is not None:
            proposals.append(reading.build_proposal(plan_target, verdict.result, _describe_doubt(target, verdict)))
        elif (guess := _find_guess(target, guessed_results)) is not None:
            proposals.append(reading.build_proposal(plan_target, guess, _GUESS_DOUBT))
    return proposals


def find_results(document: Report, year: int) -> list[Result]:
    """Every result of the document for the year, in prose and in tables, parts of it included."""
    prose_results = gather_claims.gather_results(document, year, parts_of_year=True)
    prose_results = [result for result in prose_results if not _is_announced(document, result)]
    return complete_names.complete_names(document, [*prose_results, *tables.read_table_results(document, year)])


def _is_announced(document: Report, result: Result) -> bool:
    """Whether the words before a number say that it is still to come."""
    if result.start is None or result.end is None:
        return False
    clause_start, _ = year_of_claim.find_clause(document.text, result.start, result.end)
    return _FUTURE_WORDS.search(document.text, clause_start, result.start) is not None


@dataclass(frozen=True, slots=True)
class _DocumentReading:
    """One document, and what applies to every figure in it."""

    document: Report
    source: str
    period: Period
    place_doubt: str

    def build_proposal(self, plan_target: PlanTarget, result: Result, doubt: str) -> Proposal:
        document, start, end = self.document, result.start, result.end
        period = periods.find_figure_period(document, start, self.period)
        final_doubt = self.place_doubt or doubt
        return Proposal(
            id=plan_target.id,
            target=plan_target.target,
            indicator=result.indicator,
            number=result.number,
            value=result.value or Decimal(0),
            unit=result.unit,
            period=period,
            basis=periods.find_basis(document, start, end, period),
            version=periods.find_version(document),
            quote=result.quote,
            source=self.source,
            start=start,
            end=end,
            sure=not final_doubt,
            doubt=final_doubt,
        )

    def build_total(self, plan_target: PlanTarget, parts: Sequence[Result]) -> Proposal:
        """The sum of figures published only in parts: with its terms, never sure."""
        unit = parts[0].unit
        value = sum((convert(part.value or Decimal(0), part.unit, unit) for part in parts), Decimal(0))
        terms = " + ".join(f"{part.indicator}{part.number}" for part in parts)
        proposal = self.build_proposal(plan_target, parts[0], f"合计数没有直接公布，由各项相加：{terms}")
        number = " + ".join(part.number for part in parts)
        return replace(proposal, indicator=plan_target.target.indicator, number=number, value=value)


def _describe_place_doubt(place: str | None, document_place: str | None) -> str:
    if place and document_place and place != document_place:
        return f"文件是{document_place}的，计划是{place}的"
    return ""


def _is_settled(verdict: Verdict) -> bool:
    return verdict.judgement in _SETTLED_JUDGEMENTS


def _is_answered(verdict: Verdict) -> bool:
    result = verdict.result
    has_value = result is not None and result.value is not None
    return has_value and verdict.judgement is not Judgement.NOT_REPORTED


def _find_guess(target: Target, guessed_results: Sequence[Result]) -> Result | None:
    candidates = match_results.find_candidates(target, guessed_results)
    return candidates[0].result if candidates else None


def _describe_doubt(target: Target, verdict: Verdict) -> str:
    """Why a person has to look before the figure is taken."""
    result = verdict.result
    if result is not None and _find_level(target.indicator) != _find_level(result.indicator):
        return f"目标说的是“{target.indicator}”，文件说的是“{result.indicator}”，范围可能不同"
    if _is_settled(verdict) or target.kind is ClaimKind.RELATIVE:
        return ""
    return verdict.sum


def _find_level(name: str) -> str:
    match = complete_names.LEVEL_PREFIX.match(name)
    return match[0].replace("市本级", "市级") if match else ""
