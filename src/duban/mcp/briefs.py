"""A plan, a commitment, a target and a figure as answers contain them: small, with an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from duban.mcp.plans import STATUS_WORDS, PublishedPlan
from duban.mcp.words import plain

Json = dict[str, Any]
MOST = 8
"""Targets of one commitment that a list shows."""
SHORT = {
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
WHOLE = {
    **SHORT,
    "direction": "direction",
    "strength": "strength",
    "baseline": "baseline",
    "forecast": "forecast",
    "probability": "probability",
    "sum_zh": "sum",
}


def source(plan: PublishedPlan) -> Json:
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


def brief(
    plan: PublishedPlan, number: str, *, pairs: Iterable[str] = (), short: bool = False
) -> Json:
    """A commitment in a list; of its targets those first that have more of the question."""
    row, claims = plan.commitments[number], list(plan.rows_of("claims", number))
    asked = frozenset(pairs)
    if asked:
        claims.sort(key=lambda claim: -_shared(asked, claim))
    found: Json = {
        "plan": plan.key,
        "commitment": number,
        "text": row["text"],
        "status": row["status"],
        "status_word": STATUS_WORDS.get(row["status"], ""),
        "light": row["light"],
        "lead": row["lead"],
        "claims": [claim_brief(claim) for claim in claims[:MOST]],
        "more_claims": max(0, len(claims) - MOST) or None,
        "note": note(claims),
        "url": plan.url(number),
    }
    if short:
        found.pop("lead")
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _shared(asked: frozenset[str], claim: Mapping[str, Any]) -> int:
    name = plain(claim["indicator"])
    return sum(pair in name for pair in asked)


def note(claims: list[Any]) -> str:
    """What a commitment's numbers cannot say."""
    if not claims:
        return "这项任务没有数字目标，也没有数字的进展数据（按节点评价）"
    if all(claim["observed"] is None for claim in claims):
        return "没有公布进展数据，不能说完成或没有完成"
    return ""


def claim_brief(claim: Mapping[str, Any], *, whole: bool = False) -> Json:
    """A target and how it was judged, without what is empty; numbers are text, in `unit`."""
    names = WHOLE if whole else SHORT
    found = {told: claim[name] for name, told in names.items()}
    return {name: value for name, value in found.items() if value not in (None, "")}


def figure_brief(row: Mapping[str, Any], names: Mapping[Any, str]) -> Json:
    """A figure with its indicator and its source."""
    kept = ("period", "end", "value", "unit", "published", "version", "source")
    found = {"indicator": names.get(row["claim"], ""), **{name: row[name] for name in kept}}
    return {name: value for name, value in found.items() if value not in (None, "")}
