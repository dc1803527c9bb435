"""A plan, a commitment, a target and a figure as answers contain them: small, with an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from duban.mcp.plans import CHINESE_BY_STATUS, PublishedPlan
from duban.mcp.words import normalize

Json = dict[str, Any]
MAX_CLAIMS = 8
"""Targets of one commitment that a list shows."""
SHORT_FIELD_NAMES = {
    "indicator": "indicator",
    "comparator": "comparator",
    "value": "target",
    "value_high": "target_high",
    "unit": "unit",
    "number": "as_written",
    "period": "period",
    "observed": "observed",
    "observed_period": "observed_period",
    "expected": "expected",
    "gap": "gap",
    "status": "status",
    "light": "light",
}
FULL_FIELD_NAMES = {
    **SHORT_FIELD_NAMES,
    "direction": "direction",
    "strength": "strength",
    "baseline": "baseline",
    "forecast": "forecast",
    "probability": "probability",
    "sum_zh": "sum",
}


def describe_source(plan: PublishedPlan) -> Json:
    """The source of an answer: the plan, its report, date, hash and address."""
    facts = plan.facts
    return {
        "plan": plan.key,
        "report": facts["title"],
        "as_of": facts["as_of"],
        "simulated": facts["simulated"],
        "sha256": plan.sha256,
        "url": plan.url(),
    }


def describe_commitment(plan: PublishedPlan, number: str, *, pairs: Iterable[str] = (), is_short: bool = False) -> Json:
    """A commitment in a list; of its targets those first that have more of the question."""
    row, claims = plan.commitments[number], list(plan.get_commitment_rows("claims", number))
    question_pairs = frozenset(pairs)
    if question_pairs:
        claims.sort(key=lambda claim: -_count_shared_pairs(question_pairs, claim))
    description: Json = {
        "plan": plan.key,
        "commitment": number,
        "text": row["text"],
        "status": row["status"],
        "status_word": CHINESE_BY_STATUS.get(row["status"], ""),
        "light": row["light"],
        "lead": row["lead"],
        "claims": [describe_claim(claim) for claim in claims[:MAX_CLAIMS]],
        "more_claims": max(0, len(claims) - MAX_CLAIMS) or None,
        "note": build_note(claims),
        "url": plan.url(number),
    }
    if is_short:
        description.pop("lead")
    return {name: value for name, value in description.items() if value not in (None, "", [])}


def _count_shared_pairs(question_pairs: frozenset[str], claim: Mapping[str, Any]) -> int:
    indicator_name = normalize(claim["indicator"])
    return sum(pair in indicator_name for pair in question_pairs)


def build_note(claims: list[Any]) -> str:
    """What a commitment's numbers cannot say."""
    if not claims:
        return "这项任务没有数字目标，也没有数字的进展数据（按节点评价）"
    if all(claim["observed"] is None for claim in claims):
        return "没有公布进展数据，不能说完成或没有完成"
    return ""


def describe_claim(claim: Mapping[str, Any], *, is_full: bool = False) -> Json:
    """A target and how it was judged, without what is empty; numbers are text, in `unit`."""
    field_names = FULL_FIELD_NAMES if is_full else SHORT_FIELD_NAMES
    description = {answer_name: claim[name] for name, answer_name in field_names.items()}
    return {name: value for name, value in description.items() if value not in (None, "")}


def describe_figure(row: Mapping[str, Any], indicator_by_claim: Mapping[Any, str]) -> Json:
    """A figure with its indicator and its source."""
    field_names = ("period", "end", "value", "unit", "published", "version", "source")
    description = {"indicator": indicator_by_claim.get(row["claim"], ""), **{name: row[name] for name in field_names}}
    return {name: value for name, value in description.items() if value not in (None, "")}
