"""Every target of last year against what this year says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.assessment import DEFAULT_RULES, Rules
from duban.commitments import ClaimKind, Report
from duban.indicators import match_names
from duban.quantities import printing
from duban.series import convert
from duban.verification import (
    gather_claims,
    judge_comparison,
    judge_target,
    match_remaining,
    match_results,
    tables,
    targets_in_words,
    year_of_claim,
)
from duban.verification.model import Judgement, Result, Target, Verdict

_ECONOMY_WORD = re.compile(r"同步")
_MEASURE_NAMES = {ClaimKind.LEVEL: "总量或期末数", ClaimKind.VOLUME: "当年的量"}
_DOUBLING_WORD = re.compile(r"^翻(?:一)?番$")
_MIN_NAME_LENGTH = 4
"""A name shorter than this may begin another by chance."""
_PERSON_UNITS = ("人", "人次")
_DOUBLING_GROWTH = Decimal(100)
_RAISE_WORDS = re.compile(r"提高|上调|增加|提升")


def verify(last: Report, this: Report, rules: Rules = DEFAULT_RULES) -> list[Verdict]:
    """A verdict for every target of `last`, by the results that `this` states, in text order.

    `this` is the next report, or a statistical bulletin for the year of `last`. Of a report on
    another year only what names the year of `last` counts. `rules` gives the tolerance of 左右.
    """
    year = _find_target_year(last, this)
    results = [*gather_claims.gather_results(this, year), *tables.read_table_results(this, year)]
    review: Report | None = this
    if year_of_claim.reviews_different_year(this, year):
        results = [
            result
            for result in results
            if result.covers_many_years or year_of_claim.names_year_nearest(this.text, result.start, year)
        ]
        review = None
    verdicts = [_judge_numbered(entry, results, review, rules) for entry in gather_claims.gather_targets(last, year)]
    verdicts = match_remaining.match_remaining(verdicts, results, rules)
    used_spans = [(entry.target.start, entry.target.end) for entry in verdicts]
    worded_targets = targets_in_words.find_worded_targets(last, used_spans)
    verdicts += [
        _build_not_reported(entry) if review is None else targets_in_words.judge_worded_target(entry, review)
        for entry in worded_targets
    ]
    return sorted(verdicts, key=lambda verdict: (verdict.target.start, verdict.target.end))


def judge_targets(targets: Sequence[Target], results: Sequence[Result], rules: Rules = DEFAULT_RULES) -> list[Verdict]:
    """A verdict for each of the targets, in their order, by the given results."""
    verdicts = [_judge_numbered(target, results, None, rules) for target in targets]
    return match_remaining.match_remaining(verdicts, results, rules)


def verify_figures(last: Report, figures: Iterable[Result], rules: Rules = DEFAULT_RULES) -> list[Verdict]:
    """A verdict for every target of `last`, by published figures of its year."""
    results = [_set_key(figure, last.jurisdiction) for figure in figures]
    verdicts = [_judge_numbered(target, results, None, rules) for target in gather_claims.gather_targets(last)]
    return [_judge_by_measure(verdict, results) for verdict in verdicts]


def _judge_by_measure(verdict: Verdict, results: Sequence[Result]) -> Verdict:
    """`changed_basis` where the same name was published as another measure, not comparable."""
    target = verdict.target
    if verdict.judgement is Judgement.NOT_REPORTED and target.kind is ClaimKind.RELATIVE:
        return _judge_worded_by_figures(verdict, results)
    target_measure = _MEASURE_NAMES.get(target.kind) if target.kind is not None else None
    if verdict.judgement is not Judgement.NOT_REPORTED or target_measure is None:
        return verdict
    for result in results:
        result_measure = _MEASURE_NAMES.get(result.kind) if result.kind is not None else None
        has_same_name = match_names.compare_keys(target.key, result.key) == 1 and result.until is None
        if (
            has_same_name
            and result_measure == target_measure
            and not match_results.has_convertible_unit(target, result)
        ):
            sum_text = f"公布的是{result.number}，目标是{target.number}，单位不能换算"
            return Verdict(target, Judgement.CHANGED_BASIS, result, sum_text)
        if has_same_name and result_measure not in (None, target_measure):
            sum_text = f"公布的{result.number}是{result_measure}，目标{target.number}是{target_measure}，不能相比"
            return Verdict(target, Judgement.CHANGED_BASIS, result, sum_text)
    return verdict


def _judge_worded_by_figures(verdict: Verdict, results: Sequence[Result]) -> Verdict:
    """`unclear` for a target in words (达到国家二级标准) of which only figures were published."""
    target = verdict.target
    name = match_names.simplify_name(target.indicator)
    same_name_results = [
        result
        for result in results
        if len(name) >= _MIN_NAME_LENGTH and match_names.simplify_name(result.indicator).startswith(name)
    ]
    if not same_name_results or match_names.harmonise(target.indicator) is not None:
        return verdict
    figures = "、".join(f"{result.indicator}{result.number}" for result in same_name_results)
    sum_text = f"公布了{figures}；是否“{target.number}”没有公布结论"
    return Verdict(target, Judgement.UNCLEAR, same_name_results[0], sum_text)


def _set_key(result: Result, jurisdiction: str | None) -> Result:
    return replace(result, key=match_names.comparison_key(result.indicator, jurisdiction))


def _find_target_year(earlier: Report, later: Report) -> int | None:
    """The year that the targets are for."""
    if earlier.year is not None:
        return year_of_claim.find_plan_year(earlier, earlier.year)
    if later.year is not None:
        return later.year - 1
    return earlier.date.year if earlier.date else None


def _judge_numbered(target: Target, results: Sequence[Result], report: Report | None, rules: Rules) -> Verdict:
    if target.kind is ClaimKind.RELATIVE:
        return _judge_doubling(target, results) or _judge_relative(target, results, report, rules)
    candidates = match_results.find_candidates(target, results)
    ruling = match_results.choose_ruling(
        target, [(candidate, judge_target.judge(target, candidate.result, rules)) for candidate in candidates]
    )
    if ruling is not None:
        match, (judgement, sum_text) = ruling
        if "预计" in match.result.clause:
            sum_text += "（报告说是预计数）"
        return Verdict(target, judgement, match.result, sum_text)
    if (sum_verdict := _judge_by_sum(target, results)) is not None:
        return sum_verdict
    if (person_verdict := _judge_person_counts(target, results)) is not None:
        return person_verdict
    if (
        report is not None
        and target.is_increment
        and (raise_result := _find_unquantified_raise(target, report)) is not None
    ):
        sum_text = f"报告说提高了，没有说多少；目标{target.number}无从核对"
        return Verdict(target, Judgement.UNCLEAR, raise_result, sum_text)
    return _build_not_reported(target)


def _judge_doubling(target: Target, results: Sequence[Result]) -> Verdict | None:
    """翻一番: the year's growth of the same thing must reach a hundred per cent."""
    if _DOUBLING_WORD.search(target.number) is None:
        return None
    growth = _find_growth(target.key, results)
    if growth is None or growth.value is None:
        return None
    growth_percent = growth.value * 100 if growth.unit == "倍" else growth.value
    judgement = Judgement.MET if growth_percent >= _DOUBLING_GROWTH else Judgement.MISSED
    relation = "≥" if growth_percent >= _DOUBLING_GROWTH else "<"
    sum_text = f"增长{growth_percent.normalize():f}% {relation} 翻一番所要的{_DOUBLING_GROWTH}%"
    return Verdict(target, judgement, growth, sum_text)


def find_summands(target: Target, results: Sequence[Result]) -> list[Result]:
    """The parts that add up to a target and are all published; none where one is missing."""
    indicator_entry = match_names.load_vocabulary().get(target.key)
    if indicator_entry is None or not indicator_entry.parts:
        return []
    part_results = []
    for part in indicator_entry.parts:
        candidates = match_results.find_candidates(replace(target, key=part), results)
        if not candidates or candidates[0].result.covers_many_years:
            return []
        part_results.append(candidates[0].result)
    return part_results


def _judge_by_sum(target: Target, results: Sequence[Result]) -> Verdict | None:
    """`unclear` where only the parts were published: their sum is shown, but nobody stated it."""
    part_results = find_summands(target, results)
    if not part_results:
        return None
    terms = " + ".join(f"{part_result.indicator}{part_result.number}" for part_result in part_results)
    total = sum(
        (
            convert(part_result.value, part_result.unit, target.unit)
            for part_result in part_results
            if part_result.value
        ),
        Decimal(0),
    )
    relation = "≥" if target.value is not None and total >= target.value else "<"
    places = printing.choose_decimals(target.unit, target.value, total, target.value)
    total_text = printing.print_figure(total, target.unit, target=target.value, places=places)
    sum_text = f"{terms} = {total_text} {relation} 目标{target.number}"
    return Verdict(target, Judgement.UNCLEAR, part_results[0], f"{sum_text}；合计数没有直接公布")


def _judge_person_counts(target: Target, results: Sequence[Result]) -> Verdict | None:
    """`unclear` between persons (人) and attendances (人次), which cannot be converted."""
    if target.unit not in _PERSON_UNITS:
        return None
    result_by_converted = {
        replace(result, unit=target.unit): result for result in results if result.unit in _PERSON_UNITS
    }
    candidates = match_results.find_candidates(target, list(result_by_converted))
    if not candidates or candidates[0].result.covers_many_years:
        return None
    person_result = result_by_converted[candidates[0].result]
    sum_text = f"报告的{person_result.number}与目标的{target.number}单位不同，人与人次不能换算"
    return Verdict(target, Judgement.UNCLEAR, person_result, sum_text)


def _build_not_reported(target: Target) -> Verdict:
    sum_text = f"没有找到与“{target.indicator}”名称、口径、单位和年度都相同的结果；未报告不等于未完成"
    return Verdict(target, Judgement.NOT_REPORTED, None, sum_text)


def _find_unquantified_raise(target: Target, report: Report) -> Result | None:
    """A clause of the review that says the thing was raised, without a number."""
    name = re.sub(r"(?:月|年)?最?低?(?:标准|水平|补助)$", "", match_names.simplify_name(target.indicator))
    if len(name) < 5:
        return None
    for start, end in targets_in_words.find_review_clauses(report):
        clause = report.text[start:end]
        if name in clause and _RAISE_WORDS.search(clause) and not re.search(r"\d", clause):
            return targets_in_words.build_worded_result(clause, start, end)
    return None


def _judge_relative(target: Target, results: Sequence[Result], report: Report | None, rules: Rules) -> Verdict:
    if _ECONOMY_WORD.search(target.number) and ("经济" in target.number or "经济" in target.clause):
        economy_growth = _find_growth("gdp", results)
        if economy_growth is None or economy_growth.value is None:
            return _build_not_reported(target)
        target_growth = _find_growth(target.key, results)
        is_split = target_growth is None or ("城乡" in target_growth.indicator and "分别" in target_growth.clause)
        if target.key == "income" and is_split:
            verdict = _judge_town_and_country(target, results, economy_growth.value, rules)
            return verdict or _build_not_reported(target)
        if target_growth is None or target_growth.value is None:
            return _build_not_reported(target)
        return _compare_growth(target, target_growth, target_growth.value, economy_growth.value, rules)
    if report is not None and not re.search(r"\d", target.number):
        return judge_comparison.judge_comparison(target, report) or targets_in_words.judge_worded_target(target, report)
    return _build_not_reported(target)


def _judge_town_and_country(
    target: Target, results: Sequence[Result], economy: Decimal, rules: Rules
) -> Verdict | None:
    """居民收入 reported only for town and country separately: both must agree to settle it."""
    growths = [
        growth
        for growth in results
        if growth.key == "income" and "城乡" in growth.indicator and _is_annual_growth(growth)
    ]
    if len(growths) < 2:
        town_growth = _find_growth("income_urban", results)
        country_growth = _find_growth("income_rural", results) or _find_growth("income_farmers_net", results)
        growths = [growth for growth in (town_growth, country_growth) if growth is not None]
    if len(growths) < 2:
        return None
    sides = [_compare_growth(target, growth, growth.value or Decimal(0), economy, rules) for growth in growths[:2]]
    judgements = {side.judgement for side in sides}
    judgement = judgements.pop() if len(judgements) == 1 else Judgement.UNCLEAR
    return Verdict(target, judgement, growths[0], "；".join(side.sum for side in sides))


def _is_annual_growth(result: Result) -> bool:
    """Whether it is a growth rate of the full year that can be compared with another."""
    is_full_year = not result.covers_many_years and result.until is None
    return is_full_year and result.kind is ClaimKind.GROWTH and result.value is not None


def _find_growth(indicator_key: str, results: Sequence[Result]) -> Result | None:
    """The year's growth of an indicator; real growth (实际增长) before nominal."""
    growths = [result for result in results if result.key == indicator_key and _is_annual_growth(result)]
    real_growths = [result for result in growths if "实际" in result.clause or "扣除价格" in result.clause]
    return next(iter(real_growths or growths), None)


def _compare_growth(
    target: Target, growth: Result, growth_rate: Decimal, economy_rate: Decimal, rules: Rules
) -> Verdict:
    """同步: compare an indicator's growth with the economy's, both in per cent."""
    sum_text = f"{growth.indicator}增长{growth_rate.normalize():f}%，经济增长{economy_rate.normalize():f}%"
    if growth_rate >= economy_rate:
        return Verdict(target, Judgement.MET, growth, f"{sum_text}，不低于经济增长")
    gap = economy_rate - growth_rate
    is_near = gap <= rules.approx_tolerance(economy_rate, is_rate=True)
    judgement = Judgement.NEAR if is_near else Judgement.MISSED
    return Verdict(target, judgement, growth, f"{sum_text}，慢{printing.format_plain(gap)}个百分点")
