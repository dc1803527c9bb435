"""Targets that compare with something (高于全国平均水平): met where the review says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Report
from duban.indicators import match_names
from duban.verification import targets_in_words
from duban.verification.model import Judgement, Target, Verdict

_COMPARISON_NUMBER = re.compile(r"^(?:高于|快于)(?P<than>[一-鿿]{2,10}?)的?(?:平均)?(?:增速|增长速度|增幅|增长|水平)*$")
_PACE_ENDING = re.compile(r"的?(?:增长速度|增速|增幅|增长)$")
_STATEMENT_ENDING = re.compile(r"(?:同比|比上年|实际|名义)*(?:增长|增速|增幅|达到?|为|高于|快于|[\d]).*$")
_DIFFERENT_PERIOD_WORDS = re.compile(r"年均|五年|累计|季度|上半年|[\d一二三四五六七八九十]月|连续|要|力争|今年")


def judge_comparison(target: Target, report: Report) -> Verdict | None:
    """Met where a clause of the review says 高于 the same thing of the same indicator, or None."""
    comparison = _COMPARISON_NUMBER.match(target.number)
    if comparison is None:
        return None
    compared_name = re.escape(comparison["than"])
    statement_pattern = re.compile(rf"(?:高于|快于){compared_name}(?:的?(?:平均|增|水平)|约?\d|[，。；]|$)")
    target_key = match_names.comparison_key(_PACE_ENDING.sub("", target.indicator))
    for start, end, preceding_clause in _pair_with_preceding(report):
        clause = report.text[start:end]
        match = statement_pattern.search(clause)
        if match is None or _DIFFERENT_PERIOD_WORDS.search(preceding_clause + clause):
            continue
        subject_text = clause[: match.start()].strip()
        if (
            match_names.comparison_key(_STATEMENT_ENDING.sub("", subject_text or preceding_clause).strip(" 　—"))
            == target_key
        ):
            result = targets_in_words.build_worded_result(clause, start, end)
            sum_text = f"目标“{target.number}”，报告说“{result.quote}”：文字相符"
            return Verdict(target, Judgement.MET, result, sum_text)
    return None


def _pair_with_preceding(report: Report) -> Iterator[tuple[int, int, str]]:
    """The clauses of the review, each with the one before it in the same sentence."""
    previous_span = (0, 0)
    for start, end in targets_in_words.find_review_clauses(report):
        is_joined = report.text[previous_span[1] : start].strip() in ("，", ",")
        yield start, end, report.text[previous_span[0] : previous_span[1]] if is_joined else ""
        previous_span = (start, end)
